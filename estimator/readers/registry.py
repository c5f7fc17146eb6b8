"""What a reader is, and the table of all readers.

A reader is a module with two functions:

    recognised(start: Start) -> str
        the kind of the source that begins so, one that it is entered with; "" for any other
    read(sources: Sequence[KnownSource], manner: Manner) -> Outcome
        the log and what it covers, and of every file how many records were read and why the others
        were not (read + skipped = records); raises LogError when nothing can be used

A new source is such a module, its line in READERS, and a small document beside the log that it must
give, in `fixtures/sources`: `tests/test_documents.py` runs every document.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol, cast

from estimator.delimited import Record
from estimator.errors import Fault
from estimator.readers.outcome import FileReport, Outcome

if TYPE_CHECKING:  # a table needs no workbook
    from estimator.readers.workbook import Sheet

Content = bytes | list[Record]
Period = tuple[date, date]
SourceForm = Literal["json", "table", "workbook", "file"]
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')


@dataclass(frozen=True)
class Start:
    """What a source begins with, which tells of what kind it is.

    text: of JSON. names, rows: the header of a table and the first rows below it, to be read under
    the names that column_map gives. sheets: of a workbook, in which no table was recognised.
    """

    text: str = ""
    names: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    column_map: Mapping[str, str] = field(default_factory=dict)
    sheets: "Sequence[Sheet]" = ()

    @property
    def form(self) -> SourceForm:
        return "json" if self.text else "workbook" if self.sheets else "table"


def keys_in(text: str) -> set[str]:
    """The names of the fields of all objects in the start of a JSON text.

    >>> sorted(keys_in('[{"a": 1, "b": {"c": 2}}'))
    ['a', 'b', 'c']
    """
    return set(_KEY.findall(text))


@dataclass(frozen=True)
class KnownSource:
    """A recognised source: its content is a path, bytes, an object in memory, rows of a sheet.

    Of an analytics workbook the content is all its sheets; beside: files of a folder that are
    sources of their own; within: tables of an export that lie in its folder as workbooks.
    folder: of Parquet files, all of which are one table. left: the sheets that are not read.
    titles: of the sheets that the rows are of, where they are of several; row 7 of the third is
    numbered 7 + 2 * MOST_ROWS.
    """

    name: str
    kind: str
    content: object
    beside: frozenset[Path] = frozenset()
    within: tuple[Path, ...] = ()
    folder: Path | None = None
    left: tuple[FileReport, ...] = ()
    titles: tuple[str, ...] = ()

    def placed(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """The faults, those of a row of several sheets with the sheet's title and its own row."""
        if not self.titles:
            return tuple(faults)
        from estimator.readers.tables.cells import shown  # noqa: PLC0415  # which know this module
        from estimator.readers.workbook import MOST_ROWS  # noqa: PLC0415  # which know this module

        found = []
        for fault in faults:
            file, _, row = fault.where.rpartition(":")
            where = fault.where
            if row.isdecimal():
                sheet, row_of_it = divmod(int(row), MOST_ROWS)
                where = f"{file}, sheet {shown(self.titles[sheet])}:{row_of_it}"
            found.append(replace(fault, where=where))
        return tuple(found)

    def open(self) -> BinaryIO:
        if isinstance(self.content, Path):
            return self.content.open("rb")
        return io.BytesIO(self.bytes())

    def bytes(self) -> bytes:
        if isinstance(self.content, Path):
            return self.content.read_bytes()
        return self.content if isinstance(self.content, bytes) else b""

    def table(self) -> Content:
        """The bytes of a text, or the rows of a sheet."""
        return self.rows() or self.bytes()

    def rows(self) -> list[Record]:
        """The rows of a sheet; none of a text."""
        return self.content if isinstance(self.content, list) else []

    def sheets(self) -> "list[Sheet]":
        """The sheets of an analytics workbook."""
        return self.content if isinstance(self.content, list) else []

    @property
    def is_file(self) -> bool:
        """Whether it is a text or a file, not a folder or an object in memory."""
        on_disk = isinstance(self.content, Path) and self.content.is_file()
        return on_disk or isinstance(self.content, bytes)

    def size(self) -> int:
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        return len(self.bytes())


@dataclass(frozen=True)
class Manner:
    """What the user says of the sources that they do not say themselves.

    period: the days a usage report without dates speaks of. column_map: what its columns mean.
    not_after: the last day there can be.
    """

    complete: bool = False
    period: Period | None = None
    column_map: Mapping[str, str] = field(default_factory=dict)
    not_after: date | None = None


class SourceReader(Protocol):
    """The two functions of a reader."""

    def recognised(self, start: Start) -> str: ...

    def read(self, sources: Sequence[KnownSource], manner: Manner) -> Outcome: ...


@dataclass(frozen=True)
class KnownReader:
    """A reader in the table: its module in this room, the kinds it reads, in what form they come.

    one: the name of sources that are read at once, as what two of them hold counts once.
    """

    module: str
    kinds: tuple[str, ...]
    forms: tuple[SourceForm, ...]
    one: str = ""

    def load(self) -> SourceReader:
        """The reader, imported when a source may be its own: a small log is scored quickly."""
        return cast("SourceReader", import_module(f"estimator.readers.{self.module}"))


# In this order they are asked; what two of them would take is the first one's.
READERS = (
    KnownReader(
        "tables", ("csv", "jsonl", "json", "parquet", "frame", "rows", "log"), ("table", "json")
    ),
    KnownReader("dma", ("linkedin_export", "dma"), ("table", "json", "file"), one="member's data"),
    KnownReader("sales_activity", ("sales_activity",), ("table",)),
    KnownReader("daily_table", ("activity_logger", "daily_table"), ("table",)),
    KnownReader("recorded", ("readings",), ("table", "json")),
    KnownReader("usage_report", ("usage_report",), ("table",)),
    KnownReader("analytics", ("creator_analytics",), ("workbook",), one="analytics"),
)
UNKNOWN = "unknown"  # the kind of what is no source, or is one by its file's name alone


@cache
def entry_of(kind: str) -> KnownReader:
    """The entry of the reader that reads a kind of source."""
    return next(entry for entry in READERS if kind in entry.kinds)


def kind_by(start: Start) -> str:
    """The kind of a source by its start: that of the first reader that recognises it."""
    asked = (entry.load() for entry in READERS if start.form in entry.forms)
    return next(filter(None, (reader.recognised(start) for reader in asked)), UNKNOWN)
