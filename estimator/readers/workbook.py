"""The sheets of an XLSX workbook as plain cells, read with the standard library alone.

The size that a sheet states of itself (`<dimension>`) is never looked at: LinkedIn writes A1 into
every sheet of its own, other programs leave it stale. Excel's strict form is read too.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.parsers import expat

from estimator.delimited import Record
from estimator.errors import LogError
from estimator.readers.tables.cells import shown

LARGEST = 256 << 20  # bytes the members may unpack to; an export of a year has under 1 MB
MOST = 40  # times they may be larger than the file, once that is over 16 MB
MOST_CELLS = 2_000_000  # of all sheets, blank ones to the left of others included
SECONDS = 86_400  # of a day
LAST_DAY = 2_900_000  # days that a calendar still has, from any beginning a workbook counts from
MOST_COLUMNS, MOST_ROWS = 1 << 14, 1 << 20  # of a sheet, as Excel has them
BLOCK = 1 << 16  # bytes of a member
BOOK = "xl/workbook.xml"  # the member that makes a ZIP a workbook

_DATES = frozenset(
    {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
)  # formats that are built in
_IN_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WHOLE = re.compile(r"-?\d+")

Attributes = dict[str, str]
Element = tuple[str, str, Attributes, str]  # what it lies in, its own tag, what it states, its text


@dataclass(frozen=True)
class Sheet:
    """One sheet. rows: those with a cell that is not blank, each with its number."""

    title: str
    rows: list[Record]


class _Wrong(ValueError):
    """What is wrong with a workbook, in words for its user."""


def sheets(content: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook in their order; each cell as text, a date as `2026-03-05`,
    with its time where it has one.

    Raises: LogError when the workbook is damaged or swells when unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > LARGEST or (unpacked > MOST * len(content) and unpacked > 1 << 24):
                raise _Wrong(f"unpacks to {unpacked:,} bytes, too many for a workbook")
            return list(_sheets(archive))
    except _Wrong as error:
        raise LogError.at(name, str(error)) from None
    except Exception:  # what zipfile raises on a damaged file is in no list
        raise LogError.at(name, "is a damaged workbook, or none; save it once more") from None


def _elements(archive: zipfile.ZipFile, path: str, called: str = "") -> Iterator[Element]:
    """The elements of a member as they end, inner ones first; none where there is no such member.

    Raises: _Wrong, with what it is called, where it cannot be read.
    """
    if not called and path not in archive.namelist():  # a sheet must be there
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    opened: list[tuple[str, Attributes]] = [("", {})]
    texts: list[str] = []
    found: list[Element] = []

    def begun(tag: str, stated: Attributes) -> None:
        opened.append((tag.rpartition(":")[2], stated))
        texts.clear()

    def ended(_: str) -> None:
        tag, stated = opened.pop()
        found.append((opened[-1][0], tag, stated, "".join(texts)))
        texts.clear()

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = _no_doctype
    with _reading(called or path), archive.open(path) as member:
        while block := member.read(BLOCK):
            parser.Parse(block)
            yield from found
            found.clear()
        parser.Parse(b"", True)


@contextmanager
def _reading(called: str) -> Iterator[None]:
    try:
        yield
    except _Wrong:
        raise
    except Exception:  # of zipfile, of expat, or a number that is none
        what = f"is a damaged workbook: {called} cannot be read; save it once more"
        raise _Wrong(what) from None


def _no_doctype(*_: object) -> None:
    raise _Wrong("declares a document type, which no workbook does")


def _sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    titles: dict[str, str] = {}
    epoch = datetime.fromisoformat("1899-12-30")
    for _, tag, stated, _ in _elements(archive, BOOK):
        if tag == "sheet":
            link = next((v for k, v in stated.items() if k.endswith(":id")), "")
            titles[link] = stated.get("name", "")
        elif tag == "workbookPr" and stated.get("date1904", "0") in ("1", "true"):
            epoch = datetime.fromisoformat("1904-01-01")
    targets = {
        stated.get("Id", ""): posixpath.normpath(posixpath.join("/xl", stated.get("Target", "")))
        for _, tag, stated, _ in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship" and stated.get("Type", "").endswith("/worksheet")
    }
    cells = _Cells(_shared_texts(archive), _dated_styles(archive), epoch)
    for link, title in titles.items():
        if link in targets:  # else a sheet of charts
            called = f"its sheet {shown(title)}"
            with _reading(called):
                elements = _elements(archive, targets[link].lstrip("/"), called)
                rows = list(cells.rows(elements))
            yield Sheet(title.strip(), rows)


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    text = ""
    for within, tag, _, piece in _elements(archive, "xl/sharedStrings.xml"):
        if tag == "t" and within != "rPh":  # how a text is spoken stands beside it
            text += piece
        elif tag == "si":
            found.append(text)
            text = ""
    return found


def _dated_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles that show a number as a date."""
    dated, styles = {*_DATES}, list[int]()
    for within, tag, stated, _ in _elements(archive, "xl/styles.xml"):
        if tag == "numFmt" and re.search(r"[dy]", _IN_FORMAT.sub("", stated["formatCode"]).lower()):
            dated.add(int(stated["numFmtId"]))
        elif tag == "xf" and within == "cellXfs":
            styles.append(int(stated.get("numFmtId", 0)))
    return frozenset(str(n) for n, style in enumerate(styles) if style in dated)


@dataclass
class _Cells:
    """The texts of a workbook's cells. shared: texts that many cells have; dated: the styles that
    show a number as a date; left: how many cells more there may be, in all of its sheets.
    """

    shared: list[str]
    dated: frozenset[str]
    epoch: datetime
    left: int = MOST_CELLS

    def rows(self, elements: Iterator[Element]) -> Iterator[Record]:
        """The rows of a sheet that have a cell which is not blank."""
        cells: list[str] = []
        row = column = 0
        value = ""
        for within, tag, stated, text in elements:
            if tag == "v" or (tag == "t" and within != "rPh"):
                value = value + text if tag == "t" else text
            elif tag == "c":
                place = _PLACE.fullmatch(stated.get("r", ""))
                column = column + 1 if place is None else _number(place[1])
                if shown_text := self._text(stated, value):
                    self._put(shown_text, column, cells)
                value = ""
            elif tag == "row":
                number = stated.get("r", "")
                row = int(number) if number.isdecimal() else row + 1
                if cells and not 0 < row <= MOST_ROWS:
                    raise _Wrong(f"has a cell outside of any sheet (row {row})")
                if cells:
                    yield row, cells
                cells, column = [], 0

    def _put(self, text: str, column: int, cells: list[str]) -> None:
        if not 0 < column <= MOST_COLUMNS:
            raise _Wrong(f"has a cell outside of any sheet (column {column})")
        missing = column - len(cells)
        self.left -= max(missing, 1)
        if self.left < 0:
            raise _Wrong(f"holds over {MOST_CELLS:,} cells; save the one sheet as CSV")
        cells.extend([""] * missing)
        cells[column - 1] = text

    def _text(self, stated: Attributes, value: str) -> str:
        match stated.get("t", "n"):
            case "s":
                return self.shared[int(value)].strip() if value else ""
            case "b":
                return {"1": "True", "0": "False"}.get(value, value)
            case "d":
                return value.partition(".")[0].replace("T", " ").removesuffix(" 00:00:00")
            case "n" if value:
                return self._numeric(value, stated.get("s", "") in self.dated)
        return value.strip()

    def _numeric(self, value: str, is_dated: bool) -> str:
        # a second is a part of a day that a float only comes near to
        if is_dated and 1 <= (number := float(value)) < LAST_DAY:
            moment = self.epoch + timedelta(seconds=round(number * SECONDS))
            return moment.isoformat(sep=" ").removesuffix(" 00:00:00")
        if _WHOLE.fullmatch(value):
            return value
        number = float(value)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        text = repr(number)
        # 1.234 as a number is no 1,234 with a point for its thousands, as a text may be
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
