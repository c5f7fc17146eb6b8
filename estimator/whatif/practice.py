"""What is known of doing it, read from `rules/practice.yaml`: outcomes, ramps, what is too much."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from estimator.actions import Seat
from estimator.resources import read_form, resource


class Part(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A mapping of the file."""


class Known(Part, frozen=True):
    """Something with a status and a source."""

    status: Literal["sourced", "assumed"]
    source: str


class Outcome(Part, frozen=True):
    """What others answer an action with, and the word for how often they do."""

    word: Literal["accepted", "answered"]
    action: str


class Done(Known, frozen=True):
    """The part of what is assumed that gets done, four times in five."""

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=1)


class WarmUp(Known, frozen=True):
    """At most `first` more in the first week, then `growth` times as many each week."""

    first: float = Field(gt=0)
    growth: float = Field(gt=1)

    def allowed(self, recent: float, week: int) -> float:
        """The most in the week `week` (0 is the first) for who did `recent` a week before.

        >>> WarmUp(first=20, growth=1.5, status="assumed", source="guess").allowed(0, 1)
        30.0
        """
        return max(recent, self.first) * self.growth**week


class NewAccount(Known, frozen=True):
    """From how many connections on an account is not new, and the most a week before."""

    connections_below: float
    most: Mapping[str, float]


class Suggested(Known, frozen=True):
    """At most `most` in `weeks` weeks."""

    most: int = Field(gt=0)
    weeks: int = Field(default=1, gt=0)


class Seen(Known, frozen=True):
    """The highest readings known: of each pillar, and of the total with a seat."""

    pillars: Mapping[str, float]
    totals: Mapping[Seat, float]


class Practice(Part, frozen=True):
    """The whole of `practice.yaml`."""

    schema_: Annotated[Literal["ssi-practice/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    outcomes: Mapping[str, Outcome]
    raises: Mapping[str, str]
    done: Mapping[Literal["plan", "habits"], Done]
    warm_up: Mapping[str, WarmUp]
    new_account: NewAccount
    suggest: Mapping[str, Suggested]
    seen: Seen


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
