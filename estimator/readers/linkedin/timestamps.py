"""Every form of date an export uses, with its zone, as seconds since 1970-01-01 UTC.

The form is chosen for a column by majority; a cell in another form is read where that form leaves
no doubt (a spreadsheet turns only those cells into its own dates that its language understands).
Whether day or month comes first is told by the whole column. Month names have a table of their own,
since `strptime` follows the machine's language.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from estimator.dates import day_of_parts, either_order, serial_day
from estimator.errors import InputError

Match = re.Match[str]
DAY = 86_400
NO_BREAK = re.compile("[\u00a0\u202f]")  # spaces that do not break, as a French program writes
MARKS = re.compile("[\u200e\u200f\ufeff]")  # of the direction of writing, and of its bytes
MISSING = frozenset({"", "N/A"})
PACIFIC = "America/Los_Angeles"
AM_PM = r"\s?([AaPp])\.?[Mm]\.?"
NAME = r"([^\W\d_]{3,9})\.?"


@dataclass(frozen=True)
class Form:
    """One way to write a time: its pattern, and the seconds a match means (None: no such time)."""

    name: str
    pattern: re.Pattern[str]
    seconds: Callable[[Match], int | None]
    pacific: bool = False

    def read(self, cell: str) -> int | None:
        """The seconds since 1970-01-01 UTC that the cell states; None when it does not."""
        found = self.pattern.fullmatch(cell)
        return None if found is None else self.seconds(found)


def midnight(year: str, month: str, day: str) -> int | None:
    """Seconds at the start of a day, its parts as written; None for a day no calendar has."""
    number = day_of_parts(year, month, day)
    return None if number is None else number * DAY


def clock(hour: str, minute: str, second: str | None, half: str | None) -> int | None:
    """Seconds since midnight of a clock time; `half` is the A or P of a twelve-hour clock."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "Pp" else 0)
    if hours > 23 or minutes > 59 or seconds > 60:
        return None
    return hours * 3600 + minutes * 60 + seconds


def plus(start: int | None, time: int | None) -> int | None:
    """The sum, or None when a part is unknown."""
    return None if start is None or time is None else start + time


@cache
def pacific() -> ZoneInfo:
    """The zone of the invitations. Raises: InputError on a system without time zones."""
    try:
        return ZoneInfo(PACIFIC)
    except ZoneInfoNotFoundError:
        what = "this system has no time zones; `pip install tzdata` brings them"
        raise InputError.at(PACIFIC, what) from None


def from_pacific(local: int | None) -> int | None:
    """UTC seconds of a US Pacific wall clock; of an hour that occurs twice, the first.

    >>> from_pacific(0), from_pacific(None)
    (28800, None)
    """
    if local is None:
        return None
    offset = (datetime(1970, 1, 1, tzinfo=pacific()) + timedelta(seconds=local)).utcoffset()
    return None if offset is None else local - int(offset.total_seconds())


def _by(parts: str) -> Callable[[Match], int | None]:
    """Reads a match whose groups are these parts, in this order: y, m and d of the day, h, i and s
    of the clock, p for its half of a day; a clock that is not there is midnight.

    >>> _by("ymd")(re.match("(....)-(..)-(..)", "1970-01-02"))
    86400
    """
    place = {part: n for n, part in enumerate(parts, 1)}
    year, month, day = (place[part] for part in "ymd")
    hour, minute, second, half = (place.get(part) for part in "hisp")

    def read(m: Match) -> int | None:
        start = midnight(m[year], m[month], m[day])
        if hour is None or minute is None or m[hour] is None:
            return start
        seconds, am_pm = m[second] if second else None, m[half] if half else None
        return plus(start, clock(m[hour], m[minute], seconds, am_pm))

    return read


def _serial(m: Match) -> int | None:
    """A time that a spreadsheet left as the number of days it keeps."""
    day = serial_day(m[0])
    return None if day is None else day * DAY + round(float(m[1] or 0) * DAY)


def _in_pacific(parts: str) -> Callable[[Match], int | None]:
    local = _by(parts)
    return lambda m: from_pacific(local(m))


UTC = r"(?:UTC|Z|\+00:?00)"
US = r"(\d{1,2})/(\d{1,2})/(\d{2}), (\d{1,2}):(\d\d)" + AM_PM
TIME = r"(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?(?:" + AM_PM + ")?)?"
EVENT = NAME + r" (\d{1,2}), (\d{4}) (\d{1,2}):(\d\d)" + AM_PM
NAMED = NAME + r" (\d{1,2}), (\d{4}) at (\d{1,2}):(\d\d)" + AM_PM
# with points the day comes first in every country that writes them
MONTH_FIRST = r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})" + TIME
DAY_FIRST = r"(\d{1,2})([/.-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})" + TIME
YEAR_FIRST = r"(\d{4})([/.-]) ?(\d{1,2})\2 ?(\d{1,2})\.?" + TIME
FORMS = tuple(
    Form(name, re.compile(pattern), seconds)
    for name, pattern, seconds in (
        (
            "iso_utc",
            r"(\d{4})-(\d\d)-(\d\d)[ T](\d{1,2}):(\d\d):(\d\d)(?:\.\d+)? ?" + UTC,
            _by("ymdhis"),
        ),
        (
            "slash_utc",
            r"(\d{4})/(\d\d)/(\d\d) (\d{1,2}):(\d\d):(\d\d) UTC",
            _by("ymdhis"),
        ),
        (
            "java_utc",
            r"[^\W\d_]{3} " + NAME + r" (\d\d) (\d{1,2}):(\d\d):(\d\d) UTC (\d{4})",
            _by("mdhisy"),
        ),
        ("iso_naive", r"(\d{4})-(\d\d)-(\d\d)[ T](\d{1,2}):(\d\d):(\d\d)", _by("ymdhis")),
        ("d_mon_y", r"(\d{1,2}) " + NAME + r" (\d{4})", _by("dmy")),
        ("us_short", US, _in_pacific("mdyhip")),
        ("iso_utc_min", r"(\d{4})-(\d\d)-(\d\d) (\d{1,2}):(\d\d) UTC", _by("ymdhi")),
        ("iso_min_naive", r"(\d{4})-(\d\d)-(\d\d)[ T](\d{1,2}):(\d\d)", _by("ymdhi")),
        ("rich_media", r"You uploaded an? [a-z ]+ on " + NAMED + r" \(GMT\)", _by("mdyhip")),
        ("event_range", EVENT + r"(?: - .*)?", _by("mdyhip")),
        ("mon_d_y", NAME + r" (\d{1,2}), (\d{4})", _by("mdy")),
        ("iso_date", r"(\d{4})-(\d\d)-(\d\d)", _by("ymd")),
        (
            "excel_d_mon_yy",
            r"(\d{1,2})(?:[-/]|\. ?| (?=\S+ \d\d$))" + NAME + r"[-/ ](\d{4}|\d\d)",
            _by("dmy"),
        ),
        ("serial", r"\d{5}(\.\d+|(?!.))", _serial),
        ("year_first", YEAR_FIRST, _by("y-mdhisp")),
        ("sheet_month_first", MONTH_FIRST, _by("m-dyhisp")),
        ("eu_short", US, _in_pacific("dmyhip")),
        ("sheet_day_first", DAY_FIRST, _by("d-myhisp")),
    )
)
BY_NAME = {form.name: form for form in FORMS}


SHEETS = {"month": BY_NAME["sheet_month_first"], "day": BY_NAME["sheet_day_first"]}
DOUBTFUL = frozenset({"us_short", "eu_short", *(form.name for form in SHEETS.values())})
ZONED = frozenset({"iso_utc", "slash_utc", "java_utc", "iso_utc_min", "rich_media", *DOUBTFUL})


@dataclass(frozen=True)
class Column:
    """How the dates of one column are read.

    form: that of most cells; others: those in which a cell may stand beside it; order: whether
    day or month comes first in a spreadsheet's numbers, `either` when the cells do not tell.
    """

    form: Form
    others: tuple[Form, ...] = ()
    order: str = ""

    def read(self, cell: str) -> int | None:
        """The seconds since 1970-01-01 UTC that the cell states; None when it does not."""
        plain = MARKS.sub("", NO_BREAK.sub(" ", cell)).strip()
        for form in (self.form, *self.others):
            seconds = form.read(plain)
            if seconds is not None:
                return seconds
        month_first, day_first = (None, None) if ":" in plain else either_order(plain)
        return None if month_first is None or month_first != day_first else month_first * DAY

    def ordered(self, order: str) -> "Column":
        """The column with day or month first in a spreadsheet's numbers."""

        def turned(form: Form) -> Form:
            sheet = form.name.startswith("sheet_")
            return _in_zone(SHEETS[order], form.pacific) if sheet else form

        return Column(turned(self.form), tuple(map(turned, self.others)), order)


def choose(cells: Iterable[str], declared: Sequence[str]) -> Column:
    """The form that reads most of the cells; of equals the declared, then the month-first one.

    A spreadsheet's form keeps the zone of the one the column was declared to have.

    >>> choose(["3/5/26, 9:07 AM", "25/3/26, 9:07 AM"], ["us_short"]).form.name
    'eu_short'
    >>> choose(["05 Mar 2026", "05. Apr 26"], ["d_mon_y"]).read("05. Apr 26") == 1775347200
    True
    """
    sample = [cell for cell in cells if cell not in MISSING]
    forms = [BY_NAME[name] for name in declared]
    forms += [form for form in FORMS if form.name not in declared]
    best, most = forms[0], -1
    for form in forms:
        read = sum(form.read(cell) is not None for cell in sample)
        if read > most:
            best, most = form, read
        if most == len(sample):
            break
    pacific = "us_short" in declared[:1]
    order = _order(sample, best)
    others = [form for form in forms if form.name not in DOUBTFUL]
    if order:
        sheet = SHEETS["month" if order == "either" else order]
        others.append(sheet)
        best = sheet if best.name.startswith("sheet_") else best
    return Column(_in_zone(best, pacific), tuple(_in_zone(form, pacific) for form in others), order)


def _order(sample: Sequence[str], best: Form) -> str:
    """Whether day or month comes first in the cells that are a spreadsheet's numbers."""
    short = BY_NAME["us_short"].pattern
    numbers = [
        cell
        for cell in sample
        if SHEETS["day"].pattern.fullmatch(cell) and not short.fullmatch(cell)
    ]
    if not numbers:
        return ""
    read = {
        order: sum(form.read(cell) is not None for cell in numbers)
        for order, form in SHEETS.items()
    }
    if read["day"] != read["month"]:
        return max(read, key=lambda order: read[order])
    if best.name in ("us_short", "eu_short"):
        # a spreadsheet that took such cells for dates of its own kept their digits
        return "month" if best.name == "us_short" else "day"
    same = all(SHEETS["day"].read(c) == SHEETS["month"].read(c) for c in numbers)
    return "day" if same else "either"


def _in_zone(form: Form, pacific: bool) -> Form:
    """The form, of a clock in US Pacific time where it states no zone."""
    if not pacific or form.pacific or (form.name in ZONED and not form.name.startswith("sheet_")):
        return form
    return Form(form.name, form.pattern, lambda m: from_pacific(form.seconds(m)), pacific=True)
