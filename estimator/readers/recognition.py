"""What a source is, told from what is in it rather than from what it is called.

What only tells usage reports and recorded scores apart is imported when a source may be one.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Literal

from estimator.errors import LogError
from estimator.readers.tables.decoding import decoded
from estimator.readers.tables.delimited import csv_records, delimiter_of

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
    "usage_workbook",
    "creator_analytics",
    "dma",
    "activity_logger",
    "sales_activity",
    "readings",
    "unknown",
]

HEAD = 1 << 16
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
BOOK = "xl/workbook.xml"  # the member that makes a ZIP a workbook
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
ACCEPTED = (
    "a source is a LinkedIn export (ZIP or folder), a portability API page (JSON), "
    "a Sales Navigator usage report (CSV or XLSX), a creator analytics workbook (XLSX), "
    "or a table with the columns day and action (JSON lines, CSV, Parquet)"
)

_SHEETS = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="([^"]*)"')
_ANALYTICS = {"DISCOVERY", "ENGAGEMENT", "FOLLOWERS", "TOP POSTS", "DEMOGRAPHICS"}
_DMA = (
    *('"snapshotDomain"', '"snapshotData"', '"resourceName"', '"processedActivity"'),
    "No data found for this memberId",  # the page that ends paging
)
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
MOST_PILLARS = 3  # of the four, that a record of scores names
DATED = frozenset(
    {"date", "captured", "capturedat", "timestamp", "ts", "datecreated", "scripttime"}
)
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
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        return "unknown"
    text = _start(head, name).lstrip()
    if not text:
        raise LogError.at(name, f"is empty; {ACCEPTED}")
    if text[0] in "{[":
        return _kind_of_json(text)
    return _kind_of_csv(header_of(head, name), column_map)


def _start(head: bytes, name: str) -> str:
    """The text that the first bytes hold, whole characters only."""
    end = head.rfind(b"\n")
    if len(head) == HEAD and end > 0:
        head = head[: end + (2 if head.startswith(b"\xff\xfe") else 1)]
    return decoded(head, name)[0]


def _kind_of_zip(stream: BinaryIO, name: str) -> Kind:
    """The kind of a ZIP; one that cannot be opened is an archive, whose reader says what is wrong.

    Raises: LogError for a workbook that is damaged.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            if BOOK not in archive.namelist():
                return "linkedin_export"
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return "linkedin_export"
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(BOOK) as member:
            sheets = _SHEETS.findall(member.read(HEAD))
    except UNREADABLE as error:
        raise LogError.at(name, f"is a damaged workbook ({type(error).__name__})") from None
    finally:
        stream.seek(0)
    names = {sheet.decode("utf-8", "replace").strip().upper() for sheet in sheets}
    return "creator_analytics" if names & _ANALYTICS else "usage_workbook"


def _kind_of_json(text: str) -> Kind:
    if any(word in text for word in _DMA):
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
        found = json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def header_of(head: bytes, name: str) -> list[str]:
    """The cells of the first line that has any."""
    text = _start(head, name).lstrip()
    rows = (cells for _, cells in csv_records(text, delimiter_of(text)))
    return [cell.strip() for cell in next((cells for cells in rows if any(cells)), [])]


def _kind_of_csv(names: Sequence[str], column_map: Mapping[str, str]) -> Kind:
    if {"day", "action"} <= {column_map.get(cell, cell).lower() for cell in names}:
        return "csv"
    from estimator.readers.activity_columns import (  # noqa: PLC0415
        is_activity_log,
        is_sales_activity,
    )
    from estimator.readers.usage_report.columns import is_usage_report  # noqa: PLC0415

    if is_activity_log(names):
        return "activity_logger"
    if is_sales_activity(names):
        return "sales_activity"
    if _is_history(names, column_map):
        return "readings"
    return "usage_report" if is_usage_report(names, column_map) else "unknown"


def _is_history(names: Sequence[str], column_map: Mapping[str, str]) -> bool:
    """Whether the columns are those of recorded scores: dated, and of no seat or activity."""
    if {name.lower() for name in names} >= LONG_HISTORY:
        return True
    from estimator.readers.usage_report.columns import SSI, UNUSED, meaning_of  # noqa: PLC0415
    from estimator.reading.names import plain  # noqa: PLC0415

    found = {meaning_of(name) for name in names} | {column_map.get(name) for name in names}
    dated = any(plain(name) in DATED for name in names)
    return (
        dated and len(_pillars(names)) >= MOST_PILLARS and not found - {None, UNUSED, *SSI, "seat"}
    )
