"""Dates as people and programs write them; the order of day and month is that of the document.

A date that names its month, begins with its year, or has points between its numbers (which only
day-first countries write) can be read in one way alone. `3/5/2026` and `3-5-2026` cannot: what
else stands in the document decides, or nobody does.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from estimator.days import to_day

_MONTHS = (
    "jan january janv janvier januar ene enero janeiro gen gennaio januari jän jänner sty stycznia",
    "feb february févr fév février februar febrero fev fevereiro febbraio februari lut lutego",
    "mar march mars mär mrz märz marzo março mrt maart marts",
    "apr april avr avril abr abril aprile kwi kwietnia",
    "may mai mayo maio mag maggio mei maj maja",
    "jun june juin juni junio junho giu giugno cze czerwca",
    "jul july juil juillet juli julio julho lug luglio lip lipca",
    "aug august août ago agosto augustus augusti sie sierpnia",
    "sep sept september septembre septiembre set setembro settembre wrz września",
    "oct october octobre okt oktober octubre out outubro ott ottobre paź października",
    "nov november novembre noviembre novembro lis listopada",
    "dec december déc décembre dez dezember dic diciembre dezembro dicembre desember gru grudnia",
)
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
DAY_NAMES = frozenset(
    {"day", "date", "datum", "fecha", "data", "jour", "giorno", "tag", "dia", "día", "when"}
)  # what people call a column of days
LONGEST_DATE = 80  # signs, its clock time and zone among them
CENTURY = 69  # two-digit years 00-68 are 20xx, as in strptime

Either = tuple[int | None, int | None]  # the day read month first, and read day first
Days = tuple[int, int]

_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_CLOCK = re.compile(
    r"(?:T|,?\s+(?:at |um |à |a las |às )?)\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?|Uhr)?\s*(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?(?:\s*\([\w/+ -]*\))?"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
BEFORE_1970 = 25_569  # days between 1899-12-30 and 1970-01-01
_DASH = re.compile(r"(?<=\w)[\u2010-\u2014\u2212](?=\w)")  # of a word processor, for a plain one
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})[.日]?",
        rf"(?P<day>\d{{1,2}})(?P<dot>\.)\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}\.?",
        rf"(?P<one>\d{{1,2}})(?P<sign>[-/])(?P<two>\d{{1,2}})(?P=sign){_YEAR}",
        rf"(?:[^\W\d_]{{2,12}}\.?,?\s+)?(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?"
        rf"(?:\s+(?:de|of)\s+|\s+|-|/|(?<=\.)){_NAME}(?:\s+(?:de|del)\s+|,?\s+|-|/|(?<=\.)){_YEAR}",
        rf"(?:[^\W\d_]{{2,12}}\.?,?\s+)?{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[- ]{_NAME}[- ](?P<day>\d{{1,2}})",
    )
)


@lru_cache(maxsize=20_000)
def either_order(text: str) -> Either:
    """The day number of a date read month first, and read day first; None where it is none.

    A clock time behind it is passed over; the day is the one written.

    >>> either_order("1970-01-02"), either_order("3.1.1970"), either_order("5 Jan 70")
    ((1, 1), (2, 2), (4, 4))
    >>> either_order("1/2/1970"), either_order("13/1/1970"), either_order("soon")
    ((1, 31), (None, 12), (None, None))
    """
    written = _without_clock(_DASH.sub("-", text.strip())) if len(text) <= LONGEST_DATE else ""
    for form in _FORMS:
        found = form.fullmatch(written)
        if found is None:
            continue
        held = found.groupdict()
        if "one" in held:
            month_first = day_of_parts(held["year"], held["one"], held["two"])
            return month_first, day_of_parts(held["year"], held["two"], held["one"])
        known = day_of_parts(held["year"], held.get("month") or held["name"], held["day"])
        return known, known
    return None, None


def serial_day(text: str) -> int | None:
    """The day of a date that a spreadsheet left as the number it keeps: days since 1899-12-30.

    Of the years 2000 to 2049, and only in a column that is known to hold dates: other numbers look
    the same.

    >>> serial_day("36526"), serial_day("36526.75"), serial_day("1200")
    (10957, 10957, None)
    """
    found = _SERIAL.fullmatch(text.strip())
    day = int(found[1]) - BEFORE_1970 if found else 0
    return day if day >= to_day(date(2000, 1, 1)) and day < to_day(date(2050, 1, 1)) else None


def in_column_of_days(text: str) -> Either:
    """The day of a cell that stands in a column of days, in either order."""
    serial = serial_day(text)
    return either_order(text) if serial is None else (serial, serial)


def is_date(text: str) -> bool:
    """Whether the text is a date in some form, whichever of day and month comes first."""
    return either_order(text) != (None, None)


def _without_clock(text: str) -> str:
    for place, sign in enumerate(text):
        if sign in "T ," and place > 5 and _CLOCK.fullmatch(text, place):
            return text[:place]
    return text


@lru_cache(maxsize=20_000)
def day_of_parts(year: str, month: str, day: str) -> int | None:
    """The day number of a date by its parts as written; None for a day that no calendar has.

    >>> day_of_parts("1970", "Jan", "2"), day_of_parts("70", "2", "30")
    (1, None)
    """
    number = int(month) if month.isdecimal() else MONTH.get(month.lower(), 0)
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < CENTURY else 1900
    try:
        return to_day(date(full, number, int(day)))
    except ValueError:
        return None


def comes_day_first(
    dates: Iterable[Either],
    *,
    runs: Sequence[Sequence[Either]] = (),
    within: Days | None = None,
    known: Sequence[tuple[Either, int]] = (),
) -> bool | None:
    """Whether the dates of a document are written day first; None when nothing tells.

    In this order: which reading makes dates of more of them; which lies in the days that the
    document speaks of (`within`); which makes neighbours follow each other by a day (`runs`);
    which is nearer to days that are known otherwise (`known`, within two days).

    >>> week = [either_order(f"{d}/4/2026") for d in range(1, 8)]
    >>> comes_day_first(week), comes_day_first(week, runs=[week])
    (None, True)
    """
    every = list(dates)
    if all(one == other for one, other in every):
        return False

    def evidence(order: int) -> tuple[int, int, int, int]:
        days = [pair[order] for pair in every if pair[order] is not None]
        first, last = within or (0, -1)
        steps = 0
        for run in runs:
            column = [pair[order] for pair in run]
            steps += sum(
                a is not None and b is not None and abs(b - a) == 1
                for a, b in itertools.pairwise(column)
            )
        near = sum(p[order] is not None and abs((p[order] or 0) - day) <= 2 for p, day in known)
        return len(days), sum(first <= (day or 0) <= last for day in days), steps, near

    month_first, day_first = evidence(0), evidence(1)
    return None if month_first == day_first else day_first > month_first
