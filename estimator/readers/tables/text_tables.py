"""Tables that are texts: CSV as any program saves it, rows of a sheet, JSON lines, lists of rows.

Of JSON lines a block is parsed at once where each is one object.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, repeat
from operator import itemgetter
from typing import BinaryIO, TypeVar

from estimator.advance import advanced
from estimator.delimited import Record, Row, as_wide_as, decoded, delimiter_of, table_rows
from estimator.errors import Fault, LogError, kind_of
from estimator.json_text import DIGITS, value_of
from estimator.log import Coded
from estimator.readers.registry import KnownSource
from estimator.readers.tables.cells import number_of, shown
from estimator.readers.tables.columns import Coders, Table, check_width
from estimator.readers.tables.heading import is_heading

ROWS = 5_000  # of a block; they die before Python counts what lives long
SEARCHED = 10  # rows within which the header of a grid is looked for

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?")
_TRUTH = {"true": True, "false": False}

BLOCK = 1 << 22  # bytes of JSON lines
NOT_AN_OBJECT, TWICE = "not a JSON object", "key named twice"
LATE = "covers not in the first line"
TOO_LATE = "covers belongs in the first line, and there once; this one is not used"

JsonObject = dict[str, object]
SomeRow = TypeVar("SomeRow", bound=Mapping[str, object])

_KEY = re.compile(rb'"[ \t]*:')


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


def grid_of(source: KnownSource, is_header: Callable[[list[str]], bool] = any) -> Grid:
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
    while block := list(islice(records, ROWS)):
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


class _Twice(ValueError):
    """An object that names a key twice, of which one would be lost without a word."""


def jsonl_table(stream: BinaryIO, name: str, *, total: int = 0) -> Table:
    """The table that a stream of JSON lines holds; a line that is no object becomes a fault.

    total: bytes in the stream, for who is told how far it is.
    """
    coders = Coders()
    headings: list[tuple[str, object]] = []
    faults: list[Fault] = []
    n_lines = n_bytes = n_rows = 0
    for block in _blocks(stream, name):
        lines = block.splitlines()
        rows = _at_once(lines)
        numbers: Sequence[int] = range(n_lines + 1, n_lines + len(lines) + 1)
        if rows is None:
            rows, numbers = _one_by_one(lines, n_lines, name, faults)
        if any(map(dict.__contains__, rows, repeat("covers"))):
            first = not n_rows
            rows, numbers = _without_headings(rows, numbers, name, headings, faults, first)
        coders.add_rows(rows, numbers)
        n_lines, n_bytes, n_rows = n_lines + len(lines), n_bytes + len(block), n_rows + len(rows)
        advanced("reading", n_bytes, total)
    return coders.table(name, "JSON lines", faults, headings)


def json_table(content: bytes, name: str) -> Table:
    """The table that a JSON list of rows holds. Raises: LogError when it is no such list."""
    try:
        rows = value_of(content, each_once)
    except ValueError as error:
        raise LogError.at(name, _problem(error)) from None
    return rows_table(rows if isinstance(rows, list) else [rows], name)


def rows_table(items: Sequence[object], name: str = "rows") -> Table:
    """The table of the given rows, each a mapping; the first may only state coverage.

    Raises: LogError when an item is no mapping.
    """
    given: list[Mapping[str, object]] = []
    for place, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            right = "a row is a mapping, as {'day': '2026-03-05', 'action': 'comment'}"
            raise LogError.at(f"{name}:{place}", f"is {kind_of(item)}; {right}")
        given.append(item)
    headings: list[tuple[str, object]] = []
    late: list[Fault] = []
    numbers = range(1, len(given) + 1)
    rows, places = _without_headings(given, numbers, name, headings, late, first=True)
    coders = Coders()
    coders.add_rows(rows, places)
    return coders.table(name, "rows", late, headings)


def _blocks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The stream in blocks of whole lines, as UTF-8 without a byte order mark."""
    rest = stream.read(BLOCK)
    if rest[:2] in (b"\xff\xfe", b"\xfe\xff"):
        rest = decoded(rest + stream.read(), name)[0].encode()
    rest = rest.removeprefix(b"\xef\xbb\xbf")
    while more := stream.read(BLOCK):
        whole, newline, rest = (rest + more).rpartition(b"\n")
        if newline:
            yield whole + newline
    if rest:
        yield rest


def _at_once(lines: Sequence[bytes]) -> list[JsonObject] | None:
    """The object of each line by one call of the parser; None unless that is surely right.

    Lines that are no objects of their own could join into a list that is valid. When each line
    begins and ends with a brace and no list occurs, only a list of one object a line can. With
    as many keys in the text as in the objects, none is named twice.
    """
    if not all(lines) or set(map(itemgetter(0), lines)) != {ord("{")}:
        return None
    text = b",".join(lines)
    if b"[" in text or set(map(itemgetter(-1), lines)) != {ord("}")}:
        return None
    if text.count(b"{") != len(lines) or max(map(len, lines)) > DIGITS:
        return None  # what may be beyond our limits is judged line by line
    try:
        rows = json.loads(b"[" + text + b"]")
    except ValueError:
        return None
    spaced = b" :" in text or b"\t:" in text
    n_keys = len(_KEY.findall(text)) if spaced else text.count(b'":')  # whatever looks like one
    return rows if len(rows) == len(lines) and sum(map(len, rows)) == n_keys else None


def each_once(pairs: list[tuple[str, object]]) -> JsonObject:
    """The object of the pairs. Raises: _Twice for a key that is named twice."""
    row = dict(pairs)
    if len(row) < len(pairs):
        names = Counter(key for key, _ in pairs)
        twice = next(key for key, n in names.items() if n > 1)
        raise _Twice(f"names {shown(twice)} twice; name each key once")
    return row


def _one_by_one(
    lines: Sequence[bytes], before: int, name: str, faults: list[Fault]
) -> tuple[list[JsonObject], list[int]]:
    """The lines that are objects, with their numbers; blank lines are passed over."""
    rows: list[JsonObject] = []
    numbers: list[int] = []
    for number, line in enumerate(lines, before + 1):
        if not line.strip():
            continue
        kind = NOT_AN_OBJECT
        try:
            row = value_of(line, each_once)
            what = f"is {kind_of(row)}, not a JSON object"
        except ValueError as error:
            row, what = None, _problem(error)
            kind = TWICE if isinstance(error, _Twice) else kind
        if isinstance(row, dict):
            rows.append(row)
            numbers.append(number)
        else:
            faults.append(Fault(f"{name}:{number}", what, kind))
    return rows, numbers


def _problem(error: Exception) -> str:
    """What is wrong with a line, without a word of what it says."""
    if isinstance(error, _Twice):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON from character {error.colno} on; write one object a line"
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 (byte {error.start + 1}); save the file as UTF-8"
    return f"{error}; write one object a line"


def _without_headings(
    rows: Sequence[SomeRow],
    numbers: Sequence[int],
    name: str,
    headings: list[tuple[str, object]],
    faults: list[Fault],
    first: bool,
) -> tuple[list[SomeRow], Sequence[int]]:
    """The rows that are rows; the one that states what is covered goes to `headings`.

    first: no row stands before these; such a row that is not the first is a fault.
    """
    kept: list[int] = []
    for place, row in enumerate(rows):
        where = f"{name}:{numbers[place]}"
        if not is_heading(row):
            kept.append(place)
        elif headings or kept or not first:
            faults.append(Fault(where, TOO_LATE, LATE))
        else:
            headings.append((where, row))
    return [rows[place] for place in kept], [numbers[place] for place in kept]
