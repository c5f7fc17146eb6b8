"""Histories: the recorded answers in a file, one by one, each with the line it stands on."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from estimator.dates import DAY_NAMES, comes_day_first, either_order, is_date
from estimator.days import to_date
from estimator.delimited import Row, as_wide_as, delimiter_of, table_rows
from estimator.errors import ReadingError, reason
from estimator.json_text import value_of, within_limits
from estimator.reading.names import PILLARS, fields, pillar_of, plain
from estimator.reading.objects import DATES, TOTALS, find_in_object
from estimator.reading.payloads import decoding, refuse_picture

_LISTS = ("ssihistory", "linkmatessihistoryv", "history", "readings", "records", "items", "rows")
_GAP = re.compile(r"[\s,]*")
_LONG = {"campo", "valor_original", "data_referencia"}
_REPORT = {"Seat ID", "SSI - Overall Score"}
_OWN_COLUMNS = ("account", "seat", "evidence")
MOST = 10_000  # readings of one file: each is judged by itself, which takes its time


@dataclass(frozen=True)
class Record:
    """One recorded answer, in an envelope where the file tells more of it, and its place."""

    where: str
    payload: object


def records(path: Path) -> Iterator[Record]:
    """Every recorded answer of a file: JSON, JSON lines, CSV, a note, a page's text or HTML.

    Raises: ReadingError for a file that cannot be read as what it is.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadingError.at(path, f"cannot be read ({reason(error)})") from None
    yield from records_in(content, str(path), path.suffix.casefold())


def records_in(content: bytes, where: str, suffix: str = "") -> Iterator[Record]:
    """Every recorded answer of a content, by its kind: the suffix of its name or what it holds.

    Raises: ReadingError for what cannot be read as what it is, a picture above all, and for more
    than `MOST` of them.
    """
    for n, record in enumerate(_by_kind(content, where, suffix)):
        if n == MOST:
            raise ReadingError.at(
                record.where, f"a file holds {MOST:,} readings at most; divide it"
            )
        yield record


def _by_kind(content: bytes, where: str, suffix: str) -> Iterator[Record]:
    refuse_picture(content, where)
    text = _text(content, where)
    start = text.lstrip()[:1]
    if suffix in (".csv", ".tsv"):
        yield from rows(text, where)
    elif suffix in (".jsonl", ".ndjson"):
        yield from _lines(text, where)
    elif start == "[":
        yield from _elements(text, where)
    elif start == "{":
        yield from _json(text, where)
    elif _is_table(text):
        yield from rows(text, where)
    elif typed := list(typed_lines(text, where)):
        yield from typed
    else:
        yield Record(where, text)


def _text(content: bytes, where: str) -> str:
    try:
        return content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReadingError.at(f"{where}:{line}", "not UTF-8 text; save the file as UTF-8") from None


def _is_table(text: str) -> bool:
    """Whether the first line names columns of recorded scores, a day among them."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    names = [plain(cell) for cell in header.split(delimiter_of(header))]
    scores = [name for name in names if name in TOTALS or pillar_of(name)]
    return len(names) > 1 and bool(scores) and any(map(_is_day, names))


def _is_day(name: str) -> bool:
    """Whether a column of a table is called a day, in whatever language."""
    return plain(name) in DATES or plain(name) in DAY_NAMES


_LEAD = re.compile(r"^[\s>*•·-]*(?:(?:linkedin\s+)?(?:ssi|social selling index)\b[\s:(,-]*)?", re.I)
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_LABELLED = re.compile(
    r"([^\W\d_][^\d:=|;,]*?)\s*[:=]?\s*(\d{1,3}(?:[.,]\d+)?)(?=[\s;|,]|$)[\s;|,]*"
)
_WITH_NAMES = rf"(?:({_FIGURE.pattern})[\s,;:|–—-]+)?((?:{_LABELLED.pattern})+)"


def typed_lines(text: str, where: str) -> Iterator[Record]:
    """The lines of a note that begin with a day: its total, its four pillars, or all five.

    Raises: ReadingError for a line of another number of figures.
    """
    lines = [(n, _LEAD.sub("", line).strip(" |\t")) for n, line in enumerate(text.splitlines(), 1)]
    found = [(n, *_day_and_rest(line)) for n, line in lines if line and not line.startswith("#")]
    read = [(n, day, _figures(rest)) for n, day, rest in found if day]
    numbers = any(re.search(r"\d", rest) for _, day, rest in found if day)
    if not numbers or len(read) < len(found) - any(figures for _, _, figures in read):
        return
    days = _settled([day for _, day, _ in read])
    for (n, _, figures), day in zip(read, days, strict=True):
        if not figures:
            what = "has no numbers that are understood behind its day; write the total, or the four"
            raise ReadingError.at(f"{where}:{n}", f"{what} pillars ({', '.join(PILLARS)})")
        yield Record(f"{where}:{n}", {"date": day} | figures)


def _day_and_rest(line: str) -> tuple[str, str]:
    """The day that a line begins with, as written, and what stands behind it."""
    ends = [word.end() for word in re.finditer(r"[^\s;|,]+[,;|]?", line)][:7]
    for end in reversed(ends):  # a day may be several words: 13 May 2026, 09:30
        day = line[:end].strip(" ,:;|")
        if is_date(day):
            return day, line[end:]
    return "", line


def _figures(rest: str) -> dict[str, str]:
    """The numbers behind a day by name: with their names beside them, or one, four or five alone.

    Commas part them where every one is followed by a blank or none is.
    """
    text = re.sub(r"(?<=\d)\s*/\s*(?:25|100)\b|%", "", rest)
    text = re.sub(r"[()+=]|\s/\s", " ", text).strip(" \t:=|;,-–—")
    if beside := re.fullmatch(_WITH_NAMES, text):
        text = f"total {beside[1]} {beside[2]}" if beside[1] else text
        named = [
            (pillar_of(label) or plain(label), value) for label, value in _LABELLED.findall(text)
        ]
        known = all(name in (*PILLARS, *TOTALS) for name, _ in named)
        return dict(named) if known else {}
    cells = [cell.strip(",: ") for cell in re.split(r"[;|\t]|,\s|\s+", text)]
    cells = [cell for cell in cells if cell]
    if len(cells) == 1 and not _FIGURE.fullmatch(cells[0]):
        cells = cells[0].split(",")
    if not all(map(_FIGURE.fullmatch, cells)):
        return {}
    match len(cells):
        case 1:
            return {"total": cells[0]}
        case 4:
            return dict(zip(PILLARS, cells, strict=True))
        case 5:
            return dict(zip(("total", *PILLARS), cells, strict=True))
    return {}


def _settled(days: Sequence[str]) -> list[str]:
    """The days in the one order that makes dates of most of them, if one does; else as written."""
    dates = [either_order(day) for day in days]
    order = comes_day_first(dates, runs=[dates])
    if order is None:
        return list(days)
    settled = [pair[order] for pair in dates]
    return [
        day if one is None or pair[0] == pair[1] else to_date(one).isoformat()
        for day, pair, one in zip(days, dates, settled, strict=True)
    ]


def _json(text: str, path: str) -> Iterator[Record]:
    """One object: an answer, or a history under a known name; many objects: JSON lines."""
    with decoding(path):
        within_limits(text)
        held, end = json.JSONDecoder().raw_decode(text, _end_of_gap(text, 0))
    if text[end:].strip():
        yield from _lines(text, path)
        return
    with decoding(path):
        listed = _history(held)
    if listed is None:
        yield Record(f"{path}:1", held)
        return
    for place, entry in enumerate(listed):
        yield Record(f"{path}[{place}]", entry)


def _history(held: Mapping[object, object]) -> list[object] | None:
    """The list of answers in an object that is a history; None for an object that is an answer."""
    if "response" in held or "memberScore" in held:
        return None
    inner = fields(held)
    for name in _LISTS:
        value = inner.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = value_of(value)
        if isinstance(value, list):
            return value
    return None


def _elements(text: str, path: str) -> Iterator[Record]:
    """The elements of a top-level list, each with the line it begins on."""
    with decoding(path):
        value_of(text)
    decoder, line, end = json.JSONDecoder(), 1, text.index("[") + 1
    counted = 0
    while text[start := _end_of_gap(text, end)] != "]":
        line, counted = line + text.count("\n", counted, start), start
        held, end = decoder.raw_decode(text, start)
        yield Record(f"{path}:{line}", held)


def _end_of_gap(text: str, place: int) -> int:
    match = _GAP.match(text, place)
    return place if match is None else match.end()


def _lines(text: str, path: str) -> Iterator[Record]:
    """One answer a line; a line that is not JSON is an answer that no shape fits."""
    for place, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Record(f"{path}:{place}", line.strip())


def rows(text: str, where: str) -> Iterator[Record]:
    """The rows of a table's text that hold a score; see `rows_of`."""
    return rows_of(table_rows(text, delimiter_of(text)), where)


def rows_of(sheet: Iterable[Row], where: str) -> Iterator[Record]:
    """The rows of a table that hold a score.

    A column `account`, `seat` or `evidence` is the row's envelope.

    Raises: ReadingError for a table without a column of an SSI or with a column twice, for a row
    that cannot be cut, and for a usage report.
    """
    below = iter(sheet)
    line, header = next(((n, cells) for n, cells in below if cells and any(cells)), (1, []))
    names = [name.strip() for name in header]
    if not any(plain(name) in DATES for name in names):  # Datum, fecha: the day, in the end
        named = next((place for place, name in enumerate(names) if _is_day(name)), None)
        names = ["date" if place == named else name for place, name in enumerate(names)]
    _judge(names, f"{where}:{line}")
    # a rule of dashes parts a typed table
    filled = (row for row in below if row[1] is None or any(c.strip(" :-") for c in row[1]))
    table, faults = as_wide_as(names, filled, where)
    if faults:
        raise ReadingError(faults)
    held: list[Held] = [(line, dict(zip(names, cells, strict=True))) for line, cells in table]
    yield from _long(held, where) if {*names} >= _LONG else _wide(_dated(held, names), where)


Held = tuple[int, dict[object, str]]


def _dated(table: list[Held], names: list[str]) -> list[Held]:
    """The rows with their days in the one order that the column is written in."""
    column = next((name for name in names if plain(name) in DATES), None)
    if column is None:
        return table
    days = _settled([row[column].strip() for _, row in table])
    return [(line, row | {column: day}) for (line, row), day in zip(table, days, strict=True)]


def _judge(names: list[str], where: str) -> None:
    if {*names} >= _REPORT:
        what = "a Sales Navigator usage report; `ssi import` reads its readings and its activity"
        raise ReadingError.at(where, what)
    if not {*names} >= _LONG and not any(pillar_of(n) or plain(n) in TOTALS for n in names):
        what = "no column of an SSI; right are `date`, `total` and the four pillars"
        raise ReadingError.at(where, what)
    seen: set[str] = set()
    for name in filter(None, names):
        if name in seen:
            raise ReadingError.at(where, f"names {name[:40]!r} twice; name each column once")
        seen.add(name)


def _wide(table: Iterable[Held], where: str) -> Iterator[Record]:
    """One answer a row; rows without a score are days on which nobody looked."""
    for line, row in table:
        found = find_in_object(row)
        if found.pillars or found.overall is not None:
            beside: dict[str, object] = {n: row[n] for n in _OWN_COLUMNS if row.get(n)}
            yield Record(f"{where}:{line}", beside | {"response": row})


def _long(table: Iterable[Held], where: str) -> Iterator[Record]:
    """One figure a row, put together as the lines of the page that they were read from."""
    pages: dict[str, tuple[int, list[str]]] = {}
    for line, row in table:
        moment = "T".join(filter(None, (row["data_referencia"], row.get("hora_referencia"))))
        said = (row.get("secao", ""), row["campo"], row["valor_original"])
        pages.setdefault(moment, (line, []))[1].append(" | ".join(said))
    for moment, (line, lines) in pages.items():
        yield Record(f"{where}:{line}", {"captured": moment, "response": "\n".join(lines)})
