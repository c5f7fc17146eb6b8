"""Calendar days as whole numbers: days since 1970-01-01, the form every column holds."""

from datetime import date

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]

EPOCH = date(1970, 1, 1).toordinal()


def to_day(value: date) -> int:
    """The day number of a date.

    >>> to_day(date(1970, 1, 11))
    10
    """
    return value.toordinal() - EPOCH


def to_date(day: int) -> date:
    """The date of a day number; the inverse of `to_day`.

    >>> to_date(10)
    datetime.date(1970, 1, 11)
    """
    return date.fromordinal(day + EPOCH)
