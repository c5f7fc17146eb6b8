"""Results for programs: JSON and CSV, the same bytes every time."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from estimator.advance import advancing
from estimator.report.wording import finite, fit, rounded

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
PLACES = 3  # of points in CSV: as many as LinkedIn's own pillars carry
BLOCK = 16_384  # rows written at a time
TIE = 1e-6  # how near the middle of two texts a number is left to Python's own rounding

Table = Mapping[str, Any]  # sequences and arrays by the name of their column


def to_json(content: Mapping[str, object]) -> str:
    r"""The content as JSON text: keys sorted, lists of plain values on one line, no NaN.

    Numbers have six decimals; other signs than those of ASCII are escaped, so that no encoding
    of a terminal or pipe can spoil them.

    Raises: ValueError for a number that is not finite.

    >>> to_json({"b": [1, 2.5], "a": {}})
    '{\n  "a": {},\n  "b": [1, 2.5]\n}\n'
    """
    return _pretty(rounded(content), "") + "\n"


def to_csv(columns: Table, headed: bool = True) -> Iterator[str]:
    r"""The columns as CSV, some ten thousand rows at a time; points have three decimals.

    A text that a spreadsheet would run as a formula is led by an apostrophe. Columns of numbers are
    written as columns: a large history takes no longer to write than to work out. headed: begins
    with the names of the columns.

    Raises: ValueError for a number that is not finite.

    >>> "".join(to_csv({"account": ["me"], "total": [52.34567]}))
    'account,total\nme,52.346\n'
    """
    if headed:
        yield ",".join(map(_quoted, columns)) + "\n"
    n = max(map(len, columns.values()), default=0)
    starts = range(0, n, BLOCK)
    for start in advancing("writing", starts, len(starts)):
        parts = [_signs(column[start : start + BLOCK]) for column in columns.values()]
        comma = np.full((len(parts[0]), 1), ord(","), dtype=np.uint8)
        line = np.hstack([sign for part in parts for sign in (part, comma)])
        line[:, -1] = ord("\n")
        yield line[line != 0].tobytes().decode()  # what is no sign only fills a cell up


def cells_of(part: object, names: str) -> dict[str, object]:
    """What a part of a result holds under these names, as cells: an empty one where it is None.

    >>> cells_of(date(2026, 5, 1), "year month")
    {'year': 2026, 'month': 5}
    """
    found = {name: getattr(part, name) for name in names.split()}
    return {name: "" if value is None else value for name, value in found.items()}


def _signs(cells: Sequence[object] | npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """The cells in UTF-8, shape (n_rows, n_signs), each filled up with zeros."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "f":
        whole = _digits(cells)
        if whole is not None:
            return whole
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "OM" and len(cells):
        begins = np.flatnonzero(np.append(True, cells[1:] != cells[:-1]))  # of equal neighbours
        known, place = np.unique(cells[begins].astype(str), return_inverse=True)
        return np.repeat(_signs(known.tolist())[place], np.diff([*begins, len(cells)]), axis=0)
    texts = [_quoted(_cell(cell)).encode() for cell in cells]
    wide = max([1, *map(len, texts)])
    return np.array(texts, dtype=f"S{wide}").view(np.uint8).reshape(len(texts), wide)


def _digits(values: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8] | None:
    """Scores with their three decimals, as `_signs` has them; None where one is no score."""
    if not (np.isfinite(values) & (values >= 0) & (values <= 100)).all():
        return None
    thousand = values * 10**PLACES
    whole = np.rint(thousand).astype(np.int64)
    for row in np.flatnonzero(np.abs(np.abs(thousand - whole) - 0.5) < TIE):
        whole[row] = int(f"{values[row]:.{PLACES}f}".replace(".", ""))
    signs = np.empty((len(whole), 7), dtype=np.uint8)
    for place, worth in ((0, 100_000), (1, 10_000), (2, 1000), (4, 100), (5, 10), (6, 1)):
        signs[:, place] = whole // worth % 10 + ord("0")
    signs[:, 3] = ord(".")
    signs[whole < 100_000, 0] = 0
    signs[whole < 10_000, 1] = 0
    return signs


def _quoted(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


def to_parquet(columns: Table | Iterable[Table], path: Path) -> None:
    """Writes the columns as a Parquet file, days as days; of several tables one after another.

    Raises: ImportError without pyarrow.
    """
    import pyarrow  # noqa: PLC0415  # extra `data`
    import pyarrow.parquet  # noqa: PLC0415  # extra `data`

    some = [columns] if isinstance(columns, Mapping) else columns
    made = (pyarrow.table(_typed(one)) for one in some)
    first = next(made)
    with pyarrow.parquet.ParquetWriter(path, first.schema) as file:
        for table in chain([first], made):
            file.write_table(table)


def to_workbook(columns: Table, path: Path) -> None:
    """Writes the columns as a sheet, days as days; the same columns as the same bytes.

    Raises: ImportError without openpyxl.
    """
    from io import BytesIO  # noqa: PLC0415  # for workbooks
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo  # noqa: PLC0415  # for workbooks

    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415  # extra `data`

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("ssi")
    sheet.append([*columns])
    for row in zip(*(np.asarray(c, dtype=object) for c in _typed(columns).values()), strict=True):
        sheet.append([fit(cell, "table") if isinstance(cell, str) else cell for cell in row])
    book.save(dated := BytesIO())
    with ZipFile(dated) as made, ZipFile(path, "w") as steady:
        for name in made.namelist():  # without the time of writing, which is told in two places
            content = made.read(name)
            if name == "docProps/core.xml":
                content = MOMENT.sub(b"1980-01-01T00:00:00Z", content)
            steady.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def _typed(columns: Table) -> Table:
    """The columns with days in place of their texts, and nothing where there is no value.

    An account may be called 2026-03-05, or nothing.
    """
    return {
        name: column
        if isinstance(column, np.ndarray) or name == "account"
        else [*map(_value, column)]
        for name, column in columns.items()
    }


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
