"""A projection: what was, then what comes without and with the plan; and one more of each act."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from estimator.actions import vocabulary
from estimator.report import wording as say
from estimator.report.blocks import (
    EVERY,
    Bullets,
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
from estimator.report.charts import Chart, ChartLine
from estimator.rules.model import Model
from estimator.score.results import Json
from estimator.score.rows import Floats
from estimator.whatif import Habit, Projection
from estimator.whatif.habits import WORKDAYS, practice
from estimator.whatif.marginals import Marginal, Marginals

BASELINE_WORDS = {"continue": "as in the last {} weeks", "nothing": "nothing done"}
NAME = 38
LEAST = 0.005  # points that still show with two decimals


def projection_page(result: Projection, model: Model) -> Page:
    """The lines as a chart, what the plan adds to each pillar, what it takes."""
    end, days, plan = result.planned, f"{result.today} to {result.until}", result.plan
    lift, once = say.signed(float(result.lift["total"][-1])), plan.minutes_once
    level = say.level_said(end.level, float(end.low["total"][-1]), float(end.high["total"][-1]))
    beside = f"on {say.short_day(result.until)}, {lift} by the plan"
    cost = f"{say.amount(round(plan.minutes_per_week))} minutes a week"
    cost += f", {say.amount(round(once))} once" if once else ""
    habits = [habit_words(habit) for habit in plan]
    without = f"{say.with_seat(end.seat)}. Without the plan: {baseline_words(result)}."
    return Page(
        heading=f"What if, {beside_words(result)}",
        about=f"{days}, {say.seat_words(end.seat)}",
        title=f"Social Selling Index, {days}",
        sections=[
            Section(
                [
                    Headline(say.points(float(end.total[-1])), beside, right=level, forms="h"),
                    Said([without], forms="m"),
                    Picture(plan_chart(result)),
                ]
            ),
            Section([lift_table(result)]),
            Section(
                [
                    Said([f"The plan takes {cost}."], forms="m"),
                    Bullets(habits, forms="mh"),
                    Said(habits or ["nothing"], forms="t"),
                ],
                *("The plan", "", f": {cost}"),
                forms="th",
            ),
            ending(result.warnings, end.stamp, end.pillars),
        ],
    )


def projection_rows(result: Projection) -> Iterator[Json]:
    """One row a day and series: day, series, then points, low and high of total and pillars."""
    series = {"actual": result.actual, "baseline": result.baseline, "planned": result.planned}
    for name, part in series.items():
        for d, day in enumerate(part.days):
            row: Json = {"day": day.isoformat(), "series": name}
            for pillar in ("total", *part.pillars):
                ends = (("", part.points), ("_low", part.low), ("_high", part.high))
                row |= {pillar + end: float(column[pillar][d]) for end, column in ends}
            yield row


def plan_chart(result: Projection) -> Chart:
    """The total: solid the past and the plan, dotted what comes without it."""
    past, planned = result.actual, result.planned

    def then(before: Mapping[str, Floats], after: Mapping[str, Floats]) -> Floats:
        return np.concatenate([before["total"], after["total"]])

    alone = f"without it: {baseline_words(result)}"
    return Chart(
        past.start,
        [
            ChartLine("so far, then with the plan", then(past.points, planned.points)),
            ChartLine(alone, then(past.points, result.baseline.points), alone=True),
        ],
        low=then(past.low, planned.low),
        high=then(past.high, planned.high),
        level=f"{say.percent(planned.level)} interval",
        rows=12,
        today=result.today,
    )


def lift_table(result: Projection, forms: str = EVERY) -> PageTable:
    """What is said of the total and of each pillar: now, without and with the plan, the lift."""
    columns = [
        PageColumn("", 14, style="name"),
        *numbers(today=8, without=10),
        *numbers("points", with_=8),
        *numbers(tail=2, lift=8),
        PageColumn("interval", 11, style="aside"),
    ]
    names = ("total", *result.planned.pillars)
    rows = [[name, *lift_cells(result, name)] for name in names]
    return PageTable(columns, rows, indent=2, forms=forms)


def lift_cells(result: Projection, name: str) -> list[str]:
    """Of the total or a pillar: today, without and with the plan, the lift, the interval."""
    series = result.actual, result.baseline, result.planned
    now, alone, then = (float(part.points[name][-1]) for part in series)
    low, high = (float(part[name][-1]) for part in (result.planned.low, result.planned.high))
    return [*map(say.points, (now, alone, then)), say.signed(then - alone), say.between(low, high)]


def baseline_words(result: Projection) -> str:
    """What the line without the plan assumes."""
    return BASELINE_WORDS[result.assumed].format(result.weeks)


def beside_words(result: Projection) -> str:
    """What a plan is done beside."""
    if result.assumed == "nothing":
        return "and nothing else"
    return f"on top of the last {result.weeks} weeks" if result.weeks > 1 else "on top of last week"


def habit_words(habit: Habit) -> str:
    """A habit in words.

    >>> habit_words(Habit("invitation_sent", 15, accepted=0.4))
    'invitation sent, 15 a week, 40 % accepted'
    """
    said = [say.label(habit.action)]
    said += [f"{name} {value}" for name, value in habit.attributes]
    if habit.is_once:
        said += [f"to {say.amount(habit.count)}"] if habit.kind.level and habit.count != 1 else []
        said += [f"on {habit.on}"] if habit.on else []
    else:
        said.append(say.often(habit.rate))
    if habit.weekdays:
        workdays = habit.weekdays == WORKDAYS
        said.append("Monday to Friday" if workdays else " ".join(habit.weekdays))
    said += [f"from {habit.start}"] if habit.start else []
    said += [f"until {habit.until}"] if habit.until else []
    if habit.outcome is not None and not habit.is_once:
        answer = "accepted" if "accepted" in habit.to_dict() else "answered"
        said.append(f"{say.percent(habit.outcome)} {answer}")
    return ", ".join(said)


# --- one more of each ----------------------------------------------------------------------------


def marginals_page(result: Marginals, model: Model) -> Page:
    """A row an action, the most points first; then what adds nothing, and why."""
    columns = [
        PageColumn("", NAME - 1, tail=1, style="name"),
        *numbers("points", points=8),
        *numbers(per_hour=10, peaks_in=10),
        *numbers("aside", halved_in=11),
    ]
    rows = [_one_more(result.on, row) for row in result.rows if row.points >= LEAST]
    found: dict[str, list[str]] = {}  # what adds nothing at a full pillar, and at all
    for row in (row for row in result.rows if row.points < LEAST):
        why = f"Full already ({', '.join(row.capped)})" if row.capped else "Next to nothing"
        found.setdefault(why, []).append(act_words(row))
    rest = [f"{why}: {'; '.join(names)}." for why, names in found.items()]
    said = Said([f"{say.with_seat(result.seat)}."], forms="m")
    return Page(
        heading="One more of each",
        about=f"{result.on}, {say.seat_words(result.seat)}",
        title=f"One more of each, {result.on}",
        sections=[
            Section([said, PageTable(columns, rows, indent=2)]),
            ending(result.warnings, result.stamp, (), Bullets(rest)),
        ],
    )


def marginals_rows(result: Marginals) -> Iterator[Json]:
    """One row an action: what it is, points in all and by pillar, when, minutes."""
    pillars = [name for name in result.gains if name != "total"]
    for row in result.rows:
        yield {
            "action": row.action,
            "with": " ".join(f"{name}={value}" for name, value in row.attributes.items()),
            "points": row.points,
            **{name: row.pillars.get(name, 0.0) for name in pillars},
            "slope": row.slope,
            "minutes": row.minutes,
            "points_per_minute": row.points_per_minute,
            "peak_on": row.peak_on and row.peak_on.isoformat(),
            "half_gone_on": row.half_gone_on and row.half_gone_on.isoformat(),
            "capped": " ".join(row.capped),
        }


def act_words(row: Marginal) -> str:
    """The action in words, with what tells it from others of its kind.

    >>> section = {"section": "about"}
    >>> act_words(Marginal("profile_section", section, 1, 1, {}, None, None, 15, (), None))
    'profile section, about'
    """
    said = [say.label(row.action)]
    said += [
        str(value) if name == "section" else f"{name} {value}"
        for name, value in row.attributes.items()
    ]
    if row.outcome is not None:
        said.append(answers_said(row.action, row.outcome))
    return ", ".join(said)


def answers_said(action: str, part: float) -> str:
    """How much of what is sent is taken to be answered, as it was of late.

    >>> answers_said("invitation_sent", 0.45)
    '45 % accepted lately'
    """
    return f"{say.percent(part)} {practice().outcomes[action].word} lately"


def _one_more(on: date, row: Marginal) -> list[str]:
    """Days are counted from the act; what is not halved within those looked at stays, or later."""
    days = [
        "" if day is None else say.counted(n, "days") if (n := (day - on).days) else "at once"
        for day in (row.peak_on, row.half_gone_on)
    ]
    lasts = "stays" if vocabulary()[row.action].level else "later"
    hourly = f"{60 * row.points_per_minute:.1f}" if row.points_per_minute else ""
    return [act_words(row), f"{row.points:+.2f}", hourly, days[0], days[1] or lasts]
