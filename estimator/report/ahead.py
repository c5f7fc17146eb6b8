"""A projection: what was, then what comes without and with the plan, what it adds and takes."""

from collections.abc import Iterator, Mapping
from math import isclose

from estimator.report.charts import MARGIN
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph
from estimator.report.numbers import amount, between, percent, points, signed
from estimator.report.sentences import calibrated, seat_words
from estimator.report.three_lines import legend, three_lines, without
from estimator.results import History, Json
from estimator.rules.model import Model
from estimator.whatif import Habit, Projection

TEMPLATE = "projection"
YEAR, MONTH = 52, 30 / 7  # in weeks


def text(result: Projection, model: Model, width: int) -> list[Line]:
    """The three lines as a chart, what the plan adds to each pillar, what it takes."""
    about = f"{result.today} to {result.until}, {seat_words(result.planned.seat)}"
    return [
        *apart(line(Span("What if", "title")), line(about), width),
        BLANK,
        *three_lines(result, width - MARGIN - 2),
        *legend(result, width),
        BLANK,
        _heading(),
        *(_row(result, name) for name in ("total", *result.planned.pillars)),
        BLANK,
        *_plan(result, width),
        *(part for w in result.warnings for part in paragraph(w, width, "warning", "! ")),
        *paragraph(calibrated(result.planned.stamp.calibrated_until), width, "aside", ""),
    ]


def rows(result: Projection) -> Iterator[Json]:
    """One row a day and series: day, series, then points, low and high of total and pillars."""
    for name, part in series(result).items():
        for d, day in enumerate(part.days):
            row: Json = {"day": day.isoformat(), "series": name}
            for pillar in ("total", *part.pillars):
                ends = (("", part.points), ("_low", part.low), ("_high", part.high))
                row |= {pillar + end: float(column[pillar][d]) for end, column in ends}
            yield row


def page(result: Projection, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {
        "result": result.planned,
        "projection": result,
        "rows": [numbers(result, name) for name in ("total", *result.planned.pillars)],
        "habits": [habit_words(habit) for habit in result.plan],
        "cost": cost(result),
        "without": without(result),
        "warnings": result.warnings,
        "caps": {pillar.name: pillar.cap for pillar in model.pillars},
        "calibrated": calibrated(result.planned.stamp.calibrated_until),
    }


def series(result: Projection) -> dict[str, History]:
    """The three series by name."""
    return {"actual": result.actual, "baseline": result.baseline, "planned": result.planned}


def numbers(result: Projection, name: str) -> Mapping[str, object]:
    """What is said of the total or a pillar: now, without and with the plan, and the lift."""
    last = {key: float(part.points[name][-1]) for key, part in series(result).items()}
    low, high = (float(part[name][-1]) for part in (result.planned.low, result.planned.high))
    return {
        "name": name,
        **last,
        "between": between(low, high),
        "lift": last["planned"] - last["baseline"],
    }


def cost(result: Projection) -> str:
    """What the plan takes: `66 minutes a week and 15 once`."""
    often = f"{amount(round(result.plan.minutes_per_week))} minutes a week"
    once = result.plan.minutes_once
    return f"{often}, {amount(round(once))} once" if once else often


def habit_words(habit: Habit) -> str:
    """A habit in words.

    >>> habit_words(Habit("invitation_sent", 15, accepted=0.4))
    'invitation sent, 15 a week, 40 % accepted'
    """
    told = [habit.action.replace("_", " ")]
    told += [f"{name} {value}" for name, value in habit.attributes]
    if habit.is_once:
        told += [f"to {amount(habit.count)}"] if habit.kind.level and habit.count != 1 else []
        told += [f"on {habit.on}"] if habit.on else []
    else:
        told.append(often(habit.rate))
    told += [" ".join(habit.weekdays)] if habit.weekdays else []
    told += [f"from {habit.start}"] if habit.start else []
    told += [f"until {habit.until}"] if habit.until else []
    if habit.outcome is not None and not habit.is_once:
        word = habit.to_dict()
        told.append(f"{percent(habit.outcome)} {'accepted' if 'accepted' in word else 'answered'}")
    return ", ".join(told)


def often(per_week: float) -> str:
    """A rate in words.

    >>> often(10), often(0.25), often(7 / 30), often(0.3)
    ('10 a week', '1 in 4 weeks', '1 a month', '0.3 a week')
    """
    if per_week < 1:
        for weeks in range(2, YEAR + 1):
            if isclose(per_week * weeks, 1):
                return f"1 in {weeks} weeks"
        if isclose(per_week * MONTH, round(per_week * MONTH)) and per_week > 0:
            return f"{round(per_week * MONTH)} a month"
    return f"{amount(per_week)} a week"


def _heading() -> Line:
    columns = f"{'today':>8}{'without':>10}{'with':>8}{'lift':>8}  {'interval':<11}"
    return line(Span(f"  {'':<14}{columns}", "aside"))


def _row(result: Projection, name: str) -> Line:
    said = numbers(result, name)
    figures = (float(str(said[key])) for key in ("actual", "baseline", "planned"))
    now, alone, then = (points(value) for value in figures)
    return line(
        Span(f"  {name:<14}", "name"),
        f"{now:>8}{alone:>10}",
        Span(f"{then:>8}", "points"),
        f"{signed(float(str(said['lift']))):>8}  ",
        Span(str(said["between"]), "aside"),
    )


def _plan(result: Projection, width: int) -> Iterator[Line]:
    yield line(Span("The plan", "title"), Span(f": {cost(result)}", "aside"))
    for habit in result.plan:
        yield from paragraph(habit_words(habit), width)
    if not len(result.plan):
        yield line("  nothing")
    yield BLANK
