"""A plan that was found: what to do once, weekly and monthly, what it gives, what is in the way."""

from collections.abc import Iterator, Mapping, Sequence

from estimator.planning.proof import Obstacle
from estimator.planning.robust import Robustness
from estimator.planning.solution import Solution, Step, Week
from estimator.report.ahead import numbers
from estimator.report.charts import MARGIN
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import amount, percent, signed
from estimator.report.plan_words import answer, obstacle_words, robust_words, sources_of, title
from estimator.report.reasons import label
from estimator.report.sentences import calibrated, seat_words
from estimator.report.three_lines import legend, three_lines
from estimator.results import Json
from estimator.rules.model import Model
from estimator.whatif.habits import WEEKDAYS

TEMPLATE = "plan"
TITLES = {"once": "Once, soon", "weekly": "Every week", "monthly": "Every four weeks"}
MOST_RELAXED = 5
WEEKDAYS_LINE = 5  # columns of a day


def text(result: Solution, model: Model, width: int) -> list[Line]:
    """The plan as a page of text."""
    about = (
        f"{result.projection.today} to {result.by}, {seat_words(result.projection.planned.seat)}"
    )
    return [
        *apart(line(Span(title(result), "title")), line(about), width),
        BLANK,
        *(part for said in answer(result) for part in paragraph(said, width)),
        BLANK,
        *three_lines(result.projection, width - MARGIN - 2),
        *legend(result.projection, width),
        BLANK,
        *_steps(result.steps, width),
        *_week(result.calendar),
        *_ramps(result, width),
        *_obstacle(result.obstacle, width),
        *_robustness(result.robustness, width),
        *_sources(result.steps, width),
        *(part for w in result.warnings for part in paragraph(w, width, "warning", "! ")),
        *paragraph(
            calibrated(result.projection.planned.stamp.calibrated_until), width, "aside", ""
        ),
    ]


def rows(result: Solution) -> Iterator[Json]:
    """One row a step: kind, action, what, amount, minutes, and the points of total and pillars."""
    pillars = result.projection.planned.pillars
    for step in result.steps:
        lost = {name: step.points.get(name, 0.0) for name in ("total", *pillars)}
        own = {"kind": step.kind, "action": step.action, "what": step.what}
        yield {**own, "amount": step.amount, "minutes": step.minutes, **lost}


def page(result: Solution, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    kinds = {k: [s for s in result.steps if s.kind == k] for k in TITLES}
    return {
        "result": result.projection.planned,
        "solution": result,
        "title": title(result),
        "answer": answer(result),
        "rows": [numbers(result.projection, n) for n in ("total", *model_names(result))],
        "steps": [(TITLES[kind], steps) for kind, steps in kinds.items() if steps],
        "weekdays": _grid(result.calendar)[0],
        "week": _grid(result.calendar)[1],
        "obstacle": [*obstacle_words(result.obstacle)] if result.obstacle else [],
        "relaxed": result.obstacle.relaxed[:MOST_RELAXED] if result.obstacle else [],
        "robustness": [*robust_words(result.robustness)] if result.robustness else [],
        "sources": sources_of(result.steps),
        "warnings": result.warnings,
        "calibrated": calibrated(result.projection.planned.stamp.calibrated_until),
    }


def model_names(result: Solution) -> Sequence[str]:
    """The names of the pillars."""
    return tuple(result.projection.planned.pillars)


def _steps(steps: Sequence[Step], width: int) -> Iterator[Line]:
    for kind, heading in TITLES.items():
        own = [step for step in steps if step.kind == kind]
        if not own:
            continue
        yield line(Span(heading, "title"))
        told: set[str] = set()
        for step in own:
            yield _step(step, width)
            for one in step.advice[:1]:
                if one.text not in told:
                    told.add(one.text)
                    yield from paragraph(one.text, width, "aside", " " * 10)
        yield BLANK


def _step(step: Step, width: int) -> Line:
    beside = [f"{amount(step.minutes)} min"]
    if step.accepted is not None:
        beside.append(f"{percent(step.accepted)} answered")
    if step.bound is not None:
        beside.append(f"the most ({step.bound})")
    told = ", ".join(beside)
    what = shortened(step.what, width - 12)
    room = max(width - 10 - len(what) - len(told), 2)
    return line(Span(f"{signed(step.points['total']):>8}  ", "points"), what, " " * room, told)


def _grid(calendar: Sequence[Week]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """A whole week near the end: its days, and what is done of each action on each of them."""
    if not calendar:
        return [], []
    week = max(calendar[-2:], key=lambda one: len(one.days)).days
    days = [day for day in WEEKDAYS if day in week]
    names = sorted({name for acts in week.values() for name in acts})
    return days, [
        (label(name), [amount(week[day].get(name, 0.0)) for day in days]) for name in names
    ]


def _week(calendar: Sequence[Week]) -> Iterator[Line]:
    days, grid = _grid(calendar)
    if not grid:
        return
    heading = "".join(f"{day:>{WEEKDAYS_LINE}}" for day in days)
    yield line(Span(f"{'A week, once begun':<28}", "title"), Span(heading, "aside"))
    for name, counts in grid:
        cells = "".join(f"{'·' if count == '0' else count:>{WEEKDAYS_LINE}}" for count in counts)
        yield line(f"  {shortened(name, 24):<26}", cells)
    yield BLANK


def _ramps(result: Solution, width: int) -> Iterator[Line]:
    """How what must not begin with a jump begins."""
    begun = [habit for habit in result.plan if not habit.is_once and habit.until is not None]
    actions = sorted({habit.action for habit in begun})
    for action in actions:
        own = sorted(
            (habit for habit in result.plan if habit.action == action),
            key=lambda habit: str(habit.start or ""),
        )
        told = [f"{amount(own[0].rate)} a week"]
        told += [f"{amount(habit.rate)} from {habit.start}" for habit in own[1:]]
        yield from paragraph(f"{label(action)}, a ramp: {', '.join(told)}", width)
    if actions:
        yield BLANK


def _obstacle(found: Obstacle | None, width: int) -> Iterator[Line]:
    if found is None:
        return
    yield line(Span("In the way", "title"))
    for sentence in obstacle_words(found):
        yield from paragraph(sentence, width)
    for one in found.relaxed[:MOST_RELAXED]:
        said = f"{label(one.what)}: {label(one.then)} instead of {label(one.now)}"
        yield line(Span(f"{signed(one.more):>8}  ", "points"), shortened(said, width - 10))
    yield BLANK


def _robustness(found: Robustness | None, width: int) -> Iterator[Line]:
    if found is None:
        return
    yield line(Span("How sure", "title"))
    for sentence in robust_words(found):
        yield from paragraph(sentence, width)
    yield BLANK


def _sources(steps: Sequence[Step], width: int) -> Iterator[Line]:
    sources = sources_of(steps)
    if sources:
        yield from paragraph(f"Points rest on: {'; '.join(sources)}.", width, "aside", "")
