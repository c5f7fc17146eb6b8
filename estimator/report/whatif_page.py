"""A projection: what was, then what comes without and with the plan; and one more of each act."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from estimator.actions import vocabulary
from estimator.report.blocks import (
    EVERY,
    Bullets,
    Cell,
    Closing,
    Headline,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Said,
    Section,
)
from estimator.report.charts import Chart, ChartLine
from estimator.report.wording import (
    amount,
    between,
    counted,
    label,
    often,
    percent,
    points,
    seat_words,
    short_day,
    signed,
    with_seat,
)
from estimator.rules.model import Model
from estimator.score.results import History, Json
from estimator.whatif import Habit, Projection
from estimator.whatif.habits import WORKDAYS, practice
from estimator.whatif.marginals import Marginal, Marginals

BASELINE_WORDS = {"continue": "as in the last {} weeks", "nothing": "nothing done"}
NAME = 38
LEAST = 0.005  # points that still show with two decimals


def projection_page(result: Projection, model: Model) -> Page:
    """The lines as a chart, what the plan adds to each pillar, what it takes."""
    days, seat = f"{result.today} to {result.until}", seat_words(result.planned.seat)
    closing = Closing(result.planned.stamp, result.planned.pillars)
    cost, habits = _cost(result), [habit_words(habit) for habit in result.plan]
    without = f"{with_seat(result.planned.seat)}. Without the plan: {baseline_words(result)}."
    return Page(
        heading=f"What if, {beside_words(result)}",
        about=f"{days}, {seat}",
        title=f"Social Selling Index, {days}",
        sections=[
            Section([_headline(result), Said([without], forms="m"), Picture(plan_chart(result))]),
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
            Section([Notes(result.warnings), closing]),
        ],
    )


def _headline(result: Projection) -> Headline:
    """What the plan comes to on its last day, and what it adds."""
    end, day = result.planned, short_day(result.until)
    made, lift = float(end.total[-1]), signed(float(result.lift["total"][-1]))
    wide = between(float(end.low["total"][-1]), float(end.high["total"][-1]))
    beside = f"on {day}, {lift} by the plan"
    level = f"{percent(end.level)} interval {wide}"
    return Headline(points(made), beside, right=level, forms="h")


def projection_rows(result: Projection) -> Iterator[Json]:
    """One row a day and series: day, series, then points, low and high of total and pillars."""
    for name, part in _series(result).items():
        for d, day in enumerate(part.days):
            row: Json = {"day": day.isoformat(), "series": name}
            for pillar in ("total", *part.pillars):
                ends = (("", part.points), ("_low", part.low), ("_high", part.high))
                row |= {pillar + end: float(column[pillar][d]) for end, column in ends}
            yield row


def plan_chart(result: Projection) -> Chart:
    """The total: solid the past and the plan, dotted what comes without it."""
    past, planned = result.actual, result.planned
    low, high = (
        np.concatenate([before["total"], after["total"]])
        for before, after in ((past.low, planned.low), (past.high, planned.high))
    )
    with_plan, alone = (
        np.concatenate([past.total, part.total]) for part in (planned, result.baseline)
    )
    return Chart(
        past.start,
        [
            ChartLine("so far, then with the plan", with_plan),
            ChartLine(f"without it: {baseline_words(result)}", alone, alone=True),
        ],
        low,
        high,
        f"{percent(planned.level)} interval",
        rows=12,
        today=result.today,
    )


def lift_table(result: Projection, forms: str = EVERY) -> PageTable:
    """What is said of the total and of each pillar: now, without and with the plan, the lift."""
    columns = [
        PageColumn("", 14, style="name"),
        PageColumn("today", 8, right=True),
        PageColumn("without", 10, right=True),
        PageColumn("with", 8, right=True, style="points"),
        PageColumn("lift", 8, right=True, tail=2),
        PageColumn("interval", 11, style="aside"),
    ]
    names = ("total", *result.planned.pillars)
    return PageTable(columns, [_lift(result, name) for name in names], indent=2, forms=forms)


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
    said = [label(habit.action)]
    said += [f"{name} {value}" for name, value in habit.attributes]
    if habit.is_once:
        said += [f"to {amount(habit.count)}"] if habit.kind.level and habit.count != 1 else []
        said += [f"on {habit.on}"] if habit.on else []
    else:
        said.append(often(habit.rate))
    if habit.weekdays:
        workdays = habit.weekdays == WORKDAYS
        said.append("Monday to Friday" if workdays else " ".join(habit.weekdays))
    said += [f"from {habit.start}"] if habit.start else []
    said += [f"until {habit.until}"] if habit.until else []
    if habit.outcome is not None and not habit.is_once:
        answer = "accepted" if "accepted" in habit.to_dict() else "answered"
        said.append(f"{percent(habit.outcome)} {answer}")
    return ", ".join(said)


def _series(result: Projection) -> dict[str, History]:
    return {"actual": result.actual, "baseline": result.baseline, "planned": result.planned}


def _lift(result: Projection, name: str) -> list[Cell]:
    now, alone, then = (float(part.points[name][-1]) for part in _series(result).values())
    low, high = (float(part[name][-1]) for part in (result.planned.low, result.planned.high))
    return [name, *map(points, (now, alone, then)), signed(then - alone), between(low, high)]


def _cost(result: Projection) -> str:
    """What the plan takes: `66 minutes a week, 15 once`."""
    weekly = f"{amount(round(result.plan.minutes_per_week))} minutes a week"
    once = result.plan.minutes_once
    return f"{weekly}, {amount(round(once))} once" if once else weekly


# --- one more of each ----------------------------------------------------------------------------


def marginals_page(result: Marginals, model: Model) -> Page:
    """A row an action, the most points first; then what adds nothing, and why."""
    seat = seat_words(result.seat)
    columns = [
        PageColumn("", NAME - 1, tail=1, style="name"),
        PageColumn("points", 8, right=True, style="points"),
        PageColumn("per hour", 10, right=True),
        PageColumn("peaks in", 10, right=True),
        PageColumn("halved in", 11, right=True, style="aside"),
    ]
    rows = [_one_more(result, row) for row in result.rows if row.points >= LEAST]
    return Page(
        heading="One more of each",
        about=f"{result.on}, {seat}",
        title=f"One more of each, {result.on}",
        sections=[
            Section(
                [
                    Said([f"{with_seat(result.seat)}."], forms="m"),
                    PageTable(columns, rows, indent=2),
                ]
            ),
            Section([Notes(result.warnings), Bullets(_left_out(result)), Closing(result.stamp)]),
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
    said = [label(row.action)]
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
    return f"{percent(part)} {practice().outcomes[action].word} lately"


def _one_more(result: Marginals, row: Marginal) -> list[str]:
    lasts = "stays" if vocabulary()[row.action].level else "later"  # not halved within the days
    return [
        act_words(row),
        f"{row.points:+.2f}",
        f"{60 * row.points_per_minute:.1f}" if row.points_per_minute else "",
        _days_after(result.on, row.peak_on),
        _days_after(result.on, row.half_gone_on) or lasts,
    ]


def _left_out(result: Marginals) -> list[str]:
    """Sentences about the actions that add nothing: at a full pillar, and at all."""
    found: dict[str, list[str]] = {}
    for row in (row for row in result.rows if row.points < LEAST):
        why = f"Full already ({', '.join(row.capped)})" if row.capped else "Next to nothing"
        found.setdefault(why, []).append(act_words(row))
    return [f"{why}: {'; '.join(names)}." for why, names in found.items()]


def _days_after(on: date, day: date | None) -> str:
    """How many days after the act; nothing for no day."""
    if day is None:
        return ""
    days = (day - on).days
    return counted(days, "days") if days else "at once"
