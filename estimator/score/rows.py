"""The rows of a log as a model looks at them: one cell an account and day, then sums and states.

A slot is one decayed sum that a signal needs. Of each slot and each level a `Ledger` keeps the
cells of some neighbouring accounts, so that rows are matched once a log, whatever the day. Arrays
over slots or levels have the shape (n, n_accounts, n_days).

A condition on an attribute that a row lacks neither holds nor fails, so such a row never matches,
not even under `not`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.days import Days, Range
from estimator.decay import Decay, flow_between, running
from estimator.log import MISSING, ActivityLog, Coded, Codes, Value, chunks
from estimator.rules.match import Condition, Every, Match, Not
from estimator.rules.model import Kind, SignalModel
from estimator.saturation import NEARLY_THERE

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

LEVELS: tuple[Kind, ...] = ("stock", "checklist")  # kinds that are a state until it changes
EVERY_ROW = slice(None)
NO_ROWS = np.zeros(0, dtype=np.intp)
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
        return np.asarray(np.minimum(daily, self.most))


def slots_of(signal: SignalModel) -> tuple[Slot, ...]:
    """The decayed sums that a signal is made of; none for a level."""
    if signal.kind == "flow":
        most = np.inf if signal.per_day_max is None else signal.per_day_max
        return (Slot(signal.match, signal.decay, most),)
    if signal.kind == "days":  # a day counts as long as the window lasts
        lasting = Decay(np.inf, signal.decay.window, signal.decay.lag)
        return (Slot(signal.match, lasting, per_day=True),)
    both = (signal.match, signal.of) if signal.kind == "rate" else ()
    return tuple(Slot(match, signal.decay) for match in both)


def levels_of(signal: SignalModel) -> tuple[Match, ...]:
    """The states that a level is made of: one, or one an item of a checklist; none for others."""
    if signal.kind not in LEVELS:
        return ()
    return tuple(item.match for item in signal.items) or (signal.match,)


def rates(
    signal: SignalModel, part: Floats, whole: Floats, covered: Floats
) -> tuple[Floats, Floats]:
    """(part + prior) / (whole + prior), and whether it is known: (n_accounts, n_days) each.

    A rate of little says nothing: below `min_of` it is unknown, whatever is covered. Without any of
    the whole it is zero, as far as that is covered. covered: the part of both that the log shows.
    """
    some = whole > 0
    enough = (whole >= signal.min_of * NEARLY_THERE) & some & (covered > 0)
    of = np.where(enough, whole + signal.prior_weight, 1.0)
    rate = np.minimum((part + signal.prior_rate * signal.prior_weight) / of, 1.0)
    known = np.where(enough, 1.0, np.where(some, 0.0, covered))
    return np.where(enough, rate, 0.0), known


class Cells(NamedTuple):
    """What was done, or which state was stated, by lane and day: each of shape (n_cells,).

    A lane is an account of one slot or level among several: place * n_accounts + account.
    """

    lane: Codes
    day: Days
    value: Floats


class Faded(NamedTuple):
    """The cells of some neighbouring slots of one decay, sorted by day."""

    decay: Decay
    n_slots: int
    cells: Cells

    def reached(self, on: int) -> Cells:
        """Those that count on a day."""
        lane, day, value = self.cells
        window = np.array([on - self.decay.window + 1, on + 1], dtype=np.int32)
        run = slice(*day.searchsorted(window))
        return Cells(lane[run], day[run], value[run])


@dataclass(frozen=True, eq=False)
class Ledger:
    """What some neighbouring accounts of a log did, of every slot, and stated, of every level.

    stated: sorted by lane and day.
    """

    n_accounts: int
    n_levels: int
    faded: Sequence[Faded]
    stated: Cells

    @classmethod
    def of(
        cls, log: ActivityLog, accounts: slice, slots: Sequence[Slot], levels: Sequence[Match]
    ) -> Self:
        """The ledger of the accounts from `accounts.start` on and before `accounts.stop`."""
        every = [*(slot.match for slot in slots), *levels]
        rows, faded = _rows_of(every, log, accounts), []
        for decay, run in groupby(slots, attrgetter("decay")):
            own = [(slot, next(rows)) for slot in run]
            few = sum(len(taken) for _, taken in own) <= AT_ONCE
            for some in [own] if few else ([one] for one in own):
                cells = _cells(log, accounts, [taken for _, taken in some], np.add)
                n_accounts = accounts.stop - accounts.start
                edges = cells.lane.searchsorted(np.arange(len(some) + 1) * n_accounts).tolist()
                for (slot, _), edge in zip(some, pairwise(edges), strict=True):
                    value = cells.value[slice(*edge)]
                    value[:] = slot.counted(value)
                faded.append(Faded(decay, len(some), _by_day(cells)))
        stated = _cells(log, accounts, [*rows], np.maximum)
        return cls(accounts.stop - accounts.start, len(levels), faded, stated)

    def sums(self, days: Range) -> Sequence[Floats]:
        """The decayed sum of each slot: (n_accounts, n_days), all days of an account apart."""
        sums: list[Floats] = []
        for faded in self.faded:
            n_lanes = faded.n_slots * self.n_accounts
            if days.n_days == 1:  # what is gone or to come is not looked at
                lane, day, value = faded.reached(days.first)
                left = value * _counting(faded.decay, day, days.first)
                flow = np.bincount(lane, left, n_lanes).astype(np.float64, copy=False)
            else:
                flow = flow_between(faded.decay, *faded.cells, days.first, days.last, n_lanes)
            sums += [*flow.reshape(faded.n_slots, self.n_accounts, days.n_days)]
        return sums

    def states(self, days: Range) -> tuple[Floats, Flags]:
        """The last state on or before each day, 0 before any, and whether there is one:
        (n_levels, n_accounts, n_days). Of two states of one day the higher holds.
        """
        lane, day, value = self.stated
        n_lanes = self.n_levels * self.n_accounts
        shape = self.n_levels, self.n_accounts, days.n_days
        told = (day <= days.last).nonzero()[0]
        # States are in the order of their days: of those before the range the last one stays.
        if days.n_days == 1:
            state, stated = np.zeros(n_lanes), np.zeros(n_lanes, dtype=bool)
            state[lane[told]], stated[lane[told]] = value[told], True
            return state.reshape(shape), stated.reshape(shape)
        newest = np.zeros((days.n_days, n_lanes), dtype=np.int32)
        newest[np.maximum(day[told] - days.first, 0), lane[told]] = told + 1
        running(np.maximum, newest)
        state = np.concatenate([np.zeros(1), value])[newest]
        return state.T.reshape(shape), (newest > 0).T.reshape(shape)


def _rows_of(matches: Sequence[Match], log: ActivityLog, accounts: slice) -> Iterator[Places]:
    """The rows of some accounts that each match takes: places in the log, in its order."""
    bounds = np.array([accounts.start, accounts.stop], dtype=np.int32)
    begin, end = log.account.searchsorted(bounds).tolist()
    kind, taken = kinds(matches, log, slice(begin, end))
    narrow = kind.astype(np.uint16) if taken.shape[1] <= 1 << 16 else kind  # sorted by their digits
    by_kind = np.argsort(narrow, kind="stable")
    by_kind += begin
    sizes = np.bincount(kind, minlength=taken.shape[1])
    ends = sizes.cumsum()
    which, taken_kinds = (taken & (sizes > 0)).nonzero()
    edges = which.searchsorted(np.arange(len(matches) + 1)).tolist()
    for edge in pairwise(edges):
        own = taken_kinds[slice(*edge)].tolist()
        parts = [by_kind[ends[n] - sizes[n] : ends[n]] for n in own]
        yield parts[0] if len(parts) == 1 else np.sort(np.concatenate([NO_ROWS, *parts]))


def _cells(log: ActivityLog, accounts: slice, asked: Sequence[Places], together: np.ufunc) -> Cells:
    """What each of the questions has of each account and day, rows of one day put together."""
    rows = asked[0] if len(asked) == 1 else np.concatenate([NO_ROWS, *asked])
    starts = np.arange(len(asked), dtype=np.int32) * np.int32(accounts.stop - accounts.start)
    lane = np.repeat(starts - np.int32(accounts.start), [len(some) for some in asked])
    lane += log.account[rows]
    day, value = log.day[rows], log.count[rows]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (lane[1:] != lane[:-1]) | (day[1:] != day[:-1])
    if new.all():
        return Cells(lane, day, value)
    first = new.nonzero()[0]
    return Cells(lane[first], day[first], together.reduceat(value, first))


def _counting(decay: Decay, day: Days, on: int) -> Floats:
    """What is left on a day of rows that its window reaches, sorted by day: (n_rows,)."""
    begin, weights = on - decay.window + 1, decay.weights()[::-1]
    if len(day) <= decay.window:
        return weights[day - begin]
    edges = day.searchsorted(np.arange(begin, on + 2, dtype=np.int32))  # many rows a day
    return np.repeat(weights, np.diff(edges))


def _by_day(cells: Cells) -> Cells:
    """The cells sorted by day."""
    lane, day, value = cells
    if not len(day):
        return cells
    since = day - day.min()
    narrow = since.astype(np.uint16) if since.max() < 1 << 16 else since  # sorted by their digits
    order = np.argsort(narrow, kind="stable")
    return Cells(lane[order], day[order], value[order])


# --- which rows match ---


def matching(match: Match, log: ActivityLog) -> Flags:
    """The rows of the log that match: shape (n_rows,)."""
    return _judged(match, _columns(log), log.n_rows)


def kinds(
    matches: Sequence[Match], log: ActivityLog, rows: slice = EVERY_ROW
) -> tuple[Codes, Flags]:
    """The kind of each row, (n_rows,), and which kinds each match takes, (n_matches, n_kinds).

    Rows of one kind answer every match alike: they differ in nothing that a condition tells apart.
    """
    asked: dict[str, dict[Condition, None]] = {}
    for match in matches:
        for one in _conditions(match):
            asked.setdefault(one.column, {})[one] = None
    columns, told = _columns(log), dict[str, Coded]()  # told: of each kind, a value it may have
    kind: Codes = np.zeros(len(log.day[rows]), dtype=np.int32)
    n_kinds = 1
    for name in (one for one in asked if one in columns):
        column = columns[name]
        alike, example = _told_apart(tuple(asked[name]), column.values, column.types)
        codes = column.codes[rows]
        for run in chunks(len(kind)):
            kind[run] *= len(example)
            kind[run] += alike[codes[run]]
        told = {
            one: Coded(np.repeat(own.codes, len(example)), own.values) for one, own in told.items()
        }
        told[name] = Coded(np.tile(example, n_kinds), column.values)
        n_kinds *= len(example)
        if n_kinds > len(kind):  # those that no row is of are left out
            there, places = np.unique(kind, return_inverse=True)
            kind, n_kinds = places.astype(np.int32), len(there)
            told = {one: own.take(there) for one, own in told.items()}
    taken = [_judged(match, told, n_kinds) for match in matches]
    return kind, np.reshape(taken, (len(matches), n_kinds)).astype(bool)


def _columns(log: ActivityLog) -> dict[str, Coded]:
    return {**log.attributes, "action": Coded(log.action, log.actions)}


def _conditions(match: Match) -> Iterator[Condition]:
    """The conditions that a match is made of."""
    parts = (match.part,) if isinstance(match, Not) else getattr(match, "parts", ())
    for part in parts:
        yield from _conditions(part)
    if isinstance(match, Condition):
        yield match


def _judged(match: Match, columns: Mapping[str, Coded], n_rows: int, holds: bool = True) -> Flags:
    """The rows of which a match holds, or of which it fails; a missing attribute does neither."""
    if isinstance(match, Condition):
        if (column := columns.get(match.column)) is None:
            return np.zeros(n_rows, dtype=bool)
        return _by_value(match, column.values, column.types, holds)[column.codes]
    if isinstance(match, Not):
        return _judged(match.part, columns, n_rows, not holds)
    together = np.logical_and if isinstance(match, Every) == holds else np.logical_or
    judged: Flags = together.reduce([_judged(part, columns, n_rows, holds) for part in match.parts])
    return judged


@lru_cache(maxsize=4096)
def _by_value(
    condition: Condition, values: tuple[Value, ...], types: tuple[type, ...], holds: bool
) -> Flags:
    """Whether a condition holds of each value, or fails; last, for code -1, that it does not."""
    return np.array([*(condition.holds(value) is holds for value in values), False])


@lru_cache(maxsize=4096)
def _told_apart(
    conditions: tuple[Condition, ...], values: tuple[Value, ...], types: tuple[type, ...]
) -> tuple[Codes, Codes]:
    """Which values conditions do not tell apart: the group of each value, and last that of none;
    and of each group the code of some value in it.
    """
    told = [_by_value(one, values, types, True) for one in conditions]
    told.append(np.arange(len(values) + 1) == len(values))
    _, some, group = np.unique(told, axis=1, return_index=True, return_inverse=True)
    some[some == len(values)] = MISSING
    return group.ravel().astype(np.int32), some.astype(np.int32)
