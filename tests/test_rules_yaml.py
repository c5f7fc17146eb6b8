"""What a rule file may be as a text: YAML 1.2, one meaning for each word, no way to hide one."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rules_text import text
from test_rules_wrong_files import WRONG

from estimator.document import LONGEST_KEY, PureLoader, read_document
from estimator.errors import RulesError
from estimator.rules import load_rules, rules_of


def read(body):
    document = read_document(body, "x.yaml", RulesError)
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
        ("x" * 201 + ": 1", f"x.yaml:1:1: a key has at most {LONGEST_KEY} characters (got 201)"),
        ("a: 1\n" + "x" * 1500 + ": 1", "x.yaml:2:1: a key has at most 200 characters (got 1500)"),
        ("9" * 201 + ": 1", "x.yaml:1:1: a key has at most 200 characters (got 201)"),
        ("- " + "x y " * 400 + ": 1", "x.yaml:1:3: a key has at most 200 characters (got 1599)"),
        ("a: {b: 1, " + "x" * 1100 + ": 1}", "x.yaml:1:11: a key has at most 200 characters"),
        ('"' + "x: " * 400 + '": 1', "x.yaml:1:1: a key has at most 200 characters"),
        ("a: " + "x" * 1100 + ": 1", "x.yaml:1:1104: not YAML: a second ': ' on one line"),
        (
            "%YAML 2.0\n---\na: 1",
            "x.yaml:1:1: not YAML: a line that begins with % can be %YAML 1.2",
        ),
        ("# b\n%YAML 1.3\n---\na: 1", "x.yaml:2:1: not YAML: a line that begins with %"),
        ("a: \ud800", "x.yaml:1:4: not YAML: holds U+D800"),
        ("a: 1\n\ufeff", "x.yaml:2:1: not YAML: holds U+FEFF"),
    ],
)
def test_what_a_text_may_not_hold_is_refused_with_its_place(body, words):
    with pytest.raises(RulesError) as caught:
        read(body)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    "body", ["x" * 200 + ": 1", "%YAML 1.1\n---\na: 1", "%YAML 1.2\r---\ra: 1"]
)
def test_a_key_of_200_characters_and_a_directive_of_a_known_version_are_read(body):
    assert len(read(body)) == 1


def refusal(body, loader):
    """Where and why a text is refused, or what it holds."""
    try:
        document = read_document(body, "x.yaml", RulesError, loader)
        document.judge()
    except RulesError as error:
        return str(error)
    return repr(document.tree)


LOADERS = [getattr(yaml, "CSafeLoader", PureLoader), PureLoader]
SAID_ALIKE = [
    *("[" * 5000, "- " * 5000, "a: 'b\n", "a: [\n", "a: @b", "a: b: c", "{a: " * 60, "? " * 60),
    *("a: " + "[" * 5000, "a:\n  - b: " + "[" * 60 + "]" * 60, "- " * 30 + "[" * 5000),
    *(f"a: {'[' * deep}1{']' * deep}" for deep in (39, 40, 41, 1500)),
    *(
        f"%{line}\n---\na: 1"
        for line in ("YAML 1.0", "YAML 1.2", "YAML 1.3", "YAML 2.0", "FOO", "TAG ! tag:x,1:")
    ),
    *(f"%YAML 1.{minor}\n---\na: 1" for minor in ("x", "4294967297", "9" * 5000)),
    *(f'a: "{escape}"' for escape in (r"\U00110000", r"\UFFFFFFFF", r"\U0010FFFF", r"\u00e9")),
    *("x" * length + ": 1" for length in (200, 201, 1023, 1024, 1025, 1500)),
    *("a: \ud800", "a: 1\n\ufeff", "\ufeffa: 1", "a: \x00"),
    *(path.read_text(encoding="utf-8") for path in WRONG),
]


@pytest.mark.parametrize("body", SAID_ALIKE)
def test_what_is_wrong_is_said_alike_by_either_parser(body):
    with_libyaml, without = (refusal(body, loader) for loader in LOADERS)

    assert with_libyaml == without


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("escape", [r"\ud800", r"\uD83D\uDE00", r"\U0000dfff", r"\U00110000"])
@pytest.mark.parametrize("body", ['a: "b {}"', '"{}": 1', '- ["{}"]'])
def test_an_escape_that_names_no_character_is_refused_by_either_parser(body, escape, loader):
    assert "holds a backslash that means nothing" in refusal(body.format(escape), loader)


@pytest.mark.parametrize("body", ["", "# only words\n", "- a\n", "text\n", "17\n"])
def test_a_file_that_is_no_mapping_is_refused(body, tmp_path):
    (tmp_path / "x.yaml").write_text(body, encoding="utf-8")

    with pytest.raises(RulesError, match="is a mapping that begins with schema: ssi-rules/1"):
        load_rules(tmp_path / "x.yaml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes("title: Größe".encode("latin-1"))

    with pytest.raises(RulesError, match=r"x\.yaml: not UTF-8 \(byte 10\)"):
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
