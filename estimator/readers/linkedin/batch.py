"""One file, read into columns of whole numbers; texts and names stay behind."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from estimator.delimited import Encoding, Row, cells_of, first_lines, lines, records
from estimator.errors import Fault
from estimator.readers.linkedin.archive import BROKEN, Member
from estimator.readers.linkedin.fields import UNKNOWN_TIME, Values, posted
from estimator.readers.linkedin.kinds import ARTICLES, Kind
from estimator.readers.linkedin.people import AddressBook
from estimator.readers.linkedin.records import HEADER_WITHIN, QUOTED, Header, find_header, prose
from estimator.readers.linkedin.tally import SECONDS, Tally, day_text, shape
from estimator.readers.linkedin.timestamps import BY_NAME, MISSING, DateColumn, choose

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

SAMPLE = 1000  # rows by which a column's form of date is chosen ...
SAMPLE_TEXT = 1 << 22  # ... and characters, as they are held until then
FOUNDED = 12_177 * SECONDS  # 2003-05-05, the day LinkedIn opened
LATEST = 54_787 * SECONDS  # 2120-01-01: later than any date of ours
PROSE = (("date", "link", "message"), ("date", "link", "optiontext"))


@dataclass(frozen=True)
class Records:
    """Rows of one kind as columns of shape (n_rows,): `records["key"]` is one.

    Each kind has `seconds` (UTC, 0 in an undated file), `line` and its own values. columns: those
    that its files have; vanished: the rows of an older archive that a newer one no longer has,
    kept all the same.
    """

    rows: npt.NDArray[np.void]
    columns: frozenset[str] = frozenset()
    vanished: int = 0

    @classmethod
    def of(cls, kind: Kind, flat: Iterable[int], columns: Sequence[str] = ()) -> "Records":
        """The rows of a kind whose numbers stand one behind the other."""
        names = ("seconds", "line", *kind.values)
        rows = np.asarray(flat, dtype=np.int64).view([(name, np.int64) for name in names])
        return cls(rows, frozenset(columns))

    def __getitem__(self, name: str) -> Ints:
        return self.rows[name]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def day(self) -> Ints:
        return self["seconds"] // SECONDS


def rows(
    lines: Iterator[str], header: Header, kind: Kind, book: AddressBook, tally: Tally
) -> Iterator[tuple[int, int, Values]]:
    """Line, seconds (0 in an undated file) and values of each row that counts.

    None of them when it stays open whether day or month comes first in the dates; `tally.order`
    says so, and what other files of the archive show may be put there before.
    """
    width = len(header.columns)
    places = [header.place(column) for column in kind.takes]
    take = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
    dates = [header.place(column) for column in kind.dates if column in header.columns]
    every = _cut(lines, header, kind, dates)
    head = _sample(every)
    column = _column(head, dates, kind, tally) if kind.dates else None
    seconds: int | None = 0
    for line, raw in chain(head, every):
        if raw == []:
            continue
        tally.records += 1
        if tally.order == "either":
            continue
        row = raw if raw is not None and len(raw) == width else _fitted(raw, header, kind)
        if row is None:
            what = "a quote in it is never closed, or it belongs to no record"
            if raw is not None:
                what = f"too many fields (got {len(raw)}); the header has {width}"
            tally.fault("malformed", line, what)
            continue
        row.append("")  # what a column that the file does not have holds
        if column is not None:
            seconds = column.form.read(row[dates[0]].strip())
            if seconds is None or not FOUNDED <= seconds < LATEST:
                seconds = _when(row, dates, column, line, tally)
            if seconds is None:
                continue
        values = kind.parse(take(row), book)
        if isinstance(values, str):
            tally.skipped[values] += 1
        else:
            yield line, seconds or 0, values


def _cut(lines: Iterator[str], header: Header, kind: Kind, dates: list[int]) -> Iterator[Row]:
    """Each record below the header with the number of its first line; None for one that cannot be
    cut: over several lines where none may be, or not of the header's width, or with a line in it
    that alone is a record, with a date of its own.
    """
    if kind.escaped and header.columns in PROSE:
        return prose(lines, header)
    declared, width = [BY_NAME[name] for name in kind.forms], len(header.columns)

    def is_swallowed(line: str, row: list[str]) -> bool:
        if line.count(header.delimiter) < width - 1:
            return False
        cells = cells_of(line, header.delimiter)
        dated = len(cells) >= width and any(
            form.read(cells[place]) is not None and cells[place] != row[place]
            for form in declared
            for place in dates
        )
        return dated or (len(cells) == width and QUOTED.fullmatch(line) is not None)

    def is_whole(row: list[str], taken: Sequence[str], _: bool) -> bool:
        own = kind.multiline and len(row) == width
        return len(taken) == 1 or (own and not any(is_swallowed(line, row) for line in taken[1:]))

    escape = "\\" if kind.escaped else None
    return records(lines, header.delimiter, is_whole, first=header.line + 1, escape=escape)


def _sample(every: Iterator[Row]) -> list[Row]:
    """The first records, fewer of them when they are long."""
    found: list[Row] = []
    room = SAMPLE_TEXT
    for record in islice(every, SAMPLE):
        found.append(record)
        room -= sum(map(len, record[1] or ()))
        if room < 0:
            break
    return found


def _column(head: Sequence[Row], dates: list[int], kind: Kind, tally: Tally) -> DateColumn:
    """How the date columns are read; `tally.order` says whether day or month comes first."""
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
    rows: Sequence[list[str]], dates: list[int], column: DateColumn, tally: Tally
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


def _when(
    row: list[str], dates: list[int], column: DateColumn, line: int, tally: Tally
) -> int | None:
    """The row's seconds by its first date that is filled; None once the row is left out."""
    cell = next((c for c in (row[place].strip() for place in dates) if c not in MISSING), "")
    if not cell:
        tally.skipped["no date"] += 1
        return None
    seconds = column.read(cell)
    if seconds is None:
        tally.fault("date not readable", line, f"the date is not readable (got {shape(cell)})")
        return None
    tally.other_dates += column.form.read(cell) is None
    if FOUNDED <= seconds < LATEST:
        return seconds
    got, opened = day_text(seconds // SECONDS), day_text(FOUNDED // SECONDS)
    what = f"an impossible date (got {got}); LinkedIn opened on {opened}"
    tally.fault("impossible date", line, what)
    return None


@dataclass
class Batch:
    """The rows of one file, and its account.

    `source` numbers the archive, `copy` a copy in it, `part` a file that comes in parts.
    """

    kind: Kind
    tally: Tally
    source: int
    records: Records
    copy: str = ""
    part: str = ""


def read_member(
    member: Member,
    kind: Kind,
    book: AddressBook,
    source: int,
    on_bytes: Callable[[int], None],
    order: str = "",
) -> Batch:
    """The batch of a member of this kind; what is wrong with it is in its tally.

    on_bytes is told how many bytes more have been read. order: whether day or month comes first
    where the file itself does not tell.
    """
    tally = Tally(member.where, kind.name, latest=0 if kind.ahead else member.latest, order=order)
    flat = array("q")
    header: Header | None = None
    line = 0
    try:
        with member.open() as stream:
            encoding = Encoding()
            header, rest = find_header(lines(stream, encoding, on_bytes), frozenset(kind.required))
            if header is None:
                _without_header(kind, rest, tally)
            else:
                _note_header(header, kind, tally)
                cuts = replace(kind, escaped=False) if member.quoted else kind
                for line, seconds, values in rows(rest, header, cuts, book, tally):
                    flat.extend((seconds, line, *values))
            if encoding.rescued:
                what = "not all of it is UTF-8; read as cp1252 where it is not (saved again?)"
                tally.notes.append(what)
    except BROKEN:
        tally.whole = False
        until = "here; what stands before it is used" if line else "from its start; not read"
        where = f"{member.where}:{line}" if line else member.where
        tally.faults.append(Fault(where, f"the file is cut short or damaged {until}"))
    tally.judge()
    known = header.columns if header else ()
    found = Records.of(kind, flat if tally.usable else (), known)
    copy = f"{member.folder}/{member.title.copy}"
    return Batch(kind, tally, source, found, copy, member.title.part)


def _without_header(kind: Kind, rest: Iterator[str], tally: Tally) -> None:
    """Refuses a file with content but no header of its kind; an empty one is only empty."""
    content = (line for line in rest if line.strip())
    start = list(islice(content, HEADER_WITHIN))
    tally.records = len(start) + sum(1 for _ in content)
    undated = frozenset(kind.required) - frozenset(kind.dates)
    older = find_header(iter(start), undated)[0] if kind.dates else None
    if not start:
        tally.notes.append("empty")
    elif older is not None and {*older.columns} & {*kind.columns}:
        tally.records -= 1
        tally.skipped["no date in this layout"] = tally.records
        tally.whole = False
        tally.notes.append("an older layout without dates; nothing in it can be used")
    else:
        missing = ", ".join(kind.required)
        tally.refuse(f"no header with the columns {missing} within the first 10 lines")


def _note_header(header: Header, kind: Kind, tally: Tally) -> None:
    named = [column for column in header.columns if column]
    unknown = [c if len(c) <= 30 else "a long one" for c in named if c not in kind.columns]
    twice = sorted({column for column in named if named.count(column) > 1})
    for what, columns in (
        ("columns not known here and not used", unknown),
        ("columns that occur twice, the first is used", twice),
    ):
        if columns:
            tally.notes.append(f"{what}: {', '.join(columns[:5])}")


PAGE = 5_000  # lines; the dates stand above the text
STAMP = r"""<p[^>]*class=["']?%s["']?[^>]*>[^<]*?(\d{4}-\d\d-\d\d \d\d:\d\d)"""
PUBLISHED = re.compile(STAMP % "published", re.IGNORECASE)
CREATED = re.compile(STAMP % "created", re.IGNORECASE)
HEADLINE = re.compile(r"<h1.*?</h1>", re.IGNORECASE | re.DOTALL)


def read_articles(members: Sequence[Member], source: int) -> Batch:
    """The published articles of one archive, as one batch; a member is a record."""
    label = members[0].where.rsplit(":", 1)[0]
    tally = Tally(f"{label}:{ARTICLES.file}", ARTICLES.name, records=len(members))
    flat = array("q")
    for number, member in enumerate(members, 1):
        try:
            with member.open() as stream:
                page = "".join(first_lines(stream, PAGE))
        except BROKEN:
            tally.whole = False
            tally.fault("damaged", number, "this page, counted in order of names, is damaged")
            continue
        published, headline = PUBLISHED.search(page), HEADLINE.search(page)
        seconds = BY_NAME["iso_min_naive"].read(published[1]) if published else None
        if published is None:
            tally.skipped["draft" if CREATED.search(page) else "no date"] += 1
        elif seconds is None:
            tally.fault("date not readable", number, "the date it was published is not readable")
        else:
            flat.extend((seconds, number, hash(headline[0] if headline else page)))
    return Batch(ARTICLES, tally, source, Records.of(ARTICLES, flat))
