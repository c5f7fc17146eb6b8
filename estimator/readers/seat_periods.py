"""What seats did in periods, as rows of days: counts evenly, totals at the end; and their scores.

A usage report has a row a seat and period, a table kept by hand or by a logger a row a day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import to_date
from estimator.errors import Fault, ReadingError
from estimator.log import ActivityLog, Coded, Counts
from estimator.readers.outcome import LISTED, FileReport, Outcome, in_order
from estimator.readers.tables.text_tables import Grid
from estimator.readers.usage_columns import PILLARS, RATE, SSI, TOTAL, NumberColumn
from estimator.reading import Reading
from estimator.reading.names import API_NAMES

Ints = npt.NDArray[np.int64]
Spread = tuple[Ints, Ints, Counts]  # rows of a log: which row of the table they are of, day, count

NO_ROWS: Spread = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True)
class SeatPeriods:
    """The usable rows: one a seat and period. accounts, lines and arrays: one entry a row.

    columns: what each row counts, by meaning. skipped: rows that cannot be used, by reason.
    """

    accounts: Sequence[str]
    first: Ints
    last: Ints
    columns: Mapping[str, NumberColumn]
    lines: Sequence[int]
    skipped: Mapping[str, int]
    faults: Sequence[Fault]


def outcome_of(
    grid: Grid, seats: SeatPeriods, kind: str, what: str, *, notes: Sequence[str] = (), seat: bool
) -> Outcome:
    """What a table of seats and periods shows: their activity, and the score of each row.

    what: the word for such a file. seat: whether its accounts have a Sales Navigator seat.
    """
    readings, wrong = _readings(seats, grid.name, kind, seat)
    report = FileReport(
        grid.name,
        what,
        records=grid.n_records,
        read=len(seats.accounts),
        skipped={**seats.skipped, **Counter(fault.kind for fault in grid.faults)},
        first=int(seats.first.min()),
        last=int(seats.last.max()),
        faults=in_order((*grid.faults[:LISTED], *seats.faults, *wrong)),
        notes=(*grid.notes, *notes),
    )
    return Outcome(
        kind,
        activity(seats),
        tuple(readings),
        (report,),
        columns=tuple(filter(None, grid.names)),
        seat="sales_navigator" if seat else None,
    )


def activity(seats: SeatPeriods) -> ActivityLog:
    """The log of what the seats did; it covers of each seat what the report shows of it."""
    columns = actions_of(seats.columns)
    parts = [_spread(action, column, seats) for action, column in columns.items()]
    row, day, count = map(np.concatenate, zip(NO_ROWS, *parts, strict=True))
    action = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part[0]) for part in parts])
    place = {name: code for code, name in enumerate(dict.fromkeys(seats.accounts))}
    codes = np.array([place[name] for name in seats.accounts], dtype=np.int32)
    return ActivityLog.build(
        account=Coded(codes[row], tuple(place)),
        day=day,
        action=Coded(action, tuple(columns)),
        count=count,
        coverage=Coverage(tuple(_spans(columns, seats))),
        accounts=place,
    )


def actions_of(columns: Mapping[str, NumberColumn]) -> dict[str, NumberColumn]:
    """The columns that are actions. A rate of accepted InMails counts those that were sent."""
    found = {name: column for name, column in columns.items() if name in vocabulary()}
    if RATE in columns and "inmail_sent" in found and "inmail_replied" not in found:
        found["inmail_replied"] = found["inmail_sent"] * columns[RATE]
    return found


def _spread(action: str, column: NumberColumn, seats: SeatPeriods) -> Spread:
    """The rows of an action; a level of each seat is known on the last day of its period."""
    if vocabulary()[action].level:
        rows = np.flatnonzero(column.known)
        return rows, seats.last[rows], column.values[rows]
    spread = on_distinct_days if action == "active_day" else evenly
    return spread(column, seats.first, seats.last)


def evenly(column: NumberColumn, first: Ints, last: Ints) -> Spread:
    """The count of each seat in equal parts on every day of its period.

    >>> rows = evenly(NumberColumn(np.array([6.0]), np.array([True])), *np.array([[0], [2]]))
    >>> [part.tolist() for part in rows]
    [[0, 0, 0], [0, 1, 2], [2.0, 2.0, 2.0]]
    """
    seats = np.flatnonzero(column.known & (column.values > 0))
    length = (last - first + 1)[seats]
    day = np.repeat(first[seats], length) + _counted(length)
    return np.repeat(seats, length), day, np.repeat(column.values[seats] / length, length)


def on_distinct_days(column: NumberColumn, first: Ints, last: Ints) -> Spread:
    """One a day on as many days of each seat's period as the column says, evenly apart.

    >>> two = NumberColumn(np.array([2.0]), np.array([True]))
    >>> on_distinct_days(two, *np.array([[0], [29]]))[1].tolist()
    [7, 22]
    """
    length = last - first + 1
    wanted = np.rint(np.minimum(column.values, length)).astype(np.int64) * column.known
    seat = np.repeat(np.arange(len(wanted)), wanted)
    place = ((_counted(wanted) + 0.5) * length[seat] / np.maximum(wanted[seat], 1)).astype(np.int64)
    return seat, first[seat] + place, np.ones(len(seat))


def _counted(lengths: Ints) -> Ints:
    """0, 1, ... up to each length, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)


def _spans(columns: Mapping[str, NumberColumn], seats: SeatPeriods) -> Iterator[Span]:
    """A span for each action, seat and period that has a number, or one for all seats alike."""
    n_accounts = len(set(seats.accounts))
    for action, column in columns.items():
        firsts = seats.last if vocabulary()[action].level else seats.first
        rows = np.flatnonzero(column.known).tolist()
        periods = {(int(firsts[row]), int(seats.last[row])) for row in rows}
        if len(periods) == 1 and len({seats.accounts[row] for row in rows}) == n_accounts:
            yield Span(action, *periods.pop())
        else:
            for row in rows:
                yield Span(action, int(firsts[row]), int(seats.last[row]), seats.accounts[row])


def _readings(
    seats: SeatPeriods, name: str, kind: str, seat: bool
) -> tuple[list[Reading], list[Fault]]:
    """The reading of each row that has a score, on its last day, and what is wrong with others."""
    readings: list[Reading] = []
    faults: list[Fault] = []
    columns = {meaning: seats.columns[meaning] for meaning in SSI if meaning in seats.columns}
    for row, account in enumerate(seats.accounts):
        scores = {n: float(c.values[row]) for n, c in columns.items() if c.known[row]}
        if not scores:
            continue
        pillars = [{"pillar": API_NAMES[n], "score": scores[n]} for n in PILLARS if n in scores]
        total = {"overall": scores[TOTAL]} if TOTAL in scores else {}
        payload: dict[str, object] = {"memberScore": total | {"subScores": pillars}}
        try:
            readings.append(
                Reading.from_payload(
                    payload | ({"activeSeat": True} if seat else {}),
                    where=f"{name}:{seats.lines[row]}",
                    captured=to_date(int(seats.last[row])).isoformat(),
                    account=account,
                    evidence="real",
                    source={"kind": kind},
                )
            )
        except ReadingError as error:
            faults += error.faults
    return readings, faults
