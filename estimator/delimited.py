"""Delimited text: bytes of a table, whatever program saved it, as rows of cells.

A quote that is never closed would swallow every later row without a word, so rows are judged by
the lines they take: where a line inside a quoted text is a row by itself, the quote before it was
left open. It costs its own line, which comes as a row that cannot be cut.
"""

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence

from estimator.errors import Fault, LogError

DELIMITERS = (",", ";", "\t", "|")
LONGEST = 1000  # lines that one quoted text may have
LOOKED_AT = 10  # lines within which a table begins
LOOKS = 1000  # open quotes of a file below which the lines are read again; then each line is a row
UNCLOSED = "quote never closed"

Record = tuple[int, list[str]]
Row = tuple[int, list[str] | None]  # None: a row that cannot be cut

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FIGURE = re.compile(r"[\s\d.,:/%+TZ-]*\d[\s\d.,:/%+TZ-]*")


def decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a note when its encoding had to be guessed.

    A byte order mark decides; otherwise UTF-8, then Windows-1252.

    Raises: LogError when the bytes are no text at all.

    >>> decoded("day;Größe".encode("cp1252"), "log.csv")[0]
    'day;Größe'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), ()
            except UnicodeDecodeError as error:
                raise LogError.at(name, _not(encoding.removesuffix("-sig"), error)) from None
    if b"\0" in content[:4096]:
        raise LogError.at(name, "is not a text (it holds zero bytes); save it as UTF-8")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        note = f"{_not('utf-8', error)}; read as Windows-1252"
        return content.decode("cp1252", errors="replace"), (note,)


def _not(encoding: str, error: UnicodeDecodeError) -> str:
    return f"is not {encoding.upper()} (byte {error.start + 1})"


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first line with text into the most cells.

    >>> delimiter_of("day;action;count" + chr(10) + "2026-03-05;comment;1,5")
    ';'
    """
    filled = [line for line in text[:65536].splitlines() if line.strip()][:LOOKED_AT]
    parted = (line for line in filled if any(sign in line for sign in DELIMITERS))
    first = next(parted, "")  # a title above a table has none
    return max(DELIMITERS, key=first.count)


def table_rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a text, each with the number of the line it begins on; None for cells of a row
    whose quote is never closed.

    >>> list(table_rows('day,note' + chr(10) + '1,"open' + chr(10) + '2,fine', ","))
    [(1, ['day', 'note']), (2, None), (3, ['2', 'fine'])]
    """
    lines = list(io.StringIO(text, newline=""))
    _long_fields()
    yield from _rows(lines, delimiter)


def unclosed(where: str) -> Fault:
    """The fault of a row that cannot be cut."""
    what = "a quote in it is never closed, the row is left out; close it, or take it out"
    return Fault(where, what, UNCLOSED)


def _long_fields() -> None:
    """Lets the csv module read texts of any length from now on.

    The limit is one for the whole process. It is raised and never put back: a reader that is put
    aside half read would take it away from the one that reads then.
    """
    csv.field_size_limit(max(csv.field_size_limit(), sys.maxsize // 2**32))


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    start, before, looks = 0, list[str](), LOOKS
    while start < len(lines) and looks:
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter)
        at = 0  # lines that the reader has taken
        for cells in reader:
            taken = reader.line_num - at
            first, last = start + at, start + reader.line_num
            if taken > 1 and not _is_one(lines, first, taken, cells, before, delimiter):
                break
            if last == len(lines) and _is_open(lines[first:last], delimiter):
                break
            yield start + at + 1, cells
            at = reader.line_num
            before = cells if len(cells) > 1 else before
        else:
            return
        # from here on: the line whose quote is open, alone, and all that it swallowed once more
        yield start + at + 1, None
        start, looks = start + at + 1, looks - 1
        for row in _swallowed(lines, start, delimiter):
            yield row
            start = row[0]
    for number, line in enumerate(lines[start:], start + 1):
        yield number, next(csv.reader([line], delimiter=delimiter), [])


def _is_open(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a quote is still open at the end of the lines of the last row."""
    if not any('"' in line for line in lines):
        return False
    reader = csv.reader([*lines, ""], delimiter=delimiter)
    next(reader, None)
    return reader.line_num > len(lines)


def _is_one(
    lines: Sequence[str], first: int, taken: int, cells: list[str], before: list[str], by: str
) -> bool:
    """Whether several lines are one row: no line of it but the first is a row by itself."""
    if taken > LONGEST or (before and len(cells) > len(before)):
        return False
    return not any(_is_row(lines[k], before, by) for k in range(first + 1, first + taken))


def _is_row(line: str, before: list[str], delimiter: str) -> bool:
    """Whether a line is a row by itself: as wide as the one before, with figures where it has."""
    if before and line.count(delimiter) < len(before) - 1:
        return False
    cells = next(csv.reader([line], delimiter=delimiter), [])
    if before and len(cells) != len(before):
        cells = line.split(delimiter)  # its own quote may be open, too
    if len(cells) < 2 or (before and len(cells) != len(before)):
        return False
    figures = [bool(_FIGURE.fullmatch(cell)) for cell in cells]
    expected = [bool(_FIGURE.fullmatch(cell)) for cell in before] or figures
    return any(figures) and all(
        figure or not cell.strip() or not wanted
        for figure, cell, wanted in zip(figures, cells, expected, strict=True)
    )


def _swallowed(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Row]:
    """The lines below an open quote up to the next one that has a quote: each is a row."""
    for number, line in enumerate(lines[start : start + LONGEST], start + 1):
        if '"' in line:
            return
        yield number, next(csv.reader([line], delimiter=delimiter), [])
