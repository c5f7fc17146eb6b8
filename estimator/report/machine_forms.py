"""Results for programs: JSON and CSV, the same bytes every time."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from estimator.advance import advancing
from estimator.report.wording import finite, fit, rounded
from estimator.score.results import Json

DAY = re.compile(r"\d{4}-\d\d-\d\d")
BLOCK = 50_000  # rows that are written at a time
PLACES = 3  # of points in CSV: as many as LinkedIn's own pillars carry


def to_json(content: Mapping[str, object]) -> str:
    r"""The content as JSON text: keys sorted, lists of plain values on one line, no NaN.

    Numbers have six decimals; other signs than those of ASCII are escaped, so that no encoding
    of a terminal or pipe can spoil them.

    Raises: ValueError for a number that is not finite.

    >>> to_json({"b": [1, 2.5], "a": {}})
    '{\n  "a": {},\n  "b": [1, 2.5]\n}\n'
    """
    return _pretty(rounded(content), "") + "\n"


def to_csv(rows: Iterable[Json]) -> str:
    r"""The rows as CSV with the keys of the first as header; points have three decimals.

    A text that a spreadsheet would run as a formula is led by an apostrophe.

    Raises: ValueError for a number that is not finite.

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


def columns_to_csv(columns: Mapping[str, Sequence[object]]) -> str:
    r"""The columns as the CSV that `to_csv` makes of their rows, a block of rows at a time.

    Numbers and days are arrays. Raises: ValueError for a number that is not finite.

    >>> columns_to_csv({"account": ["=a"], "total": np.array([52.34567])})
    "account,total\n'=a,52.346\n"
    """
    n = len(next(iter(columns.values())))
    starts = range(0, n, BLOCK)
    made = [",".join(columns) + "\n" if n else ""]
    for start in advancing("writing", starts, len(starts)):
        texts = [_texts(column[start : start + BLOCK]) for column in columns.values()]
        made.append("\n".join(map(",".join, zip(*texts, strict=True))) + "\n")
    return "".join(made)


def _texts(column: Any) -> list[str]:  # an array or a list
    """The cells of a part of a column."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "f":
        finite(float(np.abs(column).max(initial=0.0)))
        return [*map(f"{{:.{PLACES}f}}".format, (column + 0.0).tolist())]
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return [*map(str, column.tolist())]
    shown = {value: _quoted(value) for value in set(column)}
    return [shown[value] for value in column]


def _quoted(value: object) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([_cell(value), ""])
    return out.getvalue().removesuffix(",")


def to_parquet(rows: Iterable[Json], path: Path) -> None:
    """Writes the rows as a Parquet file, days as days. Raises: ImportError without pyarrow."""
    import pyarrow  # noqa: PLC0415  # extra `data`
    import pyarrow.parquet  # noqa: PLC0415  # the same

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([*map(_typed, rows)]), path)


def to_workbook(rows: Iterable[Json], path: Path) -> None:
    """Writes the rows as a sheet, days as days. Raises: ImportError without openpyxl."""
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415  # extra `data`

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("ssi")
    for n, row in enumerate(map(_typed, rows)):
        if n == 0:
            sheet.append([*row])
        sheet.append(
            [fit(cell, "table") if isinstance(cell, str) else cell for cell in row.values()]
        )
    book.save(path)


def _typed(row: Json) -> Json:
    """The row with days in place of their texts, and nothing where there is no value."""
    return {name: _value(cell) for name, cell in row.items()}


def _value(cell: object) -> object:
    if isinstance(cell, float):
        return finite(cell)
    if isinstance(cell, str) and DAY.fullmatch(cell):
        return date.fromisoformat(cell)
    return None if cell == "" else cell


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{finite(value) + 0.0:.{PLACES}f}"
    return fit(value, "table") if isinstance(value, str) else value


def _pretty(value: object, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, dict) and value:
        pairs = (f"{json.dumps(k)}: {_pretty(v, inner)}" for k, v in sorted(value.items()))
        return _bracketed("{", "}", pairs, indent)
    if isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        return _bracketed("[", "]", (_pretty(v, inner) for v in value), indent)
    return json.dumps(value, allow_nan=False)


def _bracketed(opening: str, closing: str, parts: Iterable[str], indent: str) -> str:
    inner = f",\n{indent}  ".join(parts)
    return f"{opening}\n{indent}  {inner}\n{indent}{closing}"
