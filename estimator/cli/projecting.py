"""What `whatif` and `plan` do once their arguments are clear."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from estimator.actions import Seat, action_named, no_such_action
from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver, keep, writable
from estimator.cli.sources import known_of
from estimator.cli.telling import say
from estimator.days import to_day
from estimator.errors import InputError
from estimator.rules import Rules, load_rules
from estimator.whatif import Baseline, Plan, project
from estimator.whatif.habits import habit_of

WEEKS_AHEAD = 8  # where neither the command nor a plan says how far


@dataclass(frozen=True)
class Assumed:
    """How far ahead, and what beside the plan."""

    weeks: int | None
    until: date | None
    baseline: str | None
    with_seat: str | None
    with_rules: tuple[str, ...]
    on: date | None
    readings: Path | None = None


@dataclass(frozen=True)
class Wanted:
    """What a plan is for, and within what."""

    target: str | None
    by: date | None
    minutes: float | None
    limits: tuple[str, ...]
    baseline: str
    robust: int
    seed: int
    on: date | None
    readings: Path | None = None


def what_if(
    read: Input,
    added: tuple[str, ...],
    plans: tuple[Path, ...],
    assumed: Assumed,
    by: Scoring,
    write: Output,
) -> None:
    """Reads the sources, projects, writes."""
    rules = load_rules(*by.rules)
    plan = sum((Plan.from_yaml(path) for path in plans), Plan(map(habit_of, added)))
    known = known_of(read, rules, by, assumed.readings, assumed.on)
    today = known.today
    until = assumed.until or (None if assumed.weeks else plan.until)
    until = until or today + timedelta(weeks=assumed.weeks or WEEKS_AHEAD)
    if until <= today:
        raise InputError.at("--until", f"is not after {today} (got {until})")
    _say(read, assumed.on, today)
    other: Rules | None = load_rules(*assumed.with_rules) if assumed.with_rules else None
    result = project(
        *(known.log, plan, rules, until, known.seat),
        cast("Baseline | None", assumed.baseline),  # one of its words: click chose it
        on=today,
        with_seat=cast("Seat | None", assumed.with_seat),  # the same
        with_rules=other,
        readings=known.readings,
    )
    beside = [] if assumed.readings is None else [str(assumed.readings)]
    inputs = (*read.sources, *by.rules, *assumed.with_rules, *map(str, plans), *beside)
    deliver(result, rules.on(to_day(until)), write, inputs, read, known.assumed)


def one_of_each(read: Input, assumed: Assumed, by: Scoring, write: Output) -> None:
    """Reads the sources, tries one more of every action, writes."""
    from estimator.whatif.marginals import marginal  # what a plan does not need

    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, assumed.readings, assumed.on)
    today = known.today
    _say(read, assumed.on, today)
    baseline = cast(Baseline, assumed.baseline or "continue")  # one of its words: click chose it
    result = marginal(known.log, rules, today, known.seat, baseline)
    inputs = (*read.sources, *by.rules)
    deliver(result, rules.on(to_day(today)), write, inputs, read, known.assumed)


def best_plan(read: Input, wanted: Wanted, save: Path | None, by: Scoring, write: Output) -> bool:
    """Reads the sources, plans, writes; whether what was wanted is reached."""
    from estimator.planning.solution import plan_to  # imports scipy

    rules = load_rules(*by.rules)
    limits = dict(map(_limit, wanted.limits))
    beside = [] if wanted.readings is None else [str(wanted.readings)]
    inputs = (*read.sources, *by.rules, *beside)
    target = writable(save, inputs, write.force) if save else None
    known = known_of(read, rules, by, wanted.readings, wanted.on)
    today = known.today
    _say(read, wanted.on, today)
    result = plan_to(
        *(known.log, rules, _target(wanted.target), wanted.by, wanted.minutes, limits),
        known.seat,
        baseline=cast(Baseline, wanted.baseline),  # one of its words: click chose it
        on=today,
        robust=wanted.robust,
        seed=wanted.seed,
        readings=known.readings,
    )
    saved = [str(target)] if target else []
    deliver(result, rules.on(to_day(result.by)), write, (*inputs, *saved), read, known.assumed)
    if target:
        keep(target, result.plan.to_yaml(), inputs, write.force)
    return result.is_reached


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


def _say(read: Input, on: date | None, today: date) -> None:
    if on is None and not read.quiet:
        what = "the log's last day" if read.sources else "today"
        say(f"from {today} on, {what}; --on DATE names another")
