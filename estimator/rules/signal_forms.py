"""The forms of a signal: what every kind states, what each kind adds, and its curve."""

from collections.abc import Mapping
from dataclasses import fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_type_hints

from pydantic import AfterValidator, Field, ValidationInfo, create_model, model_validator

from estimator.actions import Seat, no_such_action, vocabulary
from estimator.errors import listed
from estimator.form import Form, document_of, said
from estimator.rules import quantity as q
from estimator.rules.conditions import Matching
from estimator.rules.match import Match
from estimator.rules.numbers import RESERVED, no_source
from estimator.rules.quantity import AMOUNT, SHARE, STEEPNESS, Quantity
from estimator.saturation import CURVES


def known_source(name: str, info: ValidationInfo) -> str:
    """The name, when the file lists it. Raises: PydanticCustomError with the nearest one."""
    document = document_of(info)
    sources = document.tree.get("sources") if document and isinstance(document.tree, dict) else None
    if isinstance(sources, dict) and name not in sources:
        raise said(no_source(name, sources))
    return name


def free_name(name: str) -> str:
    """The name, when a path can hold it. Raises: PydanticCustomError for one that is taken."""
    if name in RESERVED:
        raise said(f"the name {name} is taken; call it otherwise")
    return name


def known_action(name: str) -> str:
    """The name, when the vocabulary has it. Raises: PydanticCustomError with the nearest one."""
    if name not in vocabulary():
        raise said(no_such_action(name))
    return name


Text = Annotated[str, Field(min_length=1)]
SourceName = Annotated[str, AfterValidator(known_source)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$"), AfterValidator(free_name)]
KnownBy = tuple[Annotated[str, AfterValidator(known_action)], ...]
Seats = Annotated[tuple[Seat, ...], Field(min_length=1)]
Acts = Annotated[Match, Matching(level=False)]
Status = Literal["sourced", "fitted", "assumed"]

HalfLife = Annotated[object, q.HALF_LIFE]
Window = Annotated[object, q.WINDOW]
Lag = Annotated[object, q.LAG]
Points = Annotated[object, q.POINTS]
Share = Annotated[object, q.SHARE]
Spread = Annotated[object, q.SPREAD]

PARAMETERS: dict[str, Quantity] = {
    "half_at": AMOUNT,
    "full_at": AMOUNT,
    "at": AMOUNT,
    "shares": SHARE,
    "steepness": STEEPNESS,
}


def parameters(form: str) -> dict[str, bool]:
    """The names of a curve's parameters, and whether each is a list of numbers.

    >>> parameters("steps"), parameters("exp")
    ({'at': True, 'shares': True}, {'half_at': False})
    """
    hints = get_type_hints(CURVES[form])
    return {one.name: hints[one.name] is not float for one in fields(CURVES[form])}


class Saturation(Form):
    """A curve by its word; each has a form of its own, with its parameters as numbers."""

    form: str


def _form_of(form: str) -> type[Saturation]:
    entries = {}
    for name, is_list in parameters(form).items():
        number = Annotated[object, PARAMETERS[name]]
        entries[name] = (tuple[number, ...] if is_list else number, ...)
    title = CURVES[form].__name__ + "Saturation"
    said = {"__doc__": (CURVES[form].__doc__ or title).splitlines()[0], "__module__": __name__}
    return create_model(title, __base__=Saturation, form=(Literal[form], ...), **said, **entries)  # type: ignore[call-overload,no-any-return]


FORMS = {form: _form_of(form) for form in CURVES}
globals().update({made.__name__: made for made in FORMS.values()})  # where pickle looks for them

if TYPE_CHECKING:
    OneCurve = Saturation
else:
    OneCurve = Annotated[reduce(or_, FORMS.values()), Field(discriminator="form")]


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
    saturation: OneCurve | None = None
    most: Share = None
    spread: Share = None
    note: Text | None = None

    @model_validator(mode="after")
    def _inferred(self) -> Self:
        needed, given = ("saturation", "spread"), self.model_fields_set
        if self.from_ is None and (lone := {*needed, "most"} & given):
            raise said(
                f"{listed(sorted(lone))}: only beside `from`, the signal it is inferred from"
            )
        if self.from_ is not None and (missing := [k for k in needed if k not in given]):
            raise said(f"from: needs {listed(missing)} beside it")
        return self


class Prior(Form):
    """What a rate is before there is evidence, and how much evidence outweighs it."""

    rate: Share
    weight: Annotated[object, q.EVIDENCE]


class ItemForm(Form):
    """One entry of a checklist."""

    match: Annotated[Match, Matching()]
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
    saturation: OneCurve
    known_by: KnownBy = ()


class Days(Signal):
    """The number of days with a match in the window."""

    kind: Literal["days"]
    match: Acts
    decay: DayWindow | None = None
    saturation: OneCurve
    known_by: KnownBy = ()


class Rate(Signal):
    """What came of what was done: match per `of`, drawn to the prior while there is little."""

    kind: Literal["rate"]
    match: Acts
    of: Acts
    prior: Prior | None = None
    min_of: Annotated[object, q.EVIDENCE] = None
    decay: DecayForm | None = None
    saturation: OneCurve


class Stock(Signal):
    """The last level."""

    kind: Literal["stock"]
    match: Annotated[Match, Matching(level=True)]
    saturation: OneCurve


class Checklist(Signal):
    """The weights of the items present. Without a saturation all of them are the full share."""

    kind: Literal["checklist"]
    items: Annotated[Mapping[Name, ItemForm], Field(min_length=1)]
    saturation: OneCurve | None = None


AnySignal = Annotated[Flow | Stock | Rate | Days | Checklist, Field(discriminator="kind")]
