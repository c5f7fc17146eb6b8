"""What of an action still counts after n days: the one place that computes decay.

An action of age n (days since it was done) counts 0.5^(n / half_life) while lag <= n < window,
and nothing otherwise. Nothing is normalised: one action done every day for ever approaches
1 / (1 - 0.5^(1 / half_life)), cut by the window.

A range of days counts each row at 2^(day / half_life), so that fading becomes one factor a day and
a window the sum of some neighbouring columns, in which nothing is ever subtracted: an empty window
is exactly 0, and a huge count leaves no trace once it is gone.

A decay of another shape is a class here, too, with `weights` and its own way to sum a range.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from estimator.days import Days

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Codes = npt.NDArray[np.int32] | npt.NDArray[np.intp]

MOST_DOUBLINGS = 500.0  # 2^500 times a count, however huge, is still a float
NARROW = 64  # accounts up to which numpy's own running sum is quicker than a loop over days


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

    def at(self, age: npt.NDArray[np.int64]) -> Floats:
        """What an action of each age counts; nothing before it is done and after its window."""
        inside = (age >= 0) & (age < self.window)
        return np.where(inside, self.weights()[np.where(inside, age, 0)], 0.0)

    @property
    def shown(self) -> int:
        """On how many days an action counts."""
        return max(self.window - self.lag, 0)

    @property
    def most_days(self) -> int:
        """The longest range whose growth from end to end is still a float."""
        doublings = MOST_DOUBLINGS * self.half_life
        return max(int(doublings), 1) if np.isfinite(doublings) else np.iinfo(np.int32).max


def flow_between(
    decay: Decay, account: Codes, day: Days, count: Counts, first: int, last: int, n_accounts: int
) -> Floats:
    """The decayed sum of the rows of each account on each day: (n_accounts, last - first + 1).

    account, day, count: shape (n_rows,), in any order; a row that no window reaches does not count.
    The sums lie in memory day by day.

    >>> flow_between(Decay(1, 9), np.array([0, 0]), np.array([5, 4]), np.array([1.0, 8.0]), 5, 6, 1)
    array([[5. , 2.5]])
    """
    flow = np.zeros((last - first + 1, n_accounts))
    for start in range(first, last + 1, decay.most_days):
        n_days = min(decay.most_days, last - start + 1)
        began = start - decay.window + 1
        inside = (day >= began) & (day < start + n_days - decay.lag)
        column = day[inside] - np.int32(began)
        grown = count[inside] * _growth(decay, n_days)[column]
        # What all days of a short range see is added up first, as one column.
        length = min(decay.shown, n_days + 1)
        if length < decay.shown:
            column = _folded(decay.shown, n_days)[column]
        place = column * np.intp(n_accounts) + account[inside]
        width = max(length + n_days - 1, 0)
        cells = np.bincount(place, grown, n_accounts * width).astype(np.float64, copy=False)
        into = flow[start - first : start - first + n_days]
        _sum_windows(cells.reshape(width, n_accounts), length, _fade(decay, n_days), into)
    return flow.T


def daily_sums(
    account: Codes, day: Days, count: Counts, first: int, last: int, n_accounts: int
) -> Floats:
    """What each account did on each day from `first` to `last`: (n_accounts, last - first + 1)."""
    inside = (day >= first) & (day <= last)
    n_days = last - first + 1
    place = account[inside] * np.intp(n_days) + (day[inside] - np.int32(first))
    sums = np.bincount(place, count[inside], n_accounts * n_days)
    return sums.astype(np.float64, copy=False).reshape(n_accounts, n_days)


def running(add: np.ufunc, rows: npt.NDArray[Any]) -> None:
    """Makes each row the sum, or the greatest, of it and all before it, in place.

    numpy's own running sum is quick where rows are short, a loop over rows where they are long.
    """
    if rows.shape[1] <= NARROW:
        add.accumulate(rows, axis=0, out=rows)
        return
    for before, row in pairwise(rows):
        add(before, row, out=row)


def _sum_windows(cells: Floats, length: int, fade: Floats, into: Floats) -> None:
    """Writes the sum of `length` neighbouring rows of `cells` from each day's on, times its fade.

    Days are cut into blocks of `length`; a window is the end of one block and the start of the
    next, so two running sums, one back and one forth, give every window by additions alone.
    into: zeros, shape (n_days, n_accounts).
    """
    n_days = len(into)
    for start in range(0, n_days if length else 0, length or 1):
        n, next_ = min(length, n_days - start), start + length
        forth = cells[next_ : next_ + n - 1].copy()
        running(np.add, forth)
        running(np.add, cells[start:next_][::-1])
        np.multiply(cells[start], fade[start], out=into[start])
        forth += cells[start + 1 : start + n]
        np.multiply(forth, fade[start + 1 : start + n, None], out=into[start + 1 : start + n])


@lru_cache(maxsize=4096)
def _weights(decay: Decay) -> Floats:
    weights = np.exp2(-np.arange(decay.window) / decay.half_life)
    weights[: decay.lag] = 0.0
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=256)
def _growth(decay: Decay, n_days: int) -> Floats:
    """2^(days after the range's first / half_life), from the first day a window reaches."""
    since = np.arange(1 - decay.window, n_days)
    return np.exp2(since / decay.half_life)


@lru_cache(maxsize=256)
def _fade(decay: Decay, n_days: int) -> Floats:
    return np.exp2(-np.arange(n_days) / decay.half_life)


@lru_cache(maxsize=256)
def _folded(length: int, n_days: int) -> Days:
    """The column of each day, with those between the first and the last `n_days` - 1 made one."""
    column = np.arange(length - 1 + n_days, dtype=np.int32)
    later = np.maximum(column - np.int32(length - n_days - 1), np.int32(n_days))
    return np.where(column < n_days, column, later)
