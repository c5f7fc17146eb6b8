"""Options: what a plan may hold, each as many versions, from nothing to the most that is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import floor

import numpy as np

from estimator.actions import Seat, vocabulary
from estimator.days import to_date
from estimator.planning.ramps import most_within_limits, ramped, weekly_allowance
from estimator.rules.model import Model
from estimator.whatif.examples import missing
from estimator.whatif.habits import Habit
from estimator.whatif.outlook import Outlook
from estimator.whatif.parts import Part
from estimator.whatif.practice import practice
from estimator.whatif.spread import WEEK, Floats, spread

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
    weeks = (ahead.last - ahead.on) / WEEK
    once = {
        habit.key(): habit
        for pillar in model.pillars
        for signal in pillar.signals
        if signal.applies(seat)
        for habit in missing(signal, ahead)
    }
    wins = [
        _once(once[key].with_("on", to_date(ahead.first)), weeks, ahead) for key in sorted(once)
    ]
    again = [
        _repeated(name, ahead, seat, rates, minutes_per_week, limits.get(name), name in relaxed)
        for name in practice().suggest
    ]
    fitting = [one for one in wins if limits.get(one.action, 1) > 0]
    return [*fitting, *(one for one in again if len(one.versions) > 1)]


def _once(habit: Habit, weeks: float, ahead: Outlook) -> Option:
    there = np.array([[0.0], [1.0]])
    part = tuple(act.versions(there) for act in spread(habit, ahead.first, ahead.last))
    minutes = np.array([0.0, (habit.minutes or 0.0) / weeks])
    return Option(habit, ((), (habit,)), part, minutes, 0, "done")


def _repeated(
    action: str,
    ahead: Outlook,
    seat: Seat,
    rates: Mapping[str, float],
    minutes_per_week: float | None,
    limit: float | None,
    relaxed: bool,
) -> Option:
    weeks, each = practice().suggest[action].weeks, vocabulary()[action].minutes or 0.0
    habit = Habit(action, per_week=1.0 / weeks)
    habit = habit.answered_by(rates[action]) if action in rates else habit
    bounds: dict[str, float] = {"practice": practice().suggest[action].most}
    if limit is not None:
        bounds["your limit"] = limit * weeks
    allowance = weekly_allowance(ahead, action)
    if weeks == 1 and np.isfinite(allowance).all():
        bounds["ramp"] = float(allowance.max(initial=0.0))
    most, bound = _least(bounds)
    days = ahead.first, ahead.last
    versions, part = _versions(habit, most, weeks, tuple(allowance.tolist()), *days)
    within = most_within_limits(ahead, part[0], seat)
    if within <= most:
        most, bound = within - 1, "limit"
    if relaxed:
        most = round(RELAXED * max(most, 1))
        versions, part = _versions(habit, most, weeks, (np.inf,), *days)
    if minutes_per_week is not None and each > 0 and most * each > minutes_per_week * weeks:
        most, bound = floor(minutes_per_week * weeks / each + 1e-9), "minutes"
    part = tuple(act.of(np.arange(most + 1)) for act in part)
    minutes = np.arange(most + 1, dtype=np.float64) * (each / weeks)
    return Option(habit, versions[: most + 1], part, minutes, weeks, bound)


@lru_cache(maxsize=128)
def _versions(
    habit: Habit, most: int, weeks: int, allowance: tuple[float, ...], first: int, last: int
) -> tuple[tuple[tuple[Habit, ...], ...], Part]:
    """None to `most` of a habit, each with the ramp it needs: habits, and what they do when."""
    rates, allowed = np.arange(most + 1) / weeks, np.array(allowance)
    part = tuple(spread(habit, first, last, rates))
    plans: list[tuple[Habit, ...]] = [()]
    for n in range(1, most + 1):
        plan = tuple(ramped(habit.at(n / weeks), allowed, first))
        plans.append(plan)
        if len(plan) > 1:
            rows = [spread(one, first, last) for one in plan]
            for act in part:
                same = [a.counts[0] for row in rows for a in row if a.action == act.action]
                act.counts[n] = np.sum(same, axis=0)
                act.present[n] = act.counts[n] > 0
    return tuple(plans), part


def _least(bounds: Mapping[str, float]) -> tuple[int, str]:
    """The tightest bound, in whole actions, and which it is."""
    name = min(bounds, key=lambda bound: bounds[bound])
    return floor(bounds[name] + 1e-9), name
