"""What pydantic finds in a rule file, in the words of that file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import ValidationError

from estimator.rules.document import Document, Path
from estimator.rules.form import Each, Form, OneOf, Shape, chosen, shapes_in
from estimator.rules.near import listed, near_miss
from estimator.rules.quantity import Quantity, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KINDS = {
    "string_type": "is text",
    "string_too_short": "is empty; say it in words",
    "string_pattern_mismatch": "is a name: small letters, digits and _, a letter first",
    "date_type": "is a date such as 2026-05-19",
    "int_type": "is a whole number",
    "tuple_type": "is a list",
    "mapping_type": "is a mapping",
    "dict_type": "is a mapping",
    "model_type": "is a mapping",
    "model_attributes_type": "is a mapping",
    "too_short": "is empty; it holds at least one",
    "greater_than_equal": "is 0 or more",
}
_EMPTY = ("too_short", "string_too_short")


def note_errors(document: Document, form: type[Form], error: ValidationError) -> None:
    """Adds each of the errors to the document's faults, at its own place."""
    for one in error.errors(include_url=False):
        if not _is_echo(one):
            _note(document, form, one)


def _is_echo(error: "ErrorDetails") -> bool:
    """Whether an error only repeats another: an empty value's, or that of a list's only entry."""
    if error["type"] == "too_short":
        return bool(error["input"])
    return error["input"] is None and error["type"] != "said"


def _note(document: Document, form: type[Form], error: "ErrorDetails") -> None:
    path, shapes = _walk(form, document.tree, error["loc"])
    place = document.at_value(path)
    if path and path[-1] == "[key]":
        path = path[:-1]
        place = document.at_key(path)
    kind, got = error["type"], error["input"]
    if kind == "extra_forbidden":
        hint = near_miss(path[-1], shapes) or f"; known are {listed(shapes)}"
        document.note(path, f"unknown key{hint}", document.at_key(path))
    elif kind == "missing":
        document.note(path, _missing(shapes.get(str(path[-1]))), document.at_key(path[:-1]))
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        _note_tag(document, path, error)
    elif kind == "literal_error":
        document.note(path, _not_known(got, error["ctx"]["expected"]), place)
    elif kind == "said":
        document.note(path, str(error["ctx"]["what"]), place)
    else:
        told = "" if kind in _EMPTY else f" (got {shown(got)})"
        document.note(path, f"{_KINDS.get(kind, error['msg'])}{told}", place)


def _missing(shape: Shape) -> str:
    if isinstance(shape, Quantity):
        return f"missing; a number, {shape.describe()}"
    return "missing; it is required"


def _not_known(got: object, expected: object) -> str:
    """The sentence about a word that is none of those that pydantic lists as `'a', 'b' or 'c'`."""
    words = [word.strip(" '") for word in str(expected).replace(" or ", ", ").split(",")]
    hint = near_miss(got, words) or f"; it is {' or '.join(words)}"
    return f"not known (got {shown(got)}){hint}"


def _note_tag(document: Document, path: Path, error: "ErrorDetails") -> None:
    """Notes a mapping whose kind (or form) is absent or not one there is."""
    tag = str(error["ctx"]["discriminator"]).strip("'")
    path = (*path, tag)
    if error["type"] == "union_tag_invalid":
        got = _value(error["input"], tag)
        document.note(path, _not_known(got, error["ctx"]["expected_tags"]))
    elif path not in document.keys:
        document.note(path, _missing(None), document.at_key(path[:-1]))


def _walk(
    form: type[Form], tree: object, loc: tuple[str | int, ...]
) -> tuple[Path, Mapping[str, Shape]]:
    """The path in the file that pydantic's `loc` means, and the keys known where it ends.

    A union's `loc` holds the chosen word too; a file does not.
    """
    path: Path = ()
    shape: Shape = form
    raw, known = tree, shapes_in(form)
    for part in loc:
        if isinstance(shape, OneOf) and part in shape.forms:
            shape = chosen(shape, raw)
            continue
        path = (*path, part)
        known = shapes_in(shape) if isinstance(shape, type) else known
        shape = _inner(shape, part)
        raw = _value(raw, part)
    return path, known


def _inner(shape: Shape, part: str | int) -> Shape:
    if isinstance(shape, Each):
        return shape.inner
    return shapes_in(shape).get(str(part)) if isinstance(shape, type) else None


def _value(raw: object, part: str | int) -> object:
    if isinstance(raw, Mapping):
        return raw.get(part)
    if isinstance(raw, tuple) and isinstance(part, int) and part < len(raw):
        return raw[part]
    return None
