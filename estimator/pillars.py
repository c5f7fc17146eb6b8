"""Amounts -> points: each signal's share, their sum, and the two cuts of a pillar.

What the log could not show is taken from the population. With the part `known` of an amount x
seen, the estimate is share(x + (1 - known) * amount(u)), u being the population's share: the
seen amount where all is known, u where nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.rules.model import PillarModel, SignalModel, Unknown
from estimator.saturation import Curve
from estimator.signals import Amounts, Range, amounts
from estimator.signals.known import is_whole

Floats = npt.NDArray[np.float64]

EACH_SIDE = np.array([0.0, -1.0, 1.0])[:, None, None]  # share, low, high


@dataclass(frozen=True)
class Shares:
    """A signal's shares in [0, 1], each of shape (n_accounts, n_days).

    seen: of what the log shows alone. filled: share, low and high, or one array for the three
    where all is known; shape (3 or 1, n_accounts, n_days).
    """

    amounts: Amounts
    seen: Floats
    filled: Floats
    inferred: bool = False

    @property
    def share(self) -> Floats:
        """With the population's part for what the log cannot show."""
        share: Floats = self.filled[0]
        return share

    @property
    def low(self) -> Floats:
        """With the low end of the population's range."""
        low: Floats = self.filled[len(self.filled) // 2]
        return low

    @property
    def high(self) -> Floats:
        """With the high end of the population's range."""
        high: Floats = self.filled[-1]
        return high


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's points, each of shape (n_accounts, n_days).

    uncut: the sum of its signals, before cap and ceiling. seen: the part of it that the log shows.
    points, low, high: after both cuts; low and high leave out the residual spread. down, up: the
    bare sum of the signals' deviations, cut as much: what they have in common with other pillars.
    """

    uncut: Floats
    seen: Floats
    points: Floats
    low: Floats
    high: Floats
    down: Floats
    up: Floats


def pillar_points(
    pillar: PillarModel, shares: Mapping[str, Shares], seat: Seat, together: float = 1.0
) -> PillarPoints:
    """The points of a pillar from the shares of its signals, by path; others are not looked at.

    together: how far what is unknown moves the signals the same way; see `Book.points`.
    """
    seen, filled, squares = np.zeros((1, 1)), np.zeros((1, 1, 1)), np.zeros((2, 1, 1))
    for signal in pillar.signals:
        part = shares.get(signal.path)
        if part is not None:
            seen = seen + signal.points * part.seen
            filled = filled + signal.points * part.filled
            squares = squares + squared(signal.points * part.filled)
    return PillarPoints(filled[0], seen, *cut(filled, squares, pillar.most(seat), together))


def squared(filled: Floats) -> Floats:
    """The squares of how far low and high of a signal lie from its points: (2, ..., ...)."""
    ends: Floats = (filled[[len(filled) // 2, -1]] - filled[0]) ** 2
    return ends


def cut(filled: Floats, squares: Floats, most: float, together: float) -> tuple[Floats, ...]:
    """Points, low, high, down and up of `PillarPoints`, from what its signals add up to.

    filled: sums of points, low and high, or of the one that the three are. squares: `squared`.
    """
    points = np.minimum(filled[0], most)
    if len(filled) == 1:
        nothing = np.zeros_like(points)
        return points, points, points, nothing, nothing
    bare = np.abs(filled[1:] - filled[0])
    reach = bare
    if together < 1.0:
        reach = np.sqrt((1.0 - together) * squares + together * bare * bare)
    low, high = np.minimum(filled[0] - reach[0], most), np.minimum(filled[0] + reach[1], most)
    left = np.stack([points - low, high - points])
    common = bare * np.divide(left, reach, out=np.zeros_like(reach), where=reach > 0)
    return points, low, high, common[0], common[1]


def signal_shares(
    pillars: tuple[PillarModel, ...], log: ActivityLog, days: Range, seat: Seat
) -> dict[str, Shares]:
    """The shares of every signal that the seat has, by path."""
    signals = [s for pillar in pillars for s in pillar.signals if s.applies(seat)]
    known = {signal.path: amounts(signal, log, days) for signal in signals}
    return {signal.path: shares_of(signal, known) for signal in signals}


def shares_of(signal: SignalModel, known: Mapping[str, Amounts]) -> Shares:
    """The shares of one signal, given the amounts of every signal that the seat has, by path."""
    seen = known[signal.path]
    inferred = signal.unknown.inferred_from in known
    bare = signal.curve.share(seen.amount)
    if is_whole(seen.known):
        return Shares(seen, bare, bare[None], inferred)
    unseen = (1.0 - seen.known) * stand_ins(signal, known)
    return Shares(seen, bare, signal.curve.share(seen.amount + unseen), inferred)


def stand_ins(signal: SignalModel, known: Mapping[str, Amounts]) -> Floats:
    """The amounts of which the population's share, low and high are the shares: (3, ..., ...)."""
    if signal.unknown.inferred_from in known:
        return signal.curve.amount(_population(signal.unknown, known))
    return _fixed_amounts(signal.unknown, signal.curve)


def population(unknown: Unknown, known: Mapping[str, Amounts]) -> tuple[Floats, Floats, Floats]:
    """Share, low and high that stand in for a signal; where its named signal is known, inferred.

    Of a window known in part, the rest is taken to be like it, and the inference weighs the root
    of the part: a third of a window tells more than a third of it. Each has the shape (1, 1) or
    that of the named signal's amount.
    """
    share, low, high = _population(unknown, known)
    return share, low, high


def _population(unknown: Unknown, known: Mapping[str, Amounts]) -> Floats:
    source, fixed = known.get(unknown.inferred_from or ""), _fixed(unknown)
    if source is None or unknown.curve is None:
        return fixed
    whole = source.amount / np.where(source.known > 0, source.known, 1.0)
    middle = unknown.most * unknown.curve.share(whole)
    inferred = np.minimum(np.maximum(middle + unknown.spread * EACH_SIDE, 0.0), 1.0)
    part = np.sqrt(source.known)
    return part * inferred + (1.0 - part) * fixed


@lru_cache(maxsize=4096)
def _fixed(unknown: Unknown) -> Floats:
    shares = np.array([unknown.share, unknown.low, unknown.high])[:, None, None]
    shares.setflags(write=False)
    return shares


@lru_cache(maxsize=4096)
def _fixed_amounts(unknown: Unknown, curve: Curve) -> Floats:
    amounts = curve.amount(_fixed(unknown))
    amounts.setflags(write=False)
    return amounts
