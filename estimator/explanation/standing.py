"""Why an estimate is what it is, as a result: every signal traced, every number with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estimator.actions import Seat
from estimator.explanation.comparisons import Distance
from estimator.explanation.numbers import NumberUsed
from estimator.notebook import Shown
from estimator.results import Estimate, Interval, Json, Stamp, State
from estimator.rules.model import Kind


@dataclass(frozen=True)
class NextAction:
    """What one more brings, when it counts most.

    actions: any of them. item: of a checklist, the one missing. gain: points of the signal;
    shown: what is left of them after the pillar's cap and ceiling. in_days: until then.
    """

    actions: tuple[str, ...]
    item: str | None
    gain: float
    shown: float
    in_days: int

    def to_dict(self) -> Json:
        return {**vars(self), "actions": list(self.actions)}


@dataclass(frozen=True)
class Fading:
    """How long the amount lasts when nothing more is done, in days from the scored one.

    half_in: until half of it is gone. gone_in: until nothing of it counts.
    """

    half_in: int
    gone_in: int

    def to_dict(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class SignalReason:
    """One signal of an estimate, traced.

    amount: what the log shows, in `unit`; None where it shows nothing of it. points: of `max`;
    seen and assumed are its two parts. left: what the signal lacks of its most; reachable: how
    much of that the pillar has room for. inferred_from: the signal behind what is assumed.
    next, fading: None where there is no such thing.
    """

    state: State
    kind: Kind
    unit: str
    amount: float | None
    known: float
    share: float
    points: float
    max: float
    low: float
    high: float
    seen: float
    left: float
    reachable: float
    inferred_from: str | None
    next: NextAction | None
    fading: Fading | None
    numbers: tuple[NumberUsed, ...]
    about: str
    advice: str

    @property
    def assumed(self) -> float:
        """The points that rest on what the log cannot show."""
        return self.points - self.seen

    def to_dict(self) -> Json:
        return {
            **vars(self),
            "assumed": self.assumed,
            "next": self.next and self.next.to_dict(),
            "fading": self.fading and self.fading.to_dict(),
            "numbers": [number.to_dict() for number in self.numbers],
        }


@dataclass(frozen=True)
class PillarReason:
    """One pillar of an estimate, traced.

    uncut: the sum of its signals. cut_by_cap: what the cap takes of it; cut_by_ceiling: what the
    seat's ceiling takes of the rest. known, unknown: the parts of its points that the log shows,
    and that rest on what it cannot show. left: up to the most that can be shown. signals: those
    that the seat has; other_seats: the names of those it does not.
    """

    points: float
    low: float
    high: float
    uncut: float
    cap: float
    ceiling: float
    cut_by_cap: float
    cut_by_ceiling: float
    known: float
    unknown: float
    left: float
    numbers: tuple[NumberUsed, ...]
    signals: Mapping[str, SignalReason]
    other_seats: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        return {
            **vars(self),
            "numbers": [number.to_dict() for number in self.numbers],
            "other_seats": list(self.other_seats),
            "signals": {name: signal.to_dict() for name, signal in self.signals.items()},
        }


@dataclass(frozen=True, repr=False)
class Explanation(Shown):
    """The reasons of an estimate. band, marks: what its total is held against."""

    estimate: Estimate
    pillars: Mapping[str, PillarReason]
    band: str
    marks: tuple[Distance, ...]

    @property
    def account(self) -> str:
        return self.estimate.account

    @property
    def on(self) -> date:
        return self.estimate.on

    @property
    def seat(self) -> Seat:
        return self.estimate.seat

    @property
    def total(self) -> Interval:
        return self.estimate.total

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.estimate.warnings

    @property
    def stamp(self) -> Stamp:
        return self.estimate.stamp

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.explanation/1`; numbers unrounded."""
        rank = self.estimate.rank
        return {
            "schema": "ssi.explanation/1",
            "account": self.account,
            "on": self.on.isoformat(),
            "seat": self.seat,
            "total": self.total.to_dict(),
            "band": self.band,
            "marks": [mark.to_dict() for mark in self.marks],
            "rank": rank and {group: dict(place) for group, place in rank.items()},
            "pillars": {name: pillar.to_dict() for name, pillar in self.pillars.items()},
            "warnings": list(self.warnings),
            "stamp": self.stamp.to_dict(),
        }

    def __repr__(self) -> str:
        signals = sum(len(pillar.signals) for pillar in self.pillars.values())
        total = f"{self.total.points:.1f}, {self.band}"
        return f"Explanation({self.account} on {self.on}: {total}; {signals} signals)"
