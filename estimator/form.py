"""Forms: what a YAML file may hold, declared as classes and read in one walk that keeps places.

A form is a frozen dataclass. Its annotations say what stands at each key: a word of several
(`Literal`), text, a number, a date, another form, a list or a mapping of these, one of several
forms that a word chooses, or a kind of value that reads itself (`Special`). What an annotation
carries beside it judges the value. A key is the field's name; `from_` stands for `from`.

The walk never stops: each fault is noted in the document, at its place, and who has read a form
asks the document to judge. What an empty value lacks, the document has noted already.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from math import inf, isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from estimator.document import Document, KeyPath, Place, read_document, shown
from estimator.errors import listed, near_miss

Context = Mapping[str, Collection[str]]
Check = Callable[[Any, Context], str]  # what is wrong with a value, as the end of a sentence


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Form:
    """A mapping of a file: closed keys, values of exactly the stated kind, never changed."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)

    def wrong(self) -> str:
        """What is wrong between its values; empty when nothing is."""
        return ""


class Special:
    """A kind of value that reads itself."""

    def read(self, raw: object, at: "At") -> object:
        """What is made of a value; what is wrong with it is noted."""
        raise NotImplementedError


class At(NamedTuple):
    """Where a walk is: the keys, and the mappings around the value, the outermost first."""

    walk: "Walk"
    path: KeyPath
    around: tuple[Mapping[object, object], ...]

    def note(self, what: str, keys: KeyPath = (), place: Place | None = None) -> None:
        """Adds a fault of the value, or of what stands below it."""
        self.walk.document.note((*self.path, *keys), what, place)

    def below(self, key: str | int, *around: Mapping[object, object]) -> "At":
        return At(self.walk, (*self.path, key), (*self.around, *around))


@dataclass(frozen=True, kw_only=True)
class Within:
    """A range that a number lies in. above: the range begins after `least`."""

    least: float = 0.0
    most: float = inf
    above: bool = False

    @property
    def range(self) -> str:
        """The range as a sentence takes it.

        >>> Within(most=1).range, Within(above=True).range
        ('from 0 to 1', 'above 0')
        """
        if self.above:
            return f"above {self.least:g}" + (
                "" if self.most == inf else f", at most {self.most:g}"
            )
        return f"from {self.least:g} " + ("on" if self.most == inf else f"to {self.most:g}")

    def holds(self, value: float) -> bool:
        """Whether the value lies in the range."""
        low = value > self.least if self.above else value >= self.least
        return low and value <= self.most

    def __call__(self, value: float, _: Context) -> str:
        return "" if self.holds(value) else f"is {self.range} (got {value:g})"


def filled(value: Collection[object], _: Context) -> str:
    """What is wrong with an empty text, list or mapping."""
    told = "say it in words" if isinstance(value, str) else "it holds at least one"
    return "" if value else f"is empty; {told}"


def said(form: Form) -> dict[str, Any]:  # of every kind a form may hold
    """What a form holds, by key, what it leaves out as None or as its default."""
    return {key: getattr(form, one.name) for key, one in layout(type(form)).keys.items()}


def to_plain(value: object) -> object:
    """A form, or what is in one, as JSON takes it: mappings, lists and scalars."""
    if isinstance(value, Form):
        value = said(value)
    if isinstance(value, Mapping):
        return {key: to_plain(one) for key, one in value.items()}
    return [to_plain(one) for one in value] if isinstance(value, tuple) else value


# --- the shapes that annotations state ---


@dataclass(frozen=True)
class Plain:
    """Text, a number, a date, a truth value, or anything (`object`)."""

    kind: type
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Words:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Each:
    """A list, or a mapping whose keys are judged too, of values of one shape."""

    inner: "Shape"
    keys: Plain | Words | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class KeyOf:
    """What stands at a key of a layout: the name of its field, its shape, whether it must be."""

    name: str
    shape: "Shape"
    required: bool


@dataclass(frozen=True, eq=False)
class Layout:
    """The keys of a form, in the order of its fields, and what is built of them."""

    title: str
    about: str
    keys: Mapping[str, KeyOf]
    build: Callable[..., Form]


@dataclass(frozen=True, eq=False)
class OneOf:
    """A layout that the word at the key `tag` chooses."""

    tag: str
    layouts: Mapping[str, Layout]

    def chosen(self, raw: Mapping[object, object]) -> Layout | None:
        """The layout that the word of a mapping chooses; None where it chooses none."""
        word = raw.get(self.tag)
        return self.layouts.get(word) if isinstance(word, str) else None


Shape = Plain | Words | Each | Layout | OneOf | Special


_LAYOUTS: dict[type[Form], Layout] = {}


def layout(form: type[Form]) -> Layout:
    """The keys of a form, each with the shape that its annotation states; made once."""
    if form not in _LAYOUTS:
        _LAYOUTS[form] = _layout(form)
    return _LAYOUTS[form]


def _layout(form: type[Form]) -> Layout:
    hints = get_type_hints(form, include_extras=True)
    keys = {
        one.name.rstrip("_"): KeyOf(
            one.name,
            shape_of(hints[one.name]),
            one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(form)  # type: ignore[arg-type]  # forms are dataclasses
    }
    return Layout(form.__name__.removesuffix("Form"), form.__doc__ or "", keys, form)


def shape_of(annotation: Any, *beside: Any) -> Shape:
    """The shape that an annotation states; None, for an absent key, is no part of it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0], *arguments[1:], *beside)
    for one in beside:
        if isinstance(one, Special | OneOf):
            return one
    if origin in (Union, UnionType):
        kinds = [one for one in arguments if one is not NoneType]
        if len(kinds) == 1:
            return shape_of(kinds[0], *beside)
        return _one_of(kinds) if issubclass(kinds[0], Form) else Plain(annotation, beside)
    if origin is not None:
        return Words(arguments) if origin is Literal else _each(origin, arguments, beside)
    is_form = isinstance(annotation, type) and issubclass(annotation, Form)
    return layout(annotation) if is_form else Plain(annotation, beside)


def _each(origin: object, arguments: tuple[Any, ...], checks: tuple[Check, ...]) -> Each:
    """The shape of a list, or of a mapping and its keys."""
    if origin is tuple:
        return Each(shape_of(arguments[0]), None, checks)
    keys = shape_of(arguments[0])
    assert isinstance(keys, Plain | Words)
    return Each(shape_of(arguments[1]), keys, checks)


def _one_of(forms: list[type[Form]]) -> OneOf:
    """The choice between forms by the first of their keys that takes one word only."""
    layouts = [layout(form) for form in forms]
    tags = [next((k, s.words[0]) for k, s in _words(one) if len(s.words) == 1) for one in layouts]
    return OneOf(tags[0][0], dict(zip((word for _, word in tags), layouts, strict=True)))


def _words(one: Layout) -> Iterator[tuple[str, Words]]:
    return ((k, at.shape) for k, at in one.keys.items() if isinstance(at.shape, Words))


# --- the walk ---

KINDS = {
    str: "is text",
    date: "is a date such as 2026-05-19",
    int: "is a whole number",
    float: "is a number",
    bool: "is true or false",
}


class Walk:
    """One document read as a form. context: what checks may ask for (`sources`).

    later: values that are read once the walk is over, with where each of them stands.
    """

    def __init__(self, document: Document, context: Context | None = None) -> None:
        self.document = document
        self.context = context or {}
        self.later: list[tuple[At, Special, object]] = []

    def whole(self, form: type[Form]) -> Any:  # the form, or None where a fault was noted
        """The whole document as a form."""
        if self.document.tree is None:
            self.document.note((), "is a mapping (got nothing)")
        return self.value(layout(form), self.document.tree, At(self, (), ()))

    def value(self, shape: Shape, raw: object, at: At) -> object:
        """What a value says; what is wrong with it is noted."""
        if raw is None:
            return None  # the document has noted it
        if isinstance(shape, Special):
            return shape.read(raw, at)
        if isinstance(shape, Plain | Words):
            value, wrong = self.judged(shape, raw)
            return at.note(wrong) if wrong else value
        if isinstance(shape, Each) and shape.keys is None:
            return self._list(shape, raw, at)
        return self._mapping(shape, raw, at)

    def _mapping(self, shape: Each | Layout | OneOf, raw: object, at: At) -> object:
        if not isinstance(raw, Mapping):
            return at.note(f"is a mapping (got {shown(raw)})")
        if isinstance(shape, Each):
            return self._each(shape, raw, at)
        one = shape.chosen(raw) if isinstance(shape, OneOf) else shape
        if one is not None:
            return self._form(one, raw, at)
        assert isinstance(shape, OneOf)
        if shape.tag not in raw:
            at.note("missing; it is required", (shape.tag,), self.document.at_key(at.path))
        elif raw[shape.tag] is not None:
            at.note(not_known(raw[shape.tag], tuple(shape.layouts)), (shape.tag,))
        return None

    def judged(self, shape: Plain | Words, raw: object) -> tuple[object, str]:
        """A text, number, date or word, and what is wrong with it."""
        if isinstance(shape, Words):
            return raw, "" if raw in shape.words else not_known(raw, shape.words)
        if not _fits(raw, shape.kind):
            told = KINDS.get(shape.kind, "is text, true or false")
            return raw, f"{told} (got {shown(raw)})"
        value = float(raw) if shape.kind is float else raw  # type: ignore[arg-type]  # it fits
        return value, next((what for one in shape.checks if (what := one(value, self.context))), "")

    def _list(self, shape: Each, raw: object, at: At) -> object:
        if not isinstance(raw, tuple):
            return at.note(f"is a list (got {shown(raw)})")
        values = tuple(self.value(shape.inner, one, at.below(i)) for i, one in enumerate(raw))
        return self._checked(shape, values, at)

    def _each(self, shape: Each, raw: Mapping[object, object], at: At) -> object:
        values = {}
        for key, one in raw.items():
            inner = at.below(str(key), raw)
            _, wrong = self.judged(shape.keys, key) if shape.keys else (key, "")
            if wrong:
                inner.note(wrong, (), self.document.at_key(inner.path))
            values[key] = self.value(shape.inner, one, inner)
        return self._checked(shape, values, at)

    def _checked(self, shape: Each, values: Collection[object], at: At) -> object:
        for check in shape.checks:
            if what := check(values, self.context):
                at.note(what)
        return values

    def _form(self, one: Layout, raw: Mapping[object, object], at: At) -> object:
        before, given = len(self.document.found), {}
        for key, value in raw.items():
            inner, known = at.below(str(key), raw), one.keys.get(str(key))
            if known is None:
                hint = near_miss(key, one.keys) or f"; known are {listed(one.keys)}"
                inner.note(f"unknown key{hint}", (), self.document.at_key(inner.path))
            else:
                given[known.name] = self.value(known.shape, value, inner)
        for key, known in one.keys.items():
            if known.required and key not in raw:
                at.note(f"missing; {_needed(known.shape)}", (key,), self.document.at_key(at.path))
        if len(self.document.found) > before:
            return None
        built = one.build(**given)
        if what := built.wrong():
            at.note(what)
        return built


def _fits(raw: object, kind: type) -> bool:
    if kind in (int, float):
        number = isinstance(raw, int | float) and not isinstance(raw, bool) and isfinite(raw)
        return number and (kind is float or isinstance(raw, int))
    return isinstance(raw, kind)


def _needed(shape: Shape) -> str:
    told: str = getattr(shape, "needed", "it is required")
    return told


def not_known(got: object, words: Collection[str]) -> str:
    """The sentence about a word that is none of those there are."""
    hint = near_miss(got, words) or f"; it is {' or '.join(words)}"
    return f"not known (got {shown(got)}){hint}"


Read = TypeVar("Read", bound=Form)


def read_form(form: type[Read], path: Path) -> Read:
    """What the YAML file at `path` says, as a form. Raises: RulesError with every fault."""
    document = read_document(path.read_text(encoding="utf-8"), str(path))
    found: Read = Walk(document).whole(form)
    document.judge()
    return found
