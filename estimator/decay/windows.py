"""The decayed sum on each day of a range: rows grown by 2^(day / half_life), summed by windows.

Fading is then one factor a day, and a window a moving sum of plain numbers (`moving_sums`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from estimator.days import Days
from estimator.decay.fading import Codes, Counts, Decay, Floats
from estimator.decay.moving import NARROW, Pieces, moving_sums

Part = tuple[Codes, Days, Counts]

MOST_DOUBLINGS = 500.0  # 2^500 times a count, however huge, is still a float


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
    n_days = n_columns - decay.window + 1
    if n_days > _most_days(decay):
        day = np.repeat(np.arange(n_columns, dtype=np.int32), n_accounts)
        account = np.tile(np.arange(n_accounts, dtype=np.int32), n_columns)
        last = n_columns - 1
        return flow_between(
            decay, account, day, daily.T.ravel(), decay.window - 1, last, n_accounts
        )
    grown, fade = daily * _growth(decay, n_days), _fade(decay, n_days)
    flow = np.zeros((n_accounts, n_days))
    for start in range(0, n_accounts, NARROW):
        some = slice(start, start + NARROW)

        def columns(begin: int, end: int, of: Floats = grown[some]) -> Floats:
            return of[:, begin:end]

        for days, part in moving_sums(columns, decay.shown, fade):
            flow[some, days] = part
    return flow


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


def daily_sums(
    account: Codes, day: Days, count: Counts, first: int, last: int, n_accounts: int
) -> Floats:
    """What each account did on each day from `first` to `last`: (n_accounts, last - first + 1)."""
    inside = (day >= first) & (day <= last)
    n_days = last - first + 1
    place = (day[inside] - np.int32(first)) * np.intp(n_accounts) + account[inside]
    sums = np.bincount(place, count[inside], n_accounts * n_days)
    return sums.astype(np.float64, copy=False).reshape(n_days, n_accounts).T


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
