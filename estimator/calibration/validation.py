"""How well a fit foretells readings it has not seen, beside its rivals, in time order.

The fit and the rules it began from are both anchored on the readings so far, as a score is: what is
asked of a fit is what it adds to them.

Intervals are split conformal: of n residuals that were foretold, the half width at a level is the
(n + 1) level-th smallest size; between two sizes it lies in between, so that few residuals do not
promise more than the level. Below the number of residuals that a level needs there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np

from estimator.advance import advancing
from estimator.calibration.design import PillarDesign
from estimator.calibration.observations import Cases, Place
from estimator.calibration.problem import SCALE, Rung
from estimator.calibration.search import searched
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading
from estimator.rules import Rules
from estimator.score.anchors import anchored_points
from estimator.score.rows import Flags, Floats

LEVELS = (0.8, 0.9, 0.95)
ROUNDING = 1e-9


@dataclass(frozen=True)
class HalfWidth(AsJson):
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
    return ceil(level / (1.0 - level) - ROUNDING)


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
ALONE = "this fit, without readings"  # what its spread is; no forecast anybody would make


@dataclass(frozen=True, eq=False)
class Foretold:
    """Residuals (estimated minus recorded) of readings that were foretold, by whom and of what.

    by: for the fit, each rival and `ALONE`, by pillar and "total", shape (n_foretold,).
    """

    by: Mapping[str, Mapping[str, Floats]]

    def error(self, who: str, what: str) -> float | None:
        """The mean absolute error of one of them; None where nothing was foretold."""
        residual = self.by[who].get(what)
        return None if residual is None or not len(residual) else float(np.abs(residual).mean())

    def overall(self, who: str) -> float | None:
        """The mean absolute error over all pillars; of the total where no pillar was foretold."""
        off = self._off(who)
        return float(off.mean()) if len(off) else None

    def gain(self) -> tuple[float, float]:
        """By how much the fit is nearer than the rules it began from, and the standard error."""
        nearer = self._off(SHIPPED) - self._off(FIT)
        return float(nearer.mean()), float(nearer.std() / np.sqrt(len(nearer)))

    def _off(self, who: str) -> Floats:
        own = [r for what, r in self.by[who].items() if what != "total" and len(r)]
        own = own or [r for r in self.by[who].values() if len(r)]
        off: Floats = np.abs(np.concatenate([*own, np.zeros(0)]))
        return off


def foretold(
    cases: Cases, pillars: Mapping[str, PillarDesign], rules: Rules, rung: Rung
) -> Foretold:
    """Every later part of the readings, foretold from those before it."""
    found: dict[str, dict[str, list[Floats]]] = {who: {} for who in (FIT, *RIVALS, ALONE)}
    accounts = _accounts(cases)
    parts = [*folds(cases, max(rung.readings, 1))]
    for train, test in advancing("fitting", parts, len(parts)):
        made = _forecasts(cases, accounts, pillars, rules, rung, train, test)
        for who, points in made.items():
            for what, residual in _residuals(points, cases.where(test)).items():
                found[who].setdefault(what, []).append(residual)
    return Foretold(
        {who: {w: np.concatenate(r) for w, r in by.items()} for who, by in found.items()}
    )


def folds(cases: Cases, least: int = SCALE.readings) -> Iterator[tuple[Flags, Flags]]:
    """(what is known, what is foretold from it): the later readings in up to five parts.

    least: readings that must be known.
    """
    n, least = len(cases), min(least, SCALE.readings)
    first = max(least, n // 3)
    edges = np.unique(np.linspace(first, n, min(FOLDS, max(n - first, 0)) + 1).astype(int))
    days = sorted({int(cases.day[i]) for i in edges if i < n})
    for begin, end in pairwise([*days, int(cases.day.max(initial=0)) + 1]):
        train, test = cases.day < begin, (cases.day >= begin) & (cases.day < end)
        if train.sum() >= least and test.any():
            yield train, test


class Account(NamedTuple):
    """A member's log alone, and its readings with their days, under the name they have there."""

    log: ActivityLog
    readings: list[tuple[int, Reading]]


def _accounts(cases: Cases) -> dict[Place, Account]:
    """Those that have readings, by their places."""
    found: dict[Place, Account] = {}
    every = zip(cases.readings, cases.day.tolist(), cases.places, strict=True)
    for reading, day, (log, account) in every:
        name = cases.logs[log].accounts[account]
        if (log, account) not in found:
            found[log, account] = Account(cases.logs[log].of_account(name), [])
        found[log, account].readings.append((day, replace(reading, account=name)))
    return found


def anchored(cases: Cases, accounts: Mapping[Place, Account], rules: Rules, known: int) -> Floats:
    """What rules say of readings, anchored on their account's before the day `known`: (n, 4)."""
    points = []
    for place, day, seat in zip(cases.places, cases.day.tolist(), cases.seat, strict=True):
        log, readings = accounts[place]
        before = [one for on, one in readings if on < known]
        points.append(anchored_points(log, rules, seat, before, day))
    return np.array(points)


def _forecasts(
    cases: Cases,
    accounts: Mapping[Place, Account],
    pillars: Mapping[str, PillarDesign],
    rules: Rules,
    rung: Rung,
    train: Flags,
    test: Flags,
) -> dict[str, Floats]:
    """The points foretold, by whom: (n_test, 4)."""
    known = {name: pillar.where(train) for name, pillar in pillars.items()}
    ahead = {name: pillar.where(test) for name, pillar in pillars.items()}
    values: dict[str, float] = {}
    for solution in searched(cases.where(train), known, rules, rung):
        values |= solution.values
    alone = {name: pillar.with_numbers(values) for name, pillar in ahead.items()}
    own = np.stack([alone[name].points for name in PILLARS], axis=1)
    last, mean = remembered(cases, train, test)
    later = cases.where(test)
    base = anchored(later, accounts, rules, int(later.day[0]))
    fit = anchored(later, accounts, rules.replace(values), int(later.day[0])) if values else base
    return {FIT: fit, SHIPPED: base, LAST: last, MEAN: mean, ALONE: own}


def remembered(cases: Cases, train: Flags, test: Flags) -> tuple[Floats, Floats]:
    """What an account last read, and what it read on average, before: (n_test, 4) each.

    An account without an earlier reading gets the average of all; so does a pillar nobody read.
    """
    total = cases.only_total[:, None]
    recorded = np.where(total, cases.total[:, None] / len(PILLARS), cases.recorded)
    known, member = (cases.shown | total) & train[:, None], cases.member
    found = []
    for one in member[test]:
        own = known & (member == one)[:, None]
        some = np.where(own.any(axis=0), own, known)
        mean = (recorded * some).sum(axis=0) / np.maximum(some.sum(axis=0), 1)
        newest = len(own) - 1 - own[::-1].argmax(axis=0)
        last = np.where(own.any(axis=0), recorded[newest, range(len(PILLARS))], mean)
        found.append((last, mean))
    last, mean = np.stack(found, axis=1)
    return last, mean


def _residuals(points: Floats, cases: Cases) -> dict[str, Floats]:
    """Estimated minus recorded, by pillar and for the total: of four pillars, or read alone."""
    every = cases.shown.all(axis=1)
    totals = np.where(every, cases.recorded.sum(axis=1), cases.total)
    by = {
        name: (points[:, i] - cases.recorded[:, i])[cases.shown[:, i]]
        for i, name in enumerate(PILLARS)
    }
    return by | {"total": (points.sum(axis=1) - totals)[every | cases.only_total]}
