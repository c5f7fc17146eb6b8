"""Overlays: a small file of paths and values on top of named rules, read and written."""

import warnings
from collections.abc import Iterator, Mapping
from datetime import date

import yaml

from estimator.days import to_date
from estimator.errors import RulesError, RulesWarning
from estimator.rules.document import Document
from estimator.rules.forms import OVERLAY, OverlayFile, Source
from estimator.rules.laws import broken
from estimator.rules.loading import validated
from estimator.rules.numbers import Number, read_number
from estimator.rules.ruleset import Rules


def layered(document: Document, base: Rules, name: str) -> Rules:
    """The base with the overlay `document` on top, named `base+name`; the base stays as it is.

    Raises: RulesError with every fault of the overlay; nothing applies unless all of it does.
    """
    overlay = validated(document, OverlayFile)
    sources = {**base.sources, **document.mapping("sources")}
    entries = document.mapping("values").items()
    numbers = {key: _number(document, key, raw, base, sources) for key, raw in entries}
    _judge_base(document, base)
    for clash, what in base.clashes(overlay.sources if overlay else {}):
        document.note(("sources", clash), what, document.at_key(("sources", clash)))
    document.judge()
    _judge_together(document, base, numbers)
    document.judge()
    moved = {path: number for path, number in numbers.items() if number is not None}
    if overlay is None:
        raise RulesError.at(document.name, "not an overlay")
    until = overlay.calibrated_until
    return base.replace(moved, overlay.sources, until).named(f"{base.name}+{name}")


def _judge_base(document: Document, base: Rules) -> None:
    """Notes a digest that is not that of the base. Without one the overlay fits any: a warning."""
    tree = document.tree if isinstance(document.tree, Mapping) else {}
    if "base_sha256" not in tree:
        told = f"{document.name}: states no base_sha256, so nothing tells whether the rules it was"
        told += f" made for have changed since; {base.name} has {base.sha256}"
        warnings.warn(told, RulesWarning, stacklevel=4)
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


def _judge_together(document: Document, base: Rules, numbers: Mapping[str, Number | None]) -> None:
    """Notes a number that two entries state, and every law that new numbers break beside old."""
    names = {path: base.resolve(path) for path in numbers}
    paths: dict[str, str] = {}
    for path, name in names.items():
        if (other := paths.setdefault(name, path)) != path:
            document.note(("values", path), f"written twice, first as {other}")
    new = {names[path]: number for path, number in numbers.items() if number is not None}
    last = {name: path for path, name in names.items()}
    for name, what in broken({**base.numbers(), **new}):
        place = ("values", last[name]) if name in last else ("values",)
        document.note(place, what if name in last else f"{name}: {what}")


def overlay_text(
    base: "Rules",
    values: Mapping[str, float | Number],
    note: str,
    sources: Mapping[str, Source],
    calibrated_until: date | None,
) -> str:
    """The overlay file that lays the values on the base; a plain value is written bare.

    Raises: RulesError when the base does not take them, or when there is no note.
    """
    if not note.strip():
        raise RulesError.at("note", "is empty; say where the values come from")
    base.replace(values, sources, calibrated_until)
    lines = [
        f"schema: {OVERLAY}",
        f"base: {_text(base.name)}",
        f"base_sha256: {_text(base.sha256)}",
        f"note: {_text(note)}",
        *([f"calibrated_until: {calibrated_until}"] if calibrated_until else []),
        *_sources(sources),
        *_values(base, values),
    ]
    return "".join(f"{line}\n" for line in lines)


def _sources(sources: Mapping[str, Source]) -> Iterator[str]:
    if sources:
        yield "sources:"
    for name, source in sorted(sources.items()):
        yield f"  {_text(name)}: {_flow(_source(source))}"


def _values(base: "Rules", values: Mapping[str, float | Number]) -> Iterator[str]:
    yield "values:"
    for name, value in sorted((base.resolve(path), value) for path, value in values.items()):
        yield f"  {name}: {_value(base.number(name), value)}"


def _value(there: Number, value: float | Number) -> str:
    """A value as a file states it, in the unit of the number it replaces."""
    write = there.quantity.write
    if not isinstance(value, Number):
        return write(float(value))
    dated = {str(to_date(day)): write(one) for day, one in value.dated}
    entry = {"values": _flow(dated)} if dated else {"value": write(value.value)}
    entry |= {"status": value.status, "source": _text(value.source)}
    if value.bounds is not None:
        entry["bounds"] = f"[{', '.join(map(write, value.bounds))}]"
    return _flow(entry)


def _source(source: Source) -> dict[str, str]:
    names = {field.alias or name: name for name, field in Source.model_fields.items()}
    told = {key: getattr(source, name) for key, name in names.items()}
    return {
        key: str(value) if isinstance(value, date | int) else _text(value)
        for key, value in told.items()
        if value is not None
    }


def _flow(entries: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def _text(text: str) -> str:
    """Any text as a double-quoted scalar of one line."""
    written: str = yaml.safe_dump(text, default_style='"', width=float("inf"), allow_unicode=True)
    return written.removesuffix("\n")
