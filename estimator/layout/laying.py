"""A log put by action and day: how a `Layout` is made, of a whole log or of some accounts."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.days import Days
from estimator.layout.layout import SMALL, Layout
from estimator.layout.rows import Mask, Rows
from estimator.log import ActivityLog, Codes

Places = npt.NDArray[np.intp]
Counts = npt.NDArray[np.float64]


def layout_of(log: ActivityLog) -> Layout:
    """The layout of the whole log, made at the first call and kept with the log."""
    kept = vars(log).get("_layout")
    if not isinstance(kept, Layout):
        kept = _narrowed(block_of(log, 0, log.n_accounts, slice(0, log.n_rows)))
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
    order = _by_action_and_day(log.action[rows], log.day[rows], n_accounts)
    order += rows.start
    account, day = log.account.take(order), log.day.take(order)
    if first_account:
        account -= np.int32(first_account)
    starts = np.append(0, np.bincount(log.action[rows], minlength=len(log.actions)).cumsum())
    return _laid(log, first_account, n_accounts, order, account, day, log.count.take(order), starts)


def kept_block(log: ActivityLog, first_account: int, n_accounts: int, rows: slice) -> Layout:
    """The same, made at the first call and kept with the log."""
    blocks: dict[tuple[int, int], Layout] = vars(log).setdefault("_blocks", {})
    kept = blocks.get((first_account, n_accounts))
    if kept is None:
        kept = _narrowed(block_of(log, first_account, n_accounts, rows))
        blocks[first_account, n_accounts] = kept
    return kept


def laid_out(log: ActivityLog) -> Layout:
    """The layout of a log whose rows are not in a log's order but in that of a layout already."""
    order = np.arange(log.n_rows)
    starts = log.action.searchsorted(np.arange(len(log.actions) + 1, dtype=np.int32))
    return _laid(log, 0, log.n_accounts, order, log.account, log.day, log.count, starts)


def _laid(
    log: ActivityLog,
    first_account: int,
    n_accounts: int,
    order: Places,
    account: Codes,
    day: Days,
    count: Counts,
    starts: Places,
) -> Layout:
    """The layout of rows that are sorted by action, day and account."""
    single = np.ones(len(log.actions), dtype=bool)
    again = _again(account, day, starts)
    if len(again):
        gone = again[_alike(log, order, again, starts)]
        kept = np.delete(np.arange(len(order)), gone)
        account, day, order, added = account[kept], day[kept], order[kept], count[gone]
        count = count[kept]
        np.add.at(count, kept.searchsorted(gone) - 1, added)
        starts = kept.searchsorted(starts)
        single[_action_of(_again(account, day, starts), starts)] = False
    runs = tuple(starts.tolist())
    by_action = tuple(
        Rows(account[start:end], day[start:end], count[start:end], single=alone)
        for (start, end), alone in zip(pairwise(runs), single.tolist(), strict=True)
    )
    return Layout(log, first_account, n_accounts, by_action, order, runs)


def _narrowed(layout: Layout) -> Layout:
    """The same in narrower columns, where there are many rows and they say the same."""
    if len(layout.order) <= SMALL:
        return layout
    by_action = tuple(_narrow(rows) for rows in layout.by_action)
    return replace(layout, by_action=by_action, order=layout.order.astype(np.int32))


def _narrow(rows: Rows) -> Rows:
    narrow = rows.count.astype(np.float32)
    return rows._replace(count=narrow) if (narrow == rows.count).all() else rows


def _by_action_and_day(action: Codes, day: Days, n_accounts: int) -> Places:
    """The order of the rows by action, then day, then as they were.

    Whole numbers of 16 bits are sorted by their digits, in one pass over rows; so one key where
    it fits, else day first and action after.
    """
    if not len(day) or n_accounts == 1:  # one account's rows are in the order of their days
        return np.argsort(action.astype(np.uint16), kind="stable")
    since = day - day.min()
    span = int(since.max()) + 1
    if (int(action.max()) + 1) * span <= 1 << 16:
        key = action * np.int32(span) + since
        return np.argsort(key.astype(np.uint16), kind="stable")
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


def _alike(log: ActivityLog, order: Places, again: Places, starts: Places) -> Mask:
    """Which of them are acts that differ from the row before in nothing but their counts."""
    act = np.array([not vocabulary()[name].level for name in log.actions])
    alike: Mask = act[_action_of(again, starts)]
    for coded in log.attributes.values():
        alike &= coded.codes[order[again]] == coded.codes[order[again - 1]]
    return alike


def _action_of(rows: Places, starts: Places) -> Places:
    return starts.searchsorted(rows, "right") - 1
