"""What a change of rules does to a score: parts by number that add up, whatever their order."""

from datetime import date
from itertools import combinations

import pytest
from checked import SMALL, SMALL_FILE
from hypothesis import given
from hypothesis import strategies as st
from rules_text import small
from strategies import log_of

from estimator import estimate
from estimator.coverage import Coverage
from estimator.days import to_day
from estimator.explanation.rule_changes import effect
from estimator.rules import rules_of

ON = date(2026, 5, 19)
LOG = log_of(
    [
        {"day": to_day(ON) - 10, "action": "comment", "count": 12},
        {"day": to_day(ON) - 40, "action": "people_search", "count": 30},
        {"day": to_day(ON) - 40, "action": "connections", "count": 200},
        {"day": to_day(ON) - 5, "action": "post", "count": 9},
    ]
).with_coverage(Coverage.complete())
VALUES = {
    "insight.comments.full_at": 25.0,
    "insight.comments.points": 20.0,
    "defaults.half_life": 10.0,
    "defaults.window": 30.0,
    "defaults.lag": 2.0,
    "find.people_searches.per_day_max": 20.0,
    "find.people_searches.half_at": 40.0,
    "find.ceiling.free": 2.0,
    "relationship.connections.points": 25.0,
    "brand.posts.points": 10.0,
    "brand.cap": 8.0,
    "interval.level": 0.5,
    "find.spread": 5.0,
}


def assert_adds_up(found, before, after):
    for pillar, change in found.change.items():
        of = [c.total if pillar == "total" else c.points.get(pillar, 0.0) for c in found.causes]
        assert sum(of) == pytest.approx(change, abs=1e-9)
    assert found.before["total"] == pytest.approx(estimate(LOG, before, ON).total.points)
    assert found.after["total"] == pytest.approx(estimate(LOG, after, ON).total.points)


def test_one_number_explains_the_whole_change():
    after = SMALL.replace({"insight.comments.points": 20})

    found = effect(LOG, SMALL, after, ON)

    [cause] = found.causes
    assert (cause.name, cause.before, cause.after) == ("insight.comments.points", "16", "20")
    assert cause.total == pytest.approx(found.change["total"])
    assert set(cause.points) == {"insight"}


def test_the_same_rules_have_no_effect():
    found = effect(LOG, SMALL, SMALL, ON)

    assert found.causes == () and found.change["total"] == 0


def test_two_numbers_that_multiply_share_what_they_do_together():
    halved = SMALL.replace({"insight.comments.full_at": 80})
    doubled = SMALL.replace({"insight.comments.points": 8})
    both = SMALL.replace({"insight.comments.full_at": 80, "insight.comments.points": 8})
    alone = [effect(LOG, SMALL, rules, ON).change["total"] for rules in (halved, doubled)]

    found = effect(LOG, SMALL, both, ON)

    assert alone[0] == pytest.approx(alone[1])
    assert [c.total for c in found.causes] == pytest.approx([found.change["total"] / 2] * 2)


@given(st.sets(st.sampled_from([*VALUES]), min_size=1))
def test_parts_add_up_to_the_change_pillar_by_pillar(names):
    after = SMALL.replace({name: VALUES[name] for name in names})

    assert_adds_up(effect(LOG, SMALL, after, ON), SMALL, after)


def test_back_is_the_opposite_of_there():
    after = SMALL.replace(VALUES)

    there, back = effect(LOG, SMALL, after, ON), effect(LOG, after, SMALL, ON)

    ones, others = ({c.name: c.total for c in found.causes} for found in (there, back))
    assert ones == pytest.approx({name: -points for name, points in others.items()})


def test_a_number_that_moves_intervals_only_is_no_cause():
    after = SMALL.replace({"find.spread": 5, "interval.level": 0.5})

    assert effect(LOG, SMALL, after, ON).causes == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("match: {action: comment}", "match: {action: [comment, post]}"),
        ("form: exp, half_at: 100", "form: linear, full_at: 100"),
        ("seats: [sales_navigator]", "seats: [free]"),
        ("      response_rate:\n", "      answers:\n"),
        ("half_life: never", "half_life: 20 d"),
    ],
)
def test_signals_that_differ_in_more_than_numbers_count_as_one_each_and_add_up(before, after):
    text = SMALL_FILE.read_text(encoding="utf-8")
    other = rules_of(text.replace(before, after).replace("points: 16", "points: 12"))

    assert_adds_up(effect(LOG, SMALL, other, ON), SMALL, other)


def test_a_signal_that_looks_at_other_rows_is_a_cause():
    """It differs in no number: what it looks at changed, from comments of five words to posts."""
    after = small(("match: {action: comment, words: {gte: 5}}", "match: {action: post}"))

    found = effect(LOG, small(), after, ON)

    [cause] = found.causes
    assert cause.name == "insight.comments"
    assert cause.total == pytest.approx(found.change["total"]) != 0


def test_numbers_that_fit_only_each_other_move_together():
    """A step more, and a lag beyond the window there was: half of either is no rule set."""
    text = SMALL_FILE.read_text(encoding="utf-8").replace("window: 90 d", "window: 20 d")
    linear, later = "{form: linear, full_at: 40}", "window: 300 d, lag: 15 d"
    steps = "{form: steps, at: [1, 15], shares: [0.3, 1]}"
    more = "{form: steps, at: [1, 5, 9], shares: [0.3, 0.5, 0.8]}"
    before = rules_of(text.replace(linear, steps))
    after = rules_of(text.replace(linear, more).replace("window: 20 d, lag: 0 d", later))

    found = effect(LOG, before, after, ON)

    assert_adds_up(found, before, after)
    assert "insight.comments" in {cause.name for cause in found.causes}
    [both] = [cause for cause in found.causes if cause.name.startswith("defaults")]
    assert (both.name, both.before, both.after) == (
        "defaults.window and lag", "20 d, 0 d", "300 d, 15 d"
    )  # fmt: skip


def test_a_cause_says_the_number_as_it_was_on_the_day():
    """The cap of brand falls to 20 six weeks later."""
    found = effect(LOG, SMALL, SMALL.replace({"brand.cap": 8}), ON)

    assert [(cause.before, cause.after) for cause in found.causes] == [("25", "8")]


def test_no_pair_of_changes_is_lost_between_pillars():
    for one, other in combinations(VALUES, 2):
        after = SMALL.replace({one: VALUES[one], other: VALUES[other]})
        assert_adds_up(effect(LOG, SMALL, after, ON), SMALL, after)
