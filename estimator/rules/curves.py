"""The forms of `saturation`, one for each curve of `estimator.saturation`: a new curve is one class
there and nothing here, once its parameters have a quantity."""

from dataclasses import fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, get_origin, get_type_hints

from pydantic import Field, create_model

from estimator.rules.form import Form
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
    return build(**values)  # type: ignore[arg-type]  # the parameters are those of `build`


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
