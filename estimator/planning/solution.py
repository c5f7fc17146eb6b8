"""The answer: a plan with its proof, its parts in words somebody can follow, its days by weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from estimator.actions import Seat, no_such_action, spoken, vocabulary
from estimator.advance import lasting
from estimator.days import to_date, to_day
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.notebook import AsJson, Shown
from estimator.planning.choices import Option, Target, target_of
from estimator.planning.payoffs import Worth
from estimator.planning.programme import BestPlan, Programme, least_minutes, most_points
from estimator.planning.proof import Obstacle, PlanningQuestion, Robustness, obstacle, robustness
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.rules.match import actions_of
from estimator.score.estimate import known_kinds
from estimator.score.results import Json, Stamp
from estimator.whatif.cautions import MINUTES_OF_A_WEEK
from estimator.whatif.habits import WEEKDAYS, practice
from estimator.whatif.linearisation import Picks
from estimator.whatif.plans import WEEK, Baseline, Plan, monday
from estimator.whatif.projection import Projection, check_not_too_far, today_of

Day = dict[str, float]


@dataclass(frozen=True)
class Week(AsJson):
    """`weeks` weeks from the Monday `start` on, all alike: for each weekday the acts of that day.

    An entry of a checklist is named with it: `profile_section.about`.
    """

    start: date
    weeks: int
    days: dict[str, Day]


def calendar(plan: Plan, start: date, end: date) -> tuple[Week, ...]:
    """The weeks from `start` to `end` in which something is done; answers of others are left out.

    >>> weeks = calendar(Plan(), date(2026, 6, 1), date(2026, 6, 14))
    >>> weeks
    ()
    """
    first, last = to_day(start), to_day(end)
    own = {habit.action for habit in plan}
    acts = [act for act in plan.acts(first, last) if act.action in own]
    names = [".".join([act.action, *(str(v) for _, v in act.attributes)]) for act in acts]
    found: list[Week] = []
    for begin in range(monday(first), last + 1, WEEK):
        days: dict[str, Day] = {}
        for day in range(max(begin, first), min(begin + WEEK, last + 1)):
            for name, act in zip(names, acts, strict=True):
                if act.present[0, day - first]:
                    today = days.setdefault(WEEKDAYS[day - begin], {})
                    today[name] = today.get(name, 0.0) + float(act.counts[0, day - first])
        if found and found[-1].days == days:
            found[-1] = replace(found[-1], weeks=found[-1].weeks + 1)
        else:
            found.append(Week(to_date(begin), 1, days))
    return tuple(week for week in found if week.days)


Kind = Literal["once", "weekly", "monthly"]
KINDS: Mapping[int, Kind] = {0: "once", 1: "weekly"}  # by the weeks that its number is counted in
WORTH_NAMING = 1e-3  # points


@dataclass(frozen=True)
class Advice(AsJson):
    """What the rules advise about a signal, and what the number of its points rests on."""

    signal: str
    text: str
    status: str
    source: str
    title: str


@dataclass(frozen=True)
class Step(AsJson):
    """One part of a plan.

    amount: how many, in a week, in four weeks, or once. points: what the plan would lack without
    it, by pillar and for "total". bound: why it is not more, where nothing more was allowed.
    accepted: the part of it that is taken to be answered.
    """

    kind: Kind
    action: str
    attributes: dict[str, object]
    amount: int
    what: str
    minutes: float
    points: dict[str, float]
    advice: tuple[Advice, ...]
    bound: str | None
    accepted: float | None


def steps(worth: Worth, picks: Picks, rules: Rules) -> tuple[Step, ...]:
    """The parts of a plan, what is done once first, then what adds the most."""
    taken = np.flatnonzero(picks)
    lost = worth.lost(picks, np.diag(picks)[taken])
    found = []
    for row, i in enumerate(taken.tolist()):
        option, amount = worth.options[i], int(picks[i])
        points = {name: float(column[row]) for name, column in lost.items()}
        step = Step(
            kind=KINDS.get(option.weeks, "monthly"),
            action=option.action,
            attributes=dict(option.habit.attributes),
            amount=amount,
            what=in_words(option, amount),
            minutes=float(option.minutes[amount]) if option.weeks else option.habit.minutes or 0.0,
            points={k: v for k, v in points.items() if abs(v) > WORTH_NAMING or k == "total"},
            advice=advice_on(option.action, rules),
            bound=option.bound if amount == worth.highest[i] and option.weeks else None,
            accepted=option.habit.outcome,
        )
        found.append(step)
    order = [*KINDS.values(), "monthly"]
    return tuple(sorted(found, key=lambda s: (order.index(s.kind), -s.points["total"], s.what)))


def in_words(option: Option, version: int) -> str:
    """What is to be done: `10 comments a week`, `1 article in four weeks`, `fill in: about`."""
    if option.weeks == 0:
        entry = ", ".join(str(value) for _, value in option.habit.attributes) or option.action
        return f"fill in the profile: {entry.replace('_', ' ')}"
    often = "a week" if option.weeks == 1 else f"in {option.weeks} weeks"
    return f"{version} {things_of(option.action, version)} {often}"


def things_of(action: str, count: int) -> str:
    """The name of the action as things that can be counted.

    >>> things_of("comment", 2), things_of("comment", 1), things_of("group_activity", 1)
    ('comments', 'comment', 'act in a group')
    """
    unit = vocabulary()[action].unit
    one, several = THINGS.get(action, (unit.removesuffix("s"), unit))
    return one if count == 1 else several


THINGS = {
    "people_search": ("people search", "people searches"),
    "search_saved": ("saved search", "saved searches"),
    "profile_view": ("profile view", "profile views"),
    "account_saved": ("saved account", "saved accounts"),
    "lead_saved": ("saved lead", "saved leads"),
    "group_activity": ("act in a group", "acts in a group"),
    "recommendation_received": ("recommendation to ask for", "recommendations to ask for"),
}


def advice_on(action: str, rules: Rules) -> tuple[Advice, ...]:
    """What the rules advise about the signals that look at an action or at what comes of it, each
    with its source; what is said of the fewest actions first."""
    found: list[tuple[int, Advice]] = []
    outcome = practice().outcomes.get(action)
    wanted = {action, outcome.action} if outcome else {action}
    for path, signal in rules.signals().items():
        items = getattr(signal, "items", {}).values()
        own = (one for one in (getattr(signal, "match", None), *(i.match for i in items)) if one)
        looked_at = {name for match in own for name in actions_of(match)}
        if signal.off is None and signal.advice and wanted & looked_at:
            number = rules.number(f"{path}.points")
            source = rules.sources[number.source]
            told = Advice(path, signal.advice, number.status, number.source, source.title)
            found.append((len(looked_at), told))
    return tuple(told for _, told in sorted(found, key=lambda one: (one[0], one[1].signal)))


WEEKS_AHEAD = 12  # when no day is given


@dataclass(frozen=True, repr=False, eq=False)
class Solution(
    Shown,
    schema="ssi.plan/1",
    apart="minutes bound gap proven",
    also="reachable=is_reached points stamp",
):
    """The plan that reaches the target in the fewest minutes, or has the most points.

    reached_on: the first day on which the plan reaches the target; None without a target or when
    it is not reachable by the day; then `obstacle` says why, and the plan is the best there is.
    minutes: a week, with what is done once shared out over the weeks. bound: no plan takes fewer
    minutes (with a target that is reached) or has more points (otherwise); gap: how far the plan is
    from it, relative; proven: whether every signal could be given to the solver as it is.
    projection: the plan's numbers, as `project` has them.
    """

    target: Target | None
    by: date
    minutes_per_week: float | None
    plan: Plan
    projection: Projection
    reached_on: date | None
    minutes: float
    bound: float
    gap: float
    proven: bool
    steps: tuple[Step, ...]
    calendar: tuple[Week, ...]
    obstacle: Obstacle | None
    robustness: Robustness | None
    warnings: tuple[str, ...]

    @property
    def stamp(self) -> Stamp:
        return self.projection.stamp

    @property
    def points(self) -> float:
        """The plan's total on the day."""
        return float(self.projection.planned.total[-1])

    @property
    def is_there(self) -> bool:
        """Whether today's points are those that are wanted, or more."""
        today = {name: float(series[-1]) for name, series in self.projection.actual.points.items()}
        return self.target is not None and not self.target.lacks(today)

    @property
    def is_reached(self) -> bool:
        """Whether there is nothing in the way: no target, or one that is reached."""
        return self.obstacle is None

    def to_dict(self) -> Json:
        asked = self.target and self.target.model_dump(include={"total", "pillars"})
        return {
            **super().to_dict(),
            "target": asked and {**asked, "name": (self.target and self.target.name) or None},
            "minutes_per_week": {"allowed": self.minutes_per_week, "needed": self.minutes},
            "proof": {"bound": self.bound, "gap": self.gap, "proven": self.proven},
        }

    def __repr__(self) -> str:
        minutes = f"{self.minutes:.0f} minutes a week"
        ends = "" if self.is_reached else ", target not reached"
        return f"Solution({self.points:.1f} on {self.by} with {minutes}{ends})"


def plan_to(
    log: ActivityLog,
    rules: Rules,
    target: float | str | Target | None = None,
    by: date | None = None,
    minutes_per_week: float | None = None,
    limits: Mapping[str, float] | None = None,
    seat: Seat = "free",
    *,
    baseline: Baseline = "continue",
    weeks: int = 4,
    on: date | None = None,
    robust: int | Sequence[Rules] = 0,
    seed: int = 0,
    readings: Sequence[Reading] = (),
) -> Solution:
    """The plan that reaches the target by the day in the fewest minutes a week, within the minutes
    if they are given; without a target the one with the most points for the minutes.

    target: points, or the name of a role. by: twelve weeks from the log's last day by default.
    limits: the most a week of an action that the user wants, 0 for none of it. baseline:
    `continue` puts the plan on top of the last weeks, as `project` does; `nothing` makes it all
    that is done; the plan that is found says which, and the day it is for. robust: how many other
    rules the plan is held against, drawn with `seed`, or those rules themselves. readings: the
    account's own anchor where it stands and comes to; what a plan adds is the model's own.

    Raises: InputError for neither a target nor minutes, an unknown target or action, or a day that
    is not after the last; LogError for a log of several accounts; TypeError for a day that is no
    date.
    """
    known_kinds(log, rules, readings)
    if target is None and minutes_per_week is None:
        raise InputError.at("plan", "nothing to plan for; give a target, minutes a week, or both")
    today = today_of(log, on)
    last = today + WEEK * WEEKS_AHEAD if by is None else to_day(by, "by")
    if last <= today:
        raise InputError.at("by", f"is not after {to_date(today)}, the day it begins on (got {by})")
    check_not_too_far(today, last, "by")
    limits, minutes = dict(limits or {}), float(minutes_per_week or 0.0)
    for action in limits:
        if action not in vocabulary():
            raise InputError.at("limits", no_such_action(action))
    for name, most in {"minutes_per_week": minutes, **limits}.items():
        if not most >= 0:  # NaN is not either
            raise InputError.at(name, f"0 or more a week (got {most:g})")
    if minutes > MINUTES_OF_A_WEEK:
        what = f"a week has {MINUTES_OF_A_WEEK:,} (got {minutes:,.0f})"
        raise InputError.at("minutes_per_week", what)
    wanted = None if target is None else target_of(target)
    budget = None if minutes_per_week is None else minutes
    asked = (log, rules, today, last, budget, limits, seat, baseline, weeks)
    question = PlanningQuestion(*asked, readings=tuple(readings))
    with lasting("planning"):
        programme = question.programme()
        found = in_the_way = None
        if wanted is not None:
            found = least_minutes(programme, wanted)
        if found is None:
            found = most_points(programme, None if wanted is None else wanted.pillars)
            if wanted is not None and wanted.lacks(found.points):
                in_the_way = obstacle(question, wanted, programme.worth, found)
    return _solution(question, programme, found, wanted, in_the_way, robust, seed)


def _solution(
    question: PlanningQuestion,
    programme: Programme,
    found: BestPlan,
    target: Target | None,
    in_the_way: Obstacle | None,
    robust: int | Sequence[Rules],
    seed: int,
) -> Solution:
    worth, start, end = programme.worth, to_date(question.on + 1), to_date(question.by)
    plan = replace(worth.plan(found.picks), baseline=question.baseline, until=end)
    projection = question.projected(plan, question.by)
    known = {option.action for option in worth.options}  # a limit of others changes nothing
    lost = sorted(one for one, most in question.limits.items() if one not in known and most > 0)
    said = [spoken(f"{one}: no plan suggests it, so its limit changes nothing") for one in lost]
    return Solution(
        target=target,
        by=end,
        minutes_per_week=question.minutes_per_week,
        plan=plan,
        projection=projection,
        reached_on=None if target is None else target.reached_on(projection.planned),
        minutes=found.minutes,
        bound=found.bound,
        gap=found.gap,
        proven=worth.is_exact,
        steps=steps(worth, found.picks, question.rules),
        calendar=calendar(plan, start, end),
        obstacle=in_the_way,
        robustness=robustness(question, target, worth, found, robust, seed),
        warnings=(*projection.warnings, *said),
    )
