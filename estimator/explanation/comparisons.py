"""What a score is held against: bands and marks of `rules/comparisons.yaml`, and readings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field

from estimator.form import Form, read_form
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading
from estimator.resources import resource
from estimator.score.results import Estimate, Json

Total = Annotated[float, Field(ge=0, le=100)]


class Sourced(Form):
    """Something with a status and a source."""

    status: Literal["sourced", "fitted", "assumed"]
    source: str


class Band(Sourced):
    """What a total of at most `most` points is called."""

    most: Total
    name: str


class Mark(Sourced):
    """A total worth knowing."""

    at: Total
    name: str


class Average(Sourced):
    """The total of the average member."""

    at: Total


class Nearness(Sourced):
    """How many days a reading may be away from the day it stands for."""

    near: int = Field(ge=0)


class CommonShift(Sourced):
    """The part of every pillar from which on a common rest looks like another formula."""

    part: float = Field(gt=0, lt=1)


class Comparisons(Form):
    """The whole of `comparisons.yaml`."""

    schema_: Annotated[Literal["ssi-comparisons/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    average: Average
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    readings: Nearness
    formula_shift: CommonShift

    def band(self, total: float, average: float | None = None) -> str:
        """What a total is beside an average; the average member's where none is given.

        LinkedIn's page shows a total as a whole number.

        >>> comparisons().band(36.4), comparisons().band(36.6), comparisons().band(36.6, 34.5)
        ('average', 'above average', 'average')
        """
        moved = 0.0 if average is None else average - self.average.at
        shown = min(max(round(total - moved), 0), 100)
        return next(band.name for band in self.bands if shown <= band.most)


def band_of(total: float, rank: Mapping[str, Mapping[str, float]] | None = None) -> str:
    """What a total is called: beside the first average that its rank knows, which it names.

    >>> band_of(36.6), band_of(36.6, {"industry": {"average": 34.5, "top_percent": 44.0}})
    ('above average', 'average for the industry')
    """
    for group, place in (rank or {}).items():
        return f"{comparisons().band(total, place['average'])} for the {group}"
    return comparisons().band(total)


@dataclass(frozen=True)
class Distance(AsJson):
    """A reference point and how far a total is from it; `points` above 0: that much is missing.

    None is missing once the page, which shows whole numbers, shows the point as reached.
    """

    at: float
    name: str
    points: float


def distances(total: float) -> tuple[Distance, ...]:
    """How far a total is from every reference point, the lowest first.

    >>> [(one.at, one.points) for one in distances(41.0)]
    [(30.0, -11.0), (32.0, -9.0), (51.0, 10.0), (70.0, 29.0), (76.0, 35.0)]
    """
    marks = sorted(comparisons().marks, key=lambda mark: mark.at)
    missing = ((mark, mark.at - total) for mark in marks)
    return tuple(
        Distance(mark.at, mark.name, min(points, 0.0) if round(total) >= mark.at else points)
        for mark, points in missing
    )


@cache
def comparisons() -> Comparisons:
    """What the shipped `rules/comparisons.yaml` says.

    Raises: RulesError when that file is not valid.
    """
    return read_form(Comparisons, resource("rules") / "comparisons.yaml")


TOTAL = "total"
Near = tuple[date, Reading]  # the reading that stands for a day, and the day it was recorded on


@dataclass(frozen=True)
class Rest(AsJson, also="unexplained"):
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


@dataclass(frozen=True)
class Recorded:
    """What two readings say of a change.

    start, end: the days they were recorded on, those asked for or near them. rests: by pillar
    and for "total", as far as both readings show it. is_known: whether the log tells most of every
    pillar on both days, without which what it does not explain proves nothing.
    """

    start: date
    end: date
    rests: Mapping[str, Rest]
    is_known: bool = True

    @classmethod
    def of(cls, one: Near, other: Near, estimates: Iterable[Estimate]) -> Self:
        """What two readings say of a change, beside the estimates of their days."""
        (start, first), (end, last), ends = one, other, [*estimates]
        before, after = first.points, last.points
        then, now = (
            {TOTAL: one.total.points, **{name: own.points for name, own in one.pillars.items()}}
            for one in ends
        )
        names = [name for name in (TOTAL, *PILLARS) if name in before and name in after]
        rests = {n: Rest(before[n], after[n] - before[n], now[n] - then[n]) for n in names}
        pillars = [pillar for estimate in ends for pillar in estimate.pillars.values()]
        is_known = all(pillar.unknown_share <= 0.5 for pillar in pillars)
        return cls(start, end, rests, is_known)

    @property
    def formula_shift(self) -> bool:
        """Whether the rest is common to all pillars: one sign, and a part of each of them."""
        rests = [self.rests[name] for name in PILLARS if name in self.rests]
        part = comparisons().formula_shift.part
        common = len({rest.unexplained > 0 for rest in rests}) == 1
        big = all(abs(rest.unexplained) >= part * rest.before > 0 for rest in rests)
        return self.is_known and len(rests) == len(PILLARS) and common and big

    def to_dict(self) -> Json:
        rests = {name: rest.to_dict() for name, rest in self.rests.items()}
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "total": rests.pop(TOTAL, None),
            "pillars": rests,
            "formula_shift": self.formula_shift,
        }


def nearest(readings: Iterable[Reading], day: date) -> Near | None:
    """The reading nearest to a day, of two the earlier one; None where none is near enough."""
    dated = [(one.captured, one) for one in readings if one.captured is not None]
    near = [one for one in dated if abs((one[0] - day).days) <= comparisons().readings.near]
    return min(near, key=lambda one: (abs((one[0] - day).days), one[0]), default=None)


def averages_of(near: Near | None) -> dict[str, float]:
    """The averages of the groups that the reading shows, by group."""
    groups = near[1].groups if near else {}
    return {name: group.average for name, group in groups.items() if group.average is not None}
