"""The numbers that fit the readings best, as far as their rung goes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import lsq_linear

from estimator.calibration.design import Pillar, pillars_at
from estimator.calibration.identified import Chosen, chosen
from estimator.calibration.observations import Cases
from estimator.calibration.problem import (
    PER_NUMBER,
    SHAPES,
    Block,
    Free,
    Rung,
    candidates,
    fitted,
    followed,
    noise_of,
    targets_of,
)
from estimator.rules import Rules
from estimator.rules.model import Model

Floats = npt.NDArray[np.float64]


Slopes = Callable[[], Floats]
Evaluated = tuple[Floats, Slopes]  # residuals (n_rows,); their derivatives (n_rows, n) when asked

STEPS = 30
CLOSE = 1e-7  # of the sum of squares: a step that gains less is the last
DAMPED = 1e-3  # of the curvature, the first damping there is; then ten times that, ...
STIFF = 1e6


def descended(
    evaluate: Callable[[Floats], Evaluated], start: Floats, low: Floats, high: Floats
) -> Floats:
    """The point between low and high with the least sum of squares, from the start downhill."""
    at = np.clip(start, low, high)
    residual, slopes = evaluate(at)
    damping, cost = 0.0, float(residual @ residual)
    for _ in range(STEPS):
        slope = slopes()
        curve, gradient = slope.T @ slope, slope.T @ residual
        if not gradient.any():
            break
        gained = 0.0
        while damping < STIFF:
            trial = np.clip(at + _step(curve, gradient, damping, low - at, high - at), low, high)
            tried, more = evaluate(trial)
            gained = cost - float(tried @ tried)
            if gained >= 0:
                break
            damping = max(damping * 10.0, DAMPED)
        if gained < 0:
            break
        at, residual, slopes, cost = trial, tried, more, cost - gained
        damping = damping / 10.0 if damping > DAMPED else 0.0
        if gained <= CLOSE * cost:
            break
    return at


def _step(curve: Floats, gradient: Floats, damping: float, low: Floats, high: Floats) -> Floats:
    """The step inside the box that minimises the damped quadratic."""
    damped = curve + np.diag(damping * np.diag(curve))
    triangle = np.linalg.cholesky(damped)
    free: Floats = np.asarray(-np.linalg.solve(damped, gradient))
    if (free >= low).all() and (free <= high).all():
        return free
    wide = np.maximum(high - low, 1e-12)
    found = lsq_linear(
        triangle.T, -np.linalg.solve(triangle, gradient), (low, low + wide), method="bvls"
    )
    result: Floats = found.x
    return result


@dataclass(frozen=True, eq=False)
class Solution:
    """One block with the numbers that were kept, where they came to rest, and what was frozen."""

    block: Block
    inner: Floats
    chosen: Chosen
    candidates: int

    @property
    def values(self) -> dict[str, float]:
        """The numbers of the rules that moved, by path."""
        found: dict[str, float] = {}
        for free, inner in zip(self.block.free, self.inner, strict=True):
            value = free.outer(float(inner))
            if value != free.start:
                found |= {
                    p: value * (self.block.values[p] if free.is_factor else 1.0) for p in free.paths
                }
        return found


def prepared(cases: Cases, model: Model, rung: Rung) -> dict[str, Pillar]:
    """The pillars at every reading, with the flows followed that this rung may fade otherwise."""
    pillars = pillars_at(cases, model)
    if rung is not SHAPES:
        return pillars
    paths = followed(pillars)
    return {name: pillar.followed(paths, cases) for name, pillar in pillars.items()}


def searched(
    cases: Cases, pillars: Mapping[str, Pillar], rules: Rules, rung: Rung
) -> list[Solution]:
    """The best numbers for the readings, block by block."""
    names = [[*pillars]] if cases.only_total.any() else [[name] for name in pillars]
    return [_solved(cases, {n: pillars[n] for n in block}, rules, rung) for block in names]


def _solved(cases: Cases, pillars: Mapping[str, Pillar], rules: Rules, rung: Rung) -> Solution:
    free = [f for pillar in pillars.values() for f in candidates(rung, pillar, rules)]
    targets = tuple(targets_of(cases, [*pillars]))
    values = {path: rules.value(path) for f in free for path in f.paths}
    block = Block(pillars, targets, tuple(free), np.ones(len(targets)), values)
    block = block_with_first_noise(block)
    readings = sum(len(target.rows) for target in targets)
    at_most = max(readings // PER_NUMBER, 1) if free else 0
    kept = chosen(block, at_most)
    block = block.with_free(_in_order(free, kept.kept))
    block, inner = fitted(block)
    return Solution(block, inner, kept, len(free))


def block_with_first_noise(block: Block) -> Block:
    """The block with the noise around the middle of each target's misses: an offset is none."""
    left = block.residuals(block.pillars)
    noise = [noise_of(r - np.median(r)) if len(r) else noise_of(r) for r in left]
    return Block(block.pillars, block.targets, block.free, np.array(noise), block.values)


def _in_order(free: Sequence[Free], kept: Sequence[int]) -> list[Free]:
    return [free[i] for i in sorted(kept)]
