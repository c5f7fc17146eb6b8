"""The state a level is in on each day: the last one stated on or before it.

Of two states of the same day the higher one holds.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from estimator.days import Days
from estimator.layout import Layout, Rows
from estimator.rules.match import Match, actions_of
from estimator.signals.known import covered_on, is_whole, whole

Floats = npt.NDArray[np.float64]


def level(match: Match, layout: Layout, first: int, last: int) -> tuple[Floats, Floats]:
    """The state on each day, 0 before any, and whether it is known: (n_accounts, n_days) each.

    It is known once it has been stated; before that, as far as the day is covered.
    """
    rows = layout.rows(match, last=last)
    known = _known(match, rows, layout, first, last)
    if layout.n_accounts == 1 and first == last:
        return newest(rows), known
    rows = in_turn(rows)
    if first == last:
        state = np.zeros(layout.n_accounts)
        state[rows.account] = rows.count
        return state[:, None], known
    states = np.empty((last - first + 1, layout.n_accounts))
    for days, state in steps(rows, first, last, layout.n_accounts):
        states[days] = state
    return states.T, known


def steps(rows: Rows, first: int, last: int, n_accounts: int) -> Iterator[tuple[slice, Floats]]:
    """The state of each account, 0 before any, and the days of the range on which it is so.

    rows: in turn. The state, of shape (n_accounts,), is one array that the next step changes.
    """
    state = np.zeros(n_accounts)
    for among, days in turns(rows.day, first, last):
        state[rows.account[among]] = rows.count[among]
        yield days, state


def joint_steps(
    levels: Sequence[Rows],
    value: Callable[[Floats], Floats],
    first: int,
    last: int,
    n_accounts: int,
) -> Iterator[tuple[slice, Floats]]:
    """The same for what several levels are worth together.

    value: of the states, shape (n_levels, k); worked out for those accounts alone that change.
    """
    which = np.repeat(np.arange(len(levels)), [len(rows.day) for rows in levels])
    columns = zip(*(rows[:3] for rows in levels), strict=True)
    account, day, count = (np.concatenate(column) for column in columns)
    order = np.argsort(day, kind="stable")
    which, account, day, count = which[order], account[order], day[order], count[order]
    states = np.zeros((len(levels), n_accounts))
    worth = np.repeat(value(states[:, :1]), n_accounts)
    for among, days in turns(day, first, last):
        changed = account[among]
        states[which[among], changed] = count[among]
        worth[changed] = value(states[:, changed])
        yield days, worth


def newest(rows: Rows) -> Floats:
    """The last state of one account, 0 without any: shape (1, 1)."""
    day, count = rows.day, rows.count
    if len(day) == 0:
        return np.zeros((1, 1))
    if rows.by_day and (rows.single or len(day) == 1 or day[-1] != day[-2]):
        return count[-1:, None].astype(np.float64, copy=False)
    return np.array([[count[day == day.max()].max()]], dtype=np.float64)


def in_turn(rows: Rows) -> Rows:
    """The rows sorted by day, those of one account and day by count: the last one holds."""
    if rows.by_day and rows.single:
        return rows
    if rows.by_day:
        same = (rows.account[1:] == rows.account[:-1]) & (rows.day[1:] == rows.day[:-1])
        if not same.any():
            return rows
    order = np.lexsort((rows.count, rows.day))
    return Rows(rows.account[order], rows.day[order], rows.count[order], by_day=False)


def turns(day: Days, first: int, last: int) -> Iterator[tuple[slice, slice]]:
    """The rows of each day that has some, beside the days of the range until the next such day.

    Rows before the range are those of its first day.

    >>> [(rows.start, days.start, days.stop) for rows, days in turns(np.array([3, 7]), 5, 9)]
    [(0, 0, 2), (1, 2, 5)]
    """
    early = int(day.searchsorted(np.int32(first), "right"))
    later = day[early:]
    starts = np.flatnonzero(np.diff(later, prepend=np.int32(first)))
    edges = [0, *(starts + early).tolist(), len(day)]
    places = [0, *(later[starts] - first).tolist(), last - first + 1]
    for i in range(len(edges) - 1):
        yield slice(edges[i], edges[i + 1]), slice(places[i], places[i + 1])


def _known(match: Match, rows: Rows, layout: Layout, first: int, last: int) -> Floats:
    if layout.n_accounts == 1 and first == last and len(rows.day):
        return whole(1)
    covered = covered_on(actions_of(match), layout, first, last)
    if is_whole(covered):
        return covered
    if first == last:
        stated = np.zeros(layout.n_accounts, dtype=bool)
        stated[rows.account] = True
        return np.where(stated[:, None], 1.0, covered)
    since = np.full(layout.n_accounts, np.iinfo(np.int32).max)
    np.minimum.at(since, rows.account, rows.day)
    return np.where((np.arange(first, last + 1)[:, None] >= since).T, 1.0, covered)
