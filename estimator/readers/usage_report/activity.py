"""The log of a usage report: counts spread over the days of a period, totals at its end."""

from collections.abc import Iterator, Mapping

import numpy as np

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.log import ActivityLog, Coded
from estimator.readers.usage_report.cells import Column
from estimator.readers.usage_report.columns import RATE
from estimator.readers.usage_report.judging import SeatPeriods
from estimator.readers.usage_report.spreading import Rows, at_the_end, evenly, on_distinct_days

NO_ROWS = np.zeros(0, dtype=np.int32)


def activity(seats: SeatPeriods) -> ActivityLog:
    """The log of what the seats did; it covers of each seat what the report shows of it."""
    columns = actions_of(seats.columns)
    parts = [_rows(action, column, seats) for action, column in columns.items()]
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


def _rows(action: str, column: Column, seats: SeatPeriods) -> Rows:
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
