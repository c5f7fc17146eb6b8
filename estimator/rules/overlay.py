"""Overlays: a small file of paths and values on top of named rules, read and written."""

import warnings
from collections.abc import Collection, Mapping
from datetime import date

import yaml

from estimator.days import to_date
from estimator.entries import Entry
from estimator.errors import RulesError, RulesWarning
from estimator.form import validated
from estimator.rules.forms import OVERLAY, OverlayFile, Source
from estimator.rules.laws import broken
from estimator.rules.numbers import Number, read_number
from estimator.rules.ruleset import Rules


def layered(entry: Entry, base: Rules, name: str) -> Rules:
    """The base with the overlay of `entry` on top, named `base+name`; the base stays as it is.

    Raises: RulesError with every fault of the overlay; nothing applies unless all of it does.
    """
    overlay = validated(entry, OverlayFile)
    sources = {**base.sources, **dict(entry.at("sources").items())}
    numbers = {key: _number(at, key, base, sources) for key, at in entry.at("values").items()}
    _judge_base(entry, base)
    for clash, what in base.clashes(overlay.sources if overlay else {}):
        entry.at("sources").at(clash).note_key(what)
    entry.document.judge()
    _judge_together(entry.at("values"), base, numbers)
    entry.document.judge()
    assert overlay is not None  # otherwise a fault was found
    moved = {path: number for path, number in numbers.items() if number is not None}
    until = overlay.calibrated_until
    return base.replace(moved, overlay.sources, until).named(f"{base.name}+{name}")


def _judge_base(entry: Entry, base: Rules) -> None:
    """Notes a digest that is not that of the base. Without one the overlay fits any: a warning."""
    digest = entry.at("base_sha256")
    if not digest.is_there:
        told = f"{entry.document.name}: states no base_sha256, so nothing tells whether the rules"
        told += f" it was made for have changed since; {base.name} has {base.sha256}"
        warnings.warn(told, RulesWarning, stacklevel=4)
    elif digest.raw != base.sha256:
        digest.note(
            f"made for other rules, {entry.at('base').raw} (got {digest.raw}); "
            f"those it is laid on, {base.name}, have {base.sha256}"
        )


def _number(at: Entry, path: str, base: Rules, sources: Collection[str]) -> Number | None:
    """The number that an entry states: bare, it is the base's with another value."""
    try:
        there = base.number(path)
    except RulesError as error:
        at.note_key(error.faults[0].what)
        return None
    number = read_number(at, there.quantity, base.speaker, sources)
    if number is None:
        return None
    kept = number.with_bounds(there.bounds)
    for _, what in kept.faults():
        at.note(what)
    spoken_for = isinstance(at.raw, Mapping)
    return kept if spoken_for else there.moved(kept.value, base.speaker, kept.where)


def _judge_together(values: Entry, base: Rules, numbers: Mapping[str, Number | None]) -> None:
    """Notes a number that two entries state, and every law that new numbers break beside old."""
    paths: dict[str, str] = {}
    for path in numbers:
        if (other := paths.setdefault(base.resolve(path), path)) != path:
            values.at(path).note(f"written twice, first as {other}")
    new = {base.resolve(path): number for path, number in numbers.items() if number is not None}
    last = {base.resolve(path): path for path in numbers}
    for name, what in broken({**base.numbers(), **new}):
        if name in last:
            values.at(last[name]).note(what)
        else:
            values.note(f"{name}: {what}")


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
    moved = {base.resolve(path): value for path, value in values.items()}
    lines = [
        f"schema: {OVERLAY}",
        f"base: {_text(base.name)}",
        f"base_sha256: {_text(base.sha256)}",
        f"note: {_text(note)}",
        *([f"calibrated_until: {calibrated_until}"] if calibrated_until else []),
        *(["sources:"] if sources else []),
        *(f"  {_text(name)}: {_flow(_source(one))}" for name, one in sorted(sources.items())),
        "values:",
        *(f"  {name}: {_value(base.number(name), moved[name])}" for name in sorted(moved)),
    ]
    return "".join(f"{line}\n" for line in lines)


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
    return {
        key: str(value) if isinstance(value, date | int) else _text(str(value))
        for key, value in source.by_key().items()
        if value is not None
    }


def _flow(entries: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def _text(text: str) -> str:
    """Any text as a double-quoted scalar of one line."""
    written: str = yaml.safe_dump(text, default_style='"', width=float("inf"), allow_unicode=True)
    return written.removesuffix("\n")
