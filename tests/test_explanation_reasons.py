"""The reasons of one day: what is seen, assumed, cut and left, what comes next, what fades."""

import doctest
import json
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import LOG, ON, RULES, one_account
from rules_text import small
from strategies import LAST, coverages, log_of, rows

import estimator.explanation
from estimator import estimate
from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.errors import RulesError
from estimator.explanation.change import explain
from estimator.explanation.day import why
from estimator.report.machine_forms import to_json
from estimator.rules import load_rules

DAY = to_day(ON)
MODULES = sorted(p.stem for p in Path(estimator.explanation.__file__).parent.glob("*.py"))


def did(action, count, ago=0, **more):
    return {"day": DAY - ago, "action": action, "count": count, **more}


def reasons(listed, coverage=Coverage.complete(), rules=RULES, **given):  # noqa: B008
    return explain(estimate(log_of(listed, coverage), rules, ON, **given))


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(import_module(f"estimator.explanation.{name}")).failed == 0


def test_the_names_of_the_room_are_those_it_promises():
    assert set(estimator.explanation.__all__) == {*estimator.explanation._HOME}
    assert all(getattr(estimator.explanation, name) for name in estimator.explanation.__all__)


def test_a_signal_of_another_seat_is_named_and_not_traced():
    find = explain(one_account()).pillars["find"]

    assert find.other_seats == ("leads_saved",) and "leads_saved" not in find.signals


def test_a_signal_tells_what_is_seen_and_what_is_assumed():
    """3 of 4 weights of the profile are seen, of the other one half is assumed."""
    profile = explain(one_account()).pillars["brand"].signals["profile"]

    assert (profile.amount, profile.known, profile.unit) == (3.0, 0.75, "weights")
    assert profile.seen == pytest.approx(9.0)
    assert profile.assumed == pytest.approx(1.5)
    assert profile.left == pytest.approx(1.5)


@given(
    listed=rows,
    coverage=coverages,
    day=st.integers(0, LAST + 20),
    seat=st.sampled_from(["free", "premium", "sales_navigator"]),
)
def test_the_trace_says_what_the_estimate_says(listed, coverage, day, seat):
    scored = estimate(log_of(listed, coverage), small(), to_date(day), seat)

    told = explain(scored)

    for name, pillar in told.pillars.items():
        same = scored.pillars[name]
        assert pillar.uncut == pytest.approx(sum(s.points for s in pillar.signals.values()))
        assert pillar.points == pytest.approx(
            pillar.uncut - pillar.cut_by_cap - pillar.cut_by_ceiling
        )
        assert pillar.known + pillar.unknown == pytest.approx(same.points)
        for signal, reason in pillar.signals.items():
            assert reason.points == same.signals[signal].points
            assert reason.seen + reason.assumed == pytest.approx(reason.points)
            assert 0 <= reason.reachable <= max(reason.left, 0) + 1e-12
            assert reason.next is None or reason.next.shown <= reason.next.gain + 1e-12


def test_cap_and_ceiling_each_say_what_they_cut():
    """18 points of find: its cap of 16 takes 2, the ceiling of 15 one more."""
    rules = RULES.replace({"find.cap": 16, "find.days_active.points": 18})

    find = reasons([did("people_search", 1, ago=d) for d in range(90)], rules=rules).pillars["find"]

    assert (find.uncut, find.cut_by_cap, find.cut_by_ceiling) == (18.0, 2.0, 1.0)
    assert find.left == 0.0


def test_one_more_is_what_the_book_makes_of_one_more():
    listed = [did("comment", 20, ago=30), did("reaction", 7, ago=3)]
    rules = load_rules()
    told = reasons(listed, rules=rules).pillars["insight"].signals
    now = reasons(listed, rules=rules).pillars["insight"].signals

    for action, name in (("comment", "comments"), ("reaction", "reactions")):
        lag = now[name].next.in_days
        more = reasons([*listed, did(action, 1, ago=lag)], rules=rules)

        gain = more.pillars["insight"].signals[name].points - told[name].points
        assert told[name].next.actions == (action,)
        assert told[name].next.gain == pytest.approx(gain, abs=1e-9)


def test_one_more_of_a_rate_is_one_more_that_succeeds():
    listed = [did("message_sent", 10), did("message_replied", 5)]
    told = reasons(listed).pillars["insight"].signals["response_rate"]

    more = reasons([*listed, did("message_sent", 1), did("message_replied", 1)])

    after = more.pillars["insight"].signals["response_rate"]
    assert told.next.gain == pytest.approx(after.points - told.points)


def test_one_more_in_a_full_pillar_brings_nothing_that_shows():
    rules = RULES.replace({"insight.cap": 4.0})

    comments = reasons([did("comment", 20)], rules=rules).pillars["insight"].signals["comments"]

    assert comments.next.gain > 0 and comments.next.shown == 0.0
    assert comments.left > 0 and comments.reachable == 0.0


def test_the_next_section_of_a_profile_is_the_heaviest_known_to_be_missing():
    listed = [did("profile_section", 0, section=name) for name in ("photo", "about")]

    profile = reasons(listed).pillars["brand"].signals["profile"]

    assert (profile.next.item, profile.next.gain) == ("about", pytest.approx(9.0))


def test_a_section_nobody_can_judge_is_not_called_missing():
    listed = [did("profile_section", 1, section="about")]

    profile = reasons(listed, coverage=Coverage()).pillars["brand"].signals["profile"]

    assert profile.next is None


def test_what_counts_is_half_gone_after_its_half_life_and_gone_with_its_window():
    comments = reasons([did("comment", 20)]).pillars["insight"].signals["comments"]

    assert (comments.fading.half_in, comments.fading.gone_in) == (30, 90)


def test_fading_speaks_of_the_day_and_not_of_what_comes_after():
    listed = [did("comment", 20, ago=20), did("comment", 50)]
    early = estimate(log_of(listed), RULES, ON - timedelta(10))

    comments = explain(early).pillars["insight"].signals["comments"]

    assert (comments.fading.half_in, comments.fading.gone_in) == (30, 80)


def test_a_level_does_not_fade_and_nothing_seen_does_not_either():
    told = reasons([did("connections", 400)])

    assert told.pillars["relationship"].signals["connections"].fading is None
    assert told.pillars["insight"].signals["comments"].fading is None


def test_what_is_inferred_says_from_what():
    """Days active are inferred from people searches where nothing else shows them."""
    covers = Coverage.of({"people_search": [None, None]})
    told = reasons([did("people_search", 9, ago=3)], coverage=covers, rules=small())

    days_active = told.pillars["find"].signals["days_active"]

    assert (days_active.state, days_active.amount) == ("unknown", None)
    assert days_active.inferred_from == "find.people_searches"
    assert days_active.seen == 0.0 and days_active.assumed == days_active.points


def test_every_number_is_that_of_the_rules_with_its_source():
    rules = load_rules()
    told = explain(estimate(log_of([did("comment", 2)]), rules, ON))

    numbers = [
        number
        for pillar in told.pillars.values()
        for signal in (pillar, *pillar.signals.values())
        for number in signal.numbers
    ]

    assert len(numbers) > 100
    for number in numbers:
        assert number.value == rules.value(number.path, ON)
        assert number.title == rules.sources[number.source].title


def test_the_decay_that_a_signal_inherits_is_named_as_the_default():
    told = reasons([did("comment", 2)]).pillars["insight"].signals["comments"]

    assert {n.path for n in told.numbers} >= {"defaults.half_life", "insight.comments.points"}


def test_a_half_life_that_never_ends_has_no_number_in_json():
    rules = RULES.replace({"defaults.half_life": float("inf")})

    told = json.loads(to_json(reasons([did("comment", 2)], rules=rules).to_dict()))

    numbers = told["pillars"]["insight"]["signals"]["comments"]["numbers"]
    [half_life] = [number for number in numbers if number["path"] == "defaults.half_life"]
    assert (half_life["value"], half_life["written"]) == (None, "never")


def test_the_total_is_held_against_bands_marks_and_groups():
    told = explain(one_account(averages={"industry": 34.0})).to_dict()

    assert told["schema"] == "ssi.explanation/1"
    assert told["band"] == "average for the industry"
    assert {mark["at"]: round(mark["points"], 1) for mark in told["marks"]}[70] == 32.4
    assert told["rank"]["industry"]["top_percent"] < 50


def test_an_estimate_carries_what_it_was_made_of_without_saying_it():
    now = estimate(LOG, RULES, ON)

    assert now.log is LOG and now.rules is RULES
    assert now == replace(now, log=None, rules=None)
    assert not {"log", "rules"} & set(now.to_dict())


def test_an_estimate_of_unknown_origin_cannot_be_explained():
    with pytest.raises(ValueError, match=r"explain one that estimate\(\) returned"):
        explain(replace(one_account(), log=None))


def test_why_follows_every_number_of_a_signal_to_its_source():
    told = why(small(), "find.people_searches")

    half_at = {number.path: number for number in told.numbers}["find.people_searches.half_at"]
    assert (half_at.written, half_at.bounds, half_at.status) == ("25", ("5", "80"), "fitted")
    assert (half_at.source, half_at.title) == ("fit", "Fit to readings")
    assert half_at.where.startswith("small.yaml:")
    assert told.signals["find.people_searches"].advice == "Search for people you want to meet"
    assert "defaults.half_life" in {number.path for number in told.numbers}


def test_why_takes_the_name_of_a_signal_alone():
    assert why(small(), "people_searches") == why(small(), "find.people_searches")


def test_why_of_a_number_is_that_number_with_the_days_it_changed_on():
    [number] = why(small(), "insight.comments.points").numbers

    assert number.dated == (("2015-01-26", "9"), ("2017-02-10", "8"))


def test_why_of_a_pillar_holds_all_its_signals():
    told = why(small(), "insight")

    assert set(told.signals) == {"insight.comments", "insight.groups"}
    assert told.signals["insight.groups"].off == "no file shows them"


def test_why_says_where_the_signal_stands_when_it_can():
    told = why(RULES, "insight.comments", one_account())

    assert told.standing == explain(one_account()).pillars["insight"].signals["comments"]
    assert why(RULES, "insight.cap", one_account()).standing is None


def test_why_of_a_wrong_name_says_what_is_near():
    with pytest.raises(RulesError, match=r"did you mean find\.people_searches\?"):
        why(small(), "find.people_serches")
