"""A whole usage report: the log of its activity and the readings of its SSI columns."""

from collections.abc import Iterator, Mapping
from datetime import date

from estimator.days import to_day
from estimator.errors import Fault, LogError
from estimator.readers.outcome import FileReport, Outcome, in_order
from estimator.readers.recorded import readings_of
from estimator.readers.usage_report.activity import activity
from estimator.readers.usage_report.columns import UNUSED, meanings
from estimator.readers.usage_report.grid import Grid, grid_of
from estimator.readers.usage_report.judging import seat_periods

KIND = "usage_report"
MISSING = (
    "A usage report shows no posts, reactions, comments or profile: add the member's own data "
    "export (Settings > Data privacy > Get a copy of your data).",
)

Period = tuple[date, date]


def read_usage_report(
    content: bytes,
    name: str,
    *,
    workbook: bool = False,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
) -> Outcome:
    """The activity and the SSI of each seat, from a usage report's CSV or XLSX.

    What a seat did in its period is spread evenly over the days of it; a running total is a level
    on the last day. The SSI columns become readings of that day. Nothing personal is kept: a seat
    goes by its id, or by a pseudonym of the name. period: the days, where the report is silent.

    Raises: LogError when there is no such table in it, or none of its rows can be used.
    """
    grid = grid_of(content, name, workbook=workbook, column_map=column_map or {})
    found = meanings(grid.names, column_map or {}, name)
    days = None if period is None else (to_day(period[0]), to_day(period[1]))
    seats = seat_periods(grid, found, days)
    if not seats.accounts:
        reasons = ", ".join(f"{rows} {reason}" for reason, rows in seats.skipped.items())
        what = f"none of its {len(grid.rows)} rows can be used ({reasons or 'it has none'})"
        raise LogError([Fault(name, what), *seats.faults])
    log = activity(seats)
    readings, faults = readings_of(seats, name, kind=KIND, seat=True)
    report = FileReport(
        name,
        "usage report",
        records=len(grid.rows),
        read=len(seats.accounts),
        skipped=seats.skipped,
        first=int(seats.first.min()),
        last=int(seats.last.max()),
        faults=in_order((*seats.faults, *faults)),
        notes=(*grid.notes, *_mapping(grid, found)),
    )
    names = tuple(name for name in grid.names if name)
    return Outcome(KIND, log, tuple(readings), (report,), missing=MISSING, columns=names)


def _mapping(grid: Grid, found: Mapping[int, str]) -> Iterator[str]:
    """What each column was taken for, and which were left out."""
    read = [f"{grid.names[p]} = {m}" for p, m in found.items() if m != UNUSED]
    left = [n for p, n in enumerate(grid.names) if n and found.get(p, UNUSED) == UNUSED]
    yield f"columns read: {', '.join(read)}"
    if left:
        yield f"columns not read: {', '.join(left)}; --map 'Column=action' settles one"
