"""The rules as they stand on one day, every number a plain float: what the book computes with."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.decay import Decay
from estimator.rules.match import NOTHING, Match
from estimator.saturation import Curve

NO_DECAY = Decay(half_life=math.inf, window=1)

Kind = Literal["flow", "stock", "rate", "days", "checklist"]


@dataclass(frozen=True)
class Unknown:
    """The share that stands in for a signal the log does not show, with its 80 % range.

    When `inferred_from` names a signal of the same account that is known, the share is
    most * curve.share(its amount), and low and high lie `spread` below and above it.
    """

    share: float
    low: float
    high: float
    inferred_from: str | None = None
    curve: Curve | None = None
    most: float = 1.0
    spread: float = 0.0


@dataclass(frozen=True)
class Item:
    """One entry of a checklist: present when the last level of a matching row is above zero."""

    name: str
    match: Match
    weight: float


@dataclass(frozen=True)
class SignalModel:
    """One signal, ready to compute. `path` is `pillar.name`, the key of every trace.

    known_by: actions of which one suffices to know the signal; empty: those it matches.
    """

    path: str
    kind: Kind
    curve: Curve
    points: float
    unknown: Unknown
    status: str
    source: str
    decay: Decay = NO_DECAY
    match: Match = NOTHING
    of: Match = NOTHING
    items: tuple[Item, ...] = ()
    per_day_max: float | None = None
    prior_rate: float = 0.0
    prior_weight: float = 0.0
    min_of: float = 0.0
    seats: frozenset[Seat] | None = None
    known_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path.partition(".")[2]

    def applies(self, seat: Seat) -> bool:
        """Whether an account with this seat has the signal at all."""
        return self.seats is None or seat in self.seats


@dataclass(frozen=True)
class PillarModel:
    """One pillar: its signals, its cap, the ceiling of each seat, its residual spread in points.

    spread: standard deviation of estimated minus recorded, at most; on a day it is
    min(spread, hypot(spread_least, spread_part * high)), high being the high end after both cuts.
    """

    name: str
    api_name: str
    cap: float
    ceilings: Mapping[Seat, float]
    spread: float
    signals: tuple[SignalModel, ...]
    spread_least: float = math.inf
    spread_part: float = 0.0

    def spread_at(self, high: float | npt.NDArray[np.float64]) -> float | npt.NDArray[np.float64]:
        """The residual spread of days on which the pillar may hold so much, in points."""
        if self.spread_least == math.inf:
            return self.spread
        grown = np.hypot(self.spread_least, self.spread_part * high)
        spread: npt.NDArray[np.float64] = np.minimum(grown, self.spread)
        return spread

    def ceiling(self, seat: Seat) -> float:
        """The ceiling of a seat, in points; the cap where none is known."""
        return self.ceilings.get(seat, self.cap)

    def most(self, seat: Seat) -> float:
        """The most points that the pillar can show with this seat: both cuts in one."""
        return min(self.cap, self.ceiling(seat))


@dataclass(frozen=True)
class Anchoring:
    """How readings move an estimate; `estimator.anchoring` has the formulas.

    hold, in [0, 1), and grain, in points: by pillar, in the order of the model's. fade: days. turn:
    points. odd: standard deviations beyond which a reading is doubted. likely: points of grain that
    a reading nobody saw captured has more. dip, dip_within: a fall of so many points that is back
    within so many days is LinkedIn's. keep: so many readings count at most, those nearest a day.
    trust: as many readings tell of the spread as the model's own does. memories: versions of the
    model with plain windows of once to so many times the days that a decay's weights add up to.
    worth: versions in which what one does is worth so many times less, or more.
    """

    hold: tuple[float, ...]
    grain: tuple[float, ...]
    fade: float
    turn: float
    odd: float
    likely: float
    dip: float
    dip_within: float
    keep: int
    trust: float = 1e12  # the model's spread is what it is
    memories: int = 0
    worth: float = 1.0


@dataclass(frozen=True)
class Model:
    """The whole rule set on one day.

    level: of the intervals, in (0, 1). rank_spread: the law of `estimator.rank`, in points; None
    where the rules state none. rank_high: what it is for high scores, and between which two scores
    it comes to that. together: how far unknown signals move together, in [0, 1].
    anchoring: None where readings do not move an estimate.
    """

    pillars: tuple[PillarModel, ...]
    level: float
    rank_spread: float | None
    together: float = 1.0
    anchoring: Anchoring | None = None
    rank_high: tuple[float, float, float] | None = None

    def rank_spread_at(self, score: float) -> float | None:
        """The standard deviation of a group's scores, as members with this score are ranked."""
        if self.rank_spread is None or self.rank_high is None:
            return self.rank_spread
        high, first, last = self.rank_high
        part = min(max((score - first) / max(last - first, 1e-9), 0.0), 1.0)
        return self.rank_spread + part * (high - self.rank_spread)

    def pillar(self, name: str) -> PillarModel:
        """The pillar of a name."""
        return next(one for one in self.pillars if one.name == name)

    def signals(self, seat: Seat) -> dict[str, SignalModel]:
        """The signals that an account with this seat has, by path, in the order of the rules."""
        return {s.path: s for p in self.pillars for s in p.signals if s.applies(seat)}

    def __hash__(self) -> int:
        """Of the points alone: models are keys of what is worked out for them, often and many."""
        points = (signal.points for pillar in self.pillars for signal in pillar.signals)
        return hash((self.level, self.rank_spread, *points))
