"""One file, read into columns of whole numbers; texts and names stay behind."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from estimator.readers.linkedin_export.columns import NONE, Ints
from estimator.readers.linkedin_export.kinds import Kind
from estimator.readers.linkedin_export.packed import BROKEN
from estimator.readers.linkedin_export.people import Book
from estimator.readers.linkedin_export.records import HEADER_WITHIN, Header, find_header
from estimator.readers.linkedin_export.sources import Member
from estimator.readers.linkedin_export.table import rows
from estimator.readers.linkedin_export.tally import SECONDS, Tally
from estimator.readers.linkedin_export.text import Encoding, lines


@dataclass
class Batch:
    """The rows of one file: seconds (UTC, 0 for an undated file), lines, one column a value.

    All columns have the shape (n_rows,). `source` numbers the archive, `copy` a copy in it.
    """

    kind: Kind
    tally: Tally
    source: int
    copy: str
    seconds: Ints
    line: Ints
    values: dict[str, Ints]
    columns: frozenset[str] = frozenset()

    @property
    def day(self) -> Ints:
        return self.seconds // SECONDS


def read_member(
    member: Member,
    kind: Kind,
    book: Book,
    source: int,
    on_bytes: Callable[[int], None],
    order: str = "",
) -> Batch:
    """The batch of a member of this kind; what is wrong with it is in its tally.

    on_bytes is told how many bytes more have been read. order: whether day or month comes first
    where the file itself does not tell.
    """
    tally = Tally(member.where, kind.name, latest=0 if kind.ahead else member.latest, order=order)
    flat = array("q")
    header: Header | None = None
    line = 0
    try:
        with member.open() as stream:
            encoding = Encoding()
            header, rest = find_header(lines(stream, encoding, on_bytes), frozenset(kind.required))
            if header is None:
                _without_header(kind, rest, tally)
            else:
                _note_header(header, kind, tally)
                for line, seconds, values in rows(rest, header, kind, book, tally):
                    flat.extend((seconds, line, *values))
            _note_encoding(encoding, tally)
    except BROKEN:
        before = "here; what stands before it is used" if line else "from its start; not read"
        tally.damage(f"the file is cut short or damaged {before}", line)
    tally.judge()
    copy = f"{member.folder}/{member.title.copy}"
    when, place, *columns = _columns(flat if tally.usable else array("q"), 2 + len(kind.values))
    named = dict(zip(kind.values, columns, strict=True))
    known = frozenset(header.columns) if header else frozenset()
    return Batch(kind, tally, source, copy, when, place, named, known)


def _columns(flat: "array[int]", width: int) -> list[Ints]:
    """The columns of rows that stand one behind the other."""
    table = (
        np.frombuffer(flat, dtype=np.int64).reshape(-1, width) if flat else NONE.reshape(0, width)
    )
    return [np.ascontiguousarray(table[:, place]) for place in range(width)]


def _without_header(kind: Kind, rest: Iterator[str], tally: Tally) -> None:
    """Refuses a file with content but no header of its kind; an empty one is only empty."""
    content = (line for line in rest if line.strip())
    start = list(islice(content, HEADER_WITHIN))
    n_lines = len(start) + sum(1 for _ in content)
    if not start:
        tally.notes.append("empty")
    elif kind.dates and _is_older(kind, start):
        tally.records = n_lines - 1
        tally.skipped["no date in this layout"] = tally.records
        tally.whole = False
        tally.notes.append("an older layout without dates; nothing in it can be used")
    else:
        tally.records = n_lines
        missing = ", ".join(kind.required)
        tally.refuse(f"no header with the columns {missing} within the first 10 lines")


def _is_older(kind: Kind, start: list[str]) -> bool:
    undated, _ = find_header(iter(start), frozenset(kind.required) - frozenset(kind.dates))
    return undated is not None and bool(set(undated.columns) & set(kind.columns))


def _note_header(header: Header, kind: Kind, tally: Tally) -> None:
    unknown = [c for c in header.columns if c and c not in kind.columns]
    if unknown:
        listed = ", ".join(c if len(c) <= 30 else "a long one" for c in unknown[:5])
        tally.notes.append(f"columns not known here and not used: {listed}")
    twice = sorted({c for c in header.columns if c and header.columns.count(c) > 1})
    if twice:
        tally.notes.append(f"columns that occur twice, the first is used: {', '.join(twice[:5])}")


def _note_encoding(encoding: Encoding, tally: Tally) -> None:
    if encoding.rescued:
        tally.notes.append("not all of it is UTF-8; read as cp1252 where it is not (saved again?)")
