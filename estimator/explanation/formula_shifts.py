"""Shifts of the formula: readings whose residuals move together, which no activity explains.

A step is sought in the residuals (estimated minus recorded), where a change of habits that the log
shows leaves none. It counts as LinkedIn's doing when all pillars of an account move the same way,
or all accounts do. Nothing is refitted; a regime is proposed, and a person decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import to_date, to_day
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.score.rows import Floats

FEWEST = 3  # readings on either side; with fewer, a step and noise look alike
NEAR = 6  # readings on either side that are looked at: of more, drift makes a step
GRAIN = 0.1  # points in which LinkedIn's own figures move: less noise than this is not believed
ACCOUNTS = 3  # that must move together to speak of all accounts
SURE = 3.0  # times its own standard error a step must be
SPEAKS = 2.0  # points a pillar must have to show a shift of some per cent at all


@dataclass(frozen=True)
class Residual:
    """One recorded pillar of an account beside its estimate; residual: estimated minus recorded."""

    account: str
    on: date
    pillar: str
    recorded: float
    residual: float


class Series(NamedTuple):
    """The residuals of one account and pillar (or total): arrays of shape (n_readings,)."""

    account: str
    pillar: str
    day: npt.NDArray[np.int64]
    residual: Floats
    recorded: Floats

    def step(self, day: int) -> "ResidualStep | None":
        """What the series does on a day, by its nearest readings; None where it has too few."""
        before, after = (
            np.flatnonzero(self.day < day)[-NEAR:],
            np.flatnonzero(self.day >= day)[:NEAR],
        )
        if min(len(before), len(after)) < FEWEST:
            return None
        near, residual = np.concatenate([before, after]), self.residual
        low, high = float(np.median(residual[before])), float(np.median(residual[after]))
        rest = residual[near] - np.repeat([low, high], [len(before), len(after)])
        # mean deviation to standard deviation
        noise = max(1.2533 * float(np.abs(rest).mean()), GRAIN)
        error = noise * float(np.sqrt(1.0 / len(before) + 1.0 / len(after)))
        # what a straight line leaves: of a drift little, of a step much
        centred, moved = self.day[near] - self.day[near].mean(), residual[near]
        slope = float(centred @ moved / (centred @ centred))
        line = moved - moved.mean() - slope * centred
        worse = (float(line @ line) - float(rest @ rest)) / noise**2
        level = float(np.median(self.recorded[before]))
        return ResidualStep(
            self.account, self.pillar, high - low, abs(high - low) / error, worse, level
        )


class ResidualStep(NamedTuple):
    """What one series does on a day.

    size: of the step in its residual, in points; sure: the same in its own standard errors; worse:
    by how much a straight line fits worse than two levels; level: what it read before, in points.
    """

    account: str
    pillar: str
    size: float
    sure: float
    worse: float
    level: float


def _series_of(held: Iterable[Residual]) -> Iterator[Series]:
    """The series of each account and pillar, one reading a day, the last of it."""
    whose = attrgetter("account", "pillar")
    for (account, pillar), group in groupby(
        sorted(held, key=lambda one: (*whose(one), one.on)), whose
    ):
        daily = {to_day(one.on): (one.residual, one.recorded) for one in group}
        yield Series(account, pillar, np.array([*daily]), *np.array([*daily.values()]).T)


@dataclass(frozen=True)
class Shift(AsJson, also="points"):
    """A suspected change of formula between two readings.

    after: the last day of the old formula that has a reading; on: the first of the new one.
    moved: by how much readings moved against the estimate, in points by pillar, the mean over the
    accounts; percent: the same for all pillars together. known: the regime of the rules that
    begins there, None where none does.
    """

    after: date
    on: date
    accounts: tuple[str, ...]
    moved: Mapping[str, float]
    percent: float
    known: str | None

    @property
    def points(self) -> float:
        """By how much the total moved."""
        return sum(self.moved.values())

    def who(self) -> str:
        """How many accounts moved."""
        return "1 account" if len(self.accounts) == 1 else f"{len(self.accounts)} accounts"

    def proposal(self) -> str:
        """A regime to add to the rules, as YAML; its source is yours to name.

        What is measured is the size only: numbers stay as they are until somebody refits them.
        """
        verb = "rose" if self.points > 0 else "fell"
        size = f"{abs(self.points):.1f} points ({abs(self.percent):.0f} %)"
        note = (
            f"readings of {self.who()} {verb} by {size} with no activity to explain it; suspected"
        )
        return (
            "regimes:\n"
            f"  - id: r{self.on.isoformat()}\n"
            f"    from: {self.on.isoformat()}\n"
            f"    note: {note}\n"
            "    source: readings  # name it under sources\n"
        )


def shifts(held: Iterable[Residual], rules: Rules) -> tuple[Shift, ...]:
    """Every suspected shift, the earliest first; those of all accounts where there are enough."""
    series = [*_series_of(held)]
    found = [*_split(series, _of_accounts)]
    if not found:
        for _, own in groupby(series, key=attrgetter("account")):
            found += _split([*own], _of_pillars)
    return tuple(_shift(*one, series, rules) for one in sorted(found, key=itemgetter(0)))


Steps = Sequence[ResidualStep]


def _split(
    series: Sequence[Series], speaking: Callable[[Steps], Steps]
) -> Iterator[tuple[int, Steps]]:
    """The surest day on which the series agree, with its steps; then those on either side of it.

    speaking: of the steps of a day those that speak for a shift; they agree where two levels fit
    them better together than straight lines do, and no step that is sure goes the other way.
    """
    agreed = []
    for day in sorted({int(day) for one in series for day in one.day}):
        steps = [step for one in series if (step := one.step(day)) is not None]
        some, sure = speaking(steps), [step for step in steps if step.sure >= SURE]
        fits = sum(step.worse for step in some) > 0
        if fits and all(step.size * some[0].size >= 0 for step in sure):
            agreed.append((sum(min(step.sure, 50.0) ** 2 for step in steps), day, steps))
    if not agreed:
        return
    _, day, steps = max(agreed, key=itemgetter(0))
    yield day, steps
    for early in (True, False):
        kept = [(one, (one.day < day) == early) for one in series]
        halves = [Series(*one[:2], *(column[rows] for column in one[2:])) for one, rows in kept]
        yield from _split(halves, speaking)


def _of_pillars(steps: Steps) -> Steps:
    """Those of the pillars that can show a shift, when all of them are sure."""
    some = [step for step in steps if step.level >= SPEAKS]
    enough = len({step.pillar for step in some}) >= 2
    return some if enough and all(step.sure >= SURE for step in some) else ()


def _of_accounts(steps: Steps) -> Steps:
    """Those that are sure, when there is one of every account."""
    sure = [step for step in steps if step.sure >= SURE]
    accounts = {step.account for step in steps}
    enough = len(accounts) >= ACCOUNTS
    return sure if enough and {step.account for step in sure} == accounts else ()


def _shift(day: int, steps: Steps, series: Iterable[Series], rules: Rules) -> Shift:
    accounts = tuple(sorted({step.account for step in steps}))
    earlier = [d for one in series if one.account in accounts for d in one.day if d < day]
    sizes = {p: [s.size for s in steps if s.pillar == p] for p in rules.pillars}
    moved = {pillar: -float(np.mean(size)) for pillar, size in sizes.items() if size}
    level = sum(step.level for step in steps)
    percent = -100.0 * sum(step.size for step in steps) / level
    after, on, week = to_date(int(max(earlier))), to_date(day), timedelta(days=7)
    near = [one.id for one in rules.regimes if after - week < one.from_ <= on + week]
    return Shift(after, on, accounts, moved, percent, near[-1] if near else None)
