"""Trials: the logs of cases and scenarios scored on the days that matter, and again under a model
that differs in little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.checks.cases import Checked, Scenario
from estimator.days import to_day
from estimator.log import ActivityLog
from estimator.pillars import PillarPoints, Shares, pillar_points, shares_of, signal_shares
from estimator.rules import Rules
from estimator.rules.model import Model, SignalModel, Unknown
from estimator.saturation import Linear
from estimator.score import Columns, with_intervals
from estimator.signals import Amounts, Range, amounts

Floats = npt.NDArray[np.float64]


ANY_CURVE, ANY_SHARE = Linear(1.0), Unknown(0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Scored:
    """A log of one account on a stretch of days on which one model holds, scored.

    shares: by the signal's path; parts: by pillar; arrays of shape (1, n_days), or (1, 1) where
    all days are alike.
    """

    log: ActivityLog
    days: Range
    seat: Seat
    model: Model
    shares: Mapping[str, Shares]
    parts: Mapping[str, PillarPoints]

    @cached_property
    def columns(self) -> Columns:
        """Points, low and high by pillar and "total"."""
        return with_intervals(self.model, self.parts, self.seat)

    def points(self, name: str, on: date) -> float:
        """The points of a pillar or `total` on a day."""
        return self._on(self.columns[0][name], on)

    def low(self, name: str, on: date) -> float:
        """The low end of its interval."""
        return self._on(self.columns[1][name], on)

    def high(self, name: str, on: date) -> float:
        """The high end of its interval."""
        return self._on(self.columns[2][name], on)

    def uncut(self, pillar: str, on: date) -> float:
        """The sum of a pillar's signals before cap and ceiling."""
        return self._on(self.parts[pillar].uncut, on)

    def amount(self, path: str, on: date) -> float | None:
        """What the log shows of a signal; None when there is none of that path, or not here."""
        shares = self.shares.get(path)
        return None if shares is None else self._on(shares.amounts.amount, on)

    def figure(self, name: str, on: date) -> float | None:
        """A figure that a scenario checks: a pillar, `total`, or amount or points of a signal.

        None when the rules have no such signal, or the seat has not.
        """
        path, _, kind = name.partition(" ")
        if not kind:
            return self.points(name, on)
        shares = self.shares.get(path)
        if shares is None or kind == "amount":
            return self.amount(path, on)
        return signals_of(self.model, self.seat)[path].points * self._on(shares.share, on)

    def under(self, change: "ModelChange") -> "Scored":
        """The same log, days and seat under the model after; itself where nothing here differs.

        Only what differs is computed again.
        """
        old, new = signals_of(change.before, self.seat), signals_of(change.after, self.seat)
        moved = {path for path in change.moved if path in old or path in new}
        if not moved and not change.cut and not change.level:
            return self
        known = {path: one.amounts for path, one in self.shares.items() if path in new}
        known |= {path: self._amounts(new[path], old.get(path)) for path in moved if path in new}
        again = {path for path, s in new.items() if moved & {path, s.unknown.inferred_from}}
        shared = {
            path: shares_of(signal, known) if path in again else self.shares[path]
            for path, signal in new.items()
        }
        touched = change.cut | {path.partition(".")[0] for path in again | moved}
        parts = {
            now.name: pillar_points(now, shared, self.seat, self.model.together)
            if now.name in touched
            else self.parts[now.name]
            for now in change.after.pillars
        }
        return replace(self, model=change.after, shares=shared, parts=parts)

    def _amounts(self, signal: SignalModel, before: SignalModel | None) -> Amounts:
        """The amounts of a signal; those there are where it amounts to the same as before."""
        if before is not None and _amounting(signal) == _amounting(before):
            return self.shares[signal.path].amounts
        return amounts(signal, self.log, self.days)

    def _on(self, column: Floats, on: date) -> float:
        place = to_day(on) - self.days.first if column.shape[1] > 1 else 0
        return float(column[0, place])


def scored(log: ActivityLog, rules: Rules, first: date, last: date, seat: Seat) -> Scored:
    """A log of one account from `first` to `last`, scored by the rules as they stand on `first`."""
    model, days = rules.on(to_day(first)), Range(to_day(first), to_day(last))
    shares = signal_shares(model.pillars, log, days, seat)
    parts = {p.name: pillar_points(p, shares, seat, model.together) for p in model.pillars}
    return Scored(log, days, seat, model, shares, parts)


@dataclass(frozen=True, eq=False)
class ModelChange:
    """Two models and what differs: signals by path (`moved`), caps or spreads (`cut`) by pillar."""

    before: Model
    after: Model
    moved: frozenset[str]
    cut: frozenset[str]

    @classmethod
    def between(cls, before: Model, after: Model) -> Self:
        """The change from one model to the other."""
        old, new = ({s.path: s for p in m.pillars for s in p.signals} for m in (before, after))
        moved = (path for path in {**old, **new} if new.get(path) != old.get(path))
        pairs = zip(before.pillars, after.pillars, strict=True)
        cut = (p.name for p, q in pairs if replace(p, signals=()) != replace(q, signals=()))
        return cls(before, after, frozenset(moved), frozenset(cut))

    @property
    def level(self) -> bool:
        """Whether the level of the intervals differs."""
        return self.before.level != self.after.level

    @property
    def pillars(self) -> frozenset[str]:
        """The pillars whose figures can differ, by what a signal is inferred from, too."""
        every = [p.name for p in self.after.pillars] if self.level else []
        inferred = (
            s.path
            for model in (self.before, self.after)
            for pillar in model.pillars
            for s in pillar.signals
            if s.unknown.inferred_from in self.moved
        )
        named = {path.partition(".")[0] for path in (*self.moved, *inferred)}
        return self.cut.union(every, named)


def signals_of(model: Model, seat: Seat) -> dict[str, SignalModel]:
    """The signals that a seat has, by path."""
    return {s.path: s for p in model.pillars for s in p.signals if s.applies(seat)}


def _amounting(signal: SignalModel) -> SignalModel:
    """The signal without what moves its worth only."""
    return replace(signal, points=0.0, curve=ANY_CURVE, unknown=ANY_SHARE, status="", source="")


LONGEST = timedelta(days=183)  # days that are scored in one go


@dataclass(frozen=True, eq=False)
class Trial:
    """A case or scenario, and its log scored on each day that matters, once for each seat.

    Days close to each other share what was scored for them.
    """

    case: Checked
    scores: Mapping[date, tuple[Scored, ...]]

    @property
    def own_rules(self) -> bool:
        """Whether it brings its own rules, and so says nothing of those that are checked."""
        return isinstance(self.case, Scenario) and self.case.rules is not None

    def under(self, changes: Mapping[int, ModelChange]) -> "Trial":
        """The same under changed models, by the first day of what is scored; itself where all that
        is scored stays the same."""
        there = {id(one): one for ones in self.scores.values() for one in ones}
        once = {key: one.under(changes[one.days.first]) for key, one in there.items()}
        if all(once[key] is one for key, one in there.items()):
            return self
        scores = {day: tuple(once[id(s)] for s in ones) for day, ones in self.scores.items()}
        return Trial(self.case, scores)


def trial(case: Checked, rules: Rules) -> Trial:
    """A case or scenario scored by the rules, or by its own."""
    days, seats = _asked(case)
    used = case.rules if isinstance(case, Scenario) and case.rules is not None else rules
    scores: dict[date, tuple[Scored, ...]] = {}
    for stretch in _stretches(days, used):
        together = tuple(scored(case.log, used, stretch[0], stretch[-1], seat) for seat in seats)
        scores |= dict.fromkeys(stretch, together)
    return Trial(case, scores)


def _stretches(days: Sequence[date], rules: Rules) -> Iterator[list[date]]:
    """The days in groups on which no number changes, each within half a year."""
    group: list[date] = []
    for day in days:
        if group and (
            day - group[0] > LONGEST
            or any(to_day(group[0]) < change <= to_day(day) for change in rules.change_days())
        ):
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _asked(case: Checked) -> tuple[list[date], tuple[Seat, ...]]:
    """The days a case is scored on, in their order, and the seats."""
    if isinstance(case, Scenario):
        return [case.on], (case.seat,)
    return sorted({day for day, _, _ in case.dated}), case.seats
