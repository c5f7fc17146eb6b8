"""A column of dates put together a piece at a time.

pyarrow is imported here, and only when such a table is read.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from estimator.days import Days, to_date
from estimator.log import MISSING, Coded, Value
from estimator.readers.tables.cells import Odd
from estimator.readers.tables.recoding import recode

NO_DAY = np.iinfo(np.int32).min
SPREAD = 1 << 14  # days from the first of a log to its last; where there are more, one is wrong


class Dates:
    """A column of dates, shape (n_rows,)."""

    def __init__(self, n_rows: int) -> None:
        self._days: Days = np.empty(n_rows, dtype=np.int32)

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """Puts the column's rows from `start` on."""
        for chunk in column.chunks:
            days = chunk.view("int32").fill_null(NO_DAY)
            self._days[start : start + len(chunk)] = days.to_numpy(zero_copy_only=False)
            start += len(chunk)

    def coded(self) -> Coded:
        """The whole column, its values as `2026-03-05`, some of which no row may have."""
        days = self._days
        absent = days == NO_DAY if len(days) and days.min() == NO_DAY else None
        there = days if absent is None else days[~absent]
        first, last = (int(there.min()), int(there.max())) if len(there) else (0, -1)
        if last - first >= SPREAD:
            return _coded_one_by_one(days)
        days -= np.int32(first)
        if absent is not None:
            days[absent] = MISSING
        return Coded(days, tuple(map(_written, range(first, last + 1))))


def _coded_one_by_one(days: Days) -> Coded:
    encoded = pa.array(days).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    place: npt.NDArray[np.int32] = np.arange(len(values) + 1, dtype=np.int32)
    place[[value == NO_DAY for value in values] + [True]] = MISSING
    codes = encoded.indices.to_numpy().copy()
    recode(codes, place)
    return Coded(codes, tuple(map(_written, values)))


def _written(day: int) -> Value:
    try:
        return to_date(day).isoformat()
    except (ValueError, OverflowError):  # a date that Python does not have
        return Odd("an impossible date")
