"""Overlays: a small file of paths and values on top of named rules."""

from collections.abc import Mapping

from pydantic import ValidationError

from estimator.errors import RulesError
from estimator.rules.document import Document
from estimator.rules.faults import note_errors
from estimator.rules.laws import broken
from estimator.rules.numbers import Number, read_number
from estimator.rules.overlay_form import OverlayFile
from estimator.rules.ruleset import Rules


def layered(document: Document, base: Rules, name: str) -> Rules:
    """The base with the overlay `document` on top, named `base+name`; the base stays as it is.

    Raises: RulesError with every fault of the overlay; nothing applies unless all of it does.
    """
    overlay = _validated(document)
    sources = {**base.sources, **document.mapping("sources")}
    entries = document.mapping("values").items()
    numbers = {key: _number(document, key, raw, base, sources) for key, raw in entries}
    _judge_base(document, base)
    for clash, what in base.clashes(overlay.sources if overlay else {}):
        document.note(("sources", clash), what, document.at_key(("sources", clash)))
    document.judge()
    _judge_twice(document, base, numbers)
    _judge_laws(document, base, numbers)
    document.judge()
    moved = {path: number for path, number in numbers.items() if number is not None}
    if overlay is None:
        raise RulesError.at(document.name, "not an overlay")
    until = overlay.calibrated_until
    return base.replace(moved, overlay.sources, until).named(f"{base.name}+{name}")


def _validated(document: Document) -> OverlayFile | None:
    try:
        return OverlayFile.model_validate(document.tree)
    except ValidationError as error:
        note_errors(document, OverlayFile, error)
        return None


def _judge_base(document: Document, base: Rules) -> None:
    """Notes a base hash that is absent or not that of the base."""
    tree = document.tree if isinstance(document.tree, Mapping) else {}
    if "base_sha256" not in tree:
        document.note(("base_sha256",), f"missing; {base.name} has {base.sha256}")
    elif tree["base_sha256"] != base.sha256:
        what = (
            f"made for other rules, {tree.get('base')} (got {tree['base_sha256']}); "
            f"those it is laid on, {base.name}, have {base.sha256}"
        )
        document.note(("base_sha256",), what)


def _number(
    document: Document, path: str, raw: object, base: Rules, sources: Mapping[str, object]
) -> Number | None:
    """The number that an entry states: bare, it is the base's with another value."""
    try:
        there = base.number(path)
    except RulesError as error:
        what = error.faults[0].what
        document.note(("values", path), what, document.at_key(("values", path)))
        return None

    def note(keys: tuple[str, ...], what: str) -> None:
        document.note(("values", path, *keys), what)

    where = document.where(document.at_key(("values", path)))
    number = read_number(raw, there.quantity, base.speaker, sources, note, where)
    if number is None:
        return None
    kept = number.with_bounds(there.bounds)
    faults = kept.faults()
    for _, what in faults:
        note((), what)
    if isinstance(raw, Mapping) or faults:
        return kept
    return there.moved(number.value, base.speaker, where)


def _judge_twice(document: Document, base: Rules, numbers: Mapping[str, Number | None]) -> None:
    """Notes a number that two entries state by different paths."""
    first: dict[str, str] = {}
    for path in numbers:
        if (other := first.setdefault(base.resolve(path), path)) != path:
            document.note(("values", path), f"written twice, first as {other}")


def _judge_laws(document: Document, base: Rules, numbers: Mapping[str, Number | None]) -> None:
    """Notes every law that the new numbers break beside the old ones."""
    paths = {base.resolve(path): path for path in numbers}
    new = {base.resolve(path): number for path, number in numbers.items() if number is not None}
    for name, what in broken({**base.numbers(), **new}):
        place = ("values", paths[name]) if name in paths else ("values",)
        document.note(place, what if name in paths else f"{name}: {what}")
