"""How numbers, days and names are written. Nothing above this package rounds."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from estimator.errors import printable
from estimator.reading import Reading

DECIMALS = 6  # of JSON: more than anybody reads, few enough to be the same on every machine
SMALLEST = 0.05  # points that still show with one decimal
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Signals whose names in the rules say too little to somebody who reads them for the first time.
SAID = {
    "resting": "a network alone",
    "reach": "size of the network",
    "response_rate": "conversations answered",
    "acceptance_rate": "acceptance lately",
    "inmail_response_rate": "answers to InMails",
}
LINKEDINS = {
    "brand": "Establish your professional brand",
    "find": "Find the right people",
    "insight": "Engage with insights",
    "relationship": "Build relationships",
}
Medium = Literal["terminal", "table", "markdown", "xml"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&]|:(?=//)|(?<=\bwww)\.)")


def fit(text: object, medium: Medium) -> str:
    r"""A text from outside, made fit to stand in a medium that takes some signs for its own.

    terminal, xml: nothing that moves a cursor, sets a title, turns the direction, ends a line or
    begins a command of CI. table: nor a formula of a spreadsheet. markdown: nor markup or links.

    >>> fit("\x1b[31mred\nme", "terminal"), fit("=1+1", "table"), fit("a|b_c", "markdown")
    ('�[31mred�me', "'=1+1", 'a\\|b\\_c')
    """
    shown = printable(str(text))
    match medium:
        case "table":
            return f"'{shown}" if str(text).lstrip(" ").startswith(FORMULA) else shown
        case "markdown":
            return _MARKDOWN.sub(r"\\\1", shown)
    return shown


def finite(value: float) -> float:
    """The value. Raises: ValueError for one that is not finite: it must not leave the package."""
    if not math.isfinite(value):
        raise ValueError(f"a result holds a number that is not finite ({value})")
    return value


def points(value: float) -> str:
    """Points with one decimal, as on LinkedIn's page.

    >>> points(12.449), points(-0.01)
    ('12.4', '0.0')
    """
    return f"{finite(value):.1f}".replace("-0.0", "0.0")


def between(low: float, high: float) -> str:
    """An interval.

    >>> between(9.11, 15.8)
    '9.1–15.8'
    """
    return f"{points(low)}–{points(high)}"


def level_said(level: float, low: float, high: float) -> str:
    """An interval and how often what is true lies in it.

    >>> level_said(0.8, 9.11, 15.8)
    '80 % interval 9.1–15.8'
    """
    return f"{percent(level)} interval {between(low, high)}"


def signed(value: float) -> str:
    """A difference of points with its sign.

    >>> signed(1.25), signed(-3), signed(0.04)
    ('+1.2', '−3.0', '±0.0')
    """
    text = points(abs(value))
    if text == "0.0":
        return "±0.0"
    return ("+" if value > 0 else "−") + text


def percent(share: float) -> str:
    """A share of 1 in whole per cent.

    >>> percent(0.617)
    '62 %'
    """
    return f"{100 * finite(share):.0f} %"


def amount(value: float) -> str:
    """An amount, as many digits as a reader takes in; what rounding left of a sum is none.

    >>> amount(30000), amount(14.999999999999998), amount(22.43), amount(0.04)
    ('30,000', '15', '22.4', '0.04')
    """
    value = round(finite(value), 9)
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.1 else f"{value:.2g}"


def minutes(value: float) -> str:
    """A length of time, never less than it is.

    >>> minutes(26.6), minutes(1), minutes(150)
    ('27 minutes', '1 minute', '2 h 30 min')
    """
    whole = -int(-finite(value) // 1)
    hours, rest = divmod(whole, 60)
    if not hours:
        return counted(whole, "minutes")
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def often(per_week: float) -> str:
    """A rate in words.

    >>> often(10), often(0.25), often(7 / 30), often(0.3)
    ('10 a week', '1 in 4 weeks', '1 a month', '0.3 a week')
    """
    if 0 < per_week < 1:
        for weeks in range(2, 53):
            if math.isclose(per_week * weeks, 1):
                return f"1 in {weeks} weeks"
        monthly = per_week * 30 / 7
        if math.isclose(monthly, round(monthly)):
            return f"{round(monthly)} a month"
    return f"{amount(per_week)} a week"


def counted(number: int, unit: str) -> str:
    """A number of things, in the singular for one.

    >>> counted(1, "rows"), counted(4312, "rows"), counted(2, "files")
    ('1 row', '4,312 rows', '2 files')
    """
    return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"


def rounded(content: object) -> object:
    """The content of a result with every float at six decimals.

    Raises: ValueError for a number that is not finite.

    >>> rounded({"low": 0.1 + 0.2, "days": (1,)})
    {'low': 0.3, 'days': [1]}
    """
    if isinstance(content, Mapping):
        return {str(key): rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [rounded(value) for value in content]
    if isinstance(content, float):
        return round(finite(content), DECIMALS) + 0.0  # no minus before a zero
    return content


def short_day(day: date, beside: date | None = None) -> str:
    """The day and month; with the year, unless it is that of the day `beside` it.

    >>> short_day(date(2026, 5, 1)), short_day(date(2026, 5, 1), beside=date(2026, 7, 1))
    ('1 May 2026', '1 May')
    """
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return said if beside is not None and beside.year == day.year else f"{said} {day.year}"


def days_between(start: date, end: date) -> str:
    """Two days, the year said once where it is the same.

    >>> days_between(date(2026, 5, 1), date(2026, 5, 19))
    '1 May to 19 May 2026'
    """
    return f"{short_day(start, beside=end)} to {short_day(end)}"


def shortened(text: str, width: int) -> str:
    """The text, cut at `width` characters with a sign that it was.

    >>> shortened("endorsements", 6)
    'endor…'
    """
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def label(name: str) -> str:
    """The name of a signal or action as a reader says it.

    >>> label("people_searches")
    'people searches'
    """
    return SAID.get(name, name.replace("_", " "))


def seat_words(seat: str) -> str:
    """The seat in words.

    >>> seat_words("sales_navigator"), seat_words("free")
    ('Sales Navigator seat', 'no seat')
    """
    return "no seat" if seat == "free" else f"{seat.replace('_', ' ').title()} seat"


def with_seat(seat: str) -> str:
    """How a sentence begins that says which seat it is about.

    >>> with_seat("premium"), with_seat("free")
    ('With a Premium seat', 'Without a seat')
    """
    return "Without a seat" if seat == "free" else f"With a {seat_words(seat)}"


def recorded_said(
    recorded: Sequence[Reading], on: date | None = None, estimated: float = math.nan
) -> list[str]:
    """The newest score of the sources; if of the estimate's day, how far that is from it."""
    said = []
    for one in recorded[-1:]:
        if one.total is None or one.captured is None:
            continue
        beside = ""
        if one.captured == on:
            beside = f"; estimated minus recorded {signed(estimated - one.total)}"
        when = short_day(one.captured)
        said.append(f"Recorded in the sources: {points(one.total)} on {when}{beside}.")
    return said
