"""The best plan for a target or for the minutes there are, with everything that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from estimator.actions import Seat
from estimator.days import to_date, to_day
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.planning.calendars import Week, calendar
from estimator.planning.options import Option
from estimator.planning.programme import Programme
from estimator.planning.questions import Question, check_most
from estimator.planning.reaching import Obstacle, obstacle, plan_of, reached
from estimator.planning.robustness import Robustness, alternatives, robustness
from estimator.planning.solving import Found, least_minutes, most_points
from estimator.planning.steps import Step, steps
from estimator.planning.targets import Target, target_of
from estimator.results import Json
from estimator.rules import Rules
from estimator.whatif.outlook import Baseline
from estimator.whatif.plans import Plan
from estimator.whatif.projection import Projection, project, today_of
from estimator.whatif.spread import WEEK

WEEKS_AHEAD = 12  # when no day is given


@dataclass(frozen=True, repr=False, eq=False)
class Solution(Shown):
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
    def points(self) -> float:
        """The plan's total on the day."""
        return float(self.projection.planned.total[-1])

    @property
    def is_reached(self) -> bool:
        """Whether there is nothing in the way: no target, or one that is reached."""
        return self.obstacle is None

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.plan/1`; numbers unrounded."""
        target = self.target and {
            "total": self.target.total,
            "pillars": dict(self.target.pillars),
            "name": self.target.name or None,
        }
        return {
            "schema": "ssi.plan/1",
            "target": target,
            "by": self.by.isoformat(),
            "reached_on": self.reached_on and self.reached_on.isoformat(),
            "reachable": self.is_reached,
            "minutes_per_week": {"allowed": self.minutes_per_week, "needed": self.minutes},
            "points": self.points,
            "proof": {"bound": self.bound, "gap": self.gap, "proven": self.proven},
            "plan": self.plan.to_dict(),
            "steps": [step.to_dict() for step in self.steps],
            "calendar": [week.to_dict() for week in self.calendar],
            "obstacle": self.obstacle and self.obstacle.to_dict(),
            "robustness": self.robustness and self.robustness.to_dict(),
            "projection": self.projection.to_dict(),
            "warnings": list(self.warnings),
            "stamp": self.projection.planned.stamp.to_dict(),
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
    baseline: Baseline = "nothing",
    weeks: int = 4,
    on: date | None = None,
    robust: int | Sequence[Rules] = 0,
    seed: int = 0,
) -> Solution:
    """The plan that reaches the target by the day in the fewest minutes a week, within the minutes
    if they are given; without a target the one with the most points for the minutes.

    target: points, or the name of a role. by: twelve weeks from the log's last day by default.
    limits: the most a week of an action that the user wants, 0 for none of it. baseline: `nothing`
    makes the plan all that is done; `continue` puts it on top of the last weeks. robust: how many
    other rules the plan is held against, drawn with `seed`, or those rules themselves.

    Raises: InputError for neither a target nor minutes, an unknown target or action, or a day that
    is not after the last; LogError for a log of several accounts; TypeError for a day that is no
    date.
    """
    if target is None and minutes_per_week is None:
        raise InputError.at("plan", "nothing to plan for; give a target, minutes a week, or both")
    today = today_of(log, on)
    last = _last_day(by, today)
    check_most(minutes_per_week, limits or {})
    wanted = None if target is None else target_of(target)
    budget = None if minutes_per_week is None else float(minutes_per_week)
    question = Question(log, rules, today, last, budget, dict(limits or {}), seat, baseline, weeks)
    programme = question.programme()
    found, in_the_way = _best(question, programme, wanted)
    return _solution(question, programme, found, wanted, in_the_way, robust, seed)


def _last_day(by: date | None, today: int) -> int:
    """The day the plan is for. Raises: InputError for one that is not after today."""
    last = today + WEEK * WEEKS_AHEAD if by is None else to_day(by, "by")
    if last <= today:
        raise InputError.at("by", f"is not after {to_date(today)}, the log's last day (got {by})")
    return last


def _best(
    question: Question, programme: Programme, target: Target | None
) -> tuple[Found, Obstacle | None]:
    """The fewest minutes for the target, or the most points there are and what is in its way."""
    if target is None:
        return most_points(programme, None), None
    found = least_minutes(programme, target)
    if found is not None:
        return found, None
    best = most_points(programme, target.pillars)
    lacks = target.lacks(best.points)
    return best, obstacle(question, target, programme.worth, best) if lacks else None


def _solution(
    question: Question,
    programme: Programme,
    found: Found,
    target: Target | None,
    in_the_way: Obstacle | None,
    robust: int | Sequence[Rules],
    seed: int,
) -> Solution:
    worth, start, end = programme.worth, to_date(question.on + 1), to_date(question.by)
    plan = plan_of(worth, found)
    projection = project(
        *(question.log, plan, question.rules, end, question.seat),
        *(question.baseline, question.weeks),
        on=to_date(question.on),
    )
    others = _others(question, robust, seed)
    return Solution(
        target=target,
        by=end,
        minutes_per_week=question.minutes_per_week,
        plan=plan,
        projection=projection,
        reached_on=None if target is None else reached(question, target, plan, question.by),
        minutes=found.minutes,
        bound=found.bound,
        gap=found.gap,
        proven=worth.is_exact,
        steps=steps(worth, found.picks, question.rules),
        calendar=calendar(plan, start, end),
        obstacle=in_the_way,
        robustness=robustness(
            *(question, target, worth, found, others, seed if isinstance(robust, int) else None)
        )
        if others
        else None,
        warnings=(*projection.warnings, *_unknown_minutes(worth.options, question.limits)),
    )


def _others(question: Question, robust: int | Sequence[Rules], seed: int) -> Sequence[Rules]:
    if not isinstance(robust, int):
        return robust
    return [*alternatives(question, robust, seed)] if robust else []


def _unknown_minutes(options: Sequence[Option], limits: Mapping[str, float]) -> list[str]:
    """Limits that name nothing a plan could hold."""
    known = {option.action for option in options}
    lost = sorted(action for action in limits if action not in known and limits[action] > 0)
    return [f"{action}: no plan suggests it, so its limit changes nothing" for action in lost]
