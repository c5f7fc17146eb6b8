"""Tables: the rows of a CSV that hold an SSI, whichever tool wrote it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from estimator.errors import ReadingError
from estimator.reading.names import pillar_of, plain
from estimator.reading.objects import TOTALS, find_in_object

_LONG = {"campo", "valor_original", "data_referencia"}
_REPORT = {"Seat ID", "SSI - Overall Score"}
_OWN_COLUMNS = ("account", "seat", "evidence")


@dataclass(frozen=True)
class Record:
    """One recorded answer, in an envelope where the file tells more of it, and its place."""

    where: str
    payload: object


def rows(text: str, where: str) -> Iterator[Record]:
    """The rows of a table that hold a score; columns may be parted by comma, semicolon or tab.

    A column `account`, `seat` or `evidence` is the row's envelope.

    Raises: ReadingError for a table without a column of an SSI, and for a usage report.
    """
    header = text.split("\n", 1)[0]
    table = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), restkey="rest"
    )
    try:
        columns = set(table.fieldnames or ())
        _judge(columns, where)
        yield from _long(table, where) if columns >= _LONG else _wide(table, where)
    except csv.Error as error:
        raise ReadingError.at(f"{where}:{table.line_num}", f"not a table ({error})") from None


def _judge(columns: set[str], where: str) -> None:
    if columns >= _REPORT:
        what = "a Sales Navigator usage report; `ssi import` reads its readings and its activity"
        raise ReadingError.at(f"{where}:1", what)
    if not columns >= _LONG and not any(pillar_of(n) or plain(n) in TOTALS for n in columns):
        what = "no column of an SSI; right are `date`, `total` and the four pillars"
        raise ReadingError.at(f"{where}:1", what)


def _wide(table: "csv.DictReader[str]", where: str) -> Iterator[Record]:
    """One answer a row; rows without a score are days on which nobody looked."""
    for row in table:
        found = find_in_object(row)
        if found.pillars or found.overall is not None:
            beside = {name: row[name] for name in _OWN_COLUMNS if row.get(name)}
            yield Record(f"{where}:{table.line_num}", beside | {"response": row})


def _long(table: "csv.DictReader[str]", where: str) -> Iterator[Record]:
    """One figure a row, put together as the lines of the page that they were read from."""
    pages: dict[str, tuple[int, list[str]]] = {}
    for row in table:
        moment = "T".join(filter(None, (row["data_referencia"], row.get("hora_referencia"))))
        said = (row.get("secao") or "", row["campo"] or "", row["valor_original"] or "")
        pages.setdefault(moment, (table.line_num, []))[1].append(" | ".join(said))
    for moment, (line, lines) in pages.items():
        yield Record(f"{where}:{line}", {"captured": moment, "response": "\n".join(lines)})
