"""What every form of a rule file has in common: closed keys, shapes, and words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from estimator.actions import Seat, vocabulary
from estimator.rules import quantity as q
from estimator.rules.match import Match, MatchText, actions_of, no_action, several
from estimator.rules.numbers import RESERVED, no_source
from estimator.rules.quantity import Quantity


class Form(BaseModel):
    """A mapping of a rule file: closed keys, values of exactly the stated kind, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


@dataclass(frozen=True)
class Each:
    """A mapping or list whose every entry has the same shape."""

    inner: "Shape"


@dataclass(frozen=True)
class OneOf:
    """A form chosen by the word at the key `tag`."""

    tag: str
    forms: Mapping[str, type[Form]]


Shape = Quantity | type[Form] | Each | OneOf | None  # None: text, a date, a match


@cache
def shapes_in(form: type[Form]) -> Mapping[str, Shape]:
    """The shape of what stands at each key of a form, by the key as a file writes it."""
    return {
        field.alias or name: shape_of(field.annotation, *field.metadata)
        for name, field in form.model_fields.items()
    }


def shape_of(annotation: object, *metadata: object) -> Shape:
    """The shape that an annotation states."""
    for one in metadata:
        if isinstance(one, Quantity):
            return one
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0], *arguments[1:])
    if origin in (Union, UnionType):
        return _chosen([shape_of(a) for a in arguments if a is not NoneType])
    if origin in (tuple, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        inner = shape_of(arguments[0] if origin is tuple else arguments[1])
        return Each(inner) if inner is not None else None
    return None


def chosen(shape: OneOf, raw: object) -> type[Form] | None:
    """The form that the tag of `raw` chooses; None when it chooses none."""
    tag = raw.get(shape.tag) if isinstance(raw, Mapping) else None
    return shape.forms.get(tag) if isinstance(tag, str) else None


def _chosen(shapes: list[Shape]) -> Shape:
    if len(shapes) == 1:
        return shapes[0]
    forms = [shape for shape in shapes if isinstance(shape, type)]
    tagged = {_tag(form)[1]: form for form in forms}
    return OneOf(_tag(forms[0])[0], tagged) if forms else None


def _tag(form: type[Form]) -> tuple[str, str]:
    """The key and the word by which a form is chosen: its one key of a single literal."""
    for name, field in form.model_fields.items():
        words = get_args(field.annotation)
        if get_origin(field.annotation) is Literal and len(words) == 1:
            return name, str(words[0])
    raise TypeError(f"{form.__name__} has no key of a single word")


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


def only(match: Match, level: bool) -> Match:
    """The match, when its actions all are levels, or none is. Raises: ValueError naming one."""
    wrong = [a for a in actions_of(match) if vocabulary()[a].level != level]
    if wrong:
        what = "is no level: a stock is the last level" if level else "is a level: see kind stock"
        raise several([((), f"{wrong[0]} {what}")], match)
    return match


Text = Annotated[str, Field(min_length=1)]
SourceName = Annotated[str, AfterValidator(known_source)]
Name = Annotated[str, Field(pattern=NAME), AfterValidator(free_name)]
ActionName = Annotated[str, AfterValidator(known_action)]
Seats = Annotated[tuple[Seat, ...], Field(min_length=1)]
Matching = Annotated[Match, MatchText]
Acts = Annotated[Matching, AfterValidator(partial(only, level=False))]
Levels = Annotated[Matching, AfterValidator(partial(only, level=True))]

HalfLife = Annotated[object, q.HALF_LIFE]
Window = Annotated[object, q.WINDOW]
Lag = Annotated[object, q.LAG]
Points = Annotated[object, q.POINTS]
Share = Annotated[object, q.SHARE]
Status = Literal["sourced", "fitted", "assumed"]
