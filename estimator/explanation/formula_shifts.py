"""Shifts of the formula: readings whose residuals move together, which no activity explains.

A step is sought in the residuals (estimated minus recorded), where a change of habits that the log
shows leaves none. It counts as LinkedIn's doing when all pillars of an account move the same way,
or all accounts do. Nothing is refitted; a regime is proposed, and a person decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from estimator.days import to_date, to_day
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.score.rows import Flags, Floats

FEWEST = 3  # readings on either side; with fewer, a step and noise look alike
NEAR = 6  # readings on either side that are looked at: of more, drift makes a step
GRAIN = 0.1  # points in which LinkedIn's own figures move: less noise than this is not believed


@dataclass(frozen=True)
class Residual:
    """One recorded pillar of an account beside its estimate; residual: estimated minus recorded."""

    account: str
    on: date
    pillar: str
    recorded: float
    residual: float


@dataclass(frozen=True, eq=False)
class Series:
    """The residuals of one account and pillar (or total): arrays of shape (n_readings,)."""

    account: str
    pillar: str
    day: npt.NDArray[np.int64]
    residual: Floats
    recorded: Floats

    def where(self, kept: Flags) -> "Series":
        columns = self.day[kept], self.residual[kept], self.recorded[kept]
        return Series(self.account, self.pillar, *columns)


@dataclass(frozen=True)
class ResidualStep:
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


def series_of(held: Sequence[Residual]) -> Iterator[Series]:
    """The series of each account and pillar, one reading a day, the last of it."""
    ordered = sorted(held, key=lambda one: (one.account, one.pillar, one.on))
    for (account, pillar), group in groupby(ordered, key=lambda one: (one.account, one.pillar)):
        daily = {to_day(one.on): one for one in group}
        yield Series(
            account,
            pillar,
            np.array([*daily]),
            np.array([one.residual for one in daily.values()]),
            np.array([one.recorded for one in daily.values()]),
        )


def steps_of(one: Series, day: int) -> Iterator[ResidualStep]:
    """What the series does on a day, by its nearest readings; nothing where it has too few."""
    before, after = np.flatnonzero(one.day < day)[-NEAR:], np.flatnonzero(one.day >= day)[:NEAR]
    if min(len(before), len(after)) < FEWEST:
        return
    middles = float(np.median(one.residual[before])), float(np.median(one.residual[after]))
    rest = np.concatenate([one.residual[before] - middles[0], one.residual[after] - middles[1]])
    noise = max(1.2533 * float(np.abs(rest).mean()), GRAIN)  # mean deviation to standard deviation
    error = noise * float(np.sqrt(1.0 / len(before) + 1.0 / len(after)))
    size = middles[1] - middles[0]
    level = float(np.median(one.recorded[before]))
    near = np.concatenate([before, after])
    line = _off_a_line(one.day[near], one.residual[near])
    worse = (float(line @ line) - float(rest @ rest)) / noise**2
    yield ResidualStep(one.account, one.pillar, size, abs(size) / error, worse, level)


def _off_a_line(day: npt.NDArray[np.int64], residual: Floats) -> Floats:
    """What a straight line leaves of the residuals: a drift leaves little, a step much."""
    centred = day - day.mean()
    slope = float(centred @ residual / (centred @ centred))
    line: Floats = residual - residual.mean() - slope * centred
    return line


ACCOUNTS = 3  # that must move together to speak of all accounts
SURE = 3.0  # times its own standard error a step must be
SPEAKS = 2.0  # points a pillar must have to show a shift of some per cent at all


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


def shifts(held: Sequence[Residual], rules: Rules) -> tuple[Shift, ...]:
    """Every suspected shift, the earliest first; those of all accounts where there are enough."""
    series = [*series_of(held)]
    found = [*_split(series, _of_accounts)]
    if not found:
        for _, own in groupby(series, key=lambda one: one.account):
            found += _split([*own], _of_pillars)
    return tuple(
        _shift(day, steps, series, rules) for day, steps in sorted(found, key=itemgetter(0))
    )


Found = tuple[int, tuple[ResidualStep, ...]]
Agreement = Callable[
    [Sequence[ResidualStep]], tuple[ResidualStep, ...]
]  # the steps of a shift; none: no shift


def _split(series: Sequence[Series], agree: Agreement) -> Iterator[Found]:
    """The surest day on which the series agree, then those on either side of it."""
    days = sorted({int(day) for one in series for day in one.day})
    asked = ((day, agree([s for one in series for s in steps_of(one, day)])) for day in days)
    agreed = [(day, steps) for day, steps in asked if steps]
    if not agreed:
        return
    day, steps = max(agreed, key=lambda one: sum(min(step.sure, 50.0) ** 2 for step in one[1]))
    yield day, steps
    yield from _split([one.where(one.day < day) for one in series], agree)
    yield from _split([one.where(one.day >= day) for one in series], agree)


def _of_pillars(steps: Sequence[ResidualStep]) -> tuple[ResidualStep, ...]:
    """All steps, when every pillar that can show a shift steps the same way."""
    speaking = [step for step in steps if step.level >= SPEAKS]
    sure = all(step.sure >= SURE for step in speaking)
    if len({step.pillar for step in speaking}) < 2 or not sure or not _is_step(speaking):
        return ()
    return tuple(steps) if not _against(steps, speaking[0].size) else ()


def _of_accounts(steps: Sequence[ResidualStep]) -> tuple[ResidualStep, ...]:
    """All steps, when in every account what is sure goes the same way, and there is some."""
    sure = [step for step in steps if step.sure >= SURE]
    accounts = {step.account for step in steps}
    moved = {step.account for step in sure} == accounts and _is_step(sure)
    if len(accounts) < ACCOUNTS or not moved:
        return ()
    return tuple(steps) if not _against(steps, sure[0].size) else ()


def _is_step(steps: Iterable[ResidualStep]) -> bool:
    """Whether two levels fit all of them together better than straight lines do."""
    return sum(step.worse for step in steps) > 0


def _against(steps: Iterable[ResidualStep], size: float) -> bool:
    """Whether a step that is sure goes the other way."""
    return any(step.sure >= SURE and step.size * size < 0 for step in steps)


def _shift(
    day: int, steps: Sequence[ResidualStep], series: Sequence[Series], rules: Rules
) -> Shift:
    accounts = tuple(sorted({step.account for step in steps}))
    earlier = [d for one in series if one.account in accounts for d in one.day if d < day]
    moved = {
        pillar: -float(np.mean([s.size for s in steps if s.pillar == pillar]))
        for pillar in rules.pillars
        if any(s.pillar == pillar for s in steps)
    }
    level = sum(step.level for step in steps) / len(accounts)
    size = -sum(step.size for step in steps) / len(accounts)
    after, on = to_date(int(max(earlier))), to_date(day)
    return Shift(after, on, accounts, moved, 100.0 * size / level, _known(rules, after, on))


def _known(rules: Rules, after: date, on: date) -> str | None:
    """The regime that begins between two readings, or a few days around."""
    week = timedelta(days=7)
    near = [one.id for one in rules.regimes if after - week < one.from_ <= on + week]
    return near[-1] if near else None
