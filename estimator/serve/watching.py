"""The log behind the answers: read again when its files change, kept when the new ones are broken.

Nothing here knows HTTP. Files are looked at when somebody asks, so an idle service does nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

from estimator.actions import Seat
from estimator.days import to_date
from estimator.errors import SsiError
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.score import estimate, last_day
from estimator.score.results import Estimate

Signature = tuple[tuple[str, int, int], ...]  # of each file: path, time of change, size
WEEK = timedelta(days=7)


class Gone(SsiError):
    """A file of the source is not there any more: there is nothing to answer from."""


@dataclass(frozen=True)
class Question:
    """How the accounts of a log are scored; everything but the log itself."""

    rules: Rules
    seat: Seat
    on: date | None = None
    readings: tuple[Reading, ...] = ()
    averages: Mapping[str, float] = field(default_factory=dict)
    named: str = "SOURCE"  # the sources, as a command line has them
    assumed: tuple[str, ...] = ()  # what they left to assume


@dataclass(frozen=True, eq=False)
class Answers:
    """What is answered from one state of the log, drawn when first asked for.

    problem: what is wrong with newer files; empty when these are the newest.
    """

    log: ActivityLog
    question: Question
    problem: str = ""
    drawn: dict[tuple[str, str, bool], str] = field(default_factory=dict)  # path, account, debug

    def of(self, account: str) -> tuple[ActivityLog, date, tuple[Reading, ...]]:
        """The log of an account, the day it is scored on, and its readings."""
        log, asked = self.log.of_account(account), self.question
        readings = tuple(one for one in asked.readings if one.account == account)
        return log, asked.on or to_date(last_day(log)), readings

    def estimate(self, account: str, before: timedelta = timedelta(0)) -> Estimate:
        """The estimate of an account, or the one of some time before."""
        asked, (log, on, readings) = self.question, self.of(account)
        made = estimate(log, asked.rules, on - before, asked.seat, asked.averages or None, readings)
        return replace(made, warnings=(*made.warnings, *asked.assumed))


class Watched:
    """The answers that the files give as they are now."""

    def __init__(
        self,
        read: Callable[[], tuple[ActivityLog, Question]],
        paths: Iterable[Path],
        day: Callable[[], str] = str,
    ) -> None:
        """read: the log and how it is scored, anew; also when what `day` gives is another."""
        self._read = read
        self._paths = tuple(paths)
        self._day = day
        self._lock = Lock()  # one reading at a time, however many ask
        self._signature = self._found
        self.last = Answers(*read())  # as they were made last, without a look at the files

    @property
    def _found(self) -> tuple[str, Signature]:
        return self._day(), signature(self._paths)

    @property
    def is_fresh(self) -> bool:
        """Whether the files are those that were read last. Raises: Gone."""
        return self._found == self._signature

    def now(self) -> Answers:
        """The answers from the newest files that can be read.

        New files that are broken leave the last good ones in place, and the answers say so.

        Raises: Gone when a file is there no more.
        """
        with self._lock:
            found = self._found
            if found != self._signature:
                self._signature = found
                try:
                    self.last = Answers(*self._read())
                except (SsiError, OSError) as error:
                    told = f"the newest files cannot be read, these are older: {error}"
                    self.last = replace(self.last, problem=told, drawn={})
            return self.last


def signature(paths: Iterable[Path]) -> Signature:
    """What tells that files have changed: path, time and size of each, folders' files included.

    Raises: Gone for a path that is not there.
    """
    found = []
    for path in paths:
        try:
            files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            for file in files:
                state = file.stat()
                found.append((str(file), state.st_mtime_ns, state.st_size))
        except OSError:
            raise Gone(f"{path.name}: is not there, or cannot be read") from None
    return tuple(found)
