"""The rows of a table that count: in the header's width, dated, in numbers."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from estimator.readers.linkedin_export.content import UNKNOWN_TIME, posted
from estimator.readers.linkedin_export.dates import BY_NAME, MISSING, Column, choose
from estimator.readers.linkedin_export.kinds import Kind, Values
from estimator.readers.linkedin_export.people import Book
from estimator.readers.linkedin_export.records import Header, Record, prose, records
from estimator.readers.linkedin_export.tally import SECONDS, Tally, day_text, shape

SAMPLE = 1000  # rows by which a column's form of date is chosen ...
SAMPLE_TEXT = 1 << 22  # ... and characters, as they are held until then
FOUNDED = 12_177  # 2003-05-05, the day LinkedIn opened
LATEST = 54_787  # 2120-01-01: later than any date of ours
PROSE = (("date", "link", "message"), ("date", "link", "optiontext"))


def rows(
    lines: Iterator[str], header: Header, kind: Kind, book: Book, tally: Tally
) -> Iterator[tuple[int, int, Values]]:
    """Line, seconds (0 in an undated file) and values of each row that counts.

    None of them when it stays open whether day or month comes first in the dates; `tally.order`
    says so, and what other files of the archive show may be put there before.
    """
    width = len(header.columns)
    take = _picker([header.place(column) for column in kind.takes])
    dates = [header.place(column) for column in kind.dates if column in header.columns]
    cut = _cut(lines, header, kind, dates)
    head = _sample(cut)
    column = _column(head, dates, kind, tally)
    seconds: int | None = 0
    for line, raw in chain(head, cut):
        tally.records += 1
        if tally.order == "either":
            continue
        row = raw if raw is not None and len(raw) == width else _fitted(raw, header, kind)
        if row is None:
            tally.fault("malformed", line, _malformed(raw, width))
            continue
        row.append("")  # what a column that the file does not have holds
        if column is not None:
            seconds = column.form.read(row[dates[0]].strip())
            if seconds is None or not FOUNDED * SECONDS <= seconds < LATEST * SECONDS:
                seconds = _when(row, dates, column, line, tally)
            if seconds is None:
                continue
        values = kind.parse(take(row), book)
        if isinstance(values, str):
            tally.skip(values)
        else:
            yield line, seconds or 0, values


def _cut(lines: Iterator[str], header: Header, kind: Kind, dates: list[int]) -> Iterator[Record]:
    if kind.escaped and header.columns in PROSE:
        return prose(lines, header)
    declared = [BY_NAME[name] for name in kind.forms]

    def is_record(cells: list[str], row: list[str]) -> bool:
        return any(
            form.read(cells[place]) is not None and cells[place] != row[place]
            for form in declared
            for place in dates
        )

    escape = "\\" if kind.escaped else None
    return records(lines, header, multiline=kind.multiline, is_record=is_record, escape=escape)


def _sample(cut: Iterator[Record]) -> list[Record]:
    """The first records, fewer of them when they are long."""
    found: list[Record] = []
    room = SAMPLE_TEXT
    for record in islice(cut, SAMPLE):
        found.append(record)
        room -= sum(map(len, record[1] or ()))
        if room < 0:
            break
    return found


def _column(head: Sequence[Record], dates: list[int], kind: Kind, tally: Tally) -> Column | None:
    """How the date columns are read; None in an undated file."""
    if not kind.dates:
        return None
    dated = [row for _, row in head if row and any(place < len(row) for place in dates)]
    cells = [row[place].strip() for row in dated for place in dates if place < len(row)]
    column = choose(cells, kind.forms)
    if not column.order:
        return column
    order = column.order
    if order == "either":
        order = _settled(dated, dates, column, tally) or tally.order or "either"
    tally.order = order
    return column if order == "either" else column.ordered(order)


def _settled(
    rows: Sequence[list[str]], dates: list[int], column: Column, tally: Tally
) -> str | None:
    """Whether day or month comes first, where all days are small: told by what stands beside.

    Nothing is done before the thing a link names was posted, nor after the file was written; and
    LinkedIn's rows are in order of time. None when neither or both of the readings hold.
    """
    possible = []
    for order in ("day", "month"):
        turned, times, early = column.ordered(order), [], 0
        for row in rows:
            seconds = next((s for p in dates if (s := turned.read(row[p].strip())) is not None), 0)
            linked = max((posted(cell) for cell in row if "urn" in cell), default=UNKNOWN_TIME)
            early += bool(seconds) and linked != UNKNOWN_TIME and seconds < linked - SECONDS
            times += [seconds] if seconds else []
        late = tally.latest and max(times, default=0) // SECONDS > tally.latest + 1
        if not early and not late:
            possible.append((order, times))
    ordered = [order for order, times in possible if times in (sorted(times), sorted(times)[::-1])]
    if len(possible) == 1:
        return possible[0][0]
    return ordered[0] if len(ordered) == 1 else None


def _fitted(row: list[str] | None, header: Header, kind: Kind) -> list[str] | None:
    """The row in the header's width: short rows padded, empty cells cut, a tail joined again."""
    width = len(header.columns)
    if row is None or len(row) <= width:
        return row if row is None else row + [""] * (width - len(row))
    if kind.tail is not None and header.place(kind.tail) == width - 1:
        return [*row[: width - 1], header.delimiter.join(row[width - 1 :])]
    return None if any(cell.strip() for cell in row[width:]) else row[:width]


def _malformed(row: list[str] | None, width: int) -> str:
    if row is None:
        return "a quote in it is never closed, or it belongs to no record"
    return f"too many fields (got {len(row)}); the header has {width}"


def _when(row: list[str], dates: list[int], column: Column, line: int, tally: Tally) -> int | None:
    """The row's seconds by its first date that is filled; None once the row is left out."""
    cell = next((c for c in (row[place].strip() for place in dates) if c not in MISSING), "")
    if not cell:
        tally.skip("no date")
        return None
    seconds = column.read(cell)
    if seconds is not None and column.form.read(cell) is None:
        tally.other_dates += 1
    if seconds is None:
        tally.fault("date not readable", line, f"the date is not readable (got {shape(cell)})")
        return None
    day = seconds // SECONDS
    if not FOUNDED <= day < LATEST:
        what = f"an impossible date (got {day_text(day)}); LinkedIn opened on {day_text(FOUNDED)}"
        tally.fault("impossible date", line, what)
        return None
    return seconds


def _picker(places: list[int]) -> Callable[[list[str]], Sequence[str]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[place] for place in places]
