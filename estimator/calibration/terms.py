"""The signals of the rules at every reading: amounts as arrays, ready for other numbers.

A term is one signal: its points and its share, and how both move with the signal's numbers. The
share is the book's: share(x + unseen * amount(u)), with x the amount seen, `unseen` the part of
it the log could not show and u the population's share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.calibration.cases import Cases
from estimator.calibration.fading import Fading, fading_of
from estimator.rules.model import PillarModel, SignalModel
from estimator.saturation import NEARLY_ONE, Exp, Hill, Hyperbolic, Linear, Log, Steps

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Term:
    """One signal at every reading; arrays of shape (n,).

    A reading whose seat lacks the signal has the amount 0, all of it seen.
    """

    signal: SignalModel
    amount: Floats
    unseen: Floats
    stand_in: Floats
    fading: Fading | None = None

    def where(self, rows: Mask) -> Self:
        fading = None if self.fading is None else self.fading.where(rows)
        return replace(
            self,
            amount=self.amount[rows],
            unseen=self.unseen[rows],
            stand_in=self.stand_in[rows],
            fading=fading,
        )

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The term under other numbers; values by the last word of their path."""
        if not values:
            return self
        curve = self.signal.curve
        own = {name: values[name] for name in vars(curve) if name in values}
        signal = replace(
            self.signal,
            points=values.get("points", self.signal.points),
            curve=replace(curve, **own) if own else curve,  # type: ignore[arg-type]  # its fields
        )
        if values.keys() == {"points"}:  # the share is as it was
            moved = replace(self, signal=signal)
            vars(moved)["share"] = self.share
            return moved
        if self.fading is None or "half_life" not in values:
            return replace(self, signal=signal)
        amount, known = self.fading.amount(values["half_life"])
        return replace(self, signal=signal, amount=amount, unseen=1.0 - known)

    @cached_property
    def _filled(self) -> Floats:
        """The amount with what stands in for the unseen part of it."""
        return self.amount + self.unseen * self.signal.curve.amount(self.stand_in)

    @cached_property
    def share(self) -> Floats:
        return self.signal.curve.share(self._filled)

    def slope(self, name: str) -> Floats:
        """The derivative of the signal's points by one of its numbers: shape (n,)."""
        if name == "points":
            return self.share
        if name == "half_life":
            return self.signal.points * self._slope_of_half_life()
        return self.signal.points * self._slope_of_curve(name)

    def _slope_of_half_life(self) -> Floats:
        assert self.fading is not None, "only flows that were followed day by day"
        curve = self.signal.curve
        amount, known = self.fading.slope(self.signal.decay.half_life)
        return curve.slope(self._filled) * (amount - known * curve.amount(self.stand_in))

    def _slope_of_curve(self, name: str) -> Floats:
        """With z = x / half_at + unseen * g(u), share(z): the stand-in moves with the scale."""
        curve, filled = self.signal.curve, self._filled
        match curve:
            case Exp(half_at=scale) | Hyperbolic(half_at=scale) | Linear(full_at=scale):
                return -curve.slope(filled) * self.amount / scale
            case Hill(half_at=scale) if name == "half_at":
                return -curve.slope(filled) * self.amount / scale
            case Hill():
                return _slope_of_steepness(curve, filled, self.unseen, self.stand_in)
            case Log(full_at=full):
                whole, inside = np.log1p(full), filled < full
                stood = self.unseen * self.stand_in * np.exp(self.stand_in * whole) / (1.0 + full)
                moved = curve.slope(filled) * stood - curve.share(filled) / (whole * (1.0 + full))
                return np.where(inside, moved, 0.0)
            case Steps():
                return np.zeros_like(filled)


def _slope_of_steepness(curve: Hill, filled: Floats, unseen: Floats, stand_in: Floats) -> Floats:
    odds = np.maximum(np.minimum(stand_in, NEARLY_ONE), 1e-12)
    odds = odds / (1.0 - odds)
    stood = unseen * curve.half_at * odds ** (1.0 / curve.steepness)
    by_stand_in = -stood * np.log(odds) / curve.steepness**2
    ratio = np.log(np.maximum(filled, 1e-300) / curve.half_at)
    share = curve.share(filled)
    return share * (1.0 - share) * ratio + curve.slope(filled) * by_stand_in


@dataclass(frozen=True, eq=False)
class Pillar:
    """One pillar at every reading. most: what it can show, by the reading's seat, shape (n,)."""

    model: PillarModel
    terms: Mapping[str, Term]
    most: Floats

    def where(self, rows: Mask) -> Self:
        terms = {path: term.where(rows) for path, term in self.terms.items()}
        return replace(self, terms=terms, most=self.most[rows])

    def followed(self, paths: Sequence[str], cases: Cases) -> Self:
        """The pillar with these flows of it seen day by day, so that their half-life can move."""
        moved = {
            path: replace(term, fading=fading_of(term.signal, cases))
            for path, term in self.terms.items()
            if path in paths
        }
        return replace(self, terms={**self.terms, **moved})

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The pillar under other numbers, by path."""
        own: dict[str, dict[str, float]] = {}
        for path, value in values.items():
            signal, _, name = path.rpartition(".")
            if signal in self.terms:
                own.setdefault(signal, {})[name] = value
        if not own:
            return self
        moved = {path: self.terms[path].with_numbers(values) for path, values in own.items()}
        return replace(self, terms={**self.terms, **moved})

    @cached_property
    def uncut(self) -> Floats:
        """The sum of its signals, before cap and ceiling: shape (n,)."""
        nothing = np.zeros(len(self.most))
        return sum((t.signal.points * t.share for t in self.terms.values()), nothing)

    @property
    def points(self) -> Floats:
        """Its points after both cuts: shape (n,)."""
        return np.minimum(self.uncut, self.most)

    def slope(self, path: str) -> Floats:
        """The derivative of the uncut sum by one number: shape (n,)."""
        signal, _, name = path.rpartition(".")
        return self.terms[signal].slope(name)
