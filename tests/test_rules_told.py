"""What rules tell about themselves: findings, tallies, differences, and parts of them."""

import json

import pytest
from rules_text import small

from estimator.errors import RulesError
from estimator.rules import load_rules
from estimator.rules.linting import lint
from estimator.rules.rule_contents import RuleTally, difference, show, tally

SMALL = small()


def findings(rule, *changes):
    return [(f.path, f.what) for f in lint(small(*changes)) if f.rule == rule]


def test_a_window_that_ends_while_much_still_counts_is_told_with_how_much():
    """0.5^(182/60) is 0.12: no word. 0.5^(90/90) is a half."""
    told = findings("cliff", ("half_life: 60 d, window: 26 w", "half_life: 90 d"))

    assert told == [
        (
            "brand.posts",
            "50% of an action is lost on the day its window ends (half-life 90 d, window 90 d)",
        )
    ]
    assert findings("cliff") == []


def test_a_hard_window_is_a_cliff_of_all():
    ((_, what),) = findings("cliff", ("half_life: 60 d", "half_life: never"))

    assert what.startswith("100% of an action")


def test_a_curve_in_steps_is_told():
    assert [path for path, _ in findings("steps")] == ["find.leads_saved"]


def test_a_number_at_its_bound_is_told():
    told = findings("bound", ("value: 25, bounds: [5, 80]", "value: 80, bounds: [5, 80]"))

    assert told == [("find.people_searches.half_at", "80 is at its bound [5, 80]")]


def test_a_pillar_whose_signals_are_worth_more_or_less_than_it_can_show_is_told():
    told = findings("reach")

    assert told == [
        ("brand", "its signals are worth 18, below the 25 it can show"),
        ("find", "its signals are worth 11, below the 16 it can show (free)"),
        ("find", "its signals are worth 11, below the 25 it can show (premium)"),
        ("find", "its signals are worth 16, below the 25 it can show (sales_navigator)"),
        ("insight", "its signals are worth 8, below the 25 it can show"),
    ]
    assert ("relationship", "its signals are worth 29, above the 25 it can show") in findings(
        "reach", ("points: 15", "points: 19")
    )


def test_a_status_that_its_source_cannot_vouch_for_is_told():
    told = findings("status", ("points: 15", "points: {value: 15, status: fitted}"))

    assert told == [
        (
            "relationship.connections.points",
            "fitted, but its source guess is of kind assumption",
        )
    ]


def test_dates_regimes_signals_off_and_unused_sources_are_told():
    rules = {f.rule: (f.path, f.what, f.where) for f in lint(SMALL)}

    assert rules["dated"] == (
        "insight.comments.points",
        "9 from 2015-01-26, 8 from 2017-02-10; the first holds before it too",
        "small.yaml:86:9",
    )
    assert "regime" not in rules
    assert rules["off"] == ("insight.groups", "off: no file shows them", "small.yaml:93:9")
    assert rules["unused"] == ("sources.help", "nothing names it", "")


def test_a_regime_that_no_number_follows_is_told():
    told = findings("regime", ("from: 2017-02-10", "from: 2018-02-10"))

    assert told == [("regimes.r2017", "no number changes on 2018-02-10 (scores fell about 7 %)")]


def test_a_finding_reads_as_a_line_with_its_place():
    finding = next(f for f in lint(SMALL) if f.rule == "off")

    assert str(finding) == "small.yaml:93:9: insight.groups: off: no file shows them [off]"


def test_the_tally_counts_numbers_and_the_points_that_rest_on_them():
    """Points: 9 + 9, 6 + 5 + 5, 8, 15 + 10; those of people_searches are fitted, groups are off."""
    counted = tally(SMALL)

    assert counted["fitted"] == RuleTally(numbers=3, points=6, touched=6)
    assert counted["sourced"] == RuleTally(numbers=0, points=0, touched=0)
    assert (counted["assumed"].points, counted["assumed"].touched) == (61, 67)
    assert sum(one.numbers for one in counted.values()) == len(SMALL.numbers())


def test_an_inherited_decay_touches_the_points_of_its_signals():
    fitted = SMALL.replace({"defaults.window": 80})
    sourced = small(("window: 90 d", "window: {value: 90 d, status: sourced, source: help}"))

    assert tally(fitted)["assumed"] == tally(SMALL)["assumed"]
    assert tally(sourced)["sourced"].touched == 6 + 5 + 8 + 10


def test_rules_do_not_differ_from_themselves():
    assert difference(SMALL, small()) == ()
    assert difference(load_rules(), load_rules()) == ()


def test_a_number_that_differs_is_one_change_and_so_is_who_vouches_for_it():
    other = SMALL.replace({"find.people_searches.half_at": 30})

    told = [(c.path, c.what, c.before, c.after) for c in difference(SMALL, other)]

    path = "find.people_searches.half_at"
    assert told == [
        (path, "changed", 25, 30),
        (f"{path}.status", "changed", "fitted", "assumed"),
        (f"{path}.source", "changed", "fit", "guess"),
    ]


def test_a_signal_that_comes_or_goes_is_one_change():
    other = small(("      posts:\n", "      notes:\n"))

    assert [(c.path, c.what) for c in difference(SMALL, other)] == [
        ("brand.posts", "removed"),
        ("brand.notes", "added"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("match: {action: post}", "match: {action: article}", "brand.posts.match.values"),
        ("about: Posts", "about: Posts and such", "brand.posts.about"),
        ("seats: [sales_navigator]", "seats: [premium]", "find.leads_saved.seats"),
        ("off: no file", "off: still no file", "insight.groups.off"),
        ("title: What users report", "title: Hearsay", "sources.reported.title"),
        ("calibrated_until: 2026-08-09", "calibrated_until: 2026-08-10", "calibrated_until"),
    ],
)
def test_a_text_that_differs_is_told_by_its_path(old, new, path):
    assert [change.path for change in difference(SMALL, small((old, new)))] == [path]


def test_true_and_1_are_two_matches_and_told_as_json_has_them():
    searches = ("people_search, advanced: true", "people_search, advanced: 1")
    one, other = (
        small(("match: {action: people_search}", f"match: {{action: {word}}}")) for word in searches
    )

    [change] = difference(one, other)

    assert [part[-1]["values"][0] is True for part in (change.before, change.after)] == [
        True,
        False,
    ]
    assert one != other
    assert "class" not in json.dumps(show(one).to_dict()["signals"])


def test_differences_turned_round_are_the_same_the_other_way():
    other = small(("points: 15", "points: 14"), ("      posts:\n", "      notes:\n"))
    turn = {"added": "removed", "removed": "added", "changed": "changed"}

    there, back = difference(SMALL, other), difference(other, SMALL)

    assert {(c.path, turn[c.what], c.after, c.before) for c in there} == {
        (c.path, c.what, c.before, c.after) for c in back
    }


@pytest.mark.parametrize(
    ("path", "signals", "numbers"),
    [
        (None, 9, len(SMALL.numbers())),
        ("find", 3, 28),
        ("pillars.find", 3, 28),
        ("brand.posts", 1, 9),
        ("find.cap", 0, 1),
        ("find.people_searches.half_life", 0, 1),
        ("pillars.find.signals.people_searches.saturation.half_at", 0, 1),
        ("defaults", 0, 3),
    ],
)
def test_a_part_of_the_rules_is_shown_by_its_path(path, signals, numbers):
    shown = show(SMALL, path)

    assert (len(shown.signals), len(shown.numbers)) == (signals, numbers)
    assert json.loads(json.dumps(shown.to_dict(), allow_nan=False))["sha256"] == SMALL.sha256


def test_a_shown_signal_has_the_decay_it_inherits():
    assert show(SMALL, "find.people_searches").numbers["find.people_searches.window"].value == 90


def test_what_is_not_there_cannot_be_shown():
    with pytest.raises(RulesError, match=r"did you mean find\.people_searches\?"):
        show(SMALL, "find.people_serches")


def test_the_version_of_rules_is_told_and_is_no_part_of_what_they_say():
    first, second = (small(("name: small", f"name: small\nversion: {n}")) for n in (1, 2))

    assert [show(rules).to_dict()["version"] for rules in (first, second)] == [1, 2]
    assert first.sha256 == second.sha256 == SMALL.sha256
    assert load_rules().file.version
