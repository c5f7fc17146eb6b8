"""`ssi history`: the estimated index, day by day."""

from datetime import date
from pathlib import Path

import click

from estimator.cli.options import (
    READINGS,
    Input,
    Output,
    Scoring,
    may_take_input,
    takes_output,
    takes_scoring,
)
from estimator.cli.words import day


@click.command("history")
@may_take_input
@click.option("--from", "first", type=day, metavar="DATE", help="A year before --to by default.")
@click.option("--to", "last", type=day, metavar="DATE", help="The log's last day by default.")
@READINGS
@takes_scoring
@takes_output
def command(
    read: Input,
    first: date | None,
    last: date | None,
    readings: Path | None,
    by: Scoring,
    write: Output,
) -> None:
    """Estimate the index of every day of a period: a chart, or a row a day as CSV."""
    from estimator.cli.scoring import score_days

    score_days(read, first, last, readings, by, write)
