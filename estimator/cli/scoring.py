"""What `score`, `history` and `demo` do once their arguments are clear."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import click

from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver
from estimator.cli.sources import known_of
from estimator.cli.telling import say
from estimator.days import to_date, to_day
from estimator.errors import Fault, InputError
from estimator.rules import Rules, load_rules
from estimator.score import estimate, history
from estimator.score.results import Estimate, Estimates, History

YEAR = timedelta(days=364)
R = TypeVar("R", Estimate, Estimates, History, Estimate | Estimates)


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
    known = known_of(read, rules, by, readings, on)
    log, day = known.log, on or known.today
    if on is None and not read.quiet:
        what = "the log's last day" if read.sources else "today"
        say(f"scored on {day}, {what}; --on DATE names another")
    if averages and log.n_accounts > 1 and not read.quiet:
        say("a rank is given for one account only; name it with --account")
    found = estimate(log, rules, day, known.seat, averages or None, known.readings)
    result = _warned(found, known.assumed)
    _finish(result, result.on, rules, read, by, write, readings)


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
    year_before = max(end, date.min + YEAR) - YEAR  # the calendar has a first day
    start = first or max(year_before, min(end, known_from))
    if end < start:
        raise click.UsageError(f"--from {start} is later than --to {end}")
    result = history(log, rules, start, end, known.seat, readings=known.readings)
    _finish(_warned(result, known.assumed), end, rules, read, by, write, readings)


def _warned(result: R, assumed: tuple[str, ...]) -> R:
    """The result with what its sources left to assume among its warnings, in every format."""
    return replace(result, warnings=(*result.warnings, *assumed))


def _finish(
    result: Estimate | Estimates | History,
    day: date,
    rules: Rules,
    read: Input,
    by: Scoring,
    write: Output,
    readings: Path | None = None,
) -> None:
    if read.strict and result.warnings:
        raise InputError(Fault("--strict", warning) for warning in result.warnings)
    if not read.quiet and sys.stderr.isatty():
        say("")  # what was said meanwhile stands apart from the result
    beside = [] if readings is None else [str(readings)]
    deliver(result, rules.on(to_day(day)), write, (*read.sources, *by.rules, *beside))
