"""Lines of a file as records under a header that is found by name; rows whose quotes are broken."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from estimator.delimited import LONGEST_LINE, Row, cells_of
from estimator.readers.linkedin.titles import squeezed

HEADER_WITHIN = 10
RENAMED = {"datesent": "sentat"}  # in a list of invitations of February 2026 without addresses
DELIMITERS = (",", "\t", ";")
# a date and a link, which may be empty
START = re.compile(r'"?\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d"?[,;\t]"?(?:https?://|"?[,;\t])')
PARTS = re.compile(r'"?([^",;\t]*)"?([,;\t])("[^"]*"|[^,;\t]*)\2(.*)', re.DOTALL)

# a line of quoted cells: inside a quoted text its quotes would be doubled
QUOTED = re.compile(r'"(?:[^"]|",).*"\s*', re.DOTALL)


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
            named = (squeezed(cell) for cell in cells_of(line, delimiter))
            columns = tuple(RENAMED.get(name, name) for name in named)
            if required.issubset(columns):
                return Header(number, delimiter, columns), lines
    return None, chain(seen, lines)


def prose(lines: Iterable[str], header: Header) -> Iterator[Row]:
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
        elif taken.strip() and len(taken) < LONGEST_LINE:
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
