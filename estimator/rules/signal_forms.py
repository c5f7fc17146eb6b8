"""The forms of a signal: what every kind states, what each kind adds, and its curve."""

from collections.abc import Mapping
from dataclasses import fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_origin, get_type_hints

from pydantic import Field, create_model, model_validator

from estimator.actions import Seat
from estimator.errors import listed
from estimator.rules import quantity as q
from estimator.rules.form import (
    ActionName,
    Acts,
    Form,
    HalfLife,
    Lag,
    Levels,
    Matching,
    Name,
    Points,
    Seats,
    Share,
    SourceName,
    Status,
    Text,
    Window,
    several,
)
from estimator.rules.quantity import AMOUNT, SHARE, STEEPNESS, Quantity
from estimator.saturation import CURVES, Curve

PARAMETERS: dict[str, Quantity] = {
    "half_at": AMOUNT,
    "full_at": AMOUNT,
    "at": AMOUNT,
    "shares": SHARE,
    "steepness": STEEPNESS,
}


def parameters(form: str) -> tuple[str, ...]:
    """The names of a curve's parameters.

    >>> parameters("steps")
    ('at', 'shares')
    """
    return tuple(field.name for field in fields(CURVES[form]))


def is_list(form: str, parameter: str) -> bool:
    """Whether a parameter of a curve is a list of numbers."""
    return get_origin(get_type_hints(CURVES[form])[parameter]) is tuple


def curve_of(form: str, values: dict[str, float | tuple[float, ...]]) -> Curve:
    """The curve with the given parameters."""
    build = CURVES[form]
    return build(**values)


def _form_of(form: str) -> type[Form]:
    def written(name: str) -> object:
        number = Annotated[object, PARAMETERS[name]]
        return tuple[number, ...] if is_list(form, name) else number

    entries = {name: (written(name), ...) for name in parameters(form)}
    title = CURVES[form].__name__ + "Saturation"
    told = {"__doc__": (CURVES[form].__doc__ or title).splitlines()[0], "__module__": __name__}
    return create_model(title, __base__=Form, form=(Literal[form], ...), **told, **entries)  # type: ignore[call-overload,no-any-return]


FORMS = {form: _form_of(form) for form in CURVES}
globals().update({made.__name__: made for made in FORMS.values()})  # where pickle looks for them

if TYPE_CHECKING:
    Saturation = Form
else:
    Saturation = Annotated[reduce(or_, FORMS.values()), Field(discriminator="form")]


class DecayForm(Form):
    """How an action fades. What is absent is as in `defaults.decay`."""

    half_life: HalfLife = None
    window: Window = None
    lag: Lag = None


class DayWindow(Form):
    """The days that are counted; a day does not fade."""

    window: Window = None
    lag: Lag = None


class UnknownForm(Form):
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


class ItemForm(Form):
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
    unknown: UnknownForm

    def applies(self, seat: Seat) -> bool:
        """Whether an account with this seat has the signal at all."""
        return self.seats is None or seat in self.seats


class Flow(Signal):
    """The decayed sum of what was done."""

    kind: Literal["flow"]
    match: Acts
    per_day_max: Annotated[object, q.COUNT] = None
    decay: DecayForm | None = None
    saturation: Saturation
    known_by: tuple[ActionName, ...] = ()


class Days(Signal):
    """The number of days with a match in the window."""

    kind: Literal["days"]
    match: Acts
    decay: DayWindow | None = None
    saturation: Saturation
    known_by: tuple[ActionName, ...] = ()


class Rate(Signal):
    """What came of what was done: match per `of`, drawn to the prior while there is little."""

    kind: Literal["rate"]
    match: Acts
    of: Acts
    prior: Prior | None = None
    min_of: Annotated[object, q.EVIDENCE] = None
    decay: DecayForm | None = None
    saturation: Saturation


class Stock(Signal):
    """The last level."""

    kind: Literal["stock"]
    match: Levels
    saturation: Saturation


class Checklist(Signal):
    """The weights of the items present. Without a saturation all of them are the full share."""

    kind: Literal["checklist"]
    items: Annotated[Mapping[Name, ItemForm], Field(min_length=1)]
    saturation: Saturation | None = None


AnySignal = Annotated[Flow | Stock | Rate | Days | Checklist, Field(discriminator="kind")]
