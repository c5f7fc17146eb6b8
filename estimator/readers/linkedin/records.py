"""Bytes of a file as lines, and lines as records under a header that is found by name.

Whatever program saved it last: any encoding, any delimiter, rows whose quotes are broken.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from estimator.readers.linkedin.titles import squeezed

BLOCK = 1 << 20
LONGEST_LINE = (
    1 << 22
)  # characters; a longer line is no table and is cut, so that memory is bounded
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
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


def _decoded(
    stream: BinaryIO, encoding: Encoding, on_bytes: Callable[[int], None]
) -> Iterator[str]:
    block = stream.read(BLOCK)
    encoding.name, mark = _sniffed(block)
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    decoder = codecs.getincrementaldecoder(encoding.name)(errors)
    on_bytes(len(block))
    block = block[mark:]
    while block:
        yield _rescued(decoder.decode(block), encoding)
        block = stream.read(BLOCK)
        on_bytes(len(block))
    yield _rescued(decoder.decode(b"", final=True), encoding)


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


HEADER_WITHIN = 10
RENAMED = {"datesent": "sentat"}  # in a list of invitations of February 2026 without addresses
DELIMITERS = (",", "\t", ";")
FIELD_LIMIT = 1 << 22  # characters; a longer field is an unclosed quote
SECOND_LOOKS = 1000  # how often in a file the lines under an unclosed quote are read again
START = re.compile(r'"?\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d"?[,;\t]"?https?://')
PARTS = re.compile(r'"?([^",;\t]*)"?([,;\t])("[^"]*"|[^,;\t]*)\2(.*)', re.DOTALL)

# a line of quoted cells: inside a quoted text its quotes would be doubled
QUOTED = re.compile(r'"(?:[^"]|",).*"\s*', re.DOTALL)

Record = tuple[int, list[str] | None]


@dataclass(frozen=True)
class Header:
    """Where the header stands (1 is the first line), how it is cut, its squeezed names."""

    line: int
    delimiter: str
    columns: tuple[str, ...]

    def place(self, column: str) -> int:
        """The first position of a column; behind the last one when the file has none."""
        return self.columns.index(column) if column in self.columns else len(self.columns)


def find_header(
    lines: Iterator[str], required: frozenset[str]
) -> tuple[Header | None, Iterator[str]]:
    """The header, and the lines after it; without a header, all lines again.

    It is the first of the first ten lines that holds every required column, whatever the order
    and whichever of comma, tab and semicolon cuts it.

    >>> header, rest = find_header(iter(["Notes:\\n", "B;Connected On\\n", "1;2"]), {"connectedon"})
    >>> header.line, header.delimiter, header.columns, list(rest)
    (2, ';', ('b', 'connectedon'), ['1;2'])
    """
    seen = []
    for number, line in enumerate(islice(lines, HEADER_WITHIN), 1):
        seen.append(line)
        for delimiter in DELIMITERS:
            named = (squeezed(cell) for cell in _cells(line, delimiter))
            columns = tuple(RENAMED.get(name, name) for name in named)
            if required.issubset(columns):
                return Header(number, delimiter, columns), lines
    return None, chain(seen, lines)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line by itself; none when it cannot be cut."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


@contextmanager
def long_fields() -> Iterator[None]:
    """Lets the csv module read texts of any real length, for as long as the reading lasts."""
    before = csv.field_size_limit(FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _tracked(lines: Iterator[str], again: deque[str], taken: list[str]) -> Iterator[str]:
    """The lines to read again, then the others; each is noted in `taken` as it goes by."""
    while True:
        line = again.popleft() if again else next(lines, None)
        if line is None:
            return
        taken.append(line)
        yield line


def records(
    lines: Iterable[str],
    header: Header,
    *,
    multiline: bool,
    is_record: Callable[[list[str], list[str]], bool],
    escape: str | None = None,
) -> Iterator[Record]:
    """Each record with the number of its first line; None for one that cannot be cut.

    A quote that is never closed costs its own line: the lines it swallowed are read again. It is
    seen by a record over several lines where none may be (`multiline`), or that has not the
    header's width, or that holds a line which alone `is_record` beside the whole row.
    """
    source, again, taken = iter(lines), deque[str](), list[str]()

    def begin() -> Iterator[list[str]]:
        feed = _tracked(source, again, taken)
        return csv.reader(feed, delimiter=header.delimiter, escapechar=escape)

    reader = begin()
    line, looks = header.line + 1, SECOND_LOOKS
    while True:
        row: list[str] | None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        n_lines = len(taken)
        if n_lines > 1 and looks and not _is_whole(row, taken, header, multiline, is_record):
            again.extendleft(reversed(taken[1:]))
            reader = begin()
            row, looks, n_lines = None, looks - 1, 1
        taken.clear()
        if row or row is None:
            yield line, row
        line += n_lines


def _is_whole(
    row: list[str] | None,
    taken: Iterable[str],
    header: Header,
    multiline: bool,
    is_record: Callable[[list[str], list[str]], bool],
) -> bool:
    """Whether the several lines taken are one record, and no quote among them was left open."""
    if row is None or not multiline or len(row) != len(header.columns):
        return False
    return not _swallows(row, taken, header, is_record)


def _swallows(
    row: list[str],
    taken: Iterable[str],
    header: Header,
    is_record: Callable[[list[str], list[str]], bool],
) -> bool:
    """Whether a line after the first of those taken is a record beside the row they make."""
    width = len(header.columns)
    for text in islice(taken, 1, None):
        if text.count(header.delimiter) >= width - 1:
            cells = _cells(text, header.delimiter)
            if len(cells) >= width and is_record(cells, row):
                return True
            if len(cells) == width and QUOTED.fullmatch(text):
                return True
    return False


def prose(lines: Iterable[str], header: Header) -> Iterator[Record]:
    r"""Records `date, link, text` of a file that escapes quotes as `\"` and breaks lines unquoted.

    A record starts at a line with a date and a link; other lines belong to the one before.

    >>> lines = ["2026-03-05 10:11:12,https://x,one\n", "and more"]
    >>> list(prose(lines, Header(1, ",", ("date", "link", "message"))))
    [(2, ['2026-03-05 10:11:12', 'https://x', 'one\nand more'])]
    """
    first, taken = header.line + 1, ""
    for number, line in enumerate(lines, header.line + 1):
        if START.match(line):
            if taken.strip():
                yield first, _parts(taken)
            first, taken = number, line
        elif taken.strip() and len(taken) < FIELD_LIMIT:
            taken += line
        elif line.strip():
            yield number, None
        else:
            first = number + 1
    if taken.strip():
        yield first, _parts(taken)


def _parts(text: str) -> list[str] | None:
    found = PARTS.fullmatch(text.rstrip("\r\n"))
    if found is None:
        return None
    body = re.sub(r"\r\n?", "\n", found[4])
    if body.startswith('"'):
        body = body[1:].removesuffix('"') if not body.endswith('\\"') else body[1:]
    body = re.sub(r'\\(["\\])|""', lambda m: m[1] or '"', body)
    return [found[1], found[3].strip('"'), body]
