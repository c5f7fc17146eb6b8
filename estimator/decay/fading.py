"""What an action still counts after n days, and the sum of that on one day."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.days import Days

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Codes = npt.NDArray[np.int32]

MANY = 1 << 12  # rows


@dataclass(frozen=True)
class Decay:
    """half_life: days after which half is left; inf: none fades before the window ends.
    window: days after which an action is gone. lag: days before which it does not show.
    """

    half_life: float
    window: int
    lag: int = 0

    def weights(self) -> Floats:
        """What an action of age 0, 1, ... window - 1 counts: shape (window,), read-only.

        >>> Decay(half_life=1, window=4, lag=1).weights().tolist()
        [0.0, 0.5, 0.25, 0.125]
        """
        return _weights(self)

    def cliff(self) -> float:
        """What an action still counts on the day it leaves the window, in [0, 1]."""
        return float(np.exp2(-self.window / self.half_life))

    @property
    def shown(self) -> int:
        """On how many days an action counts."""
        return max(self.window - self.lag, 0)


@lru_cache(maxsize=4096)
def _weights(decay: Decay) -> Floats:
    weights = np.exp2(-np.arange(decay.window) / decay.half_life)
    weights[: decay.lag] = 0.0
    weights.setflags(write=False)
    return weights


def flow_on(
    decay: Decay, account: Codes, day: Days, count: Counts, on: int, n_accounts: int
) -> Floats:
    """The decayed sum of the rows of each account on the day `on`: shape (n_accounts,).

    account, day, count: shape (n_rows,), in any order. Rows after `on` do not count.

    >>> flow_on(Decay(1, 9), np.array([0, 0]), np.array([5, 4]), np.array([1.0, 8.0]), 6, 1)
    array([2.5])
    """
    age = on - day
    inside = (age >= decay.lag) & (age < decay.window)
    return summed_on(decay, account[inside], day[inside], count[inside], on, n_accounts)


def summed_on(
    decay: Decay,
    account: Codes,
    day: Days,
    count: Counts,
    on: int,
    n_accounts: int,
    by_day: bool = False,
) -> Floats:
    """The same of rows that are all inside the window. by_day: they are sorted by day."""
    if by_day and len(day) > MANY:  # a day's weight is laid down beside its rows, not looked up
        oldest, newest = int(day[0]), int(day[-1])
        edges = day.searchsorted(np.arange(oldest, newest + 2, dtype=np.int32))
        weights = decay.weights()[on - newest : on - oldest + 1][::-1]
        flow = np.zeros(n_accounts)
        np.add.at(flow, account, count * np.repeat(weights, np.diff(edges)))
        return flow
    left = count * decay.weights()[on - day]
    return np.bincount(account, left, n_accounts).astype(np.float64, copy=False)
