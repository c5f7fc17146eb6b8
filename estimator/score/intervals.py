"""Points with the range they lie in: what is unknown, and what the model cannot tell."""

from collections.abc import Iterable, Mapping
from statistics import NormalDist
from typing import Protocol

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.rules.model import Model

Floats = npt.NDArray[np.float64]
Columns = tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]


class Ranged(Protocol):
    """A pillar's points and the range that what is unknown leaves them."""

    @property
    def points(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...


def with_intervals(model: Model, parts: Mapping[str, Ranged], seat: Seat) -> Columns:
    """Points, low and high by pillar and "total".

    What is unknown moves all signals together, so its deviations add up; the residual spreads of
    the pillars are independent of it and of each other, so they add in squares.
    """
    z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
    most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
    spread = {p.name: z * p.spread for p in model.pillars}
    points = {name: part.points for name, part in parts.items()}
    down = {n: p.points - p.low for n, p in parts.items() if p.low is not p.points}
    up = {n: p.high - p.points for n, p in parts.items() if p.high is not p.points}
    for column in (points, down, up):
        if column:
            column["total"] = summed(column.values())
    most["total"] = sum(most.values())
    spread["total"] = float(np.hypot.reduce(list(spread.values())))
    low = {n: np.maximum(points[n] - _reach(down.get(n), spread[n]), 0.0) for n in points}
    high = {n: np.minimum(points[n] + _reach(up.get(n), spread[n]), most[n]) for n in points}
    return points, low, high


def _reach(unknown: Floats | None, spread: float) -> Floats | float:
    """How far an interval goes to one side; None: nothing is unknown."""
    reach: Floats | float = spread if unknown is None else np.hypot(unknown, spread)
    return reach


def summed(columns: Iterable[Floats], into: Floats | None = None) -> Floats:
    """The sum of columns; `into` is where it is to stand, and holds zeros."""
    first, *others = columns
    total = first.copy(order="K") if into is None else np.add(into, first, out=into)
    for column in others:
        total = np.add(total, column, out=total if total.shape == column.shape else None)
    return total
