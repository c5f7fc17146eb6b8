"""What a seat did in a period, as rows of days: evenly, as nobody knows on which day it was."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.days import Days
from estimator.log import Codes, Counts
from estimator.readers.usage_report.cells import Column

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of one action; all of shape (n_rows,). seat: the place of the seat they are of."""

    action: str
    seat: Codes
    day: Days
    count: Counts


def evenly(action: str, column: Column, first: Numbers, last: Numbers) -> Rows:
    """The count of each seat in equal parts on every day of its period.

    >>> rows = evenly("comment", Column(np.array([6.0]), np.array([True])), *np.array([[0], [2]]))
    >>> rows.day.tolist(), rows.count.tolist()
    ([0, 1, 2], [2.0, 2.0, 2.0])
    """
    seats = np.flatnonzero(column.known & (column.values > 0))
    length = (last - first + 1)[seats]
    seat = np.repeat(seats, length)
    day = np.repeat(first[seats], length) + _counted(length)
    return _rows(action, seat, day, np.repeat(column.values[seats] / length, length))


def on_distinct_days(action: str, column: Column, first: Numbers, last: Numbers) -> Rows:
    """One a day on as many days of each seat's period as the column says, evenly apart.

    >>> two = Column(np.array([2.0]), np.array([True]))
    >>> on_distinct_days("active_day", two, *np.array([[0], [29]])).day.tolist()
    [7, 22]
    """
    length = last - first + 1
    wanted = np.rint(np.minimum(column.values, length)).astype(np.int64) * column.known
    seat = np.repeat(np.arange(len(wanted)), wanted)
    place = ((_counted(wanted) + 0.5) * length[seat] / np.maximum(wanted[seat], 1)).astype(np.int64)
    return _rows(action, seat, first[seat] + place, np.ones(len(seat)))


def at_the_end(action: str, column: Column, last: Numbers) -> Rows:
    """A level of each seat, known on the last day of its period."""
    seats = np.flatnonzero(column.known)
    return _rows(action, seats, last[seats], column.values[seats])


def _counted(lengths: Numbers) -> Numbers:
    """0, 1, ... up to each length, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - lengths, lengths)


def _rows(action: str, seat: Numbers, day: Numbers, count: Counts) -> Rows:
    return Rows(action, seat.astype(np.int32), day.astype(np.int32), count)
