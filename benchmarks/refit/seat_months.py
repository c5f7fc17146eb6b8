"""The Sales Navigator seat-months as amounts of signals, beside the recorded pillars.

The rows themselves are not part of the project; the user names the file.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.refit.one_pillar import amounts_of
from estimator.actions import Seat
from estimator.days import Range, to_day
from estimator.readers import usage_report
from estimator.readers.registry import KnownSource, Manner
from estimator.rules import Rules
from estimator.score.book import Amounts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Row = dict[str, str]

SEAT: Seat = "sales_navigator"
PILLARS = ("brand", "find", "insight", "relationship")
TOLD = {"month", "coach_level", "ssi_overall", *PILLARS}  # columns that are not activity


@dataclass(frozen=True)
class SeatMonths:
    """month: shape (n_rows,), as "2025-01". amounts: by signal, each of shape (n_rows, 1).
    recorded: by pillar, shape (n_rows,). columns: the report's own figures, by name.
    """

    month: npt.NDArray[np.str_]
    amounts: Mapping[str, Amounts]
    recorded: Mapping[str, Floats]
    columns: Mapping[str, Floats]

    @property
    def months(self) -> list[str]:
        return sorted(set(self.month.tolist()))

    def where(self, rows: Mask) -> "SeatMonths":
        """Only the rows that the mask keeps."""
        return SeatMonths(
            self.month[rows],
            {name: Amounts(a.amount[rows], a.known[rows]) for name, a in self.amounts.items()},
            {name: column[rows] for name, column in self.recorded.items()},
            {name: column[rows] for name, column in self.columns.items()},
        )


def read_seat_months(path: Path, rules: Rules) -> SeatMonths:
    """Every row of the file, scored on the last day of its month as the package would."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    months = sorted({row["month"] for row in rows})
    ordered = [row for month in months for row in rows if row["month"] == month]
    parts = [_month([r for r in ordered if r["month"] == m], rules) for m in months]
    return SeatMonths(
        np.array([row["month"] for row in ordered]),
        {name: _stacked([part[name] for part in parts]) for name in parts[0]},
        {name: _column(ordered, name) for name in PILLARS},
        {name: _column(ordered, name) for name in ordered[0] if name not in TOLD},
    )


def _month(rows: list[Row], rules: Rules) -> dict[str, Amounts]:
    """The amounts of every signal on the last day of one month, one row an account."""
    source = KnownSource("seat_months.csv", usage_report.KIND, _written(rows))
    read = usage_report.read([source], Manner())
    assert read.log.n_accounts == len(rows), "each row is an account of its own, in file order"
    assert read.readings[0].captured is not None
    last = to_day(read.readings[0].captured)
    return amounts_of(rules.on(last), read.log, Range(last, last), SEAT)


def _written(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _stacked(parts: Iterable[Amounts]) -> Amounts:
    listed = list(parts)
    return Amounts(
        np.concatenate([part.amount for part in listed]),
        np.concatenate([part.known for part in listed]),
    )


def _column(rows: list[Row], name: str) -> Floats:
    return np.array([float(row[name]) for row in rows])
