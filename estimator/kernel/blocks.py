"""A pillar's points after both cuts, for rooms that do not call the book yet."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Cut(NamedTuple):
    """A pillar's points after both cuts; low and high are the same array where all is known."""

    points: Floats
    low: Floats
    high: Floats
