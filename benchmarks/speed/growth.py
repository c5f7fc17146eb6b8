"""How time and memory grow: exponents of straight lines through logarithms."""

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.speed.engines import OURS
from benchmarks.speed.figures import SMALL, Figure, Measured

LEAST = 1_000_000  # rows; below them time is not spent on rows
GROWN_AT = 10_000  # accounts, while rows grow


def exponents(measured: Sequence[Measured]) -> Iterator[Figure]:
    """The exponents of snapshot and history: with rows at fixed accounts, and the other way.

    A snapshot has its layout prepared; making the log and its layout is in the time of a history.
    """
    for name in ("snapshot", "history"):
        for engine in OURS:
            own = [m for m in measured if (m.work.name, m.engine) == (name, engine) and m.is_timed]
            for along, fixed, at in (("rows", "accounts", GROWN_AT), ("accounts", "rows", LEAST)):
                line = [m for m in own if getattr(m.work, fixed) == at and m.work.rows >= LEAST]
                what = f"with {along} at {at:,} {fixed}: {engine}"
                yield from _fitted(f"{name}, time {what}", line, along, "median")
                large = [m for m in line if m.columns >= 0.1 * SMALL]
                yield from _fitted(f"{name}, memory {what}", large, along, "peak")


def _fitted(name: str, line: Sequence[Measured], along: str, what: str) -> Iterator[Figure]:
    sizes = [getattr(m.work, along) for m in line]
    values = [getattr(m, what) for m in line]
    if len(set(sizes)) >= 3 and min(values) > 0:
        yield Figure(name, exponent(sizes, values), "", "exponent")


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 6)
    1.0
    """
    slope, _ = np.polyfit(np.log(sizes), np.log(values), 1)
    return float(slope)
