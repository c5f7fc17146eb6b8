"""Points with the range they lie in: what is unknown, and what the model cannot tell."""

from collections.abc import Iterable, Mapping
from functools import reduce
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
    @property
    def down(self) -> Floats: ...
    @property
    def up(self) -> Floats: ...


def with_intervals(model: Model, parts: Mapping[str, Ranged], seat: Seat) -> Columns:
    """Points, low and high by pillar and "total".

    What is unknown moves all signals together in part (`Book.points`); the residual spreads of the
    pillars, which grow with what each may hold, are independent of it and of each other, so
    they add in squares.
    """
    z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
    most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
    spread = {p.name: z * p.spread_at(parts[p.name].high) for p in model.pillars}
    points = {name: part.points for name, part in parts.items()}
    down = {n: p.points - p.low for n, p in parts.items() if p.low is not p.points}
    up = {n: p.high - p.points for n, p in parts.items() if p.high is not p.points}
    points["total"] = summed(points.values())
    for column, common in ((down, "down"), (up, "up")):
        if column:
            bare = [getattr(parts[name], common) for name in column]
            column["total"] = _of_all([*column.values()], bare, model.together)
    most["total"] = sum(most.values())
    spread["total"] = reduce(np.hypot, list(spread.values()))
    low = {n: np.maximum(points[n] - _reach(down.get(n), spread[n]), 0.0) for n in points}
    high = {n: np.minimum(points[n] + _reach(up.get(n), spread[n]), most[n]) for n in points}
    return points, low, high


def _of_all(reaches: list[Floats], bare: list[Floats], together: float) -> Floats:
    """How far the total may be off by what is unknown; bare: what pillars have in common."""
    if together == 1.0:
        return summed(reaches)
    apart = summed([a * a - together * b * b for a, b in zip(reaches, bare, strict=True)])
    total: Floats = np.sqrt(np.maximum(apart + together * summed(bare) ** 2, 0.0))
    return total


def _reach(unknown: Floats | None, spread: Floats | float) -> Floats | float:
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
