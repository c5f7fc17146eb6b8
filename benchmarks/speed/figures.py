"""Measurements: what a process found, and the figures that are made of it."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.speed.engines import ENGINES, OURS, Work

SMALL = 100e6  # bytes of columns below which a process's own needs hide those of the rows
KINDS = ("time", "rate", "start", "memory", "exponent", "share", "ratio")


class Figure(NamedTuple):
    """One number of a run: what `compare` holds against that of another run."""

    name: str
    value: float
    unit: str
    kind: str


class Measured(NamedTuple):
    """An engine on a work: seconds of each run, versions, bytes.

    differs: by how many points its answer is off that of ours by arrays; None where there is none.
    times: empty where it is off by too much, and then there is no median.
    """

    work: Work
    engine: str
    version: str
    units: int
    first: float
    times: list[float]
    peak: int
    result: int
    columns: int
    differs: float | None = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def seconds(self) -> float:
        """The median of one unit of work."""
        return self.median / self.units

    @property
    def whole(self) -> float:
        """Seconds for all of the work, by what was done of it."""
        return self.seconds * self.work.units

    @property
    def is_equal(self) -> bool:
        return self.differs is not None and self.differs <= ENGINES[self.engine].same

    @property
    def is_timed(self) -> bool:
        return bool(self.times)

    @property
    def beside(self) -> float | None:
        """Memory beside the columns and the result, in columns; None of too few, or not timed."""
        if self.columns < SMALL or not self.is_timed:
            return None
        return max(self.peak - self.columns - self.result, 0) / self.columns


def title(work: Work) -> str:
    """What a work is called."""
    if work.name == "plans":
        return f"{work.rows:,} plans x 90 days, one account, one core"
    said = {
        "snapshot": "snapshot, layout prepared",
        "raw": "snapshot, nothing prepared",
        "history": "history of 365 days, nothing prepared",
    }[work.name]
    accounts = "1 account" if work.accounts == 1 else f"{work.accounts:,} accounts"
    return f"{said}, {work.rows:,} rows, {accounts}"


def in_words(work: Work) -> str:
    """The unit in which a rate of a work is told."""
    return "plans/s"


def is_rated(work: Work) -> bool:
    """Whether a work is told as a rate."""
    return work.name == "plans"


def best_peer(found: Iterable[Measured]) -> Measured | None:
    """The quickest of the others whose answers are equal."""
    peers = [one for one in found if one.engine not in OURS and one.is_equal and one.is_timed]
    return min(peers, key=lambda one: one.seconds, default=None)


def figures_of(found: Sequence[Measured]) -> Iterator[Figure]:
    """The figures of one work; what was not timed has none."""
    found = [one for one in found if one.is_timed]
    for one in found:
        name = f"{title(one.work)}: {one.engine}"
        if is_rated(one.work):
            yield Figure(name, 1 / one.seconds, in_words(one.work), "rate")
        else:
            yield Figure(name, 1000 * one.whole, "ms", "time")
        if one.beside is not None:
            yield Figure(f"{name}, memory", one.beside, "x columns", "memory")
    best = best_peer(found)
    for one in found:
        if best is not None and one.engine in OURS:
            name = f"{title(one.work)}: {one.engine} against the best peer"
            yield Figure(name, best.seconds / one.seconds, "x", "ratio")
            yield from _against(one, found)


def _against(one: Measured, found: Sequence[Measured]) -> Iterator[Figure]:
    for peer in found:
        if peer.engine not in OURS and peer.is_equal:
            name = f"{title(one.work)}: {one.engine} against {peer.engine}"
            yield Figure(name, peer.seconds / one.seconds, "x", "ratio")
