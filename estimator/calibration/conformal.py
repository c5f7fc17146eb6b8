"""Intervals from residuals that were foretold: split conformal, in time order.

Of n residuals, the half width at a level is the (n + 1) level-th smallest size; between two sizes
it lies in between, so that few residuals do not promise more than the level. Below the number of
residuals that a level needs there is none, and none is made up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

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
