"""What a plan may hold: the target it is for, and for each action as many versions of it, from none
to the most that is right, within limits and with a ramp for a start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from math import floor
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from estimator.actions import Seat, vocabulary
from estimator.days import to_date
from estimator.errors import InputError, listed, near_miss
from estimator.form import Form, read_form
from estimator.resources import resource
from estimator.rules.model import Model
from estimator.score.results import History
from estimator.score.rows import Floats
from estimator.whatif.cautions import doing_of, sums_within
from estimator.whatif.habits import Habit, practice
from estimator.whatif.linearisation import Part
from estimator.whatif.marginals import missing
from estimator.whatif.outlook import Outlook
from estimator.whatif.plans import WEEK, Acts, monday, spread

Points = Annotated[float, Field(ge=0, le=100)]


class Target(Form):
    """What is wanted on the day: at least so many points in all, and of some pillars."""

    total: Points
    pillars: Mapping[str, Points] = {}
    about: str = ""
    status: Literal["sourced", "assumed"] = "assumed"
    source: str = ""
    name: str = ""

    def lacks(self, points: Mapping[str, float]) -> dict[str, float]:
        """By how many points each wanted number is missed; empty when none is.

        >>> Target(total=70, pillars={"brand": 15}).lacks({"total": 68.0, "brand": 16.0})
        {'total': 2.0}
        """
        wanted = {"total": self.total, **self.pillars}
        return {k: v - points[k] for k, v in wanted.items() if points[k] < v - 1e-9}

    def reached_on(self, planned: History) -> date | None:
        """The first day on which a plan reaches the target; None when it does not by then."""
        enough = planned.total >= self.total - 1e-9
        for name, least in self.pillars.items():
            enough &= planned.points[name] >= least - 1e-9
        return planned.days[int(enough.argmax())] if enough.any() else None


class TargetFile(Form):
    """The whole of `targets.yaml`."""

    schema_: Annotated[Literal["ssi-targets/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    targets: Mapping[str, Target]


def target_of(wanted: float | str | Target) -> Target:
    """The target that a number of points, a role's name or a target means.

    Raises: InputError for a name that is not known or points beyond 0 to 100.

    >>> target_of(70).total, target_of("good").total
    (70.0, 70.0)
    """
    if isinstance(wanted, Target):
        return wanted
    if isinstance(wanted, str):
        known = named_targets()
        if wanted not in known:
            hint = near_miss(wanted, known) or f"; there are {listed(known)}, or points"
            raise InputError.at("target", f"no such target (got {wanted!r}){hint}")
        return known[wanted]
    if not 0 <= wanted <= 100:
        raise InputError.at("target", f"points from 0 to 100 (got {wanted:g})")
    return Target(total=wanted)


@cache
def named_targets() -> Mapping[str, Target]:
    """Every named target, from the shipped `rules/targets.yaml`.

    Raises: RulesError when that file is not valid.
    """
    return read_targets(resource("rules") / "targets.yaml")


def read_targets(path: Path) -> dict[str, Target]:
    """The targets of the file at `path`, by name. Raises: RulesError with every fault."""
    file = read_form(TargetFile, path)
    return {name: one.model_copy(update={"name": name}) for name, one in file.targets.items()}


ROUNDING = 1e-9


def weekly_allowance(ahead: Outlook, action: str) -> Floats:
    """The most a week may hold of an action on top of the baseline: shape (n_weeks,); inf where
    nothing bounds it. Weeks are calendar weeks, the first and the last may be parts."""
    doing = doing_of(ahead, (), action)
    assumed, recent = doing.weekly, doing.recent(ahead.weeks)
    allowed = np.full(len(assumed), np.inf)
    ramp, new = practice().warm_up.get(action), practice().new_account
    if ramp is not None:
        allowed = np.array([ramp.allowed(recent, week) for week in range(len(assumed))])
    connections = ahead.levels.get("connections")
    if connections is not None and connections < new.connections_below:
        allowed = np.minimum(allowed, new.most.get(action, np.inf))
    return np.maximum(allowed - assumed, 0.0)


def ramped(habit: Habit, allowance: Floats, first: int) -> tuple[Habit, ...]:
    """The habit, from a day on, in its first weeks no oftener than allowed, as one habit for each
    new rate."""
    rates = np.minimum(habit.rate, np.floor(allowance + ROUNDING))
    if not (rates < habit.rate).any():
        return (habit,)
    starts = [to_date(monday(first) + WEEK * week) for week in range(len(rates))]
    changes = [0, *(np.flatnonzero(np.diff(rates)) + 1).tolist()]
    return tuple(
        habit.with_(
            per_week=float(rates[week]),
            start=starts[week] if week else None,
            until=starts[following] - timedelta(days=1) if following else None,
        )
        for week, following in zip(changes, [*changes[1:], None], strict=True)
        if rates[week] > 0
    )


def most_within_limits(ahead: Outlook, acts: Acts, seat: Seat) -> int:
    """How many versions of the acts, from the first on, break no limit that the seat has."""
    doing = doing_of(ahead, (), acts.action)
    most = len(acts.counts)
    for limit in vocabulary()[acts.action].limits:
        if seat in limit.seats and not limit.with_ and limit.days is not None:
            within = sums_within(limit.days, doing.past, doing.assumed + acts.counts)
            over = acts.counts.any(axis=1) & (within.max(axis=1) > limit.count + ROUNDING)
            most = min(most, int(over.argmax()) if over.any() else most)
    return most


RELAXED = 1.5  # of what is allowed, to see what more would give


@dataclass(frozen=True, eq=False)
class Option:
    """One thing that can be done more or less of.

    versions: the habits of each version, the first is none of it; part: what each does on the days
    to come. minutes: what each version takes a week, shape (n_versions,); what is done once is
    shared out over the weeks. weeks: how many weeks the number of a version is counted in; 0: done
    once. bound: why there is no further one.
    """

    habit: Habit
    versions: tuple[tuple[Habit, ...], ...]
    part: Part
    minutes: Floats
    weeks: int
    bound: str

    @property
    def action(self) -> str:
        return self.habit.action

    @property
    def name(self) -> str:
        """The action, and for an entry of a checklist which one."""
        return ".".join([self.action, *(str(v) for _, v in self.habit.attributes)])


def options(
    ahead: Outlook,
    model: Model,
    seat: Seat,
    rates: Mapping[str, float],
    minutes_per_week: float | None,
    limits: Mapping[str, float],
    relaxed: frozenset[str] = frozenset(),
) -> list[Option]:
    """Everything a plan may hold: what practice suggests and the sections known to be missing.

    rates: the part of what is sent that is answered. limits: the most a week of an action that
    the user wants; 0 leaves it out. relaxed: actions of which half as much again may be done as
    all of this allows.
    """
    there, weeks = np.array([[0.0], [1.0]]), (ahead.last - ahead.on) / WEEK
    signals = model.signals(seat).values()
    once = {habit.key(): habit for signal in signals for habit in missing(signal, ahead)}
    found = []
    for key in sorted(once):
        habit = once[key].with_(on=to_date(ahead.first))
        if limits.get(habit.action, 1) > 0:
            acts = spread(habit, ahead.first, ahead.last)
            part = tuple(act.versions(there) for act in acts)
            minutes = np.array([0.0, (habit.minutes or 0.0) / weeks])
            found.append(Option(habit, ((), (habit,)), part, minutes, 0, "done"))
    days = ahead.first, ahead.last
    for action, suggested in practice().suggest.items():
        every, each = suggested.weeks, vocabulary()[action].minutes or 0.0
        habit = Habit(action, per_week=1.0 / every).answered_as(rates)
        bounds: dict[str, float] = {"practice": suggested.most}
        if action in limits:
            bounds["your limit"] = limits[action] * every
        allowance = weekly_allowance(ahead, action)
        if every == 1 and np.isfinite(allowance).all():
            bounds["ramp"] = float(allowance.max(initial=0.0))
        bound = min(bounds, key=bounds.__getitem__)  # the tightest
        most = floor(bounds[bound] + ROUNDING)
        versions, part = _versions(habit, most, every, tuple(allowance.tolist()), *days)
        within = most_within_limits(ahead, part[0], seat)
        if within <= most:
            most, bound = within - 1, "limit"
        if action in relaxed:
            most = round(RELAXED * max(most, 1))
            versions, part = _versions(habit, most, every, (np.inf,), *days)
        if minutes_per_week is not None and most * each > minutes_per_week * every:
            most, bound = floor(minutes_per_week * every / each + ROUNDING), "minutes"
        if most > 0:
            part = tuple(act.of(np.arange(most + 1)) for act in part)
            minutes = np.arange(most + 1, dtype=np.float64) * (each / every)
            found.append(Option(habit, versions[: most + 1], part, minutes, every, bound))
    return found


@lru_cache(maxsize=128)
def _versions(
    habit: Habit, most: int, weeks: int, allowance: tuple[float, ...], first: int, last: int
) -> tuple[tuple[tuple[Habit, ...], ...], Part]:
    """None to `most` of a habit, each with the ramp it needs: habits, and what they do when."""
    rates, allowed = np.arange(most + 1) / weeks, np.array(allowance)
    part = tuple(spread(habit, first, last, rates))
    plans: list[tuple[Habit, ...]] = [()]
    for n in range(1, most + 1):
        plans.append(ramped(habit.with_(per_week=n / weeks), allowed, first))
        if len(plans[n]) > 1:
            rows = [act for one in plans[n] for act in spread(one, first, last)]
            for act in part:
                same = [row.counts[0] for row in rows if row.action == act.action]
                act.counts[n] = np.sum(same, axis=0)
                act.present[n] = act.counts[n] > 0
    return tuple(plans), part
