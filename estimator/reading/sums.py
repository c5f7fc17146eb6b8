"""Sums: whether pillars and a total go together, as far as rounding lets one tell."""

import math
from collections.abc import Mapping

from estimator.reading.names import PILLARS
from estimator.reading.numerals import half_unit

SLACK = 1e-4  # what float32 may carry a sum over


def sums_up(total: float | None, points: Mapping[str, float]) -> bool:
    """Whether the pillars can make the total, a missing one being worth 0 to 25; True if unknown.

    Each number may be off by half a unit of the last place it is written with.

    >>> points = {"brand": 20.998, "find": 6.4, "insight": 10.25, "relationship": 15}
    >>> sums_up(53, points), sums_up(60.0, points), sums_up(60.0, {"brand": 20.998})
    (True, False, True)
    """
    if total is None:
        return True
    known = math.fsum(points.values())
    slack = math.fsum(map(half_unit, (total, *points.values()))) + SLACK
    return known - slack <= total <= known + 25 * (len(PILLARS) - len(points)) + slack
