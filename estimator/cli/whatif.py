"""`ssi whatif`, `ssi plan`, `ssi page`: the index in some weeks, with a plan, the best, and any."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from click.core import ParameterSource

import estimator
from estimator.cli.options import A_FILE, FORCE, ON, Answered, OfAccount, option, said_again
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


class OfEach(Answered):
    """What may be asked of one account, or of each of several."""

    each_account: bool

    def one_of(self, known: "ScoresKnown") -> "ActivityLog":
        return known.alone(", or add --each-account for a table")

    def of_each(self, known: "ScoresKnown", answer: "Callable[[ActivityLog], R]") -> "dict[str, R]":
        """Asks of every account what is asked of one, and writes a row of each."""
        from estimator.advance import advancing
        from estimator.report.accounts_page import EachAccount

        names = known.log.accounts
        each = advancing("working out accounts", names, len(names))
        found = {name: answer(known.log.of_account(name)) for name in each}
        self.deliver(EachAccount(found), known, beside=False)
        return found


class WhatifCommand(OfEach):
    """Project the index: as it was, as it comes without the plan, as it comes with it.

    The plan is what --add and --plan say together; without either it is empty, and both lines
    ahead are one. With --each there is no plan: what one more of every action would add.
    """

    example = "ssi whatif log.jsonl --add comment=10/week --weeks 8\nssi whatif log.jsonl --each"

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
    baseline: "Baseline | None" = option(
        "Beside the plan: the last four weeks again and again (continue), or nothing; as a"
        " plan from a file says, or else continue.",
        type=Choice(BASELINES),
    )
    with_seat: "Seat | None" = option("The plan takes this seat.")
    with_rules: tuple[str, ...] = option("The plan under other rules. Repeatable.", "FILE")
    on: date | None = ON

    def run(self) -> None:
        if not self.each:
            self.project()
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
        known = self.known(self.on, FROM)
        baseline = self.baseline or "continue"
        result = estimator.marginal(known.log, known.rules, known.today, known.seat, baseline)
        self.deliver(result, known)

    def project(self) -> None:
        """Reads the sources, projects, writes."""
        from estimator.errors import InputError
        from estimator.whatif.habits import habit_of
        from estimator.whatif.projection import WEEKS_AHEAD

        rules = self.loaded()
        plan = estimator.Plan(map(habit_of, self.added))
        plan = sum(map(estimator.Plan.from_yaml, self.plans), plan)
        known = self.known(self.on, FROM, rules)
        until = self.until or (None if self.weeks else plan.until)
        until = until or known.today + timedelta(weeks=self.weeks or WEEKS_AHEAD)
        if until <= known.today:
            raise InputError.at("--until", f"is not after {known.today} (got {until})")
        other = estimator.load_rules(*self.with_rules) if self.with_rules else None

        def projected(log: "ActivityLog") -> "Projection":
            return estimator.project(
                *(log, plan, rules, until, known.seat, self.baseline),
                on=known.today,
                with_seat=self.with_seat,
                with_rules=other,
                readings=known.readings,
            )

        if self.each_account:
            self.of_each(known, projected)
        else:
            self.deliver(projected(self.one_of(known)), known, until)


class PlanCommand(OfEach):
    """Find the plan that reaches a target in the fewest minutes a week, or has the most points.

    Whole actions a week, within the limits of the seat, with a ramp instead of a jump. Exit code 1
    when the target is not reachable by the day; the answer is then the best there is, and what
    stands in the way. `-o plan.ics` makes it a calendar.
    """

    example = "ssi plan log.jsonl --target 70 --by 2026-08-01 --minutes 120"

    target: str | None = option("70, or seller, recruiter, job_seeker, ...", "POINTS|ROLE")
    by: date | None = option("In twelve weeks by default.")
    minutes: float | None = option("The most minutes a week.", "N", type=NumberType(0))
    limits: tuple[str, ...] = option(
        "The most a week of an action, 0 for none. Repeatable.", "ACTION=N", "--limit"
    )
    save: Path | None = option(
        "Write the plan there, for ssi whatif --plan FILE.", "FILE", type=A_FILE
    )
    each_account: bool = EACH_ACCOUNT
    baseline: "Baseline" = option(
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
    on: date | None = ON

    def run(self) -> int:
        from estimator.cli.output import keep, writable

        rules, limits = self.loaded(), dict(map(_limit, self.limits))
        if self.save:
            writable(self.save, force=self.force)
        known = self.known(self.on, FROM, rules)
        target: float | str | None = self.target
        with suppress(ValueError):  # it is the name of one
            target = None if target is None else float(target)

        def planned(log: "ActivityLog") -> "Solution":
            return estimator.plan_to(
                *(log, rules, target, self.by, self.minutes, limits, known.seat),
                baseline=self.baseline,
                on=known.today,
                robust=self.robust,
                seed=self.seed,
                readings=known.readings,
            )

        if self.each_account:
            if self.save:
                what = "--save keeps the plan of one account; name it with --account"
                raise click.UsageError(what)
            found = [*self.of_each(known, planned).values()]
        else:
            found = [planned(self.one_of(known))]
            self.deliver(found[0], known, found[0].by)
        if self.save:
            keep(self.save, found[0].plan.to_yaml(), self.force)
        return 0 if all(one.is_reached for one in found) else 1


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
        what = f"write {action}=10, the most a week (got {text!r})"
        raise InputError.at("--limit", what) from None


class PageCommand(OfAccount):
    """Write a page with sliders for every habit: what each would do to the index.

    One HTML file, which opens by a double click, works without a network and can be sent on.
    """

    example = "ssi page Complete_LinkedInDataExport_05-19-2026.zip -o ssi.html"

    on: date | None = ON
    output: Path | None = option(
        "Write there, a file that ends in .html; - is standard output.", "FILE", "-o --output"
    )
    force: bool = FORCE

    def run(self) -> None:
        from estimator.cli.output import keep, put, strictly, writable
        from estimator.errors import InputError
        from estimator.page import page_numbers, page_of

        file = None if self.output == Path("-") else self.output
        if file is not None:
            suffix = writable(file, force=self.force).suffix
            if suffix.lower() not in (".html", ".htm"):
                what = f"the page is HTML (got {suffix or 'no ending'}); name a file in .html"
                raise InputError.at(file, what)
        known = self.known(self.on)
        # without a log the day is that of the clock
        today = self.on if self.on or self.sources else known.today
        numbers = page_numbers(
            *(known.alone(), known.rules, known.seat, today, known.readings),
            said_again(self),
            known.assumed,
        )
        now = numbers["now"]
        assert isinstance(now, dict)
        strictly(now["warnings"], self)
        if file is None:
            put(page_of(numbers))
        else:
            keep(file, page_of(numbers), self.force)
