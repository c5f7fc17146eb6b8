"""Every form of date an export uses, with its zone, as seconds since 1970-01-01 UTC.

The form is chosen for a column by majority; a cell in another form is read where that form leaves
no doubt (a spreadsheet turns only those cells into its own dates that its language understands).
Whether day or month comes first is told by the whole column. Month names have a table of their own,
since `strptime` follows the machine's language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from estimator.dates import day_of_parts, either_order, serial_day
from estimator.errors import InputError

DAY = 86_400
NO_BREAK = re.compile("[\u00a0\u202f]")  # spaces that do not break, as a French program writes
MARKS = re.compile("[\u200e\u200f\ufeff]")  # of the direction of writing, and of its bytes
MISSING = frozenset({"", "N/A"})
PACIFIC = "America/Los_Angeles"


@dataclass(frozen=True)
class Form:
    """One way to write a time, as a pattern whose groups are its parts.

    y, m, d: of the day; h, i, s, p: of the clock (midnight without one) and its half of a day.
    zone: the one it states, UTC where it states none.
    """

    name: str
    zone: str
    pattern: re.Pattern[str]

    def read(self, cell: str) -> int | None:
        """The seconds since 1970-01-01 UTC that the cell states; None when it does not, or when no
        calendar or clock has the time.
        """
        found = self.pattern.fullmatch(cell)
        if found is None:
            return None
        part = found.groupdict()
        if "serial" in part:  # a spreadsheet left the number of days it keeps
            day, seconds = serial_day(cell), round(float(part["serial"] or 0) * DAY)
        else:
            day = day_of_parts(part["y"], part["m"], part["d"])
            seconds = clock(part.get("h"), part.get("i"), part.get("s"), part.get("p"))
        if day is None or seconds < 0:
            return None
        local = day * DAY + seconds
        return from_pacific(local) if self.zone == PACIFIC else local


def clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> int:
    """Seconds since midnight of a clock time, -1 for none that a clock shows.

    half: the A or P of a twelve-hour clock.
    """
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if half is not None:
        hours = hours % 12 + (12 if half in "Pp" else 0) if 1 <= hours <= 12 else 24
    is_shown = hours < 24 and minutes < 60 and seconds <= 60
    return hours * 3600 + minutes * 60 + seconds if is_shown else -1


@cache
def pacific() -> ZoneInfo:
    """The zone of the invitations. Raises: InputError on a system without time zones."""
    try:
        return ZoneInfo(PACIFIC)
    except ZoneInfoNotFoundError:
        what = "this system has no time zones; `pip install tzdata` brings them"
        raise InputError.at(PACIFIC, what) from None


def from_pacific(local: int) -> int:
    """UTC seconds of a US Pacific wall clock; of an hour that occurs twice, the first.

    >>> from_pacific(0)
    28800
    """
    wall = datetime(1970, 1, 1, tzinfo=pacific()) + timedelta(seconds=local)
    return local - int((wall.utcoffset() or timedelta()).total_seconds())


YMD, NAMED = r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", r"(?P<m>[^\W\d_]{3,9})\.?"
HI, HALF = r"(?P<h>\d{1,2}):(?P<i>\d\d)", r"\s?(?P<p>[AaPp])\.?[Mm]\.?"
HIS = HI + r":(?P<s>\d\d)"
UTC = r"(?:UTC|Z|\+00:?00)"
LATER = NAMED + r" (?P<d>\d{1,2}), (?P<y>\d{4})"
SHORT = r"(?P<%s>\d{1,2})/(?P<%s>\d{1,2})/(?P<y>\d{2}), " + HI + HALF
TIME = rf"(?:,? {HI}(?::(?P<s>\d\d))?(?:{HALF})?)?"
FORMS = tuple(
    Form(name, zone, re.compile(pattern))
    for name, zone, pattern in (
        ("iso_utc", "UTC", rf"{YMD}[ T]{HIS}(?:\.\d+)? ?{UTC}"),
        ("slash_utc", "UTC", rf"{YMD.replace('-', '/')} {HIS} UTC"),
        ("java_utc", "UTC", rf"[^\W\d_]{{3}} {NAMED} (?P<d>\d\d) {HIS} UTC (?P<y>\d{{4}})"),
        ("iso_naive", "", rf"{YMD}[ T]{HIS}"),
        ("d_mon_y", "", rf"(?P<d>\d{{1,2}}) {NAMED} (?P<y>\d{{4}})"),
        ("us_short", PACIFIC, SHORT % ("m", "d")),
        ("iso_utc_min", "UTC", rf"{YMD} {HI} UTC"),
        ("iso_min_naive", "", rf"{YMD}[ T]{HI}"),
        ("rich_media", "UTC", rf"You uploaded an? [a-z ]+ on {LATER} at {HI}{HALF} \(GMT\)"),
        ("event_range", "", rf"{LATER} {HI}{HALF}(?: - .*)?"),
        ("mon_d_y", "", LATER),
        ("iso_date", "", YMD),
        (
            "excel_d_mon_yy",
            "",
            rf"(?P<d>\d{{1,2}})(?:[-/]|\. ?| (?=\S+ \d\d$)){NAMED}[-/ ](?P<y>\d{{4}}|\d\d)",
        ),
        ("serial", "", r"\d{5}(?P<serial>\.\d+|(?!.))"),
        (
            "year_first",
            "",
            r"(?P<y>\d{4})(?P<by>[/.-]) ?(?P<m>\d{1,2})(?P=by) ?(?P<d>\d{1,2})\.?" + TIME,
        ),
        (
            "sheet_month_first",
            "",
            r"(?P<m>\d{1,2})(?P<by>[/-])(?P<d>\d{1,2})(?P=by)(?P<y>\d{4}|\d{2})" + TIME,
        ),
        ("eu_short", PACIFIC, SHORT % ("d", "m")),
        # with points the day comes first in every country that writes them
        (
            "sheet_day_first",
            "",
            r"(?P<d>\d{1,2})(?P<by>[/.-]) ?(?P<m>\d{1,2})(?P=by) ?(?P<y>\d{4}|\d{2})" + TIME,
        ),
    )
)
BY_NAME = {form.name: form for form in FORMS}
SHEETS = {"month": BY_NAME["sheet_month_first"], "day": BY_NAME["sheet_day_first"]}
DOUBTFUL = frozenset({"us_short", "eu_short", *(form.name for form in SHEETS.values())})


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
            return replace(SHEETS[order], zone=form.zone) if sheet else form

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
    order = _order(sample, best)
    others = [form for form in forms if form.name not in DOUBTFUL]
    if order:
        sheet = SHEETS["month" if order == "either" else order]
        others.append(sheet)
        best = sheet if best.name.startswith("sheet_") else best

    def in_zone(form: Form) -> Form:
        return replace(form, zone=form.zone or PACIFIC) if "us_short" in declared[:1] else form

    return Column(in_zone(best), tuple(map(in_zone, others)), order)


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
