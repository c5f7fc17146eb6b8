"""The account of one file: what was read, what was skipped and why."""

import re
from collections import Counter
from dataclasses import dataclass, field

from estimator.days import to_date
from estimator.errors import Fault
from estimator.readers.outcome import LISTED, FileReport, in_order

WARN_SHARE, FAIL_SHARE = 0.02, 0.5
UNREAD = ("date not readable", "impossible date", "malformed")  # what the file's own rows are not
NO_SENDER = "no sender (sponsored)"
SECONDS = 86_400
EITHER = (
    "every date in it can be read day first or month first, and nothing beside them tells; "
    "give LinkedIn's own file, or save it with the month's name"
)
DATE_LIKE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(,? \d{1,2}:\d\d(:\d\d)?(\s?[AP]M)?( UTC)?)?"
)


@dataclass
class Tally:
    """What became of the records of one file, filled in while it is read.

    usable: False once the file cannot be believed (no header, dates not understood);
    whole: False once a part of it could not be read. latest: a day after which nothing in it can
    have been done, 0 when none is known. order: whether `day` or `month` comes first in its
    dates, `either` when nothing tells; other_dates: the rows dated in another form than most.
    """

    where: str
    kind: str
    records: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    usable: bool = True
    whole: bool = True
    latest: int = 0
    order: str = ""
    other_dates: int = 0

    def fault(self, reason: str, line: int, what: str) -> None:
        """Leaves out one record that cannot be used, and says where it stands."""
        self.skipped[reason] += 1
        if self.skipped[reason] <= LISTED:
            self.faults.append(Fault(f"{self.where}:{line}", what, reason))

    def refuse(self, what: str) -> None:
        """Marks the whole file as unusable."""
        self.usable = self.whole = False
        self.faults.append(Fault(self.where, what))

    def judge(self) -> None:
        """Warns when more than 2 % of the rows could not be read; refuses from 50 %.

        A file with hardly a date is kept, but shows too little to say that nothing was done; so
        does one of messages in which no row says from whom it is.
        """
        if self.order == "either":
            self.refuse(EITHER)
        if self.other_dates:
            self.notes.append(f"{self.other_dates} rows bear another form of date; saved again?")
        bad = sum(self.skipped[reason] for reason in UNREAD)
        found = f"{bad:,} of {self.records:,} rows are not readable"
        if bad > FAIL_SHARE * self.records:
            self.refuse(f"{found}; is this LinkedIn's file?")
        elif bad > WARN_SHARE * self.records:
            self.cautions.append(f"{found} and are left out")
        nameless = self.skipped[NO_SENDER] == self.records > 0
        if nameless or bad + self.skipped["no date"] > FAIL_SHARE * self.records:
            self.whole = False

    def report(self) -> FileReport:
        """The account, closed: everything skipped when the file is not usable."""
        skipped = dict(sorted((+self.skipped).items()))
        left = self.records - sum(skipped.values())
        if left and not self.usable:
            skipped["file not usable"] = left
        return FileReport(
            self.where,
            self.kind,
            self.records,
            self.records - sum(skipped.values()),
            skipped,
            self.first,
            self.last,
            in_order(self.faults),
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
