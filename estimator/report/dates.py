"""Days as people say them."""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_day(day: date, beside: date | None = None) -> str:
    """The day and month; with the year, unless it is that of the day `beside` it.

    >>> short_day(date(2026, 5, 1)), short_day(date(2026, 5, 1), beside=date(2026, 7, 1))
    ('1 May 2026', '1 May')
    """
    told = f"{day.day} {MONTHS[day.month - 1]}"
    return told if beside is not None and beside.year == day.year else f"{told} {day.year}"


def days_between(start: date, end: date) -> str:
    """Two days, the year said once where it is the same.

    >>> days_between(date(2026, 5, 1), date(2026, 5, 19))
    '1 May to 19 May 2026'
    """
    return f"{short_day(start, beside=end)} to {short_day(end)}"
