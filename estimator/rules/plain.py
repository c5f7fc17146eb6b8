"""All that rules say, as plain data: the base of their digest and of every comparison."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from estimator.days import to_date
from estimator.rules.form import Each, Form, shapes_in
from estimator.rules.numbers import Number
from estimator.rules.quantity import Quantity

if TYPE_CHECKING:
    from estimator.rules.ruleset import Rules

# An overlay has its own, and what rules are called is no part of what they say.
APART = ("name", "version", "calibrated_until", "sources")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(rules: "Rules") -> dict[str, Plain]:
    """The rules as JSON takes them: `rules` without its numbers, `numbers` by name, `sources`."""
    return {
        "calibrated_until": str(rules.calibrated_until),
        "rules": plain_form(rules.file),
        "sources": {name: plain_form(one) for name, one in rules.sources.items()},
        "numbers": {name: plain_number(one) for name, one in rules.numbers().items()},
    }


def plain_number(number: Number) -> dict[str, Plain]:
    """A number as JSON takes it: value or values, status, source, bounds."""
    said: dict[str, Plain] = {"status": number.status, "source": number.source}
    if number.bounds is not None:
        said["bounds"] = [word(bound) for bound in number.bounds]
    if not number.dated:
        return {"value": word(number.value), **said}
    return {"values": {str(to_date(day)): word(v) for day, v in number.dated}, **said}


def word(value: float) -> float | str:
    """The value, or the word for one that JSON cannot hold."""
    return "never" if value == float("inf") else value


def plain_form(value: object) -> Plain:
    """A form, a match or what is in them as JSON takes it, without numbers and what is absent."""
    if isinstance(value, Form):
        return _entries(_told(value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        return {"is": type(value).__name__.lower(), **_entries(parts)}
    if isinstance(value, Mapping):
        return _entries({str(key): one for key, one in value.items()})
    if isinstance(value, tuple):
        return [plain_form(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _told(form: Form) -> dict[str, object]:
    """What a form holds by key, but for numbers and what the rules hold beside their file."""
    names = {field.alias or name: name for name, field in type(form).model_fields.items()}
    return {
        key: getattr(form, names[key])
        for key, shape in shapes_in(type(form)).items()
        if not _is_number(shape) and key not in APART
    }


def _is_number(shape: object) -> bool:
    return isinstance(shape, Quantity) or (isinstance(shape, Each) and _is_number(shape.inner))


def _entries(told: Mapping[str, object]) -> dict[str, Plain]:
    """The entries that say something: nothing that is None or empty."""
    entries = {key: plain_form(value) for key, value in told.items()}
    return {key: value for key, value in entries.items() if value not in (None, {}, [])}
