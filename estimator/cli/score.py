"""`ssi score`: the estimated index of a log on a day."""

from datetime import date
from pathlib import Path

import click

from estimator.cli.options import (
    ON,
    READINGS,
    Input,
    Output,
    Scoring,
    may_take_input,
    takes_score_output,
)
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.words import Choice, Number, points


@click.command("score")
@may_take_input
@ON
@READINGS
@by_rules
@click.option(
    "--industry-average", "industry", type=points, metavar="POINTS",
    help="What LinkedIn shows as your industry's average; gives the rank in it.",
)  # fmt: skip
@click.option(
    "--network-average", "network", type=points, metavar="POINTS", help="The same of your network.",
)  # fmt: skip
@click.option(
    "--engine",
    type=Choice(["local", "dask", "spark"]),
    help="Score a folder of Parquet, a part at a time or on a cluster, to Parquet in -o.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="A running Dask cluster; without it, one of its own."
)
@click.option(
    "--memory", type=Number(1, whole=True), metavar="MB",
    help="What rows held at once may take, with --engine local; 1000 by default.",
)  # fmt: skip
@takes_score_output
def command(
    read: Input,
    on: date | None,
    readings: Path | None,
    by: Scoring,
    industry: float | None,
    network: float | None,
    engine: str | None,
    scheduler: str | None,
    memory: int | None,
    write: Output,
) -> None:  # fmt: skip
    """Estimate the Social Selling Index of a log: four pillars, an interval, the reasons.

    SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook, a
    table with the columns day and action (JSON lines, CSV, Parquet), or - for standard input.
    Of several, one that cannot be used is reported and left out; a path that does not exist is
    a usage error: nothing is scored, exit code 2. With --readings PATH no SOURCE is needed: the
    score is then that of your readings, as they age.
    """
    averages = {"industry": industry, "network": network}
    given = {group: average for group, average in averages.items() if average is not None}
    if scheduler is not None and engine is None:
        raise click.UsageError("--scheduler needs --engine dask")
    if memory is not None and engine != "local":
        raise click.UsageError("--memory needs --engine local")
    if engine is None:
        from estimator.cli.scoring import score

        score(read, on, readings, by, given, write)
    elif given or readings:
        what = "a rank is given for one account only" if given else "--readings anchor one account"
        raise click.UsageError(f"{what}, not with --engine")
    elif not read.sources:
        raise click.UsageError("SOURCE...: missing; a file, a folder or - for standard input")
    else:
        from estimator.cli.engines import Limits, score_on

        score_on(engine, Limits(scheduler, memory), read, on, by, write)
