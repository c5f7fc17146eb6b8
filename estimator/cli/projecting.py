"""What `whatif` and `plan` do once their arguments are clear."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

import click

from estimator.actions import Seat, action_named, no_such_action
from estimator.advance import advancing
from estimator.cli.given_sources import ScoresKnown, known_of
from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver, keep, writable
from estimator.cli.whatif import Assumed, WhatIfOptions
from estimator.days import to_day
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.report import Result
from estimator.rules import Rules, load_rules
from estimator.rules.model import Model
from estimator.whatif import Baseline, Plan, Projection, project
from estimator.whatif.habits import habit_of
from estimator.whatif.projection import WEEKS_AHEAD

if TYPE_CHECKING:
    from estimator.planning.solution import Solution

FROM = "from {} on"
R = TypeVar("R", Projection, "Solution")


def what_if(read: Input, assumed: Assumed, by: Scoring, write: Output) -> None:
    """Reads the sources, projects, writes."""
    rules = load_rules(*by.rules)
    plan = sum(map(Plan.from_yaml, assumed.plans), Plan(map(habit_of, assumed.added)))
    known = known_of(read, rules, by, assumed.readings, assumed.on, FROM)
    until = assumed.until or (None if assumed.weeks else plan.until)
    until = until or known.today + timedelta(weeks=assumed.weeks or WEEKS_AHEAD)
    if until <= known.today:
        raise InputError.at("--until", f"is not after {known.today} (got {until})")
    other: Rules | None = load_rules(*assumed.with_rules) if assumed.with_rules else None

    def projected(log: ActivityLog) -> Projection:
        return project(
            *(log, plan, rules, until, known.seat),
            cast("Baseline | None", assumed.baseline),  # one of its words: click chose it
            on=known.today,
            with_seat=cast("Seat | None", assumed.with_seat),  # the same
            with_rules=other,
            readings=known.readings,
        )

    if assumed.each_account:
        _each_account(known, projected, rules, read, write)
        return
    result = projected(_one_account(known))
    _delivered(result, rules.on(to_day(until)), known, read, write)


def one_of_each(read: Input, assumed: Assumed, by: Scoring, write: Output) -> None:
    """Reads the sources, tries one more of every action, writes."""
    from estimator.whatif.marginals import marginal  # what a plan does not need

    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, assumed.readings, assumed.on, FROM)
    baseline = cast(Baseline, assumed.baseline or "continue")  # one of its words: click chose it
    result = marginal(known.log, rules, known.today, known.seat, baseline)
    _delivered(result, rules.on(to_day(known.today)), known, read, write)


def best_plan(read: Input, wanted: WhatIfOptions, by: Scoring, write: Output) -> bool:
    """Reads the sources, plans, writes; whether what was wanted is reached."""
    from estimator.planning.solution import Solution, plan_to  # imports scipy

    rules = load_rules(*by.rules)
    limits = dict(map(_limit, wanted.limits))
    target = writable(wanted.save, force=write.force) if wanted.save else None
    known = known_of(read, rules, by, wanted.readings, wanted.on, FROM)

    def planned(log: ActivityLog) -> Solution:
        return plan_to(
            *(log, rules, _target(wanted.target), wanted.by_day, wanted.minutes, limits),
            known.seat,
            baseline=cast(Baseline, wanted.baseline),  # one of its words: click chose it
            on=known.today,
            robust=wanted.robust,
            seed=wanted.seed,
            readings=known.readings,
        )

    if wanted.each_account:
        if target:
            raise click.UsageError("--save keeps the plan of one account; name it with --account")
        found = _each_account(known, planned, rules, read, write)
        return all(one.is_reached for one in found.values())
    result = planned(_one_account(known))
    _delivered(result, rules.on(to_day(result.by)), known, read, write)
    if target:
        keep(target, result.plan.to_yaml(), write.force)
    return result.is_reached


def _delivered(
    result: Result, model: Model, known: ScoresKnown, read: Input, write: Output
) -> None:
    """Writes what is said of one account, beside the score that its sources hold."""
    beside = known.recorded(known.today)
    deliver(result, model, write, read=read, assumed=known.assumed, beside=beside)


def _one_account(known: ScoresKnown) -> ActivityLog:
    """The log, where it is of one account. Raises: click.UsageError otherwise."""
    if known.log.n_accounts > 1:
        what = f"the sources hold {known.log.n_accounts} accounts; name one with --account NAME,"
        raise click.UsageError(f"{what} or add --each-account for a table")
    return known.log


def _each_account(
    known: ScoresKnown, answer: Callable[[ActivityLog], R], rules: Rules, read: Input, write: Output
) -> dict[str, R]:
    """Asks of every account what is asked of one, and writes a row of each."""
    from estimator.report.accounts_page import EachAccount

    names = known.log.accounts
    each = advancing("working out accounts", names, len(names))
    found = {name: answer(known.log.of_account(name)) for name in each}
    result = EachAccount(found, known.assumed)
    deliver(result, rules.on(to_day(known.today)), write, read=read)
    return found


def _target(text: str | None) -> float | str | None:
    """Points where the text is a number, otherwise the name of a target."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


def _limit(text: str) -> tuple[str, float]:
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
