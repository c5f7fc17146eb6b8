"""What a rule file may be as a text: YAML 1.2, one meaning for each word, no way to hide one."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rules_text import text

from estimator.errors import RulesError
from estimator.rules import document, load_rules, rules_of
from estimator.rules.document import read_document


def read(body):
    document = read_document(body, "x.yaml")
    document.judge()
    return document.tree


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("No", "No")),
        *(("true", True), ("False", False), ("010", 10), ("-3", -3), ("0o17", 15), ("0x1F", 31)),
        *(("1_000", "1_000"), ("12:30:00", "12:30:00"), ("1:20", "1:20"), ("1e3", 1000.0)),
        *(
            (".5", 0.5),
            ("1.", 1.0),
            ("2015-01-26", date(2015, 1, 26)),
            ("'2015-01-26'", "2015-01-26"),
        ),
        *(
            ("2015-1-26", "2015-1-26"),
            ("'7'", "7"),
            ('"true"', "true"),
            ("30 d", "30 d"),
            ("=", "="),
        ),
        *((".inf", float("inf")), ("inf", "inf"), ("nan", "nan"), ("- 1", (1,)), ("[]", ())),
    ],
)
def test_a_word_means_what_yaml_1_2_says(word, value):
    read_value = read(f"a: \n  {word}\n")["a"]

    assert (read_value, type(read_value)) == (value, type(value))


def test_a_key_that_yaml_1_1_would_take_for_false_is_text():
    assert read("{no: 1, on: 2, 7: 3, true: 4}") == {"no": 1, "on": 2, "7": 3, "true": 4}


def test_a_number_of_thousands_of_digits_is_read_without_harm():
    assert read(f"a: {'9' * 5000}") == {"a": float("inf")}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a: 1\na: 2\n", "x.yaml:2:1: a: written twice, first in line 1, column 1"),
        ("a: {b: 1, b: 2}\n", "x.yaml:1:11: a.b: written twice, first in line 1, column 5"),
        ("a: &x 1\nb: *x\n", "alias *x"),
        ("a: &x [*x]\n", "alias *x"),
        ("a: !!python/object:os.system x\n", "carries no tag"),
        ("a: b: c\n", "x.yaml:1:5: not YAML: a second ': ' on one line"),
        ("a:\n\tb: 1\n", "not YAML: a tab before the text"),
        ("a: [1\n", "x.yaml:2:1: not YAML: the bracket opened in line 1, column 4 is not closed"),
        ("a: 'b\n", "not YAML: the quote opened in line 1, column 4 is not closed"),
        ("a: @b\n", "x.yaml:1:4: not YAML: a text that begins with @ goes in quotes"),
        ("- a\nb: 1\n", "not YAML: does not follow from the lines above"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document begins"),
        ("a: \x07\n", "x.yaml:1:4: not YAML: holds U+0007"),
        ("? {a: 1}\n: 2\n", "x.yaml:1:3: a key is a word"),
        ("a:\n", "a: is empty"),
        ("[" * 5000, "nested more than 40 levels deep"),
        ("- " * 5000, "nested more than 40 levels deep"),
        ("{a: " * 5000, "nested more than 40 levels deep"),
        ("a: [1]\nb: '['\nc: " + "[" * 5000, "nested more than 40 levels deep"),
        ("a: '['\n" * 50 + "b: [", "not YAML: the bracket opened in line 51, column 4"),
        ("a: don't\nb: " + "[" * 5000, "nested more than 40 levels deep"),
    ],
)
def test_what_a_text_may_not_hold_is_refused_with_its_place(body, words):
    with pytest.raises(RulesError) as caught:
        read(body)

    assert words in str(caught.value)


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
@pytest.mark.parametrize("body", ["[" * 5000, "- " * 5000, "a: 'b\n", "a: [\n", "a: @b", "a: b: c"])
def test_what_is_wrong_is_said_alike_by_either_parser(body, loader, monkeypatch):
    with pytest.raises(RulesError) as first:
        read(body)
    monkeypatch.setattr(document, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))

    with pytest.raises(RulesError) as second:
        read(body)

    assert str(first.value) == str(second.value)


@pytest.mark.parametrize("body", ["", "# only words\n", "- a\n", "text\n", "17\n"])
def test_a_file_that_is_no_mapping_is_refused(body, tmp_path):
    (tmp_path / "x.yaml").write_text(body, encoding="utf-8")

    with pytest.raises(RulesError, match="is a mapping that begins with schema: ssi-rules/1"):
        load_rules(tmp_path / "x.yaml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes("title: Größe".encode("latin-1"))

    with pytest.raises(RulesError, match=r"x\.yaml: not UTF-8 \(byte 9\)"):
        load_rules(tmp_path / "x.yaml")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (tmp_path / "x.yaml").write_bytes(text().replace("\n", "\r\n").encode("utf-8-sig"))

    assert load_rules(tmp_path / "x.yaml") == rules_of(text())


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_what_is_no_file_is_refused_by_its_name(name, tmp_path):
    with pytest.raises(RulesError, match="rules are a YAML file"):
        load_rules(tmp_path / name)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(body):
    try:
        read(body)
    except RulesError as error:
        assert all(fault.where.startswith("x.yaml:") for fault in error.faults)


@given(st.integers(0, len(text()) - 1), st.sampled_from(["", "x", ":", "{", "\n", "'", "9", " - "]))
def test_a_rule_file_with_one_slip_is_read_or_refused_with_a_place(place, slip):
    body = text()[:place] + slip + text()[place + 1 :]

    try:
        rules_of(body, "x.yaml")
    except RulesError as error:
        assert all(fault.where.startswith("x.yaml:") for fault in error.faults)


def test_a_fault_names_the_file_as_the_user_did(tmp_path, monkeypatch):
    (tmp_path / "x.yaml").write_text(text(("points: 15", "points: 26")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RulesError) as caught:
        load_rules("x.yaml")

    assert [fault.where for fault in caught.value.faults] == ["x.yaml:105:17"]


JUNK = [None, 5, -1.5, "x", True, date(2026, 1, 1), [], {}, ["x"], {"x": 1}, {"value": 1}, [[1]]]
PLACES = sorted(read_document(text(), "x.yaml").values, key=str)


def planted(tree, path, junk):
    """The tree with something else at a path."""
    if not path:
        return junk
    if isinstance(tree, tuple):
        return [planted(v, path[1:], junk) if i == path[0] else v for i, v in enumerate(tree)]
    return {k: planted(v, path[1:], junk) if str(k) == path[0] else v for k, v in tree.items()}


@given(st.sampled_from([p for p in PLACES if "?" not in p]), st.sampled_from(JUNK))
def test_a_rule_file_with_something_else_in_one_place_is_read_or_refused_with_a_place(path, junk):
    body = yaml.safe_dump(planted(read(text()), path, junk), sort_keys=False, allow_unicode=True)

    try:
        rules_of(body, "x.yaml").on(20_000)
    except RulesError as error:
        assert all(fault.where.startswith("x.yaml:") for fault in error.faults)
