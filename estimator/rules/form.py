"""What every form of a rule file has in common: closed keys, shapes, matches, and words."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from math import isnan
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from estimator.actions import Action, Seat, vocabulary
from estimator.errors import listed, near_miss
from estimator.rules import quantity as q
from estimator.rules.document import KeyPath
from estimator.rules.match import NOTHING, Condition, Either, Every, Match, Not, Value, actions_of
from estimator.rules.numbers import RESERVED, no_source
from estimator.rules.quantity import Quantity, shown


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


# --- matches -------------------------------------------------------------------------------------

BOUNDS = ("gte", "gt", "lte", "lt")
OPERATORS = ("in", *BOUNDS, "not")
JOINS = ("all", "any", "not")
Note = Callable[[KeyPath, str], None]


def read_match(raw: object, note: Note) -> Match:
    """The match that `raw` states; what is wrong with it is noted by its path inside `raw`."""
    return _Conditions(vocabulary(), note).mapping(raw, (), ())


class _Conditions:
    def __init__(self, words: Mapping[str, Action], note: Note) -> None:
        self.words = words
        self.note = note

    def mapping(self, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        """Every condition of a mapping. actions: those that the mappings around it name."""
        if not isinstance(raw, Mapping) or not raw:
            self.note(path, f"is a mapping of conditions (got {shown(raw)})")
            return NOTHING
        named = self._named(raw) or actions
        parts = [self._entry(key, value, path, named) for key, value in _ordered(raw)]
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _named(self, raw: Mapping[object, object]) -> tuple[str, ...]:
        wanted = raw.get("action")
        if isinstance(wanted, Mapping):
            wanted = wanted.get("in", ())
        return tuple(
            str(word) for word in (wanted if isinstance(wanted, tuple) else (wanted,)) if word
        )

    def _entry(self, key: str, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        inner = (*path, key)
        if key == "not":
            return Not(self.mapping(raw, inner, actions))
        if key in JOINS:
            return self._join(key, raw, inner, actions)
        self._judge_column(key, inner, actions)
        return self._column(key, raw, inner)

    def _join(self, key: str, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        if not isinstance(raw, tuple) or not raw:
            self.note(path, f"is a list of mappings of conditions (got {shown(raw)})")
            return NOTHING
        parts = tuple(self.mapping(part, (*path, i), actions) for i, part in enumerate(raw))
        return Every(parts) if key == "all" else Either(parts)

    def _judge_column(self, column: str, path: KeyPath, actions: tuple[str, ...]) -> None:
        """Notes a column that is not `action` nor an attribute of every action named beside it."""
        lacking = [a for a in actions if a in self.words and column not in self._of([a])]
        if column == "action" or (actions and not lacking):
            return
        known = self._of(lacking or self.words)
        if lacking or column not in known:
            hint = near_miss(column, [*known, "action", *JOINS])
            has = listed(known) or "none"
            beside = f"{lacking[0]} has {has}" if lacking else f"actions have {has}"
            self.note(path, f"no such attribute{hint or '; ' + beside}")

    def _of(self, actions: Iterable[str]) -> list[str]:
        found = {name for action in actions for name in self.words[action].attributes}
        return sorted(found)

    def _column(self, column: str, raw: object, path: KeyPath) -> Match:
        if not isinstance(raw, Mapping):
            return Condition(column, "eq", self._values(column, raw, path))
        parts = [self._operator(column, op, value, path) for op, value in _ordered(raw)]
        if not parts:
            self.note(path, "is a value, a list, or a mapping with " + listed(OPERATORS))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _operator(self, column: str, operator: str, raw: object, path: KeyPath) -> Match:
        inner = (*path, operator)
        if operator == "not":
            return Not(self._column(column, raw, inner))
        if operator == "in":
            return Condition(column, "eq", self._values(column, raw, inner))
        if operator not in OPERATORS:
            hint = near_miss(operator, OPERATORS) or f"; one of {listed(OPERATORS)}"
            self.note(inner, f"unknown comparison{hint}")
        elif isinstance(raw, bool) or not isinstance(raw, int | float) or isnan(raw):
            self.note(inner, f"compares with a number (got {shown(raw)})")
        else:
            return Condition(column, operator, (raw,))
        return NOTHING

    def _values(self, column: str, raw: object, path: KeyPath) -> tuple[Value, ...]:
        values = raw if isinstance(raw, tuple) else (raw,)
        for value in values:
            if not isinstance(value, str | bool | int | float):
                self.note(path, f"is text, a number, true or false (got {shown(value)})")
            elif column == "action" and value not in self.words:
                self.note(path, no_action(value, self.words))
        if not values:
            self.note(path, "is an empty list, which nothing matches")
        return tuple(value for value in values if isinstance(value, str | bool | int | float))


def _ordered(raw: Mapping[object, object]) -> list[tuple[str, object]]:
    """The entries with `action` first and the rest by key: the order in a file says nothing."""
    entries = [(str(key), value) for key, value in raw.items()]
    return sorted(entries, key=lambda entry: (entry[0] != "action", entry[0]))


def no_action(got: object, words: Iterable[str]) -> str:
    """The sentence about an action that is not in the vocabulary."""
    hint = near_miss(got, words) or "; rules/actions.yaml lists them"
    return f"no such action (got {shown(got)}){hint}"


class MatchText:
    """The pydantic type of a `match` entry: what is read is a `Match`."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"$comment": "Match"}  # `estimator.rules.schema` defines it

    @staticmethod
    def read(raw: object) -> Match:
        """The match. Raises: ValidationError with every fault, each at its own path."""
        found: list[tuple[KeyPath, str]] = []
        match = read_match(raw, lambda path, what: found.append((path, what)))
        if not found and not actions_of(match):
            found.append(((), "names no action; without one nobody knows what it looks at"))
        if found:
            raise several(found, raw)
        return match


def several(found: Iterable[tuple[KeyPath, str]], raw: object) -> ValidationError:
    """One pydantic error that carries every fault at its own path."""
    return ValidationError.from_exception_data(
        "rules",
        [
            InitErrorDetails(
                type=PydanticCustomError("said", "{what}", {"what": what}), loc=path, input=raw
            )
            for path, what in found
        ],
    )


# --- words ---------------------------------------------------------------------------------------

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
