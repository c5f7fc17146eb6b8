"""How much coverage shows, by its former name; see `estimator.score.shown`."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.decay import Decay
from estimator.log import ActivityLog
from estimator.score import shown
from estimator.score.shown import is_whole

__all__ = ["Everyone", "covered_part", "is_whole"]


class Everyone(NamedTuple):
    """All accounts of a log."""

    log: ActivityLog

    @classmethod
    def of(cls, log: ActivityLog) -> "Everyone":
        return cls(log)


def covered_part(
    actions: Iterable[str], accounts: Everyone, first: int, last: int, decay: Decay
) -> npt.NDArray[np.float64]:
    """The part of the window's weight that is covered. See `estimator.score.shown`."""
    return shown.covered_part(actions, accounts.log, first, last, decay)
