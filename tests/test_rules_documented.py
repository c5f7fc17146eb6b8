"""Every key of every form is in rules/README.md with its unit and range, and in the JSON Schema."""

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from rules_text import RULES, text

from estimator.actions import Action, Limit, Vocabulary
from estimator.errors import RulesError
from estimator.form import Form, keys_of
from estimator.resources import resource
from estimator.rules import forms, rules_of
from estimator.rules import signal_forms as signals
from estimator.rules.forms import OverlayFile
from estimator.rules.numbers import KEYS
from estimator.rules.quantity import quantities_of
from estimator.rules.schema import overlay_schema, rules_schema
from estimator.rules.signal_forms import PARAMETERS, Saturation, parameters
from estimator.saturation import CURVES

README = (resource("rules") / "README.md").read_text(encoding="utf-8")
KINDS = (
    signals.Flow,
    signals.Stock,
    signals.Rate,
    signals.Days,
    signals.Checklist,
)
SECTIONS = {
    "The file": [forms.RuleFile],
    "sources": [forms.Source],
    "regimes": [forms.Regime],
    "defaults": [forms.Defaults],
    "decay": [forms.WholeDecay],
    "interval and rank": [forms.IntervalForm, forms.Rank],
    "anchoring": [forms.AnchoringForm, forms.PillarAnchoring],
    "pillars": [forms.PillarForm],
    "ceiling": [forms.Ceilings],
    "Signals": KINDS,
    "prior": [signals.Prior],
    "items": [signals.ItemForm],
    "unknown": [signals.UnknownForm],
    "Overlays": [OverlayFile],
    "actions.yaml": [Vocabulary],
    "actions": [Action],
    "limits": [Limit],
}


def rows(section, table=0):
    """The cells of the rows of a table of a section, its heading left out."""
    body = re.split(rf"^##+ {re.escape(section)}$", README, flags=re.M)[1]
    body = re.split(r"^##+ ", body, flags=re.M)[0]
    tables = re.findall(r"(?:^\|.*\n)+", body, flags=re.M)
    lines = tables[table].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


# The four pillars and every curve stand in tables of their own; a signal's decay is part of decay.
ELSEWHERE = {forms.Pillars, signals.DecayForm, signals.DayWindow}


def inside(kind):
    """Every form that an annotation holds, itself included, but those of curves."""
    if not isinstance(kind, type):
        return {form for part in get_args(kind) for form in inside(part)}
    if not issubclass(kind, Form) or issubclass(kind, Saturation):
        return set()
    parts = (field.annotation for field in kind.model_fields.values())
    return {kind, *(form for part in parts for form in inside(part))}


def test_every_form_of_a_rule_file_has_a_section():
    told = {form for section in SECTIONS.values() for form in section}

    assert inside(forms.RuleFile) - ELSEWHERE <= told


@pytest.mark.parametrize("section", SECTIONS)
def test_the_readme_lists_exactly_the_keys_there_are(section):
    known = {key for form in SECTIONS[section] for key in keys_of(form)}

    assert {row[0].strip("`") for row in rows(section)} == known


@pytest.mark.parametrize("section", SECTIONS)
def test_the_readme_states_the_unit_and_range_of_every_number(section):
    stated = {row[0].strip("`"): row[1] for row in rows(section)}
    numbers = {
        key: quantity
        for form in SECTIONS[section]
        for key, (quantity, _) in quantities_of(form).items()
    }

    assert {key: stated[key] for key in numbers} == {
        key: one.describe() for key, one in numbers.items()
    }


def test_the_readme_says_what_each_kind_must_and_may_have():
    common = {*keys_of(signals.Signal), "kind"}
    stated = {row[0].strip("`"): row[1:] for row in rows("Signals", table=1)}

    for place, kind in enumerate(KINDS):
        fields = {key: field for key, field in keys_of(kind).items() if key not in common}
        wanted = {key: "must" if f.is_required() else "may" for key, f in fields.items()}
        assert {key: row[place] for key, row in stated.items() if row[place]} == wanted


def test_the_readme_lists_every_curve_with_its_parameters_and_their_ranges():
    curves = {row[0].strip("`"): row[1].replace("`", "").split(", ") for row in rows("saturation")}
    ranges = {row[0].strip("`"): row[1] for row in rows("saturation", table=1)}

    assert curves == {form: list(parameters(form)) for form in CURVES}
    assert ranges == {name: quantity.describe() for name, quantity in PARAMETERS.items()}


def test_the_readme_lists_the_keys_of_a_number():
    assert [row[0].strip("`") for row in rows("A number")] == list(KEYS)


def test_the_fault_that_the_readme_shows_is_the_one_that_is_told():
    with pytest.raises(RulesError) as caught:
        rules_of(text(("half_life: 60 d", "halflife: 60 d")), "mine.yaml")

    assert f"    {caught.value}\n" in README


def test_the_shipped_json_schema_is_that_of_the_forms():
    shipped = json.loads((resource("rules") / "schema.json").read_text(encoding="utf-8"))

    assert shipped == json.loads(json.dumps(rules_schema()))


def test_the_shipped_rules_name_the_schema_for_editors():
    first = (resource("rules") / "ssi.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=schema.json"


@pytest.mark.parametrize("name", ["ssi.yaml", "small"])
def test_the_json_schema_takes_what_the_loader_takes(name):
    body = RULES if name == "small" else (resource("rules") / name).read_text(encoding="utf-8")

    assert list(misfits(as_an_editor_reads(body), rules_schema())) == []


SHAPED = ["halflife", "kind_unknown", "duration_without_unit", "points_above_25", "no_points"]
SHAPED += ["match_no_such_action", "match_no_such_comparison", "parameter_of_another_curve"]


@pytest.mark.parametrize("name", SHAPED)
def test_the_json_schema_refuses_what_has_the_wrong_shape(name):
    path = Path(__file__).parent / "wrong_rules" / f"{name}.yaml"

    assert list(misfits(as_an_editor_reads(path.read_text(encoding="utf-8")), rules_schema()))


def test_the_json_schema_of_an_overlay_has_its_keys():
    assert set(overlay_schema()["properties"]) == set(keys_of(OverlayFile))


def as_an_editor_reads(body):
    """The values of a YAML text as a language server has them: days are text, keys are text."""
    from estimator.document import read_document

    def plain(value):
        if isinstance(value, dict):
            return {str(key): plain(one) for key, one in value.items()}
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        return str(value) if isinstance(value, date) else value

    return plain(read_document(body, "x.yaml").tree)


def misfits(value, schema, root=None, path=""):
    """What a JSON Schema has against a value; the words of it that our schemas use."""
    root = root or schema
    if "$ref" in schema:
        yield from misfits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
    for word, fits in (("anyOf", lambda n: n > 0), ("oneOf", lambda n: n == 1)):
        if word in schema:
            parts = [not list(misfits(value, part, root, path)) for part in schema[word]]
            if not fits(sum(parts)):
                yield f"{path}: {word}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: enum"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: const"
    yield from _misfit_type(value, schema, path)
    if isinstance(value, dict):
        yield from _misfit_entries(value, schema, root, path)
    if isinstance(value, list) and "items" in schema:
        for place, one in enumerate(value):
            yield from misfits(one, schema["items"], root, f"{path}.{place}")


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "integer": int,
}


def _misfit_type(value, schema, path):
    types = schema.get("type", list(TYPES))
    types = [types] if isinstance(types, str) else types
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not any(
        isinstance(value, TYPES[t]) and number == (t in ("number", "integer")) for t in types
    ):
        yield f"{path}: type"
    elif number:
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high or value <= schema.get("exclusiveMinimum", value - 1):
            yield f"{path}: range"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{path}: pattern"


def _misfit_entries(value, schema, root, path):
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    yield from (f"{path}.{key}: required" for key in schema.get("required", ()) if key not in value)
    for key, one in value.items():
        inner = known.get(key) or next((s for p, s in patterns.items() if re.search(p, key)), None)
        inner = inner if inner is not None else schema.get("additionalProperties", {})
        if inner is False:
            yield f"{path}.{key}: unknown"
        elif isinstance(inner, dict):
            yield from misfits(one, inner, root, f"{path}.{key}")
