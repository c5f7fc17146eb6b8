"""Amounts -> points: each signal's share, their sum, and the two cuts of a pillar.

What the log could not show is taken from the population. With the part `known` of an amount x
seen, the estimate is share(x + (1 - known) * amount(u)), u being the population's share: the
seen amount where all is known, u where nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.rules.model import PillarModel, SignalModel, Unknown
from estimator.signals import Amounts, Range, amounts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """A signal's shares in [0, 1], each of shape (n_accounts, n_days).

    seen: of what the log shows alone. share: with the population's part for what it cannot show;
    low and high: with the ends of the population's range.
    """

    amounts: Amounts
    seen: Floats
    share: Floats
    low: Floats
    high: Floats
    inferred: bool = False


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's points, each of shape (n_accounts, n_days).

    uncut: the sum of its signals, before cap and ceiling. seen: the part of it that the log shows.
    points, low, high: after both cuts; low and high leave out the residual spread.
    """

    uncut: Floats
    seen: Floats
    points: Floats
    low: Floats
    high: Floats


def pillar_points(pillar: PillarModel, shares: Mapping[str, Shares], seat: Seat) -> PillarPoints:
    """The points of a pillar from the shares of its signals, by path; others are not looked at."""
    parts = [(s.points, shares[s.path]) for s in pillar.signals if s.path in shares]
    nothing = np.zeros((1, 1))
    uncut = sum((points * part.share for points, part in parts), nothing)
    most = min(pillar.cap, pillar.ceiling(seat))
    return PillarPoints(
        uncut=uncut,
        seen=sum((points * part.seen for points, part in parts), nothing),
        points=np.minimum(uncut, most),
        low=np.minimum(sum((points * part.low for points, part in parts), nothing), most),
        high=np.minimum(sum((points * part.high for points, part in parts), nothing), most),
    )


def signal_shares(
    pillars: tuple[PillarModel, ...], log: ActivityLog, days: Range, seat: Seat
) -> dict[str, Shares]:
    """The shares of every signal that the seat has, by path."""
    signals = [s for pillar in pillars for s in pillar.signals if s.applies(seat)]
    known = {signal.path: amounts(signal, log, days) for signal in signals}
    return {signal.path: _shares(signal, known) for signal in signals}


def _shares(signal: SignalModel, known: Mapping[str, Amounts]) -> Shares:
    seen = known[signal.path]
    share, low, high = (_filled(signal, seen, u) for u in population(signal.unknown, known))
    inferred = signal.unknown.inferred_from in known
    return Shares(seen, signal.curve.share(seen.amount), share, low, high, inferred)


def _filled(signal: SignalModel, seen: Amounts, population_share: Floats) -> Floats:
    unseen = (1.0 - seen.known) * signal.curve.amount(population_share)
    return signal.curve.share(seen.amount + unseen)


def population(unknown: Unknown, known: Mapping[str, Amounts]) -> tuple[Floats, Floats, Floats]:
    """Share, low and high that stand in for a signal; where its named signal is known, inferred.

    Each has the shape (1, 1) or that of the named signal's amount.
    """
    fixed = [np.full((1, 1), value) for value in (unknown.share, unknown.low, unknown.high)]
    source = known.get(unknown.inferred_from or "")
    if source is None or unknown.curve is None:
        return fixed[0], fixed[1], fixed[2]
    middle = unknown.most * unknown.curve.share(source.amount)
    inferred = (middle, middle - unknown.spread, middle + unknown.spread)
    part = source.known
    share, low, high = (
        part * np.clip(value, 0.0, 1.0) + (1.0 - part) * rest
        for value, rest in zip(inferred, fixed, strict=True)
    )
    return share, low, high
