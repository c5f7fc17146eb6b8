"""What a source is, told from what is in it rather than from what it is called.

What only tells usage reports and recorded scores apart is imported when a source may be one.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import BinaryIO, Literal

from estimator.delimited import decoded, delimiter_of, table_rows
from estimator.errors import LogError
from estimator.json_text import value_of
from estimator.readers.workbook import BOOK

Kind = Literal[
    "log",
    "rows",
    "frame",
    "jsonl",
    "json",
    "csv",
    "parquet",
    "linkedin_export",
    "usage_report",
    "workbook",
    "creator_analytics",
    "dma",
    "activity_logger",
    "daily_table",
    "sales_activity",
    "readings",
    "unknown",
]

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
_DMA = (
    *('"snapshotDomain"', '"snapshotData"', '"resourceName"', '"processedActivity"'),
    *("No data found for this memberId", "No data found for this domain"),  # how paging ends
)
_REFUSED = frozenset(
    {
        "message",
        "status",
        "serviceErrorCode",
        "code",
        "errorDetails",
        "errorDetailType",
        "inputErrors",
    }
)  # the keys of an answer of LinkedIn's APIs that holds no data
_EMPTY_PAGE = frozenset(
    {"elements", "paging", "start", "count", "total", "links", "rel", "href", "type"}
)
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
MOST_COLUMNS = 1000  # of any table there is
LOOKED_AT = 3  # rows of a table below its header
HEADER_WITHIN = 10  # rows
MOST_PILLARS = 3  # of the four, that a record of scores names
LONG_HISTORY = frozenset({"data_referencia", "campo", "valor_original"})  # a figure a row
_READING = ('"memberScore"', '"subScores"', '"response"')


def kind_of(stream: BinaryIO, name: str, column_map: Mapping[str, str]) -> Kind:
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
        return _kind_of_json(text)
    names, *rows = first_rows(head, name) or [[]]
    if len(names) > MOST_COLUMNS:
        what = f"has {len(names):,} columns, more than any table that is a source"
        raise LogError.at(name, f"{what} (at most {MOST_COLUMNS:,}); {ACCEPTED}")
    found = kind_of_table(names, column_map, rows[:LOOKED_AT])
    below = {kind_of_table(cells, column_map) for cells in rows} if found == "unknown" else set()
    return "usage_report" if "usage_report" in below else found  # titles stand above such a table


def _start(head: bytes, name: str) -> str:
    """The text that the first bytes hold, whole characters only."""
    end = head.rfind(b"\n")
    if len(head) == HEAD and end > 0:
        head = head[: end + (2 if head.startswith(b"\xff\xfe") else 1)]
    return decoded(head, name)[0]


def _kind_of_zip(stream: BinaryIO, name: str) -> Kind:
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


def _kind_of_json(text: str) -> Kind:
    if any(word in text for word in _DMA):
        return "dma"
    keys = set(_KEY.findall(text))
    if {"message", "status"} <= keys <= _REFUSED or {"elements"} <= keys <= _EMPTY_PAGE:
        return "dma"
    first = _first_object(text)
    if "action" in first or "covers" in first or "day" in first:
        return "jsonl"
    if any(word in text for word in _READING) or _names_pillars(text):
        return "readings"
    return "json" if text[0] == "[" else "jsonl"


def _names_pillars(text: str) -> bool:
    """Whether the keys of the objects are those of an SSI, and not those of a log."""
    keys = set(_KEY.findall(text))
    return not keys & {"action", "covers"} and len(_pillars(keys)) >= MOST_PILLARS


def _pillars(names: Iterable[str]) -> set[str]:
    from estimator.reading.names import pillar_of  # noqa: PLC0415

    return {pillar for name in names if (pillar := pillar_of(name)) is not None}


def _first_object(text: str) -> Mapping[str, object]:
    try:
        found = value_of(text.splitlines()[0])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def first_rows(head: bytes, name: str) -> list[list[str]]:
    """The cells of the first lines that have any: the header, and a few rows."""
    text = _start(head, name).lstrip()
    rows = (cells for _, cells in table_rows(text, delimiter_of(text)))
    filled = islice((cells for cells in rows if cells and any(cells)), HEADER_WITHIN)
    return [[cell.strip() for cell in cells] for cells in filled]


def kind_of_table(
    names: Sequence[str], column_map: Mapping[str, str], rows: Sequence[Sequence[str]] = ()
) -> Kind:
    """The kind of a table with these columns and first rows; "unknown" for any other."""
    called = {column_map.get(cell, cell).lower() for cell in names}
    if {"day", "action"} <= called:
        return "csv"
    from estimator.readers.daily_table import day_column, is_daily, is_logger  # noqa: PLC0415
    from estimator.readers.linkedin.kinds import is_header  # noqa: PLC0415
    from estimator.readers.sales_activity import is_sales_activity  # noqa: PLC0415
    from estimator.readers.usage_columns import is_usage_report  # noqa: PLC0415

    if "action" in called and day_column(names, rows, column_map) is not None:
        return "csv"
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("unknown", is_header(names) and not column_map),  # of an export, which others recognise
        ("activity_logger", is_logger(names)),
        ("sales_activity", is_sales_activity(names)),
        ("daily_table", is_daily(names, rows, column_map)),
        ("readings", _is_history(names, column_map)),
        ("usage_report", is_usage_report(names, column_map)),
    )
    return next((kind for kind, is_one in kinds if is_one), "unknown")


def _is_history(names: Sequence[str], column_map: Mapping[str, str]) -> bool:
    """Whether the columns are those of recorded scores: dated, and of no seat or activity."""
    if {name.lower() for name in names} >= LONG_HISTORY:
        return True
    from estimator.dates import DAY_NAMES  # noqa: PLC0415
    from estimator.readers.usage_columns import PERIOD, PERSON, SSI, UNUSED, meaning_of  # noqa: PLC0415
    from estimator.reading.names import plain  # noqa: PLC0415
    from estimator.reading.objects import CLEAR_TOTALS, DATES  # noqa: PLC0415

    called = {*map(plain, names)}
    found = {meaning_of(name) for name in names} | {column_map.get(name) for name in names}
    scores = len(_pillars(names)) >= MOST_PILLARS or bool(called & {*CLEAR_TOTALS})
    # a tracker keeps counts of its own beside the scores; a report is of seats and periods
    alone = not found - {None, UNUSED, *SSI, "seat"} or not found & {*PERSON, *PERIOD}
    return bool(called & {*DATES, *DAY_NAMES}) and scores and alone
