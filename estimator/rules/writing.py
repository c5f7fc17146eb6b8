"""An overlay as text: the same values give the same bytes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import yaml

from estimator.days import to_date
from estimator.errors import RulesError
from estimator.rules.forms import Source
from estimator.rules.numbers import Number
from estimator.rules.overlay_form import OVERLAY

if TYPE_CHECKING:
    from estimator.rules.ruleset import Rules


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
