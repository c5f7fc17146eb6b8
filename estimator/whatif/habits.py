"""Habit: one thing that would be done: again and again, once, or a level that would be reached.

What is known of doing it comes from `rules/practice.yaml`: outcomes, ramps, what is too much. On a
command line a habit is written `comment=10/week` or `profile_section=about`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from estimator.actions import Action, Seat, action_named, no_such_action, vocabulary
from estimator.document import plain_scalar
from estimator.entries import WORD, is_word, shown
from estimator.errors import Fault, InputError, listed, near_miss
from estimator.form import Form, read_form
from estimator.log import Value
from estimator.resources import resource


class Vouched(Form):
    """Something with a status and a source."""

    status: Literal["sourced", "assumed"]
    source: str


class Reply(Form):
    """What others answer an action with, the word for how often they do, and what it is besides."""

    word: Literal["accepted", "answered"]
    action: str
    also: str | None = None


class DonePart(Vouched):
    """The part of what is assumed that gets done, four times in five."""

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=1)


class WarmUp(Vouched):
    """At most `first` more in the first week, then `growth` times as many each week."""

    first: float = Field(gt=0)
    growth: float = Field(gt=1)

    def allowed(self, recent: float, week: int) -> float:
        """The most in the week `week` (0 is the first) for who did `recent` a week before.

        >>> WarmUp(first=20, growth=1.5, status="assumed", source="guess").allowed(0, 1)
        30.0
        """
        return max(recent, self.first) * self.growth**week


class NewAccount(Vouched):
    """From how many connections on an account is not new, and the most a week before."""

    connections_below: float
    most: Mapping[str, float]


class Suggested(Vouched):
    """At most `most` in `weeks` weeks."""

    most: int = Field(gt=0)
    weeks: int = Field(default=1, gt=0)


class HighestSeen(Vouched):
    """The highest readings known: of each pillar, and of the total with a seat."""

    pillars: Mapping[str, float]
    totals: Mapping[Seat, float]


class Practice(Form):
    """The whole of `practice.yaml`."""

    schema_: Annotated[Literal["ssi-practice/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    outcomes: Mapping[str, Reply]
    raises: Mapping[str, str]
    done: Mapping[Literal["plan", "habits"], DonePart]
    warm_up: Mapping[str, WarmUp]
    new_account: NewAccount
    suggest: Mapping[str, Suggested]
    seen: HighestSeen


@cache
def practice() -> Practice:
    """What the shipped `rules/practice.yaml` says.

    Raises: RulesError when that file is not valid.

    >>> practice().raises["invitation_accepted"]
    'connections'
    """
    return read_practice(resource("rules") / "practice.yaml")


def read_practice(path: Path) -> Practice:
    """What the file at `path` says. Raises: RulesError with every fault."""
    return read_form(Practice, path)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = WEEKDAYS[:5]


def _as_number(value: object, key: str) -> float:
    try:
        return float(value)  # type: ignore[arg-type]  # whatever was given
    except (TypeError, ValueError):
        raise InputError.at(f"habit {key}", f"is a number (got {value!r})") from None


@dataclass(frozen=True, init=False)
class Habit:
    """One thing that would be done.

    Repeated: `per_week` of it, spread over `weekdays` (Monday to Friday without any), from `start`
    to `until` (the plan's first and last day without them). Once: `count` of it `on` a day. For a
    level (`connections`, a section of the profile), `count` is the state from the day `on`.

    outcome: the part of what is sent that is accepted or answered, in [0, 1]; None leaves it to
    what the log shows. attributes: what rules may match (`words`, `section`, ...).

    Raises: InputError with everything that is wrong.

    >>> Habit("comment", per_week=10, words=40)
    Habit('comment', per_week=10, words=40)
    """

    action: str
    per_week: float | None
    on: date | None
    count: float
    weekdays: tuple[str, ...]
    start: date | None
    until: date | None
    outcome: float | None
    attributes: tuple[tuple[str, Value], ...]

    def __init__(
        self,
        action: str,
        per_week: float | None = None,
        *,
        on: date | None = None,
        count: float | None = None,
        weekdays: tuple[str, ...] = (),
        start: date | None = None,
        until: date | None = None,
        accepted: float | None = None,
        answered: float | None = None,
        outcome: float | None = None,
        attributes: Mapping[str, Value] | tuple[tuple[str, Value], ...] = (),
        **more: Value,
    ) -> None:
        given = {**dict(attributes), **more}
        action = action_named(str(action)) or str(action)
        outcomes = {"accepted": accepted, "answered": answered}
        content: dict[str, object] = {
            "action": action,
            "per_week": None if per_week is None else _as_number(per_week, f"{action!r}, per_week"),
            "on": on,
            "count": 1.0 if count is None else _as_number(count, f"{action!r}, count"),
            "weekdays": tuple(day for day in WEEKDAYS if day in weekdays),
            "start": start,
            "until": until,
            "outcome": next((o for o in outcomes.values() if o is not None), outcome),
            "attributes": tuple(sorted(given.items())),
        }
        for name, value in content.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen
        wrong = [*self._wrong(weekdays, outcomes), *self._wrong_amounts(count is not None)]
        if wrong:
            raise InputError(Fault(f"habit {action!r}, {key}", what) for key, what in wrong)

    @property
    def kind(self) -> Action:
        """What the vocabulary says of the action."""
        return vocabulary()[self.action]

    @property
    def minutes(self) -> float | None:
        """Minutes a week; those of the one time where nothing repeats; None when unknown."""
        one = self.kind.minutes
        if one is None:
            return None
        return one * (self.count if not self.kind.level else 1) if self.is_once else one * self.rate

    @property
    def is_once(self) -> bool:
        """Whether it is done on one day only."""
        return self.per_week is None

    @property
    def rate(self) -> float:
        """How many a week; 0 for what is done once."""
        return self.per_week or 0.0

    def answered_as(self, rates: Mapping[str, float]) -> "Habit":
        """The habit, of which so much is accepted or answered, where its action has a rate."""
        return self.with_(outcome=rates[self.action]) if self.action in rates else self

    def with_(self, **changes: Any) -> "Habit":  # each a field, of its kind
        """The habit with other fields. Raises: InputError with everything that is wrong of it."""
        uncounted = {} if self.is_once else {"count": None}  # what repeats may not be given one
        return replace(self, **{**uncounted, **changes})

    def to_dict(self) -> dict[str, object]:
        """What a plan's file says of it: only what was given."""
        told: dict[str, object] = {"action": self.action}
        if self.per_week is not None:
            told["per_week"] = whole(self.per_week)
        elif self.count != 1 or (self.kind.level and not self.attributes):
            told["count"] = whole(self.count)
        told |= {"on": self.on, "start": self.start, "until": self.until}
        told["weekdays"] = list(self.weekdays) or None
        if self.outcome is not None:
            told[practice().outcomes[self.action].word] = self.outcome
        told["with"] = dict(self.attributes) or None
        return {key: value for key, value in told.items() if value is not None}

    def key(self) -> tuple[str, ...]:
        """What habits are put in order by."""
        return (self.action, *(repr(value) for value in vars(self).values()))

    def __repr__(self) -> str:
        told = {**self.to_dict(), **dict(self.attributes)}
        shown = (f"{k}={v!r}" for k, v in told.items() if k not in ("action", "with"))
        return f"Habit({', '.join([repr(self.action), *shown])})"

    def _wrong(
        self, weekdays: tuple[str, ...], outcomes: Mapping[str, float | None]
    ) -> Iterator[tuple[str, str]]:
        """The words that are wrong: the key of each, and what would be right."""
        for day in weekdays:
            if day not in WEEKDAYS:
                yield "weekdays", f"no such day (got {day!r}); days are {listed(WEEKDAYS)}"
        outcome = practice().outcomes.get(self.action)
        for word, part in outcomes.items():
            if part is not None and (outcome is None or outcome.word != word):
                right = f"; say {outcome.word}" if outcome else ""
                yield word, f"{self.action} is not {word}{right}"
        if self.action not in vocabulary():
            yield "action", no_such_action(self.action)
            return
        known = self.kind.attributes
        for name, value in self.attributes:
            if name not in known:
                hint = near_miss(name, known) or f"; it has {listed(known) or 'none'}"
                yield name, f"{self.action} has no such attribute{hint}"
            there_are = self.kind.values.get(name)
            if not is_word(value):
                yield name, f"{WORD} (got {shown(value)})"
            elif there_are and value not in there_are:
                near = near_miss(value, there_are)
                yield name, f"no such {name} (got {value!r}){near}; there are {listed(there_are)}"

    def _wrong_amounts(self, counted: bool) -> Iterator[tuple[str, str]]:
        """The numbers and times that are wrong. counted: a count was given."""
        level = self.action in vocabulary() and self.kind.level
        for key, value in (("per_week", self.rate), ("count", self.count)):
            if not (isfinite(value) and value >= 0):
                yield key, f"is 0 or more (got {value})"
            elif key == "count" and value % 1:
                hint = "" if level else "; a rate is 0.5/week"
                yield key, f"is a whole number (got {value:g}){hint}"
        if self.outcome is not None and not 0 <= self.outcome <= 1:
            yield "outcome", f"is a part of what is sent, from 0 to 1 (got {self.outcome})"
        if level and not self.is_once:
            yield "per_week", "a level is not repeated; give count, and the day with on"
        if not self.is_once and (counted or self.on is not None):
            yield "per_week", "repeated, so it has neither count nor on"
        if self.is_once and (self.weekdays or self.start or self.until):
            yield "on", "done once, so it has no weekdays, start or until; give per_week"
        if self.start and self.until and self.until < self.start:
            yield "until", f"ends ({self.until}) before it starts ({self.start})"


def whole(number: float) -> float:
    """The number, without a decimal point when it needs none."""
    return int(number) if number == int(number) else number


MONTH = 30.0  # days, as limits count them
WEEK = 7.0
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)/([a-z]+)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DATE = (date.fromisoformat, "not a date (got {!r}); write 2026-05-19")
_PART = (float, "{1} is a number from 0 to 1 (got {0!r})")
# What reads the value of a key, and what is wrong with one that it does not read.
_KEYS: Mapping[str, tuple[Callable[[str], object], str]] = {
    **dict.fromkeys(("on", "from", "start", "until"), _DATE),
    **dict.fromkeys(("accepted", "answered"), _PART),
}


def habit_of(text: str) -> Habit:
    """The habit that a text states: `ACTION=HOW[,KEY=VALUE]...`.

    HOW is a rate (`10/week`, `2/day`, `1/month` of 30 days), a number (once; a level's state), or
    the section of `profile_section`. A day is one of `weekdays`, Monday to Friday without any. Keys
    are `on`, `from`, `until`, `weekdays` (`mon+wed`), `accepted`, `answered`, the action's own.

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
    fields: dict[str, Any] = {}  # each of its kind
    attributes: dict[str, Value] = {}
    for part in more:
        key, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not key or not value:
            raise InputError.at(text, f"not KEY=VALUE (got {part.strip()!r})")
        if key == "weekdays":
            fields[key] = tuple(value.split("+"))
        elif key in _KEYS:
            read, wrong = _KEYS[key]
            try:
                fields["start" if key == "from" else key] = read(value)
            except ValueError:
                raise InputError.at(text, wrong.format(value, key)) from None
        else:
            attributes[key] = _scalar(value)
    if rate := _RATE.fullmatch(how):
        days = fields.get("weekdays") or WORKDAYS
        periods = {"day": float(len(days)), "week": 1.0, "month": WEEK / MONTH}
        if rate[2] not in periods:
            what = f"no such period (got {rate[2]!r}); periods are {listed(periods)}"
            raise InputError.at(text, what)
        fields |= {"weekdays": days} if rate[2] == "day" else {}
        fields["per_week"] = float(rate[1]) * periods[rate[2]]
    elif _NUMBER.fullmatch(how):
        fields["count"] = float(how)
    elif how:
        kind = vocabulary().get(action_named(action) or "")
        names = kind.attributes if kind and kind.level else ()
        if len(names) != 1:
            raise InputError.at(
                text, f"not a rate (got {how!r}); write 10/week, 1/month or a number"
            )
        attributes[names[0]] = how
    return Habit(action, attributes=attributes, **fields)


def _scalar(value: str) -> Value:
    try:
        scalar = plain_scalar(value)
    except ValueError:
        return value
    return scalar if isinstance(scalar, str | bool | int | float) else value
