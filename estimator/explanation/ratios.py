"""A change of a rate, split: what came, faded and left and what is assumed are players of it.

Their effects on a quotient do not add up, so each gets its Shapley value. A rate in which only
some have joined is the book's own, of a log in which the others still are what they were: a row
moved along with the day has the age it had then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from estimator.coverage import Coverage
from estimator.days import Days
from estimator.explanation.attribution import shapley
from estimator.explanation.held import Held, only
from estimator.explanation.parts import Cause, Moved, Part
from estimator.explanation.steps import Mask, causes, fading, weights_by_day
from estimator.explanation.units import unit
from estimator.log import ActivityLog, Coded
from estimator.matching import matching
from estimator.rules.model import SignalModel
from estimator.signals import Range, amounts


def rate_parts(
    signal: SignalModel, log: ActivityLog, days: tuple[int, int], ends: tuple[Held, Held]
) -> Iterator[Part]:
    """The parts of a rate's change, the earlier day first; their sum is the change of its points.

    before, after: the rate itself, as the log shows it; of what is assumed, that.
    """
    change = RateChange.of(signal, log, days, ends)
    pillar, _, name = signal.path.partition(".")
    for cause, brought in shapley(change.players, change.share).items():
        rows = change.rows.get(cause)
        before, after = (end.assumed if rows is None else end.amount for end in ends)
        yield Part(
            cause=cause,
            pillar=pillar,
            signal=name,
            points=signal.points * brought,
            before=before,
            after=after,
            kind="rate",
            unit=unit(signal),
            moved=() if rows is None else tuple(_moved(log, rows)),
        )


@dataclass(frozen=True)
class RateChange:
    """A rate on two days. rows: those of the log that came, faded and left, shape (n_rows,)."""

    signal: SignalModel
    log: ActivityLog
    days: tuple[int, int]
    ends: tuple[Held, Held]
    rows: Mapping[Cause, Mask]

    @classmethod
    def of(
        cls, signal: SignalModel, log: ActivityLog, days: tuple[int, int], ends: tuple[Held, Held]
    ) -> "RateChange":
        """The change of a rate between two days, the earlier first."""
        return cls(signal, log, days, ends, _rows(signal, log, days))

    @property
    def players(self) -> list[Cause]:
        spans = self.log.coverage.spans
        players = list(self.rows)
        if any(span.first is not None or span.last is not None for span in spans):
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
        seen = amounts(self.signal, self.mixed(joined), Range(now, now))
        population = self.ends["inferred" in joined].population
        filled = only(seen.amount) + (1.0 - only(seen.known)) * population
        return float(self.signal.curve.share(np.array([filled]))[0])

    def mixed(self, joined: frozenset[Cause]) -> ActivityLog:
        """The log on the day after, in which who has not joined is as old as on the day before."""
        by = self.days[1] - self.days[0]
        day, counts = self.log.day.copy(), np.zeros(self.log.n_rows, dtype=bool)
        for cause, rows in self.rows.items():
            counts |= rows & (cause != ("left" if cause in joined else "came"))
            day[rows] += 0 if cause in joined else by
        coverage = self.log.coverage if "unknown" in joined else _later(self.log.coverage, by)
        return _of_rows(self.log, counts, day, coverage)


def _rows(signal: SignalModel, log: ActivityLog, days: tuple[int, int]) -> dict[Cause, Mask]:
    """The rows of the rate by what happened to them; without what counts on neither day."""
    decay = fading(signal)
    looked_at = matching(signal.match, log) | matching(signal.of, log)
    first, last = days[0] - decay.window + 1, days[1]
    then, now = (weights_by_day(decay, day, first, last) for day in days)
    inside = looked_at & (log.day >= first) & (log.day <= last)
    place = np.where(inside, log.day - first, 0)
    moved = {cause: inside & among[place] for cause, among in causes(then, now)}
    return {cause: rows for cause, rows in moved.items() if rows.any()}


def _moved(log: ActivityLog, rows: Mask) -> Iterator[Moved]:
    for code, action in enumerate(log.actions):
        count = float(log.count[rows & (log.action == code)].sum())
        if count:
            yield Moved(action, count=count)


def _of_rows(log: ActivityLog, rows: Mask, day: Days, coverage: Coverage) -> ActivityLog:
    return ActivityLog.build(
        day=day[rows],
        action=Coded(log.action, log.actions).take(rows),
        count=log.count[rows],
        account=Coded(log.account, log.accounts).take(rows),
        attributes={name: column.take(rows) for name, column in log.attributes.items()},
        coverage=coverage,
        accounts=log.accounts,
    )


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
