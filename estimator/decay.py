"""What of an action still counts after n days: the one place that computes decay.

An action of age n (days since it was done) counts 0.5^(n / half_life) while lag <= n < window,
and nothing otherwise. Nothing is normalised: one action done every day for ever approaches
1 / (1 - 0.5^(1 / half_life)), cut by the window.

Two forms of the same sum. `flow_on` is one day: look up each row's weight by its age and add up.
A range of days counts each row at 2^(day / half_life), so that fading becomes one factor a day
and the window a moving sum of plain numbers (`moving_sums`), in which nothing is ever subtracted:
an empty window is exactly 0 and a huge count leaves no trace once it is gone.

Arrays over accounts and days have the shape (n_accounts, n_days) and lie in memory day by day,
so that a day is one contiguous row of accounts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.days import Days

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Codes = npt.NDArray[np.int32]
Part = tuple[Codes, Days, Counts]
Pieces = Iterator[tuple[slice, Floats]]  # days, and an array (n_accounts, n of them)

MOST_DOUBLINGS = 900.0  # 2^900 times a count is still a float
MANY = 1 << 12  # rows
TILE = 1 << 15  # accounts times days that are worked on at a time
NARROW = 128  # accounts up to which numpy's own running sum is quicker than a loop over days


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
        left = count * np.repeat(weights, np.diff(edges))
    else:
        left = count * decay.weights()[on - day]
    return np.bincount(account, left, n_accounts).astype(np.float64, copy=False)


def flow_between(
    decay: Decay, account: Codes, day: Days, count: Counts, first: int, last: int, n_accounts: int
) -> Floats:
    """The decayed sum of the rows of each account on each day: (n_accounts, last - first + 1).

    account, day, count: shape (n_rows,), in any order; a row that no window reaches does not count.

    >>> flow_between(Decay(1, 9), np.array([0, 0]), np.array([5, 4]), np.array([1.0, 8.0]), 5, 6, 1)
    array([[5. , 2.5]])
    """
    order = np.argsort(day, kind="stable")
    part = account[order], day[order], count[order]
    pieces = flow_pieces(decay, [part], first, last, n_accounts)
    return gathered(pieces, last - first + 1, n_accounts)


def flow_pieces(
    decay: Decay,
    parts: Sequence[Part],
    first: int,
    last: int,
    n_accounts: int,
    per_day: bool = False,
) -> Pieces:
    """The same, a few days at a time; a piece is gone when the next is asked for.

    parts: account, day and count of rows, each part sorted by day. per_day: a day with rows counts
    1, whatever the rows say; nothing of it fades.
    """
    step = min(_most_days(decay), last - first + 1) if decay.shown else last - first + 1
    for start in range(first, last + 1, step):
        n_days = min(step, last - start + 1)
        # What all days of a short range see is one column, unless its days are to be told apart.
        length = decay.shown if per_day else min(decay.shown, n_days + 1)
        cells = _cells(decay, parts, start, n_days, n_accounts, length, per_day)
        for days, flow in moving_sums(cells.between, length, _fade(decay, n_days)):
            yield slice(days.start + start - first, days.stop + start - first), flow


def gathered(pieces: Pieces, n_days: int, n_accounts: int) -> Floats:
    """The pieces as one array; days that are in none are 0."""
    flow = np.zeros((n_days, n_accounts)).T
    for days, part in pieces:
        flow[:, days] = part
    return flow


def flow_over(decay: Decay, daily: Floats) -> Floats:
    """The decayed sum on every day after the first `window - 1`: shape (n_accounts, n_days).

    daily: shape (n_accounts, window - 1 + n_days), what each account did on each day; the days
    before the first result are the warm-up that its window reaches back to.
    """
    n_accounts, n_columns = daily.shape
    first, last = decay.window - 1, n_columns - 1
    day = np.repeat(np.arange(n_columns, dtype=np.int32), n_accounts)
    account = np.tile(np.arange(n_accounts, dtype=np.int32), n_columns)
    return flow_between(decay, account, day, daily.T.ravel(), first, last, n_accounts)


@dataclass(frozen=True, eq=False)
class Cells:
    """What was done, by day and account: parts of (column, account, value), sorted by column."""

    parts: Sequence[tuple[Days, Codes, Floats]]
    n_accounts: int
    per_day: bool

    def between(self, begin: int, end: int) -> Floats:
        """The columns from `begin` on and before `end`: shape (n_accounts, end - begin)."""
        size, edges = (end - begin) * self.n_accounts, np.array([begin, end], dtype=np.int32)
        sums = None if len(self.parts) == 1 and not self.per_day else np.zeros(size)
        for column, account, value in self.parts:
            run = slice(*column.searchsorted(edges))
            place = (column[run] - np.int32(begin)) * np.intp(self.n_accounts) + account[run]
            if self.per_day and sums is not None:
                sums[place] = 1.0
                continue
            added = np.bincount(place, value[run], size).astype(np.float64, copy=False)
            sums = added if sums is None else np.add(sums, added, out=sums)
        sums = np.zeros(size) if sums is None else sums
        return sums.reshape(end - begin, self.n_accounts).T


def _cells(
    decay: Decay,
    parts: Sequence[Part],
    first: int,
    n_days: int,
    n_accounts: int,
    length: int,
    per_day: bool,
) -> Cells:
    """The rows that the windows of some days reach, each grown by 2^(its day / half_life)."""
    began, last = first - decay.window + 1, first + n_days - 1 - decay.lag
    growth, cells = _growth(decay, n_days), []
    for account, day, count in parts:
        run = slice(*day.searchsorted(np.array([began, last + 1], dtype=np.int32)))
        column = day[run] - np.int32(began)
        value = count[run] * growth[column]
        if length < decay.shown:
            column = _folded(decay.shown, n_days)[column]
        cells.append((column, account[run], value))
    return Cells(cells, n_accounts, per_day)


def moving_sums(daily: Callable[[int, int], Floats], length: int, fade: Floats) -> Pieces:
    """The sum of `length` neighbouring days, times its day's fade: `length` windows at a time.

    daily: the columns from one on and before another, (n_accounts, n); the piece is made in them.

    Days are cut into blocks of `length`; a window is the end of one block and the start of the
    next, so two running sums, one back and one forth, give every window by additions alone.
    """
    n_days = len(fade)
    old = daily(0, length)
    for start in range(0, n_days if length else 0, length or 1):
        n, next_ = min(length, n_days - start), start + length
        new = daily(next_, next_ + (n - 1 if next_ >= n_days else length))
        into = _narrow if len(old) <= NARROW else _wide
        into(old, new, fade[start : start + n])
        yield slice(start, start + n), old[:, :n]
        old = new


def _narrow(old: Floats, new: Floats, fade: Floats) -> None:
    """One block by accounts: each column of `old` becomes the window that starts there."""
    n = len(fade)
    old[:, ::-1] = np.add.accumulate(old[:, ::-1], axis=1)
    old[:, 1:n] += np.add.accumulate(new[:, : n - 1], axis=1)
    old[:, :n] *= fade


def _wide(old: Floats, new: Floats, fade: Floats) -> None:
    """The same, a day of all accounts at a time: each step is one contiguous addition."""
    later, *earlier = old.T[::-1]
    for column in earlier:
        np.add(column, later, out=column)
        later = column
    since = np.zeros(len(old))
    old[:, 0] *= fade[0]
    for column, entered, left in zip(old.T[1:], new.T, fade[1:].tolist(), strict=False):
        np.add(since, entered, out=since)
        np.add(column, since, out=column)
        np.multiply(column, left, out=column)


def daily_sums(
    account: Codes, day: Days, count: Counts, first: int, last: int, n_accounts: int
) -> Floats:
    """What each account did on each day from `first` to `last`: (n_accounts, last - first + 1)."""
    inside = (day >= first) & (day <= last)
    n_days = last - first + 1
    place = (day[inside] - np.int32(first)) * np.intp(n_accounts) + account[inside]
    sums = np.bincount(place, count[inside], n_accounts * n_days)
    return sums.astype(np.float64, copy=False).reshape(n_days, n_accounts).T


def tiles(n_accounts: int, n_days: int) -> Iterator[slice]:
    """Runs of days, in each of which an array over so many accounts stays in the cache."""
    step = max(TILE // max(n_accounts, 1), 1)
    return (slice(start, min(start + step, n_days)) for start in range(0, n_days, step))


def _most_days(decay: Decay) -> int:
    """The longest range whose growth from end to end is still a float."""
    doublings = MOST_DOUBLINGS * decay.half_life
    return max(int(doublings), 1) if np.isfinite(doublings) else np.iinfo(np.int32).max


@lru_cache(maxsize=256)
def _growth(decay: Decay, n_days: int) -> Floats:
    """2^(days after the range's first / half_life), from the first day a window reaches."""
    since = np.arange(1 - decay.window, n_days)
    return np.exp2(since / decay.half_life)


@lru_cache(maxsize=256)
def _fade(decay: Decay, n_days: int) -> Floats:
    return np.exp2(-np.arange(n_days) / decay.half_life)


def _folded(length: int, n_days: int) -> Days:
    """The column of each day, with those between the first and the last `n_days` - 1 made one."""
    column = np.arange(length - 1 + n_days, dtype=np.int32)
    later = np.maximum(column - np.int32(length - n_days - 1), np.int32(n_days))
    return np.where(column < n_days, column, later)
