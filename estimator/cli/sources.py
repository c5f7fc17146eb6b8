"""From the sources a user names to one log."""

import sys
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from estimator.cli.options import Input
from estimator.cli.progress import progress
from estimator.cli.telling import FAILED, in_short, say
from estimator.errors import Fault, InputError, SourceWarning
from estimator.readers.outcome import Outcome, wrong_with
from estimator.readers.sources import read_sources
from estimator.rules import Rules

if TYPE_CHECKING:
    from estimator.reading import Reading


def read_all(read: Input, rules: Rules, on: date | None = None) -> Outcome:
    """The log of the sources and a report of their files, which standard error is told in short.

    Raises: as `gather`.
    """
    outcome = gather(read, rules, on)
    if not read.quiet:
        for one in in_short(outcome):
            say(one)
    return outcome


def gather(read: Input, rules: Rules, on: date | None = None) -> Outcome:
    """The log of the sources and a report of their files.

    Nothing can have been done later than today; a clock that lags behind the rules is wrong.

    Raises: LogError when nothing is usable; with --strict, InputError when anything is wrong.
    """
    with progress(read.quiet) as told:
        outcome = read_sources(
            read.sources,
            account=read.account,
            complete=read.complete,
            period=read.period,
            column_map=dict(read.column_map),
            not_after=max(latest(), rules.calibrated_until, on or date.min),
            on_progress=told,
            stdin=sys.stdin.buffer if "-" in read.sources else None,
        )
    if read.strict:
        refuse_faults(outcome)
    return outcome


def refuse_faults(outcome: Outcome) -> None:
    """Nothing when all is well. Raises: InputError with all that is wrong with the files."""
    faults = [*wrong_with(outcome)]
    faults += [Fault(outcome.kind, note) for note in outcome.notes if FAILED in note]
    if faults:
        raise InputError([*faults, Fault("--strict", "a faulty row or a warning is an error")])


def latest() -> date:
    """The last day on which it can be a day already, anywhere on earth."""
    return (datetime.now(UTC) + timedelta(days=1)).date()


def recorded(path: Path | None, quiet: bool = False) -> tuple["Reading", ...]:
    """The readings that a path holds; standard error is told what of it is left out.

    Raises: ReadingError with every fault of every file.
    """
    if path is None:
        return ()
    from estimator.readers.recorded import read_readings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SourceWarning)
        readings = read_readings(path)
    for warning in () if quiet else caught:
        say(str(warning.message))
    return readings
