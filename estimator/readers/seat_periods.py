"""What was done in periods, as rows of days: counts evenly, totals at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import Days
from estimator.errors import Fault
from estimator.log import ActivityLog, Coded, Codes, Counts
from estimator.readers.usage_columns import RATE, Column

NO_ROWS = np.zeros(0, dtype=np.int32)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SeatPeriods:
    """The usable rows: one a seat and period. accounts, lines and arrays: one entry a row.

    columns: what each row counts, by meaning. skipped: rows that cannot be used, by reason.
    """

    accounts: Sequence[str]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    lines: Sequence[int]
    skipped: Mapping[str, int]
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Spread:
    """Rows of one action; all of shape (n_rows,). seat: the place of the seat they are of."""

    action: str
    seat: Codes
    day: Days
    count: Counts


def activity(seats: SeatPeriods) -> ActivityLog:
    """The log of what the seats did; it covers of each seat what the report shows of it."""
    columns = actions_of(seats.columns)
    parts = [_spread(action, column, seats) for action, column in columns.items()]
    place = {name: code for code, name in enumerate(dict.fromkeys(seats.accounts))}
    codes = np.array([place[name] for name in seats.accounts], dtype=np.int32)
    sizes = np.array([len(part.day) for part in parts], dtype=np.intp)
    action = np.repeat(np.arange(len(parts)), sizes)
    return ActivityLog.build(
        account=Coded(codes[np.concatenate([NO_ROWS, *(p.seat for p in parts)])], tuple(place)),
        day=np.concatenate([NO_ROWS, *(part.day for part in parts)]),
        action=Coded(action.astype(np.int32), tuple(columns)),
        count=np.concatenate([NO_ROWS, *(part.count for part in parts)]),
        coverage=Coverage(tuple(_spans(columns, seats))),
        accounts=place,
    )


def actions_of(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns that are actions. A rate of accepted InMails counts those that were sent."""
    found = {name: column for name, column in columns.items() if name in vocabulary()}
    if RATE in columns and "inmail_sent" in found and "inmail_replied" not in found:
        found["inmail_replied"] = found["inmail_sent"] * columns[RATE]
    return found


def _spread(action: str, column: Column, seats: SeatPeriods) -> Spread:
    if vocabulary()[action].level:
        return at_the_end(action, column, seats.last)
    if action == "active_day":
        return on_distinct_days(action, column, seats.first, seats.last)
    return evenly(action, column, seats.first, seats.last)


def _spans(columns: Mapping[str, Column], seats: SeatPeriods) -> Iterator[Span]:
    """A span for each action, seat and period that has a number, or one for all seats alike."""
    n_accounts = len(set(seats.accounts))
    for action, column in columns.items():
        level = vocabulary()[action].level
        firsts = seats.last if level else seats.first
        rows = np.flatnonzero(column.known).tolist()
        periods = {(int(firsts[row]), int(seats.last[row])) for row in rows}
        if len(periods) == 1 and len({seats.accounts[row] for row in rows}) == n_accounts:
            yield Span(action, *periods.pop())
        else:
            for row in rows:
                yield Span(action, int(firsts[row]), int(seats.last[row]), seats.accounts[row])


def evenly(action: str, column: Column, first: Ints, last: Ints) -> Spread:
    """The count of each seat in equal parts on every day of its period.

    >>> rows = evenly("comment", Column(np.array([6.0]), np.array([True])), *np.array([[0], [2]]))
    >>> rows.day.tolist(), rows.count.tolist()
    ([0, 1, 2], [2.0, 2.0, 2.0])
    """
    seats = np.flatnonzero(column.known & (column.values > 0))
    length = (last - first + 1)[seats]
    seat = np.repeat(seats, length)
    day = np.repeat(first[seats], length) + _counted(length)
    return _spread_rows(action, seat, day, np.repeat(column.values[seats] / length, length))


def on_distinct_days(action: str, column: Column, first: Ints, last: Ints) -> Spread:
    """One a day on as many days of each seat's period as the column says, evenly apart.

    >>> two = Column(np.array([2.0]), np.array([True]))
    >>> on_distinct_days("active_day", two, *np.array([[0], [29]])).day.tolist()
    [7, 22]
    """
    length = last - first + 1
    wanted = np.rint(np.minimum(column.values, length)).astype(np.int64) * column.known
    seat = np.repeat(np.arange(len(wanted)), wanted)
    place = ((_counted(wanted) + 0.5) * length[seat] / np.maximum(wanted[seat], 1)).astype(np.int64)
    return _spread_rows(action, seat, first[seat] + place, np.ones(len(seat)))


def at_the_end(action: str, column: Column, last: Ints) -> Spread:
    """A level of each seat, known on the last day of its period."""
    seats = np.flatnonzero(column.known)
    return _spread_rows(action, seats, last[seats], column.values[seats])


def _counted(lengths: Ints) -> Ints:
    """0, 1, ... up to each length, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - lengths, lengths)


def _spread_rows(action: str, seat: Ints, day: Ints, count: Counts) -> Spread:
    return Spread(action, seat.astype(np.int32), day.astype(np.int32), count)
