"""The reasons of one account's score on one day: each signal's state, amount, share and points."""

from collections.abc import Mapping
from typing import NamedTuple

from estimator.actions import Seat
from estimator.results import Interval, PillarEstimate, SignalEstimate, State
from estimator.rules.model import PillarModel, SignalModel


class Part(NamedTuple):
    """What a signal comes to: its amount, the part of it that is known, its share, its points.

    seen: the points of the amount alone. points, low, high: with what stands in for the rest.
    """

    amount: float
    known: float
    share: float
    seen: float
    points: float
    low: float
    high: float


class Sums(NamedTuple):
    """A pillar's points: of all its signals, of what the log shows, and after both cuts.

    low, high: without the residual spread.
    """

    uncut: float
    seen: float
    points: float
    low: float
    high: float


def traced(
    pillar: PillarModel, sums: Sums, parts: Mapping[str, Part], seat: Seat, interval: Interval
) -> PillarEstimate:
    """The pillar with its signals, in the order of the rules, those of other seats included."""
    uncut = sums.uncut
    return PillarEstimate(
        points=interval.points,
        low=interval.low,
        high=interval.high,
        cap=pillar.cap,
        ceiling=pillar.ceiling(seat),
        uncut=uncut,
        unknown_share=max(1.0 - sums.seen / uncut, 0.0) if uncut > 0 else 0.0,
        signals={s.name: _signal(s, parts) for s in pillar.signals},
    )


def _signal(signal: SignalModel, parts: Mapping[str, Part]) -> SignalEstimate:
    part = parts.get(signal.path)
    if part is None:
        nothing = (0.0, 0.0, 0.0, 0.0, 0.0)
        return SignalEstimate("not_applicable", None, 1.0, *nothing, signal.status, signal.source)
    amount, known, share, _, points, low, high = part
    state, source = state_of(amount, known), signal.unknown.inferred_from
    return SignalEstimate(
        state=state,
        amount=None if state == "unknown" else amount,
        known=known,
        share=share,
        points=points,
        low=low,
        high=high,
        max=signal.points,
        status=signal.status,
        source=signal.source,
        inferred_from=source if source in parts and known < 1 else None,
    )


def state_of(amount: float, known: float) -> State:
    """The state of a signal that the seat has.

    Seen activity is scored, however little of the window is known; none of it is zero only where
    all of the window is known, and otherwise unknown.
    """
    if amount > 0:
        return "scored"
    return "zero" if known >= 1 else "unknown"
