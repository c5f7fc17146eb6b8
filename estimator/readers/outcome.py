"""What a reader hands back: the log, the readings, and an account of every file it opened."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from estimator.actions import Seat
from estimator.errors import Fault
from estimator.log import ActivityLog

if TYPE_CHECKING:
    from estimator.reading import Reading

LISTED = 300  # faults of a kind that a report keeps; `skipped` counts them all
UNKNOWN = "unknown action"  # the kind of rows whose fault is told once for each such action
SHOWN = 3  # faults of a kind that are told, unless all are asked for


@dataclass(frozen=True)
class FileReport:
    """What became of one file or archive member.

    records: physical records; read + sum(skipped) = records. first, last: span of days read.
    faults: rows that could not be used, the first of each kind; skipped counts them all.
    """

    name: str
    kind: str
    records: int = 0
    read: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """The records that are left out because something is wrong with them."""
        wrong = {fault.kind for fault in self.faults}
        return sum(n for kind, n in self.skipped.items() if kind in wrong or kind == UNKNOWN)


@dataclass(frozen=True)
class Outcome:
    """One source, read: its log, the readings in it, and what was read and skipped.

    kind: the word for the source ("linkedin_export", "usage_report", "table", ...).
    cautions: what makes the log say less, or more, than the user may think; always told.
    missing: what the source could not show and where to get it, a sentence each.
    assumed: of the cautions those that every result repeats: what was taken as none, and why.
    gave: of several sources, a line each on what came of it.
    columns: the names in the header of a table whose columns can be mapped.
    seat: the one that its accounts have by the nature of the source; None where it does not tell.
    """

    kind: str
    log: ActivityLog
    readings: tuple["Reading", ...] = ()
    files: tuple[FileReport, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    gave: tuple[str, ...] = ()
    seat: Seat | None = None


def wrong_with(outcome: Outcome, most: int = LISTED) -> Iterator[Fault]:
    """All that is wrong with the sources, up to so many faults of a kind and file."""
    for file in outcome.files:
        yield from few(file.faults, file.skipped, most)
    yield from (Fault(outcome.kind, caution) for caution in outcome.cautions)


def left_out(outcome: Outcome) -> Iterator[str]:
    """What a reader of the log alone would not see: a line a file, and how to see more."""
    wrong = [file for file in outcome.files if file.rejected or file.faults]
    for file in wrong:
        rows = f"{file.rejected:,} of {file.records:,} rows left out"
        yield f"{file.name}: {rows if file.rejected else file.faults[0].what}"
    yield from outcome.cautions
    if wrong:
        yield "read_log(..., strict=True) says what is wrong with each"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults of one file by line; those of the whole file first."""
    placed = [(fault.where.rpartition(":")[2], fault) for fault in faults]
    lines = [(int(end) if end.isdecimal() else 0, fault) for end, fault in placed]
    return tuple(fault for _, fault in sorted(lines, key=itemgetter(0)))


def few(faults: Iterable[Fault], counts: Mapping[str, int], most: int = SHOWN) -> Iterator[Fault]:
    """The first `most` faults of each kind, and after the last of them how many more there are.

    counts: how many there are of a kind, where more than the given ones were found.

    >>> faults = [Fault(f"a.csv:{line}", "is bad", "bad") for line in (2, 5, 7)]
    >>> [str(fault) for fault in few(faults, {"bad": 40}, most=1)]
    ['a.csv:2: is bad', 'a.csv: ... and 39 more of this kind']
    """
    given = list(faults)
    in_all = Counter(counts) | Counter(fault.kind for fault in given)
    told: Counter[str] = Counter()
    for fault in given:
        told[fault.kind] += 1
        if not fault.kind or told[fault.kind] <= most:
            yield fault
        if fault.kind and told[fault.kind] == min(most, LISTED):
            more = in_all[fault.kind] - told[fault.kind]
            if more:
                where = fault.where.rpartition(":")[0] or fault.where
                yield Fault(where, f"... and {more:,} more of this kind")
