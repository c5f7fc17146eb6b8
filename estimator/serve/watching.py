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
    """Estimates of one state of the log, made when first asked for.

    problem: what is wrong with newer files; empty when these are the newest.
    """

    log: ActivityLog
    question: Question
    problem: str = ""
    _made: dict[tuple[str, bool], Estimate] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)  # by path and query, when first asked for

    def of(self, account: str) -> tuple[Reading, ...]:
        """The readings of an account."""
        return tuple(one for one in self.question.readings if one.account == account)

    def estimate(self, account: str, before: bool = False) -> Estimate:
        """The estimate of an account; `before`: of a week earlier, for what has changed since."""
        key = (account, before)
        if key not in self._made:
            ask, log = self.question, self.log.of_account(account)
            on = ask.on or to_date(last_day(log))
            day = on - WEEK if before else on
            read = self.of(account)
            made = estimate(log, ask.rules, day, ask.seat, ask.averages or None, read)
            assert isinstance(made, Estimate)  # one account, one estimate
            self._made[key] = replace(made, warnings=(*made.warnings, *ask.assumed))
        return self._made[key]


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
        self._answers = Answers(*read())

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
                    self._answers = Answers(*self._read())
                except (SsiError, OSError) as error:
                    told = f"the newest files cannot be read, these are older: {error}"
                    self._answers = Answers(self._answers.log, self._answers.question, told)
            return self._answers

    @property
    def last(self) -> Answers:
        """The answers as they were made last, without a look at the files."""
        return self._answers


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
