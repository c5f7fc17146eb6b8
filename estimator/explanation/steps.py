"""The change of one signal between two days under one rule set, split into its causes.

An amount moves in steps that add up: acts came, faded or left, a level changed, and what is assumed
beside moved. A rate does not add up: what came, faded and left, and what is assumed, are players of
it, and each gets its Shapley value. A rate in which only some have joined is that of the sums in
which the others still count what they did.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from estimator.days import to_date
from estimator.decay import daily_sums
from estimator.explanation.attribution import Cause, ChangePart, Moved, along, shapley
from estimator.explanation.day import unit
from estimator.explanation.prospects import Day, SignalState, share_of, shown
from estimator.log import ActivityLog
from estimator.rules.match import Either, actions_of
from estimator.rules.model import SignalModel
from estimator.score.rows import Flags, Floats, Slot, matching, rates, slots_of
from estimator.score.shown import covered_part, covers_of

COVERAGE = "coverage"
Days = tuple[int, int]  # the earlier first
Ends = tuple[SignalState, SignalState]


class Edge(NamedTuple):
    """Where the log begins or ends to show an action, seen from two days.

    What counts now at some age was as likely done as what counted then at that age. Where the log
    did not show that day, the act is news, but no activity that came: its day is among `began`.
    Days whose acts count then, and which the log does not show at their age now, are `ended`.
    Shapes (n_days,). since, until: the first day that is shown, and the last; None where none is.
    """

    began: Flags
    ended: Flags
    since: int | None
    until: int | None


@dataclass(frozen=True)
class AmountStep:
    """One step of an amount. name: the action, item, or signal that took it.

    before, after: what of the amount it speaks of on either day. count: how many were done, None
    for a level. edge: where it begins or ends to be known.
    """

    cause: Cause
    name: str
    before: float
    after: float
    count: float | None = None
    edge: Edge | None = None

    @property
    def amount(self) -> float:
        return self.after - self.before


def parts_of(signal: SignalModel, then: Day, now: Day) -> list[ChangePart]:
    """The parts of a signal's change from one day to another, the earlier first.

    Their points add up to the change of the signal's points, both days under the same rules.
    """
    ends, days = (then.held(signal), now.held(signal)), (then.day, now.day)
    if days[0] == days[1]:
        return []
    if signal.kind == "rate":
        return [*RateChange(signal, now.log, days, ends).parts()]
    moved = sorted(steps(signal, now.log, days, ends), key=attrgetter("cause"))
    amounts, shares = (ends[0].filled, ends[1].filled), (ends[0].share, ends[1].share)
    brought = along(signal.curve, amounts, shares, np.array([step.amount for step in moved]))
    points = iter((signal.points * brought).tolist())
    parts = []
    for cause, group in groupby(moved, key=attrgetter("cause")):
        same = [*group]
        each = tuple(
            Moved(step.name, step.before, step.after, step.count, next(points)) for step in same
        )
        before, after = sum(step.before for step in same), sum(step.after for step in same)
        worth = sum(one.points or 0.0 for one in each)
        parts.append(_part(signal, cause, worth, (before, after), each, same))
    return parts


def _part(
    signal: SignalModel,
    cause: Cause,
    points: float,
    amounts: tuple[float, float],
    moved: tuple[Moved, ...],
    same: Sequence[AmountStep],
) -> ChangePart:
    """The steps of one cause as one part, with the days where what they speak of is first shown,
    and last."""
    pillar, _, name = signal.path.partition(".")
    since, until = _edge_days(step.edge for step in same)
    return ChangePart(
        cause,
        pillar,
        name,
        points,
        *amounts,
        kind=signal.kind,
        unit=unit(signal),
        moved=moved,
        since=None if since is None else to_date(since),
        until=None if until is None else to_date(until),
    )


# --- steps of an amount --------------------------------------------------------------------------


def steps(signal: SignalModel, log: ActivityLog, days: Days, ends: Ends) -> list[AmountStep]:
    """The steps from one day to the other, earlier first; they add up to the filled amounts."""
    slots = slots_of(signal)
    moved = [*(_acts(slots[0], log, days) if slots else _states(signal, log, days))]
    edge = any(step.cause == "known" for step in moved)  # then what is assumed is part of that
    moved += _assumed(signal, ends, "known" if edge else "unknown")
    return [step for step in moved if step.amount or step.count]


def _assumed(signal: SignalModel, ends: Ends, cause: Cause) -> Iterator[AmountStep]:
    """What is assumed: known part and stand-in both move; each by the mean of the other."""
    one, other = ends
    unknown = (2.0 - one.known - other.known) / 2.0
    population = (one.population + other.population) / 2.0
    covered = [(1.0 - end.known) * population for end in ends]
    yield AmountStep(cause, COVERAGE, covered[0], covered[1])
    inferred = [unknown * end.population for end in ends]
    yield AmountStep("inferred", signal.unknown.inferred_from or "", inferred[0], inferred[1])


def _states(signal: SignalModel, log: ActivityLog, days: Days) -> Iterator[AmountStep]:
    """The levels that changed. One that is known now and was not has not changed: it was seen."""
    items = {item.name: replace(signal, items=(item,)) for item in signal.items}
    for name, one in (items or {" or ".join(actions_of(signal.match)): signal}).items():
        (was, known_then), (is_, known_now) = (shown(one, log, day, day) for day in days)
        cause: Cause = "level" if known_then == known_now else "unknown"
        yield AmountStep(cause, name, was.item(), is_.item())


def _acts(slot: Slot, log: ActivityLog, days: Days, weighed: bool = True) -> Iterator[AmountStep]:
    """What came, faded and left, an action at a time; and what only began or ended to be known.

    An action of a day counts then with one weight and now with another; what it counts is the
    day's sum under its cap, shared by its actions in proportion. weighed: see `_fates`.
    """
    first, last = days[0] - slot.decay.window + 1, days[1]
    weights = [slot.decay.at(day - np.arange(first, last + 1)) for day in days]
    rows = matching(slot.match, log)
    done = daily_sums(
        log.action[rows], log.day[rows], log.count[rows], first, last, len(log.actions)
    )
    if slot.per_day:
        done = slot.counted(done)
    total = done.sum(axis=0)
    factor = slot.counted(total) / np.where(total > 0, total, 1.0)
    codes = np.flatnonzero(done.any(axis=1)).tolist()
    edges = [_edge(log, log.actions[code], days, first, weights) for code in codes]
    if slot.per_day and edges:  # one act of a day that is news is enough: the day was not known
        acts = [*zip(edges, done[codes] > 0, strict=True)]
        began, ended = (np.any([e[side] & on for e, on in acts], axis=0) for side in (0, 1))
        edges = [Edge(began, ended, *_edge_days(edges))] * len(codes)
    for code, edge in zip(codes, edges, strict=True):
        counted = done[code] * factor
        for cause, before, after in _fates(weights, edge, counted if weighed else None):
            if (count := float(done[code][(before > 0) | (after > 0)].sum())) > 0:
                was, is_ = (float((counted * weight).sum()) for weight in (before, after))
                of_known = edge if cause == "known" else None
                yield AmountStep(cause, log.actions[code], was, is_, count, of_known)


def _edge(log: ActivityLog, action: str, days: Days, first: int, weights: Sequence[Floats]) -> Edge:
    """weights: what an act of each day from `first` on counts on either day."""
    by, n_days = days[1] - days[0], len(weights[0])
    shown = log.coverage.days(action, log.accounts, first - by, days[1] + by)[0]
    earlier, here, later = (shown[place : place + n_days] for place in (0, by, 2 * by))
    began, ended = here & ~earlier & (weights[1] > 0), here & ~later & (weights[0] > 0)
    dark = np.flatnonzero(~shown) + first - by
    since = until = None
    if began.any():
        since = int(dark[dark < first + began.argmax()].max()) + 1
    if ended.any():
        until = int(dark[dark > first + np.flatnonzero(ended)[-1]].min()) - 1
    return Edge(began, ended, since, until)


def _edge_days(edges: Iterable[Edge | None]) -> tuple[int | None, int | None]:
    """The first day shown after which something is known, and the last; None where none is."""
    listed = [edge for edge in edges if edge is not None]
    since = [edge.since for edge in listed if edge.since is not None]
    until = [edge.until for edge in listed if edge.until is not None]
    return min(since, default=None), max(until, default=None)


def _fates(
    weights: Sequence[Floats], edge: Edge, counted: Floats | None
) -> Iterator[tuple[Cause, Floats, Floats]]:
    """What became of the acts of each day, with their weights before and after: (n_days,) each.

    Who does the same every day has come as much as he has faded and left, so what is known of one
    day alone is weighed up: an act that was known before and still is has faded, and what it counts
    at an age of which nothing was known then is taken from what came, as far as there is any; where
    the log ends it is the other way round. counted: what was done on each day, (n_days,).
    """
    then, now = weights
    came, faded, left = (then == 0) & (now > 0), (then > 0) & (now > 0), (then > 0) & (now == 0)
    gone = (left | faded) & edge.ended
    known = (came & edge.began) | gone
    part = np.where(known, 1.0, 0.0)  # of each day's acts, what is no matter of activity
    if counted is not None:
        fresh, lost = came & ~known, (left | faded) & ~known
        gain, loss = counted * now, counted * (then - now)
        for some, of, whole in (
            (fresh, faded & edge.began & ~gone, gain),
            (lost, faded & gone, loss),
        ):
            all_of = whole[some].sum()
            part[some] = min(gain[of].sum() / all_of, 1.0) if all_of > 0 else 0.0
    fates: tuple[tuple[Cause, Flags], ...] = (("came", came), ("faded", faded), ("left", left))
    for cause, days in fates:
        kept = np.where(days, 1.0 - part, 0.0)
        yield cause, then * kept, now * kept
    yield "known", then * part, now * part


# --- the players of a rate -----------------------------------------------------------------------


class RateChange:
    """A rate on two days: its players, and the rate in which some of them have joined.

    acts: what came, faded and left of the part, of the whole, and of either.
    """

    def __init__(self, signal: SignalModel, log: ActivityLog, days: Days, ends: Ends) -> None:
        self.signal, self.ends = signal, ends
        part, whole = slots_of(signal)
        either = replace(part, match=Either((part.match, whole.match)))
        self.acts = [[*_acts(slot, log, days, weighed=False)] for slot in (part, whole, either)]
        self.covered = [
            np.minimum(*(covered_part(by, log, day, day, decay) for by, decay in covers_of(signal)))
            for day in days
        ]
        self.players: list[Cause] = [*dict.fromkeys(step.cause for step in self.acts[2])]
        edged = any(one.first is not None or one.last is not None for one in log.coverage.spans)
        if edged and "known" not in self.players:
            self.players.append("unknown")
        if ends[0].population != ends[1].population:
            self.players.append("inferred")

    def rate(self, joined: frozenset[Cause]) -> tuple[float, float]:
        """The rate and its known part when only some players have moved on to the day after."""
        part, whole = (
            np.array([[sum(one.after if one.cause in joined else one.before for one in acts)]])
            for acts in self.acts[:2]
        )
        covered = self.covered[bool(joined & {"known", "unknown"})]
        amount, known = rates(self.signal, part, whole, covered)
        return amount.item(), known.item()

    def share(self, joined: frozenset[Cause]) -> float:
        """The share of that, with what is assumed beside it."""
        if not joined:
            return self.ends[0].share
        if len(joined) == len(self.players):
            return self.ends[1].share
        amount, known = self.rate(joined)
        population = self.ends["inferred" in joined].population
        return share_of(self.signal, amount + (1.0 - known) * population)

    def parts(self) -> Iterator[ChangePart]:
        """The parts of the rate's change; their sum is the change of its points.

        before, after: the rate itself, as the log shows it; of what is assumed, that.
        """
        for cause, brought in shapley(self.players, self.share).items():
            same = [step for step in self.acts[2] if step.cause == cause]
            ends = tuple(end.amount if same else end.assumed for end in self.ends)
            moved = tuple(Moved(step.name, count=step.count) for step in same)
            points = self.signal.points * brought
            yield _part(self.signal, cause, points, (ends[0], ends[1]), moved, same)
