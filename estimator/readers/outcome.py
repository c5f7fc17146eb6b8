"""What a reader hands back: the log, the readings, and an account of every file it opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from estimator.errors import Fault
from estimator.log import ActivityLog
from estimator.reading import Reading


@dataclass(frozen=True)
class FileReport:
    """What became of one file or archive member.

    records: physical records; read + sum(skipped) = records. first, last: span of days read.
    faults: rows that could not be used, the first few of each kind; skipped counts them all.
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


@dataclass(frozen=True)
class Outcome:
    """One source, read: its log, the readings in it, and what was read and skipped.

    kind: the word for the source ("linkedin_export", "usage_report", "table", ...).
    missing: what the source could not show and where to get it, a sentence each.
    """

    kind: str
    log: ActivityLog
    readings: tuple[Reading, ...] = ()
    files: tuple[FileReport, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
