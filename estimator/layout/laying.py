"""A log put by action and day: how a `Layout` is made, of a whole log or of some accounts."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.days import Days
from estimator.layout.layout import SMALL, Layout
from estimator.layout.rows import Mask, Rows
from estimator.log import ActivityLog, Codes
from estimator.threads import taken

Places = npt.NDArray[np.intp]
Counts = npt.NDArray[np.float64]
NarrowCounts = npt.NDArray[np.float32] | npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

BIT = 1 << 18  # rows


def layout_of(log: ActivityLog) -> Layout:
    """The layout of the whole log, made at the first call and kept with the log.

    Those of its blocks, which take as much room, are let go.
    """
    kept = vars(log).get("_layout")
    if not isinstance(kept, Layout):
        vars(log).pop("_blocks", None)
        kept = block_of(log, 0, log.n_accounts, slice(0, log.n_rows))
        vars(log)["_layout"] = kept
    return kept


def forget(log: ActivityLog) -> None:
    """Nothing; no layout is kept with the log any more.

    Each holds the other, so a log that was asked once would stay until cycles are looked for.
    """
    vars(log).pop("_layout", None)
    vars(log).pop("_blocks", None)


def blocks_of(log: ActivityLog, n_accounts: int) -> list[tuple[int, int, slice]]:
    """The log cut into runs of at most `n_accounts` accounts: first, how many, and their rows."""
    firsts = [*range(0, log.n_accounts, n_accounts), log.n_accounts]
    edges = log.account.searchsorted(np.array(firsts, dtype=np.int32)).tolist()
    runs = zip(pairwise(firsts), pairwise(edges), strict=True)
    return [(first, end - first, slice(*rows)) for (first, end), rows in runs]


def block_of(log: ActivityLog, first_account: int, n_accounts: int, rows: slice) -> Layout:
    """The layout of a run of accounts, whose rows are those of the slice."""
    action = log.action[rows]
    order = _by_action_and_day(action, log.day[rows], n_accounts)
    starts = np.append(0, np.bincount(action, minlength=len(log.actions)).cumsum())
    if len(order) > SMALL:
        narrow = order.astype(np.int32)
        del order  # before there is more
        return _bit_by_bit(log, first_account, n_accounts, narrow, rows.start, starts)
    order += rows.start
    account = log.account.take(order)
    if first_account:
        account -= np.int32(first_account)
    columns = Columns(order, account, log.day.take(order), log.count.take(order))
    return _laid(log, first_account, n_accounts, columns, starts)


def kept_block(log: ActivityLog, first_account: int, n_accounts: int, rows: slice) -> Layout:
    """The same, made at the first call and kept with the log, in place of that of the whole."""
    vars(log).pop("_layout", None)
    blocks: dict[tuple[int, int], Layout] = vars(log).setdefault("_blocks", {})
    kept = blocks.get((first_account, n_accounts))
    if kept is None:
        kept = block_of(log, first_account, n_accounts, rows)
        blocks[first_account, n_accounts] = kept
    return kept


class Columns(NamedTuple):
    """Rows sorted by action, day and account: where each is in the log, and what it says."""

    order: Places
    account: Codes
    day: Days
    count: Counts  # type: ignore[assignment]  # a column, as everywhere; not tuple.count


def _laid(
    log: ActivityLog, first_account: int, n_accounts: int, columns: Columns, starts: Places
) -> Layout:
    """The layout of rows that are sorted, all actions at once."""
    (order, account, day, count), starts, single = _merged(log, columns, starts, _acts(log))
    runs = tuple(starts.tolist())
    by_action = tuple(
        Rows(account[start:end], day[start:end], count[start:end], single=alone)
        for (start, end), alone in zip(pairwise(runs), single.tolist(), strict=True)
    )
    return Layout(log, first_account, n_accounts, by_action, order, runs)


def _bit_by_bit(
    log: ActivityLog,
    first_account: int,
    n_accounts: int,
    order: Whole,
    first_row: int,
    starts: Places,
) -> Layout:
    """The same, some rows after the others into narrow columns: little is held beside them.

    order: of the rows from `first_row` on; it becomes that of the layout.
    """
    account, day = np.empty(len(order), dtype=np.int32), np.empty(len(order), dtype=np.int32)
    count: NarrowCounts = np.empty(len(order), dtype=np.float32)
    runs, by_action, acts = [0], [], _acts(log)
    for run, (start, end) in enumerate(pairwise(starts.tolist())):
        at, alone = runs[-1], True
        for rows in _bits(log, order, first_row, start, end):
            columns, single = _taken(log, order[rows], first_row, acts[run : run + 1])
            into = slice(at, at := at + len(columns.order))
            with np.errstate(over="ignore"):  # what does not fit is seen below
                order[into], account[into], day[into], count[into] = columns
            if (count[into] != columns.count).any():
                count = count.astype(np.float64)
                count[into] = columns.count
            alone = alone and single
        own = slice(runs[-1], at)
        account[own] -= np.int32(first_account)
        by_action.append(Rows(account[own], day[own], count[own], single=alone))
        runs.append(at)
    return Layout(log, first_account, n_accounts, tuple(by_action), order[: runs[-1]], tuple(runs))


def _bits(log: ActivityLog, order: Whole, first_row: int, start: int, end: int) -> Iterator[slice]:
    """The rows of an action a few at a time, cut where the account or the day changes."""
    while start < end:
        stop = min(start + BIT, end)
        while stop < end:
            last, next_ = order[stop - 1] + first_row, order[stop] + first_row
            if log.account[last] != log.account[next_] or log.day[last] != log.day[next_]:
                break
            stop += 1
        yield slice(start, stop)
        start = stop


def _taken(log: ActivityLog, order: Whole, first_row: int, act: Mask) -> tuple[Columns, bool]:
    """The rows of one action at some places of a log, merged, and whether they are single."""
    places = order.astype(np.intp)
    places += first_row
    columns = Columns(
        places, log.account.take(places), log.day.take(places), log.count.take(places)
    )
    columns, _, single = _merged(log, columns, np.array([0, len(places)]), act)
    return columns, bool(single[0])


def _merged(
    log: ActivityLog, columns: Columns, starts: Places, acts: Mask
) -> tuple[Columns, Places, Mask]:
    """The rows with those that are alike made one, where each run now starts, and whether no two of
    it are of one account and day. acts: whether the rows of each run are acts.
    """
    order, account, day, count = columns
    single, again = np.ones(len(acts), dtype=bool), _again(account, day, starts)
    if len(again):
        alike = _alike(log, order, again, acts[_run_of(again, starts)])
        gone = again[alike]
        single[_run_of(again[~alike], starts)] = False
        kept = np.ones(len(order), dtype=bool)
        kept[gone] = False
        stays = kept.cumsum(dtype=np.int32)  # of the rows up to each
        added = count[gone]
        account, day, order, count = taken([account, day, order, count], kept)
        np.add.at(count, stays[gone] - 1, added)
        starts = np.append(0, stays)[starts]
    return Columns(order, account, day, count), starts, single


def _acts(log: ActivityLog) -> Mask:
    known = vocabulary()
    return np.array([name in known and not known[name].level for name in log.actions], dtype=bool)


def _by_action_and_day(action: Codes, day: Days, n_accounts: int) -> Places:
    """The order of the rows by action, then day, then as they were.

    Whole numbers of 16 bits are sorted by their digits, in one pass over rows; so one key where
    it fits, else day first and action after.
    """
    if not len(day) or n_accounts == 1:  # one account's rows are in the order of their days
        return np.argsort(action.astype(np.uint16), kind="stable")
    first = day.min()
    span = int(day.max()) - int(first) + 1
    if (int(action.max()) + 1) * span < 1 << 16:
        key = action.astype(np.uint16)
        key *= np.uint16(span)
        key += np.subtract(day, first, dtype=np.uint16, casting="unsafe")
        return np.argsort(key, kind="stable")
    since = day - first
    by_day = np.argsort(since.astype(np.uint16) if span <= 1 << 16 else since, kind="stable")
    return by_day[np.argsort(action[by_day].astype(np.uint16), kind="stable")]


def _again(account: Codes, day: Days, starts: Places) -> Places:
    """The rows of the account, day and action of the row before."""
    same = account[1:] == account[:-1]
    same &= day[1:] == day[:-1]
    edges = starts[(starts > 0) & (starts < len(account))]
    same[edges - 1] = False
    again: Places = same.nonzero()[0] + 1
    return again


def _alike(log: ActivityLog, order: Places, again: Places, acts: Mask) -> Mask:
    """Which of them are acts that differ from the row before in nothing but their counts."""
    alike = acts.copy()
    for coded in log.attributes.values():
        alike &= coded.codes[order[again]] == coded.codes[order[again - 1]]
    return alike


def _run_of(rows: Places, starts: Places) -> Places:
    return starts.searchsorted(rows, "right") - 1
