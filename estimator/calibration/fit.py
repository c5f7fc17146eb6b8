"""What a calibration found: the rules it proposes, and everything it can say about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from estimator.calibration.cases import Cases
from estimator.calibration.conformal import HalfWidth
from estimator.calibration.experiments import Experiment, recommended
from estimator.calibration.identified import Group
from estimator.calibration.search import Solution
from estimator.rules import Rules
from estimator.rules.model import Model

Floats = npt.NDArray[np.float64]
Json = dict[str, object]


@dataclass(frozen=True)
class FittedNumber:
    """A number that the readings moved, or could have.

    low, high: the interval of its profile at the level of the report. told: how much of the
    prior's variance the readings took away, in [0, 1]. bound: the bound it lies at, if any.
    """

    path: str
    was: float
    value: float
    low: float
    high: float
    told: float
    bound: float | None = None

    def to_dict(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class Report:
    """What was fitted, how far it can be trusted, and what the readings cannot tell.

    rung: "offset", "scale", "points" or "shapes". offsets: estimated minus recorded by the rules
    as they were, by pillar. errors: mean absolute error of what was foretold, by who foretold it
    and of what. free: numbers asked for; rank: combinations of them that the readings tell more of
    than the rules do. set_aside: readings that were not used, and why.
    """

    readings: int
    accounts: int
    first: date
    last: date
    rung: str
    offsets: Mapping[str, float]
    numbers: tuple[FittedNumber, ...] = ()
    frozen: Mapping[str, str] = field(default_factory=dict)
    free: int = 0
    rank: int = 0
    groups: tuple[Group, ...] = ()
    foretold: int = 0
    errors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    intervals: Mapping[str, tuple[HalfWidth, ...]] = field(default_factory=dict)
    level: float = 0.8
    set_aside: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def at_bounds(self) -> tuple[FittedNumber, ...]:
        """The numbers that would have gone on."""
        return tuple(number for number in self.numbers if number.bound is not None)

    def to_dict(self) -> Json:
        own = dict(vars(self))
        own["first"], own["last"] = self.first.isoformat(), self.last.isoformat()
        own["numbers"] = [number.to_dict() for number in self.numbers]
        own["groups"] = [vars(group) | {"names": list(group.names)} for group in self.groups]
        own["intervals"] = {
            what: [dict(vars(width)) for width in widths] for what, widths in self.intervals.items()
        }
        return own


@dataclass(frozen=True, eq=False)
class Fit:
    """rules: those proposed. base: those it began from. accepted: whether they foretell better
    than the last reading, the mean of readings and the base; refused: why not, "" when they do.
    overlay: the text of the file that lays the fit on the base, "" when nothing moved.
    """

    rules: Rules
    base: Rules
    accepted: bool
    refused: str
    report: Report
    overlay: str
    _evidence: tuple[Cases, Model, Sequence[Solution]]

    @cached_property
    def experiment(self) -> Experiment | None:
        """What to do otherwise for a fortnight so that readings tell most; None: nothing would."""
        cases, model, solutions = self._evidence
        return recommended(cases, self.base, model, solutions)

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.fit/1`; numbers unrounded."""
        return {
            "schema": "ssi.fit/1",
            "accepted": self.accepted,
            "refused": self.refused,
            "base_sha256": self.base.sha256,
            "rules_sha256": self.rules.sha256,
            "report": self.report.to_dict(),
            "experiment": self.experiment and dict(vars(self.experiment)),
        }

    def __repr__(self) -> str:
        verdict = "accepted" if self.accepted else f"refused: {self.refused}"
        return f"Fit({self.report.rung}, {self.report.readings} readings, {verdict})"
