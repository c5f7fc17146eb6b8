"""The forms of a signal: what every kind states, and what each kind adds."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from estimator.actions import Seat
from estimator.rules import quantity as q
from estimator.rules.conditions import several
from estimator.rules.curves import Saturation
from estimator.rules.form import Form
from estimator.rules.match import Match
from estimator.rules.near import listed
from estimator.rules.words import (
    ActionName,
    HalfLife,
    Lag,
    Matching,
    Name,
    Points,
    Seats,
    Share,
    SourceName,
    Status,
    Text,
    Window,
    only,
)


class Decay(Form):
    """How an action fades. What is absent is as in `defaults.decay`."""

    half_life: HalfLife = None
    window: Window = None
    lag: Lag = None


class DayWindow(Form):
    """The days that are counted; a day does not fade."""

    window: Window = None
    lag: Lag = None


class Unknown(Form):
    """What stands in for a signal that the log does not show."""

    share: Share
    low: Share
    high: Share
    status: Status | None = None
    source: SourceName | None = None
    from_: Annotated[Text | None, Field(alias="from")] = None
    saturation: Saturation | None = None
    most: Share = None
    spread: Share = None
    note: Text | None = None

    @model_validator(mode="after")
    def _inferred(self) -> Self:
        needed, given = ("saturation", "spread"), self.model_fields_set
        if self.from_ is None and (lone := {*needed, "most"} & given):
            text = f"{listed(sorted(lone))}: only beside `from`, the signal it is inferred from"
            raise several([((), text)], self)
        if self.from_ is not None and (missing := [k for k in needed if k not in given]):
            raise several([((), f"from: needs {listed(missing)} beside it")], self)
        return self


class Prior(Form):
    """What a rate is before there is evidence, and how much evidence outweighs it."""

    rate: Share
    weight: Annotated[object, q.EVIDENCE]


class Item(Form):
    """One entry of a checklist."""

    match: Matching
    weight: Annotated[object, q.WEIGHT]


class Signal(Form):
    """What every kind of signal states."""

    about: Text | None = None
    advice: Text | None = None
    off: Text | None = None
    seats: Seats | None = None
    points: Points
    unknown: Unknown

    def applies(self, seat: Seat) -> bool:
        """Whether an account with this seat has the signal at all."""
        return self.seats is None or seat in self.seats


class Flow(Signal):
    """The decayed sum of what was done."""

    kind: Literal["flow"]
    match: Matching
    per_day_max: Annotated[object, q.COUNT] = None
    decay: Decay | None = None
    saturation: Saturation
    known_by: tuple[ActionName, ...] = ()

    @field_validator("match")
    @classmethod
    def _acts(cls, match: Match) -> Match:
        return only(match, level=False)


class Days(Signal):
    """The number of days with a match in the window."""

    kind: Literal["days"]
    match: Matching
    decay: DayWindow | None = None
    saturation: Saturation
    known_by: tuple[ActionName, ...] = ()

    @field_validator("match")
    @classmethod
    def _acts(cls, match: Match) -> Match:
        return only(match, level=False)


class Rate(Signal):
    """What came of what was done: match per `of`, drawn to the prior while there is little."""

    kind: Literal["rate"]
    match: Matching
    of: Matching
    prior: Prior | None = None
    min_of: Annotated[object, q.EVIDENCE] = None
    decay: Decay | None = None
    saturation: Saturation

    @field_validator("match", "of")
    @classmethod
    def _acts(cls, match: Match) -> Match:
        return only(match, level=False)


class Stock(Signal):
    """The last level."""

    kind: Literal["stock"]
    match: Matching
    saturation: Saturation

    @field_validator("match")
    @classmethod
    def _levels(cls, match: Match) -> Match:
        return only(match, level=True)


class Checklist(Signal):
    """The weights of the items present. Without a saturation all of them are the full share."""

    kind: Literal["checklist"]
    items: Annotated[Mapping[Name, Item], Field(min_length=1)]
    saturation: Saturation | None = None


AnySignal = Annotated[Flow | Stock | Rate | Days | Checklist, Field(discriminator="kind")]
