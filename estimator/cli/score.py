"""`ssi score`, `ssi history`, `ssi demo`: the estimated index of a day, and of every day."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import options
from estimator.cli.words import Choice, NumberType, day

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.rules import Rules
    from estimator.score.results import Estimate, Estimates, History

YEAR = timedelta(days=364)


@click.command(
    "score", cls=options.Command, example="ssi score Complete_LinkedInDataExport_05-19-2026.zip"
)
@options.ON
@options.READINGS
@options.takes_scoring
@options.takes_score_output
@options.packed(options.Averages, "averages", options.AVERAGES)
@click.option(
    "--engine",
    type=Choice(["local", "dask", "spark"]),
    help="Score a folder of Parquet, a part at a time or on a cluster, to Parquet in -o.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="A running Dask cluster; without it, one of its own."
)
@click.option(
    "--memory", type=NumberType(1, whole=True), metavar="MB",
    help="What rows held at once may take, with --engine local; 2000 by default.",
)  # fmt: skip
@options.may_take_input
def command(
    read: options.Input,
    on: date | None,
    readings: Path | None,
    by: options.Scoring,
    averages: options.Averages,
    engine: str | None,
    scheduler: str | None,
    memory: int | None,
    write: options.Output,
) -> None:  # fmt: skip
    """Estimate the Social Selling Index of a log: four pillars, an interval, the reasons.

    SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook, a
    table with the columns day and action (JSON lines, CSV, Parquet), or - for standard input.
    Of several, one that cannot be used is reported and left out; a path that does not exist is
    a usage error: nothing is scored, exit code 2. With --readings PATH no SOURCE is needed: the
    score is then that of your readings, as they age.
    """
    if scheduler is not None and engine is None:
        raise click.UsageError("--scheduler needs --engine dask")
    if memory is not None and engine != "local":
        raise click.UsageError("--memory needs --engine local")
    if engine is None:
        _score(read, on, readings, by, averages.given, write)
    elif averages.given or readings:
        what = "a rank is given for one" if averages.given else "--readings anchor one"
        raise click.UsageError(f"{what} account only, not with --engine")
    elif not read.sources:
        raise click.UsageError("SOURCE...: missing; a file, a folder or - for standard input")
    else:
        from estimator.cli.engines import Limits, score_on

        score_on(engine, Limits(scheduler, memory), read, on, by, write)


@click.command("history", cls=options.Command, example="ssi history log.jsonl --from 2026-02-01")
@click.option("--from", "first", type=day, metavar="DATE", help="A year before --to by default.")
@click.option("--to", "last", type=day, metavar="DATE", help="The log's last day by default.")
@options.READINGS
@options.takes_scoring
@options.takes_output
@options.may_take_input
def history(
    read: options.Input,
    first: date | None,
    last: date | None,
    readings: Path | None,
    by: options.Scoring,
    write: options.Output,
) -> None:
    """Estimate the index of every day of a period: a chart, or a row a day as CSV."""
    from estimator.cli.given_sources import known_of
    from estimator.days import to_date, to_day
    from estimator.rules import load_rules
    from estimator.score import history as score_days

    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, last)
    log, end = known.log, last or known.today
    dated = [one.captured for one in known.readings if one.captured is not None]
    known_from = min(dated) if dated and not read.sources else to_date(log.first_day or to_day(end))
    start = first or max(end - YEAR, min(end, known_from))
    if end < start:
        raise click.UsageError(f"--from {start} is later than --to {end}")
    result = score_days(log, rules, start, end, known.seat, readings=known.readings)
    result = replace(result, recorded=known.recorded(end, start))
    _finish(result, end, known, rules, read, write)


@click.command("demo", cls=options.Command, example="ssi demo")
@options.takes_score_output
def demo(write: options.Output) -> None:
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
    from estimator.rules import load_rules
    from estimator.score import estimate

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


def _moved(found: "Estimates", known: "ScoresKnown", rules: "Rules") -> "Estimates":
    """The estimates with what changed since the record before, where there is one."""
    from estimator.score import estimate
    from estimator.score.edges import uneven

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
    result: "Estimate | Estimates | History",
    day: date,
    known: "ScoresKnown",
    rules: "Rules",
    read: options.Input,
    write: options.Output,
) -> None:
    from estimator.cli.output import deliver
    from estimator.cli.telling import say
    from estimator.days import to_day

    if not read.quiet and sys.stderr.isatty():
        say("")  # what was said meanwhile stands apart from the result
    deliver(result, rules.on(to_day(day)), write, read=read, assumed=known.assumed)
