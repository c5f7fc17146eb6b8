"""Steps in residuals (estimated minus recorded): what one series of readings does on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol

import numpy as np
import numpy.typing as npt

from estimator.days import to_day

Floats = npt.NDArray[np.float64]

FEWEST = 3  # readings on either side; with fewer, a step and noise look alike
NEAR = 6  # readings on either side that are looked at: of more, drift makes a step
GRAIN = 0.1  # points in which LinkedIn's own figures move: less noise than this is not believed


class Held(Protocol):
    """One recorded pillar of an account beside its estimate; residual: estimated minus recorded."""

    @property
    def account(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def pillar(self) -> str: ...
    @property
    def recorded(self) -> float: ...
    @property
    def residual(self) -> float: ...


@dataclass(frozen=True, eq=False)
class Series:
    """The residuals of one account and pillar (or total): arrays of shape (n_readings,)."""

    account: str
    pillar: str
    day: npt.NDArray[np.int64]
    residual: Floats
    recorded: Floats

    def within(self, first: int, last: int) -> "Series":
        kept = (self.day >= first) & (self.day <= last)
        columns = self.day[kept], self.residual[kept], self.recorded[kept]
        return Series(self.account, self.pillar, *columns)


@dataclass(frozen=True)
class Step:
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


def series_of(held: Sequence[Held]) -> Iterator[Series]:
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


def steps_of(one: Series, day: int) -> Iterator[Step]:
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
    yield Step(one.account, one.pillar, size, abs(size) / error, worse, level)


def _off_a_line(day: npt.NDArray[np.int64], residual: Floats) -> Floats:
    """What a straight line leaves of the residuals: a drift leaves little, a step much."""
    centred = day - day.mean()
    slope = float(centred @ residual / (centred @ centred))
    line: Floats = residual - residual.mean() - slope * centred
    return line
