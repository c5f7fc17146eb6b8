"""The JSON Schemas of rule files and overlays, made from their forms: for editors, not for us."""

from datetime import date
from inspect import cleandoc
from math import inf
from typing import Any

from estimator.actions import vocabulary
from estimator.form import Each, Form, Layout, OneOf, Plain, Shape, Within, Words, filled, layout
from estimator.rules.match import BOUNDS
from estimator.rules.quantity import STATUSES, Quantity
from estimator.rules.rule_file import NAME, SATURATIONS, OverlayFile, RuleFile, free_name

Json = dict[str, Any]  # any part of a JSON Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {str: "string", date: "string", int: "integer"}
DURATION = r"^([0-9]+(\.[0-9]+)? ?[dw])$"
HALF_LIFE = r"^([0-9]+(\.[0-9]+)? ?[dw]|inf|never)$"


def rules_schema() -> Json:
    """The JSON Schema of a rule file, bare numbers and durations with units included.

    >>> rules_schema()["properties"]["schema"]["const"]
    'ssi-rules/1'
    """
    return _schema(RuleFile, "ssi-estimator rules")


def overlay_schema() -> Json:
    """The JSON Schema of an overlay."""
    return _schema(OverlayFile, "ssi-estimator overlay")


def _schema(form: type[Form], title: str) -> Json:
    shared = _matches()
    whole = _of_layout(layout(form), shared)
    return {"$schema": DIALECT, **whole, "title": title, "$defs": dict(sorted(shared.items()))}


def _of(shape: Shape, shared: Json) -> Json:
    """The schema of a shape; what has a name is put among the shared ones, and referred to."""
    if isinstance(shape, Words):
        one_word = {"const": shape.words[0]} if len(shape.words) == 1 else {"enum": [*shape.words]}
        return {"type": "string", **one_word}
    if isinstance(shape, Plain):
        return _plain(shape)
    if isinstance(shape, Each):
        return _each(shape, shared)
    name = "Match"
    if isinstance(shape, OneOf):
        name = "Saturation" if shape is SATURATIONS else "Signal"
        shared[name] = {"oneOf": [_of(one, shared) for one in shape.layouts.values()]}
    elif isinstance(shape, Layout):
        name = shape.title
        shared[name] = _of_layout(shape, shared)
    elif isinstance(shape, Quantity):
        name = shape.name
        shared[name] = _number(shape)
    return {"$ref": f"#/$defs/{name}"}


def _plain(shape: Plain) -> Json:
    if shape.kind is object:
        return {}
    told: Json = {"type": TYPES[shape.kind]} | ({"format": "date"} if shape.kind is date else {})
    for check in shape.checks:
        if isinstance(check, Within):
            told["minimum"] = int(check.least)
        elif check is filled:
            told["minLength"] = 1
    return told


def _each(shape: Each, shared: Json) -> Json:
    inner = _of(shape.inner, shared)
    if shape.keys is None:
        return {"type": "array", "items": inner} | ({"minItems": 1} if shape.checks else {})
    told: Json = {"type": "object"} | ({"minProperties": 1} if shape.checks else {})
    if isinstance(shape.keys, Plain) and free_name in shape.keys.checks:
        return {**told, "patternProperties": {NAME: inner}}
    return {**told, "additionalProperties": inner or True}


def _of_layout(one: Layout, shared: Json) -> Json:
    required = [key for key, at in one.keys.items() if at.required]
    return {
        "type": "object",
        "description": cleandoc(one.about),
        "properties": {key: _of(at.shape, shared) for key, at in one.keys.items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _number(number: Quantity) -> Json:
    """The schema of a number, bare or with its status, source, bounds or dates."""
    plain: Json
    if number.duration:
        plain = {"type": "string", "pattern": HALF_LIFE if number.endless else DURATION}
    else:
        lower = "exclusiveMinimum" if number.above else "minimum"
        upper = {} if number.most == inf else {"maximum": number.most}
        plain = {"type": "integer" if number.whole else "number", lower: number.least, **upper}
    by_date = {"type": "object", "propertyNames": {"format": "date"}, "minProperties": 1}
    spoken_for = {
        "type": "object",
        "additionalProperties": False,
        "oneOf": [{"required": ["value"]}, {"required": ["values"]}],
        "properties": {
            "value": plain,
            "values": {**by_date, "additionalProperties": plain},
            "status": {"enum": [*STATUSES]},
            "source": {"type": "string"},
            "bounds": {"type": "array", "items": plain, "minItems": 2, "maxItems": 2},
        },
    }
    return {"anyOf": [{**plain, "description": number.described}, spoken_for]}


def _matches() -> Json:
    """The definitions of `match`: conditions on columns, and their joins."""
    match, action = {"$ref": "#/$defs/Match"}, {"$ref": "#/$defs/Action"}
    several = {"type": "array", "items": match, "minItems": 1}
    joins = {"all": several, "any": several, "not": match, "action": _compared(action)}
    plain = {"type": ["string", "boolean", "number"]}
    conditions = {"additionalProperties": _compared(plain), "minProperties": 1}
    return {
        "Action": {"enum": sorted(vocabulary())},
        "Match": {"type": "object", "properties": joins, **conditions},
    }


def _compared(one: Json, deep: bool = True) -> Json:
    """A value, a list of values, or a mapping of comparisons."""
    several = {"type": "array", "items": one, "minItems": 1}
    negated = {"not": _compared(one, deep=False)} if deep else {}
    comparison = {
        "type": "object",
        "properties": {
            "in": {"anyOf": [one, several]},
            **{key: {"type": "number"} for key in BOUNDS},
            **negated,
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [one, several, comparison]}
