"""A plan that was found: what to do once, weekly and monthly, what it gives, what is in the way."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from math import ceil

from estimator.actions import vocabulary
from estimator.planning.proof import Obstacle, Robustness
from estimator.planning.solution import Day, Solution, Step, Week, things_of
from estimator.report import wording as say
from estimator.report.blocks import (
    Closing,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Said,
    Section,
    numbers,
)
from estimator.report.machine_forms import cells_of
from estimator.report.whatif_page import (
    LEAST,
    answers_said,
    beside_words,
    lift_table,
    plan_chart,
)
from estimator.rules.model import Model
from estimator.score.results import Json
from estimator.version import VERSION
from estimator.whatif.cautions import ALL, nothing_above
from estimator.whatif.habits import WEEKDAYS, practice

TITLES = {"once": "Once, soon", "weekly": "Every week", "monthly": "Every four weeks"}
MOST_RELAXED = 5
EXACT = 1e-4  # of a gap: too small to name
BEGIN = time(9)  # of a day's first act; the others follow one after the other
OCTETS = 74  # of a line; a longer one is folded

LEAST_GAP = 1e-3  # what one decimal of a percentage still shows


def plan_page(result: Solution, model: Model) -> Page:
    """What was asked and found, the chart, the steps, a week, what is in the way."""
    planned, days = result.projection.planned, f"{result.projection.today} to {result.by}"
    title, answer = _title(result), list(_answer(result))
    steps = {kind: [one for one in result.steps if one.kind == kind] for kind in TITLES}
    unseen = nothing_above(planned.seat)
    once = any(unseen in one for one in answer)  # what the answer says is not said again below
    warnings = [one for one in result.warnings if not (once and one.endswith(unseen))]
    sources = sorted({f"{a.title} ({a.status})" for step in result.steps for a in step.advice[:1]})
    rest = [f"Points rest on: {'; '.join(sources)}."] if sources else []
    return Page(
        heading=title,
        about=f"{days}, {say.seat_words(planned.seat)}",
        title=f"{title}, {days}",
        sections=[
            Section([Said(answer)]),
            Section([Picture(plan_chart(result.projection))]),
            Section([lift_table(result.projection, "mh")]),
            *(Section([_steps(own)], TITLES[kind]) for kind, own in steps.items() if own),
            _week(result.calendar),
            Section([Said(_ramps(result))]),
            _in_the_way(result.obstacle),
            _sure(result.robustness),
            Section(
                [
                    Said(rest, "aside", 0),
                    Notes(warnings),
                    Closing(planned.stamp, planned.pillars),
                ]
            ),
        ],
    )


def plan_rows(result: Solution) -> Iterator[Json]:
    """One row a step: kind, action, what, amount, minutes, and the points of total and pillars."""
    pillars = result.projection.planned.pillars
    for step in result.steps:
        lost = {name: step.points.get(name, 0.0) for name in ("total", *pillars)}
        yield {**cells_of(step, "kind action what amount minutes"), **lost}


def _title(result: Solution) -> str:
    ahead = beside_words(result.projection)
    if result.target is None:
        return f"The most for {say.amount(result.minutes_per_week or 0)} minutes a week, {ahead}"
    named = f" ({say.label(result.target.name)})" if result.target.name else ""
    return f"Plan to {say.amount(result.target.total)}{named}, {ahead}"


def _answer(result: Solution) -> Iterator[str]:
    """What was found, a sentence each, and how good it is proven to be."""
    planned, now = result.projection.planned, float(result.projection.actual.total[-1])
    ends = say.between(float(planned.low["total"][-1]), float(planned.high["total"][-1]))
    if result.obstacle is not None:
        yield _missed(result, result.obstacle)
    elif result.is_there and not len(result.plan):
        yield f"You are there: {say.points(now)} today, and no plan is needed to stay."
    elif result.is_there:
        alone = say.points(float(result.projection.baseline.total[-1]))
        yield (
            f"You are there: {say.points(now)} today. Without a plan it is {alone} on {result.by};"
            f" {say.minutes(result.minutes)} a week hold it."
        )
    elif result.reached_on is not None:
        yield f"Reached on {result.reached_on}, with {say.minutes(result.minutes)} a week."
    most = practice().seen.totals.get(planned.seat, ALL)
    if result.points > most and not (result.is_there and not len(result.plan)):
        yield f"On paper: {nothing_above(planned.seat)}."
    then = f"{say.points(now)} today, {say.points(result.points)} on {result.by} ({ends})"
    yield f"{then}; {say.minutes(result.minutes)} a week in all."
    yield _proof(result)


def _missed(result: Solution, found: Obstacle) -> str:
    """Why the target is not reached: the total, or else the pillars that are short of it."""
    if "total" in found.lacking or result.target is None:
        return f"Not reachable by {result.by}: the best plan has {say.points(result.points)} then."
    short = []
    for name, less in found.lacking.items():
        wanted = result.target.pillars[name]
        has = say.points(wanted - less)
        short.append(f"{name} has {has} of the {say.amount(wanted)} that are wanted")
    return f"Not reachable by {result.by}: {' and '.join(short)}; the total is enough."


def _proof(result: Solution) -> str:
    """How far from the best the plan can be."""
    if not result.proven:
        return "Signals that more than one action moves were estimated: a better plan may exist."
    least = result.target is not None and result.obstacle is None
    what = "takes fewer minutes" if least else "has more points"
    if result.gap < EXACT:
        return f"Proven: no plan within the limits {what}."
    within = f"{max(result.gap, LEAST_GAP):.1%} of the best"
    return f"Proven to within {within}: no plan {what} than that."


def _steps(steps: Sequence[Step]) -> PageTable:
    """What to do, what the plan would lack without it, minutes; advice, once for several."""
    columns = [*numbers("points", tail=2, adds=8), PageColumn("what", tail=2), *numbers(takes=-1)]
    rows = list[list[str]]()
    for step in steps:
        takes = [f"{say.amount(step.minutes)} min"]
        takes += [answers_said(step.action, step.accepted)] if step.accepted is not None else []
        takes += [f"the most ({step.bound})"] if step.bound is not None else []
        advice = next((one.text for one in step.advice), "")
        advice = "" if any(row[3] == advice for row in rows) else advice
        rows.append([_added(step.points["total"]), step.what, ", ".join(takes), advice])
    return PageTable([*columns, PageColumn("advice", fold="under")], rows, heads="mh")


def _added(value: float) -> str:
    """What a step adds: a step is there for something, so never nothing.

    >>> _added(1.25), _added(0.04), _added(0.0004)
    ('+1.2', '+0.04', '<0.01')
    """
    if abs(value) >= say.SMALLEST:
        return say.signed(value)
    return f"{value:+.2f}".replace("-", "−") if abs(value) >= LEAST else "<0.01"


def _week(calendar: Sequence[Week]) -> Section:
    """A whole week near the end: what is done of each action on each of its days."""
    heading = "A week, once begun"
    week = max((one.days for one in calendar[-2:]), key=len, default={})
    days = [day for day in WEEKDAYS if day in week]
    rows = [
        [
            say.label(name),
            *(say.amount(n) if (n := week[day].get(name, 0.0)) else "·" for day in days),
        ]
        for name in sorted({name for acts in week.values() for name in acts})
    ]
    columns = [PageColumn("", 26), *(PageColumn(day, 5, right=True) for day in days)]
    return Section([PageTable(columns, rows, corner=heading, indent=2)] if rows else [], heading)


def _ramps(result: Solution) -> list[str]:
    """How what must not begin with a jump begins."""
    begun = {one.action for one in result.plan if not one.is_once and one.until is not None}
    said = []
    for action in sorted(begun):
        own = [habit for habit in result.plan if habit.action == action]
        first, *later = sorted(own, key=lambda habit: str(habit.start or ""))
        rates = [say.often(first.rate)]
        rates += [f"{say.amount(habit.rate)} from {habit.start}" for habit in later]
        said.append(f"{say.label(action)}, a ramp: {', '.join(rates)}")
    return said


def _in_the_way(found: Obstacle | None) -> Section:
    """What stands in the way, a sentence each, and what would help."""
    if found is None:
        return Section([])
    lacking = ", ".join(f"{name} {say.points(less)}" for name, less in found.lacking.items())
    said = [f"Lacking: {lacking}. No plan has more than {say.points(found.bound)} by then."]
    said += [f"{name} is full at {say.amount(most)}." for name, most in found.full.items()]
    if found.reached_on is None:
        said.append("Within a year no plan of this kind reaches it.")
    else:
        best = (
            "Going on like this" if found.needs is None else "The plan that is best in the long run"
        )
        said.append(f"{best} reaches it on {found.reached_on}.")
    rows = []
    for one in found.relaxed[:MOST_RELAXED]:
        words = say.seat_words if one.what == "seat" else say.label
        change = f"{say.label(one.what)}: {words(one.then)} instead of {words(one.now)}"
        rows.append([say.signed(one.more), change])
    columns = [*numbers("points", tail=2, adds=8), PageColumn("what")]
    return Section([Said(said), PageTable(columns, rows, heads="mh")], "In the way")


def _sure(found: Robustness | None) -> Section:
    """How sure the plan is, a sentence each."""
    if found is None:
        return Section([])
    low, high = float(found.points[0]), float(found.points[-1])
    others = f"{found.rules} other rules that explain today as well"
    said = [f"Under {others}: {say.between(low, high)} points."]
    if found.reaches is not None:
        said.append(f"The target is reached under {say.percent(found.reaches)} of them.")
    top = [
        f"{say.label(name)} {say.percent(part)}"
        for name, part in found.top_three.items()
        if part > 0
    ]
    said.append(f"Among the three that add the most: {', '.join(top)}.")
    if found.safest_worst > found.worst + 0.05:
        said.append(
            f"A plan with a better worst case ({say.points(found.safest_worst)} rather than"
            f" {say.points(found.worst)}) takes {say.minutes(found.safest_minutes)} a week."
        )
    return Section([Said(said)], "How sure")


# --- as a calendar -------------------------------------------------------------------------------


def plan_calendar(result: Solution) -> str:
    """The plan as iCalendar (RFC 5545), an event a kind of act and day; the same plan gives the
    same bytes.

    Times float, so 09:00 is nine o'clock wherever the calendar is opened. An event is known by
    account, action and day: a calendar that reads a second file replaces what it has and doubles
    nothing.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//ssi-estimator//{VERSION}//EN"]
    lines += ["X-WR-CALNAME:Social Selling Index", *_events(result), "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for one in lines for part in _folded(one))


def _days(result: Solution) -> Iterator[tuple[date, Day]]:
    """Every day with what is done on it."""
    for week in result.calendar:
        for n in range(week.weeks):
            for name, acts in week.days.items():
                yield week.start + timedelta(weeks=n, days=WEEKDAYS.index(name)), acts


def _events(result: Solution) -> Iterator[str]:
    reasons = {step.action: f"{step.advice[0].text} " for step in result.steps if step.advice}
    stamp = f"{result.projection.today:%Y%m%d}T000000Z"  # when it was made, as far as the log knows
    account = result.projection.actual.accounts[0]
    for day, acts in _days(result):
        begin = datetime.combine(day, BEGIN)
        for named, count in sorted(acts.items()):
            action, *entry = named.split(".")  # of a checklist
            takes = max(ceil(count * (vocabulary()[action].minutes or 0.0)), 1)
            what = f"{count:g} {things_of(action, int(count))}"
            if vocabulary()[action].level:
                what = f"Profile: {', '.join(map(say.label, entry))}"
            why = f"{reasons.get(action, '')}About {say.counted(takes, 'minutes')}."
            known = f"{account}|{named}|{day.isoformat()}"
            yield from (
                "BEGIN:VEVENT",
                f"UID:{sha256(known.encode()).hexdigest()[:32]}@ssi-estimator",
                f"DTSTAMP:{stamp}",
                f"DTSTART:{begin:%Y%m%dT%H%M%S}",
                f"DURATION:PT{takes}M",
                f"SUMMARY:{_escaped(what)}",
                f"DESCRIPTION:{_escaped(why)}",
                "END:VEVENT",
            )
            begin += timedelta(minutes=takes)


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of so many octets, those after the first led by a blank."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > OCTETS:
            yield piece
            piece = " "
        piece += sign
    yield piece
