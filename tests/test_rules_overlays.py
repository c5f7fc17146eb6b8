"""Overlays: data on top of a named base, validated whole, written the same way every time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_text import RULES, small, text

from estimator.errors import RulesError, RulesWarning
from estimator.rules import Number, load_rules
from estimator.rules.forms import Source

HALF_AT = "find.people_searches.half_at"
MINE = Source(kind="fit", title='My "own" fit: 10 %', seen=date(2026, 11, 22), readings=12)
SMALL = small()


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def laid_on(base, body):
    path = base.parent / "mine.yaml"
    path.write_text(body, encoding="utf-8")
    return load_rules(base, path)


def test_an_overlay_changes_the_numbers_it_names_and_no_other(base):
    body = SMALL.to_overlay({HALF_AT: Number(30, "fitted", "mine")}, "a test", {"mine": MINE})

    rules = laid_on(base, body)

    changed = [name for name, one in rules.numbers().items() if one != SMALL.numbers()[name]]
    assert changed == [HALF_AT]
    assert rules.number(HALF_AT) == Number(30, "fitted", "mine", bounds=(5, 80))
    assert rules.number(HALF_AT).where.endswith("mine.yaml:8:3")
    assert rules.sources["mine"] == MINE
    assert (rules.name, rules.sha256 == SMALL.sha256) == ("small+mine", False)


def test_a_bare_value_in_an_overlay_is_what_replace_makes_of_it(base):
    values = {HALF_AT: 30.0, "find.people_searches.half_life": 21.0}

    assert laid_on(base, SMALL.to_overlay(values, "a test")) == SMALL.replace(values)


def test_an_overlay_may_be_written_by_hand_with_whole_paths_and_dates(base):
    body = f"""
        schema: ssi-overlay/1
        base: small
        base_sha256: {SMALL.sha256}
        note: by hand
        values:
          pillars.find.signals.people_searches.saturation.half_at: 30
          brand.posts.decay.half_life: 3 w
          brand.posts.points: {{values: {{2020-01-01: 7, 2025-01-01: 8}}, source: help}}
    """

    rules = laid_on(base, body)

    assert rules.value(HALF_AT) == 30
    assert rules.value("brand.posts.half_life") == 21
    assert rules.number(HALF_AT).where.endswith("mine.yaml:7:11")
    assert rules.value("brand.posts.points", date(2024, 1, 1)) == 7


def test_overlays_are_laid_one_on_the_other(base, tmp_path):
    first = SMALL.replace({HALF_AT: 30})
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(SMALL.to_overlay({HALF_AT: 30}, "first"), encoding="utf-8")
    two.write_text(first.to_overlay({"brand.posts.points": 7}, "second"), encoding="utf-8")

    rules = load_rules(base, one, two)

    assert rules == first.replace({"brand.posts.points": 7})
    assert rules.name == "small+one+two"


def test_an_overlay_for_other_rules_is_refused_with_both_digests(base):
    other = SMALL.replace({HALF_AT: 30})

    with pytest.raises(RulesError) as caught:
        laid_on(base, other.to_overlay({"brand.posts.points": 7}, "a test"))

    assert other.sha256 in str(caught.value)
    assert SMALL.sha256 in str(caught.value)


def test_an_overlay_alone_is_laid_on_the_shipped_rules(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(load_rules().to_overlay({"find.spread": 2.5}, "a test"), encoding="utf-8")

    assert load_rules(path).value("find.spread") == 2.5


def test_a_whole_rule_set_replaces_what_came_before(base, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(text(("points: 15", "points: 14")), encoding="utf-8")

    assert load_rules(base, other) == load_rules(other)


def test_nothing_of_a_faulty_overlay_applies_and_every_fault_is_told(base):
    body = SMALL.to_overlay({HALF_AT: 30.0}, "a test").replace("30", "300")
    body = body.replace("small", "smal").replace("note", "noted") + "  find.capp: 3\n"

    with pytest.raises(RulesError) as caught:
        laid_on(base, body)

    told = str(caught.value)
    assert "300 lies outside its bounds [5, 80]" in told
    assert "values.find.capp: no such number, did you mean find.cap?" in told
    assert "noted: unknown key, did you mean note?" in told


PATHS = [HALF_AT, "brand.posts.points", "brand.posts.half_life", "rank.spread", "find.spread"]
MOVES = st.dictionaries(st.sampled_from(PATHS), st.floats(10.1, 11.9), min_size=1)


@given(MOVES)
def test_the_text_of_an_overlay_gives_back_what_it_was_made_of(values):
    from estimator.entries import entry_of
    from estimator.rules.overlay import layered

    fitted = {path: Number(value, "fitted", "mine") for path, value in values.items()}
    replaced = SMALL.replace(fitted, {"mine": MINE}, date(2026, 10, 1))

    body = SMALL.to_overlay(fitted, "a test", {"mine": MINE}, date(2026, 10, 1))

    again = layered(entry_of(body, "mine.yaml", RulesError), SMALL, "mine")
    assert again == replaced


def test_an_overlay_cannot_change_what_a_source_of_the_base_means(base):
    body = SMALL.to_overlay({HALF_AT: Number(30, "fitted", "fit")}, "a test")
    body = body.replace("values:", "sources: {fit: {kind: assumption, title: Mine}}\nvalues:")

    with pytest.raises(RulesError, match=r"sources\.fit: these rules have another source"):
        laid_on(base, body)


def test_an_overlay_moves_the_day_that_the_rules_are_calibrated_until(base):
    body = SMALL.to_overlay({HALF_AT: 30}, "a test", calibrated_until=date(2026, 10, 1))

    assert laid_on(base, body).calibrated_until == date(2026, 10, 1)


def test_the_same_values_in_any_order_give_the_same_bytes():
    values = {HALF_AT: 30.0, "brand.posts.points": 7.0}
    turned = dict(reversed(values.items()))

    assert SMALL.to_overlay(values, "x") == SMALL.to_overlay(turned, "x")


@pytest.mark.parametrize("note", ["a: b # c", "'\"", "zwei\nZeilen", "🙂", "- x", "no", "a\x85b"])
def test_any_note_and_title_survive_the_writing(note, base):
    source = Source(kind="measured", title=note, seen=date(2026, 1, 1), url="https://x.y/?a#b")
    number = Number(30, "sourced", "a: key")

    rules = laid_on(base, SMALL.to_overlay({HALF_AT: number}, note, {"a: key": source}))

    assert rules.sources["a: key"] == source


def test_what_the_base_does_not_take_is_not_written():
    with pytest.raises(RulesError, match="lies outside its bounds"):
        SMALL.to_overlay({HALF_AT: 300}, "a test")
    with pytest.raises(RulesError, match="note: is empty"):
        SMALL.to_overlay({HALF_AT: 30}, " ")


def test_an_overlay_without_the_digest_of_its_base_is_laid_on_with_a_warning(base):
    body = "schema: ssi-overlay/1\nbase: small\nvalues:\n  find.people_searches.half_at: 30\n"

    with pytest.warns(RulesWarning, match=SMALL.sha256):
        rules = laid_on(base, body)

    assert rules == SMALL.replace({HALF_AT: 30.0})
