"""The decayed sum on each day of a range: rows grown by 2^(day / half_life), summed by windows.

Fading is then one factor a day, and a window a moving sum of plain numbers (`moving_sums`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from estimator.days import Days
from estimator.decay import Codes, Counts, Decay, Floats
from estimator.decay.moving import Pieces, moving_sums

Part = tuple[Codes, Days, Counts]

MOST_DOUBLINGS = 500.0  # 2^500 times a count, however huge, is still a float


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
