"""Changes held against readings: the unexplained rest, and when a formula shift is suspected."""

from datetime import date, timedelta

import pytest
from reported import MODEL, ON, RULES
from strategies import log_of

from estimator.days import to_day
from estimator.explanation.change import explain
from estimator.explanation.comparisons import comparisons
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.report import render
from estimator.rules import load_rules

BEFORE = {"brand": 12.0, "find": 6.0, "insight": 10.0, "relationship": 14.0}
START = ON - timedelta(30)
LOG = log_of([{"day": to_day(START), "action": "comment", "count": 20}])  # -4 insight in 30 days


def reading(day, pillars=BEFORE, account="me", **more):
    return Reading(pillars=pillars, captured=day, account=account, **more)


def times(factor, insight=-4.0):
    """What would be read later: the change of the activity, and all pillars times a factor."""
    moved = {**BEFORE, "insight": BEFORE["insight"] + insight}
    return {name: factor * points for name, points in moved.items()}


def held(*readings, log=LOG):
    return explain(log, RULES, START, ON, readings=readings)


def test_parts_and_the_unexplained_rest_add_up_to_what_was_recorded():
    change = held(reading(START), reading(ON, times(0.9)))

    for name, rest in change.recorded.rests.items():
        parts = [p for p in change.parts if name in ("total", p.pillar)]
        explained = sum(part.points for part in parts)
        assert explained + rest.unexplained == pytest.approx(rest.recorded, abs=1e-9)


def test_a_rest_common_to_all_pillars_looks_like_another_formula():
    """Every pillar reads 7 % lower than the activity explains, as on 2017-02-10."""
    change = held(reading(START), reading(ON, times(0.93)))

    assert change.recorded.formula_shift
    assert change.recorded.rests["brand"].unexplained == pytest.approx(-0.84)


def test_where_nothing_is_known_of_the_activity_no_formula_is_suspected():
    """Readings alone: what the member did may explain all of it."""
    known = [reading(START), reading(ON, times(0.8))]
    change = explain(ActivityLog.empty(), load_rules(), START, ON, readings=known)

    assert change.recorded.rests["total"].unexplained < -5
    assert not change.recorded.formula_shift


@pytest.mark.parametrize(
    ("pillars", "why"),
    [
        (times(1.0), "the activity explains it all"),
        (times(0.99), "the rest is too small"),
        ({**times(0.93), "find": 6.5}, "one pillar rose"),
        ({**times(0.93), "find": 6.0}, "one pillar stood still"),
        ({"brand": 11.0, "find": 5.5, "insight": 5.5}, "a pillar is not shown"),
    ],
)
def test_a_rest_of_one_pillar_is_no_other_formula(pillars, why):
    assert not held(reading(START), reading(ON, pillars)).recorded.formula_shift, why


def test_readings_near_the_days_stand_for_them_and_are_held_against_their_own():
    """Two days late, 20 comments count 19.1 and 9.5: 3.8 points less between the readings."""
    change = held(reading(START + timedelta(2)), reading(ON + timedelta(2), times(1.0)))

    assert (change.recorded.start, change.recorded.end) == (
        START + timedelta(2),
        ON + timedelta(2),
    )
    assert change.change == pytest.approx(-4.0)
    assert change.recorded.rests["insight"].estimated == pytest.approx(-4.0 * 0.5 ** (2 / 30))


def test_the_nearest_reading_is_taken_and_of_two_the_earlier():
    days = [-3, -1, 1, 28, 34]

    change = held(*(reading(START + timedelta(ago)) for ago in days))

    assert change.recorded.start == START - timedelta(1)
    assert change.recorded.end == START + timedelta(28)


def test_readings_far_from_the_days_say_nothing_and_it_is_said():
    far = timedelta(comparisons().readings.near + 1)

    change = held(reading(START - far), reading(ON + far))

    assert change.recorded is None
    assert any("what nothing explains is not shown" in warning for warning in change.warnings)


def test_one_reading_does_not_stand_for_both_days():
    log = log_of([{"day": to_day(START), "action": "comment", "count": 20}])

    change = explain(log, RULES, ON - timedelta(4), ON, readings=[reading(ON - timedelta(2))])

    assert change.recorded is None


def test_readings_of_somebody_else_are_left_out():
    change = held(reading(START, account="other"), reading(ON, account="other"))

    assert change.recorded is None
    assert any("of this account" in warning for warning in change.warnings)


def test_a_reading_without_a_day_is_left_out():
    assert held(Reading(pillars=BEFORE), Reading(pillars=BEFORE)).recorded is None


def test_totals_alone_are_held_against_the_total():
    change = held(Reading(overall=42, captured=START), Reading(overall=37, captured=ON))

    assert list(change.recorded.rests) == ["total"]
    assert change.recorded.rests["total"].unexplained == pytest.approx(-1.0)
    assert not change.recorded.formula_shift


def test_ranks_move_with_the_averages_that_readings_show():
    groups = [
        Reading.from_payload(
            {
                "memberScore": {"overall": 42},
                "groupScore": [{"groupType": "INDUSTRY", "averageScore": average}],
                "industry": {"averageScore": average},
            },
            captured=day.isoformat(),
        )
        for day, average in ((START, 30.0), (ON, 34.0))
    ]

    change = held(*groups)

    ranks = change.to_dict()["rank"]
    assert ranks["before"]["industry"]["average"] == 30.0
    assert ranks["after"]["industry"]["average"] == 34.0
    assert "its average went from 30 to 34" in " ".join(render(change, "text", MODEL).split())


def test_without_readings_nothing_is_recorded():
    assert explain(LOG, RULES, START, ON).recorded is None
    assert explain(LOG, RULES, START, ON).to_dict()["recorded"] is None


def test_a_change_backwards_is_held_against_readings_backwards():
    there, back = reading(date(2026, 4, 19)), reading(ON, times(0.93))

    change = explain(LOG, RULES, ON, START, readings=[there, back])

    assert change.recorded.start == ON
    assert change.recorded.rests["brand"].recorded == pytest.approx(0.84)
