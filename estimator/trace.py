"""The reasons of one account's score on one day: each signal's state, amount, share and points."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.pillars import PillarPoints, Shares
from estimator.results import Interval, PillarEstimate, SignalEstimate, State
from estimator.rules.model import PillarModel, SignalModel


def traced(
    pillar: PillarModel,
    points: PillarPoints,
    shares: Mapping[str, Shares],
    seat: Seat,
    intervals: Mapping[str, Interval],
) -> PillarEstimate:
    """The pillar with its signals, in the order of the rules, those of other seats included."""
    interval, uncut = intervals[pillar.name], _only(points.uncut)
    return PillarEstimate(
        points=interval.points,
        low=interval.low,
        high=interval.high,
        cap=pillar.cap,
        ceiling=pillar.ceiling(seat),
        uncut=uncut,
        unknown_share=max(1.0 - _only(points.seen) / uncut, 0.0) if uncut > 0 else 0.0,
        signals={s.name: _signal(s, shares.get(s.path)) for s in pillar.signals},
    )


def _signal(signal: SignalModel, shares: Shares | None) -> SignalEstimate:
    if shares is None:
        nothing = (0.0, 0.0, 0.0, 0.0, 0.0)
        return SignalEstimate("not_applicable", None, 1.0, *nothing, signal.status, signal.source)
    amount, known = _only(shares.amounts.amount), _only(shares.amounts.known)
    state = state_of(amount, known)
    share = _only(shares.share)
    return SignalEstimate(
        state=state,
        amount=None if state == "unknown" else amount,
        known=known,
        share=share,
        points=signal.points * share,
        low=signal.points * _only(shares.low),
        high=signal.points * _only(shares.high),
        max=signal.points,
        status=signal.status,
        source=signal.source,
        inferred_from=signal.unknown.inferred_from if shares.inferred and known < 1 else None,
    )


def state_of(amount: float, known: float) -> State:
    """The state of a signal that the seat has.

    Seen activity is scored, however little of the window is known; none of it is zero only where
    all of the window is known, and otherwise unknown.
    """
    if amount > 0:
        return "scored"
    return "zero" if known >= 1 else "unknown"


def _only(column: npt.NDArray[np.float64]) -> float:
    return float(column[0, 0])
