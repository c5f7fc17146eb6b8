"""A sheet of the analytics workbook: its header, wherever it stands, and days with numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from estimator.days import to_day
from estimator.errors import Fault
from estimator.readers.outcome import LISTED
from estimator.readers.tables.cells import day_of, veiled
from estimator.readers.usage_report.cells import Column, column_of
from estimator.readers.workbook import Cells

SEARCHED = 10  # the rows within which a header is looked for
NO_DATE = "not a date"

_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")


@dataclass(frozen=True)
class Daily:
    """The rows of a sheet that have a day, by day: shape (n_rows,) each.

    columns: by the name in the header, in lower case.
    """

    days: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    records: int
    faults: tuple[Fault, ...]


def header_of(rows: Sequence[Cells], wanted: Sequence[str]) -> int | None:
    """The row that names all the wanted columns, of the first ten; None when none does."""
    for place, cells in enumerate(rows[:SEARCHED]):
        if set(wanted) <= {cell.lower() for cell in cells}:
            return place
    return None


def daily_of(rows: Sequence[Cells], wanted: Sequence[str], where: str) -> Daily | None:
    """The days and the numbers of the wanted columns; None for a sheet without such a header."""
    top = header_of(rows, ("date", *wanted))
    if top is None:
        return None
    names = [cell.lower() for cell in rows[top]]
    below = [
        (line, (row + [""] * len(names))[: len(names)])
        for line, row in enumerate(rows[top + 1 :], top + 2)
        if any(row)
    ]
    cells = [row[names.index("date")] for _, row in below]
    days = dates_of(cells)
    faults = [
        Fault(
            f"{where}:{line}", f"Date is not a date (got {veiled(cell)}); 3/5/2026 is one", NO_DATE
        )
        for (line, _), cell, day in zip(below, cells, days, strict=True)
        if day is None
    ]
    kept = sorted((day, place) for place, day in enumerate(days) if day is not None)
    columns = {}
    for name in wanted:
        at = names.index(name)
        columns[name], wrong = column_of([below[place][1][at] for _, place in kept])
        faults += [
            Fault(f"{where}:{below[kept[row][1]][0]}", f"{name} is not a number from 0 on")
            for row in wrong
        ]
    ordered = np.array([day for day, _ in kept], dtype=np.int64)
    return Daily(ordered, columns, len(below), tuple(faults[:LISTED]))


def dates_of(cells: Sequence[str]) -> list[int | None]:
    """The days of a column of dates, month first unless a number over 12 shows otherwise.

    >>> dates_of(["1/2/1970", "1/13/1970"]), dates_of(["1/2/1970", "13/1/1970"])
    ([1, 12], [31, 12])
    """
    month_first = [_date(cell, 1, 2) for cell in cells]
    day_first = [_date(cell, 2, 1) for cell in cells]
    better = sum(d is not None for d in day_first) > sum(d is not None for d in month_first)
    return day_first if better else month_first


def date_of(cell: str) -> int | None:
    """The one day of a text such as `Total followers on 3/5/2026:`; None when it has none."""
    found = _SLASHED.search(cell)
    return _date(found.group(0) if found else cell, 1, 2)


def _date(cell: str, month: int, day: int) -> int | None:
    found = _SLASHED.fullmatch(cell.strip())
    if found is None:
        return day_of(cell.strip())
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    try:
        return to_day(date(year, int(found[month]), int(found[day])))
    except ValueError:
        return None


def total_of(rows: Sequence[Cells]) -> tuple[int, float] | None:
    """The day and the number of `Total followers on 3/5/2026:`; None where no cell says it."""
    for row in rows[:SEARCHED]:
        for label, value in pairwise(row):
            if label.lower().startswith("total followers"):
                column, _ = column_of([value])
                day = date_of(label)
                if day is not None and column.known[0]:
                    return day, float(column.values[0])
    return None
