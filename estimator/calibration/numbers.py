"""Numbers that a fit may move, each with a prior from the rules: its value, and its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, isfinite, log

from estimator.calibration.terms import Pillar
from estimator.rules import Rules

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

    def values(self, value: float, rules: Rules) -> dict[str, float]:
        """The numbers of the rules that this value means, by path."""
        if not self.is_factor:
            return {self.paths[0]: value}
        return {path: value * rules.value(path) for path in self.paths}


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


def scale_of(pillar: Pillar, rules: Rules) -> Free:
    """One factor for the points of all signals of a pillar, as far as their bounds let it."""
    every = [single(f"{s.path}.points", rules) for s in pillar.model.signals]
    some = [free for free in every if free is not None and free.start > 0]
    low = max((free.low / free.start for free in some), default=1 / WIDE)
    high = min((free.high / free.start for free in some), default=WIDE)
    name = f"{pillar.model.name}.scale"
    paths = tuple(free.paths[0] for free in some)
    return Free(name, paths, 1.0, max(low, 1 / WIDE), min(high, WIDE), logarithmic=True)


def moved(frees: Mapping[str, Free], values: Mapping[str, float], rules: Rules) -> dict[str, float]:
    """The numbers of the rules under the values of free ones, by path, those that differ."""
    found = {
        path: value
        for name, free in frees.items()
        for path, value in free.values(values[name], rules).items()
    }
    return {path: value for path, value in found.items() if value != rules.value(path)}
