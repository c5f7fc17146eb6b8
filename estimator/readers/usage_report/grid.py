"""The table in a usage report: its header, wherever it stands, and the rows below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from estimator.errors import LogError
from estimator.readers.tables.cells import shown
from estimator.readers.tables.decoding import decoded
from estimator.readers.tables.delimited import csv_records, delimiter_of
from estimator.readers.usage_report.columns import is_usage_report, meaning_of
from estimator.readers.workbook import sheets

SEARCHED = 10  # the rows within which the header is looked for

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Grid:
    """names: the header; rows: the cells of each row below it, as wide; above: what precedes it.

    lines: the line or row of the file that each row begins on.
    """

    name: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    above: str
    notes: tuple[str, ...] = ()


def grid_of(content: bytes, name: str, *, workbook: bool, column_map: Mapping[str, str]) -> Grid:
    """The table of a usage report's CSV text or workbook.

    Raises: LogError when there is no header that looks like one, naming the columns found.
    """
    notes: tuple[str, ...] = ()
    if workbook:
        tables = [list(enumerate(rows, 1)) for rows in sheets(content, name).values()]
    else:
        text, notes = decoded(content, name)
        tables = [list(csv_records(text, delimiter_of(text)))]
    for records in tables:
        for place, (_, cells) in enumerate(records[:SEARCHED]):
            names = [cell.strip() for cell in cells]
            if is_usage_report(names, column_map):
                return _grid(name, names, records, place, notes)
    found = _shown([cell for cell in _widest(tables) if cell.strip()])
    right = "columns such as Days Active and Profile Views, or --map 'Column=action'"
    raise LogError.at(name, f"no header of a usage report (got {found}); it takes {right}")


def _grid(
    name: str, names: Sequence[str], records: Sequence[Record], place: int, notes: tuple[str, ...]
) -> Grid:
    below = [(line, cells) for line, cells in records[place + 1 :] if any(cells)]
    above = "\n".join(" ".join(cells) for _, cells in records[:place])
    rows = [(cells + [""] * len(names))[: len(names)] for _, cells in below]
    return Grid(name, names, rows, [line for line, _ in below], above, notes)


def _shown(cells: Sequence[str]) -> str:
    """The cells of a row, if one of them names a column: otherwise they may name people."""
    if any(meaning_of(cell) for cell in cells):
        return ", ".join(map(shown, cells))
    return f"{len(cells)} columns, none of them known" if cells else "nothing"


def _widest(tables: Sequence[Sequence[Record]]) -> Sequence[str]:
    heads: Iterator[list[str]] = (cells for records in tables for _, cells in records[:SEARCHED])
    return max(heads, key=len, default=[])
