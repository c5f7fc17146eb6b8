"""Everything read, by kind and archive; what two archives hold is counted once."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from estimator.advance import advanced
from estimator.delimited import first_lines, unheard
from estimator.errors import Fault
from estimator.readers.linkedin.archive import Archive, Member
from estimator.readers.linkedin.batch import (
    Batch,
    Ints,
    Mask,
    Records,
    read_articles,
    read_member,
)
from estimator.readers.linkedin.fields import FORM_OF_UPLOAD
from estimator.readers.linkedin.kinds import BY_NAME, Kind, kind_by_header
from estimator.readers.linkedin.people import AddressBook
from estimator.readers.linkedin.records import HEADER_WITHIN
from estimator.readers.linkedin.tally import day_text


def merge(batches: Sequence[Batch], newest_first: Sequence[int], kind: Kind) -> Records:
    """The union of the batches of one kind, the newest archive first.

    A row that one file holds n times and another m times is there max(n, m) times: repeats in
    one file are real, the same row in two archives is one. `newest_first`: archive numbers.
    """
    batches = sorted(batches, key=lambda b: (newest_first.index(b.source), b.copy))
    rows = np.concatenate([Records.of(kind, []).rows, *(b.records.rows for b in batches)])
    columns = frozenset[str]().union(*(b.records.columns for b in batches))
    copies = list(dict.fromkeys((b.source, b.copy) for b in batches))
    if len(copies) <= 1:
        return Records(rows, columns)
    lengths = [len(b.records) for b in batches]
    group = np.repeat([copies.index((b.source, b.copy)) for b in batches], lengths)
    key = rows["key" if "key" in kind.values else "seconds"]
    keep = _first_of_each(rows["seconds"], key, group)
    newest = np.repeat([b.source == batches[0].source for b in batches], lengths)
    vanished = int((keep & ~newest).sum()) if bool(newest.any()) else 0
    return Records(rows[keep], columns, vanished)


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
    book: AddressBook = field(default_factory=AddressBook)
    batches: list[Batch] = field(default_factory=list)
    snapshot: list[int] = field(default_factory=list)
    _merged: dict[tuple[str, int | None], Records] = field(default_factory=dict)

    def files(self, kind: str, source: int | None = None) -> list[Batch]:
        """The batches of a kind, usable or not, of one archive or of all."""
        return [b for b in self.batches if b.kind.name == kind and source in (None, b.source)]

    def of(self, kind: str, source: int | None = None) -> list[Batch]:
        """The usable batches of a kind, of one archive or of all."""
        return [b for b in self.files(kind, source) if b.tally.usable]

    def merged(self, kind: str, source: int | None = None) -> Records:
        """The rows of a kind, each once, the newest archive first."""
        if (kind, source) not in self._merged:
            found = merge(self.of(kind, source), self.newest_first(), BY_NAME[kind])
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
            and (self.files(kind, number) or archive.is_complete())
            and not self.contradiction(kind, number)
        ]

    def contradiction(self, kind: str, source: int) -> str:
        """Why the absence of a file, or of rows in it, does not mean that nothing was done.

        Empty when nothing speaks against it. Only what is absent can be contradicted.
        """
        archive = self.archives[source]
        if len(self.merged(kind, source)) or kind in archive.refused | archive.astray:
            return ""
        if self.files(kind, source):
            talks = kind == "connections" and len(self.merged("messages", source))
            return "it has no row, and there are messages" if talks else ""
        if not archive.is_complete():
            return ""
        if BY_NAME[kind].everybodys:
            return "every archive holds it"
        uploads = self.merged("rich_media", source)["upload"]
        if kind == "shares" and bool(np.isin(uploads, list(FORM_OF_UPLOAD)).any()):
            return "pictures for posts were uploaded"
        # it holds none itself
        return "another archive holds it" if len(self.merged(kind)) else ""

    def is_whole(self, kind: str, source: int) -> bool:
        """Whether no file of this kind in the archive was refused, missing or read in part only.

        One whose path leads out of the archive is no part of it where there is another.
        """
        archive, found = self.archives[source], self.files(kind, source)
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
    def is_usable(self) -> bool:
        """Whether anything in the archives can be used."""
        return any(batch.tally.usable for batch in self.batches)

    @property
    def last_day(self) -> int:
        """The day of the newest archive."""
        return max(self.snapshot)


def fill(archives: Sequence[Archive]) -> Shelf:
    """The shelf with every member read, rows after the archive's day left out."""
    shelf = Shelf(archives)
    so_far, total = 0, sum(m.size for a in archives for m in a.members)

    def heard(n_bytes: int) -> None:
        nonlocal so_far
        so_far += n_bytes
        if n_bytes:
            advanced("reading", min(so_far, total), total)

    for number, archive in enumerate(archives):
        pages = [m for m in archive.members if m.title.extension == "html"]
        if pages:
            shelf.batches.append(read_articles(pages, number))
        tables = list(_tables(archive))
        found = [read_member(m, kind, shelf.book, number, heard) for m, kind in tables]
        orders = {batch.tally.order for batch in found} - {"", "either"}
        for place, (member, kind) in enumerate(tables):
            if found[place].tally.order == "either" and len(orders) == 1:
                (order,) = orders  # a spreadsheet saves all files of a folder in one order
                found[place] = read_member(member, kind, shelf.book, number, unheard, order)
        shelf.batches += found
    for number, archive in enumerate(archives):
        own = [b for b in shelf.batches if b.source == number and not b.kind.ahead]
        shelf.snapshot.append(_snapshot(archive, [b.records.day for b in own if b.kind.dates]))
    latest = max(shelf.snapshot, default=0)  # of an archive without any date, or of its files
    shelf.snapshot = [
        day or latest or archive.made for day, archive in zip(shelf.snapshot, archives, strict=True)
    ]
    for batch in shelf.batches:
        if batch.kind.dates:
            _close(batch, shelf.snapshot[batch.source])
    advanced("reading", total, total)
    return shelf


def _tables(archive: Archive) -> Iterator[tuple[Member, Kind]]:
    for member in archive.members:
        kind = member.kind
        if kind is None:
            with suppress(OSError), member.open() as stream:
                kind = kind_by_header(first_lines(stream, HEADER_WITHIN))
        if kind is None:
            archive.faults.append(Fault(member.where, "its header is of no file of an export"))
        elif member.title.extension != "html":
            yield member, kind


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
    for gap in np.flatnonzero(np.diff(every) > LONE_GAP):
        if len(every) - gap - 1 <= LONE_SHARE * len(every):
            return int(every[gap])
    return int(every[-1])


def _close(batch: Batch, snapshot: int) -> None:
    """Leaves out the rows after the archive's day, and notes the span of the others."""
    tally, found = batch.tally, batch.records
    late = found.day > snapshot + (not batch.kind.ahead)
    if batch.kind.ahead:
        tally.skipped["not yet held"] += int(late.sum())
    else:
        for line, day in zip(found["line"][late].tolist(), found.day[late].tolist(), strict=True):
            what = f"dated {day_text(day)}, after the archive's day {day_text(snapshot)}"
            tally.fault("after the archive", line, what)
    batch.records = replace(found, rows=found.rows[~late])
    if len(batch.records):
        days = batch.records.day
        tally.first, tally.last = int(days.min()), int(days.max())
