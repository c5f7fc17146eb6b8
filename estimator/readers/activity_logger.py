"""The daily CSV of an activity-logging browser extension: activity and SSI, a row a day.

Its columns for the profile's viewers, impressions and appearances are sums over windows of
several days and are not read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from estimator.coverage import Coverage, Span
from estimator.delimited import Record
from estimator.errors import Fault, LogError
from estimator.log import OWNER
from estimator.readers.activity_columns import COLUMNS, DATE
from estimator.readers.outcome import LISTED, FileReport, Outcome, few, in_order
from estimator.readers.recorded import readings_of
from estimator.readers.seat_periods import SeatPeriods, activity
from estimator.readers.tables.cells import day_of, veiled
from estimator.readers.tables.delimited import opened
from estimator.readers.usage_columns import SSI, Column, column_of
from estimator.readers.usage_report import as_wide_as

KIND = "activity_logger"


def read_activity_log(content: bytes | Sequence[Record], name: str) -> Outcome:
    """The activity of each recorded day, and the SSI of the days that have one.

    A day without a row is not covered: the extension did not run.

    Raises: LogError when no row has a day.
    """
    rows_of, _, notes = opened(content, name)
    names = [cell.strip() for cell in next(cells for _, cells in rows_of if cells and any(cells))]
    records, cut = as_wide_as(names, list(rows_of), name)
    days, skipped, undated = _days(records, names.index(DATE), name)
    skipped |= Counter(fault.kind for fault in cut)
    n_records = len(records) + len(cut)
    faults = [*cut[:LISTED], *undated]
    if not days:
        what = f"none of its {n_records} rows has a day"
        raise LogError([Fault(name, what), *few(faults, skipped)])
    rows = dict(sorted(days.items()))
    seats, wrong = _columns(rows, names, name)
    log = activity(seats)
    readings, more = readings_of(seats, name, kind=KIND, seat=False)
    report = FileReport(
        name,
        "activity log",
        records=n_records,
        read=len(rows),
        skipped=skipped,
        first=min(rows),
        last=max(rows),
        faults=in_order((*faults, *wrong, *more)),
        notes=(*notes, *_left_out(names)),
    )
    log = log.with_coverage(Coverage(tuple(_runs(log.coverage.spans))))
    return Outcome(KIND, log, tuple(readings), (report,))


Rows = Mapping[int, tuple[int, list[str]]]  # day -> the line it stands on, and its cells


def _days(
    records: Sequence[tuple[int, list[str]]], place: int, name: str
) -> tuple[dict[int, tuple[int, list[str]]], dict[str, int], list[Fault]]:
    """The rows by day; a later row of a day takes the place of an earlier one."""
    days: dict[int, tuple[int, list[str]]] = {}
    skipped: dict[str, int] = {}
    faults: list[Fault] = []
    for line, cells in records:
        cell = cells[place] if place < len(cells) else ""
        day = day_of(cell.strip())
        if day is None:
            skipped["not a date"] = skipped.get("not a date", 0) + 1
            what = f"Date is not a date (got {veiled(cell)}); write it as 2026-03-05"
            faults.append(Fault(f"{name}:{line}", what, "not a date"))
        else:
            if day in days:
                skipped["an earlier row of a day"] = skipped.get("an earlier row of a day", 0) + 1
            days[day] = (line, cells)
    return days, skipped, faults[:LISTED]


def _columns(rows: Rows, names: Sequence[str], name: str) -> tuple[SeatPeriods, list[Fault]]:
    """The rows as periods of one day each, and the cells that are no number."""
    lines = [line for line, _ in rows.values()]
    columns: dict[str, Column] = {}
    faults: list[Fault] = []
    for place, column in enumerate(names):
        if column in COLUMNS:
            cells = [row[place] if place < len(row) else "" for _, row in rows.values()]
            whole = COLUMNS[column] not in ("active_day", *SSI)
            columns[COLUMNS[column]], wrong = column_of(cells, whole=whole)
            what = f"{column} is not a {'whole ' if whole else ''}number from 0 on"
            faults += [Fault(f"{name}:{lines[row]}", what, column) for row in wrong[:LISTED]]
    days = np.array(list(rows), dtype=np.int64)
    return SeatPeriods([OWNER] * len(rows), days, days, columns, lines, {}, []), faults


def _left_out(names: Sequence[str]) -> Iterator[str]:
    left = [name for name in names if name and name not in (DATE, *COLUMNS)]
    if left:
        yield f"columns not read: {', '.join(left)}"


def _runs(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of single days, those of days in a row as one."""
    found: dict[str | None, Span] = {}
    for span in spans:
        before = found.get(span.action)
        if before is None or span.first is None or before.last is None:
            found[span.action] = span
        elif span.first == before.last + 1:
            found[span.action] = replace(before, last=span.last)
        else:
            yield before
            found[span.action] = span
    yield from found.values()
