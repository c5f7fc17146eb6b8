"""What `score`, `history` and `demo` do once their arguments are clear."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

from estimator.cli.given_sources import ScoresKnown, known_of
from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver
from estimator.cli.telling import say
from estimator.days import to_date, to_day
from estimator.rules import Rules, load_rules
from estimator.score import estimate, history
from estimator.score.edges import uneven
from estimator.score.results import Estimate, Estimates, History

YEAR = timedelta(days=364)


def score(
    read: Input,
    on: date | None,
    readings: Path | None,
    by: Scoring,
    averages: Mapping[str, float],
    write: Output,
) -> None:
    """Reads the sources and the readings, estimates, writes."""
    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, on, "scored on {}")
    log, day = known.log, on or known.today
    if averages and log.n_accounts > 1 and not read.quiet:
        say("a rank is given for one account only; name it with --account")
    recorded = known.recorded(day)
    if log.n_accounts == 1:
        one = estimate(log, rules, day, known.seat, averages or None, known.readings)
        _finish(replace(one, recorded=recorded), day, known, rules, read, write)
        return
    many = estimate(log, rules, day, known.seat, readings=known.readings, columns=True)
    many = _moved(replace(many, recorded=recorded), known, rules)
    _finish(many, day, known, rules, read, write)


def score_days(
    read: Input,
    first: date | None,
    last: date | None,
    readings: Path | None,
    by: Scoring,
    write: Output,
) -> None:
    """Reads the sources and the readings, estimates every day, writes."""
    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, last)
    log, end = known.log, last or known.today
    dated = [one.captured for one in known.readings if one.captured is not None]
    known_from = min(dated) if dated and not read.sources else to_date(log.first_day or to_day(end))
    start = first or max(end - YEAR, min(end, known_from))
    if end < start:
        raise click.UsageError(f"--from {start} is later than --to {end}")
    result = history(log, rules, start, end, known.seat, readings=known.readings)
    result = replace(result, recorded=known.recorded(end, start))
    _finish(result, end, known, rules, read, write)


def _moved(found: Estimates, known: ScoresKnown, rules: Rules) -> Estimates:
    """The estimates with what changed since the record before, where there is one."""
    days = [one.captured for one in found.recorded if one.captured is not None]
    earlier = known.recorded(max(days) - timedelta(days=1)) if days else ()
    before = max((one.captured for one in earlier if one.captured), default=None)
    if before is None:
        return found
    then = estimate(known.log, rules, before, known.seat, columns=True).total
    was, now = ({one.account: one.total for one in held} for held in (earlier, found.recorded))
    pairs = [(was.get(account), now.get(account)) for account in found.accounts]
    recorded = [None if a is None or b is None else b - a for a, b in pairs]
    moved = {"change": (found.total - then).tolist(), "recorded_change": recorded}
    told = (*found.warnings, *uneven(known.log, rules, before, found.on, known.seat))
    said = f"recorded: by LinkedIn; change: since {before}."
    return replace(found, moved=moved, said=said, warnings=told)


def _finish(
    result: Estimate | Estimates | History,
    day: date,
    known: ScoresKnown,
    rules: Rules,
    read: Input,
    write: Output,
) -> None:
    if not read.quiet and sys.stderr.isatty():
        say("")  # what was said meanwhile stands apart from the result
    deliver(result, rules.on(to_day(day)), write, read=read, assumed=known.assumed)
