"""How well a fit foretells readings it has not seen, beside its rivals, in time order.

The fit and the rules it began from are both anchored on the readings so far, as a score is: what is
asked of a fit is what it adds to them.

Intervals are split conformal: of n residuals that were foretold, the half width at a level is the
(n + 1) level-th smallest size; between two sizes it lies in between, so that few residuals do not
promise more than the level. Below the number of residuals that a level needs there is none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from math import ceil

import numpy as np

from estimator.advance import advancing
from estimator.anchoring.anchor import Anchor, States
from estimator.anchoring.selection import selected
from estimator.calibration.design import Cases, Design, Ints
from estimator.calibration.identified import searched
from estimator.calibration.problem import LADDER, LEAST, Rung
from estimator.log import ActivityLog, concat
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading
from estimator.rules import Rules
from estimator.score.anchors import recorded_states
from estimator.score.book import book_of
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

    def errors(self) -> dict[str, dict[str, float]]:
        """The mean absolute errors, by who and what, where anything was foretold."""
        return {
            who: {w: float(np.abs(r).mean()) for w, r in self.by[who].items() if len(r)}
            for who in (FIT, *RIVALS)
        }

    def off(self, who: str) -> Floats:
        """How far one of them was off, over all pillars; over the total where none was foretold."""
        own = [r for what, r in self.by[who].items() if what != "total" and len(r)]
        own = own or [r for r in self.by[who].values() if len(r)]
        off: Floats = np.abs(np.concatenate([*own, np.zeros(0)]))
        return off


def foretold(cases: Cases, design: Design, rules: Rules, rung: Rung) -> Foretold:
    """Every later part of the readings, foretold from those before it."""
    found: dict[str, dict[str, list[Floats]]] = {who: {} for who in (FIT, *RIVALS, ALONE)}
    log, account = _together(cases)
    readings = [replace(r, seat=s) for r, s in zip(cases.readings, cases.seat, strict=True)]
    base = recorded_states(log, rules, account, cases.day, cases.seat)
    parts = [*folds(cases, max(LADDER[rung], 1))]
    for train, test in advancing("fitting", parts, len(parts)):
        values: dict[str, float] = {}
        for solution in searched(cases.where(train), design.where(train), rules, rung):
            values |= solution.values
        alone = design.where(test).with_numbers(values).points
        last, mean = remembered(cases, train, test)
        fit = shipped = _anchored(readings, account, rules, base, train, test)
        if values:
            fitted, n = rules.replace(values), int(np.flatnonzero(test)[-1]) + 1
            moved = recorded_states(log, fitted, account[:n], cases.day[:n], cases.seat[:n])
            fit = _anchored(readings, account, fitted, moved, train, test)
        own = np.stack([alone[name] for name in PILLARS], axis=1)
        made = {FIT: fit, SHIPPED: shipped, LAST: last, MEAN: mean, ALONE: own}
        for who, points in made.items():
            for what, residual in _residuals(points, cases.where(test)).items():
                found[who].setdefault(what, []).append(residual)
    return Foretold(
        {who: {w: np.concatenate(r) for w, r in by.items()} for who, by in found.items()}
    )


def folds(cases: Cases, least: int = LEAST) -> Iterator[tuple[Flags, Flags]]:
    """(what is known, what is foretold from it): the later readings in up to five parts.

    least: readings that must be known.
    """
    n, least = len(cases), min(least, LEAST)
    first = max(least, n // 3)
    edges = np.unique(np.linspace(first, n, min(FOLDS, max(n - first, 0)) + 1).astype(int))
    days = sorted({int(cases.day[i]) for i in edges if i < n})
    for begin, end in pairwise([*days, int(cases.day.max(initial=0)) + 1]):
        train, test = cases.day < begin, (cases.day >= begin) & (cases.day < end)
        if train.sum() >= least and test.any():
            yield train, test


def _together(cases: Cases) -> tuple[ActivityLog, Ints]:
    """One log of all accounts with readings, and the place in it of each reading's: (n,)."""
    pairs = zip(cases.log.tolist(), cases.account.tolist(), strict=True)
    names = [cases.logs[log].accounts[account] for log, account in pairs]
    parts: list[ActivityLog] = []
    for place in np.unique(cases.log).tolist():
        log, own = cases.logs[place], {*compress(names, cases.log == place)}
        whole = len(own) == log.n_accounts
        parts += [log] if whole else [log.of_account(name) for name in sorted(own)]
    log = parts[0] if len(parts) == 1 else concat(parts)
    places = {name: place for place, name in enumerate(log.accounts)}
    return log, np.array([places[name] for name in names])


def _anchored(
    readings: Sequence[Reading],
    account: Ints,
    rules: Rules,
    says: States,
    train: Flags,
    test: Flags,
) -> Floats:
    """What rules say of readings, anchored on those of their account that are known: (n_test, 4).

    says: what they say of the days of the readings, oldest first, up to the last of the test.
    """
    points = says.points.T.copy()
    first = int(np.flatnonzero(test)[0])
    model = rules.on(int(says.day[first]))
    z = book_of(model, readings[first].seat or "free").z
    for one in np.unique(account[test]):
        known, ahead = (np.flatnonzero(some & (account == one)) for some in (train, test))
        own = [readings[row] for row in known.tolist()]
        if own and model.anchoring is not None:
            chosen = selected(own, None)
            then = says.at(known[[own.index(reading) for reading in chosen]])
            anchor = Anchor(model.anchoring, PILLARS, chosen, then, z)
            points[ahead] = anchor.at(says.at(ahead)).points.T
    return points[test[: len(points)]]


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
