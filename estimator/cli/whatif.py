"""`ssi whatif`, `ssi plan`, `ssi page`: the index in some weeks, with a plan, the best, and any."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import click
from click.core import ParameterSource

from estimator.cli import options
from estimator.cli.options import option
from estimator.cli.words import Choice, NumberType

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.cli.given_sources import ScoresKnown
    from estimator.log import ActivityLog
    from estimator.planning.solution import Solution
    from estimator.whatif import Baseline, Projection

    R = TypeVar("R", Projection, Solution)

FROM = "from {} on"
BASELINES = ("continue", "nothing")  # those of estimator.whatif; a test says so
EACH_ACCOUNT = option("A row for each account of a team, instead of one's page.")
# What one more of each action has no use for.
OF_A_PLAN = {"added", "plans", "weeks", "until", "with_seat", "with_rules", "each_account"}


@dataclass(frozen=True)
class Assumed:
    """What is done, how far ahead, and what beside it."""

    added: tuple[str, ...] = option(
        "comment=10/week, article=1/month, profile_section=about, connections=600; with"
        " ,accepted=0.4 ,weekdays=mon+wed ,from=DATE ,until=DATE ,on=DATE. Repeatable.",
        *("HABIT", "--add"),
    )
    plans: tuple[Path, ...] = option(
        "Habits from a file (schema ssi-plan/1). Repeatable; all add up.", "FILE", "--plan"
    )
    each: bool = option("One more of every action, done on the day, instead of a plan.")
    each_account: bool = EACH_ACCOUNT
    weeks: int | None = option(
        "How far to look ahead: 8, or as far as a plan from a file says.",
        "N",
        type=NumberType(1, 260, whole=True),
    )
    until: date | None = option("The last day to look at, instead.")
    baseline: "str | None" = option(
        "Beside the plan: the last four weeks again and again (continue), or nothing; as a"
        " plan from a file says, or else continue.",
        type=Choice(BASELINES),
    )
    with_seat: "Seat | None" = option("The plan takes this seat.")
    with_rules: tuple[str, ...] = option("The plan under other rules. Repeatable.", "FILE")
    on: date | None = options.ON
    readings: Path | None = options.READINGS


@options.command(
    "whatif",
    "ssi whatif log.jsonl --add comment=10/week --weeks 8\nssi whatif log.jsonl --each",
)
def whatif(
    assumed: Assumed, by: options.Scoring, write: options.Output, read: options.Input
) -> None:
    """Project the index: as it was, as it comes without the plan, as it comes with it.

    The plan is what --add and --plan say together; without either it is empty, and both lines
    ahead are one. With --each there is no plan: what one more of every action would add.
    """
    if not assumed.each:
        _project(read, assumed, by, write)
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
    _one_of_each(read, assumed, by, write)


def _project(
    read: options.Input, assumed: Assumed, by: options.Scoring, write: options.Output
) -> None:
    """Reads the sources, projects, writes."""
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import deliver_known
    from estimator.errors import InputError
    from estimator.rules import load_rules
    from estimator.whatif import Plan, project
    from estimator.whatif.habits import habit_of
    from estimator.whatif.projection import WEEKS_AHEAD

    rules = load_rules(*by.rules)
    plan = sum(map(Plan.from_yaml, assumed.plans), Plan(map(habit_of, assumed.added)))
    known = known_of(read, by, assumed.readings, assumed.on, FROM, rules)
    until = assumed.until or (None if assumed.weeks else plan.until)
    until = until or known.today + timedelta(weeks=assumed.weeks or WEEKS_AHEAD)
    if until <= known.today:
        raise InputError.at("--until", f"is not after {known.today} (got {until})")
    other = load_rules(*assumed.with_rules) if assumed.with_rules else None

    def projected(log: "ActivityLog") -> "Projection":
        return project(
            *(log, plan, rules, until, known.seat),
            cast("Baseline | None", assumed.baseline),  # one of its words: click chose it
            on=known.today,
            with_seat=assumed.with_seat,
            with_rules=other,
            readings=known.readings,
        )

    if assumed.each_account:
        _each_account(known, projected, read, write)
        return
    deliver_known(projected(_one_of(known)), known, read, write, until)


def _one_of_each(
    read: options.Input, assumed: Assumed, by: options.Scoring, write: options.Output
) -> None:
    """Reads the sources, tries one more of every action, writes."""
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import deliver_known
    from estimator.whatif.marginals import marginal

    known = known_of(read, by, assumed.readings, assumed.on, FROM)
    baseline = cast("Baseline", assumed.baseline or "continue")  # one of its words
    result = marginal(known.log, known.rules, known.today, known.seat, baseline)
    deliver_known(result, known, read, write, known.today)


def _one_of(known: "ScoresKnown") -> "ActivityLog":
    return known.alone(", or add --each-account for a table")


def _each_account(
    known: "ScoresKnown",
    answer: "Callable[[ActivityLog], R]",
    read: options.Input,
    write: options.Output,
) -> "dict[str, R]":
    """Asks of every account what is asked of one, and writes a row of each."""
    from estimator.advance import advancing
    from estimator.cli.output import deliver_known
    from estimator.report.accounts_page import EachAccount

    names = known.log.accounts
    each = advancing("working out accounts", names, len(names))
    found = {name: answer(known.log.of_account(name)) for name in each}
    deliver_known(EachAccount(found), known, read, write, known.today, beside=False)
    return found


# --- the best plan -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What a plan is for, and within what."""

    target: str | None = option("70, or seller, recruiter, job_seeker, ...", "POINTS|ROLE")
    by_day: date | None = option("In twelve weeks by default.", flags="--by")
    minutes: float | None = option("The most minutes a week.", "N", type=NumberType(0))
    limits: tuple[str, ...] = option(
        "The most a week of an action, 0 for none. Repeatable.", "ACTION=N", "--limit"
    )
    save: Path | None = option(
        "Write the plan there, for ssi whatif --plan FILE.", "FILE", type=options.A_FILE
    )
    each_account: bool = EACH_ACCOUNT
    baseline: str = option(
        "Beside the plan: the last four weeks again and again, or nothing.",
        type=Choice(BASELINES),
        default="continue",
        show_default=True,
    )
    robust: int = option(
        "Hold the plan against so many other rules that explain today as well.",
        "N",
        type=NumberType(0, 200, whole=True),
        default=0,
    )
    seed: int = option("What those are drawn with.", "N", type=NumberType(0, whole=True), default=0)
    on: date | None = options.ON
    readings: Path | None = options.READINGS


@options.command("plan", "ssi plan log.jsonl --target 70 --by 2026-08-01 --minutes 120")
def plan(wanted: Wanted, by: options.Scoring, write: options.Output, read: options.Input) -> None:
    """Find the plan that reaches a target in the fewest minutes a week, or has the most points.

    Whole actions a week, within the limits of the seat, with a ramp instead of a jump. Exit code 1
    when the target is not reachable by the day; the answer is then the best there is, and what
    stands in the way. `-o plan.ics` makes it a calendar.
    """
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import deliver_known, keep, writable
    from estimator.planning.solution import plan_to
    from estimator.rules import load_rules

    rules, limits = load_rules(*by.rules), dict(map(_limit, wanted.limits))
    saved = writable(wanted.save, force=write.force) if wanted.save else None
    known = known_of(read, by, wanted.readings, wanted.on, FROM, rules)

    def planned(log: "ActivityLog") -> "Solution":
        return plan_to(
            *(log, rules, _target(wanted.target), wanted.by_day, wanted.minutes, limits),
            known.seat,
            baseline=cast("Baseline", wanted.baseline),  # one of its words: click chose it
            on=known.today,
            robust=wanted.robust,
            seed=wanted.seed,
            readings=known.readings,
        )

    if wanted.each_account:
        if saved:
            raise click.UsageError("--save keeps the plan of one account; name it with --account")
        found = [*_each_account(known, planned, read, write).values()]
    else:
        found = [planned(_one_of(known))]
        deliver_known(found[0], known, read, write, found[0].by)
    if saved:
        keep(saved, found[0].plan.to_yaml(), write.force)
    click.get_current_context().exit(0 if all(one.is_reached for one in found) else 1)


def _target(text: str | None) -> float | str | None:
    """Points where the text is a number, otherwise the name of a target."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


def _limit(text: str) -> tuple[str, float]:
    from estimator.actions import action_named, no_such_action
    from estimator.errors import InputError

    action, _, most = (part.strip() for part in text.partition("="))
    named = action_named(action)
    if named is None:
        raise InputError.at("--limit", no_such_action(action))
    try:
        return named, max(float(most), 0.0)
    except ValueError:
        raise InputError.at(
            "--limit", f"write {action}=10, the most a week (got {text!r})"
        ) from None


# --- the page with sliders -----------------------------------------------------------------------

PAGES = (".html", ".htm")


@options.command("page", "ssi page Complete_LinkedInDataExport_05-19-2026.zip -o ssi.html")
def page(
    *,
    on: date | None = options.ON,
    readings: Path | None = options.READINGS,
    by: options.Scoring,
    output: Path | None = option(
        "Write there, a file that ends in .html; - is standard output.", "FILE", "-o --output"
    ),
    force: bool = options.FORCE,
    read: options.Input,
) -> None:
    """Write a page with sliders for every habit: what each would do to the index.

    One HTML file, which opens by a double click, works without a network and can be sent on.
    """
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import keep, put, strictly, writable
    from estimator.errors import InputError
    from estimator.page import page_numbers, page_of

    file = None if output == Path("-") else output
    if file is not None and writable(file, force=force).suffix.lower() not in PAGES:
        ending = file.suffix or "no ending"
        raise InputError.at(file, f"the page is HTML (got {ending}); name a file in .html")
    known = known_of(read, by, readings, on)
    # without a log the day is that of the clock
    today = on if on or read.sources else known.today
    numbers = page_numbers(
        *(known.alone(), known.rules, known.seat, today, known.readings),
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
