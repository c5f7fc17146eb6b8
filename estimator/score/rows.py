"""The rows of a log as a model looks at them: one cell an account and day, then sums and states.

A slot is one decayed sum that a signal needs. Of each slot and each level a `Ledger` keeps the
cells of some neighbouring accounts, so that rows are matched once a log, whatever the day. Arrays
over slots or levels have the shape (n, n_accounts, n_days).

A condition on an attribute that a row lacks neither holds nor fails, so such a row never matches,
not even under `not`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.days import Days, Range
from estimator.decay import Decay, flow_between, running
from estimator.log import ActivityLog, Coded, Value
from estimator.rules.match import Condition, Every, Match, Not
from estimator.rules.model import Kind, SignalModel

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

Verdict = tuple[Flags, Flags]  # per row: it holds; it fails. Neither: an attribute is missing
Columns = Callable[[str], Coded | None]

LEVELS: tuple[Kind, ...] = ("stock", "checklist")  # kinds that are a state until it changes
NEARLY = 1.0 - 1e-12  # as much as is asked for, but for rounding
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


def levels_of(signal: SignalModel) -> list[Match]:
    """What each of the states is that a level is made of: one, or one an item of a checklist."""
    return [item.match for item in signal.items] or [signal.match]


def rates(
    signal: SignalModel, part: Floats, whole: Floats, covered: Floats
) -> tuple[Floats, Floats]:
    """(part + prior) / (whole + prior), and whether it is known: (n_accounts, n_days) each.

    A rate of little says nothing: below `min_of` it is unknown, whatever is covered. Without any of
    the whole it is zero, as far as that is covered. covered: the part of both that the log shows.
    """
    some = whole > 0
    enough = (whole >= signal.min_of * NEARLY) & some & (covered > 0)
    of = np.where(enough, whole + signal.prior_weight, 1.0)
    rate = np.minimum((part + signal.prior_rate * signal.prior_weight) / of, 1.0)
    known = np.where(enough, 1.0, np.where(some, 0.0, covered))
    return np.where(enough, rate, 0.0), known


class Cells(NamedTuple):
    """What was done, or which state was stated, by lane and day: each of shape (n_cells,).

    A lane is an account of one slot or level among several: place * n_accounts + account.
    """

    lane: Places
    day: Days
    value: Floats


class Faded(NamedTuple):
    """The cells of all slots of one decay, sorted by day; `slots` are their places."""

    decay: Decay
    slots: Sequence[int]
    cells: Cells


@dataclass(frozen=True, eq=False)
class Ledger:
    """What some neighbouring accounts of a log did, of every slot, and stated, of every level.

    stated: sorted by lane and day.
    """

    n_accounts: int
    n_slots: int
    n_levels: int
    faded: Sequence[Faded]
    stated: Cells

    @classmethod
    def of(
        cls, log: ActivityLog, accounts: slice, slots: Sequence[Slot], levels: Sequence[Match]
    ) -> Self:
        """The ledger of the accounts from `accounts.start` on and before `accounts.stop`."""
        block = _Block.of(log, accounts)
        places: dict[Decay, list[int]] = {}
        for place, slot in enumerate(slots):
            places.setdefault(slot.decay, []).append(place)
        faded = [
            Faded(decay, some, _by_day(block.counted([slots[place] for place in some])))
            for decay, some in places.items()
        ]
        stated = block.cells([block.matching(match) for match in levels], np.maximum)
        return cls(block.n_accounts, len(slots), len(levels), faded, stated)

    def sums(self, days: Range) -> Sequence[Floats]:
        """The decayed sum of each slot: (n_accounts, n_days), all days of an account apart."""
        sums: dict[int, Floats] = {}
        for decay, slots, (lane, day, value) in self.faded:
            n_lanes = len(slots) * self.n_accounts
            if days.n_days == 1:  # what is gone or to come is not looked at
                begin = days.first - decay.window + 1
                run = slice(*day.searchsorted(np.array([begin, days.first + 1], dtype=np.int32)))
                left = value[run] * _counting(decay, day[run], days.first)
                flow = np.bincount(lane[run], left, n_lanes).astype(np.float64, copy=False)
            else:
                flow = flow_between(decay, lane, day, value, days.first, days.last, n_lanes)
            parts = flow.reshape(len(slots), self.n_accounts, days.n_days)
            sums |= zip(slots, parts, strict=True)
        return [sums[place] for place in range(self.n_slots)]

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


class _Block(NamedTuple):
    """The rows of some accounts, and which of them are of each action: places in the log."""

    log: ActivityLog
    first_account: int
    n_accounts: int
    by_code: Sequence[Places]
    columns: dict[tuple[int, str], Coded]

    @classmethod
    def of(cls, log: ActivityLog, accounts: slice) -> Self:
        bounds = np.array([accounts.start, accounts.stop], dtype=np.int32)
        begin, end = log.account.searchsorted(bounds).tolist()
        action = log.action[begin:end]
        order = np.argsort(action.astype(np.uint16), kind="stable")
        order += begin
        edges = np.bincount(action, minlength=len(log.actions)).cumsum()
        by_code = np.split(order, edges[:-1]) if len(edges) else []
        return cls(log, accounts.start, accounts.stop - accounts.start, by_code, {})

    def matching(self, match: Match) -> Places:
        """The rows that match, in the order of the log; most matches are decided by the action."""
        parts = []
        for code, rest in by_action(match, self.log.actions):
            rows = self.by_code[code]
            if rest is not None:
                rows = rows[matching_among(rest, partial(self._column, code), len(rows))]
            parts.append(rows)
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate([NO_ROWS, *parts]))

    def _column(self, code: int, name: str) -> Coded | None:
        """An attribute of the rows of an action; several matches ask for the same one."""
        kept = self.columns.get((code, name))
        if kept is None and (column := self.log.attributes.get(name)) is not None:
            kept = self.columns[code, name] = column.take(self.by_code[code])
        return kept

    def counted(self, slots: Sequence[Slot]) -> Cells:
        """What counts for each of the slots, some of them at a time."""
        parts = [Cells(NO_ROWS, NO_ROWS.astype(np.int32), np.zeros(0))]
        done = 0
        for rows in _few_at_a_time([self.matching(slot.match) for slot in slots]):
            lane, day, value = self.cells(rows, np.add)
            edges = lane.searchsorted(np.arange(len(rows) + 1) * self.n_accounts).tolist()
            for slot, run in zip(slots[done:], pairwise(edges), strict=False):
                value[slice(*run)] = slot.counted(value[slice(*run)])
            parts.append(Cells(lane + done * self.n_accounts, day, value))
            done += len(rows)
        lanes, days, values = zip(*parts, strict=True)
        return Cells(np.concatenate(lanes), np.concatenate(days), np.concatenate(values))

    def cells(self, asked: Sequence[Places], together: np.ufunc) -> Cells:
        """What each of the questions has of each account and day, rows of one day put together."""
        rows = np.concatenate([NO_ROWS, *asked])
        which = np.repeat(np.arange(len(asked)), [len(some) for some in asked])
        lane = which * self.n_accounts + (self.log.account[rows] - self.first_account)
        day, value = self.log.day[rows], self.log.count[rows]
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

    def column(name: str) -> Coded | None:
        if name == "action":
            return Coded(log.action, log.actions)
        return log.attributes.get(name)

    return matching_among(match, column, log.n_rows)


def matching_among(match: Match, column: Columns, n_rows: int) -> Flags:
    """Which of some rows match, given their columns by name (None: no row has the attribute)."""
    return _judged(match, column, n_rows)[0]


@lru_cache(maxsize=4096)
def by_action(match: Match, actions: tuple[str, ...]) -> tuple[tuple[int, Match | None], ...]:
    """The actions (by their place) of which rows may match, and what is left to ask of each row.

    Nothing is left (None) where the action decides.

    >>> from estimator.rules.match import Either
    >>> short = Every((Condition("action", "eq", ("comment",)), Condition("words", "lt", (9,))))
    >>> posts = Condition("action", "eq", ("post",))
    >>> by_action(Either((short, posts)), ("comment", "like", "post"))
    ((0, Condition(column='words', operator='lt', values=(9,))), (2, None))
    """
    left = ((place, _left(match, action)) for place, action in enumerate(actions))
    kept = ((place, rest) for place, rest in left if rest is not False)
    return tuple((place, None if rest is True else rest) for place, rest in kept)


def _left(match: Match, action: str) -> Match | bool:
    """What is left of a match for the rows of one action: nothing when it holds or fails."""
    if isinstance(match, Condition):
        return match.holds(action) if match.column == "action" else match
    if isinstance(match, Not):
        inner = _left(match.part, action)
        return not inner if isinstance(inner, bool) else Not(inner)
    decisive = not isinstance(match, Every)
    parts = [_left(part, action) for part in match.parts]
    if decisive in parts:
        return decisive
    open_ = tuple(part for part in parts if not isinstance(part, bool))
    if len(open_) > 1:
        return type(match)(open_)
    return open_[0] if open_ else not decisive


@lru_cache(maxsize=4096)
def codes_of(
    condition: Condition, values: tuple[Value, ...], kinds: tuple[type, ...]
) -> tuple[int, ...]:
    """The codes of the values that satisfy a condition. kinds: their types; true is not 1."""
    return tuple(code for code, value in enumerate(values) if condition.holds(value))


def _judged(match: Match, column: Columns, n_rows: int) -> Verdict:
    if isinstance(match, Condition):
        return _condition(match, column(match.column), n_rows)
    if isinstance(match, Not):
        holds, fails = _judged(match.part, column, n_rows)
        return fails, holds
    parts = [_judged(part, column, n_rows) for part in match.parts]
    hold, fail = [part[0] for part in parts], [part[1] for part in parts]
    if isinstance(match, Every):
        return np.logical_and.reduce(hold), np.logical_or.reduce(fail)
    return np.logical_or.reduce(hold), np.logical_and.reduce(fail)


def _condition(condition: Condition, column: Coded | None, n_rows: int) -> Verdict:
    if column is None:
        nowhere = np.zeros(n_rows, dtype=bool)
        return nowhere, nowhere
    kinds = tuple(map(type, column.values))  # where values are keys, true must not pass for 1
    holds, fails = _by_value(condition, column.values, kinds)
    return holds[column.codes], fails[column.codes]


@lru_cache(maxsize=4096)
def _by_value(condition: Condition, values: tuple[Value, ...], kinds: tuple[type, ...]) -> Verdict:
    """Whether each value holds, or fails; last, for code -1, that a missing one does neither."""
    holds = np.zeros(len(values) + 1, dtype=bool)
    holds[list(codes_of(condition, values, kinds))] = True
    fails = np.append(~holds[:-1], False)
    return holds, fails
