"""The sheets of an XLSX workbook as plain cells, read with the standard library alone.

The size that a sheet states of itself (`<dimension>`) is never looked at: LinkedIn writes A1 into
every sheet of its own, other programs leave it stale. Excel's strict form is read too.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers import expat

from estimator.errors import LogError
from estimator.readers.tables.cells import shown

LARGEST = 256 << 20  # bytes the members may unpack to; an export of a year has under 1 MB
MOST = 40  # times they may be larger than the file, once that is over 16 MB
MOST_CELLS = 2_000_000  # of all sheets, blank ones to the left of others included
SECONDS = 86_400  # of a day
LAST_DAY = 2_900_000  # days that a calendar still has, from any beginning a workbook counts from
MOST_COLUMNS, MOST_ROWS = 1 << 14, 1 << 20  # of a sheet, as Excel has them
BOOK = "xl/workbook.xml"  # the member that makes a ZIP a workbook

_DATES = frozenset(
    {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
)  # formats that are built in
_IN_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WHOLE = re.compile(r"-?\d+")

Record = tuple[int, list[str]]
Attributes = dict[str, str]


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
            return list(_sheets(_Package(archive)))
    except _Wrong as error:
        raise LogError.at(name, str(error)) from None
    except Exception:  # what zipfile raises on a damaged file is in no list
        raise LogError.at(name, "is a damaged workbook, or none; save it once more") from None


@dataclass(frozen=True)
class _Package:
    archive: zipfile.ZipFile

    def has(self, path: str) -> bool:
        return path in self.archive.namelist()

    def parse(self, path: str, start: "Start", end: "End | None" = None, called: str = "") -> None:
        """Hands each element of a member to `start`, and to `end` with the text in it.

        Raises: _Wrong, with what it is called, for one that cannot be read.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        texts: list[str] = []

        def begun(tag: str, held: Attributes) -> None:
            start(tag.rpartition(":")[2], held)
            texts.clear()

        def ended(tag: str) -> None:
            if end is not None:
                end(tag.rpartition(":")[2], texts)
            texts.clear()

        parser.StartElementHandler, parser.EndElementHandler = begun, ended
        parser.CharacterDataHandler = texts.append
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            with self.archive.open(path) as member:
                parser.ParseFile(member)
        except _Wrong:
            raise
        except Exception:  # of zipfile, of expat, or a number that is none
            what = f"is a damaged workbook: {called or path} cannot be read; save it once more"
            raise _Wrong(what) from None


Start = Callable[[str, Attributes], None]
End = Callable[[str, list[str]], None]


def _no_doctype(*_: object) -> None:
    raise _Wrong("declares a document type, which no workbook does")


def _sheets(package: _Package) -> Iterator[Sheet]:
    names: list[tuple[str, str]] = []
    epoch = datetime.fromisoformat("1899-12-30")

    def start(tag: str, held: Attributes) -> None:
        nonlocal epoch
        if tag == "sheet":
            link = next((v for k, v in held.items() if k.endswith(":id")), "")
            names.append((held.get("name", ""), link))
        elif tag == "workbookPr" and held.get("date1904", "0") in ("1", "true"):
            epoch = datetime.fromisoformat("1904-01-01")

    package.parse(BOOK, start)
    targets = _targets(package)
    shared, dated = _shared_strings(package), _dated_styles(package)
    left = MOST_CELLS
    for title, link in names:
        path = targets.get(link)
        if path is None:
            continue  # a sheet of charts
        reader = _Rows(shared, dated, epoch, left)
        package.parse(path, reader.start, reader.end, f"its sheet {shown(title)}")
        left = reader.left
        yield Sheet(title.strip(), reader.rows)


def _targets(package: _Package) -> dict[str, str]:
    """The member of each worksheet, by the id of its relation."""
    found: dict[str, str] = {}

    def start(tag: str, held: Attributes) -> None:
        if tag == "Relationship" and held.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", held.get("Target", "")))
            found[held.get("Id", "")] = target.lstrip("/")

    package.parse("xl/_rels/workbook.xml.rels", start)
    return found


def _shared_strings(package: _Package) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    phonetic = False

    def start(tag: str, _: Attributes) -> None:
        nonlocal phonetic
        if tag == "si":
            parts.clear()
        phonetic = phonetic or tag == "rPh"

    def end(tag: str, texts: list[str]) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            parts.extend(texts)
        elif tag == "rPh":  # how a text is spoken stands beside it
            phonetic = False
        elif tag == "si":
            found.append("".join(parts))

    if package.has("xl/sharedStrings.xml"):
        package.parse("xl/sharedStrings.xml", start, end)
    return found


def _dated_styles(package: _Package) -> frozenset[str]:
    """The numbers of the styles that show a number as a date."""
    dated: set[str] = set()
    own: set[int] = set()
    within: list[str] = []
    n_styles = 0

    def start(tag: str, held: Attributes) -> None:
        nonlocal n_styles
        if tag == "numFmt" and re.search(r"[dy]", _IN_FORMAT.sub("", held["formatCode"]).lower()):
            own.add(int(held["numFmtId"]))
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            within[:] = [tag]
        elif tag == "xf" and within == ["cellXfs"]:
            if int(held.get("numFmtId", 0)) in _DATES | own:
                dated.add(str(n_styles))
            n_styles += 1

    if package.has("xl/styles.xml"):
        package.parse("xl/styles.xml", start)
    return frozenset(dated)


@dataclass
class _Rows:
    """Gathers the rows of a sheet from its elements. left: how many cells more there may be."""

    shared: list[str]
    dated: frozenset[str]
    epoch: datetime
    left: int
    rows: list[Record] = field(default_factory=list)
    _row: int = 0
    _cells: list[str] = field(default_factory=list)
    _column: int = 0
    _kind: str = ""
    _style: str = ""
    _value: str = ""

    def start(self, tag: str, held: Attributes) -> None:
        if tag == "c":
            found = _PLACE.fullmatch(held.get("r", ""))
            self._column = self._column + 1 if found is None else _number(found[1])
            self._kind, self._style, self._value = held.get("t", "n"), held.get("s", ""), ""
        elif tag == "row":
            number = held.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._cells, self._column = [], 0

    def end(self, tag: str, texts: list[str]) -> None:
        if tag == "v":
            self._value = "".join(texts)
        elif tag == "t" and self._kind == "inlineStr":
            self._value += "".join(texts)
        elif tag == "c":
            text = self._text()
            if text:
                self._put(text)
        elif tag == "row" and self._cells:
            self.rows.append((self._row, self._cells))

    def _put(self, text: str) -> None:
        if not (0 < self._column <= MOST_COLUMNS and 0 < self._row <= MOST_ROWS):
            raise _Wrong(f"has a cell outside of any sheet (row {self._row})")
        missing = self._column - len(self._cells)
        self.left -= max(missing, 1)
        if self.left < 0:
            raise _Wrong(f"holds over {MOST_CELLS:,} cells; save the one sheet as CSV")
        self._cells.extend([""] * missing)
        self._cells[self._column - 1] = text

    def _text(self) -> str:
        value = self._value
        match self._kind:
            case "s":
                return self.shared[int(value)].strip() if value else ""
            case "b":
                return {"1": "True", "0": "False"}.get(value, value)
            case "d":
                return value.partition(".")[0].replace("T", " ").removesuffix(" 00:00:00")
            case "n" if value:
                return self._numeric(value)
        return value.strip()

    def _numeric(self, value: str) -> str:
        if self._style in self.dated:
            number = float(value)
            if (
                1 <= number < LAST_DAY
            ):  # a second is a part of a day that a float only comes near to
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
