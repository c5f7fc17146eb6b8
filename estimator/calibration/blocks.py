"""The least-squares problem of the pillars that readings tie together, and its solution.

Minimised is the sum over the readings of w * rho((estimated - recorded) / noise) plus the sum over
the free numbers of ((value - start) / spread)^2, each inside its bounds; rho is 2 (sqrt(1 + z^2)
- 1) beyond a few times the noise, so that one odd reading does not carry the fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.calibration.cases import Cases
from estimator.calibration.descent import Evaluated, descended
from estimator.calibration.numbers import Free
from estimator.calibration.terms import Pillar
from estimator.reading import PILLARS

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ODD = 3.0  # times the noise from which a miss counts by its size, no longer by its square
GRAIN = 0.3  # points in which LinkedIn's figures move of themselves: no less noise is believed
ROUNDS = 3  # of fitting and looking how large the noise is


@dataclass(frozen=True, eq=False)
class Target:
    """Readings of one pillar, or of the total: which rows, what was recorded, with which weight.

    rows: indices into the cases, shape (m,); the other columns have that shape.
    """

    pillars: tuple[str, ...]
    rows: npt.NDArray[np.intp]
    recorded: Floats
    weight: Floats

    def residual(self, points: Mapping[str, Floats]) -> Floats:
        """Estimated minus recorded: shape (m,)."""
        estimated = sum((points[name] for name in self.pillars), np.zeros(1))
        result: Floats = estimated[self.rows] - self.recorded
        return result


@dataclass(frozen=True, eq=False)
class Block:
    """Pillars that are fitted together: their readings, and the numbers that may move.

    noise: standard deviation of estimated minus recorded, of each target.
    """

    pillars: Mapping[str, Pillar]
    targets: tuple[Target, ...]
    free: tuple[Free, ...]
    noise: Floats
    values: Mapping[str, float]

    def at(self, inner: Floats) -> Mapping[str, Pillar]:
        """The pillars with the free numbers at these inner values."""
        moved = self._moved(inner)
        return {name: pillar.with_numbers(moved) for name, pillar in self.pillars.items()}

    def _moved(self, inner: Floats) -> dict[str, float]:
        outer = [f.outer(float(v)) for f, v in zip(self.free, inner, strict=True)]
        return {
            path: value * (self.values[path] if f.is_factor else 1.0)
            for f, value in zip(self.free, outer, strict=True)
            for path in f.paths
        }

    def residuals(self, pillars: Mapping[str, Pillar]) -> list[Floats]:
        """Estimated minus recorded, an array a target."""
        points = {name: pillar.points for name, pillar in pillars.items()}
        return [target.residual(points) for target in self.targets]

    def slopes(self, pillars: Mapping[str, Pillar], inner: Floats) -> list[Floats]:
        """Derivatives of the residuals by the inner values: (m, n_free) a target."""
        columns = [
            self._column(pillars, f, float(v)) for f, v in zip(self.free, inner, strict=True)
        ]
        return [
            np.stack([_reached(t, column) for column in columns], axis=1)
            if columns
            else np.zeros((len(t.rows), 0))
            for t in self.targets
        ]

    def _column(self, pillars: Mapping[str, Pillar], free: Free, inner: float) -> dict[str, Floats]:
        """The derivative of each pillar's points by one free number."""
        name = free.paths[0].partition(".")[0]
        pillar, outer = pillars[name], free.outer(inner)
        slope = sum(
            (
                pillar.slope(path) * (self.values[path] if free.is_factor else 1.0)
                for path in free.paths
            ),
            np.zeros(len(pillar.most)),
        )
        return {name: np.where(pillar.uncut < pillar.most, slope * free.slope(outer), 0.0)}

    @property
    def start(self) -> Floats:
        return np.array([f.inner(f.start) for f in self.free])

    @property
    def spread(self) -> Floats:
        return np.array([f.spread for f in self.free])

    def solved(self, start: Floats | None = None) -> Floats:
        """The inner values that fit best."""
        begin = self.start if start is None else start
        if not len(begin):
            return begin
        low, high = (np.array([f.inner(b) for f, b in self._ends(side)]) for side in (0, 1))
        return descended(self._evaluated, begin, low, high)

    def _ends(self, side: int) -> list[tuple[Free, float]]:
        return [(f, (f.low, f.high)[side]) for f in self.free]

    def cost(self, inner: Floats) -> float:
        """What is minimised, as a chi-squared."""
        weighed, _ = self._evaluated(inner)
        return float(weighed @ weighed)

    def _evaluated(self, inner: Floats) -> Evaluated:
        """Everything that is squared and summed, and its derivatives when asked for."""
        pillars = self.at(inner)
        scales = [np.sqrt(t.weight) / n for t, n in zip(self.targets, self.noise, strict=True)]
        left = [r * s for r, s in zip(self.residuals(pillars), scales, strict=True)]
        shaped = [_robust(z) for z in left]

        def slopes() -> Floats:
            rows = zip(self.slopes(pillars, inner), scales, shaped, strict=True)
            return np.concatenate(
                [
                    *(slope * (s * more)[:, None] for slope, s, (_, more) in rows),
                    np.diag(1.0 / self.spread),
                ]
            )

        own = (inner - self.start) / self.spread
        return np.concatenate([*(root for root, _ in shaped), own]), slopes

    def informed(self, inner: Floats) -> Floats:
        """What the readings say of the numbers, in spreads of their priors: (n_rows, n_free)."""
        sloped = self._evaluated(inner)[1]()
        rows: Floats = sloped[: len(sloped) - len(self.free)] * self.spread
        return rows

    def with_noise_of(self, inner: Floats) -> Self:
        """The same block with the noise that is left at these values."""
        left = self.residuals(self.at(inner))
        return replace(self, noise=np.array([noise_of(r) for r in left]))

    def with_free(self, free: Sequence[Free]) -> Self:
        return replace(self, free=tuple(free))


def fitted(block: Block) -> tuple[Block, Floats]:
    """The block with the noise found, and the inner values that fit best."""
    inner = block.start
    for _ in range(ROUNDS):
        inner = block.solved(inner)
        quieter = block.with_noise_of(inner)
        settled = np.allclose(quieter.noise, block.noise, rtol=0.05)
        block = quieter
        if settled:
            break
    return block, inner


def noise_of(residual: Floats) -> float:
    """The standard deviation of residuals about zero, by their middle size, at least the grain."""
    middle = 1.4826 * float(np.median(np.abs(residual))) if len(residual) else GRAIN
    return max(middle, GRAIN)


def targets_of(cases: Cases, names: Sequence[str]) -> list[Target]:
    """The readings of each of the pillars; where some show but a total, those too."""
    found = []
    for place, name in enumerate(PILLARS):
        rows = np.flatnonzero(cases.shown[:, place])
        if name in names and len(rows):
            recorded = cases.recorded[rows, place]
            found.append(Target((name,), rows, recorded, cases.weight[rows]))
    rows = np.flatnonzero(cases.only_total)
    if len(names) == len(PILLARS) and len(rows):
        found.append(Target(tuple(names), rows, cases.total[rows], cases.weight[rows]))
    return found


def _reached(target: Target, column: Mapping[str, Floats]) -> Floats:
    """A column of derivatives at the target's rows; 0 where it is not of its pillars."""
    for name, slope in column.items():
        if name in target.pillars:
            return slope[target.rows]
    return np.zeros(len(target.rows))


def _robust(z: Floats) -> tuple[Floats, Floats]:
    """The root of rho, with the sign of z, and its derivative."""
    scaled = z / ODD
    length = np.sqrt(1.0 + scaled**2)
    root = ODD * np.sign(z) * np.sqrt(2.0 * (length - 1.0))
    near = np.abs(scaled) < 1e-4
    safe = np.where(near, 1.0, root)
    return np.where(near, z, root), np.where(near, 1.0, z / (length * safe))
