"""Numbers: found by path, dated, bounded, spoken for, and replaced on a copy."""

import json
import math
import pickle
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_text import small, text

from estimator import estimate, history, read_log
from estimator.days import to_day
from estimator.errors import RulesError
from estimator.rules import Number, load_rules, quantity, rules_of
from estimator.rules.forms import Source
from estimator.rules.quantity import Quantity

HALF_AT = "find.people_searches.half_at"
SMALL = small()
MOVABLE = [
    name
    for name, number in SMALL.numbers().items()
    if number.quantity.name in ("Amount", "Points", "Spread", "Count")
    and "ceiling" not in name
    and ".at." not in name
]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (HALF_AT, 25),
        ("pillars.find.signals.people_searches.saturation.half_at", 25),
        ("brand.posts.half_life", 60),
        ("pillars.brand.signals.posts.decay.window", 182),
        ("find.people_searches.window", 90),
        ("find.people_searches.half_life", 30),
        ("find.days_active.lag", 1),
        ("defaults.decay.half_life", 30),
        ("brand.profile.items.about.weight", 2),
        ("find.days_active.unknown.half_at", 20),
        ("find.leads_saved.shares.1", 0.6),
        ("find.ceiling.free", 16),
        ("relationship.acceptance.prior.rate", 0.4),
        ("interval.level", 0.8),
        ("rank.spread", 14),
    ],
)
def test_a_number_is_found_by_its_short_and_its_whole_path(path, value):
    assert SMALL.value(path) == value


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("find.people_serches.half_at", "did you mean find.people_searches.half_at?"),
        ("find.people_searches.half_lif", "did you mean find.people_searches.half_at?"),
        ("find.days_active.half_life", "no such number"),
        ("relationship.connections.window", "no such number"),
        ("nothing", "`ssi rules show` lists every number"),
        ("", "no such number"),
    ],
)
def test_an_unknown_path_is_refused_with_the_nearest(path, hint):
    with pytest.raises(RulesError) as caught:
        SMALL.value(path)

    assert hint in str(caught.value)


def test_a_number_knows_its_status_source_bounds_unit_and_place():
    number = SMALL.number(HALF_AT)

    assert (number.status, number.source, number.bounds) == ("fitted", "fit", (5, 80))
    assert number.quantity.unit == "the signal's amount"
    assert number.where == "small.yaml:49:33"


def test_a_bare_number_is_spoken_for_by_what_stands_around_it():
    """The defaults speak for points; an unknown's own source speaks for its shares."""
    assert SMALL.number("brand.posts.points").source == "guess"
    assert SMALL.number("find.people_searches.unknown.low").source == "reported"
    assert SMALL.number("find.days_active.unknown.low").source == "guess"


def test_numbers_stand_in_the_order_of_the_file():
    names = list(SMALL.numbers())

    assert names[:5] == [
        *("defaults.half_life", "defaults.window", "defaults.lag"),
        *("interval.level", "rank.spread"),
    ]
    assert names.index("find.cap") < names.index("insight.cap") < names.index("relationship.cap")


@pytest.mark.parametrize(
    ("written", "days"),
    [("30 d", 30), ("2 w", 14), ("1.5 w", 10.5), ("7d", 7), ("never", float("inf"))],
)
def test_a_duration_is_read_in_days(written, days):
    rules = small(("half_life: 60 d", f"half_life: {written}"))

    assert rules.value("brand.posts.half_life") == days


def test_a_dated_number_has_the_newest_value_not_after_the_day():
    path = "insight.comments.points"

    assert SMALL.value(path, date(2017, 2, 9)) == 9
    assert SMALL.value(path, date(2017, 2, 10)) == 8
    assert SMALL.value(path, to_day(date(2030, 1, 1))) == 8
    assert SMALL.value(path) == 8


def test_before_its_first_date_a_number_has_its_first_value():
    assert SMALL.value("insight.comments.points", date(2003, 5, 5)) == 9


def test_days_of_change_are_those_on_which_a_number_changes():
    assert SMALL.change_days() == (to_day(date(2017, 2, 10)),)
    assert SMALL.replace({"insight.comments.points": 8}).change_days() == ()


@given(st.sampled_from(MOVABLE), st.floats(0.5, 1.0))
def test_a_replaced_number_is_given_back(path, part):
    number = SMALL.number(path)
    low, high = number.bounds or (number.value / 2, number.value)
    value = low + part * (high - low)

    replaced = SMALL.replace({path: value})

    assert replaced.value(path) == value
    assert replaced.replace({path: number}) == SMALL


@given(st.sampled_from(MOVABLE))
def test_replacing_never_changes_the_base(path):
    before, digest = dict(SMALL.numbers()), SMALL.sha256
    model = SMALL.on(20_000)

    SMALL.replace({path: SMALL.number(path).every_value[0]}).on(20_000)

    assert SMALL.numbers() == before
    assert SMALL.on(20_000) is model
    assert small().sha256 == digest == SMALL.sha256


@given(st.sampled_from(sorted(SMALL.numbers())))
def test_replacing_a_number_by_itself_changes_nothing(path):
    assert SMALL.replace({path: SMALL.number(path)}) == SMALL


def test_a_plain_value_that_differs_is_vouched_for_by_the_defaults_within_the_same_bounds():
    number = SMALL.replace({HALF_AT: 30}).number(HALF_AT)

    assert (number.status, number.source, number.bounds) == ("assumed", "guess", (5, 80))
    assert SMALL.replace({HALF_AT: 25}).number(HALF_AT) == SMALL.number(HALF_AT)


def test_a_number_brings_its_own_status_and_source():
    mine = Source(kind="fit", title="Fit to my readings", seen=date(2026, 11, 22))

    replaced = SMALL.replace({HALF_AT: Number(30, "fitted", "mine")}, {"mine": mine})

    assert replaced.number(HALF_AT).source == "mine"
    assert replaced.number(HALF_AT).bounds == (5, 80)
    assert replaced.sources["mine"] == mine
    assert "mine" not in SMALL.sources


def test_a_signal_that_inherits_its_decay_can_be_given_its_own():
    replaced = SMALL.replace({"find.people_searches.half_life": 10})

    assert replaced.value("find.people_searches.half_life") == 10
    assert replaced.value("find.leads_saved.half_life") == 30


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({HALF_AT: 81}, "81 lies outside its bounds [5, 80]"),
        ({HALF_AT: -1}, "out of range (got -1); it is above 0"),
        ({HALF_AT: float("nan")}, "not finite (got nan)"),
        ({HALF_AT: Number(30, "fitted", "nowhere")}, "no such source (got 'nowhere')"),
        ({"find.days_active.lag": 60}, "the lag is not below the window (got 60 d, 60 d)"),
        ({"find.days_active.lag": 1.5}, "out of range (got 1.5 d); it is whole"),
        ({"find.cap": 10}, "the ceiling is above the cap (got 16, cap 10)"),
        ({"brand.posts.unknown.share": 0.6}, "not low <= share <= high"),
        ({"find.leads_saved.shares.0": 0.7}, "does not rise"),
        ({"find.nothing": 1}, "no such number"),
    ],
)
def test_a_replacement_that_the_rules_do_not_take_is_refused(values, words):
    with pytest.raises(RulesError) as caught:
        SMALL.replace(values)

    assert words in str(caught.value)


def test_every_fault_of_a_replacement_is_told_at_once():
    with pytest.raises(RulesError) as caught:
        SMALL.replace({HALF_AT: 81, "brand.posts.points": 30})

    assert [fault.where for fault in caught.value.faults] == [HALF_AT, "brand.posts.points"]


def test_rules_survive_pickling():
    assert pickle.loads(pickle.dumps(SMALL)) == SMALL
    assert pickle.loads(pickle.dumps(SMALL)).on(20_000) == SMALL.on(20_000)


def test_a_source_that_is_there_keeps_its_meaning():
    other = Source(kind="fit", title="Another guess", seen=date(2026, 11, 22))

    with pytest.raises(RulesError, match=r"sources\.guess: these rules have another source"):
        SMALL.replace({HALF_AT: 30}, {"guess": other})


def test_newer_readings_move_the_day_that_the_rules_are_calibrated_until():
    newer = SMALL.replace({HALF_AT: 30}, calibrated_until=date(2026, 10, 1))

    assert newer.calibrated_until == date(2026, 10, 1)
    assert newer != SMALL.replace({HALF_AT: 30})


def test_loading_twice_gives_equal_rules():
    assert rules_of(text()) == rules_of(text())
    assert load_rules() == load_rules()
    assert hash(load_rules()) == hash(load_rules())


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("schema: ssi-rules/1", "# a comment\nschema: ssi-rules/1", True),
        ("points: 15", "points: {value: 15.0, status: assumed, source: guess}", True),
        ("match: {action: post}", "match: {action: [post]}", True),
        ("half_life: 60 d, window: 26 w", "window: 182 d, half_life: 60 d", True),
        ("points: 15", "points: 14", False),
        ("points: 15", "points: {value: 15, source: fit}", False),
        ("match: {action: post}", "match: {action: article}", False),
        ("about: Posts", "about: Posts and such", False),
        ("off: no file shows them", "about: no file shows them", False),
    ],
)
def test_the_digest_changes_with_what_the_rules_say_and_only_with_that(old, new, same):
    assert (small((old, new)).sha256 == SMALL.sha256) == same


@pytest.mark.parametrize("kind", [q for q in vars(quantity).values() if isinstance(q, Quantity)])
def test_every_quantity_has_a_largest_and_a_smallest_value(kind):
    for value in (5e-324, 9e-7, 1.1e9, 1e300, math.nan, -math.inf):
        assert kind.wrong(value).startswith(("out of range", "not finite"))


EXTREME = """
schema: ssi-rules/1
calibrated_until: 2026-07-03
sources: {{guess: {{kind: assumption, title: x}}}}
defaults:
  {{decay: {{half_life: {number} d, window: 3660 d, lag: 0 d}}, status: assumed, source: guess}}
pillars:
  brand:
    api_name: B
    cap: 25
    spread: {number}
    signals:
      s:
        kind: flow
        match: {{action: comment}}
        saturation: {curve}
        points: 20
        unknown: {{share: 0, low: 0, high: 0}}
"""
CURVES = ["{form: exp, half_at: %s}", "{form: hyperbolic, half_at: %s}", "{form: log, full_at: %s}",
          "{form: linear, full_at: %s}", "{form: steps, at: [%s], shares: [1]}",
          "{form: hill, half_at: %s, steepness: 10}"]  # fmt: skip


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("number", ["0.000001", "1000000000"])
@pytest.mark.parametrize("count", [1e-9, 1e9])
def test_no_result_of_numbers_at_their_ends_holds_what_is_not_finite(curve, number, count):
    rules = rules_of(EXTREME.format(number=number, curve=curve % number))
    rows = [{"day": f"2026-05-{d:02}", "action": "comment", "count": count} for d in range(1, 29)]
    log, first, last = read_log(rows), date(2026, 5, 1), date(2026, 5, 28)

    assert np.isfinite(history(log, rules, first, last).points["total"]).all()
    json.dumps(estimate(log, rules, last).to_dict(), allow_nan=False)


def test_a_value_holds_for_every_day():
    """Written as `points: {value: 6, ...}`."""
    for day in (date(2002, 12, 28), date(2017, 2, 10), date(2026, 5, 19), date(2199, 12, 31)):
        assert SMALL.value("find.people_searches.points", day) == 6
