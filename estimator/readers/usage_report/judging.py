"""The rows of a usage report that can be used: of whom, of when, and what they count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.days import to_day
from estimator.errors import Fault
from estimator.readers.outcome import LISTED
from estimator.readers.tables.cells import FOUNDED, LAST, veiled
from estimator.readers.usage_report.cells import Column, column_of, share_of
from estimator.readers.usage_report.columns import PERIOD, PERSON, RATE, UNUSED
from estimator.readers.usage_report.grid import Grid
from estimator.readers.usage_report.periods import Days, period_in
from estimator.readers.usage_report.seats import accounts_of, periods_of

SENTENCES: Mapping[str, str] = {
    "no period": "no period is known; name the file usage_2025-08-01_2025-08-31.csv or give "
    "--period 2025-08-01:2025-08-31",
    "impossible period": f"the period is impossible; days are {FOUNDED} to {LAST}",
    "same seat and period twice": "the seat has a row of these days already; the first one counts",
}


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


def seat_periods(grid: Grid, found: Mapping[int, str], period: Days | None) -> SeatPeriods:
    """The rows of the grid whose seat and period are known and who have any number.

    period: the days of rows that have none of their own.
    """
    periods = periods_of(grid.rows, found, period_in(grid.above) or period or period_in(grid.name))
    accounts = accounts_of(grid.rows, found, grid.names, periods)
    columns, faults = _columns(grid, found)
    reasons = _reasons(accounts, periods, columns)
    kept = [place for place, reason in enumerate(reasons) if reason is None]
    skipped: dict[str, int] = {}
    for place, reason in enumerate(reasons):
        if reason is not None:
            skipped[reason] = skipped.get(reason, 0) + 1
            if reason in SENTENCES and skipped[reason] <= LISTED:
                faults.append(Fault(f"{grid.name}:{grid.lines[place]}", SENTENCES[reason], reason))
    faults += _too_many_days(grid, columns, periods)
    rows = np.array(kept, dtype=np.intp)
    days = np.array([periods[place] for place in kept], dtype=np.int64).reshape(len(kept), 2)
    return SeatPeriods(
        [accounts[place] or "" for place in kept],
        days[:, 0],
        days[:, 1],
        {meaning: column.where(rows) for meaning, column in columns.items()},
        [grid.lines[place] for place in kept],
        skipped,
        faults,
    )


def _reasons(
    accounts: Sequence[str | None],
    periods: Sequence[Days | None],
    columns: Mapping[str, Column],
) -> list[str | None]:
    """Why each row cannot be used; None when it can."""
    told = np.zeros(len(accounts), dtype=bool)
    for column in columns.values():
        told |= column.known
    seen: dict[str, list[Days]] = {}
    return [
        _reason(account, period, bool(known), seen)
        for account, period, known in zip(accounts, periods, told, strict=True)
    ]


def _reason(
    account: str | None, period: Days | None, told: bool, seen: dict[str, list[Days]]
) -> str | None:
    if account is None:
        return "of no seat"
    if not told:
        return "never onboarded"
    if period is None:
        return "no period"
    if period[0] < to_day(FOUNDED) or period[1] > to_day(LAST):
        return "impossible period"
    earlier = seen.setdefault(account, [])
    if any(first <= period[1] and period[0] <= last for first, last in earlier):
        return "same seat and period twice"
    earlier.append(period)
    return None


def _columns(grid: Grid, found: Mapping[int, str]) -> tuple[dict[str, Column], list[Fault]]:
    columns: dict[str, Column] = {}
    faults: list[Fault] = []
    for place, meaning in found.items():
        if meaning in (UNUSED, *PERSON, *PERIOD):
            continue
        cells = [row[place] for row in grid.rows]
        column, wrong = share_of(cells) if meaning == RATE else column_of(cells)
        columns[meaning] = column if meaning not in columns else columns[meaning] + column
        faults += [
            Fault(
                f"{grid.name}:{grid.lines[row]}",
                f"{grid.names[place]} is not a number from 0 on (got {veiled(cells[row])})",
                f"{grid.names[place]} is not a number",
            )
            for row in wrong[:LISTED]
        ]
    return columns, faults


def _too_many_days(
    grid: Grid, columns: Mapping[str, Column], periods: Sequence[Days | None]
) -> list[Fault]:
    """The rows with more active days than their period has; those count as all of its days."""
    active = columns.get("active_day")
    if active is None:
        return []
    faults = []
    for line, days, period in zip(grid.lines, active.values.tolist(), periods, strict=True):
        length = period[1] - period[0] + 1 if period else days
        if days > length:
            what = f"days active is {days:g} in a period of {length:g} days; read as {length:g}"
            faults.append(Fault(f"{grid.name}:{line}", what, "too many days"))
    return faults[:LISTED]
