"""Calendar days as whole numbers: days since 1970-01-01, the form every column holds."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]

EPOCH = date(1970, 1, 1).toordinal()
FOUNDED = date(2002, 12, 28)  # LinkedIn's first day; nothing was done on it before
LAST = date(2199, 12, 31)  # beyond it a day is a slip of the pen


@dataclass(frozen=True, slots=True)
class Range:
    """The days `first` to `last`, both included."""

    first: int
    last: int

    @property
    def n_days(self) -> int:
        return self.last - self.first + 1


def to_day(value: date, where: str = "day") -> int:
    """The day number of a date.

    where: what the date is called, for the error. Raises: TypeError for what is not a date.

    >>> to_day(date(1970, 1, 11))
    10
    """
    try:
        return value.toordinal() - EPOCH
    except AttributeError:
        got = f"{value!r}, {type(value).__name__}"
        raise TypeError(f"{where}: not a date (got {got}); give a datetime.date") from None


def to_date(day: int) -> date:
    """The date of a day number; the inverse of `to_day`.

    >>> to_date(10)
    datetime.date(1970, 1, 11)
    """
    return date.fromordinal(day + EPOCH)
