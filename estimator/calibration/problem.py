"""The least-squares problem of the pillars that readings tie together.

Minimised is the sum over the readings of w * rho((estimated - recorded) / noise) plus the sum over
the free numbers of ((value - start) / spread)^2, each inside its bounds; rho is 2 (sqrt(1 + z^2)
- 1) beyond a few times the noise, so that one odd reading does not carry the fit. How many numbers
may move depends on how many readings there are; each rung asks the data for more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, isfinite, log

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from estimator.calibration.design import PillarDesign
from estimator.calibration.observations import Cases
from estimator.reading import PILLARS
from estimator.rules import Rules
from estimator.rules.model import SignalModel
from estimator.score.rows import Floats

WIDE = 3.0  # a number without bounds may be this many times smaller or larger
SPREADS = 4.0  # bounds lie two standard deviations of the prior on either side, more or less
LEAST_POINTS = 0.5  # half the range of points that may start from next to nothing


@dataclass(frozen=True)
class Free:
    """A number, or several that move by one factor, seen from inside the fit.

    paths: what it moves. start: the rules' value of the one number, or 1 for a factor. low, high:
    its bounds. A scale or factor is moved by its logarithm; points as they are, so that the sum
    stays linear in them.
    """

    name: str
    paths: tuple[str, ...]
    start: float
    low: float
    high: float
    logarithmic: bool

    @property
    def spread(self) -> float:
        """The standard deviation of the prior, inside."""
        return (self.inner(self.high) - self.inner(self.low)) / SPREADS

    def inner(self, value: float) -> float:
        return log(value) if self.logarithmic else value

    def outer(self, inner: float) -> float:
        """The value, within its bounds; the very start for what did not move."""
        value = exp(inner) if self.logarithmic else inner
        if abs(inner - self.inner(self.start)) < 1e-9 * self.spread:
            return self.start
        return min(max(value, self.low), self.high)

    def slope(self, value: float) -> float:
        """The derivative of the value by what moves inside."""
        return value if self.logarithmic else 1.0

    @property
    def is_factor(self) -> bool:
        return len(self.paths) != 1


def single(path: str, rules: Rules) -> Free | None:
    """One number of the rules; None when it cannot move."""
    number = rules.number(path)
    is_points = path.endswith(".points")
    low, high = number.bounds or _usual(number.value, is_points)
    if number.dated or number.status == "sourced" or not (isfinite(number.value) and low < high):
        return None
    low = max(low, 0.0 if is_points else 1e-9)
    return Free(path, (path,), number.value, low, high, logarithmic=not is_points)


def _usual(value: float, is_points: bool) -> tuple[float, float]:
    if not isfinite(value):
        return value, value
    if is_points:
        return max(value - max(value, LEAST_POINTS), 0.0), min(value + max(value, LEAST_POINTS), 25)
    return value / WIDE, value * WIDE


def scale_of(pillar: PillarDesign, rules: Rules) -> Free:
    """One factor for the points of all signals of a pillar, as far as their bounds let it."""
    every = [single(f"{s.path}.points", rules) for s in pillar.model.signals]
    some = [free for free in every if free is not None and free.start > 0]
    low = max((free.low / free.start for free in some), default=1 / WIDE)
    high = min((free.high / free.start for free in some), default=WIDE)
    name = f"{pillar.model.name}.scale"
    paths = tuple(free.paths[0] for free in some)
    return Free(name, paths, 1.0, max(low, 1 / WIDE), min(high, WIDE), logarithmic=True)


PER_NUMBER = 3  # readings of a pillar for each number of it that may move


@dataclass(frozen=True)
class Rung:
    """name: what is fitted. readings: from how many on."""

    name: str
    readings: int


OFFSET = Rung("offset", 0)
SCALE = Rung("scale", 4)
POINTS = Rung("points", 12)
SHAPES = Rung("shapes", 40)
LADDER = (OFFSET, SCALE, POINTS, SHAPES)


def rung_of(n_readings: int) -> Rung:
    """The rung that so many readings reach.

    >>> [rung_of(n).name for n in (3, 4, 12, 40)]
    ['offset', 'scale', 'points', 'shapes']
    """
    return [rung for rung in LADDER if rung.readings <= n_readings][-1]


def candidates(rung: Rung, pillar: PillarDesign, rules: Rules) -> list[Free]:
    """The numbers of a pillar that this rung asks the data for."""
    if rung is OFFSET:
        return []
    if rung is SCALE:
        scale = scale_of(pillar, rules)
        return [scale] if scale.paths and scale.low < scale.high else []
    paths = [f"{s.path}.points" for s in pillar.model.signals]
    if rung is SHAPES:
        paths += [path for s in pillar.model.signals for path in _shape(s, pillar, rules)]
    return [free for path in paths if (free := single(path, rules)) is not None]


def _shape(signal: SignalModel, pillar: PillarDesign, rules: Rules) -> Iterator[str]:
    """Where the curve of a signal bends, and how its flow fades."""
    for name in ("half_at", "full_at"):
        if f"{signal.path}.{name}" in rules.numbers():
            yield f"{signal.path}.{name}"
    if pillar.terms[signal.path].fading is not None:
        yield f"{signal.path}.half_life"


def followed(pillars: Mapping[str, PillarDesign]) -> Sequence[str]:
    """The flows whose half-life may move.

    Not those from which an unknown signal of some reading is inferred: that would move with it.
    """
    terms = [term for pillar in pillars.values() for term in pillar.terms.values()]
    sources = {t.signal.unknown.inferred_from for t in terms if t.unseen.any()}
    return [
        t.signal.path
        for t in terms
        if t.signal.kind == "flow"
        and isfinite(t.signal.decay.half_life)
        and t.signal.path not in sources
        and t.amount.any()
    ]


Evaluated = tuple[Floats, Callable[[], Floats]]  # residuals; their slopes (n_rows, n) when asked

ODD = 3.0  # times the noise from which a miss counts by its size, no longer by its square
GRAIN = 0.3  # points in which LinkedIn's figures move of themselves: no less noise is believed
CLOSE = 1e-7  # of what is minimised: a step that gains less is the last
ROUNDS = 3  # of fitting and looking how large the noise is


@dataclass(frozen=True, eq=False)
class Misfit:
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
class Subproblem:
    """Pillars that are fitted together: their readings, and the numbers that may move.

    noise: standard deviation of estimated minus recorded, of each target.
    """

    pillars: Mapping[str, PillarDesign]
    targets: tuple[Misfit, ...]
    free: tuple[Free, ...]
    noise: Floats
    values: Mapping[str, float]

    def at(self, inner: Floats) -> Mapping[str, PillarDesign]:
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

    def residuals(self, pillars: Mapping[str, PillarDesign]) -> list[Floats]:
        """Estimated minus recorded, an array a target."""
        points = {name: pillar.points for name, pillar in pillars.items()}
        return [target.residual(points) for target in self.targets]

    def slopes(self, pillars: Mapping[str, PillarDesign], inner: Floats) -> list[Floats]:
        """Derivatives of the residuals by the inner values: (m, n_free) a target."""
        columns = [
            self._column(pillars, f, float(v)) for f, v in zip(self.free, inner, strict=True)
        ]
        return [
            np.array([column[t.rows] * (name in t.pillars) for name, column in columns])
            .reshape(len(columns), len(t.rows))
            .T
            for t in self.targets
        ]

    def _column(
        self, pillars: Mapping[str, PillarDesign], free: Free, inner: float
    ) -> tuple[str, Floats]:
        """The pillar that one free number moves, and the derivative of its points: (n,)."""
        name = free.paths[0].partition(".")[0]
        pillar, slope = pillars[name], np.zeros(len(pillars[name].most))
        for path in free.paths:
            slope += pillar.slope(path) * (self.values[path] if free.is_factor else 1.0)
        return name, np.where(
            pillar.uncut < pillar.most, slope * free.slope(free.outer(inner)), 0.0
        )

    @property
    def start(self) -> Floats:
        return np.array([f.inner(f.start) for f in self.free])

    @property
    def spread(self) -> Floats:
        return np.array([f.spread for f in self.free])

    def solved(self, start: Floats) -> Floats:
        """The inner values that fit best, sought downhill from the start."""
        if not len(start):
            return start
        low, high = self.ends
        known: list[tuple[Floats, Evaluated]] = []  # the last two: slopes are asked where one was

        def at(inner: Floats) -> Evaluated:
            there = next((one for x, one in known if (x == inner).all()), None)
            if there is None:
                there = self._evaluated(inner)
                known[:] = [(inner.copy(), there), *known[:1]]
            return there

        found = least_squares(
            lambda inner: at(inner)[0],
            np.clip(start, low, high),
            lambda inner: at(inner)[1](),
            (low, high),
            method="dogbox",  # comes to rest on a bound, where the other methods end near it
            x_scale=self.spread,
            ftol=CLOSE,
        )
        at_rest: Floats = np.clip(found.x, low, high)
        return at_rest

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The bounds of the inner values: shape (n_free,) each."""
        low = np.array([f.inner(f.low) for f in self.free])
        return low, np.array([f.inner(f.high) for f in self.free])

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


def fitted(block: Subproblem) -> tuple[Subproblem, Floats]:
    """The block with the noise found, and the inner values that fit best."""
    inner = block.start
    for _ in range(ROUNDS):
        inner = block.solved(inner)
        left = block.residuals(block.at(inner))
        quieter = replace(block, noise=np.array([noise_of(r) for r in left]))
        settled = np.allclose(quieter.noise, block.noise, rtol=0.05)
        block = quieter
        if settled:
            break
    return block, inner


def noise_of(residual: Floats) -> float:
    """The standard deviation of residuals about zero, by their middle size, at least the grain."""
    middle = 1.4826 * float(np.median(np.abs(residual))) if len(residual) else GRAIN
    return max(middle, GRAIN)


def targets_of(cases: Cases, names: Sequence[str]) -> list[Misfit]:
    """The readings of each of the pillars; where some show but a total, those too."""
    found = []
    for place, name in enumerate(PILLARS):
        rows = np.flatnonzero(cases.shown[:, place])
        if name in names and len(rows):
            recorded = cases.recorded[rows, place]
            found.append(Misfit((name,), rows, recorded, cases.weight[rows]))
    rows = np.flatnonzero(cases.only_total)
    if len(names) == len(PILLARS) and len(rows):
        found.append(Misfit(tuple(names), rows, cases.total[rows], cases.weight[rows]))
    return found


def _robust(z: Floats) -> tuple[Floats, Floats]:
    """The root of rho, with the sign of z, and its derivative."""
    scaled = z / ODD
    length = np.sqrt(1.0 + scaled**2)
    root = ODD * np.sign(z) * np.sqrt(2.0 * (length - 1.0))
    near = np.abs(scaled) < 1e-4
    safe = np.where(near, 1.0, root)
    return np.where(near, z, root), np.where(near, 1.0, z / (length * safe))
