"""A plan week by week: what is done on which day; weeks that are alike stand as one."""

from dataclasses import dataclass, replace
from datetime import date

from estimator.days import to_date, to_day
from estimator.results import Json
from estimator.whatif.habits import WEEKDAYS
from estimator.whatif.plans import Plan
from estimator.whatif.spread import DAY_ZERO, WEEK, monday

Day = dict[str, float]


@dataclass(frozen=True)
class Week:
    """`weeks` weeks from the Monday `start` on, all alike: for each weekday the acts of that day.

    An entry of a checklist is named with it: `profile_section.about`.
    """

    start: date
    weeks: int
    days: dict[str, Day]

    def to_dict(self) -> Json:
        days = {day: dict(acts) for day, acts in self.days.items()}
        return {"start": self.start.isoformat(), "weeks": self.weeks, "days": days}


def calendar(plan: Plan, start: date, end: date) -> tuple[Week, ...]:
    """The weeks from `start` to `end` in which something is done; answers of others are left out.

    >>> weeks = calendar(Plan(), date(2026, 6, 1), date(2026, 6, 14))
    >>> weeks
    ()
    """
    first, last = to_day(start), to_day(end)
    found: list[Week] = []
    for begin in range(monday(first), last + 1, WEEK):
        days = _days(plan, max(begin, first), min(begin + WEEK - 1, last), first, last)
        if found and found[-1].days == days:
            found[-1] = replace(found[-1], weeks=found[-1].weeks + 1)
        else:
            found.append(Week(to_date(begin), 1, days))
    return tuple(week for week in found if week.days)


def _days(plan: Plan, begin: int, end: int, first: int, last: int) -> dict[str, Day]:
    days: dict[str, Day] = {}
    own = {habit.action for habit in plan}
    for act in (act for act in plan.acts(first, last) if act.action in own):
        name = ".".join([act.action, *(str(value) for _, value in act.attributes)])
        for day in range(begin, end + 1):
            if act.present[0, day - first]:
                acts = days.setdefault(WEEKDAYS[(day + DAY_ZERO) % WEEK], {})
                acts[name] = acts.get(name, 0.0) + float(act.counts[0, day - first])
    return {day: days[day] for day in WEEKDAYS if day in days}
