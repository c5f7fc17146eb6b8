"""`ssi score`, `ssi history`, `ssi demo`: the estimated index of a day, and of every day."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import options
from estimator.cli.options import option
from estimator.cli.words import Choice, NumberType

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.score.results import Estimate, Estimates, History

YEAR = timedelta(days=364)
AT_ONCE = 1 << 20  # days of accounts of a history that are worked out and written at a time


@dataclass(frozen=True)
class Engine:
    """What works it out, where that is not this process."""

    engine: str | None = option(
        "Score a folder of Parquet, a part at a time or on a cluster, to Parquet in -o.",
        type=Choice(("local", "dask", "spark")),
    )
    scheduler: str | None = option("A running Dask cluster; without it, one of its own.", "ADDRESS")
    memory: int | None = option(
        "What rows held at once may take, with --engine local; 2000 by default.",
        "MB",
        type=NumberType(1, whole=True),
    )


@options.command("score", "ssi score Complete_LinkedInDataExport_05-19-2026.zip")
def score(
    *,
    on: date | None = options.ON,
    readings: Path | None = options.READINGS,
    by: options.Scoring,
    write: options.ScoreOutput,
    averages: options.Averages,
    at: Engine,
    read: options.Input,
) -> None:
    """Estimate the Social Selling Index of a log: four pillars, an interval, the reasons.

    SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook, a
    table with the columns day and action (JSON lines, CSV, Parquet), or - for standard input.
    Of several, one that cannot be used is reported and left out; a path that does not exist is
    a usage error: nothing is scored, exit code 2. With --readings PATH no SOURCE is needed: the
    score is then that of your readings, as they age.
    """
    if at.scheduler is not None and at.engine is None:
        raise click.UsageError("--scheduler needs --engine dask")
    if at.memory is not None and at.engine != "local":
        raise click.UsageError("--memory needs --engine local")
    if at.engine is None:
        _score(read, on, readings, by, averages.given, write)
    elif averages.given or readings:
        what = "a rank is given for one" if averages.given else "--readings anchor one"
        raise click.UsageError(f"{what} account only, not with --engine")
    elif not read.sources:
        raise click.UsageError("SOURCE...: missing; a file, a folder or - for standard input")
    else:
        from estimator.cli.engines import Limits, score_on

        score_on(at.engine, Limits(at.scheduler, at.memory), read, on, by, write)


@options.command("history", "ssi history log.jsonl --from 2026-02-01")
def history(
    *,
    first: date | None = option(
        "A year before --to, or the log's first day, by default.", flags="--from"
    ),
    last: date | None = option("The log's last day by default.", flags="--to"),
    readings: Path | None = options.READINGS,
    by: options.Scoring,
    write: options.Output,
    read: options.Input,
) -> None:
    """Estimate the index of every day of a period: a chart, or a row a day as CSV."""
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import deliver_parts, takes_parts
    from estimator.days import to_date, to_day
    from estimator.score import history as score_days

    known = known_of(read, by, readings, last)
    log, end = known.log, known.today
    dated = [one.captured for one in known.readings if one.captured is not None]
    known_from = min(dated) if dated and not read.sources else to_date(log.first_day or to_day(end))
    start = first or max(end - YEAR, min(end, known_from))
    if end < start:
        raise click.UsageError(f"--from {start} is later than --to {end}")
    days = partial(score_days, rules=known.rules, start=start, end=end, seat=known.seat)
    days = partial(days, readings=known.readings)
    step = max(AT_ONCE // ((end - start).days + 1), 1)
    if log.n_accounts > step and takes_parts(write):
        parts = (log.of_accounts(n, n + step) for n in range(0, log.n_accounts, step))
        deliver_parts(map(days, parts), write, read, known.assumed)
        return
    result = days(log)
    _finish(replace(result, recorded=known.recorded(end, start)), known, read, write)


@options.command("demo", "ssi demo")
def demo(write: options.ScoreOutput) -> None:
    """Score the sample archive: a year of an invented person, in LinkedIn's own format."""
    from estimator.resources import resource

    archive = str(next(resource("fixtures").glob("exports/Complete_*.zip")))
    click.echo("the sample archive that comes with the package, of an invented person", err=True)
    read = options.Input((archive,), None, False, None, (), False, False, False)
    _score(read, None, None, options.Scoring("free", ()), {}, write)
    click.echo(f"your own: ssi score YOUR.zip; this one is {archive}", err=True)


def _score(
    read: options.Input,
    on: date | None,
    readings: Path | None,
    by: options.Scoring,
    averages: Mapping[str, float],
    write: options.Output,
) -> None:
    """Reads the sources and the readings, estimates, writes."""
    from estimator.cli.given_sources import known_of
    from estimator.cli.telling import say
    from estimator.score import estimate

    known = known_of(read, by, readings, on, "scored on {}")
    log, rules, day = known.log, known.rules, known.today
    if averages and log.n_accounts > 1 and not read.quiet:
        say("a rank is given for one account only; name it with --account")
    recorded = known.recorded(day)
    if log.n_accounts == 1:
        one = estimate(log, rules, day, known.seat, averages or None, known.readings)
        _finish(replace(one, recorded=recorded), known, read, write)
        return
    many = estimate(log, rules, day, known.seat, readings=known.readings, columns=True)
    _finish(_moved(replace(many, recorded=recorded), known), known, read, write)


def _moved(found: "Estimates", known: "ScoresKnown") -> "Estimates":
    """The estimates with what changed since the record before, where there is one."""
    from estimator.score import estimate
    from estimator.score.edges import uneven

    days = [one.captured for one in found.recorded if one.captured is not None]
    earlier = known.recorded(max(days) - timedelta(days=1)) if days else ()
    before = max((one.captured for one in earlier if one.captured), default=None)
    if before is None:
        return found
    then = estimate(known.log, known.rules, before, known.seat, columns=True).total
    was, now = ({one.account: one.total for one in held} for held in (earlier, found.recorded))
    pairs = [(was.get(account), now.get(account)) for account in found.accounts]
    recorded = [None if a is None or b is None else b - a for a, b in pairs]
    moved = {"change": (found.total - then).tolist(), "recorded_change": recorded}
    told = (*found.warnings, *uneven(known.log, known.rules, before, found.on, known.seat))
    said = f"recorded: by LinkedIn; change: since {before}."
    return replace(found, moved=moved, said=said, warnings=told)


def _finish(
    result: "Estimate | Estimates | History",
    known: "ScoresKnown",
    read: options.Input,
    write: options.Output,
) -> None:
    from estimator.cli.output import deliver_known
    from estimator.cli.telling import say

    if not read.quiet and sys.stderr.isatty():
        say("")  # what was said meanwhile stands apart from the result
    deliver_known(result, known, read, write, known.today, beside=False)
