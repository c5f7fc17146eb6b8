"""What `explain` does once its arguments are clear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import click

from estimator.cli.explain import Question
from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver
from estimator.cli.sources import read_all, recorded
from estimator.cli.telling import say
from estimator.days import to_date, to_day
from estimator.explanation import Change, Explanation, Team, Why, explain, team, why
from estimator.explanation.comparisons import averages_of, nearest
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.rules import Rules, load_rules
from estimator.score import estimate_account, last_day
from estimator.score.results import Estimate

Result = Explanation | Change | Team | Why
FOUR_WEEKS = timedelta(days=28)


def explain_sources(read: Input, asked: Question, by: Scoring, write: Output) -> None:
    """Reads the sources, explains, writes."""
    _refuse_contradictions(read, asked)
    rules = load_rules(*by.rules)
    if asked.path is not None and not read.sources:
        deliver(why(rules, asked.path), rules.on(0), write, by.rules)
        return
    outcome = read_all(read, rules, asked.last or asked.on, told_later=True)
    log = outcome.log
    first, last = _days(log, read, asked)
    result = _explained(log, rules, (first, last), asked, by)
    folder = [str(asked.readings)] if asked.readings else []
    inputs = (*read.sources, *by.rules, *asked.rules_before, *folder)
    deliver(result, rules.on(to_day(last)), write, inputs, read, outcome.assumed)


def _refuse_contradictions(read: Input, asked: Question) -> None:
    """Nothing when the arguments go together. Raises: click.UsageError when they do not."""
    if not read.sources and asked.path is None:
        raise click.UsageError("name a SOURCE to explain, or a PATH of the rules with --why")
    if asked.on and (asked.first or asked.last):
        raise click.UsageError("--on is one day; a change is between --from and --to")
    if asked.path and (asked.team or asked.first or asked.last or asked.rules_before):
        raise click.UsageError("--why is of one day and one account; leave the rest out")
    if asked.names and not asked.team:
        raise click.UsageError("--names goes with --team")


def _days(log: ActivityLog, read: Input, asked: Question) -> tuple[date | None, date]:
    """The first day of a change, None when none is asked for, and the day that is scored."""
    last = asked.last or asked.on or to_date(last_day(log))
    if not (asked.last or asked.on) and not read.quiet:
        say(f"explained on {last}, the log's last day; --on or --to DATE names another")
    if asked.first and asked.first > last:
        raise click.UsageError(f"--from {asked.first} is later than --to {last}")
    if asked.first or not asked.last:
        return asked.first or (last if asked.rules_before else None), last
    first = last - FOUR_WEEKS
    if not read.quiet:
        say(f"since {first}, four weeks before; --from DATE names another")
    return first, last


def _explained(
    log: ActivityLog,
    rules: Rules,
    days: tuple[date | None, date],
    asked: Question,
    by: Scoring,
) -> Result:
    first, last = days
    if asked.team:
        return team(log, rules, last, first, seat=by.seat, names=asked.names)
    if log.n_accounts > 1:
        what = f"the sources hold {log.n_accounts} accounts; name one with --account,"
        raise click.UsageError(f"{what} or add --team for a table of them")
    readings = _readings(log, asked)
    if first is not None:
        before = load_rules(*asked.rules_before) if asked.rules_before else None
        return explain(
            log, rules, first, last, seat=by.seat, rules_before=before, readings=readings
        )
    now = _estimate(log, rules, last, asked, by, readings)
    return explain(now) if asked.path is None else why(rules, asked.path, now)


def _estimate(
    log: ActivityLog,
    rules: Rules,
    day: date,
    asked: Question,
    by: Scoring,
    readings: Sequence[Reading],
) -> Estimate:
    """The estimate, with its rank in groups whose average is given or recorded near the day."""
    found = nearest(readings, day)
    averages = {**(averages_of(found.reading) if found else {}), **asked.averages}
    return estimate_account(log, rules, day, by.seat, averages or None, readings)


def _readings(log: ActivityLog, asked: Question) -> tuple[Reading, ...]:
    """The readings named; when all are of one account, they are taken to be the log's."""
    if asked.readings is None:
        return ()
    readings = recorded(asked.readings)
    if len({reading.account for reading in readings}) > 1:
        return readings
    return tuple(replace(reading, account=log.accounts[0]) for reading in readings)
