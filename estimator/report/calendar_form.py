"""A plan as a calendar (iCalendar, RFC 5545): one event a kind of act and day.

Times float, so 09:00 is nine o'clock wherever the calendar is opened. An event is known by account,
action and day: a calendar that reads a second file replaces what it has and doubles nothing.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from hashlib import sha256
from math import ceil

from estimator.actions import vocabulary
from estimator.days import to_day
from estimator.planning.solution import Solution, things_of
from estimator.report.wording import counted, label
from estimator.version import VERSION
from estimator.whatif.plans import Acts

BEGIN = time(9)  # of a day's first act; the others follow one after the other
OCTETS = 74  # of a line; a longer one is folded


def calendar_of(result: Solution) -> str:
    """The whole of the calendar; the same plan gives the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//ssi-estimator//{VERSION}//EN"]
    lines += ["X-WR-CALNAME:Social Selling Index", *_events(result), "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for one in lines for part in _folded(one))


def _events(result: Solution) -> Iterator[str]:
    plan, projection = result.plan, result.projection
    first, days = projection.planned.start, projection.planned.days
    own = {habit.action for habit in plan}  # what others answer is no act of one's own
    acts = [act for act in plan.acts(to_day(first), to_day(result.by)) if act.action in own]
    reasons = {step.action: step.advice[0].text for step in result.steps if step.advice}
    stamp = f"{projection.today:%Y%m%d}T000000Z"  # when it was made, as far as the log knows
    for n, day in enumerate(days):
        begin = datetime.combine(day, BEGIN)
        for act, count in _on(acts, n):
            minutes = max(ceil(count * (vocabulary()[act.action].minutes or 0.0)), 1)
            named = ".".join([act.action, *(str(value) for _, value in act.attributes)])
            known = f"{projection.actual.accounts[0]}|{named}|{day.isoformat()}"
            yield from (
                "BEGIN:VEVENT",
                f"UID:{sha256(known.encode()).hexdigest()[:32]}@ssi-estimator",
                f"DTSTAMP:{stamp}",
                f"DTSTART:{begin:%Y%m%dT%H%M%S}",
                f"DURATION:PT{minutes}M",
                f"SUMMARY:{_escaped(_what(act, count))}",
                f"DESCRIPTION:{_escaped(_why(reasons.get(act.action, ''), minutes))}",
                "END:VEVENT",
            )
            begin += timedelta(minutes=minutes)


def _on(acts: list[Acts], n: int) -> list[tuple[Acts, float]]:
    """What is done on a day: acts of one kind together, in the order of their names."""
    found: dict[tuple[object, ...], tuple[Acts, float]] = {}
    for act in acts:
        if act.present[0, n]:
            key = act.action, *act.attributes
            before = found[key][1] if key in found else 0.0
            found[key] = act, before + float(act.counts[0, n])
    return [found[key] for key in sorted(found, key=repr)]


def _what(act: Acts, count: float) -> str:
    """What is to be done: `2 comments`, `Profile: about`."""
    if act.level:
        return f"Profile: {', '.join(label(str(value)) for _, value in act.attributes)}"
    return f"{count:g} {things_of(act.action, int(count))}"


def _why(advice: str, minutes: int) -> str:
    return f"{advice} About {counted(minutes, 'minutes')}.".lstrip()


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
