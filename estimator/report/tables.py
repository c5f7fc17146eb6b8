"""Results as CSV: one header, one row each, the same bytes every time."""

import csv
import io
from collections.abc import Iterable

from estimator.report.numbers import rounded
from estimator.results import Json

DECIMALS = 3  # as many as LinkedIn's own pillars carry
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Iterable[Json]) -> str:
    r"""The rows as CSV with the keys of the first as header; points have three decimals.

    A text that a spreadsheet would run as a formula is led by an apostrophe.

    >>> to_csv([{"account": "me", "total": 52.34567}])
    'account,total\nme,52.346\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    for row in rows:
        if not header:
            header = list(row)
            writer.writerow(header)
        writer.writerow([_cell(row[name]) for name in header])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        rounded(value)  # refuses what is not finite
        return f"{value + 0.0:.{DECIMALS}f}"
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value
