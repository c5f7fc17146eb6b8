"""What `score`, `history` and `demo` do once their arguments are clear."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import click

from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver
from estimator.cli.sources import read_all
from estimator.cli.telling import say
from estimator.days import to_date, to_day
from estimator.errors import Fault, InputError
from estimator.readers.outcome import Outcome
from estimator.results import Estimate, Estimates, History
from estimator.rules import Rules, load_rules
from estimator.score import estimate, history, last_day

YEAR = timedelta(days=364)
R = TypeVar("R", Estimate, Estimates, History, Estimate | Estimates)


def score(
    read: Input, on: date | None, by: Scoring, averages: Mapping[str, float], write: Output
) -> None:
    """Reads the sources, estimates, writes."""
    rules = load_rules(*by.rules)
    outcome = read_all(read, rules, on)
    log = outcome.log
    if on is None and not read.quiet:
        day = to_date(last_day(log))
        say(f"scored on {day}, the log's last day; --on DATE names another")
    if averages and log.n_accounts > 1 and not read.quiet:
        say("a rank is given for one account only; name it with --account")
    result = _warned(estimate(log, rules, on, by.seat, averages or None), outcome)
    _finish(result, result.on, rules, read, by, write)


def score_days(
    read: Input, first: date | None, last: date | None, by: Scoring, write: Output
) -> None:
    """Reads the sources, estimates every day, writes."""
    rules = load_rules(*by.rules)
    outcome = read_all(read, rules, last)
    log = outcome.log
    end = last or to_date(last_day(log))
    start = first or max(end - YEAR, min(end, to_date(log.first_day or to_day(end))))
    if end < start:
        raise click.UsageError(f"--from {start} is later than --to {end}")
    result = _warned(history(log, rules, start, end, by.seat), outcome)
    _finish(result, end, rules, read, by, write)


def _warned(result: R, outcome: Outcome) -> R:
    """The result with what its sources left to assume among its warnings, in every format."""
    return replace(result, warnings=(*result.warnings, *outcome.assumed))


def _finish(
    result: Estimate | Estimates | History,
    day: date,
    rules: Rules,
    read: Input,
    by: Scoring,
    write: Output,
) -> None:
    if read.strict and result.warnings:
        raise InputError(Fault("--strict", warning) for warning in result.warnings)
    if not read.quiet and sys.stderr.isatty():
        say("")  # what was said meanwhile stands apart from the result
    deliver(result, rules.on(to_day(day)), write, (*read.sources, *by.rules))
