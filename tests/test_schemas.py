"""The JSON Schemas that ship: made from types and real outputs, and every output is as they say."""

import json
import sys
from collections import deque

import jsonschema_rs
import pytest

from estimator.resources import resource

ROOT = resource("schemas").parent
sys.path.append(str(ROOT / "docs"))  # where the script that makes them stands

from write_schemas import RESULTS, Samples, page, schema_of  # noqa: E402  a script of docs/


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    return Samples(tmp_path_factory.mktemp("samples")).all


def strictly(schema):
    """The schema with nothing allowed that it does not name."""
    strict = json.loads(json.dumps(schema))
    parts = deque([strict])
    while parts:
        one = parts.popleft()
        if "properties" in one:
            one["additionalProperties"] = False
        parts.extend(v for v in one.values() if isinstance(v, dict))
        parts.extend(v for held in one.values() if isinstance(held, list) for v in held
                     if isinstance(v, dict))  # fmt: skip
    return strict


def bare(schema):
    """What a schema allows, without its words."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: bare(one) for key, one in schema.items()
            if not (key == "description" and isinstance(one, str))}  # fmt: skip


@pytest.mark.parametrize("name", RESULTS)
def test_every_output_is_as_its_schema_says_and_the_schema_as_it_is_made(samples, name):
    shipped = json.loads((resource("schemas") / f"ssi.{name}.json").read_text("utf-8"))

    wrong = [e for one in samples[name] for e in jsonschema_rs.iter_errors(strictly(shipped), one)]

    assert bare(shipped) == bare(schema_of(name, samples[name]))  # python docs/write_schemas.py
    assert [str(error) for error in wrong] == []
    assert jsonschema_rs.is_valid(shipped, {}) is False


def test_the_page_says_what_every_field_means(samples):
    made = page({name: schema_of(name, own) for name, own in samples.items()})
    rows, written = (
        [line for line in text.splitlines() if line.startswith("| `")]
        for text in (made, (ROOT / "docs" / "schemas.md").read_text("utf-8"))
    )

    assert [line for line in rows if line.endswith("|  |")] == []
    assert {line.split("|")[1] for line in rows} == {line.split("|")[1] for line in written}
