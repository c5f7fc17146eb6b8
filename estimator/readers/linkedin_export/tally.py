"""The account of one file: what was read, what was skipped and why."""

import re
from collections import Counter
from dataclasses import dataclass, field

from estimator.days import to_date
from estimator.errors import Fault
from estimator.readers.outcome import FileReport

FAULTS_OF_A_KIND = 3  # shown of each reason; `skipped` counts them all
WARN_SHARE, FAIL_SHARE = 0.02, 0.5
SECONDS = 86_400
DATE_LIKE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(,? \d{1,2}:\d\d(:\d\d)?(\s?[AP]M)?( UTC)?)?"
)


@dataclass
class Tally:
    """What became of the records of one file, filled in while it is read.

    usable: False once the file cannot be believed (no header, dates not understood);
    whole: False once a part of it could not be read.
    """

    where: str
    kind: str
    records: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    usable: bool = True
    whole: bool = True
    _shown: Counter[str] = field(default_factory=Counter)

    def skip(self, reason: str) -> None:
        """Leaves out one record for a reason that is no fault of the file."""
        self.skipped[reason] += 1

    def fault(self, reason: str, line: int, what: str) -> None:
        """Leaves out one record that cannot be used, and says where it stands."""
        self.skipped[reason] += 1
        self._shown[reason] += 1
        if self._shown[reason] <= FAULTS_OF_A_KIND:
            self.faults.append(Fault(f"{self.where}:{line}", what))

    def refuse(self, what: str) -> None:
        """Marks the whole file as unusable."""
        self.usable = self.whole = False
        self.faults.append(Fault(self.where, what))

    def damage(self, what: str, line: int) -> None:
        """Marks the file as readable only up to a line."""
        self.whole = False
        self.faults.append(Fault(f"{self.where}:{line}", what))

    def judge_dates(self) -> None:
        """Warns when more than 2 % of the dates could not be read; refuses from 50 %."""
        bad = self.skipped["date not readable"]
        share = bad / self.records if self.records else 0.0
        if share > FAIL_SHARE:
            self.refuse(f"{bad} of {self.records} dates are not readable; is this LinkedIn's file?")
        elif share > WARN_SHARE:
            self.notes.append(
                f"{bad} of {self.records} dates are not readable; their rows are left out"
            )

    def report(self) -> FileReport:
        """The account, closed: everything skipped when the file is not usable."""
        skipped = {reason: n for reason, n in sorted(self.skipped.items()) if n}
        if not self.usable:
            skipped["file not usable"] = self.records - sum(skipped.values())
            skipped = {reason: n for reason, n in skipped.items() if n}
        return FileReport(
            self.where,
            self.kind,
            self.records,
            self.records - sum(skipped.values()),
            skipped,
            self.first,
            self.last,
            tuple(self.faults),
            tuple(self.notes),
        )


def shape(cell: str) -> str:
    """A cell as it may be shown: a date as it is, anything else by its shape alone.

    >>> shape("2026-13-45 10:11:12"), shape("Ada Example")
    ('2026-13-45 10:11:12', 'aaa aaaaaaa')
    """
    if DATE_LIKE.fullmatch(cell):
        return cell
    plain = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell))
    return re.sub(r"[^a9\s/:,.\-]", "?", plain)[:30]


def day_text(day: int) -> str:
    """The ISO form of a day, or its distance from 1970 when no calendar has it."""
    try:
        return to_date(day).isoformat()
    except (ValueError, OverflowError):
        return f"{day} days after 1970-01-01"
