"""`ssi score`, `ssi history`, `ssi demo`: the estimated index of a day, and of every day."""

from datetime import date
from pathlib import Path

import click

from estimator.cli import options
from estimator.cli.words import Choice, NumberType, day


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
        from estimator.cli.scoring import score

        score(read, on, readings, by, averages.given, write)
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
    from estimator.cli.scoring import score_days

    score_days(read, first, last, readings, by, write)


@click.command("demo", cls=options.Command, example="ssi demo")
@options.takes_score_output
def demo(write: options.Output) -> None:
    """Score the sample archive: a year of an invented person, in LinkedIn's own format."""
    from estimator.cli.scoring import score
    from estimator.resources import resource

    archive = str(next(resource("fixtures").glob("exports/Complete_*.zip")))
    click.echo("the sample archive that comes with the package, of an invented person", err=True)
    read = options.Input((archive,), None, False, None, (), False, False, False)
    score(read, None, None, options.Scoring("free", ()), {}, write)
    click.echo(f"your own: ssi score YOUR.zip; this one is {archive}", err=True)
