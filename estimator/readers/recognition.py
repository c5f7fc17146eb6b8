"""What a source is, told from what is in it rather than from what it is called.

Here by its first bytes; what is JSON or a table, the readers recognise (`registry`).
"""

import zipfile
from collections.abc import Mapping
from itertools import islice
from typing import BinaryIO

from estimator.delimited import decoded, delimiter_of, table_rows
from estimator.errors import LogError
from estimator.readers.registry import UNKNOWN, Start, kind_by
from estimator.readers.workbook import BOOK

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
HEADER_WITHIN = 10  # rows


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
