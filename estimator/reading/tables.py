"""Tables: the rows of a CSV that hold an SSI, whichever tool wrote it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from estimator.delimited import Row, delimiter_of, table_rows, unclosed
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
    """The rows of a table's text that hold a score; see `rows_of`."""
    return rows_of(table_rows(text, delimiter_of(text)), where)


def rows_of(table: Iterable[Row], where: str) -> Iterator[Record]:
    """The rows of a table that hold a score.

    A column `account`, `seat` or `evidence` is the row's envelope.

    Raises: ReadingError for a table without a column of an SSI or with a column twice, for a row
    that cannot be cut, and for a usage report.
    """
    below = iter(table)
    line, header = next(((n, cells) for n, cells in below if cells and any(cells)), (1, []))
    names = [name.strip() for name in header]
    _judge(names, f"{where}:{line}")
    held = (_held(names, *row, where) for row in below if row[1] != [])
    yield from _long(held, where) if {*names} >= _LONG else _wide(held, where)


Held = tuple[int, dict[object, str]]


def _held(names: list[str], line: int, cells: list[str] | None, where: str) -> Held:
    if cells is None:
        raise ReadingError([unclosed(f"{where}:{line}")])
    if any(cells[len(names) :]):
        what = f"has {len(cells)} cells, the header {len(names)}; put a text in quotes"
        raise ReadingError.at(f"{where}:{line}", what)
    return line, dict(zip(names, cells + [""] * len(names), strict=False))


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
