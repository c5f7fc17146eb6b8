"""`ssi whatif`: the score in some weeks, with a plan and without."""

from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

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
from estimator.cli.words import Choice, Number, day, seat

OF_A_PLAN = {
    "added": "--add",
    "plans": "--plan",
    "weeks": "--weeks",
    "until": "--until",
    "with_seat": "--with-seat",
    "with_rules": "--with-rules",
}
BASELINES = ("continue", "nothing")  # those of estimator.whatif; a test says so


@click.command("whatif")
@may_take_input
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="HABIT",
    help="comment=10/week, article=1/month, profile_section=about, connections=600; with"
    " ,accepted=0.4 ,weekdays=mon+wed ,from=DATE ,until=DATE ,on=DATE. Repeatable.",
)
@click.option(
    "--plan", "plans", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Habits from a file (schema ssi-plan/1). Repeatable; all add up.",
)  # fmt: skip
@click.option(
    "--each", is_flag=True, help="One more of every action, done on the day, instead of a plan."
)
@click.option(
    "--weeks", type=Number(1, 260, whole=True), metavar="N",
    help="How far to look ahead: 8, or as far as a plan from a file says.",
)  # fmt: skip
@click.option("--until", type=day, metavar="DATE", help="The same as a day.")
@click.option(
    "--baseline",
    type=Choice(BASELINES),
    help="Beside the plan: the last four weeks again and again (continue), or nothing; as a plan"
    " from a file says, or else continue.",
)
@click.option("--with-seat", type=seat, metavar="SEAT", help="The plan takes this seat.")
@click.option(
    "--with-rules", multiple=True, metavar="FILE", help="The plan under other rules. Repeatable."
)
@ON
@READINGS
@by_rules
@takes_output
def command(
    read: Input,
    added: tuple[str, ...],
    plans: tuple[Path, ...],
    each: bool,
    weeks: int | None,
    until: date | None,
    baseline: str | None,
    with_seat: str | None,
    with_rules: tuple[str, ...],
    on: date | None,
    readings: Path | None,
    by: Scoring,
    write: Output,
) -> None:  # fmt: skip
    """Project the index: as it was, as it comes without the plan, as it comes with it.

    The plan is what --add and --plan say together; without either it is empty, and both lines
    ahead are one. With --each there is no plan: what one more of every action would add.
    """
    from estimator.cli.projecting import Assumed, one_of_each, what_if

    assumed = Assumed(weeks, until, baseline, with_seat, with_rules, on, readings)
    if not each:
        what_if(read, added, plans, assumed, by, write)
        return
    context = click.get_current_context()
    if given := [option for name, option in OF_A_PLAN.items() if _is_given(context, name)]:
        what = "one more of every action is no plan"
        raise click.UsageError(f"--each: {what}; leave out {' and '.join(given)}")
    one_of_each(read, assumed, by, write)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE
