"""The vocabulary: what a row of a log may say was done, read from `rules/actions.yaml`."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from pydantic import Field

from estimator.errors import InputError
from estimator.form import Form, read_form
from estimator.resources import resource

Seat = Literal["free", "premium", "sales_navigator"]
LONGEST_SLIP = 32  # signs of a word that may be a known one, mistyped
SEATS: tuple[Seat, ...] = ("free", "premium", "sales_navigator")


def known_seat(seat: str) -> Seat:
    """The seat itself. Raises: InputError for a word that is no seat, naming those there are."""
    if seat not in SEATS:
        raise InputError.at("seat", f"unknown (got {seat!r}); one of {', '.join(SEATS)}")
    return seat


class Limit(Form):
    """At most `count` in `days` days (or ever, when `days` is absent) for the named seats."""

    count: float = Field(ge=0)
    days: int | None = Field(default=None, gt=0)
    seats: tuple[Seat, ...] = SEATS
    with_: Mapping[str, str | bool] = Field(default={}, alias="with")
    status: Literal["sourced", "assumed"]
    source: str


class Action(Form):
    """One word of the vocabulary: its unit, what one takes in minutes, who records it."""

    unit: str
    level: bool = False
    minutes: float | None = Field(default=None, ge=0)
    attributes: tuple[str, ...] = ()
    recorded_by: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    also: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = {}

    def weekly_limit(self, seat: Seat) -> float | None:
        """The most a week for this seat by the tightest unconditional limit; None when unknown.

        >>> vocabulary()["inmail_sent"].weekly_limit("sales_navigator")
        11.666666666666666
        """
        known = [
            limit.count * 7 / limit.days
            for limit in self.limits
            if limit.days is not None and seat in limit.seats and not limit.with_
        ]
        return min(known, default=None)


class Vocabulary(Form):
    """The whole of `actions.yaml`."""

    schema_: Literal["ssi-actions/1"] = Field(alias="schema")
    sources: Mapping[str, Mapping[str, object]]
    defaults: Mapping[str, str]
    actions: Mapping[str, Action]


@cache
def vocabulary() -> Mapping[str, Action]:
    """Every action by name, from the shipped `rules/actions.yaml`.

    Raises: RulesError when that file is not valid.

    >>> vocabulary()["connections"].level, vocabulary()["comment"].unit
    (True, 'comments')
    """
    return read_form(Vocabulary, resource("rules") / "actions.yaml").actions


@cache
def _names() -> Mapping[str, str]:
    """Every name there is for an action, its own and common other ones."""
    other = {word: name for name, action in vocabulary().items() for word in action.also}
    return {**other, **{name: name for name in vocabulary()}}


def action_named(word: str) -> str | None:
    """The action that a word means, its own name or a common other one, in any case.

    >>> action_named("Likes"), action_named("people search"), action_named("coment")
    ('reaction', 'people_search', None)
    """
    return _names().get(word.strip().lower().replace(" ", "_").replace("-", "_"))


_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def spoken(sentence: str) -> str:
    """The sentence with the names of actions, signals and files in it as words.

    >>> spoken("not covered by the log: search_saved, post")
    'not covered by the log: search saved, post'
    """
    return _NAME.sub(lambda found: found[0].replace("_", " "), sentence)


def unit_of(actions: Iterable[str]) -> str:
    """What is counted of some actions; `acts` when they have several units."""
    units = {vocabulary()[name].unit for name in actions}
    return units.pop() if len(units) == 1 else "acts"


def no_such_action(word: object) -> str:
    """The sentence for a word that means no action, with the nearest that does.

    >>> no_such_action("coment")
    "no such action (got 'coment'), did you mean comment?"
    """
    return f"no such action (got {str(word)[:60]!r}){nearest_action(word)}"


def unknown_word(word: object) -> str:
    """An unknown action for a message: as it is where it is a slip of a known one, else a digest.

    What else stands in a column of actions may be anything, a private text too.

    >>> unknown_word("coment"), unknown_word("Hello Bob, my number is +49 170 1234567")
    ("'coment'", 'an unknown word, 724a5969')
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only where a word is wrong

    text = str(word)
    if len(text) <= LONGEST_SLIP and get_close_matches(text.lower(), _names(), n=1):
        return repr(text)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return f"an unknown word, {digest}"


def nearest_action(word: object) -> str:
    """`, did you mean comment?` for the action nearest to a word, or where all of them are told."""
    from difflib import get_close_matches  # noqa: PLC0415  # only where a word is wrong

    near = get_close_matches(str(word)[:60].lower(), _names(), n=1)
    return f", did you mean {_names()[near[0]]}?" if near else "; ssi actions lists every action"
