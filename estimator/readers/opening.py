"""One source as the user gave it: where it is, and what kind it is.

That is told from what is in it rather than from what it is called: here by its first bytes; what is
JSON or a table, the readers recognise (`registry`).
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from estimator.delimited import decoded, delimiter_of, table_rows
from estimator.errors import Fault, LogError, SsiError, reason
from estimator.log import ActivityLog
from estimator.readers.linkedin.titles import NEVER_OPENED, title
from estimator.readers.outcome import FileReport
from estimator.readers.registry import UNKNOWN, KnownSource, Start, kind_by
from estimator.readers.spooling import spooled
from estimator.readers.tables.cells import shown
from estimator.readers.tables.frames import is_frame
from estimator.readers.workbook import BOOK, MOST_ROWS, Sheet

HEAD = 1 << 16
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
ACCEPTED = (
    "a source is a LinkedIn export (ZIP or folder), a portability API page (JSON), "
    "a Sales Navigator usage report (CSV or XLSX), a creator analytics workbook (XLSX), "
    "or a table with the columns day and action (JSON lines, CSV, Parquet)"
)

# What is no source, by its first bytes or by a member of the ZIP that it is.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls) or a workbook with a password; "
     "save it as .xlsx without one, or as CSV"),
    (b"%PDF", "is a PDF; give the table or the export that it was made of"),
    (b"\x89PNG", "is a picture; a screenshot's numbers can be typed, as `2026-05-19 52.6`, for "
     "`ssi readings add -`"),
    (b"\xff\xd8\xff", "is a picture; a screenshot's numbers can be typed, as `2026-05-19 52.6`, "
     "for `ssi readings add -`"),
    (b"\x1f\x8b", "is compressed (gzip); unpack it first"),
)  # fmt: skip
_OTHER_ZIPS = {
    "content.xml": "is an OpenDocument sheet (ODS); save it as XLSX or CSV",
    "xl/workbook.bin": "is a binary workbook (XLSB); save it as XLSX or CSV",
    "Index/Document.iwa": "is a Numbers document; export it as Excel or CSV",
    "word/document.xml": "is a Word document; give the table as XLSX or CSV",
}
MOST_COLUMNS = 1000  # of any table there is
LOOKED_AT = 3  # rows of a table below its header
HEADER_WITHIN = 10  # rows; a table's header within a sheet is among as many
STDIN = "-"
_PERSONAL = re.compile(r"@|://|\d{5}")  # a row of such cells names no columns
TABLES = frozenset({".csv", ".tsv"})
JSON = ("json", "jsonl")
LARGEST_SHEET = 1 << 22  # bytes; a year of days takes some thousands

NO_LOG = "is a recorded reading, not a log; give it with --readings"

Stream = BinaryIO | io.BufferedIOBase | io.RawIOBase


def source_of(
    item: object, column_map: Mapping[str, str], stdin: BinaryIO | None, while_open: ExitStack
) -> KnownSource:
    """The source that a path, `-`, an open file, a data frame, rows or a log is.

    while_open: holds the archive that came through a stream on disk, until it closes.

    Raises: LogError when it is none; the message lists what is accepted.
    """
    if isinstance(item, ActivityLog):
        return KnownSource("log", "log", item)
    if isinstance(item, str) and item == STDIN:
        return _of_stream(stdin, "standard input", column_map, while_open)
    if isinstance(item, str | Path):
        return _of_path(Path(item), column_map, while_open)
    if isinstance(item, list | tuple):
        return KnownSource("rows", "rows", item)
    if is_frame(item):
        return KnownSource("data frame", "frame", item)
    if isinstance(item, io.BufferedIOBase | io.RawIOBase):
        return _of_stream(item, "open file", column_map, while_open)
    raise LogError.at(type(item).__name__, f"cannot be read as a source; {ACCEPTED}")


def _of_stream(
    stream: Stream | None, name: str, column_map: Mapping[str, str], while_open: ExitStack
) -> KnownSource:
    if stream is None:
        raise LogError.at(name, "is not connected; give a file instead")
    start = stream.read(HEAD) or b""
    if start.startswith(ZIPPED):
        content: Path | bytes = spooled(start, stream, name, while_open)
    else:
        content = start + (stream.read() or b"")
    source = _of_content(KnownSource(name, UNKNOWN, content), column_map, while_open)
    if source.kind == "readings" and isinstance(content, bytes):
        raise LogError.at(name, NO_LOG)
    if source.kind != UNKNOWN:
        return source
    from estimator.readers.linkedin.kinds import name_by_header  # noqa: PLC0415  # rare

    file = name_by_header(source.bytes())
    if file is None:
        raise LogError.at(name, f"does not say by its content what source it is; {ACCEPTED}")
    return KnownSource(name, "linkedin_export", spooled(source.bytes(), None, file, while_open))


def _of_content(
    source: KnownSource, column_map: Mapping[str, str], while_open: ExitStack
) -> KnownSource:
    """The source with its kind as its content tells it, UNKNOWN where that tells none."""
    with source.open() as stream:
        kind = kind_of(stream, source.name, column_map)
    if kind == "workbook":
        return _of_workbook(source.bytes(), source.name, column_map, while_open)
    if kind in JSON and source.size() <= LARGEST_SHEET:
        content = source.bytes()
        if b'"action"' not in content[:HEAD]:  # an object a day, perhaps, and not one an act
            from estimator.readers.daily_table import wide_rows  # noqa: PLC0415  # a log needs none

            if (rows := wide_rows(content, column_map)) is not None:
                return KnownSource(source.name, "daily_table", rows)
    return replace(source, kind=kind)


def _of_path(path: Path, column_map: Mapping[str, str], while_open: ExitStack) -> KnownSource:
    name = name_of(path)
    if path.suffix.lower() in TABLES and title(path.name).stem in NEVER_OPENED:
        what = "is never opened: this table of an export is personal and of no use here"
        raise LogError.at(name, f"{what}; rename the file if it is another")
    try:
        source = _of_content(KnownSource(name, UNKNOWN, path), column_map, while_open)
    except OSError as error:
        raise LogError.at(name, f"cannot be opened ({reason(error)})") from None
    if source.kind != UNKNOWN:
        return source
    if is_export_of_linkedin(path):
        return replace(source, kind="linkedin_export")
    if (sheet := _saved_sheet(path, name)) is not None:
        return KnownSource(name, "creator_analytics", [sheet])
    if _is_note(path):
        raise LogError.at(name, NO_LOG)
    raise LogError.at(name, f"cannot be read as a source{_unmapped(path, column_map)}; {ACCEPTED}")


def _saved_sheet(path: Path, name: str) -> Sheet | None:
    """The sheet of an analytics workbook that was saved as a text; None for any other table."""
    if path.stat().st_size > LARGEST_SHEET:
        return None
    from estimator.readers.analytics import is_sheet_of_analytics  # noqa: PLC0415  # rare

    text, _ = decoded(path.read_bytes(), name)
    rows = [(line, cells) for line, cells in table_rows(text, delimiter_of(text)) if cells]
    sheet = Sheet(path.stem, [(line, [cell.strip() for cell in cells]) for line, cells in rows])
    return sheet if is_sheet_of_analytics(sheet) else None


def _is_note(path: Path) -> bool:
    """Whether it is a note of readings: a line a day, and no line that names columns."""
    from estimator.reading.histories import typed_lines  # noqa: PLC0415  # for what is no source

    with path.open("rb") as stream:
        text = stream.read(HEAD).decode("utf-8", "replace")
    first = text.lstrip().partition("\n")[0]
    if delimiter_of(first) in first and not any(map(str.isdigit, first)):
        return False
    try:
        return any(typed_lines(text, path.name))
    except SsiError:  # one of its lines has too many figures, or too few
        return False


def _of_workbook(
    content: bytes, name: str, column_map: Mapping[str, str], while_open: ExitStack
) -> KnownSource:
    """What a workbook holds: analytics, or in one of its sheets any kind of table.

    Raises: LogError for a workbook that is none of these, naming what it is or what was seen.
    """
    from estimator.readers.analytics import of_company_page, sheet_alone  # noqa: PLC0415  # rare
    from estimator.readers.analytics_workbooks import is_one_post  # noqa: PLC0415  # rare
    from estimator.readers.workbook import sheets  # noqa: PLC0415  # rare

    book = sheets(content, name)
    filled = [sheet for sheet in book if sheet.rows]
    if is_one_post(book):
        right = "the workbook of all posts is at Analytics > Content > Export"
        raise LogError.at(name, f"is the analytics of one post; {right}")
    places = [_table_in(sheet, column_map) for sheet in filled]
    first = next((n for n, (_, kind) in enumerate(places) if kind != UNKNOWN), None)
    if first is not None:
        return _of_sheets(name, filled, places, first)
    starts = [cells for sheet in filled for _, cells in sheet.rows[:HEADER_WITHIN]]
    if page := of_company_page([sheet.title for sheet in filled], starts):
        raise LogError.at(name, page)
    exported = [_exported(sheet, while_open) for sheet in filled]
    if tables := [table for table in exported if table is not None]:
        others = (s for s, table in zip(filled, exported, strict=True) if table is None)
        left = [_not_read(f"{name}, sheet {shown(s.title)}", len(s.rows), UNKNOWN) for s in others]
        return KnownSource(
            name, "linkedin_export", tables[0], within=tuple(tables[1:]), left=tuple(left)
        )
    if (kind := kind_by(Start(sheets=book))) != UNKNOWN:
        return KnownSource(name, kind, book)
    if alone := sheet_alone(filled):
        raise LogError.at(name, alone)
    titles = ", ".join(shown(sheet.title) for sheet in book) or "no sheet"
    heads = [shown(cell) for sheet in book for _, cells in sheet.rows[:1] for cell in cells if cell]
    row = ", ".join(heads[:12]) or "empty"
    what = f"is a workbook that cannot be read as a source (sheets {titles}; first row {row})"
    raise LogError.at(name, f"{what}; {ACCEPTED}")


def _table_in(sheet: Sheet, column_map: Mapping[str, str]) -> tuple[int, str]:
    """The place of the header of the table in a sheet, and the table's kind."""
    for place, (_, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
        below = [cells for _, cells in sheet.rows[place + 1 : place + 4]]
        kind = kind_by(Start("", [cell.strip() for cell in cells], below, column_map))
        if kind != UNKNOWN:
            return place, kind
    return 0, UNKNOWN


def _of_sheets(
    name: str, sheets: Sequence[Sheet], places: Sequence[tuple[int, str]], first: int
) -> KnownSource:
    """The table of a sheet, continued on those with the same columns; no other is read."""
    at, kind = places[first]
    rows = [*sheets[first].rows[0 if kind == "usage_report" else at :]]
    left, titles = [], [sheets[first].title]
    for n, (sheet, (place, other)) in enumerate(zip(sheets, places, strict=True)):
        if n == first:
            continue
        if sheet.rows[place][1] == sheets[first].rows[at][1]:
            before = len(titles) * MOST_ROWS
            rows += [(before + row, cells) for row, cells in sheet.rows[place + 1 :]]
            titles.append(sheet.title)
        else:
            left.append(_not_read(f"{name}, sheet {shown(sheet.title)}", len(sheet.rows), other))
    several = tuple(titles) if len(titles) > 1 else ()
    return KnownSource(name, kind, rows, left=tuple(left), titles=several)


def _not_read(name: str, n_rows: int, kind: str) -> FileReport:
    """The report of a sheet beside that of the table; one that holds another table is a fault."""
    if kind == UNKNOWN:
        return FileReport(name, "workbook", n_rows, skipped={"no table of activity": n_rows})
    what = "holds another table, which is not read; save it as a file of its own"
    fault = Fault(name, what, "another table")
    return FileReport(name, "workbook", n_rows, skipped={fault.kind: n_rows}, faults=(fault,))


def _exported(sheet: Sheet, while_open: ExitStack) -> Path | None:
    """The sheet as the file of an export that it was saved from; None when it is none."""
    from estimator.readers.linkedin.kinds import name_by_header  # noqa: PLC0415  # rare

    text = io.StringIO(newline="")
    width = max(len(cells) for _, cells in sheet.rows)
    writer = csv.writer(text)
    for _, cells in sheet.rows:
        writer.writerow((cells + [""] * width)[:width])
    content = text.getvalue().encode()
    file = name_by_header(content)
    return None if file is None else spooled(content, None, file, while_open)


def _unmapped(path: Path, column_map: Mapping[str, str]) -> str:
    """What to say of the columns of a table: those that --map should have settled, or all."""
    with path.open("rb") as stream:
        names, *_ = first_rows(stream.read(HEAD), path.name) or [[]]
    if len(names) < 2 or any(map(_PERSONAL.search, names)):
        return ""
    from estimator.readers.analytics import of_company_page  # noqa: PLC0415  # rare

    if (what := of_company_page([], [names])) is not None:
        return f": {what}"
    wanted = ", ".join(name for name in column_map if name not in names)
    columns = f"its columns are {', '.join(map(shown, names[:20]))}"
    if wanted:
        return f": no column {wanted} (--map), {columns}"
    right = "a day and what was done (action), or a day and a column an act, as comments"
    return f": {columns}; a table needs {right}; --map 'Column=action' settles others"


def name_of(path: Path) -> str:
    """The file's name for reports: without the person whom an analytics workbook names.

    >>> name_of(Path("AggregateAnalytics_Ada Example_2025-05-01_2026-04-30.xlsx"))
    'AggregateAnalytics_2025-05-01_2026-04-30.xlsx'
    """
    days = r"\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d"
    name = re.sub(rf"^(AggregateAnalytics_).*?({days})", r"\1\2", path.name)
    name = re.sub(r"^(PostAnalytics_).*?(\d+\.\w+)$", r"\1\2", name)
    return re.sub(rf"^(Content_{days})_.*(\.\w+)$", r"\1\2", name)


def is_export_of_linkedin(path: Path) -> bool:
    """Whether LinkedIn's export is at the path, whole or a file of it."""
    from estimator.readers.linkedin.archive import is_export  # noqa: PLC0415  # a table needs none

    return is_export(path)


def kind_of(stream: BinaryIO, name: str, column_map: Mapping[str, str]) -> str:
    """The kind of the source that the stream holds, which is left at its start.

    Loose files of an export are "unknown" here: their reader recognises them by name.

    Raises: LogError for what is surely no source, saying what it is.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(ZIPPED):
        return _kind_of_zip(stream, name)
    for start, what in _OTHERS:
        if head.startswith(start):
            raise LogError.at(name, what)
    text = _start(head, name).lstrip()
    if not text:
        raise LogError.at(name, f"is empty; {ACCEPTED}")
    if text[0] in "{[":
        kind = kind_by(Start(text=text))
        return kind if kind != UNKNOWN else "json" if text[0] == "[" else "jsonl"
    names, *rows = first_rows(head, name) or [[]]
    if len(names) > MOST_COLUMNS:
        what = f"has {len(names):,} columns, more than any table that is a source"
        raise LogError.at(name, f"{what} (at most {MOST_COLUMNS:,}); {ACCEPTED}")
    found = kind_by(Start("", names, rows[:LOOKED_AT], column_map))
    below = {kind_by(Start("", cells, (), column_map)) for cells in rows if found == UNKNOWN}
    return "usage_report" if "usage_report" in below else found  # titles stand above such a table


def _start(head: bytes, name: str) -> str:
    """The text that the first bytes hold, whole characters only."""
    end = head.rfind(b"\n")
    if len(head) == HEAD and end > 0:
        head = head[: end + (2 if head.startswith(b"\xff\xfe") else 1)]
    return decoded(head, name, whole=False)[0]


def _kind_of_zip(stream: BinaryIO, name: str) -> str:
    """The kind of a ZIP; one that cannot be opened is an archive, whose reader says what is wrong.

    Raises: LogError for a document of another kind.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            members = {*archive.namelist()}
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return "linkedin_export"
    finally:
        stream.seek(0)
    if BOOK in members:
        return "workbook"
    for member, what in _OTHER_ZIPS.items():
        if member in members and ("mimetype" in members or member != "content.xml"):
            raise LogError.at(name, what)
    return "linkedin_export"


def first_rows(head: bytes, name: str) -> list[list[str]]:
    """The cells of the first lines that have any: the header, and a few rows."""
    text = _start(head, name).lstrip()
    rows = (cells for _, cells in table_rows(text, delimiter_of(text)))
    filled = islice((cells for cells in rows if cells and any(cells)), HEADER_WITHIN)
    return [[cell.strip() for cell in cells] for cells in filled]
