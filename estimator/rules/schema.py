"""The JSON Schemas of rule files and overlays, made from their forms: for editors, not for us."""

import json
from typing import Any

from pydantic.json_schema import JsonSchemaValue

from estimator.actions import vocabulary
from estimator.form import Form
from estimator.rules.forms import OverlayFile, RuleFile

UNIONS: dict[object, str] = {"form": "Saturation", "kind": "Signal"}
NULL = {"type": "null"}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rules_schema() -> JsonSchemaValue:
    """The JSON Schema of a rule file, bare numbers and durations with units included.

    >>> rules_schema()["properties"]["schema"]["const"]
    'ssi-rules/1'
    """
    return _schema(RuleFile, "ssi-estimator rules")


def overlay_schema() -> JsonSchemaValue:
    """The JSON Schema of an overlay."""
    return _schema(OverlayFile, "ssi-estimator overlay")


def _schema(form: type[Form], title: str) -> JsonSchemaValue:
    shared: JsonSchemaValue = {}
    # Editors know a part by what it is a form of: DecayForm is Decay.
    named = json.dumps(form.model_json_schema(by_alias=True)).replace('Form"', '"')
    made = _shared(json.loads(named), shared)
    defined = {**made.pop("$defs", {}), **shared, **_matches()}
    return {"$schema": DIALECT, **made, "title": title, "$defs": dict(sorted(defined.items()))}


def _shared(made: Any, shared: JsonSchemaValue) -> Any:  # any part of a JSON Schema
    """The schema with every part that has a name moved to `shared`; nulls, which stand for an
    absent key, and made-up titles are left out.
    """
    if isinstance(made, list):
        return [_shared(part, shared) for part in made if part != NULL]
    if not isinstance(made, dict):
        return made
    parts = {
        key: _shared(part, shared)
        for key, part in made.items()
        if key != "$comment"
        and not (key == "default" and not part)
        and not (key == "title" and isinstance(part, str))
    }
    if "const" in parts:
        parts.pop("enum", None)  # some versions of pydantic say it twice
    if len(parts.get("anyOf", ())) == 1:
        parts |= parts.pop("anyOf")[0]
    discriminator = made.get("discriminator")  # the key by which a union chooses its form
    tag = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    name = made.get("$comment") or UNIONS.get(tag)
    if name is None:
        return parts
    shared[name] = {"oneOf": parts["oneOf"]} if "oneOf" in parts else parts
    return {"$ref": f"#/$defs/{name}"}


def _matches() -> JsonSchemaValue:
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


def _compared(one: JsonSchemaValue, deep: bool = True) -> JsonSchemaValue:
    """A value, a list of values, or a mapping of comparisons."""
    several = {"type": "array", "items": one, "minItems": 1}
    negated = {"not": _compared(one, deep=False)} if deep else {}
    bounds = {key: {"type": "number"} for key in ("gte", "gt", "lte", "lt")}
    comparison = {
        "type": "object",
        "properties": {"in": {"anyOf": [one, several]}, **bounds, **negated},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [one, several, comparison]}
