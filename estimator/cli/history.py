"""`ssi history`: the estimated index, day by day."""

from datetime import date

import click

from estimator.cli.options import Input, Output, Scoring, takes_input, takes_output, takes_scoring
from estimator.cli.words import day


@click.command("history")
@takes_input
@click.option("--from", "first", type=day, metavar="DATE", help="A year before --to by default.")
@click.option("--to", "last", type=day, metavar="DATE", help="The log's last day by default.")
@takes_scoring
@takes_output
def command(read: Input, first: date | None, last: date | None, by: Scoring, write: Output) -> None:
    """Estimate the index of every day of a period: a chart, or a row a day as CSV."""
    from estimator.cli.scoring import score_days

    score_days(read, first, last, by, write)
