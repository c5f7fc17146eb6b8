"""A plan as a calendar (iCalendar, RFC 5545): one event a kind of act and day.

Times float, so 09:00 is nine o'clock wherever the calendar is opened. An event is known by account,
action and day: a calendar that reads a second file replaces what it has and doubles nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from math import ceil

from estimator.actions import vocabulary
from estimator.planning.solution import Day, Solution, things_of
from estimator.report.wording import counted, label
from estimator.version import VERSION
from estimator.whatif.habits import WEEKDAYS

BEGIN = time(9)  # of a day's first act; the others follow one after the other
OCTETS = 74  # of a line; a longer one is folded


def calendar_of(result: object) -> str:
    """The whole of a plan's calendar; the same plan gives the same bytes. Raises: ValueError."""
    if not isinstance(result, Solution):
        raise ValueError("a calendar is of a plan; use html")
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
            minutes = max(ceil(count * (vocabulary()[action].minutes or 0.0)), 1)
            what = f"{count:g} {things_of(action, int(count))}"
            if vocabulary()[action].level:
                what = f"Profile: {', '.join(map(label, entry))}"
            why = f"{reasons.get(action, '')}About {counted(minutes, 'minutes')}."
            known = f"{account}|{named}|{day.isoformat()}"
            yield from (
                "BEGIN:VEVENT",
                f"UID:{sha256(known.encode()).hexdigest()[:32]}@ssi-estimator",
                f"DTSTAMP:{stamp}",
                f"DTSTART:{begin:%Y%m%dT%H%M%S}",
                f"DURATION:PT{minutes}M",
                f"SUMMARY:{_escaped(what)}",
                f"DESCRIPTION:{_escaped(why)}",
                "END:VEVENT",
            )
            begin += timedelta(minutes=minutes)


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
