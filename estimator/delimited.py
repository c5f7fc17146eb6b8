"""Delimited text: bytes of a table, whatever program saved it, as lines, and these as rows.

A quote that is never closed would swallow every later row without a word. So several lines that
come as one row are judged by who knows the table, and where they are not one, the quote before them
was left open: it costs its own line, which comes as a row that cannot be cut, and the lines it
swallowed are read again.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from estimator.errors import Fault, LogError

DELIMITERS = (",", ";", "\t", "|")
LONGEST = 1000  # lines that one quoted text may have
LOOKED_AT = 10  # lines within which a table begins
LOOKS = 1000  # open quotes of a file below which the lines are read again; then each line is a row
UNCLOSED = "quote never closed"
TOO_WIDE = "too many cells"

Record = tuple[int, list[str]]
Row = tuple[int, list[str] | None]  # None: a row that cannot be cut

_FIGURE = re.compile(r"[\s\d.,:/%+TZ-]*\d[\s\d.,:/%+TZ-]*")

BLOCK = 1 << 20
LONGEST_LINE = 1 << 22  # characters; what is longer is no table, and is cut: memory is bounded
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DAMAGED = "is damaged: its UTF-16 text lacks a byte or has one too many; export it again"
STRAY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}


@dataclass
class Encoding:
    """How the bytes were read; `rescued` once bytes that are not UTF-8 were read as cp1252."""

    name: str = "utf-8"
    rescued: bool = False


def unheard(n_bytes: int) -> None:
    """Tells nobody how much was read."""


def lines(
    stream: BinaryIO, encoding: Encoding, on_bytes: Callable[[int], None] = unheard
) -> Iterator[str]:
    """Each line with its end (LF, CRLF or CR), decoded; no line ends inside CRLF.

    UTF-16 is known by its mark or its zero bytes. In a file without, bytes that are not UTF-8
    are read as cp1252, the encoding of a spreadsheet's re-save, and `encoding.rescued` is set.

    Raises: UnicodeError at bytes that are no UTF-16, once the lines before them are read.

    >>> list(lines(io.BytesIO(b"a,b\\r\\nZo\\xeb,c"), Encoding()))
    ['a,b\\r\\n', 'Zoë,c']
    """
    rest = ""
    for text in _decoded(stream, encoding, on_bytes):
        text = rest + text  # noqa: PLW2901
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        if end == 0 and len(text) > LONGEST_LINE:
            end = len(text)
        rest = text[end:]
        yield from io.StringIO(text[:end], newline="")
    if rest:
        yield from io.StringIO(rest, newline="")


def first_lines(stream: BinaryIO, n_lines: int) -> list[str]:
    """So many lines from the start, no more than stand before what is no UTF-16."""
    found: list[str] = []
    with suppress(UnicodeError):
        found.extend(islice(lines(stream, Encoding()), n_lines))
    return found


def _decoded(
    stream: BinaryIO, encoding: Encoding, on_bytes: Callable[[int], None]
) -> Iterator[str]:
    block = stream.read(BLOCK)
    encoding.name, mark = _sniffed(block)
    errors = "surrogateescape" if encoding.name == "utf-8" else "strict"
    decoder = codecs.getincrementaldecoder(encoding.name)(errors)
    on_bytes(len(block))
    block = block[mark:]
    try:
        while block:
            yield _rescued(decoder.decode(block), encoding)
            block = stream.read(BLOCK)
            on_bytes(len(block))
        yield _rescued(decoder.decode(b"", final=True), encoding)
    except UnicodeDecodeError as error:
        yield error.object[: error.start].decode(encoding.name)
        raise


def _sniffed(start: bytes) -> tuple[str, int]:
    """The encoding that the first bytes show, and how many of them are only its mark."""
    for mark, name in BOMS:
        if start.startswith(mark):
            return name, len(mark)
    sample = start[:200]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le", 0
    if len(sample) > 3 and sample[::2].count(0) > len(sample) // 3:
        return "utf-16-be", 0
    return "utf-8", 0


def _rescued(text: str, encoding: Encoding) -> str:
    """The text with stray bytes as cp1252 has them."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        encoding.rescued = True
        return text.translate(STRAY)
    return text


def decoded(content: bytes, name: str, *, whole: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a note when its encoding had to be guessed; see `lines`.

    whole: whether these are all bytes; of the first ones the text ends before what is no UTF-16.
    Raises: LogError when the bytes are no text at all, or UTF-16 that is damaged.

    >>> decoded("day;Größe".encode("cp1252"), "log.csv")[0]
    'day;Größe'
    """
    encoding = Encoding()
    parts: list[str] = []
    try:
        parts += _decoded(io.BytesIO(content), encoding, unheard)
    except UnicodeError:
        if whole:
            raise LogError.at(name, DAMAGED) from None
    text = "".join(parts)
    if "\0" in text[:4096]:
        raise LogError.at(name, "is not a text (it holds zero bytes); save it as UTF-8")
    note = "not all of it is UTF-8; read as Windows-1252 where it is not"
    return text, (note,) * encoding.rescued


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first line with text into the most cells.

    >>> delimiter_of("day;action;count" + chr(10) + "2026-03-05;comment;1,5")
    ';'
    """
    filled = [line for line in text[:65536].splitlines() if line.strip()][:LOOKED_AT]
    parted = (line for line in filled if any(sign in line for sign in DELIMITERS))
    first = next(parted, "")  # a title above a table has none
    return max(DELIMITERS, key=first.count)


Whole = Callable[[list[str], Sequence[str], bool], bool]


def cut(lines: Iterable[str], delimiter: str, escape: str | None = None) -> Iterator[list[str]]:
    """The rows as `csv` cuts them, whose own limit is far below the longest line of a table."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))  # and never back: others read
    return csv.reader(lines, delimiter=delimiter, escapechar=escape)


def records(
    lines: Iterable[str],
    delimiter: str,
    is_whole: Whole,
    *,
    first: int = 1,
    escape: str | None = None,
) -> Iterator[Row]:
    """Each row with the number of the line it begins on; None for one that cannot be cut.

    is_whole: whether the several lines that were taken are one row; it is told the row, the lines,
    and whether a quote is still open at the end of them all. first: the number of the first line.
    """
    source, again, taken, ended = iter(lines), deque[str](), list[str](), False

    def feed() -> Iterator[str]:
        nonlocal ended
        while (line := again.popleft() if again else next(source, None)) is not None:
            taken.append(line)
            yield line
        ended = True  # amid a row: no line is asked for but within a quote

    def begun() -> Iterator[list[str]]:
        return cut(feed(), delimiter, escape)

    reader, looks = begun(), LOOKS
    while looks:
        row: list[str] | None = None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a text that is longer than any
            pass
        n_lines = len(taken)
        if (n_lines > 1 or ended) and (row is None or not is_whole(row, taken, ended)):
            again.extendleft(reversed(taken[1:]))
            row, n_lines, looks, ended, reader = None, 1, looks - 1, False, begun()
        taken.clear()
        yield first, row
        first += n_lines
    for number, line in enumerate((*again, *source), first):
        yield number, cells_of(line, delimiter)


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line by itself; none when it cannot be cut."""
    try:
        return next(cut([line], delimiter), [])
    except csv.Error:
        return []


def table_rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a table's text, each with the number of the line it begins on; None for cells of
    a row whose quote is never closed.

    >>> list(table_rows('day,note' + chr(10) + '1,"open' + chr(10) + '2,fine', ","))
    [(1, ['day', 'note']), (2, None), (3, ['2', 'fine'])]
    """
    lines, before = list(io.StringIO(text, newline="")), list[str]()
    if '"' not in text and max(map(len, lines), default=0) <= LONGEST_LINE:
        yield from enumerate(cut(lines, delimiter), 1)
        return

    def is_whole(cells: list[str], taken: Sequence[str], is_open: bool) -> bool:
        if is_open or len(taken) > LONGEST or (before and len(cells) > len(before)):
            return False
        return not any(_is_row(line, before, delimiter) for line in taken[1:])

    for number, cells in records(lines, delimiter, is_whole):
        yield number, cells
        before = cells if cells and len(cells) > 1 else before


def _is_row(line: str, before: list[str], delimiter: str) -> bool:
    """Whether a line is a row by itself: as wide as the one before, with figures where it has."""
    if before and line.count(delimiter) < len(before) - 1:
        return False
    cells = cells_of(line, delimiter)
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


def as_wide_as(
    names: Sequence[str], rows: Iterable[Row], name: str
) -> tuple[list[Record], list[Fault]]:
    """The rows as wide as the header, blank ones left out, and a fault of each that is not.

    Cells beyond the header may have moved all others, so such a row is not read.
    """
    kept: list[Record] = []
    faults: list[Fault] = []
    width = len(names)
    for line, cells in rows:
        if cells and len(cells) == width and any(cells):
            kept.append((line, cells))
        elif cells is None:
            what = "a quote in it is never closed; close it, or take it out"
            faults.append(Fault(f"{name}:{line}", what, UNCLOSED))
        elif any(cells[width:]):
            what = f"has {len(cells)} cells, the header {width}; put a text in quotes"
            faults.append(Fault(f"{name}:{line}", what, TOO_WIDE))
        elif any(cells):
            kept.append((line, (cells + [""] * width)[:width]))
    return kept, faults
