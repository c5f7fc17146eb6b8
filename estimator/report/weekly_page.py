"""Monday's questions on one page: where the index stands, what moved it, what is next.

Nothing is worked out here: a week is what `history`, `explain` and `marginal` say of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from estimator.actions import Seat
from estimator.days import to_day
from estimator.explanation.attribution import ChangePart
from estimator.explanation.change import Change, explain
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.reading import Reading
from estimator.report import wording as say
from estimator.report.blocks import (
    POINTS,
    Headline,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Said,
    Section,
    ending,
    numbers,
)
from estimator.report.change_page import CAUSE, cause_said
from estimator.report.estimate_page import history_chart
from estimator.report.gaps import gaps
from estimator.report.machine_forms import cells_of
from estimator.report.whatif_page import act_words
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.score import estimate, history
from estimator.score.results import Estimate, History, Json
from estimator.whatif import Habit, Plan
from estimator.whatif.marginals import Marginal, marginal

DAYS, MONTH, QUARTER = 7, 28, 91
STEADY = 0.5  # points: less of a change is called none
MOST = 3  # causes either way, gaps, steps, readings


@dataclass(frozen=True)
class HabitKept:
    """A habit of a plan: how often a week it was planned, and how often it was done in this one.

    done is None where the log does not show such acts.
    """

    habit: Habit
    planned: float
    done: float | None

    def to_dict(self) -> Json:
        days = {name: str(one) for name, one in vars(self.habit).items() if isinstance(one, date)}
        return {**self.habit.to_dict(), **days, "planned": self.planned, "done": self.done}


@dataclass(frozen=True, repr=False)
class Weekly(
    Shown,
    schema="ssi.week/1",
    apart="now days change readings",
    also="account=now.account seat=now.seat from=start to=now.on total=now.total stamp=now.stamp"
    " verdict week warnings",
):
    """What is said of a week of one account.

    now: on its last day. days: the quarter up to it. change: since the week before; month: since
    four weeks before, in points, by pillar and for "total". steps: by points an hour.
    """

    now: Estimate
    days: History
    change: Change
    month: dict[str, float]
    done: tuple[HabitKept, ...]
    steps: tuple[Marginal, ...]
    readings: tuple[Reading, ...] = ()

    @property
    def start(self) -> date:
        """The week's Monday, or the first of its seven days."""
        return self.now.on - timedelta(days=DAYS - 1)

    @property
    def verdict(self) -> str:
        """The week in a sentence."""
        moved, (up, down) = self.change.change, self.causes
        if abs(moved) < STEADY:
            return (
                f"No change to speak of: {say.points(self.now.total.points)}, {say.signed(moved)}."
            )
        found = up if moved > 0 else down
        most = f", most of it {say.label(found[0].signal or found[0].pillar)}" if found else ""
        side = "Up" if moved > 0 else "Down"
        return f"{side} {say.points(abs(moved))} to {say.points(self.now.total.points)}{most}."

    @property
    def week(self) -> dict[str, float]:
        """The change on the week, by pillar and for "total"."""
        pillars = {name: one.change for name, one in self.change.pillars.items()}
        return {"total": self.change.change, **pillars}

    @property
    def causes(self) -> tuple[list[ChangePart], list[ChangePart]]:
        """What moved the index up, and what moved it down, the most first."""
        big = [part for part in self.change.parts if abs(part.points) >= say.SMALLEST]
        up, down = ([one for one in big if sign * one.points > 0] for sign in (1, -1))
        return up[:MOST], down[:MOST]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.now.warnings

    def to_dict(self) -> Json:
        pillars = {name: one.points for name, one in self.now.pillars.items()}
        return {**super().to_dict(), "pillars": pillars}


def weekly(
    log: ActivityLog,
    rules: Rules,
    end: date,
    seat: Seat = "free",
    readings: Sequence[Reading] = (),
    plan: Plan | None = None,
) -> Weekly:
    """What is said of the seven days up to `end`. Raises: LogError for several accounts."""
    days = history(log, rules, end - timedelta(days=QUARTER), end, seat, readings=readings)
    steps = [row for row in marginal(log, rules, end, seat).rows if row.points_per_minute]
    steps.sort(key=lambda row: -(row.points_per_minute or 0.0))
    return Weekly(
        now=estimate(log, rules, end, seat, None, readings, columns=False),
        days=days,
        change=explain(log, rules, end - timedelta(days=DAYS), end, seat=seat, readings=readings),
        month={name: float(one[-1] - one[-1 - MONTH]) for name, one in days.points.items()},
        done=tuple(_done(log, habit, end) for habit in plan or () if not habit.is_once),
        steps=tuple(steps[:MOST]),
        readings=tuple(readings),
    )


def _done(log: ActivityLog, habit: Habit, end: date) -> HabitKept:
    """How often the log shows the act of a habit in the week up to a day."""
    last = to_day(end)
    covered = log.coverage.days(habit.action, log.accounts, last - DAYS + 1, last).any()
    if habit.action not in log.actions:
        return HabitKept(habit, habit.rate, 0.0 if covered else None)
    own = (log.action == log.actions.index(habit.action)) & (log.day > last - DAYS)
    return HabitKept(habit, habit.rate, float(np.sum(log.count[own & (log.day <= last)])))


def weekly_page(result: Weekly, model: Model) -> Page:
    """A sentence, the total, a quarter of days, pillars, causes, plan, gaps, steps, readings."""
    now, days, total = result.now, say.days_between(result.start, result.now.on), result.now.total
    week, month = say.signed(result.week["total"]), say.signed(result.month["total"])
    moved = f"{week} on the week, {month} on four weeks"
    level = f"{say.between(total.low, total.high)} at {say.percent(total.level)}"
    return Page(
        heading="The week",
        about=f"{say.shortened(now.account, 30)}, {days}, {say.seat_words(now.seat)}",
        title=f"Social Selling Index, {days}",
        sections=[
            Section([Said([result.verdict], "points")]),
            Section(
                [
                    Headline(say.points(total.points), moved, right=level),
                    Said([f"{say.points(total.points)} ({level}); {moved}."], forms="m"),
                    Picture(history_chart(result.days, height=150), forms="h"),
                ]
            ),
            Section([_pillars(result)]),
            _causes(result),
            _planned(result.done),
            _readings(result),
            _steps(result.steps),
            _unmeasured(now, model),
            ending(result.warnings, now.stamp, now.pillars),
        ],
    )


def weekly_rows(result: Weekly) -> Iterator[Json]:
    """A row for the total and each pillar: points, change on the week and on four weeks."""
    for name, one in (("total", result.now.total), *result.now.pillars.items()):
        own = {"account": result.now.account, "to": result.now.on.isoformat(), "name": name}
        moved = {"week": result.week[name], "month": result.month[name]}
        yield {**own, **cells_of(one, "points low high"), **moved}


def _pillars(result: Weekly) -> PageTable:
    columns = [
        PageColumn("pillar", 14, style="name"),
        *numbers("points", points=8),
        *numbers(week=8),
        *numbers(tail=2, four_weeks=12),
        PageColumn("interval", 11, style="aside"),
    ]
    rows = []
    for name, one in result.now.pillars.items():
        moved = say.signed(result.week[name]), say.signed(result.month[name])
        rows.append([name, say.points(one.points), *moved, say.between(one.low, one.high)])
    return PageTable(columns, rows, indent=2)


def _causes(result: Weekly) -> Section:
    up, down = result.causes
    start, end = result.change.start, result.change.end
    columns = [POINTS, PageColumn("pillar", 13, style="name", least=64), CAUSE]
    rows = [[say.signed(p.points), p.pillar, cause_said(p, start, end)] for p in (*up, *down)]
    nothing = [] if rows else ["Nothing in the log moved it."]
    return Section([Said(nothing), PageTable(columns, rows, "mh")], "Why")


def _planned(done: Sequence[HabitKept]) -> Section:
    columns = [PageColumn("habit", 30, style="name"), *numbers(planned=14)]
    columns += numbers("points", done=16)
    rows = []
    for one in done:
        seen = "not in the log" if one.done is None else say.amount(one.done)
        rows.append([say.label(one.habit.action), say.often(one.planned), seen])
    return Section([PageTable(columns, rows, indent=2)], "Planned and done")


def _readings(result: Weekly) -> Section:
    """The last readings beside what the log alone would have said on their days."""
    now, days = result.now, result.days
    own = [one for one in result.readings if one.account == now.account]
    dated = [(one.captured, one) for one in own if one.captured and one.captured <= now.on]
    dated.sort(key=lambda one: one[0])
    if not dated:
        return Section([])
    assert now.log is not None and now.rules is not None  # `weekly` made them
    alone = history(now.log, now.rules, days.start, days.end, now.seat).total
    rows = [
        [
            say.short_day(day),
            say.points(one.total),
            say.points(float(alone[(day - days.start).days])),
        ]
        for day, one in dated
        if one.total is not None and days.start <= day
    ]
    columns = [PageColumn("day", 14), *numbers("points", recorded=9), *numbers(without_readings=18)]
    last = f", the last of {say.short_day(dated[-1][0], beside=now.on)}"
    old = [] if rows else ["None of the quarter."]
    table = PageTable(columns, rows[-MOST:], indent=2)
    return Section([Said(old), table], "Your readings", aside=last)


def _steps(steps: Sequence[Marginal]) -> Section:
    columns = [
        PageColumn("points an hour", 6, tail=2, right=True, style="points", said=""),
        PageColumn("what", tail=2),
        PageColumn("takes", -1, right=True, style="aside"),
    ]
    rows = []
    for row in steps:
        hourly, each = 60 * (row.points_per_minute or 0.0), say.amount(row.minutes or 0.0)
        rows.append([f"{hourly:.1f}", act_words(row), f"{each} min each"])
    return Section([PageTable(columns, rows, "mh")], "Next", aside=", by points an hour")


def _unmeasured(now: Estimate, model: Model) -> Section:
    found = gaps(now, model)
    said = ", ".join(f"{gap.what} (up to {say.points(gap.most)})" for gap in found[:MOST])
    rest = f", and {say.counted(len(found) - MOST, 'others')}" if len(found) > MOST else ""
    return Section([Said([f"{said}{rest}."] if found else [])], "Not measured")
