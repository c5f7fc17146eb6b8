"""Everything read, by kind and archive; what two archives hold is counted once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from estimator.advance import advanced
from estimator.delimited import first_lines, unheard
from estimator.errors import Fault
from estimator.readers.linkedin.archive import Archive, Member
from estimator.readers.linkedin.batch import Batch, read_articles, read_member
from estimator.readers.linkedin.fields import FORM_OF_UPLOAD
from estimator.readers.linkedin.kinds import BY_NAME, Kind, kind_by_header, kind_of_file
from estimator.readers.linkedin.people import NONE, Book, Ints, Mask
from estimator.readers.linkedin.records import HEADER_WITHIN
from estimator.readers.linkedin.tally import SECONDS, day_text


@dataclass(frozen=True)
class Merged:
    """The rows of one kind, the newest archive first; all columns of shape (n_rows,).

    source: the number of the newest archive that holds the row; vanished: rows of an older
    archive that a newer one no longer has, kept all the same.
    """

    seconds: Ints
    source: Ints
    values: dict[str, Ints]
    columns: frozenset[str] = frozenset()
    vanished: int = 0

    @property
    def day(self) -> Ints:
        return self.seconds // SECONDS

    def __len__(self) -> int:
        return len(self.seconds)


def merge(
    batches: Sequence[Batch], newest_first: Sequence[int], names: Sequence[str] = ()
) -> Merged:
    """The union of the batches of one kind.

    A row that one file holds n times and another m times is there max(n, m) times: repeats in
    one file are real, the same row in two archives is one. `newest_first`: archive numbers.
    """
    if not batches:
        return Merged(NONE, NONE, dict.fromkeys(names, NONE))
    if len(batches) == 1:
        (only,) = batches
        alone = np.full(len(only.seconds), only.source, dtype=np.int64)
        return Merged(only.seconds, alone, only.values, only.columns)
    rank = {source: place for place, source in enumerate(newest_first)}
    batches = sorted(batches, key=lambda b: (rank[b.source], b.copy))
    groups: dict[tuple[int, str], int] = {}
    group = np.concatenate(
        [
            np.full(len(b.seconds), groups.setdefault((b.source, b.copy), len(groups)))
            for b in batches
        ]
    )
    source = np.concatenate([np.full(len(b.seconds), b.source) for b in batches])
    seconds = np.concatenate([b.seconds for b in batches])
    values = {name: np.concatenate([b.values[name] for b in batches]) for name in batches[0].values}
    columns = frozenset().union(*(b.columns for b in batches))
    if len(groups) == 1:
        return Merged(seconds, source, values, columns)
    keep = _first_of_each(seconds, values.get("key", seconds), group)
    newest = source == batches[0].source
    vanished = int((keep & ~newest).sum()) if bool(newest.any()) else 0
    return Merged(
        seconds[keep], source[keep], {k: v[keep] for k, v in values.items()}, columns, vanished
    )


def _first_of_each(seconds: Ints, key: Ints, group: Ints) -> Mask:
    """Which rows stay: of the k-th repeat of a row in each group, that of the first group."""
    order = np.lexsort([group, key, seconds])
    s, k, g = seconds[order], key[order], group[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (s[1:] != s[:-1]) | (k[1:] != k[:-1]) | (g[1:] != g[:-1])
    starts = np.flatnonzero(new)
    repeat = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    again = np.lexsort([g, repeat, k, s])
    first = np.ones(len(order), dtype=bool)
    a, b = again[1:], again[:-1]
    first[1:] = (s[a] != s[b]) | (k[a] != k[b]) | (repeat[a] != repeat[b])
    keep = np.zeros(len(order), dtype=bool)
    keep[order[again[first]]] = True
    return keep


LAG = 28  # days by which a domain may be older than another ("more than 3 weeks", October 2026)
LONE_SHARE, LONE_GAP = 0.01, 400  # rows so few, days after all others, are no archive's date
RENAMED_SHARE = 0.02  # of rows later than the day in an archive's name: the name is wrong


@dataclass
class Shelf:
    """The batches of all archives; `snapshot` holds the day of each archive."""

    archives: Sequence[Archive]
    book: Book = field(default_factory=Book)
    batches: list[Batch] = field(default_factory=list)
    snapshot: list[int] = field(default_factory=list)
    _merged: dict[tuple[str, int | None], Merged] = field(default_factory=dict)

    def of(self, kind: str, source: int | None = None) -> list[Batch]:
        """The usable batches of a kind, of one archive or of all."""
        return [
            b
            for b in self.batches
            if b.kind.name == kind and b.tally.usable and source in (None, b.source)
        ]

    def merged(self, kind: str, source: int | None = None) -> Merged:
        """The rows of a kind, each once, the newest archive first."""
        if (kind, source) not in self._merged:
            batches = self.of(kind, source)
            found = merge(batches, self.newest_first(), BY_NAME[kind].values)
            self._merged[kind, source] = found
        return self._merged[kind, source]

    def newest_first(self) -> list[int]:
        """The numbers of the archives by their day."""
        return sorted(range(len(self.archives)), key=lambda n: (-self.snapshot[n], n))

    def shows(self, kind: str) -> list[int]:
        """The archives that would have shown acts of this kind: it is there and whole, or the
        archive is complete and nothing speaks against it, so that its absence means none."""
        return [
            number
            for number, archive in enumerate(self.archives)
            if self.is_whole(kind, number)
            and (self.holds(kind, number) or archive.is_complete())
            and not self.contradiction(kind, number)
        ]

    def holds(self, kind: str, source: int) -> bool:
        """Whether a file of this kind is in the archive, with rows or without."""
        return any(b.source == source and b.kind.name == kind for b in self.batches)

    def contradiction(self, kind: str, source: int) -> str:
        """Why the absence of a file, or of rows in it, does not mean that nothing was done.

        Empty when nothing speaks against it. Only what is absent can be contradicted.
        """
        archive = self.archives[source]
        if len(self.merged(kind, source)) or kind in archive.refused | archive.astray:
            return ""
        if self.holds(kind, source):
            talks = kind == "connections" and len(self.merged("messages", source))
            return "it has no row, and there are messages" if talks else ""
        return self._absence(kind, source) if archive.is_complete() else ""

    def _absence(self, kind: str, source: int) -> str:
        """What speaks against the absence of a kind of file from a Complete archive."""
        if BY_NAME[kind].everybodys:
            return "every archive holds it"
        uploads = self.merged("rich_media", source).values["upload"]
        if kind == "shares" and bool(np.isin(uploads, list(FORM_OF_UPLOAD)).any()):
            return "pictures for posts were uploaded"
        others = (n for n in range(len(self.archives)) if n != source)
        return "another archive holds it" if any(len(self.merged(kind, n)) for n in others) else ""

    def is_whole(self, kind: str, source: int) -> bool:
        """Whether no file of this kind in the archive was refused, missing or read in part only.

        One whose path leads out of the archive is no part of it where there is another.
        """
        archive = self.archives[source]
        found = [b for b in self.batches if b.source == source and b.kind.name == kind]
        if kind in archive.refused or (kind in archive.astray and not found):
            return False
        parts = {int(b.part) for b in found if b.part}
        if parts and max(parts) - min(parts) >= len(parts):
            return False  # a part between two others is not there
        return all(b.tally.whole for b in found)

    def until(self, kind: str, source: int) -> int:
        """The last day on which this archive would have shown acts of a kind.

        The pages of the portability API may be of different days, and do not say which.
        """
        if not self.archives[source].pages:
            return self.snapshot[source]
        return max(self.snapshot[source] - LAG, int(self.merged(kind, source).day.max(initial=0)))

    @property
    def last_day(self) -> int:
        """The day of the newest archive."""
        return max(self.snapshot)


def fill(archives: Sequence[Archive]) -> Shelf:
    """The shelf with every member read, rows after the archive's day left out."""
    shelf = Shelf(archives)
    heard = _Heard(sum(m.size for a in archives for m in a.members))
    for number, archive in enumerate(archives):
        pages = [m for m in archive.members if m.title.extension == "html"]
        if pages:
            shelf.batches.append(read_articles(pages, number))
        tables = list(_tables(archive))
        found = [read_member(m, kind, shelf.book, number, heard.more) for m, kind in tables]
        orders = {batch.tally.order for batch in found} - {"", "either"}
        for place, (member, kind) in enumerate(tables):
            if found[place].tally.order == "either" and len(orders) == 1:
                (order,) = orders  # a spreadsheet saves all files of a folder in one order
                found[place] = read_member(member, kind, shelf.book, number, unheard, order)
        shelf.batches += found
    shelf.snapshot = _snapshots(shelf)
    for batch in shelf.batches:
        if _is_dated(batch):
            _close(batch, shelf.snapshot[batch.source])
    advanced("reading", heard.total, heard.total)
    return shelf


@dataclass
class _Heard:
    """Passes on how many bytes have been read of how many."""

    total: int
    so_far: int = 0

    def more(self, n_bytes: int) -> None:
        self.so_far += n_bytes
        if n_bytes:
            advanced("reading", min(self.so_far, self.total), self.total)


def _tables(archive: Archive) -> Iterator[tuple[Member, Kind]]:
    for member in archive.members:
        kind = kind_of_file(member.title, member.folder)
        if kind is None:
            kind = _by_header(member)
        if kind is None:
            archive.faults.append(Fault(member.where, "its header is of no file of an export"))
        elif member.title.extension != "html":
            yield member, kind


def _by_header(member: Member) -> Kind | None:
    """The kind of a loose table whose name tells nothing."""
    try:
        with member.open() as stream:
            return kind_by_header(first_lines(stream, HEADER_WITHIN))
    except OSError:
        return None


def _is_dated(batch: Batch) -> bool:
    return bool(batch.kind.dates) or batch.kind.name == "articles"


def _snapshots(shelf: Shelf) -> list[int]:
    """The day of each archive; of one without any date, the day of another, or of its files."""
    days = []
    for number, archive in enumerate(shelf.archives):
        own = [b for b in shelf.batches if b.source == number and not b.kind.ahead]
        days.append(_snapshot(archive, [b.day for b in own if _is_dated(b)]))
    latest = max(days, default=0)
    return [
        day or latest or archive.made for day, archive in zip(days, shelf.archives, strict=True)
    ]


def _snapshot(archive: Archive, days: Sequence[Ints]) -> int:
    """The archive's day: the one in its name, unless rows are later; else the latest there is.

    0 when it has neither. A few rows more than a year after all others do not count.
    """
    every = np.sort(np.concatenate([*days, np.zeros(0, dtype=np.int64)]))
    if not len(every):
        return archive.day or 0
    if archive.day is not None:
        later = every[every > archive.day]
        if len(later) <= RENAMED_SHARE * len(every) + 1:
            return archive.day + int(archive.day + 1 in later)
        archive.notes.append(
            f"{len(later)} rows are later than the day in its name ({day_text(archive.day)}); "
            "the latest row's day is taken instead"
        )
    gaps = np.flatnonzero(np.diff(every) > LONE_GAP)
    for gap in gaps:
        if len(every) - gap - 1 <= LONE_SHARE * len(every):
            return int(every[gap])
    return int(every[-1])


def _close(batch: Batch, snapshot: int) -> None:
    """Leaves out the rows after the archive's day, and notes the span of the others."""
    tally = batch.tally
    late = batch.day > snapshot + (not batch.kind.ahead)
    for line, day in zip(batch.line[late].tolist(), batch.day[late].tolist(), strict=True):
        if batch.kind.ahead:
            tally.skip("not yet held")
        else:
            what = f"dated {day_text(day)}, after the archive's day {day_text(snapshot)}"
            tally.fault("after the archive", line, what)
    if late.any():
        batch.seconds, batch.line = batch.seconds[~late], batch.line[~late]
        batch.values = {name: column[~late] for name, column in batch.values.items()}
    if len(batch.seconds):
        tally.first, tally.last = int(batch.day.min()), int(batch.day.max())
