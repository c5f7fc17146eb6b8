"""`ssi score`: the estimated index of a log on a day."""

from datetime import date

import click

from estimator.cli.options import ON, Input, Output, Scoring, takes_input, takes_output
from estimator.cli.options import takes_scoring as by_rules


@click.command("score")
@takes_input
@ON
@by_rules
@click.option(
    "--industry-average",
    "industry",
    type=click.FloatRange(0, 100),
    metavar="POINTS",
    help="What LinkedIn shows as your industry's average; gives the rank in it.",
)
@click.option(
    "--network-average",
    "network",
    type=click.FloatRange(0, 100),
    metavar="POINTS",
    help="The same of your network.",
)
@takes_output
def command(
    read: Input,
    on: date | None,
    by: Scoring,
    industry: float | None,
    network: float | None,
    write: Output,
) -> None:  # fmt: skip
    """Estimate the Social Selling Index of a log: four pillars, an interval, the reasons.

    SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook, a
    table with the columns day and action (JSON lines, CSV, Parquet), or - for standard input.
    """
    from estimator.cli.scoring import score

    averages = {"industry": industry, "network": network}
    score(read, on, by, {k: v for k, v in averages.items() if v is not None}, write)
