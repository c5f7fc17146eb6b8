"""`ssi plan`: the least effort that reaches a target, or the most points for the minutes."""

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
    takes_output,
)
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.whatif import BASELINES
from estimator.cli.words import Choice, Number, day


@click.command("plan")
@may_take_input
@click.option("--target", metavar="POINTS|ROLE", help="70, or seller, recruiter, job_seeker, ...")
@click.option("--by", "by_day", type=day, metavar="DATE", help="In twelve weeks by default.")
@click.option("--minutes", type=Number(0), metavar="N", help="The most minutes a week.")
@click.option(
    "--limit", "limits", multiple=True, metavar="ACTION=N",
    help="The most a week of an action, 0 for none. Repeatable.",
)  # fmt: skip
@click.option(
    "--baseline", type=Choice(BASELINES), default="continue", show_default=True,
    help="Beside the plan: the last four weeks again and again, or nothing.",
)  # fmt: skip
@click.option(
    "--robust", type=Number(0, 200, whole=True), default=0, metavar="N",
    help="Hold the plan against so many other rules that explain today as well.",
)  # fmt: skip
@click.option(
    "--seed", type=Number(0, whole=True), default=0, metavar="N", help="What those are drawn with."
)
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the plan there, for ssi whatif --plan FILE.",
)  # fmt: skip
@ON
@READINGS
@by_rules
@takes_output
def command(
    read: Input,
    target: str | None,
    by_day: date | None,
    minutes: float | None,
    limits: tuple[str, ...],
    baseline: str,
    robust: int,
    seed: int,
    save: Path | None,
    on: date | None,
    readings: Path | None,
    by: Scoring,
    write: Output,
) -> None:  # fmt: skip
    """Find the plan that reaches a target in the fewest minutes a week, or has the most points.

    Whole actions a week, within the limits of the seat, with a ramp instead of a jump. Exit code 1
    when the target is not reachable by the day; the answer is then the best there is, and what
    stands in the way.
    """
    from estimator.cli.projecting import Wanted, best_plan

    wanted = Wanted(target, by_day, minutes, limits, baseline, robust, seed, on, readings)
    reached = best_plan(read, wanted, save, by, write)
    click.get_current_context().exit(0 if reached else 1)
