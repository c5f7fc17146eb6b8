"""One account on one day: its points, and where each of them comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.results.stamp import Interval, Json, Stamp
from estimator.rules import Rules

State = Literal["scored", "zero", "unknown", "not_applicable"]


@dataclass(frozen=True)
class SignalEstimate:
    """One signal of one account on one day.

    amount: what the log shows, None where it shows nothing of it. known: the part of it the log
    could have shown, in [0, 1]. points = max * share; low and high are the same for the ends of
    what the unknown part may be. inferred_from: the signal that stands in for the unknown part,
    None where the population does.
    """

    state: State
    amount: float | None
    known: float
    share: float
    points: float
    low: float
    high: float
    max: float
    status: str
    source: str
    inferred_from: str | None = None

    def to_dict(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class PillarEstimate:
    """One pillar: its points and interval after both cuts, and where they come from.

    uncut: the sum of its signals before cap and ceiling. unknown_share: the part of that sum that
    rests on what the log cannot show, in [0, 1].
    """

    points: float
    low: float
    high: float
    cap: float
    ceiling: float
    uncut: float
    unknown_share: float
    signals: Mapping[str, SignalEstimate]

    def to_dict(self) -> Json:
        own = {name: value for name, value in vars(self).items() if name != "signals"}
        return own | {"signals": {name: s.to_dict() for name, s in self.signals.items()}}


@dataclass(frozen=True, repr=False)
class Estimate(Shown):
    """The estimated SSI of one account on one day, with its reasons.

    rank: for each group whose average was given, {"average", "top_percent"}; None without any.
    log, rules: what it was made of, for `explain`; no part of what it says.
    """

    on: date
    seat: Seat
    account: str
    total: Interval
    pillars: Mapping[str, PillarEstimate]
    stamp: Stamp
    api_names: Mapping[str, str]
    rank: Mapping[str, Mapping[str, float]] | None = None
    warnings: tuple[str, ...] = ()
    log: ActivityLog | None = field(default=None, compare=False)
    rules: Rules | None = field(default=None, compare=False)

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.estimate/1`; numbers unrounded."""
        return {
            "schema": "ssi.estimate/1",
            "on": self.on.isoformat(),
            "seat": self.seat,
            "account": self.account,
            "total": self.total.to_dict(),
            "pillars": {name: pillar.to_dict() for name, pillar in self.pillars.items()},
            "rank": self.rank and {group: dict(value) for group, value in self.rank.items()},
            "warnings": list(self.warnings),
            "stamp": self.stamp.to_dict(),
        }

    def to_response(self) -> Json:
        """The estimate in the shape of the documented `/ssi` 200 response."""
        return {
            "success": True,
            "accountId": self.account,
            "memberScore": {
                "overall": self.total.points,
                "pillars": [
                    {"pillar": self.api_names[name], "score": pillar.points}
                    for name, pillar in self.pillars.items()
                ],
            },
            "groupScore": [self._group(name) for name in self.rank or {}],
            **{name: self._group(name) for name in self.rank or {}},
            "activeSeat": self.seat == "sales_navigator",
        }

    def _group(self, name: str) -> Json:
        group = (self.rank or {})[name]
        rank, average = group["top_percent"], group["average"]
        return {"group": name.upper(), "rank": rank, "averageScore": average}

    def __repr__(self) -> str:
        t = self.total
        return f"Estimate({self.account} on {self.on}: {t.points:.1f}, {t.low:.1f}..{t.high:.1f})"
