"""What a plan is told as: the target, the words, the days, what stands in the way, how sure."""

from datetime import date, timedelta

import numpy as np
import pytest
from futures import TODAY, Fixed, busy_log

from estimator.coverage import Coverage
from estimator.days import Range, to_date, to_day
from estimator.errors import InputError, NotEnoughEvidence
from estimator.log import ActivityLog
from estimator.planning.choices import named_targets, target_of
from estimator.planning.proof import PlanningQuestion, alternatives
from estimator.planning.solution import advice_on, calendar, plan_to
from estimator.report import render
from estimator.rules import load_rules
from estimator.score import score_columns
from estimator.whatif import Habit, Plan, project
from estimator.whatif.habits import practice
from estimator.whatif.plans import plan_of

RULES = load_rules()
LOG = busy_log()
BY = TODAY + timedelta(days=84)
NOW = float(project(LOG, Plan(), RULES, BY, baseline="nothing").actual.total[-1])


def plan_alone(**asked):
    """A plan that is all that is done."""
    return plan_to(LOG, RULES, baseline="nothing", **asked)


MOST = plan_alone(minutes_per_week=100)


@pytest.fixture(scope="module")
def reached():
    return plan_alone(target=NOW, minutes_per_week=300)


@pytest.fixture(scope="module")
def missed():
    return plan_alone(target=99, minutes_per_week=30)


def test_without_a_target_the_minutes_are_used_for_the_most_points():
    assert MOST.is_reached and MOST.target is None and MOST.reached_on is None
    assert 95 < MOST.minutes <= 100 and MOST.by == BY
    assert MOST.points > plan_alone(minutes_per_week=50).points


def test_a_target_is_reached_in_no_more_minutes_than_needed(reached):
    assert reached.is_reached and reached.points >= NOW - 1e-9
    assert reached.minutes < 300 and reached.reached_on <= reached.by
    less = plan_alone(minutes_per_week=reached.minutes * 0.9)
    assert less.points < NOW


def test_the_numbers_are_those_of_the_projection(reached):
    again = project(LOG, reached.plan, RULES, reached.by, baseline="nothing")

    assert again.planned.total.tobytes() == reached.projection.planned.total.tobytes()
    assert plan_of(reached.plan.to_yaml()) == reached.plan


def test_a_target_of_pillars_is_reached_in_each():
    first = {name: MOST.projection.planned.points[name][-1] for name in ("find", "insight")}
    target = target_of(40).model_copy(update={"pillars": {"insight": first["insight"] - 0.5}})

    found = plan_alone(target=target, minutes_per_week=400)

    assert not target.lacks({k: v[-1] for k, v in found.projection.planned.points.items()})


def test_what_cannot_be_reached_is_answered_with_the_best_there_is(missed):
    best = plan_alone(minutes_per_week=30)

    assert not missed.is_reached and missed.reached_on is None
    assert missed.points == pytest.approx(best.points, abs=0.2)
    assert missed.obstacle.bound >= missed.points and missed.obstacle.lacking["total"] > 0
    assert missed.obstacle.reached_on is None


def test_what_stands_in_the_way_is_named_with_what_more_would_give(missed):
    relaxed = {one.what: one for one in missed.obstacle.relaxed}

    assert relaxed["minutes"].then == "45" and relaxed["minutes"].more > 0
    assert all(one.points > missed.points for one in relaxed.values())
    gains = [one.more for one in missed.obstacle.relaxed]
    assert gains == sorted(gains, reverse=True)


def test_a_target_that_comes_later_says_when():
    soon = TODAY + timedelta(days=14)
    target = plan_alone(minutes_per_week=100, by=soon).points + 1.0

    found = plan_alone(target=target, by=soon, minutes_per_week=100)

    assert not found.is_reached
    assert soon < found.obstacle.reached_on < TODAY + timedelta(weeks=52)


def test_a_full_pillar_is_named():
    full = RULES.replace({"find.ceiling.free": 13, "relationship.cap": 5})

    found = plan_to(LOG, full, target=90, minutes_per_week=60)

    assert found.obstacle.full["relationship"] == 5


def test_steps_say_what_to_do_what_it_adds_and_whose_advice_it_is():
    kinds = [step.kind for step in MOST.steps]

    assert kinds == sorted(kinds, key=["once", "weekly", "monthly"].index)
    assert {"once", "weekly"} <= set(kinds)
    for step in MOST.steps:
        assert step.points["total"] > 0 and step.advice and step.advice[0].title
        assert step.kind == "once" or str(step.amount) in step.what
    about = next(step for step in MOST.steps if step.attributes == {"section": "about"})
    assert about.what == "fill in the profile: about" and about.minutes == 15


def test_advice_comes_from_the_rules_with_its_source():
    told = advice_on("comment", RULES)

    assert told[0].signal == "insight.comments"
    assert told[0].text == RULES.signals()["insight.comments"].advice
    assert told[0].title == RULES.sources[RULES.number("insight.comments.points").source].title


def test_the_calendar_holds_exactly_what_the_plan_does():
    done = MOST.plan.to_log(TODAY + timedelta(days=1), BY)
    own = [name for name in done.actions if name in {habit.action for habit in MOST.plan}]

    acts = sum(
        count * week.weeks
        for week in MOST.calendar
        for day in week.days.values()
        for count in day.values()
    )

    rows = np.isin(done.action, [done.actions.index(name) for name in own])
    assert acts == done.count[rows].sum()


def test_weeks_that_are_alike_stand_as_one():
    weeks = calendar(Plan([Habit("comment", 5)]), date(2026, 6, 1), date(2026, 6, 28))

    assert [(week.start, week.weeks) for week in weeks] == [(date(2026, 6, 1), 4)]
    assert weeks[0].days["mon"] == {"comment": 1.0} and "sat" not in weeks[0].days


def test_under_other_rules_that_explain_today_as_well_the_plan_is_judged_again():
    found = plan_alone(target=NOW - 3, minutes_per_week=60, robust=4, seed=3)

    sure = found.robustness
    assert sure.rules == 4 and (np.diff(sure.points) >= 0).all()
    assert 0 <= sure.reaches <= 1 and sure.worst == pytest.approx(sure.points[0])
    assert sure.safest_worst >= sure.worst and sure.safest_minutes <= 60 + 1e-6
    assert all(0 <= often <= 1 for often in sure.top_three.values())
    assert sum(sure.top_three.values()) == pytest.approx(3)


def test_other_rules_are_the_same_for_the_same_seed_and_explain_today():
    question = PlanningQuestion(
        *(LOG, RULES, to_day(TODAY), to_day(BY), 60.0, {}, "free", "nothing", 4)
    )
    today = Range(to_day(TODAY), to_day(TODAY))

    once, again = ([r.sha256 for r in alternatives(question, 3, seed=5)] for _ in range(2))

    assert once == again and len(set(once)) == 3
    _, low, high = score_columns(LOG, RULES, today, "free")
    for rules in alternatives(question, 3, seed=5):
        points, _, _ = score_columns(LOG, rules, today, "free")
        assert all(low[k] <= points[k] <= high[k] for k in RULES.pillars)


def test_other_rules_may_be_given():
    doubted = RULES.replace({"defaults.half_life": 20})

    found = plan_alone(minutes_per_week=40, robust=[doubted])

    planned = project(LOG, found.plan, doubted, found.by, baseline="nothing").planned
    assert found.robustness.points[0] == pytest.approx(planned.total[-1], abs=1e-9)
    assert found.robustness.seed is None and found.robustness.reaches is None


def test_rules_without_bounds_cannot_be_doubted():
    rules = Fixed(RULES.on(to_day(TODAY)))
    question = PlanningQuestion(
        LOG, rules, to_day(TODAY), to_day(BY), 60.0, {}, "free", "nothing", 4
    )

    with pytest.raises(NotEnoughEvidence, match="0 of 2"):
        list(alternatives(question, 2, seed=1))


def test_targets_have_names():
    assert target_of("seller").total == named_targets()["seller"].total
    assert all(0 < target.total <= 100 for target in named_targets().values())
    with pytest.raises(InputError, match="did you mean seller"):
        target_of("sellr")
    with pytest.raises(InputError, match="from 0 to 100"):
        target_of(101)


def test_something_to_plan_for_is_needed():
    with pytest.raises(InputError, match="nothing to plan for"):
        plan_to(LOG, RULES)
    with pytest.raises(InputError, match="is not after 2026-05-15"):
        plan_alone(target=50, by=TODAY)
    with pytest.raises(InputError, match="did you mean comment"):
        plan_alone(target=50, limits={"coment": 0})
    with pytest.raises(InputError, match=r"minutes_per_week: 0 or more a week \(got -1\)"):
        plan_alone(minutes_per_week=-1)
    with pytest.raises(InputError, match=r"post: 0 or more a week \(got nan\)"):
        plan_alone(target=50, limits={"post": float("nan")})


@pytest.mark.parametrize("coverage", [Coverage.complete(), Coverage()])
def test_somebody_who_has_done_nothing_and_may_do_nothing_gets_an_empty_plan(coverage):
    none = dict.fromkeys((*practice().suggest, "profile_section"), 0)

    found = plan_to(ActivityLog.empty(coverage), RULES, minutes_per_week=30, limits=none, on=TODAY)

    assert len(found.plan) == 0 and found.minutes == 0 and found.calendar == found.steps == ()


def test_a_limit_on_what_no_plan_suggests_is_told():
    found = plan_alone(minutes_per_week=10, limits={"event_attended": 2})

    assert any("event attended: no plan suggests it" in warning for warning in found.warnings)


def test_a_solution_can_be_written_down(missed):
    content = missed.to_dict()

    assert content["schema"] == "ssi.plan/1" and content["reachable"] is False
    assert content["obstacle"]["relaxed"] and content["projection"]["schema"] == "ssi.projection/1"
    assert content["stamp"]["on"] == BY.isoformat() == to_date(to_day(BY)).isoformat()
    assert "not reached" in repr(missed)


def test_a_plan_for_a_day_that_is_past_says_from_when_it_is():
    with pytest.raises(InputError, match="is not after 2026-05-16, the day it begins on"):
        plan_to(LOG, RULES, by=date(2026, 5, 1), minutes_per_week=60, on=date(2026, 5, 16))


def test_a_day_in_text_is_refused_by_its_name():
    with pytest.raises(TypeError, match=r"by: not a date .got '2026-08-01', str.; give a datetime"):
        plan_alone(target=40, by="2026-08-01")


def test_where_readings_end_is_said_once_on_a_screen(missed):
    shown = render(missed, "text", RULES.on(0))

    assert " ".join(shown.replace("! ", "").split()).count("known with this seat") <= 1
    assert any("known with this seat" in one for one in missed.warnings) == (
        missed.projection.planned.total.max() > 52.8
    )
