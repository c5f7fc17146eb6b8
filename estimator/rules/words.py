"""The words that forms are made of: names, texts, matches, and the numbers used most."""

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from estimator.actions import Seat, vocabulary
from estimator.rules import quantity as q
from estimator.rules.conditions import MatchText, no_action, several
from estimator.rules.match import Match, actions_of
from estimator.rules.naming import RESERVED
from estimator.rules.numbers import no_source

NAME = r"^[a-z][a-z0-9_]*$"


def known_source(name: str, info: ValidationInfo) -> str:
    """The name, when `sources` lists it. Raises: ValueError with the nearest one."""
    sources: Collection[str] = (info.context or {}).get("sources", (name,))
    if name not in sources:
        raise several([((), no_source(name, sources))], name)
    return name


def free_name(name: str) -> str:
    """The name, when a path can hold it. Raises: ValueError for a word with another meaning."""
    if name in RESERVED:
        raise several([((), f"the name {name} is taken; call it otherwise")], name)
    return name


def known_action(name: str) -> str:
    """The name, when the vocabulary has it. Raises: ValueError with the nearest one."""
    if name not in vocabulary():
        raise several([((), no_action(name, vocabulary()))], name)
    return name


Text = Annotated[str, Field(min_length=1)]
SourceName = Annotated[str, AfterValidator(known_source)]
Name = Annotated[str, Field(pattern=NAME), AfterValidator(free_name)]
ActionName = Annotated[str, AfterValidator(known_action)]
Seats = Annotated[tuple[Seat, ...], Field(min_length=1)]
Matching = Annotated[Match, MatchText]

HalfLife = Annotated[object, q.HALF_LIFE]
Window = Annotated[object, q.WINDOW]
Lag = Annotated[object, q.LAG]
Points = Annotated[object, q.POINTS]
Share = Annotated[object, q.SHARE]
Status = Literal["sourced", "fitted", "assumed"]


def only(match: Match, *, level: bool) -> Match:
    """The match, when its actions all are levels, or none is. Raises: ValueError naming one."""
    wrong = [a for a in actions_of(match) if vocabulary()[a].level != level]
    if wrong:
        what = "is no level: a stock is the last level" if level else "is a level: see kind stock"
        raise several([((), f"{wrong[0]} {what}")], match)
    return match
