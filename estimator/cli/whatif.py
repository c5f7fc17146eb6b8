"""`ssi whatif`: the score in some weeks, with a plan and without."""

from datetime import date
from pathlib import Path

import click

from estimator.cli.options import ON, Input, Output, Scoring, takes_input, takes_output
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.words import day, seat

BASELINES = ("continue", "nothing")  # those of estimator.whatif; a test says so


@click.command("whatif")
@takes_input
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="HABIT",
    help="comment=10/week, article=1/month, profile_section=about, connections=600; with"
    " ,accepted=0.4 ,weekdays=mon+wed ,from=DATE ,until=DATE ,on=DATE. Repeatable.",
)
@click.option(
    "--plan",
    "plans",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Habits from a file (schema ssi-plan/1). Repeatable; all add up.",
)
@click.option(
    "--weeks",
    type=click.IntRange(1, 260),
    default=8,
    show_default=True,
    metavar="N",
    help="How far to look ahead.",
)
@click.option("--until", type=day, metavar="DATE", help="The same as a day.")
@click.option(
    "--baseline",
    type=click.Choice(BASELINES),
    default="continue",
    show_default=True,
    help="Beside the plan: the last four weeks again and again, or nothing.",
)
@click.option("--with-seat", type=seat, metavar="SEAT", help="The plan takes this seat.")
@click.option(
    "--with-rules", multiple=True, metavar="FILE", help="The plan under other rules. Repeatable."
)
@ON
@by_rules
@takes_output
def command(
    read: Input,
    added: tuple[str, ...],
    plans: tuple[Path, ...],
    weeks: int,
    until: date | None,
    baseline: str,
    with_seat: str | None,
    with_rules: tuple[str, ...],
    on: date | None,
    by: Scoring,
    write: Output,
) -> None:  # fmt: skip
    """Project the index: as it was, as it comes without the plan, as it comes with it.

    The plan is what --add and --plan say together; without either it is empty, and both lines
    ahead are one.
    """
    from estimator.cli.projecting import Assumed, what_if

    assumed = Assumed(weeks, until, baseline, with_seat, with_rules, on)
    what_if(read, added, plans, assumed, by, write)
