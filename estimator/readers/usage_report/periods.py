"""The days a usage report speaks of: from its rows, its name, or the user."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from estimator.days import to_day

Days = tuple[int, int]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DATES = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<y2>20\d{2})(?P<m2>\d{2})(?P<d2>\d{2})"
    r"|(?P<m3>\d{1,2})[/-](?P<d3>\d{1,2})[/-](?P<y3>\d{4})"
    r"|(?P<d4>\d{1,2}) (?P<m4>[a-z]{3})[a-z]* (?P<y4>\d{4})"
    r"|(?P<m5>[a-z]{3})[a-z]* (?P<d5>\d{1,2}),? (?P<y5>\d{4}))(?!\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{2})|(?P<m2>[a-z]{3})[a-z]*[ -](?P<y2>\d{4}))(?![\d-])",
    re.IGNORECASE,
)


def period_in(text: str) -> Days | None:
    """The first and last day of the period that a text names; None when it names none.

    Two dates are a period, and so is a month; a single date is none. Of dates with a slash the
    month comes first.

    >>> period_in("usage_1970-01-02_1970-01-31.csv"), period_in("1970-01"), period_in("1970-01-02")
    ((1, 30), (0, 30), None)
    """
    days = list(_dates_in(text))
    if len(days) >= 2:
        return (days[0], days[1]) if days[0] <= days[1] else None
    return None if days else _month_in(text)


def date_in(text: str) -> int | None:
    """The one date that a text holds; None when it holds none, or several."""
    days = list(_dates_in(text))
    return days[0] if len(days) == 1 else None


def month_in(text: str) -> Days | None:
    """The whole month of a date, or of a text such as `2025-01` or `Jan 2025`."""
    day = date_in(text)
    if day is None:
        return _month_in(text)
    at = date.fromordinal(day + date(1970, 1, 1).toordinal())
    return _whole_month(at.year, at.month)


def _dates_in(text: str) -> Iterator[int]:
    for match in _DATES.finditer(text):
        year, month, day = (
            next(v for k, v in match.groupdict().items() if k[0] == part and v) for part in "ymd"
        )
        try:
            yield to_day(date(int(year), _number(month), int(day)))
        except ValueError:
            continue


def _month_in(text: str) -> Days | None:
    match = _MONTH.search(text)
    if match is None:
        return None
    try:
        year = int(match["y"] or match["y2"])
        return _whole_month(year, _number(match["m"] or match["m2"]))
    except ValueError:
        return None


def _number(month: str) -> int:
    return int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1


def _whole_month(year: int, month: int) -> Days:
    return (
        to_day(date(year, month, 1)),
        to_day(date(year, month, monthrange(year, month)[1])),
    )
