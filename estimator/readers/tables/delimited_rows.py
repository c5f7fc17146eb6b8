"""CSV: cells between commas, semicolons or tabs, as any program saves them; and rows of a sheet."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from estimator.advance import advanced
from estimator.delimited import Record, Row, as_wide_as, decoded, delimiter_of, table_rows
from estimator.errors import Fault, LogError
from estimator.log import Coded
from estimator.readers.registry import Source
from estimator.readers.tables.cells import number_of
from estimator.readers.tables.columns import Coders, Table, check_width

BLOCK = 5_000  # rows; they die before Python counts what lives long
SEARCHED = 10  # rows within which the header of a grid is looked for

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Grid:
    """A table of texts. names: of its columns; rows: as wide, each with its line; above: the text
    that precedes the names; faults: of rows that are none; notes: on the encoding.
    """

    name: str
    names: Sequence[str]
    rows: Sequence[Record]
    above: str
    faults: Sequence[Fault]
    notes: tuple[str, ...]

    @property
    def n_records(self) -> int:
        return len(self.rows) + len(self.faults)

    def column(self, place: int) -> list[str]:
        return [cells[place].strip() for _, cells in self.rows]


def grid_of(source: Source, is_header: Callable[[list[str]], bool] = any) -> Grid:
    """The table below the first row that is a header; the widest row is, where none looks so."""
    name = source.name
    rows, _, notes = _opened(source.table(), name)
    records = list(rows)
    filled = [place for place, (_, cells) in enumerate(records) if cells and any(cells)][:SEARCHED]
    heads = {place: [cell.strip() for cell in records[place][1] or ()] for place in filled}
    widest = max(heads, key=lambda place: len(heads[place]), default=0)
    place = next((place for place, names in heads.items() if is_header(names)), widest)
    names = heads.get(place, [])
    kept, faults = as_wide_as(names, records[place + 1 :], name)
    above = "\n".join(" ".join(cells or ()) for _, cells in records[:place])
    return Grid(name, names, kept, above, faults, notes)


def csv_table(content: bytes | Sequence[Record], name: str) -> Table:
    """The table that the bytes of a CSV file, or a sheet's rows, hold; the first names the columns.

    A column of numbers, or of true and false, is read as such; an empty cell is missing.

    Raises: LogError when it has no header or is no text.
    """
    records, delimiter, notes = _opened(content, name)
    line, header = next(((n, cells) for n, cells in records if cells and any(cells)), (0, []))
    names = [cell.strip() for cell in header]
    check_width(len(names), name)
    twice = sorted(column for column, n in Counter(names).items() if column and n > 1)
    if not header or twice:
        what = f"names {twice[0]!r} twice; name each column once" if twice else "is empty"
        raise LogError.at(f"{name}:{line}" if twice else name, what)
    coders, faults = Coders(), list[Fault]()
    while block := list(islice(records, BLOCK)):
        rows, wrong = as_wide_as(names, block, name)
        faults += wrong
        if not rows:
            continue
        lines = [line for line, _ in rows]
        columns = dict(zip(names, zip(*(cells for _, cells in rows), strict=True), strict=True))
        coders.add({column: cells for column, cells in columns.items() if column}, lines)
        advanced("reading", lines[-1], 0)
    table = coders.table(name, "CSV", faults)
    comma = "," if delimiter == "," else "."
    typed = {key: _typed(key.lower(), column, comma) for key, column in table.columns.items()}
    return replace(table, columns=typed, notes=notes)


def _opened(
    content: bytes | Sequence[Record], name: str
) -> tuple[Iterator[Row], str, tuple[str, ...]]:
    """The rows of a text or a sheet, the delimiter (none of a sheet), notes on the encoding."""
    if not isinstance(content, bytes):
        return iter(content), "", ()
    text, notes = decoded(content, name)
    delimiter = delimiter_of(text)
    return table_rows(text, delimiter), delimiter, notes


def _typed(name: str, column: Coded, comma: str) -> Coded:
    """The column with its texts as what they say; `comma`: what a comma in a number stands for."""
    texts = [str(value).strip() for value in column.values]
    if name in ("day", "action", "account"):
        return Coded(column.codes, tuple(texts))
    if name == "count":
        numbers = ((text, number_of(text)) for text in texts)
        return Coded(column.codes, tuple(text if n is None else n for text, n in numbers))
    said = [text.replace(",", comma) for text in texts if text]
    if said and all(map(_NUMBER.fullmatch, said)):
        return Coded(column.codes, tuple(float(t.replace(",", comma)) if t else "" for t in texts))
    if said and all(text.lower() in _TRUTH for text in said):
        return Coded(column.codes, tuple(_TRUTH.get(t.lower(), "") for t in texts))
    return Coded(column.codes, tuple(texts))
