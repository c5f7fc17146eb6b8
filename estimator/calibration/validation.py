"""How well a fit foretells readings it has not seen, beside trivial rivals, in time order.

Intervals are split conformal: of n residuals that were foretold, the half width at a level is the
(n + 1) level-th smallest size; between two sizes it lies in between, so that few residuals do not
promise more than the level. Below the number of residuals that a level needs there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from estimator.calibration.design import Pillar
from estimator.calibration.observations import Cases
from estimator.calibration.problem import SCALE, Rung
from estimator.calibration.search import searched
from estimator.reading import PILLARS
from estimator.rules import Rules

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


LEVELS = (0.8, 0.9, 0.95)
ROUNDING = 1e-9


@dataclass(frozen=True)
class HalfWidth:
    """Half the width of an interval at a level, in points; None where `have` is below `need`."""

    level: float
    points: float | None
    have: int
    need: int

    def __str__(self) -> str:
        level = f"{self.level * 100:g} %"
        if self.points is None:
            return f"no {level} interval ({self.have} of {self.need})"
        return f"{level}: ± {self.points:.1f}"


def needed(level: float) -> int:
    """How many residuals a level needs.

    >>> [needed(level) for level in LEVELS]
    [4, 9, 19]
    """
    n = 1
    while (n + 1) * level > n + ROUNDING:
        n += 1
    return n


def half_width(residual: Floats, level: float) -> HalfWidth:
    """The half width at a level.

    >>> half_width(np.array([1.0, -2.0, 3.0, -4.0]), 0.8).points
    4.0
    """
    n, need = len(residual), needed(level)
    if n < need:
        return HalfWidth(level, None, n, need)
    sizes = np.sort(np.abs(residual))
    return HalfWidth(level, float(np.interp((n + 1) * level, np.arange(1, n + 1), sizes)), n, need)


FOLDS = 5
FIT, SHIPPED, LAST, MEAN = "this fit", "shipped rules", "last reading", "mean of readings"
RIVALS = (SHIPPED, LAST, MEAN)


@dataclass(frozen=True, eq=False)
class Foretold:
    """Residuals (estimated minus recorded) of readings that were foretold, by whom and of what.

    by: for the fit and each rival, by pillar and "total", shape (n_foretold,).
    """

    by: Mapping[str, Mapping[str, Floats]]

    def error(self, who: str, what: str) -> float | None:
        """The mean absolute error of one of them; None where nothing was foretold."""
        residual = self.by[who].get(what)
        return None if residual is None or not len(residual) else float(np.abs(residual).mean())

    def overall(self, who: str) -> float | None:
        """The mean absolute error over all pillars; of the total where no pillar was foretold."""
        parts = [r for what, r in self.by[who].items() if what != "total" and len(r)]
        parts = parts or [r for r in self.by[who].values() if len(r)]
        return float(np.abs(np.concatenate(parts)).mean()) if parts else None


def foretold(cases: Cases, pillars: Mapping[str, Pillar], rules: Rules, rung: Rung) -> Foretold:
    """Every later part of the readings, foretold from those before it."""
    found: dict[str, dict[str, list[Floats]]] = {who: {} for who in (FIT, *RIVALS)}
    for train, test in folds(cases):
        for who, points in _forecasts(cases, pillars, rules, rung, train, test).items():
            for what, residual in _residuals(points, cases.where(test)).items():
                found[who].setdefault(what, []).append(residual)
    return Foretold(
        {who: {w: np.concatenate(r) for w, r in by.items()} for who, by in found.items()}
    )


def folds(cases: Cases) -> Iterator[tuple[Mask, Mask]]:
    """(what is known, what is foretold from it): the later readings in up to five parts."""
    n = len(cases)
    first = max(SCALE.readings, n // 3)
    edges = np.unique(np.linspace(first, n, min(FOLDS, max(n - first, 0)) + 1).astype(int))
    days = sorted({int(cases.day[i]) for i in edges if i < n})
    for begin, end in pairwise([*days, int(cases.day.max(initial=0)) + 1]):
        train, test = cases.day < begin, (cases.day >= begin) & (cases.day < end)
        if train.sum() >= SCALE.readings and test.any():
            yield train, test


def _forecasts(
    cases: Cases,
    pillars: Mapping[str, Pillar],
    rules: Rules,
    rung: Rung,
    train: Mask,
    test: Mask,
) -> dict[str, Floats]:
    """The points foretold, by whom: (n_test, 4)."""
    known = {name: pillar.where(train) for name, pillar in pillars.items()}
    ahead = {name: pillar.where(test) for name, pillar in pillars.items()}
    values: dict[str, float] = {}
    for solution in searched(cases.where(train), known, rules, rung):
        values |= solution.values
    fit = {name: pillar.with_numbers(values) for name, pillar in ahead.items()}
    last, mean = remembered(cases, train, test)
    return {FIT: points_of(fit), SHIPPED: points_of(ahead), LAST: last, MEAN: mean}


def points_of(pillars: Mapping[str, Pillar]) -> Floats:
    """The points of all pillars, in the order of `PILLARS`: (n, 4)."""
    return np.stack([pillars[name].points for name in PILLARS], axis=1)


def remembered(cases: Cases, train: Mask, test: Mask) -> tuple[Floats, Floats]:
    """What an account last read, and what it read on average, before: (n_test, 4) each.

    An account without an earlier reading gets the average of all; so does a pillar nobody read.
    """
    whole = cases.total * cases.only_total
    recorded = np.where(cases.shown, cases.recorded, (whole / len(PILLARS))[:, None])
    shown = cases.shown | cases.only_total[:, None]
    known = shown & train[:, None]
    everyone = known_mean(recorded * known, known)
    member, n = cases.member, int(cases.member.max(initial=-1)) + 1
    newest = np.full((n, len(PILLARS)), -1)
    row, pillar = np.nonzero(known)
    np.maximum.at(newest, (member[row], pillar), row)
    sums, counts = np.zeros(newest.shape), np.zeros(newest.shape)
    np.add.at(sums, member[train], (recorded * known)[train])
    np.add.at(counts, member[train], known[train])
    some = newest >= 0
    last = np.where(some, recorded[newest, np.arange(len(PILLARS))], everyone)
    mean = np.where(some, sums / np.maximum(counts, 1), everyone)
    return last[member[test]], mean[member[test]]


def known_mean(recorded: Floats, known: Mask) -> Floats:
    """The mean of what is known in each column."""
    result: Floats = recorded.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return result


def _residuals(points: Floats, cases: Cases) -> dict[str, Floats]:
    """Estimated minus recorded, by pillar and for the total."""
    totals, told = totals_of(cases)
    by = {
        name: (points[:, i] - cases.recorded[:, i])[cases.shown[:, i]]
        for i, name in enumerate(PILLARS)
    }
    return by | {"total": (points.sum(axis=1) - totals)[told]}


def totals_of(cases: Cases) -> tuple[Floats, Mask]:
    """The recorded totals, and which rows tell one: the sum of four pillars, or the total alone."""
    every = cases.shown.all(axis=1)
    totals = np.where(every, cases.recorded.sum(axis=1), cases.total)
    return totals, every | cases.only_total
