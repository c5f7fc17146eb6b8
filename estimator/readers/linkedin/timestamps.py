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
class TimePattern:
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
            hour, minute, second = (int(part.get(name) or 0) for name in "his")
            if (half := part.get("p")) is not None:  # of a clock of twelve hours
                hour = hour % 12 + (12 if half in "Pp" else 0) if 1 <= hour <= 12 else 24
            if hour > 23 or minute > 59 or second > 60:
                return None
            seconds = hour * 3600 + minute * 60 + second
        if day is None:
            return None
        local = day * DAY + seconds
        return from_pacific(local) if self.zone == PACIFIC else local


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


# in the patterns of forms: `{Y}` is a year of four digits, `{N}` a month's name, `{h}` a clock ...
PARTS = {
    "Y": r"(?P<y>\d{4})",
    "y": r"(?P<y>\d{4}|\d\d)",
    "M": r"(?P<m>\d\d)",
    "m": r"(?P<m>\d{1,2})",
    "N": r"(?P<m>[^\W\d_]{3,9})\.?",
    "D": r"(?P<d>\d\d)",
    "d": r"(?P<d>\d{1,2})",
    "h": r"(?P<h>\d{1,2}):(?P<i>\d\d)",
    "s": r"(?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)",
    "p": r"\s?(?P<p>[AaPp])\.?[Mm]\.?",
    "T": r"(?:,? (?P<h>\d{1,2}):(?P<i>\d\d)(?::(?P<s>\d\d))?(?:\s?(?P<p>[AaPp])\.?[Mm]\.?)?)?",
}
FORMS = tuple(
    TimePattern(name, zone, re.compile(re.sub(r"\{([A-Za-z])\}", lambda m: PARTS[m[1]], pattern)))
    for name, zone, pattern in (
        ("iso_utc", "UTC", r"{Y}-{M}-{D}[ T]{s}(?:\.\d+)? ?(?:UTC|Z|\+00:?00)"),
        ("slash_utc", "UTC", r"{Y}/{M}/{D} {s} UTC"),
        ("java_utc", "UTC", r"[^\W\d_]{3} {N} {D} {s} UTC {Y}"),
        ("iso_naive", "", r"{Y}-{M}-{D}[ T]{s}"),
        ("d_mon_y", "", r"{d} {N} {Y}"),
        ("us_short", PACIFIC, r"{m}/{d}/(?P<y>\d\d), {h}{p}"),
        ("iso_utc_min", "UTC", r"{Y}-{M}-{D} {h} UTC"),
        ("iso_min_naive", "", r"{Y}-{M}-{D}[ T]{h}"),
        ("rich_media", "UTC", r"You uploaded an? [a-z ]+ on {N} {d}, {Y} at {h}{p} \(GMT\)"),
        ("event_range", "", r"{N} {d}, {Y} {h}{p}(?: - .*)?"),
        ("mon_d_y", "", r"{N} {d}, {Y}"),
        ("iso_date", "", r"{Y}-{M}-{D}"),
        ("excel_d_mon_yy", "", r"{d}(?:[-/]|\. ?| (?=\S+ \d\d$)){N}[-/ ]{y}"),
        ("serial", "", r"\d{5}(?P<serial>\.\d+|(?!.))"),
        ("year_first", "", r"{Y}(?P<by>[/.-]) ?{m}(?P=by) ?{d}\.?{T}"),
        ("sheet_month_first", "", r"{m}(?P<by>[/-]){d}(?P=by){y}{T}"),
        ("eu_short", PACIFIC, r"{d}/{m}/(?P<y>\d\d), {h}{p}"),
        # with points the day comes first in every country that writes them
        ("sheet_day_first", "", r"{d}(?P<by>[/.-]) ?{m}(?P=by) ?{y}{T}"),
    )
)
BY_NAME = {form.name: form for form in FORMS}
SHEETS = {"month": BY_NAME["sheet_month_first"], "day": BY_NAME["sheet_day_first"]}
DOUBTFUL = frozenset({"us_short", "eu_short", *(form.name for form in SHEETS.values())})


@dataclass(frozen=True)
class DateColumn:
    """How the dates of one column are read.

    form: that of most cells; others: those in which a cell may stand beside it; order: whether
    day or month comes first in a spreadsheet's numbers, `either` when the cells do not tell.
    """

    form: TimePattern
    others: tuple[TimePattern, ...] = ()
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

    def ordered(self, order: str) -> "DateColumn":
        """The column with day or month first in a spreadsheet's numbers."""

        def turned(form: TimePattern) -> TimePattern:
            sheet = form.name.startswith("sheet_")
            return replace(SHEETS[order], zone=form.zone) if sheet else form

        return DateColumn(turned(self.form), tuple(map(turned, self.others)), order)


def choose(cells: Iterable[str], declared: Sequence[str]) -> DateColumn:
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

    def in_zone(form: TimePattern) -> TimePattern:
        return replace(form, zone=form.zone or PACIFIC) if "us_short" in declared[:1] else form

    return DateColumn(in_zone(best), tuple(map(in_zone, others)), order)


def _order(sample: Sequence[str], best: TimePattern) -> str:
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
