"""What a score is held against, read from `rules/comparisons.yaml`: bands and reference points."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from estimator.resources import read_form, resource
from estimator.results import Json

Total = Annotated[float, Field(ge=0, le=100)]


class Known(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """Something with a status and a source."""

    status: Literal["sourced", "fitted", "assumed"]
    source: str


class Band(Known, frozen=True):
    """What a total of at most `most` points is called."""

    most: Total
    name: str


class Mark(Known, frozen=True):
    """A total worth knowing."""

    at: Total
    name: str


class Nearness(Known, frozen=True):
    """How many days a reading may be away from the day it stands for."""

    near: int = Field(ge=0)


class Shift(Known, frozen=True):
    """The part of every pillar from which on a common rest looks like another formula."""

    part: float = Field(gt=0, lt=1)


class Comparisons(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The whole of `comparisons.yaml`."""

    schema_: Annotated[Literal["ssi-comparisons/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    readings: Nearness
    formula_shift: Shift

    def band(self, total: float) -> str:
        """The band of a total, which LinkedIn's page shows as a whole number.

        >>> comparisons().band(50.4), comparisons().band(50.6)
        ('below average', 'above average')
        """
        return next(band.name for band in self.bands if round(total) <= band.most)


@dataclass(frozen=True)
class Distance:
    """A reference point and how far a total is from it; `points` above 0: that much is missing.

    None is missing once the page, which shows whole numbers, shows the point as reached.
    """

    at: float
    name: str
    points: float

    def to_dict(self) -> Json:
        return dict(vars(self))


def distances(total: float) -> tuple[Distance, ...]:
    """How far a total is from every reference point, the lowest first.

    >>> [(one.at, one.points) for one in distances(41.0)]
    [(30.0, -11.0), (32.0, -9.0), (51.0, 10.0), (70.0, 29.0), (76.0, 35.0)]
    """
    marks = sorted(comparisons().marks, key=lambda mark: mark.at)
    return tuple(Distance(mark.at, mark.name, _missing(mark.at, total)) for mark in marks)


def _missing(at: float, total: float) -> float:
    return min(at - total, 0.0) if round(total) >= at else at - total


@cache
def comparisons() -> Comparisons:
    """What the shipped `rules/comparisons.yaml` says.

    Raises: RulesError when that file is not valid.
    """
    return read_comparisons(resource("rules") / "comparisons.yaml")


def read_comparisons(path: Path) -> Comparisons:
    """What the file at `path` says. Raises: RulesError with every fault."""
    return read_form(Comparisons, path)
