"""Habits as one writes them on a command line: `comment=10/week`, `profile_section=about`."""

import re
from datetime import date

from estimator.actions import vocabulary
from estimator.errors import InputError
from estimator.log import Value
from estimator.rules.near import listed
from estimator.rules.scalars import plain_scalar
from estimator.whatif.habits import WORKDAYS, Habit

MONTH = 30.0  # days, as limits count them
WEEK = 7.0
PERIODS = {"week": 1.0, "month": WEEK / MONTH}
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)/([a-z]+)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
DATES = {"on": "on", "from": "start", "start": "start", "until": "until"}
PARTS = ("accepted", "answered")


def habit_of(text: str) -> Habit:
    """The habit that a text states: `ACTION=HOW[,KEY=VALUE]...`.

    HOW is a rate (`10/week`, `2/day`, `1/month`), a number (once; for a level the state), or for
    `profile_section` the section. A day is one of `weekdays`, a month 30 days. Keys are `on`,
    `from`, `until`, `weekdays` (`mon+wed`), `accepted`, `answered` and the action's attributes.

    Raises: InputError with what is wrong.

    >>> habit_of("invitation_sent=15/week,accepted=0.4")
    Habit('invitation_sent', per_week=15, accepted=0.4)
    >>> habit_of("profile_section=about")
    Habit('profile_section', section='about')
    """
    first, *more = text.split(",")
    action, sign, how = (part.strip() for part in first.partition("="))
    if not action or (sign and not how):
        raise InputError.at(text, "not a habit; write comment=10/week or profile_section=about")
    given = dict(_pair(text, part) for part in more)
    weekdays = tuple(given.pop("weekdays", "").split("+")) if "weekdays" in given else ()
    dates = {DATES[key]: _date(text, given.pop(key)) for key in [*given] if key in DATES}
    parts = {key: _number(text, key, given.pop(key)) for key in PARTS if key in given}
    attributes: dict[str, Value] = {key: _scalar(value) for key, value in given.items()}
    done: dict[str, float] = {}
    if rate := _RATE.fullmatch(how):
        done["per_week"] = float(rate[1]) * _times(text, rate[2], len(weekdays or WORKDAYS))
    elif _NUMBER.fullmatch(how):
        done["count"] = float(how)
    elif how:
        attributes |= _entry(text, action, how)
    return Habit(action, **done, **dates, **parts, weekdays=weekdays, attributes=attributes)  # type: ignore[arg-type]  # each key is a field of its kind


def _times(text: str, period: str, days: int) -> float:
    """How often a period begins in a week."""
    known = {"day": float(days), **PERIODS}
    if period not in known:
        raise InputError.at(text, f"no such period (got {period!r}); periods are {listed(known)}")
    return known[period]


def _entry(text: str, action: str, word: str) -> dict[str, Value]:
    """The one attribute that a bare word can mean."""
    attributes = vocabulary()[action].attributes if action in vocabulary() else ()
    if len(attributes) != 1 or not vocabulary()[action].level:
        raise InputError.at(text, f"not a rate (got {word!r}); write 10/week, 1/month or a number")
    return {attributes[0]: word}


def _pair(text: str, part: str) -> tuple[str, str]:
    key, sign, value = (piece.strip() for piece in part.partition("="))
    if not sign or not key or not value:
        raise InputError.at(text, f"not KEY=VALUE (got {part.strip()!r})")
    return key, value


def _date(text: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError.at(text, f"not a date (got {value!r}); write 2026-05-19") from None


def _number(text: str, key: str, value: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise InputError.at(text, f"{key} is a number from 0 to 1 (got {value!r})")
    return float(value)


def _scalar(value: str) -> Value:
    try:
        scalar = plain_scalar(value)
    except ValueError:
        return value
    return scalar if isinstance(scalar, str | bool | int | float) else value
