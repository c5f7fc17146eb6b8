"""JSON is read within limits of ours, whoever asks and whatever the interpreter is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.json_text import DIGITS, LEVELS, BeyondLimits, value_of

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def nested(levels, kind):
    opened, closed = {"list": ("[", "]"), "object": ('{"a":', "}")}[kind]
    return opened * levels + "1" + closed * levels


@given(values, st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_what_is_within_the_limits_is_what_the_text_says(value, encoding):
    text = json.dumps(value)

    assert value_of(text) == value == value_of(text.encode(encoding))


@pytest.mark.parametrize("kind", ["list", "object"])
@pytest.mark.parametrize("make", [str, str.encode])
def test_a_level_too_many_is_refused_whatever_else_is_on_the_stack(kind, make):
    def below(frames):
        return below(frames - 1) if frames else value_of(make(nested(LEVELS, kind)))

    assert below(0) == below(200) == json.loads(nested(LEVELS, kind))
    with pytest.raises(BeyondLimits, match=f"nests {LEVELS + 1} levels deep; {LEVELS} are read"):
        value_of(make(nested(LEVELS + 1, kind)))


def test_a_digit_too_many_is_refused():
    assert value_of(f'{{"n": {"9" * DIGITS}}}') == {"n": int("9" * DIGITS)}
    with pytest.raises(BeyondLimits, match=f"more than {DIGITS} digits"):
        value_of(f'{{"n": {"9" * (DIGITS + 1)}}}')


def test_what_stands_in_a_text_is_no_level_and_no_number():
    text = json.dumps({"a": "[{" * 500 + '\\"' + "9" * 2000})

    assert value_of(text) == json.loads(text)


def test_lists_beside_each_other_are_not_inside_each_other():
    text = json.dumps([[{"a": [1]}]] * 500)

    assert value_of(text) == json.loads(text)
