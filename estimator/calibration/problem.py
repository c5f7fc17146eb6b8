"""The least-squares problem of the pillars that readings tie together.

Minimised is the sum over the readings of w * rho((estimated - recorded) / noise) plus the sum over
the free numbers of ((value - start) / spread)^2, each inside its bounds; rho is 2 (sqrt(1 + z^2)
- 1) beyond a few times the noise, so that one odd reading does not carry the fit. How many numbers
may move depends on how many readings there are; each rung asks the data for more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, isfinite, log
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from estimator.calibration.design import Cases, Design, Term
from estimator.reading import PILLARS
from estimator.rules import Rules
from estimator.score.rows import Flags, Floats

Rung = Literal["offset", "scale", "points", "shapes"]
LADDER: Mapping[Rung, int] = {"offset": 0, "scale": 4, "points": 12, "shapes": 40}
LEAST = LADDER["scale"]  # readings that anything can be fitted to
PER_NUMBER = 3  # readings of a pillar for each number of it that may move
WIDE = 3.0  # a number without bounds may be this many times smaller or larger
SPREADS = 4.0  # bounds lie two standard deviations of the prior on either side, more or less
LEAST_POINTS = 0.5  # half the range of points that may start from next to nothing


def rung_of(n_readings: int) -> Rung:
    """The rung that so many readings reach.

    >>> [rung_of(n) for n in (3, 4, 12, 40)]
    ['offset', 'scale', 'points', 'shapes']
    """
    return [rung for rung, least in LADDER.items() if least <= n_readings][-1]


@dataclass(frozen=True)
class Free:
    """A number, or several that move by one factor, seen from inside the fit.

    moves: the paths it moves, and what a value of 1 is of each. start: the rules' value of the one
    number, or 1 for a factor. low, high: its bounds. A scale or factor is moved by its logarithm;
    points as they are, so that the sum stays linear in them.
    """

    name: str
    moves: Mapping[str, float]
    start: float
    low: float
    high: float
    logarithmic: bool

    @property
    def spread(self) -> float:
        """The standard deviation of the prior, inside."""
        return (self.inner(self.high) - self.inner(self.low)) / SPREADS

    @property
    def straight(self) -> bool:
        """Whether the sum is linear in it: points, or a factor of them."""
        return all(path.endswith(".points") for path in self.moves)

    def inner(self, value: float) -> float:
        return log(value) if self.logarithmic else value

    def outer(self, inner: float) -> float:
        """The value, within its bounds; the very start for what did not move."""
        value = exp(inner) if self.logarithmic else inner
        if abs(inner - self.inner(self.start)) < 1e-9 * self.spread:
            return self.start
        return min(max(value, self.low), self.high)


def single(path: str, rules: Rules) -> Free | None:
    """One number of the rules; None when it cannot move."""
    number, is_points = rules.number(path), path.endswith(".points")
    if number.dated or number.status == "sourced" or not isfinite(number.value):
        return None
    reach = max(number.value, LEAST_POINTS)
    usual = number.value / WIDE, number.value * WIDE
    if is_points:
        usual = max(number.value - reach, 0.0), min(number.value + reach, 25)
    low, high = number.bounds or usual
    if not low < high:
        return None
    low = max(low, 0.0 if is_points else 1e-9)
    return Free(path, {path: 1.0}, number.value, low, high, logarithmic=not is_points)


def candidates(rung: Rung, design: Design, rules: Rules) -> list[Free]:
    """The numbers of some pillars that this rung asks the data for, pillar by pillar."""
    found: list[Free | None] = []
    for pillar in design.most if rung != "offset" else ():
        terms = design.only([pillar]).terms
        points = [single(f"{path}.points", rules) for path in terms]
        if rung == "scale":
            found.append(
                _scale(pillar, [one for one in points if one is not None and one.start > 0])
            )
            continue
        found += points
        if rung == "shapes":
            paths = (path for term in terms.values() for path in _shape(term, rules))
            found += [single(path, rules) for path in paths]
    return [free for free in found if free is not None]


def _scale(pillar: str, points: Sequence[Free]) -> Free | None:
    """One factor for the points of all signals of a pillar, as far as their bounds let it."""
    low = max((one.low / one.start for one in points), default=0.0)
    high = min((one.high / one.start for one in points), default=0.0)
    low, high = max(low, 1 / WIDE), min(high, WIDE)
    moves = {one.name: one.start for one in points}
    return Free(f"{pillar}.scale", moves, 1.0, low, high, logarithmic=True) if low < high else None


def _shape(term: Term, rules: Rules) -> Iterator[str]:
    """Where the curve of a signal bends, and how its flow fades."""
    path = term.signal.path
    yield from (p for p in (f"{path}.half_at", f"{path}.full_at") if p in rules.numbers())
    if term.fading is not None:
        yield f"{path}.half_life"


def followed(design: Design) -> list[str]:
    """The flows whose half-life may move.

    Not those from which an unknown signal of some reading is inferred: that would move with it.
    """
    sources = {t.signal.unknown.inferred_from for t in design.terms.values() if t.unseen.any()}
    return [
        path
        for path, term in design.terms.items()
        if term.signal.kind == "flow"
        and isfinite(term.signal.decay.half_life)
        and path not in sources
        and term.amount.any()
    ]


Evaluated = tuple[Floats, Callable[[], Floats]]  # residuals; their slopes (n_rows, n) when asked

ODD = 3.0  # times the noise from which a miss counts by its size, no longer by its square
GRAIN = 0.3  # points in which LinkedIn's figures move of themselves: no less noise is believed
CLOSE = 1e-7  # of what is minimised: a step that gains less is the last
ROUNDS = 3  # of fitting and looking how large the noise is


@dataclass(frozen=True, eq=False)
class Subproblem:
    """Pillars that are fitted together: what was read of them, and the numbers that may move.

    One row a pillar that was read, or a total of all of them. rows: of the cases; over: the pillars
    that each sums, (n_pillars, m); recorded, weight, and noise, the standard deviation of estimated
    minus recorded: (m,) each. Rows of the same sum are of one `target`, and have one noise.
    """

    design: Design
    free: Sequence[Free]
    rows: npt.NDArray[np.intp]
    over: Flags
    target: npt.NDArray[np.intp]
    recorded: Floats
    weight: Floats
    noise: Floats

    @classmethod
    def of(cls, cases: Cases, design: Design, free: Sequence[Free]) -> Self:
        """The readings of each of the pillars; where some show but a total, those too."""
        pillars = [PILLARS.index(name) for name in design.most]
        target, rows = np.nonzero(cases.shown.T[pillars])
        recorded = cases.recorded.T[pillars][target, rows]
        totals = np.flatnonzero(cases.only_total)[: None if len(pillars) == len(PILLARS) else 0]
        rows = np.concatenate([rows, totals])
        target = np.concatenate([target, np.full(len(totals), len(pillars))])
        sums = np.vstack([np.eye(len(pillars), dtype=bool), np.ones(len(pillars), dtype=bool)])
        recorded = np.concatenate([recorded, cases.total[totals]])
        block = cls(
            design,
            free,
            rows,
            sums[target].T,
            target,
            recorded,
            cases.weight[rows],
            np.ones(len(rows)),
        )
        left = block.residuals(design)  # around their middle: an offset is no noise
        for one in np.unique(target):
            left[target == one] -= np.median(left[target == one])
        return replace(block, noise=block.noise_of(left))

    def outer(self, inner: Floats) -> list[float]:
        """The values of the free numbers."""
        return [free.outer(float(one)) for free, one in zip(self.free, inner, strict=True)]

    def at(self, inner: Floats) -> Design:
        """The pillars with the free numbers at these inner values."""
        every = zip(self.free, self.outer(inner), strict=True)
        return self.design.with_numbers(
            {path: value * part for free, value in every for path, part in free.moves.items()}
        )

    def residuals(self, design: Design) -> Floats:
        """Estimated minus recorded: (m,)."""
        points = np.stack([*design.points.values()])[:, self.rows]
        return np.asarray((self.over * points).sum(axis=0) - self.recorded)

    def noise_of(self, residual: Floats) -> Floats:
        """The standard deviation of residuals about zero, by their middle size, at least the grain:
        (m,), one a target."""
        noise = np.full(len(residual), GRAIN)
        for one in np.unique(self.target):
            same = self.target == one
            noise[same] = max(1.4826 * float(np.median(np.abs(residual[same]))), GRAIN)
        return noise

    def slopes(self, design: Design, inner: Floats) -> Floats:
        """Derivatives of the residuals by the inner values: (m, n_free)."""
        slopes, names = np.zeros((len(self.rows), len(self.free))), [*design.most]
        for column, free, value in zip(slopes.T, self.free, self.outer(inner), strict=True):
            name = next(iter(free.moves)).partition(".")[0]
            slope = sum((part * design.slope(path) for path, part in free.moves.items()), 0.0)
            slope = np.where(design.uncut[name] < design.most[name], slope, 0.0)
            slope *= value if free.logarithmic else 1.0
            column[:] = slope[self.rows] * self.over[names.index(name)]
        return slopes

    @property
    def start(self) -> Floats:
        return np.array([f.inner(f.start) for f in self.free])

    @property
    def spread(self) -> Floats:
        return np.array([f.spread for f in self.free])

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The bounds of the inner values: shape (n_free,) each."""
        low = np.array([f.inner(f.low) for f in self.free])
        return low, np.array([f.inner(f.high) for f in self.free])

    def solved(self, start: Floats) -> Floats:
        """The inner values that fit best, sought downhill from the start."""
        if not len(start):
            return start
        # slopes are asked where the last or the last but one was
        at = lru_cache(2)(lambda inner: self._evaluated(np.array(inner)))
        found = least_squares(
            lambda inner: at(tuple(inner))[0],
            np.clip(start, *self.ends),
            lambda inner: at(tuple(inner))[1](),
            self.ends,
            method="dogbox",  # comes to rest on a bound, where the other methods end near it
            x_scale=self.spread,
            ftol=CLOSE,
        )
        at_rest: Floats = np.clip(found.x, *self.ends)
        return at_rest

    def cost(self, inner: Floats) -> float:
        """What is minimised, as a chi-squared."""
        weighed, _ = self._evaluated(inner)
        return float(weighed @ weighed)

    def informed(self, inner: Floats) -> Floats:
        """What the readings say of the numbers, in spreads of their priors: (m, n_free)."""
        return np.asarray(self._evaluated(inner)[1]()[: len(self.rows)] * self.spread)

    def _evaluated(self, inner: Floats) -> Evaluated:
        """Everything that is squared and summed, and its derivatives when asked for."""
        design, scale = self.at(inner), np.sqrt(self.weight) / self.noise
        root, steep = _robust(self.residuals(design) * scale)

        def slopes() -> Floats:
            own = self.slopes(design, inner) * (scale * steep)[:, None]
            return np.concatenate([own, np.diag(1.0 / self.spread)])

        return np.concatenate([root, (inner - self.start) / self.spread]), slopes


def fitted(block: Subproblem) -> tuple[Subproblem, Floats]:
    """The block with the noise found, and the inner values that fit best."""
    inner = block.start
    for _ in range(ROUNDS):
        inner, before = block.solved(inner), block.noise
        block = replace(block, noise=block.noise_of(block.residuals(block.at(inner))))
        if np.allclose(block.noise, before, rtol=0.05):
            break
    return block, inner


def _robust(z: Floats) -> tuple[Floats, Floats]:
    """The root of rho, with the sign of z, and its derivative."""
    scaled = z / ODD
    length = np.sqrt(1.0 + scaled**2)
    root = ODD * np.sign(z) * np.sqrt(2.0 * (length - 1.0))
    near = np.abs(scaled) < 1e-4
    safe = np.where(near, 1.0, root)
    return np.where(near, z, root), np.where(near, 1.0, z / (length * safe))
