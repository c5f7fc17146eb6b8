"""Rule files -> `Rules`: a whole rule set, overlays on top of it, and every fault at its place."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from estimator.errors import RulesError, listed, near_miss
from estimator.resources import resource
from estimator.rules.document import Document, KeyPath, read_document
from estimator.rules.entries import text_of
from estimator.rules.form import Each, Form, OneOf, Shape, chosen, shapes_in
from estimator.rules.forms import RuleFile
from estimator.rules.laws import broken, note_references
from estimator.rules.numbers import Number, Speaker, name_of, read_number
from estimator.rules.quantity import STATUSES, Quantity, shown
from estimator.rules.ruleset import Rules

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


RULES = "ssi-rules/1"
SHIPPED = "ssi.yaml"
OVERLAYS = "ssi-overlay"  # how the schema of every overlay begins


def load_rules(*sources: str | Path) -> Rules:
    """The rules that the files state, laid one on top of the other in the order given.

    A whole rule set replaces what came before; an overlay changes numbers of it. Without a rule
    set among them, the shipped one is at the bottom.

    Raises: RulesError with every fault of the first file that has any, each with its place.

    >>> load_rules().pillars
    ('brand', 'find', 'insight', 'relationship')
    """
    from estimator.rules.overlay import layered  # noqa: PLC0415  # knows how files are read

    rules = None
    for source in sources:
        document, name = _read(Path(source), str(source)), Path(source).stem
        if _is_overlay(document):
            rules = layered(document, rules or _shipped(), name)
        else:
            rules = _whole(document, name)
    return rules or _shipped()


def rules_of(text: str, name: str = "rules.yaml") -> Rules:
    """The rules that a text states; `name` is what faults call it. Raises: RulesError."""
    document = read_document(text, name)
    _is_overlay(document)
    return _whole(document, Path(name).stem)


def _shipped() -> Rules:
    path = resource("rules") / SHIPPED
    here = Path.cwd()
    name = path.relative_to(here) if path.is_relative_to(here) else path
    return _whole(_read(path, str(name)), path.stem)


def _read(path: Path, name: str) -> Document:
    return read_document(text_of(path, name, RulesError, "; rules are a YAML file"), name)


def _is_overlay(document: Document) -> bool:
    """Whether the file means to be an overlay. Raises: RulesError when it is no mapping at all."""
    tree = document.tree
    if not isinstance(tree, Mapping):
        document.note((), f"is a mapping that begins with schema: {RULES} (got {shown(tree)})")
        document.judge()
        return False
    return str(tree.get("schema")).startswith(OVERLAYS)


def _whole(document: Document, name: str) -> Rules:
    sources = document.mapping("sources")
    numbers, paths = collect(document, RuleFile, sources)
    note_references(document)
    for number, what in broken(numbers):
        document.note(paths[number], what)
    file = validated(document, RuleFile, sources)
    document.judge()
    assert file is not None  # otherwise a fault was found
    return Rules(file.name or name, file.calibrated_until, file, numbers, file.sources)


AForm = TypeVar("AForm", bound=Form)


def validated(
    document: Document, form: type[AForm], sources: Collection[str] | None = None
) -> AForm | None:
    """The document as a form; None with every fault noted, each at its own place.

    sources: the names that may be cited; any where none are given.
    """
    try:
        context = None if sources is None else {"sources": sources}
        return form.model_validate(document.tree, context=context)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if not _is_echo(one):
                _note(document, form, one)
        return None


NOBODY = Speaker("assumed", "")

Entry = tuple[KeyPath, Quantity, object, Speaker]


def collect(
    document: Document, form: type[Form], sources: Collection[str]
) -> tuple[dict[str, Number], dict[str, KeyPath]]:
    """Every number that can be read, by name and in file order, and where in the document it is.

    What is wrong with another is noted in the document.
    """
    numbers: dict[str, Number] = {}
    paths: dict[str, KeyPath] = {}
    unnamed = _speaker(document.mapping("defaults"), NOBODY)
    for path, quantity, raw, speaker in written(form, document.tree, (), unnamed):

        def note(keys: tuple[str, ...], what: str, path: KeyPath = path) -> None:
            document.note((*path, *keys), what)

        where = document.where(document.at_key(path))
        number = read_number(raw, quantity, speaker, sources, note, where)
        if number is not None:
            numbers[name_of(path)], paths[name_of(path)] = number, path
    return numbers, paths


def written(shape: Shape, raw: object, path: KeyPath, speaker: Speaker) -> Iterator[Entry]:
    """Each number below `raw`: path, quantity, what is written, who vouches for it."""
    if isinstance(shape, Quantity):
        yield path, shape, raw, speaker
    elif isinstance(shape, Each):
        listed_ = raw if isinstance(raw, tuple) else ()
        pairs = raw.items() if isinstance(raw, Mapping) else enumerate(listed_)
        for key, value in pairs:
            yield from written(shape.inner, value, (*path, key), speaker)
    elif isinstance(shape, OneOf):
        yield from written(chosen(shape, raw), raw, path, speaker)
    elif shape is not None and isinstance(raw, Mapping):
        shapes = shapes_in(shape)
        speaker = _speaker(raw, speaker) if "source" in shapes else speaker
        for key, value in raw.items():
            yield from written(shapes.get(key), value, (*path, key), speaker)


def _speaker(raw: object, around: Speaker) -> Speaker:
    """Who vouches inside a mapping that may name a status and a source."""
    if not isinstance(raw, Mapping):
        return around
    status, source = raw.get("status"), raw.get("source")
    return Speaker(
        status if status in STATUSES else around.status,
        source if isinstance(source, str) else around.source,
    )


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
        document.note(path, f"{_KINDS.get(kind, 'is not what belongs here')}{told}", place)


def _missing(shape: Shape) -> str:
    if isinstance(shape, Quantity):
        return f"missing; a number, {shape.describe()}"
    return "missing; it is required"


def _not_known(got: object, expected: object) -> str:
    """The sentence about a word that is none of those that pydantic lists as `'a', 'b' or 'c'`."""
    words = re.findall(r"'([^']*)'", str(expected))
    hint = near_miss(got, words) or f"; it is {' or '.join(words)}"
    return f"not known (got {shown(got)}){hint}"


def _note_tag(document: Document, path: KeyPath, error: "ErrorDetails") -> None:
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
) -> tuple[KeyPath, Mapping[str, Shape]]:
    """The path in the file that pydantic's `loc` means, and the keys known where it ends.

    A union's `loc` holds the chosen word too; a file does not.
    """
    path: KeyPath = ()
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
