"""What a source is, told from what is in it rather than from what it is called."""

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO, Literal

from estimator.errors import LogError
from estimator.readers.activity_columns import is_activity_log
from estimator.readers.tables.decoding import decoded
from estimator.readers.tables.delimited import csv_records, delimiter_of
from estimator.readers.usage_report.columns import is_usage_report

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
    "unknown",
]

HEAD = 1 << 16
BOOK = "xl/workbook.xml"  # the member that makes a ZIP a workbook
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
ACCEPTED = (
    "a source is a LinkedIn export (ZIP or folder), a portability API page (JSON), "
    "a Sales Navigator usage report (CSV or XLSX), a creator analytics workbook (XLSX), "
    "or a table with the columns day and action (JSON lines, CSV, Parquet)"
)

_SHEETS = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="([^"]*)"')
_ANALYTICS = {"DISCOVERY", "ENGAGEMENT", "FOLLOWERS", "TOP POSTS", "DEMOGRAPHICS"}
_DMA = ('"snapshotDomain"', '"snapshotData"', '"resourceName"', '"processedActivity"')
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
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(stream, name)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        return "unknown"
    text = _start(head, name).lstrip()
    if not text:
        raise LogError.at(name, f"is empty; {ACCEPTED}")
    if text[0] in "{[":
        return _kind_of_json(text, name)
    return _kind_of_csv(text, column_map)


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


def _kind_of_json(text: str, name: str) -> Kind:
    if any(word in text for word in _DMA):
        return "dma"
    first = _first_object(text)
    if text[0] == "[":
        return "json"
    if "action" in first or "covers" in first or "day" in first:
        return "jsonl"
    if any(word in text for word in _READING):
        raise LogError.at(name, "is a recorded reading, not a log; give it with --readings")
    return "jsonl"


def _first_object(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _kind_of_csv(text: str, column_map: Mapping[str, str]) -> Kind:
    rows = (cells for _, cells in csv_records(text, delimiter_of(text)))
    header = next((cells for cells in rows if any(cells)), [])
    names = [cell.strip() for cell in header]
    if {"day", "action"} <= {column_map.get(cell, cell).lower() for cell in names}:
        return "csv"
    if is_activity_log(names):
        return "activity_logger"
    return "usage_report" if is_usage_report(names, column_map) else "unknown"
