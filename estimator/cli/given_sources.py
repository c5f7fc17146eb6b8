"""From the sources a user names to one log."""

import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from estimator.actions import Seat
from estimator.advance import advanced
from estimator.cli.options import Input, OfAccount
from estimator.cli.telling import FAILED, in_short
from estimator.days import to_date, to_day
from estimator.errors import Fault, InputError, SourceWarning, listed
from estimator.log import ActivityLog
from estimator.readers.outcome import Outcome, wrong_with
from estimator.readers.sources import read_sources
from estimator.rules import Rules
from estimator.rules.match import actions_of
from estimator.score import last_day
from estimator.score.rows import LEVELS

if TYPE_CHECKING:
    from estimator.reading import Reading


@dataclass(frozen=True)
class ScoresKnown:
    """What is known of an account: its log, its own readings, the seat they are of.

    rules: what it is scored by. today: the day that is named, or else the one that is scored then.
    assumed: what the sources left to assume. beside: the scores that the sources themselves hold.
    """

    rules: Rules
    log: ActivityLog
    readings: tuple["Reading", ...]
    seat: Seat
    today: date
    assumed: tuple[str, ...] = ()
    beside: tuple["Reading", ...] = ()

    def alone(self, otherwise: str = "") -> ActivityLog:
        """The log, where it is of one account. Raises: click.UsageError otherwise."""
        if self.log.n_accounts > 1:
            what = (
                f"the sources hold {self.log.n_accounts} accounts ({first_of(self.log.accounts)})"
            )
            raise click.UsageError(f"{what}; name one with --account NAME{otherwise}")
        return self.log

    def recorded(self, last: date, first: date = date.min) -> tuple["Reading", ...]:
        """The newest score of each account that the sources hold, of the days from first to last,
        in the order of their days."""
        dated = [one for one in self.beside if one.captured and first <= one.captured <= last]
        newest = {one.account: one for one in sorted(dated, key=lambda one: str(one.captured))}
        return tuple(newest.values())


def known_of(asked: OfAccount, on: date | None, doing: str, rules: Rules) -> ScoresKnown:
    """The log of the sources and the readings beside it; either may be all there is.

    Readings of one account are taken to be those of the one account of a log. The seat is that of
    the newest reading that names one, where the user names none. doing: what is said of the day
    where the user names none, which is its `{}`.

    Raises: click.UsageError without both, or for readings of several accounts alone.
    """
    if not asked.sources and asked.readings is None:
        raise click.UsageError("SOURCE...: missing; or --readings PATH alone")
    own = recorded(asked.readings, asked)
    if asked.account is not None and len({one.account for one in own}) > 1:
        own = tuple(one for one in own if one.account == asked.account)
    accounts = sorted({one.account for one in own})
    if asked.sources:
        outcome = read_all(asked, rules, on, told_later=True, anchored=bool(own))
    elif len(accounts) == 1:
        outcome = Outcome("readings", ActivityLog.empty(account=accounts[0]))
    else:
        named = first_of(accounts)
        raise click.UsageError(f"the readings are of {named}; name one with --account")
    log = outcome.log
    own = _of_the_log(own, log, asked)
    if on is None:
        on = to_date(last_day(log)) if asked.sources else datetime.now().astimezone().date()
        if doing:
            named = "the log's last day" if asked.sources else "today"
            asked.say(f"{doing.format(on)}, {named}; --on DATE names another")
    seats = [one.seat for one in own if one.captured is not None]
    seat = seat_of(asked.seat, [outcome.seat, *seats])
    if seat != asked.seat:
        asked.say(f"seat: {seat}, as the sources tell; --seat names another")
    return ScoresKnown(rules, log, own, seat, on, outcome.assumed, outcome.readings)


def first_of(accounts: Sequence[str]) -> str:
    return listed(accounts[:5]) + (", ..." if len(accounts) > 5 else "")


def _of_the_log(
    own: tuple["Reading", ...], log: ActivityLog, asked: Input
) -> tuple["Reading", ...]:
    """The readings by the names of a log's accounts; standard error is told of those that are of
    none, or of no day."""
    accounts = {one.account for one in own}
    if log.n_accounts == 1 and len(accounts) == 1:
        own = tuple(replace(one, account=log.accounts[0]) for one in own)
    elif own and not accounts & set(log.accounts):
        asked.say("none of the readings is of an account of the sources; --account NAME picks one")
    if undated := sum(one.captured is None for one in own):
        asked.say(f"readings without a day do not count ({undated})")
    return own


def seat_of(named: Seat, recorded: Sequence[Seat | None]) -> Seat:
    """The seat that the user names, else that of the newest reading or the source, else none."""
    source = click.get_current_context().get_parameter_source("seat")
    told = [one for one in recorded if one is not None]
    return told[-1] if told and source in (None, ParameterSource.DEFAULT) else named


def pseudonyms(salt_file: Path | None) -> Callable[[str], str] | None:
    """What stands for an account under the secret in the file, which is made where it is not there;
    nothing without one. Raises: InputError for a file that is no secret.
    """
    from estimator.readers.anonymise import pseudonym, salt_of

    return None if salt_file is None else partial(pseudonym, salt=salt_of(salt_file))


def read_all(
    asked: Input,
    rules: Rules,
    on: date | None = None,
    told_later: bool = False,
    *,
    anchored: bool = False,
) -> Outcome:
    """The log of the sources and a report of their files, which standard error is told in short.

    anchored: readings tell of the scored day, too.

    Raises: as `gather`; click.UsageError for a day that no window reaches any more from the last
    one that the sources speak of.
    """
    outcome = gather(asked, rules, on, told_later)
    for one in in_short(outcome):
        asked.say(one)
    if on is not None and (late := days_after(outcome.log, on)) > 0:
        last = on - timedelta(days=late)
        days = "1 day" if late == 1 else f"{late:,} days"
        what = f"{on} is {days} after the last that the sources speak of ({last})"
        if not (asked.stale or anchored) and late > _longest_window(outcome.log, rules, on):
            raise click.UsageError(f"{what}: nothing done by then counts; --stale scores it anyway")
        asked.say(f"{what}; what was done since is not known")
    return outcome


def _longest_window(log: ActivityLog, rules: Rules, on: date) -> float:
    """The days for which what a log holds can count: without end where all of it are levels."""
    windows = [
        signal.decay.window
        for pillar in rules.on(to_day(on)).pillars
        for signal in pillar.signals
        if signal.kind not in LEVELS and {*actions_of(signal.match)} & {*log.actions}
    ]
    return max(windows, default=float("inf"))


def days_after(log: ActivityLog, on: date) -> int:
    """How many days a day is after the last that a log speaks of; 0 where it has no end."""
    if not log.n_rows or any(span.last is None for span in log.coverage.spans):
        return 0
    return max(to_day(on) - last_day(log), 0)


def gather(asked: Input, rules: Rules, on: date | None = None, told_later: bool = False) -> Outcome:
    """The log of the sources and a report of their files.

    told_later: what is assumed will be a warning of the result, which is where --strict refuses it.
    Nothing can have been done later than today; a clock that lags behind the rules is wrong.

    Raises: LogError when nothing is usable; with --strict, InputError when anything is wrong.
    """
    outcome = read_sources(
        asked.sources,
        account=asked.account,
        complete=asked.complete,
        period=asked.period,
        column_map=dict(asked.column_map),
        not_after=max(latest(), rules.calibrated_until, on or date.min),
        stdin=sys.stdin.buffer if "-" in asked.sources and sys.stdin else None,
    )
    advanced("reading", 1, 1)
    if asked.strict:
        but = outcome.assumed if told_later else ()
        faults = [fault for fault in wrong_with(outcome) if fault.what not in but]
        faults += [Fault(outcome.kind, note) for note in outcome.notes if FAILED in note]
        if faults:
            what = "a faulty row or a warning is an error"
            raise InputError([*faults, Fault("--strict", what)])
    return outcome


def latest() -> date:
    """The last day on which it can be a day already, anywhere on earth."""
    return (datetime.now(UTC) + timedelta(days=1)).date()


def recorded(path: Path | None, asked: Input) -> tuple["Reading", ...]:
    """The readings that a path holds; standard error is told what of it is left out.

    Raises: ReadingError with every fault of every file.
    """
    if path is None:
        return ()
    from estimator.readers.recorded import read_readings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SourceWarning)
        readings = read_readings(path)
    for warning in caught:
        asked.say(str(warning.message))
    return readings
