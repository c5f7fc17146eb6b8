"""The fit of one pillar: bounded least squares on the seat-months, held by the demands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from benchmarks.refit.demands import ON, Demand, Persona, demands, steep
from benchmarks.refit.one_pillar import points_of
from benchmarks.refit.seat_months import SEAT, SeatMonths
from estimator.rules import Rules
from estimator.rules.model import PillarModel

Floats = npt.NDArray[np.float64]

WITHIN = 4.0  # points from which a residual counts by its size and no more by its square
HELD = 3.0  # what a breach of one point weighs beside the mean residual of a seat-month
AIMED = 0.08  # the same for a point off the middle of what is asked
KEPT = 0.15  # the same for a number moved by its whole range
ROOM = 0.9  # points that one more action may bring; a whole one is the law
LOGARITHMIC = ("half_at", "full_at")


@dataclass(frozen=True)
class Free:
    """A number that the fit may move between two bounds; a scale is moved by its logarithm."""

    path: str
    low: float
    high: float

    @property
    def is_scale(self) -> bool:
        return self.path.endswith(LOGARITHMIC)

    def inner(self, value: float) -> float:
        return float(np.log(value)) if self.is_scale else value

    def outer(self, value: float) -> float:
        return min(max(float(np.exp(value)) if self.is_scale else value, self.low), self.high)


@dataclass(frozen=True)
class Problem:
    """One pillar's numbers to be fitted, and what they are held against."""

    pillar: str
    rules: Rules
    free: Sequence[Free]
    seats: SeatMonths
    personas: Mapping[str, Persona]

    def fitted(self) -> dict[str, float]:
        """The values of the free numbers that fit best, by path."""
        start = np.array([f.inner(self.rules.value(f.path)) for f in self.free])
        low, high = (
            np.array([f.inner(b) for f, b in zip(self.free, bounds, strict=True)])
            for bounds in ([f.low for f in self.free], [f.high for f in self.free])
        )
        inside = np.clip(start, low + 1e-6 * (high - low), high - 1e-6 * (high - low))
        width = high - low

        def residuals(inner: Floats) -> Floats:
            model = self.model(self.values(inner))
            return np.concatenate(
                [self.misses(model), self.breaches(model), KEPT * (inner - inside) / width]
            )

        found = least_squares(residuals, inside, bounds=(low, high), x_scale=width, max_nfev=80)
        return self.values(found.x)

    def values(self, inner: Floats) -> dict[str, float]:
        return {f.path: f.outer(float(v)) for f, v in zip(self.free, inner, strict=True)}

    def model(self, values: Mapping[str, float]) -> PillarModel:
        rules = self.rules.replace(values)
        return next(p for p in rules.on(ON).pillars if p.name == self.pillar)

    def misses(self, model: PillarModel) -> Floats:
        """The residuals, robust and scaled by their number; above the cap a slight pull remains."""
        uncut, points = points_of(model, self.seats.amounts, SEAT)
        residual = points[:, 0] - self.seats.recorded[self.pillar]
        residual = residual + 0.02 * (uncut - points)[:, 0]
        robust = np.sqrt(2.0 * (np.sqrt(1.0 + (residual / WITHIN) ** 2) - 1.0))
        result: Floats = np.sign(residual) * WITHIN * robust / np.sqrt(len(residual))
        return result

    def breaches(self, model: PillarModel) -> Floats:
        asked = demands(self.pillar)
        shown = [(d, self.personas[d.persona].points(model)) for d in asked]
        over = [max(points - ROOM, 0.0) for _, points in steep(model)]
        return np.array(
            [
                *(HELD * d.breach(p) for d, p in shown),
                *(AIMED * d.off(p) for d, p in shown),
                *(HELD * o for o in over),
            ]
        )


def residuals(model: PillarModel, seats: SeatMonths) -> Floats:
    """Estimated minus recorded: shape (n_rows,)."""
    points = points_of(model, seats.amounts, SEAT)[1]
    result: Floats = points[:, 0] - seats.recorded[model.name]
    return result


def outside(
    model: PillarModel, personas: Mapping[str, Persona]
) -> list[tuple[Demand, float, float]]:
    """(demand, value, breach) of everything asked of the pillar."""
    return [
        (d, d.of(personas[d.persona].points(model)), d.breach(personas[d.persona].points(model)))
        for d in demands(model.name)
    ]
