"""A change held against readings: what was recorded, what is estimated, the unexplained rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from estimator.explanation.comparisons import comparisons
from estimator.reading import PILLARS, Reading
from estimator.results import Estimate, Json

TOTAL = "total"


@dataclass(frozen=True)
class Rest:
    """A pillar, or the total, on the days of two readings, in points.

    before: as recorded first. recorded, estimated: by how much it changed.
    """

    before: float
    recorded: float
    estimated: float

    @property
    def unexplained(self) -> float:
        """What no part of the estimate accounts for."""
        return self.recorded - self.estimated

    def to_dict(self) -> Json:
        return {**vars(self), "unexplained": self.unexplained}


@dataclass(frozen=True)
class Recorded:
    """What two readings say of a change.

    start, end: the days they were recorded on, those asked for or near them. rests: by pillar
    and for "total", as far as both readings show it.
    """

    start: date
    end: date
    rests: Mapping[str, Rest]

    @property
    def formula_shift(self) -> bool:
        """Whether the rest is common to all pillars: one sign, and a part of each of them."""
        rests = [self.rests[name] for name in PILLARS if name in self.rests]
        part = comparisons().formula_shift.part
        common = len({rest.unexplained > 0 for rest in rests}) == 1
        big = all(abs(rest.unexplained) >= part * rest.before > 0 for rest in rests)
        return len(rests) == len(PILLARS) and common and big

    def to_dict(self) -> Json:
        rests = {name: rest.to_dict() for name, rest in self.rests.items()}
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "total": rests.pop(TOTAL, None),
            "pillars": rests,
            "formula_shift": self.formula_shift,
        }


@dataclass(frozen=True)
class Found:
    """The reading that stands for a day, and the day it was recorded on."""

    reading: Reading
    day: date


def held_against(one: Found, other: Found, estimates: tuple[Estimate, Estimate]) -> Recorded:
    """What two readings say of a change, beside the estimates of their days."""
    before, after = recorded_points(one.reading), recorded_points(other.reading)
    then, now = map(estimated_points, estimates)
    names = [name for name in (TOTAL, *PILLARS) if name in before and name in after]
    rests = {n: Rest(before[n], after[n] - before[n], now[n] - then[n]) for n in names}
    return Recorded(one.day, other.day, rests)


def nearest(readings: Iterable[Reading], day: date) -> Found | None:
    """The reading nearest to a day, of two the earlier one; None where none is near enough."""
    dated = [Found(one, one.captured) for one in readings if one.captured is not None]
    near = [one for one in dated if abs((one.day - day).days) <= comparisons().readings.near]
    return min(near, key=lambda one: (abs((one.day - day).days), one.day), default=None)


def recorded_points(reading: Reading) -> dict[str, float]:
    """The points of a reading by pillar and for "total", those it shows."""
    total = {} if reading.total is None else {TOTAL: reading.total}
    return {**total, **reading.pillars}


def estimated_points(estimate: Estimate) -> dict[str, float]:
    """The points of an estimate by pillar and for "total"."""
    pillars = {name: pillar.points for name, pillar in estimate.pillars.items()}
    return {TOTAL: estimate.total.points, **pillars}


def averages_of(reading: Reading) -> dict[str, float]:
    """The averages of the groups that a reading shows, by group."""
    groups = {"industry": reading.industry, "network": reading.network, "team": reading.team}
    return {n: g.average for n, g in groups.items() if g is not None and g.average is not None}
