"""What accounts did, faded: the rows of a match in a layout, as decayed sums on each day.

A range of days comes in pieces, a few days of all accounts at a time; a single day is one piece.
"""

from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator.decay import Decay
from estimator.decay.fading import summed_on
from estimator.decay.moving import Pieces
from estimator.decay.windows import flow_pieces
from estimator.layout import Layout, Rows
from estimator.rules.match import Match

Floats = npt.NDArray[np.float64]

MANY = 1 << 15  # rows from which a day at a time is quicker than a row at a time


def decayed(
    match: Match,
    layout: Layout,
    first: int,
    last: int,
    decay: Decay,
    per_day_max: float | None = None,
) -> Pieces:
    """The decayed sum of the matching rows on the days `first` to `last`.

    per_day_max: at most so much of it counts a day.
    """
    reached = first - decay.window + 1, last - decay.lag
    if per_day_max is not None:
        parts = [layout.daily(match, *reached)]
    elif first < last or layout.loops:
        parts = layout.parts(match, *reached)
    else:
        parts = [layout.rows(match, *reached)]
    if first == last and layout.loops is not None:
        most = np.inf if per_day_max is None else per_day_max
        return _one(_looped(layout.loops, parts, decay, first, most, layout.n_accounts))
    if per_day_max is not None:
        parts = [_at_most(per_day_max, rows) for rows in parts]
    if first < last:
        columns = [(rows.account, rows.day, rows.count) for rows in parts]
        return flow_pieces(decay, columns, first, last, layout.n_accounts)
    account, day, count, sorted_, _ = parts[0]
    return _one(summed_on(decay, account, day, count, first, layout.n_accounts, sorted_))


def active(match: Match, layout: Layout, first: int, last: int, flat: Decay) -> Pieces:
    """On how many days of its window an account has done what matches."""
    reached = first - flat.window + 1, last - flat.lag
    done = layout.days_done(match, *reached) if first == last else None
    if done is not None:
        return _one(done)
    parts = layout.parts(match, *reached)
    if first == last and layout.loops is not None:
        marks = np.zeros((layout.n_accounts, (flat.window + 63) // 64), dtype=np.uint64)
        for rows in parts:
            layout.loops.mark_days(rows.account, rows.day, rows.count, last, marks)
        counted = np.zeros(layout.n_accounts)
        layout.loops.count_marks(marks, counted)
        return _one(counted)
    parts = [rows if rows.count.all() else rows.at(rows.count > 0) for rows in parts]
    if first < last:
        columns = [(rows.account, rows.day, rows.count) for rows in parts]
        return flow_pieces(flat, columns, first, last, layout.n_accounts, per_day=True)
    days = np.zeros((flat.window, layout.n_accounts), dtype=np.uint8)
    for rows in parts:
        _mark(days, rows, last)
    counted = days.sum(axis=0, dtype=np.uint8 if flat.window < 256 else np.int32)
    return _one(counted.astype(np.float64))


def _mark(days: npt.NDArray[np.uint8], rows: Rows, last: int) -> None:
    """Marks the accounts that did something on each day, the last day first."""
    if len(rows.day) < MANY:
        days[last - rows.day, rows.account] = 1
        return
    edges = rows.day.searchsorted(
        np.arange(last, last - len(days) - 1, -1, dtype=np.int32), "right"
    )
    for day, (end, start) in zip(days, pairwise(edges.tolist()), strict=True):
        day[rows.account[start:end]] = 1


def _one(flow: Floats) -> Pieces:
    """A single day as the one piece it is."""
    return iter([(slice(0, 1), flow[:, None])])


def _looped(
    loops: ModuleType, parts: Sequence[Rows], decay: Decay, on: int, most: float, n_accounts: int
) -> Floats:
    flow = np.zeros(n_accounts)
    for rows in parts:
        loops.flow_on(rows.account, rows.day, rows.count, decay.weights(), on, most, flow)
    return flow


def _at_most(per_day_max: float, rows: Rows) -> Rows:
    if rows.count.max(initial=0.0) <= per_day_max:
        return rows
    return rows._replace(count=np.minimum(rows.count, per_day_max, dtype=np.float64))
