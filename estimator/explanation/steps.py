"""The change of one signal between two days under one rule set, split into its causes.

An amount moves in steps that add up. A rate does not: what came, faded and left and what is
assumed are players of it, and each gets its Shapley value. A rate in which only some have joined
is the book's own, of a log in which the others still are what they were: a row moved along with
the day has the age it had then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import numpy as np

from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.decay import daily_sums
from estimator.explanation.attribution import Cause, ChangePart, Moved, along, shapley
from estimator.explanation.day import unit
from estimator.explanation.fates import Edge, edge_days, fates
from estimator.explanation.prospects import Day, SignalState, fading, share_of, shown
from estimator.log import ActivityLog
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.score.rows import Flags, Floats, matching

COVERAGE = "coverage"


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


def steps(
    signal: SignalModel,
    log: ActivityLog,
    days: tuple[int, int],
    ends: tuple[SignalState, SignalState],
) -> list[AmountStep]:
    """The steps from one day to the other, earlier first; they add up to the filled amounts."""
    of_kind = {"flow": _acts, "days": _acts, "stock": _states, "checklist": _states}
    moved = [*of_kind[signal.kind](signal, log, days)]
    edge = any(step.cause == "known" for step in moved)  # then what is assumed is part of that
    moved += _assumed(signal, ends, "known" if edge else "unknown")
    return [step for step in moved if step.amount or step.count]


def _assumed(
    signal: SignalModel, ends: tuple[SignalState, SignalState], cause: Cause
) -> Iterator[AmountStep]:
    """What is assumed: known part and stand-in both move; each by the mean of the other."""
    one, other = ends
    unknown = (2.0 - one.known - other.known) / 2.0
    population = (one.population + other.population) / 2.0
    covered = [(1.0 - end.known) * population for end in ends]
    inferred = [unknown * end.population for end in ends]
    yield AmountStep(cause, COVERAGE, covered[0], covered[1])
    yield AmountStep("inferred", signal.unknown.inferred_from or "", inferred[0], inferred[1])


def _states(signal: SignalModel, log: ActivityLog, days: tuple[int, int]) -> Iterator[AmountStep]:
    """The levels that changed. One that is known now and was not has not changed: it was seen."""
    for name, one in _items(signal):
        (was, known_then), (is_, known_now) = (shown(one, log, day, day) for day in days)
        cause: Cause = "level" if known_then == known_now else "unknown"
        yield AmountStep(cause, name, was.item(), is_.item())


def _items(signal: SignalModel) -> Iterator[tuple[str, SignalModel]]:
    """The levels a signal looks at, each as a signal of its own."""
    if signal.kind == "stock":
        yield " or ".join(actions_of(signal.match)), signal
    for item in signal.items:
        yield item.name, replace(signal, items=(item,))


def _acts(signal: SignalModel, log: ActivityLog, days: tuple[int, int]) -> Iterator[AmountStep]:
    """What came, faded and left, an action at a time; and what only began or ended to be known.

    An action of a day counts then with one weight and now with another; what it counts is the
    day's sum under its cap, shared by its actions in proportion.
    """
    decay = fading(signal)
    first, last = days[0] - decay.window + 1, days[1]
    then, now = (decay.at(day - np.arange(first, last + 1)) for day in days)
    acts = [*_by_action(signal, log, first, last)]
    edges = [Edge.of(log, action, days, first, (then, now)) for action, *_ in acts]
    if signal.kind == "days":  # one act of a day that is news is enough: the day was not known
        edges = [
            Edge.joined([(e, done) for e, (_, done, _) in zip(edges, acts, strict=True)])
        ] * len(acts)
    for edge, (action, done, counted) in zip(edges, acts, strict=True):
        for cause, before, after in fates(then, now, edge, counted):
            if (count := float(done[(before > 0) | (after > 0)].sum())) > 0:
                was, is_ = (float((counted * weight).sum()) for weight in (before, after))
                yield AmountStep(cause, action, was, is_, count, edge if cause == "known" else None)


def _by_action(
    signal: SignalModel, log: ActivityLog, first: int, last: int
) -> Iterator[tuple[str, Floats, Floats]]:
    """For each action: what was done on each day, and what the day lets count of it: (n_days,)."""
    rows = matching(signal.match, log) & (log.day >= first) & (log.day <= last)
    codes = np.unique(log.action[rows])
    by_code = [rows & (log.action == code) for code in codes]
    columns = [(log.account[own], log.day[own], log.count[own]) for own in by_code]
    done = np.array([daily_sums(*column, first, last, 1)[0] for column in columns])
    if signal.kind == "days":
        done = (done > 0).astype(np.float64)
    total = done.sum(axis=0) if len(codes) else np.zeros(last - first + 1)
    most = 1.0 if signal.kind == "days" else signal.per_day_max
    factor = np.ones_like(total)
    if most is not None:
        factor = np.minimum(total, most) / np.where(total > 0, total, 1.0)
    for code, daily in zip(codes, done, strict=True):
        yield log.actions[code], daily, daily * factor


def rate_parts(change: "RateChange") -> Iterator[ChangePart]:
    """The parts of a rate's change, the earlier day first; their sum is the change of its points.

    before, after: the rate itself, as the log shows it; of what is assumed, that.
    """
    signal = change.signal
    pillar, _, name = signal.path.partition(".")
    for cause, brought in shapley(change.players, change.share).items():
        rows = change.rows.get(cause)
        before, after = (end.assumed if rows is None else end.amount for end in change.ends)
        part = ChangePart(
            cause=cause,
            pillar=pillar,
            signal=name,
            points=signal.points * brought,
            before=before,
            after=after,
            kind="rate",
            unit=unit(signal),
            moved=() if rows is None else tuple(_moved(change.log, rows[0] | rows[1])),
        )
        yield _at_edge(part, change.edges if cause == "known" else ())


@dataclass(frozen=True)
class RateChange:
    """A rate on two days.

    rows: for each cause, those of the log that count on the day before, and on the day after, two
    of shape (n_rows,). edges: where the log begins or ends to show its actions.
    """

    signal: SignalModel
    log: ActivityLog
    days: tuple[int, int]
    ends: tuple[SignalState, SignalState]
    rows: Mapping[Cause, tuple[Flags, Flags]]
    edges: Sequence[Edge]

    @classmethod
    def of(
        cls,
        signal: SignalModel,
        log: ActivityLog,
        days: tuple[int, int],
        ends: tuple[SignalState, SignalState],
    ) -> "RateChange":
        """The change of a rate between two days, the earlier first."""
        return cls(signal, log, days, ends, *_rows(signal, log, days))

    @property
    def players(self) -> list[Cause]:
        spans = self.log.coverage.spans
        players = list(self.rows)
        edged = any(span.first is not None or span.last is not None for span in spans)
        if edged and "known" not in players:
            players.append("unknown")
        if self.ends[0].population != self.ends[1].population:
            players.append("inferred")
        return players

    def share(self, joined: frozenset[Cause]) -> float:
        """The share when only some of the players have moved on to the day after."""
        if not joined:
            return self.ends[0].share
        if len(joined) == len(self.players):
            return self.ends[1].share
        now = self.days[1]
        amount, known = shown(self.signal, self.mixed(joined), now, now)
        population = self.ends["inferred" in joined].population
        return share_of(self.signal, amount.item() + (1.0 - known.item()) * population)

    def mixed(self, joined: frozenset[Cause]) -> ActivityLog:
        """The log on the day after, in which who has not joined is as old as on the day before."""
        by = self.days[1] - self.days[0]
        sides = [
            (after, 0) if c in joined else (before, by) for c, (before, after) in self.rows.items()
        ]
        none = np.zeros(0, dtype=np.intp)
        rows = np.concatenate([none, *(np.flatnonzero(side) for side, _ in sides)])
        later = np.concatenate([none, *(np.full(side.sum(), days) for side, days in sides)])
        shown = joined & {"known", "unknown"}
        coverage = self.log.coverage if shown else _later(self.log.coverage, by)
        day = (self.log.day[rows] + later).astype(self.log.day.dtype)
        return replace(self.log.where(rows), day=day, coverage=coverage).compact()


def _rows(
    signal: SignalModel, log: ActivityLog, days: tuple[int, int]
) -> tuple[dict[Cause, tuple[Flags, Flags]], list[Edge]]:
    """The rows of the rate by what happened to them; without what counts on neither day."""
    decay = fading(signal)
    looked_at = matching(signal.match, log) | matching(signal.of, log)
    first, last = days[0] - decay.window + 1, days[1]
    then, now = (decay.at(day - np.arange(first, last + 1)) for day in days)
    inside = looked_at & (log.day >= first) & (log.day <= last)
    place = np.where(inside, log.day - first, 0)
    found: dict[Cause, tuple[Flags, Flags]] = {}
    edges = []
    for code in np.unique(log.action[inside]):
        edges.append(Edge.of(log, log.actions[code], days, first, (then, now)))
        own = inside & (log.action == code)
        for cause, *sides in fates(then, now, edges[-1]):
            before, after = (own & (side > 0)[place] for side in sides)
            if before.any() or after.any():
                others = found.get(cause, (False, False))
                found[cause] = before | others[0], after | others[1]
    return found, edges


def _at_edge(part: ChangePart, edges: Iterable[Edge]) -> ChangePart:
    """The part, with the days on which what it speaks of begins and ends to be shown."""
    since, until = (None if day is None else to_date(day) for day in edge_days(edges))
    return replace(part, since=since, until=until)


def _moved(log: ActivityLog, rows: Flags) -> Iterator[Moved]:
    for code, action in enumerate(log.actions):
        count = float(log.count[rows & (log.action == code)].sum())
        if count:
            yield Moved(action, count=count)


def _later(coverage: Coverage, by: int) -> Coverage:
    """The same coverage, every day of it `by` days later."""
    return Coverage(
        tuple(
            replace(
                span,
                first=None if span.first is None else span.first + by,
                last=None if span.last is None else span.last + by,
            )
            for span in coverage.spans
        )
    )


def parts_of(signal: SignalModel, then: Day, now: Day) -> list[ChangePart]:
    """The parts of a signal's change from one day to another, the earlier first.

    Their points add up to the change of the signal's points, both days under the same rules.
    """
    ends, days = (then.held(signal), now.held(signal)), (then.day, now.day)
    if days[0] == days[1]:
        return []
    if signal.kind == "rate":
        return list(rate_parts(RateChange.of(signal, now.log, days, ends)))
    moved = sorted(steps(signal, now.log, days, ends), key=attrgetter("cause"))
    amounts, shares = (ends[0].filled, ends[1].filled), (ends[0].share, ends[1].share)
    brought = along(signal.curve, amounts, shares, np.array([step.amount for step in moved]))
    points = (signal.points * brought).tolist()
    told = list(zip(moved, points, strict=True))
    return [
        _part(signal, [step for step, _ in same], [worth for _, worth in same])
        for _, group in groupby(told, key=lambda one: one[0].cause)
        for same in [list(group)]
    ]


def _part(signal: SignalModel, same: Sequence[AmountStep], points: Sequence[float]) -> ChangePart:
    """The steps of one cause as one part; the assumed rest is in its amounts, no act of its own."""
    pillar, _, name = signal.path.partition(".")
    part = ChangePart(
        cause=same[0].cause,
        pillar=pillar,
        signal=name,
        points=sum(points),
        before=sum(step.before for step in same),
        after=sum(step.after for step in same),
        kind=signal.kind,
        unit=unit(signal),
        moved=tuple(
            Moved(step.name, step.before, step.after, step.count, worth)
            for step, worth in zip(same, points, strict=True)
        ),
    )
    return _at_edge(part, (step.edge for step in same if step.edge is not None))
