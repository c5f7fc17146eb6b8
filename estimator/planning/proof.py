"""What is asked of a plan; when none is enough, what stands in the way; and how a plan fares when
the rules are not quite what they are held to be.

Other rules are drawn within the bounds that every number states, and kept when they explain today
as well: each pillar's estimate under them lies in the interval that the rules give it. Whoever has
fits of their own passes those instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from estimator.actions import SEATS, Seat
from estimator.advance import advancing, lasting
from estimator.days import Range, to_date
from estimator.errors import NotEnoughEvidence, RulesError
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.planning.choices import RELAXED, Option, Target, options
from estimator.planning.payoffs import Worth, worth
from estimator.planning.programme import (
    CLOSE_ENOUGH,
    BestPlan,
    Programme,
    least_minutes,
    most_points,
)
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.score import score_columns
from estimator.score.anchors import anchor_of, anchored_days
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Setting
from estimator.whatif.outlook import Outlook, outcome_rates, outlook
from estimator.whatif.plans import WEEK, Baseline, Plan
from estimator.whatif.projection import Projection, project


@dataclass(frozen=True, eq=False)
class PlanningQuestion:
    """Everything that decides what the best plan is, but the target.

    on, by: the last day of the past and the day the points are wanted on, since 1970-01-01.
    limits: the most a week of an action that the user wants. relaxed: actions whose limits,
    ramps and habits of practice are taken half as far again, to see what that would give.
    """

    log: ActivityLog
    rules: Rules
    on: int
    by: int
    minutes_per_week: float | None
    limits: Mapping[str, float]
    seat: Seat
    baseline: Baseline
    weeks: int
    relaxed: frozenset[str] = frozenset()
    readings: tuple[Reading, ...] = ()

    def worth(self) -> Worth:
        """What every version of every option is worth on the day."""
        ahead = self._ahead
        rates = outcome_rates(ahead.past, self.rules.on(self.on), self.on)
        asked = (self.minutes_per_week, self.limits, self.relaxed)
        return self.worth_of(options(ahead, self.rules.on(self.by), self.seat, rates, *asked))

    def worth_of(self, found: Sequence[Option]) -> Worth:
        """What every version of the given options is worth on the day."""
        day, parts = Range(self.by, self.by), tuple(option.part for option in found)
        setting = Setting(self._ahead, self.rules.on(self.by), self.seat, day, parts)
        anchor = anchor_of(self.log, self.rules, self.seat, self.readings, self.on)
        if anchor is None:
            return worth(setting, found)
        days = anchored_days(anchor, self._ahead.log(), self.rules, self.seat, day)
        return worth(setting, found, (days.anchored[0] - days.plain[0])[:-1, 0])

    def projected(self, plan: Plan, until: int) -> Projection:
        """What a plan gives until a day."""
        return project(
            *(self.log, plan, self.rules, to_date(until), self.seat, self.baseline, self.weeks),
            on=to_date(self.on),
            readings=self.readings,
        )

    def programme(self, close: float = CLOSE_ENOUGH) -> Programme:
        """The choice among all versions, ready to be solved to a relative gap."""
        return Programme(self.worth(), self.minutes_per_week, close)

    @cached_property
    def _ahead(self) -> Outlook:
        return outlook(self.log, self.on, self.by, self.baseline, self.weeks)


AT_ONCE = 2  # searches; the solver lets others run meanwhile, and no answer depends on another
A_YEAR = 52  # weeks that are looked ahead
LATER = 4  # weeks that more time means
MOST_LIMITS = 4  # limits that are tried, the ones of the most points first
ROUGHLY = 4e-3  # relative gap that is near enough to say what more would give
FULL = 0.01  # points below its cap at which a pillar is full
WORTH_NAMING = 0.05  # points


@dataclass(frozen=True)
class Relaxed(AsJson):
    """One thing that stands in the way: what it is now, what it could be, the best points then."""

    what: str
    now: str
    then: str
    points: float
    more: float


@dataclass(frozen=True)
class Obstacle(AsJson):
    """Why the target is not reachable by the day.

    best: the most points that were found; bound: no plan has more. lacking: by how much each wanted
    number is missed. full: pillars that stand at their cap or the seat's ceiling. reached_on: the
    day on which going on would reach the target, within a year; when only another plan would, the
    first (to a week) on which any does, and `needs` is that plan. relaxed: what would give more,
    the most first.
    """

    best: float
    bound: float
    lacking: dict[str, float]
    full: dict[str, float]
    reached_on: date | None
    needs: Plan | None
    relaxed: tuple[Relaxed, ...]


def obstacle(question: PlanningQuestion, target: Target, worth: Worth, best: BestPlan) -> Obstacle:
    """What stands between the best plan and the target."""

    def tried(freer: tuple[PlanningQuestion, str, str, str]) -> Relaxed:
        asked, what, now, then = freer
        points = most_points(asked.programme(ROUGHLY)).points["total"]
        return Relaxed(what, now, then, points, points - best.points["total"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        later = pool.submit(_later, question, target, worth.plan(best.picks))
        relaxed = [*pool.map(tried, _relaxations(question, worth, best))]
        day, needs = later.result()
    return Obstacle(
        best=best.points["total"],
        bound=best.bound,
        lacking=target.lacks(best.points),
        full={
            name: float(most)
            for name, most in zip(worth.pillars, worth.most, strict=True)
            if best.points[name] >= most - FULL
        },
        reached_on=day,
        needs=needs,
        relaxed=tuple(
            sorted((r for r in relaxed if r.more > WORTH_NAMING), key=lambda one: -one.more)
        ),
    )


def _later(
    question: PlanningQuestion, target: Target, plan: Plan
) -> tuple[date | None, Plan | None]:
    """The day within a year on which the target is reached, and the plan it needs if another."""
    until = question.on + WEEK * A_YEAR
    if until <= question.by:
        return None, None
    day = target.reached_on(question.projected(plan, until).planned)
    if day is not None:
        return day, None

    def enough(by: int) -> Plan | None:
        programme = replace(question, by=by).programme(ROUGHLY)
        found = least_minutes(programme, target)
        return None if found is None else programme.worth.plan(found.picks)

    needs = enough(until)
    if needs is None:
        return None, None
    soon, late = question.by, until
    while late - soon > WEEK:
        middle = (soon + late) // 2
        sooner = enough(middle)
        if sooner is None:
            soon = middle
        else:
            late, needs = middle, sooner
    return target.reached_on(question.projected(needs, late).planned), needs


def _relaxations(
    question: PlanningQuestion, worth: Worth, best: BestPlan
) -> Iterator[tuple[PlanningQuestion, str, str, str]]:
    """The question with one thing less in the way: what that is, what it is now, what then."""
    budget = question.minutes_per_week
    if budget is not None:
        more = replace(question, minutes_per_week=RELAXED * budget)
        yield more, "minutes", f"{budget:g} a week", f"{RELAXED * budget:g}"
    for seat in (seat for seat in SEATS if seat != question.seat):
        yield replace(question, seat=seat), "seat", question.seat, seat
    later = replace(question, by=question.by + WEEK * LATER)
    yield later, "time", to_date(question.by).isoformat(), to_date(later.by).isoformat()
    at_bound = [
        i
        for i in np.flatnonzero(best.picks == worth.highest).tolist()
        if worth.options[i].weeks and worth.options[i].bound != "minutes"
    ]
    lost = worth.lost(best.picks, np.eye(len(best.picks), dtype=np.intp)[at_bound])["total"]
    for _, i in sorted(zip((-lost).tolist(), at_bound, strict=True))[:MOST_LIMITS]:
        option, now = worth.options[i], int(best.picks[i])
        freer = replace(question, relaxed=frozenset({option.action}))
        often = "a week" if option.weeks == 1 else f"in {option.weeks} weeks"
        then = f"{round(RELAXED * now)}"
        yield freer, f"{option.action} ({option.bound})", f"{now} {often}", then


MOST_DRAWS = 20  # for each set of rules that is wanted
SHRINKING = 0.5  # what is left of a step that the rules do not take
RIVALS = 4  # other plans that are tried: the best under the rules that like this one least
TOP = 3


@dataclass(frozen=True, eq=False)
class Robustness(AsJson):
    """A plan under other rules that explain today as well.

    rules: how many; seed: what they were drawn with, None when they were given. points: the plan's
    total under each of them, shape (n_rules,), least first. reaches: in which part of them the
    target is reached, None without one. top_three: for each action in which part of them it is one
    of the three that add the most. safest: of this plan and those best under the rules that like
    it least, the one whose worst case is best, and its minutes a week; worst, safest_worst: the
    worst case of this one and of that.
    """

    rules: int
    seed: int | None
    points: Floats
    reaches: float | None
    top_three: dict[str, float]
    worst: float
    safest: Plan
    safest_minutes: float
    safest_worst: float


def robustness(
    question: PlanningQuestion,
    target: Target | None,
    worth: Worth,
    found: BestPlan,
    robust: int | Sequence[Rules],
    seed: int,
) -> Robustness | None:
    """The plan that was found under each of the other rules, given or so many to be drawn; None
    without any."""
    if not robust:
        return None
    drawn = isinstance(robust, int)
    if isinstance(robust, int):
        robust = [*advancing("drawing rules", alternatives(question, robust, seed), robust)]
    tried_under = advancing("trying other rules", robust, len(robust))
    worths = [replace(question, rules=rules).worth_of(worth.options) for rules in tried_under]
    scores = [{k: float(v[0]) for k, v in w.points(found.picks[None]).items()} for w in worths]
    totals = np.array([points["total"] for points in scores])
    rivals = [found.picks]
    with lasting("trying other plans"):
        for place in np.argsort(totals, kind="stable")[:RIVALS].tolist():
            programme = Programme(worths[place], question.minutes_per_week, ROUGHLY)
            enough = None if target is None else least_minutes(programme, target)
            rivals.append((enough or most_points(programme)).picks)
    taken = np.flatnonzero(found.picks)
    names = [worth.options[i].name for i in taken]
    often = dict.fromkeys(names, 0.0)  # each action among those that add the most
    for one in worths:
        adds = one.lost(found.picks, np.diag(found.picks)[taken])["total"]
        for _, name in sorted(zip((-adds).tolist(), names, strict=True))[:TOP]:
            often[name] += 1.0 / len(worths)
    tried = np.array(rivals)
    worst = np.min([w.points(tried)["total"] for w in worths], axis=0)
    safest = int(worst.argmax())
    return Robustness(
        rules=len(robust),
        seed=seed if drawn else None,
        points=np.sort(totals),
        reaches=None if target is None else float(np.mean([not target.lacks(p) for p in scores])),
        top_three=dict(sorted(often.items(), key=lambda one: (-one[1], one[0]))),
        worst=float(worst[0]),
        safest=worth.plan(tried[safest]),
        safest_minutes=float(worth.effort(tried[safest : safest + 1])[0]),
        safest_worst=float(worst[safest]),
    )


def alternatives(question: PlanningQuestion, n: int, seed: int) -> Iterator[Rules]:
    """`n` sets of rules drawn within the bounds of their numbers that explain today as well.

    Raises: NotEnoughEvidence when no number has bounds, or hardly any draw explains today.
    """
    base, rng = question.rules, np.random.default_rng(seed)
    free = {
        name: (one.bounds[0], one.value, one.bounds[1])
        for name, one in base.numbers().items()
        if one.bounds and one.bounds[0] < one.bounds[1]
    }
    _, low, high = _today(question, base)
    kept = 0
    for _ in range(MOST_DRAWS * n if free else 0):
        drawn = _drawn(base, free, rng)
        points = _today(question, drawn)[0]
        if ((low <= points) & (points <= high)).all():
            kept += 1
            yield drawn
            if kept == n:
                return
    raise NotEnoughEvidence(
        f"only {kept} of {n} sets of rules drawn within their bounds explain today as well"
    )


def _drawn(
    base: Rules, free: Mapping[str, tuple[float, float, float]], rng: np.random.Generator
) -> Rules:
    """The base with every free number somewhere between its bounds, its own value most likely.

    free: least, own value and most of each.
    """
    values = {name: rng.triangular(*ends) for name, ends in free.items()}
    numbers, left = base.numbers(), 1.0
    while True:
        moved = {name: own + left * (values[name] - own) for name, (_, own, _) in free.items()}
        whole = (name for name in free if numbers[name].quantity.whole)
        try:
            return base.replace({**moved, **{name: float(round(moved[name])) for name in whole}})
        except RulesError:  # numbers that must not pass each other did; nearer to home they do not
            left *= SHRINKING


def _today(question: PlanningQuestion, rules: Rules) -> Floats:
    """Points, low and high of each pillar today: (3, n_pillars)."""
    today = Range(question.on, question.on)
    sides = score_columns(question.log, rules, today, question.seat)
    return np.array([[column[0, 0] for column in side.values()][:-1] for side in sides])
