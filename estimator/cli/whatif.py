"""`ssi whatif`, `ssi plan`, `ssi page`: the index in some weeks, with a plan, the best, and any."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

from estimator.cli import options
from estimator.cli.words import Choice, NumberType, day, seat

BASELINES = ("continue", "nothing")  # those of estimator.whatif; a test says so
EACH_ACCOUNT = click.option(
    "--each-account", is_flag=True, help="A row for each account of a team, instead of one's page."
)
# What one more of each action has no use for.
OF_A_PLAN = {"added", "plans", "weeks", "until", "with_seat", "with_rules", "each_account"}


@dataclass(frozen=True)
class Assumed:
    """What is done, how far ahead, and what beside it."""

    added: tuple[str, ...]
    plans: tuple[Path, ...]
    each: bool
    each_account: bool
    weeks: int | None
    until: date | None
    baseline: str | None
    with_seat: str | None
    with_rules: tuple[str, ...]
    on: date | None
    readings: Path | None


ASSUMED = (
    click.option(
        "--add", "added", multiple=True, metavar="HABIT",
        help="comment=10/week, article=1/month, profile_section=about, connections=600; with"
        " ,accepted=0.4 ,weekdays=mon+wed ,from=DATE ,until=DATE ,on=DATE. Repeatable.",
    ),
    click.option(
        "--plan", "plans", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="Habits from a file (schema ssi-plan/1). Repeatable; all add up.",
    ),
    click.option(
        "--each", is_flag=True, help="One more of every action, done on the day, instead of a plan."
    ),
    EACH_ACCOUNT,
    click.option(
        "--weeks", type=NumberType(1, 260, whole=True), metavar="N",
        help="How far to look ahead: 8, or as far as a plan from a file says.",
    ),
    click.option("--until", type=day, metavar="DATE", help="The last day to look at, instead."),
    click.option(
        "--baseline", type=Choice(BASELINES),
        help="Beside the plan: the last four weeks again and again (continue), or nothing; as a"
        " plan from a file says, or else continue.",
    ),
    click.option("--with-seat", type=seat, metavar="SEAT", help="The plan takes this seat."),
    click.option(
        "--with-rules", multiple=True, metavar="FILE",
        help="The plan under other rules. Repeatable.",
    ),
    options.ON,
    options.READINGS,
)  # fmt: skip


@click.command(
    "whatif", cls=options.Command,
    example="ssi whatif log.jsonl --add comment=10/week --weeks 8\nssi whatif log.jsonl --each",
)  # fmt: skip
@options.packed(Assumed, "assumed", ASSUMED)
@options.takes_scoring
@options.takes_output
@options.may_take_input
def command(
    read: options.Input, assumed: Assumed, by: options.Scoring, write: options.Output
) -> None:
    """Project the index: as it was, as it comes without the plan, as it comes with it.

    The plan is what --add and --plan say together; without either it is empty, and both lines
    ahead are one. With --each there is no plan: what one more of every action would add.
    """
    from estimator.cli.projecting import one_of_each, what_if

    if not assumed.each:
        what_if(read, assumed, by, write)
        return
    context = click.get_current_context()
    given = [
        param.opts[0]
        for param in context.command.params
        if param.name in OF_A_PLAN
        and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        what = "one more of every action is no plan"
        raise click.UsageError(f"--each: {what}; leave out {' and '.join(given)}")
    one_of_each(read, assumed, by, write)


@dataclass(frozen=True)
class WhatIfOptions:
    """What a plan is for, and within what."""

    target: str | None
    by_day: date | None
    minutes: float | None
    limits: tuple[str, ...]
    save: Path | None
    each_account: bool
    baseline: str
    robust: int
    seed: int
    on: date | None
    readings: Path | None


WANTED = (
    click.option(
        "--target", metavar="POINTS|ROLE", help="70, or seller, recruiter, job_seeker, ..."
    ),
    click.option("--by", "by_day", type=day, metavar="DATE", help="In twelve weeks by default."),
    click.option("--minutes", type=NumberType(0), metavar="N", help="The most minutes a week."),
    click.option(
        "--limit", "limits", multiple=True, metavar="ACTION=N",
        help="The most a week of an action, 0 for none. Repeatable.",
    ),
    click.option(
        "--save", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write the plan there, for ssi whatif --plan FILE.",
    ),
    EACH_ACCOUNT,
    click.option(
        "--baseline", type=Choice(BASELINES), default="continue", show_default=True,
        help="Beside the plan: the last four weeks again and again, or nothing.",
    ),
    click.option(
        "--robust", type=NumberType(0, 200, whole=True), default=0, metavar="N",
        help="Hold the plan against so many other rules that explain today as well.",
    ),
    click.option(
        "--seed", type=NumberType(0, whole=True), default=0, metavar="N",
        help="What those are drawn with.",
    ),
    options.ON,
    options.READINGS,
)  # fmt: skip


@click.command(
    "plan",
    cls=options.Command,
    example="ssi plan log.jsonl --target 70 --by 2026-08-01 --minutes 120",
)
@options.packed(WhatIfOptions, "wanted", WANTED)
@options.takes_scoring
@options.takes_output
@options.may_take_input
def plan(
    read: options.Input, wanted: WhatIfOptions, by: options.Scoring, write: options.Output
) -> None:
    """Find the plan that reaches a target in the fewest minutes a week, or has the most points.

    Whole actions a week, within the limits of the seat, with a ramp instead of a jump. Exit code 1
    when the target is not reachable by the day; the answer is then the best there is, and what
    stands in the way. `-o plan.ics` makes it a calendar.
    """
    from estimator.cli.projecting import best_plan

    reached = best_plan(read, wanted, by, write)
    click.get_current_context().exit(0 if reached else 1)


PAGES = (".html", ".htm")


@click.command(
    "page", cls=options.Command,
    example="ssi page Complete_LinkedInDataExport_05-19-2026.zip -o ssi.html",
)  # fmt: skip
@options.ON
@options.READINGS
@options.takes_scoring
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write there, a file that ends in .html; - is standard output.",
)
@options.FORCE
@options.may_take_input
def page(
    read: options.Input,
    on: date | None,
    readings: Path | None,
    by: options.Scoring,
    output: Path | None,
    force: bool,
) -> None:
    """Write a page with sliders for every habit: what each would do to the index.

    One HTML file, which opens by a double click, works without a network and can be sent on.
    """
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import keep, put, strictly, writable
    from estimator.errors import InputError, listed
    from estimator.page import page_numbers, page_of
    from estimator.rules import load_rules

    file = None if output == Path("-") else output
    if file is not None and writable(file, force=force).suffix.lower() not in PAGES:
        ending = file.suffix or "no ending"
        raise InputError.at(file, f"the page is HTML (got {ending}); name a file in .html")
    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, on)
    if known.log.n_accounts > 1:
        names = listed(known.log.accounts[:5]) + (", ..." if known.log.n_accounts > 5 else "")
        raise click.UsageError(f"a page is of one account (got {names}); name it with --account")
    today = on if on or read.sources else known.today  # without a log it is that of the clock
    numbers = page_numbers(
        *(known.log, rules, known.seat, today, known.readings),
        options.said_again(read, by),
        known.assumed,
    )
    now = numbers["now"]
    assert isinstance(now, dict)
    strictly(now["warnings"], read)
    if file is None:
        put(page_of(numbers))
    else:
        keep(file, page_of(numbers), force=force)
