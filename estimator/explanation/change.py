"""A change between two days as a result: every part of it, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estimator.actions import Seat
from estimator.explanation.parts import Cause, Part
from estimator.explanation.recorded import Recorded
from estimator.notebook import Shown
from estimator.results import Estimate, Json, Stamp
from estimator.rules.forms import Regime

DONE: tuple[Cause, ...] = ("came", "faded", "left", "level")


@dataclass(frozen=True)
class PillarChange:
    """One pillar on two days, in points, and the parts that add up to its change."""

    before: float
    after: float
    parts: tuple[Part, ...]

    @property
    def change(self) -> float:
        return self.after - self.before

    def to_dict(self) -> Json:
        parts = [part.to_dict() for part in self.parts]
        return {"before": self.before, "after": self.after, "change": self.change, "parts": parts}


@dataclass(frozen=True, repr=False)
class Change(Shown):
    """Why the estimate of an account moved between two days.

    parts: the biggest first; they add up to the change, in every pillar and in all. recorded:
    what readings say of the same days, None without any near both. regimes: LinkedIn's known
    changes of formula in between.
    """

    before: Estimate
    after: Estimate
    parts: tuple[Part, ...]
    recorded: Recorded | None = None
    regimes: tuple[Regime, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        return self.after.account

    @property
    def seat(self) -> Seat:
        return self.after.seat

    @property
    def start(self) -> date:
        return self.before.on

    @property
    def end(self) -> date:
        return self.after.on

    @property
    def stamp(self) -> Stamp:
        return self.after.stamp

    @property
    def change(self) -> float:
        """The points of the total on the day after minus those on the day before."""
        return self.after.total.points - self.before.total.points

    @property
    def pillars(self) -> Mapping[str, PillarChange]:
        return {
            name: PillarChange(
                self.before.pillars[name].points,
                self.after.pillars[name].points,
                tuple(part for part in self.parts if part.pillar == name),
            )
            for name in self.after.pillars
        }

    def by_cause(self) -> dict[Cause, float]:
        """The points of each cause, over all pillars."""
        causes = dict.fromkeys(part.cause for part in self.parts)
        return {c: sum(part.points for part in self.parts if part.cause == c) for c in causes}

    def by_action(self) -> dict[str, float]:
        """The points of each action or item that came, faded, left or changed, over all pillars.

        One action can move several signals: a post is a share, too. Rates are left out.
        """
        points: dict[str, float] = {}
        acts = [part for part in self.parts if part.cause in DONE]
        for moved in (one for part in acts for one in part.moved):
            if moved.points is not None:
                points[moved.name] = points.get(moved.name, 0.0) + moved.points
        return points

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.change/1`; numbers unrounded."""
        return {
            "schema": "ssi.change/1",
            "account": self.account,
            "seat": self.seat,
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "total": {
                "before": self.before.total.points,
                "after": self.after.total.points,
                "change": self.change,
            },
            "pillars": {name: pillar.to_dict() for name, pillar in self.pillars.items()},
            "causes": dict(self.by_cause()),
            "actions": self.by_action(),
            "recorded": self.recorded and self.recorded.to_dict(),
            "regimes": [_told(regime) for regime in self.regimes],
            "rank": {"before": _rank(self.before), "after": _rank(self.after)},
            "warnings": list(self.warnings),
            "stamp": {"before": self.before.stamp.to_dict(), "after": self.stamp.to_dict()},
        }

    def __repr__(self) -> str:
        ends = f"{self.before.total.points:.1f} to {self.after.total.points:.1f}"
        days = f"{self.start} to {self.end}"
        return f"Change({self.account}, {days}: {ends} in {len(self.parts)} parts)"


def _told(regime: Regime) -> Json:
    return {"id": regime.id, "from": regime.from_.isoformat(), "note": regime.note}


def _rank(estimate: Estimate) -> Json | None:
    if estimate.rank is None:
        return None
    return {group: dict(place) for group, place in estimate.rank.items()}
