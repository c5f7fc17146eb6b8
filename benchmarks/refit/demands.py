"""What the rules must say of free accounts, whatever the seat-months would like.

A demand is a range for what a persona shows; how far outside it an estimate lies is its breach.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from benchmarks.refit.one_pillar import amounts_of, points_of
from estimator.coverage import Coverage
from estimator.days import Range, to_day
from estimator.log import ActivityLog, Coded, concat
from estimator.readers.sources import read_log
from estimator.resources import resource
from estimator.rules import Rules
from estimator.rules.model import PillarModel
from estimator.score.book import Amounts

Floats = npt.NDArray[np.float64]

ON = to_day(date(2026, 5, 16))  # the day on which the personas are scored
BACK = 60
AVERAGES = {"brand": 11.8, "find": 5.4, "insight": 2.1, "relationship": 15.2}
FLOORS = {  # of two real accounts that do next to nothing, with a little room inside
    "brand": (8.6, 12.9),
    "find": (4.0, 6.0),
    "insight": (0.34, 0.95),
    "relationship": (2.25, 2.5),
}
ALL_STAR = 7  # sections; the personas fill a headline, too
MORE_SECTIONS = ("cover", "featured", "certifications")


@dataclass(frozen=True)
class Demand:
    """What of a persona (points on the days of its range) lies between low and high, and ideally
    at the aim.
    """

    persona: str
    what: str
    low: float
    high: float
    of: Callable[[Floats], float]

    def breach(self, points: Floats) -> float:
        """How far outside: negative below, positive above, 0 inside."""
        value = self.of(points)
        return min(value - self.low, 0.0) + max(value - self.high, 0.0)

    def off(self, points: Floats) -> float:
        """How far from the middle of the range."""
        return self.of(points) - (self.low + self.high) / 2


@dataclass(frozen=True)
class Persona:
    """amounts: of every signal a free seat has, on the scored day or on `BACK` days and it."""

    name: str
    amounts: Mapping[str, Amounts]

    def points(self, pillar: PillarModel) -> Floats:
        """The pillar's points on each day: shape (n_days,)."""
        shown: Floats = points_of(pillar, self.amounts, "free")[1][0]
        return shown


def personas(rules: Rules) -> dict[str, Persona]:
    """The personas of fixtures/, and the same with other sections and other coverage."""
    return {name: _persona(name, log, rules) for name, log in _logs()}


def _persona(name: str, log: ActivityLog, rules: Rules) -> Persona:
    days = Range(ON - BACK, ON) if name == "begins" else Range(ON, ON)
    return Persona(name, amounts_of(rules.on(ON), log, days, "free"))


def _logs() -> Iterator[tuple[str, ActivityLog]]:
    everything, nothing = Coverage.complete(), Coverage()
    average, passive, begins = map(_fixture, ("average_member", "passive", "begins"))
    yield "begins", begins
    yield "passive", passive
    for name, log in (("average", average), ("passive", passive)):
        for sections, profiled in _profiles(log):
            yield f"{name}, {sections} sections, else zero", profiled.with_coverage(everything)
            if name == "average":
                yield f"average, {sections} sections, else unknown", profiled
    yield "average, only what occurs", average.with_coverage(nothing)
    yield "empty, nothing covered", ActivityLog.empty()


def _fixture(name: str) -> ActivityLog:
    return read_log(resource("fixtures") / "personas" / f"{name}.jsonl")


def _profiles(log: ActivityLog) -> Iterator[tuple[int, ActivityLog]]:
    """The log with the seven All-Star sections, with the persona's eight, and with every one."""
    section = log.attributes["section"]
    headline = section.codes == section.values.index("headline")
    yield ALL_STAR, log.where(~headline)
    yield ALL_STAR + 1, log
    first = np.full(len(MORE_SECTIONS), log.first_day)
    more = ActivityLog.build(
        day=first,
        action=Coded.constant("profile_section", len(first)),
        count=np.ones(len(first)),
        attributes={"section": Coded.of(MORE_SECTIONS)},
        account=Coded.constant(log.accounts[0], len(first)),
    )
    yield ALL_STAR + 1 + len(first), replace(concat([log, more]), coverage=log.coverage)


def demands(pillar: str) -> list[Demand]:
    """What is asked of a pillar."""
    aim, (low, high) = AVERAGES[pillar], FLOORS[pillar]
    asked = [Demand("empty, nothing covered", "the population", aim - 0.3, aim + 0.3, _last)]
    for sections in (ALL_STAR, ALL_STAR + 1, ALL_STAR + 1 + len(MORE_SECTIONS)):
        for name in (f"{sections} sections, else zero", f"{sections} sections, else unknown"):
            asked.append(Demand(f"average, {name}", "average", aim - 1.3, aim + 1.3, _last))
        asked.append(Demand(f"passive, {sections} sections, else zero", "floor", low, high, _last))
    asked.append(Demand("average, only what occurs", "average", aim - 1.3, aim + 1.3, _last))
    asked.append(Demand("passive", "floor", low, high, _last))
    if pillar == "insight":
        asked += [
            # +5.9 within a day, +7.0 in nine, then flat: an account that began at 3.7
            Demand("begins", "gain in five days", 4.5, 7.0, lambda p: float(p[5] - p[0])),
            Demand("begins", "gain in a fortnight", 6.0, 8.0, lambda p: float(p[14] - p[0])),
            Demand("begins", "gain after that", 0.0, 1.0, lambda p: float(p[60] - p[14])),
        ]
    return asked


def _last(points: Floats) -> float:
    return float(points[-1])


def steep(pillar: PillarModel) -> Iterator[tuple[str, float]]:
    """For each signal, the most points that one more of it can bring at any level."""
    more = np.arange(0.0, 3000.0, 0.5)
    for signal in pillar.signals:
        if signal.kind == "checklist":
            share = max(i.weight for i in signal.items) / sum(i.weight for i in signal.items)
        elif signal.kind == "rate":
            share = signal.unknown.share
        else:
            shares = signal.curve.share(more)
            share = float((shares[2:] - shares[:-2]).max())
        yield signal.path, signal.points * share
