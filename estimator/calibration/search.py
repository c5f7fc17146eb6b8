"""The numbers that fit the readings best, as far as their rung goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from estimator.calibration.design import PillarDesign, pillars_at
from estimator.calibration.identified import Chosen, chosen
from estimator.calibration.observations import Cases
from estimator.calibration.problem import (
    PER_NUMBER,
    SHAPES,
    Rung,
    Subproblem,
    candidates,
    fitted,
    followed,
    noise_of,
    targets_of,
)
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.score.rows import Floats


@dataclass(frozen=True, eq=False)
class Settled:
    """One block with the numbers that were kept, where they came to rest, and what was frozen."""

    block: Subproblem
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


def prepared(cases: Cases, model: Model, rung: Rung) -> dict[str, PillarDesign]:
    """The pillars at every reading, with the flows followed that this rung may fade otherwise."""
    pillars = pillars_at(cases, model)
    if rung is not SHAPES:
        return pillars
    paths = followed(pillars)
    return {name: pillar.followed(paths, cases) for name, pillar in pillars.items()}


def searched(
    cases: Cases, pillars: Mapping[str, PillarDesign], rules: Rules, rung: Rung
) -> list[Settled]:
    """The best numbers for the readings, block by block."""
    names = [[*pillars]] if cases.only_total.any() else [[name] for name in pillars]
    return [_solved(cases, {n: pillars[n] for n in block}, rules, rung) for block in names]


def _solved(cases: Cases, pillars: Mapping[str, PillarDesign], rules: Rules, rung: Rung) -> Settled:
    free = [f for pillar in pillars.values() for f in candidates(rung, pillar, rules)]
    targets = tuple(targets_of(cases, [*pillars]))
    values = {path: rules.value(path) for f in free for path in f.paths}
    block = Subproblem(pillars, targets, tuple(free), np.ones(len(targets)), values)
    left = block.residuals(pillars)  # around their middle: an offset is no noise
    noise = [noise_of(r - np.median(r)) if len(r) else noise_of(r) for r in left]
    block = replace(block, noise=np.array(noise))
    readings = sum(len(target.rows) for target in targets)
    at_most = max(readings // PER_NUMBER, 1) if free else 0
    kept = chosen(block, at_most)
    block = replace(block, free=tuple(free[i] for i in sorted(kept.kept)))
    block, inner = fitted(block)
    return Settled(block, inner, kept, len(free))
