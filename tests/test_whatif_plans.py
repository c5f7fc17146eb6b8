"""Habits and plans: what they hold, how they become days, how they are written down."""

from datetime import date
from textwrap import dedent

import numpy as np
import pytest
from futures import any_habit
from hypothesis import given
from hypothesis import strategies as st

from estimator.actions import action_named, vocabulary
from estimator.errors import InputError, RulesError
from estimator.form import keys_of
from estimator.planning.choices import TargetFile, read_targets
from estimator.resources import resource
from estimator.whatif.habits import Habit, Practice, habit_of, read_practice
from estimator.whatif.plans import KEYS, Plan, plan_of, spread

MONDAY, SUNDAY = 4, 10  # days since 1970-01-01
WEEK_OF_MONDAY = date(1970, 1, 5), date(1970, 1, 11)


def days(habit, first=MONDAY, last=SUNDAY, **more):
    return spread(habit, first, last, **more)[0].counts[0].tolist()


@pytest.mark.parametrize(
    ("per_week", "done"),
    [
        (1, [0, 0, 1, 0, 0, 0, 0]),
        (3, [1, 0, 1, 0, 1, 0, 0]),
        (5, [1, 1, 1, 1, 1, 0, 0]),
        (7, [1, 2, 1, 2, 1, 0, 0]),
        (10, [2, 2, 2, 2, 2, 0, 0]),
    ],
)
def test_a_week_is_spread_evenly_over_its_working_days(per_week, done):
    assert days(Habit("comment", per_week)) == done


def test_a_message_that_is_planned_begins_a_conversation_and_the_other_way_round():
    message, talk = (
        {act.action: act.counts.tolist() for act in spread(Habit(name, 5, answered=0.4), 4, 10)}
        for name in ("message_sent", "conversation_begun")
    )

    assert message == talk
    assert message["message_sent"] == message["conversation_begun"]


def test_weekdays_can_be_named():
    assert days(Habit("comment", 4, weekdays=("sat", "mon"))) == [2, 0, 0, 0, 0, 2, 0]


def test_one_in_four_weeks_is_one_in_four_weeks():
    done = days(Habit("article", 0.25), last=MONDAY + 7 * 24 - 1)

    assert sum(done) == 6 and max(done) == 1


def test_a_habit_begins_and_ends_when_it_says():
    habit = Habit("comment", 5, start=date(1970, 1, 7), until=date(1970, 1, 8))

    assert days(habit) == [0, 0, 1, 1, 0, 0, 0]


@given(habit=any_habit, first=st.integers(0, 200), n=st.integers(1, 90))
def test_what_is_done_is_whole_and_within_half_an_action_of_the_rate(habit, first, n):
    sent = spread(habit, first, first + n - 1)[0]

    whole = sent.counts.sum()

    assert whole == round(whole)
    even = spread(habit, first, first + n - 1, whole=False)[0]
    assert habit.is_once or abs(whole - even.counts.sum()) <= 1.0 + 1e-9


@given(rate=st.floats(0, 50), first=st.integers(0, 20))
def test_spread_evenly_twice_the_rate_is_twice_every_day(rate, first):
    one = spread(Habit("comment", rate), first, first + 30, whole=False)[0].counts
    two = spread(Habit("comment", 2 * rate), first, first + 30, whole=False)[0].counts

    assert np.allclose(two, 2 * one, atol=1e-12)


def test_of_what_is_sent_the_stated_part_is_accepted():
    log = Plan([Habit("invitation_sent", 15, accepted=0.4, seniority="vp")]).to_log(*WEEK_OF_MONDAY)

    counted = {name: log.count[log.action == i].sum() for i, name in enumerate(log.actions)}
    assert counted == {"invitation_sent": 15, "invitation_accepted": 6}
    assert log.attributes["seniority"].values == ("vp",)


def test_a_level_is_a_row_even_when_it_is_zero():
    log = Plan([Habit("profile_section", section="about", count=0)]).to_log(*WEEK_OF_MONDAY)

    assert log.n_rows == 1 and log.count[0] == 0 and log.day[0] == MONDAY


@given(habits=st.lists(any_habit, max_size=6), seed=st.randoms(use_true_random=False))
def test_a_plan_is_the_same_in_any_order(habits, seed):
    other = list(habits)
    seed.shuffle(other)

    assert Plan(habits) == Plan(other) and hash(Plan(habits)) == hash(Plan(other))
    assert Plan(habits).to_log(*WEEK_OF_MONDAY).sha256 == Plan(other).to_log(*WEEK_OF_MONDAY).sha256


@given(habits=st.lists(any_habit, max_size=6), more=st.lists(any_habit, max_size=3))
def test_plans_add_up(habits, more):
    both = Plan(habits) + Plan(more)

    assert both == Plan(more) + Plan(habits) and both + Plan() == both
    assert len(both) == len(habits) + len(more)


@given(habits=st.lists(any_habit, max_size=6))
def test_a_plan_written_down_reads_back_the_same(habits):
    text = Plan(habits).to_yaml()

    assert plan_of(text) == Plan(habits)
    assert plan_of(text).to_yaml() == text


def test_a_plan_knows_its_minutes():
    """comment takes 3 minutes, a section of the profile 15."""
    plan = Plan(
        [
            Habit("comment", 10),
            Habit("comment", 5, start=date(2026, 6, 1)),
            Habit("profile_section", section="about"),
        ]
    )

    assert plan.minutes_per_week == 45 and plan.minutes_once == 15


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"action": "commnt"}, "did you mean comment?"),
        ({"action": "comment", "per_week": -1}, "per_week: is 0 or more (got -1.0)"),
        ({"action": "comment", "per_week": float("nan")}, "is 0 or more"),
        ({"action": "post", "count": 0.5}, "whole number (got 0.5); a rate is 0.5/week"),
        ({"action": "connections", "count": 600.5}, "count: is a whole number (got 600.5)"),
        ({"action": "comment", "per_week": 3, "accepted": 0.4}, "comment is not accepted"),
        ({"action": "message_sent", "per_week": 3, "accepted": 0.4}, "say answered"),
        ({"action": "invitation_sent", "per_week": 3, "accepted": 40}, "from 0 to 1"),
        ({"action": "connections", "per_week": 3}, "a level is not repeated"),
        ({"action": "comment", "per_week": 3, "weekdays": ("monday",)}, "days are mon, tue"),
        ({"action": "comment", "word": 3}, "did you mean words?"),
        ({"action": "comment", "per_week": 3, "on": date(2026, 1, 1)}, "neither count nor on"),
        ({"action": "comment", "start": date(2026, 1, 1)}, "give per_week"),
        ({"action": "profile_section", "section": "abuot"}, "did you mean about?"),
        ({"action": "profile_section", "section": "zzz"}, "there are photo, cover"),
        *(
            ({"action": "comment", "per_week": 1, "words": value}, "words: is a word, a number or")
            for value in ({"x": 1}, [1], date(2026, 1, 1), float("nan"), float("inf"), None)
        ),
    ],
)
def test_a_habit_says_what_is_wrong_with_it(given, words):
    with pytest.raises(InputError, match="habit") as error:
        Habit(**given)

    assert words in str(error.value)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("like", "reaction"), ("Comments", "comment"), ("connection request", "invitation_sent")],
)
def test_an_action_is_understood_by_what_people_call_it(said, meant):
    assert Habit(said, per_week=3) == Habit(meant, per_week=3)
    assert habit_of(f"{said}=3/week") == Habit(meant, per_week=3)


def test_another_name_means_one_action_and_is_no_action_itself():
    named = [word for action in vocabulary().values() for word in action.also]

    assert len(set(named)) == len(named) and not set(named) & set(vocabulary())
    assert all(action_named(word) is not None for word in named)


def test_what_others_call_an_action_is_a_hint_to_it():
    with pytest.raises(InputError, match="did you mean reaction"):
        Habit("liks", per_week=3)


def test_a_plan_file_is_judged_whole_every_fault_at_its_place():
    text = """schema: ssi-plan/2
habits:
  - {action: commnt, per_week: 3}
  - {action: comment, perweek: 3}
  - {action: comment, per_week: ten, on: soon}
  - {action: comment, per_week: 3, with: {word: 4}}
  - nothing
"""

    with pytest.raises(InputError) as error:
        plan_of(text, "plan.yaml")

    assert [str(fault) for fault in error.value.faults] == [
        "plan.yaml:1:9: schema: is ssi-plan/1 (got 'ssi-plan/2')",
        "plan.yaml:3:14: habits.0.action: no such action (got 'commnt'), did you mean comment?",
        "plan.yaml:4:23: habits.1.perweek: unknown key, did you mean per_week?",
        "plan.yaml:5:33: habits.2.per_week: is a number (got 'ten')",
        "plan.yaml:5:42: habits.2.on: is a date such as 2026-05-19 (got 'soon')",
        "plan.yaml:6:49: habits.3.with.word: comment has no such attribute, did you mean words?",
        "plan.yaml:7:5: habits.4: is a mapping with an action and what is done of it",
    ]


def test_a_plan_that_is_not_there_is_an_error_with_its_name(tmp_path):
    with pytest.raises(InputError, match=r"none\.yaml: no such file"):
        Plan.from_yaml(tmp_path / "none.yaml")


def test_every_key_of_practice_targets_and_plans_is_documented():
    text = (resource("rules") / "README.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")}

    keys = {
        "practice.yaml": [*keys_of(Practice)],
        "targets.yaml": [*keys_of(TargetFile)],
        "A plan": [*KEYS, "with"],
    }
    for section, named in keys.items():
        assert [key for key in named if f"`{key}`" not in sections[section]] == []


def test_the_plan_that_the_readme_shows_is_a_plan():
    text = (resource("rules") / "README.md").read_text("utf-8")

    shown = text[text.index("    schema: ssi-plan/1") :].split("\n\n")[0]

    assert len(plan_of(dedent(shown))) == 3


@pytest.mark.parametrize("read", [read_practice, read_targets])
def test_a_wrong_file_of_numbers_says_where(read, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text("schema: ssi-targets/1\ntarget: 3\n", encoding="utf-8")

    with pytest.raises(RulesError, match=r"wrong\.yaml:2:1: target: unknown key"):
        read(file)
