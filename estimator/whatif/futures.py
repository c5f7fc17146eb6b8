"""The points of several versions of one account's days to come, and of the days before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.actions import Seat
from estimator.kernel.blocks import Cut
from estimator.pillars import Shares, shares_of
from estimator.rules import Rules
from estimator.rules.model import Model, PillarModel
from estimator.score import Columns, with_intervals
from estimator.signals import Amounts, Range
from estimator.whatif.parts import pieces
from estimator.whatif.plans import Floats
from estimator.whatif.versions import Versions


@dataclass(frozen=True, eq=False)
class Stretch:
    """Days on which the rules do not change, with what was worked out of each signal, by path, and
    of each pillar."""

    model: Model
    days: Range
    seat: Seat
    seen: Mapping[str, Amounts]
    shares: Mapping[str, Shares]
    cuts: Mapping[str, Cut]

    @property
    def columns(self) -> Columns:
        """Points, low and high by pillar and "total": arrays of shape (n_versions, n_days)."""
        return with_intervals(self.model, self.cuts, self.seat)


def stretches(of: Versions, rules: Rules, days: Range, seat: Seat) -> list[Stretch]:
    """The points of every version, those of a log in which each is an account."""
    return [_stretch(of, rules.on(piece.first), piece, seat) for piece in pieces(rules, days)]


def with_plan(of: Versions, without: Sequence[Stretch]) -> list[Stretch]:
    """The same with a plan, and what it does not touch taken over to the last bit."""
    return [_planned(of, one) for one in without]


def columns_of(found: Sequence[Stretch]) -> Columns:
    """Points, low and high by pillar and "total": arrays of shape (n_versions, n_days)."""
    columns = [one.columns for one in found]
    if len(columns) == 1:
        return columns[0]
    points, low, high = (
        {name: np.hstack([part[name] for part in parts]) for name in parts[0]}
        for parts in zip(*columns, strict=True)
    )
    return points, low, high


def _stretch(of: Versions, model: Model, days: Range, seat: Seat) -> Stretch:
    signals = [s for p in model.pillars for s in p.signals if s.applies(seat)]
    seen = of.amounts(signals, days, {})
    shares = {signal.path: shares_of(signal, seen) for signal in signals}
    shape = (len(of.held), days.n_days)
    cuts = {p.name: _cut(p, shares, seat, shape) for p in model.pillars}
    return Stretch(model, days, seat, seen, shares, cuts)


def _planned(of: Versions, without: Stretch) -> Stretch:
    signals = [s for p in without.model.pillars for s in p.signals if s.path in without.seen]
    touched = [signal for signal in signals if of.touches(signal)]
    seen = {**without.seen, **of.amounts(touched, without.days, without.seen)}
    moved = {signal.path for signal in touched}
    moved |= {signal.path for signal in signals if signal.unknown.inferred_from in moved}
    again = {s.path: shares_of(s, seen) for s in signals if s.path in moved}
    shares, shape = {**without.shares, **again}, (len(of.held), without.days.n_days)
    cuts = {
        pillar.name: _cut(pillar, shares, without.seat, shape)
        if any(signal.path in moved for signal in pillar.signals)
        else without.cuts[pillar.name]
        for pillar in without.model.pillars
    }
    return Stretch(without.model, without.days, without.seat, seen, shares, cuts)


def _cut(
    pillar: PillarModel, shares: Mapping[str, Shares], seat: Seat, shape: tuple[int, int]
) -> Cut:
    """The points of a pillar in every version, after both cuts."""
    own = [signal for signal in pillar.signals if signal.path in shares]
    ranges = max((len(shares[signal.path].filled) for signal in own), default=1)
    total: Floats = np.zeros((ranges, *shape))
    for signal in own:
        total += signal.points * shares[signal.path].filled
    np.minimum(total, min(pillar.cap, pillar.ceiling(seat)), out=total)
    points, *ends = total
    return Cut(points, *(ends or (points, points)))
