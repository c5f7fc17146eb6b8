"""What of an action still counts after n days: the one place that computes decay.

An action of age n (days since it was done) counts 0.5^(n / half_life) while lag <= n < window,
and nothing otherwise. Nothing is normalised: one action done every day for ever approaches
1 / (1 - 0.5^(1 / half_life)), cut by the window.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.days import Days

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Decay:
    """half_life: days after which half is left; inf: none fades before the window ends.
    window: days after which an action is gone. lag: days before which it does not show.
    """

    half_life: float
    window: int
    lag: int = 0

    def weights(self) -> Floats:
        """What an action of age 0, 1, ... window - 1 counts: shape (window,).

        >>> Decay(half_life=1, window=4, lag=1).weights().tolist()
        [0.0, 0.5, 0.25, 0.125]
        """
        weights = np.exp2(-np.arange(self.window) / self.half_life)
        weights[: self.lag] = 0.0
        return weights

    def cliff(self) -> float:
        """What an action still counts on the day it leaves the window, in [0, 1]."""
        return float(np.exp2(-self.window / self.half_life))


def flow_on(
    decay: Decay, account: Codes, day: Days, count: Floats, on: int, n_accounts: int
) -> Floats:
    """The decayed sum of the rows of each account on the day `on`: shape (n_accounts,).

    account, day, count: shape (n_rows,), in any order. Rows after `on` do not count.

    >>> flow_on(Decay(1, 9), np.array([0, 0]), np.array([5, 4]), np.array([1.0, 8.0]), 6, 1)
    array([2.5])
    """
    age = on - day
    inside = (age >= decay.lag) & (age < decay.window)
    left = count[inside] * decay.weights()[age[inside]]
    return np.bincount(account[inside], left, n_accounts).astype(np.float64, copy=False)


def flow_over(decay: Decay, daily: Floats) -> Floats:
    """The decayed sum on every day after the first `window - 1`: shape (n_accounts, n_days).

    daily: shape (n_accounts, window - 1 + n_days), what each account did on each day; the days
    before the first result are the warm-up that its window reaches back to.
    """
    weights = decay.weights()
    return np.array([np.convolve(row, weights, mode="valid") for row in daily]).reshape(
        len(daily), daily.shape[1] - decay.window + 1
    )


def daily_sums(
    account: Codes, day: Days, count: Floats, first: int, last: int, n_accounts: int
) -> Floats:
    """What each account did on each day from `first` to `last`: (n_accounts, last - first + 1)."""
    n_days = last - first + 1
    inside = (day >= first) & (day <= last)
    place = account[inside].astype(np.int64) * n_days + (day[inside] - first)
    sums = np.bincount(place, count[inside], n_accounts * n_days)
    return sums.astype(np.float64, copy=False).reshape(n_accounts, n_days)
