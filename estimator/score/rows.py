"""The rows of a log as a model looks at them: one cell an account and day, then sums and states.

A slot is one decayed sum that a signal needs. Of each slot and each level a `Ledger` keeps the
cells of some neighbouring accounts, so that rows are matched once a log, whatever the day. Arrays
over slots or levels have the shape (n, n_accounts, n_days).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.days import Days, Range
from estimator.decay import Decay, flow_between
from estimator.log import ActivityLog, Codes
from estimator.matching import by_action, matching_among
from estimator.rules.match import Match

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

NO_ROWS = np.zeros(0, dtype=np.intp)
FEW = 1 << 14  # cells up to which one sum over all slots is quicker than one a slot
AT_ONCE = 1 << 18  # rows that are made into cells at a time: what is in between stays small


@dataclass(frozen=True)
class Slot:
    """One decayed sum. most: of a day. per_day: a day counts 1, whatever was done on it."""

    match: Match
    decay: Decay
    most: float = np.inf
    per_day: bool = False

    def counted(self, daily: Floats) -> Floats:
        """What counts of what was done on a day."""
        if self.per_day:
            return (daily > 0).astype(np.float64)
        counted: Floats = np.minimum(daily, self.most)
        return counted


class Cells(NamedTuple):
    """What accounts did on the days on which they did anything: each of shape (n_cells,)."""

    account: Codes
    day: Days
    value: Floats


class JointCells(NamedTuple):
    """The cells of all slots, one below the other, each beside the place of its slot."""

    slot: Places
    cells: Cells


class Stated(NamedTuple):
    """The states of all levels: lane is level * n_accounts + account, sorted by it and by day."""

    lane: Places
    day: Days
    value: Floats


@dataclass(frozen=True, eq=False)
class Ledger:
    """The cells of the accounts `accounts` of a log, of every slot and every level.

    flows: of each slot, sorted by day where there are several accounts, else as they come, which is
    the same. joint: all of them, where they are few.
    """

    n_accounts: int
    slots: Sequence[Slot]
    flows: Sequence[Cells]
    joint: JointCells | None
    weights: Floats
    n_levels: int
    stated: Stated

    @classmethod
    def of(
        cls,
        log: ActivityLog,
        accounts: slice,
        slots: Sequence[Slot],
        levels: Sequence[Match],
    ) -> Self:
        """The ledger of some neighbouring accounts. accounts: with a start and a stop."""
        block = _Block.of(log, accounts)
        n_accounts = block.n_accounts
        flows: list[Cells] = []
        for some in _few_at_a_time([block.matching(slot.match) for slot in slots]):
            lane, day, value = block.cells(some, np.add)
            edges = lane.searchsorted(np.arange(len(some) + 1) * n_accounts).tolist()
            for place, (start, end) in enumerate(pairwise(edges)):
                account = (lane[start:end] - place * n_accounts).astype(np.int32)
                counted = slots[len(flows)].counted(value[start:end])
                flows.append(_by_day(Cells(account, day[start:end], counted), n_accounts))
        lane, day, value = block.cells([block.matching(match) for match in levels], np.maximum)
        return cls(
            n_accounts,
            slots,
            flows,
            _joint(flows),
            _weights(slots),
            len(levels),
            Stated(lane, day, value),
        )

    def sums(self, days: Range) -> Floats:
        """The decayed sum of every slot: (n_slots, n_accounts, n_days)."""
        shape = len(self.slots), self.n_accounts, days.n_days
        if days.n_days == 1 and self.joint is not None:
            of, (account, day, value) = self.joint
            age = np.clip(days.first - day, -1, self.weights.shape[1] - 1)  # the last column is 0
            left, size = value * self.weights[of, age], len(self.slots) * self.n_accounts
            joint = np.bincount(of * self.n_accounts + account, left, size)
            return joint.astype(np.float64, copy=False).reshape(shape)
        sums = np.empty(shape)
        for into, slot, cells in zip(sums, self.slots, self.flows, strict=True):
            if days.n_days == 1:
                into[:, 0] = self._on(slot.decay, cells, days.first)
            else:
                into[:] = flow_between(slot.decay, *cells, days.first, days.last, self.n_accounts)
        return sums

    def _on(self, decay: Decay, cells: Cells, on: int) -> Floats:
        """The decayed sum of a slot's cells, which are sorted by day, on one day."""
        begin = on - decay.window + 1
        run = slice(*cells.day.searchsorted(np.array([begin, on + 1], dtype=np.int32)))
        left = cells.value[run] * decay.weights()[on - cells.day[run]]
        sums = np.bincount(cells.account[run], left, self.n_accounts)
        return sums.astype(np.float64, copy=False)

    def states(self, days: Range) -> tuple[Floats, Flags]:
        """The last state on or before each day, 0 before any, and whether there is one.

        Of two states of one day the higher holds.
        """
        lane, day, value = self.stated
        shape = self.n_levels, self.n_accounts, days.n_days
        newest = np.zeros((self.n_levels * self.n_accounts, days.n_days), dtype=np.int32)
        told = (day <= days.last).nonzero()[0]
        # States are in the order of their days, so of those before the range the last one stays.
        newest[lane[told], np.maximum(day[told] - days.first, 0)] = told + 1
        if days.n_days > 1:
            np.maximum.accumulate(newest, axis=1, out=newest)
        state = np.concatenate([np.zeros(1), value])[newest]
        return state.reshape(shape), (newest > 0).reshape(shape)


class _Block(NamedTuple):
    """The rows of some accounts, and which of them are of each action: places in the log."""

    log: ActivityLog
    first_account: int
    n_accounts: int
    by_code: Sequence[Places]

    @classmethod
    def of(cls, log: ActivityLog, accounts: slice) -> Self:
        bounds = np.array([accounts.start, accounts.stop], dtype=np.int32)
        begin, end = log.account.searchsorted(bounds).tolist()
        action = log.action[begin:end]
        order = np.argsort(action.astype(np.uint16), kind="stable")
        order += begin
        edges = np.bincount(action, minlength=len(log.actions)).cumsum()
        by_code = np.split(order, edges[:-1]) if len(edges) else []
        return cls(log, accounts.start, accounts.stop - accounts.start, by_code)

    def matching(self, match: Match) -> Places:
        """The rows that match, in the order of the log; most matches are decided by the action."""
        parts = []
        for code, rest in by_action(match, self.log.actions):
            rows = self.by_code[code]
            if rest is not None:
                columns = {name: column.take(rows) for name, column in self.log.attributes.items()}
                rows = rows[matching_among(rest, columns.get, len(rows))]
            parts.append(rows)
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate([NO_ROWS, *parts]))

    def cells(self, asked: Sequence[Places], together: np.ufunc) -> Stated:
        """What each of the questions has of each account and day, rows of one day put together."""
        rows = np.concatenate([NO_ROWS, *asked])
        which = np.repeat(np.arange(len(asked)), [len(some) for some in asked])
        lane = which * self.n_accounts + (self.log.account[rows] - self.first_account)
        day, value = self.log.day[rows], self.log.count[rows]
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (lane[1:] != lane[:-1]) | (day[1:] != day[:-1])
        if new.all():
            return Stated(lane, day, value)
        first = new.nonzero()[0]
        return Stated(lane[first], day[first], together.reduceat(value, first))


def _few_at_a_time(asked: Iterable[Places]) -> Iterable[list[Places]]:
    """The questions in turn, so many at a time that their rows stay few."""
    some: list[Places] = []
    for rows in asked:
        if some and sum(map(len, some)) + len(rows) > AT_ONCE:
            yield some
            some = []
        some.append(rows)
    if some:
        yield some


def _by_day(cells: Cells, n_accounts: int) -> Cells:
    """The cells sorted by day, those of one day by account."""
    if n_accounts == 1 or not len(cells.day):
        return cells
    since = cells.day - cells.day.min()
    narrow = since.astype(np.uint16) if since.max() < 1 << 16 else since  # sorted by their digits
    order = np.argsort(narrow, kind="stable")
    return Cells(cells.account[order], cells.day[order], cells.value[order])


def _joint(flows: Sequence[Cells]) -> JointCells | None:
    lengths = [len(cells.day) for cells in flows]
    if not 0 < sum(lengths) < FEW:
        return None
    columns = (np.concatenate(column) for column in zip(*flows, strict=True))
    return JointCells(np.repeat(np.arange(len(flows)), lengths), Cells(*columns))


def _weights(slots: Sequence[Slot]) -> Floats:
    """What a cell of each slot counts by its age; the last column is of what is gone or to come."""
    longest = max((slot.decay.window for slot in slots), default=0)
    weights = np.zeros((len(slots), longest + 1))
    for row, slot in zip(weights, slots, strict=True):
        row[: slot.decay.window] = slot.decay.weights()
    return weights
