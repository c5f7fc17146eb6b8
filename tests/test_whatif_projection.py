"""Projections: laws over every kind of signal, and what a plan is warned of."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from futures import (
    TODAY,
    UNTIL,
    Changing,
    Fixed,
    active_plans,
    any_model,
    busy_log,
    few,
    model_of,
    plans,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import LAST, action, coverages, log_of, pillar, rows

from estimator.coverage import Coverage, Span
from estimator.days import Range, to_date, to_day
from estimator.decay import Decay
from estimator.errors import LogError
from estimator.log import ActivityLog, Coded, concat
from estimator.rules import load_rules
from estimator.rules.model import Model, SignalModel, Unknown
from estimator.saturation import Linear
from estimator.score import history, last_day, score_columns
from estimator.whatif import BASELINES, Habit, Plan, project
from estimator.whatif.habits import practice
from estimator.whatif.outlook import outlook
from estimator.whatif.plans import spread
from estimator.whatif.projection import versions

RULES = load_rules()
NOW = to_date(LAST)
THEN = to_date(LAST + 40)
baselines = st.sampled_from(BASELINES)


def arrays(history):
    return [part[name] for part in (history.points, history.low, history.high) for name in part]


@few
@given(listed=rows, coverage=coverages, model=any_model, baseline=baselines)
def test_an_empty_plan_changes_nothing(listed, coverage, model, baseline):
    log = log_of(listed, coverage)

    result = project(log, Plan(), Fixed(model), THEN, baseline=baseline, on=NOW)

    planned, without = arrays(result.planned), arrays(result.baseline)
    assert all((a == b).all() for a, b in zip(planned, without, strict=True))
    assert not any(series.any() for series in result.lift.values())


@few
@given(listed=rows, model=any_model, one=plans, other=plans)
def test_plans_commute(listed, model, one, other):
    log = log_of(listed)

    ab = project(log, one + other, Fixed(model), THEN, on=NOW)
    ba = project(log, other + one, Fixed(model), THEN, on=NOW)

    assert all((a == b).all() for a, b in zip(arrays(ab.planned), arrays(ba.planned), strict=True))


@few
@given(listed=rows, coverage=coverages, model=any_model, plan=active_plans, baseline=baselines)
def test_added_activity_never_lowers_a_score_without_rates(listed, coverage, model, plan, baseline):
    """A rate can fall: of more that is sent, less may be accepted. So can a level that was unknown
    and is set, when everybody has more of it."""
    pillars = tuple(
        replace(p, signals=tuple(s for s in p.signals if s.kind != "rate")) for p in model.pillars
    )
    model = replace(model, pillars=pillars)

    result = project(log_of(listed, coverage), plan, Fixed(model), THEN, baseline=baseline, on=NOW)

    assert all((series >= -1e-9).all() for series in result.lift.values())


@few
@given(listed=rows, coverage=coverages, model=any_model, plan=plans)
def test_the_planned_series_is_the_history_of_the_log_and_the_plan(listed, coverage, model, plan):
    log, whole = log_of(listed, coverage), any(h.action == "invitation_sent" for h in plan)
    result = project(log, plan, Fixed(model), THEN, baseline="nothing", on=NOW)

    ahead = outlook(log, LAST, LAST + 40, "nothing")
    done = result.plan.to_log(NOW + timedelta(days=1), THEN)
    joined = concat([ahead.past, done.with_coverage(ahead.past.coverage)])
    expected = history(joined, Fixed(model), NOW + timedelta(days=1), THEN)

    raised = whole and "connections" in joined.actions
    for name, series in expected.points.items():
        assert raised or np.allclose(result.planned.points[name], series, atol=1e-9)


@few
@given(listed=rows, coverage=coverages, model=any_model)
def test_the_actual_series_is_the_history(listed, coverage, model):
    log = log_of([row for row in listed if row["day"] <= LAST], coverage)

    result = project(log, Plan(), Fixed(model), THEN, on=NOW)

    expected = history(log, Fixed(model), result.actual.start, NOW)
    for one, other in zip(arrays(result.actual), arrays(expected), strict=True):
        assert np.allclose(one, other, atol=1e-9)


@few
@given(
    listed=rows,
    coverage=coverages,
    model=any_model,
    plan=plans,
    baseline=baselines,
    change=st.integers(LAST - 40, LAST + 39),
)
def test_versions_day_by_day_are_those_of_a_log_in_which_each_is_an_account(
    listed, coverage, model, plan, baseline, change
):
    """The past does not end where no window reaches: cut there, nothing changes."""
    later = replace(model, pillars=tuple(replace(p, cap=9.0) for p in model.pillars))
    rules, days = Changing(model, later=later, change=change), Range(LAST - 27, LAST + 40)
    ahead = outlook(log_of(listed, coverage), LAST, LAST + 40, baseline)
    acts = [a for habit in plan for a in spread(habit, LAST + 1, LAST + 40)]

    found = versions(ahead, acts, days, rules, "free")

    habits, done = practice().done["habits"], practice().done["plan"]
    times = np.array([[1.0], [done.low], [done.high]])
    held = np.array([1.0, habits.low, habits.high])
    each = ahead.log([act.versions(times) for act in acts], held)
    expected = score_columns(each, rules, days, "free")
    for ours, theirs in zip(found, expected, strict=True):
        for one, column in zip(ours, theirs.values(), strict=True):
            assert np.allclose(one[:, 0], column, atol=1e-9)


@few
@given(listed=rows, coverage=coverages, model=any_model, one=plans, other=plans)
def test_what_is_kept_with_a_log_changes_no_answer(listed, coverage, model, one, other):
    rules, kept = Fixed(model), log_of(listed, coverage)
    project(kept, other, rules, THEN, on=NOW)

    again = project(kept, one, rules, THEN, on=NOW)

    anew = project(log_of(listed, coverage), one, rules, THEN, on=NOW)
    for name in ("actual", "baseline", "planned"):
        pairs = zip(arrays(getattr(again, name)), arrays(getattr(anew, name)), strict=True)
        assert all((a == b).all() for a, b in pairs)


def test_a_result_that_is_written_into_does_not_spoil_the_next():
    log, plan = busy_log(), Plan([Habit("comment", 5)])
    spoilt = project(log, plan, RULES, UNTIL)
    before = [column.copy() for column in arrays(spoilt.actual) + arrays(spoilt.baseline)]
    for column in arrays(spoilt.actual) + arrays(spoilt.baseline) + arrays(spoilt.planned):
        column[:] = -1.0

    again = project(log, plan, RULES, UNTIL)

    found = arrays(again.actual) + arrays(again.baseline)
    assert all((a == b).all() for a, b in zip(found, before, strict=True))


def test_a_level_that_acts_look_like_is_scored_as_the_book_does():
    """A flow of a level, and a level of acts: nothing the shipped rules have, nothing forbidden."""
    odd = model_of(
        SignalModel(
            *("x.x", "flow", Linear(900), 5.0, Unknown(0.1, 0, 1), "assumed", "guess"),
            *(Decay(30, 90), action("connections")),
        ),
        SignalModel(
            *("x.x", "stock", Linear(9), 5.0, Unknown(0.1, 0, 1), "assumed", "guess"),
            match=action("comment"),
        ),
    )
    plan = Plan([Habit("comment", 5), Habit("connections", count=500)])

    result = project(busy_log(), plan, Fixed(odd), UNTIL, baseline="nothing")

    ahead = outlook(busy_log(), to_day(TODAY), to_day(UNTIL), "nothing")
    done = plan.to_log(TODAY + timedelta(days=1), UNTIL).with_coverage(ahead.past.coverage)
    joined = concat([ahead.past, done])
    expected = history(joined, Fixed(odd), TODAY + timedelta(days=1), UNTIL)
    assert np.allclose(result.planned.total, expected.total, atol=1e-9)


@few
@given(listed=rows, coverage=coverages, model=any_model, plan=plans, baseline=baselines)
def test_intervals_widen_and_hold_the_points(listed, coverage, model, plan, baseline):
    result = project(log_of(listed, coverage), plan, Fixed(model), THEN, baseline=baseline, on=NOW)

    for series in (result.baseline, result.planned):
        for name, points in series.points.items():
            low, high = series.low[name], series.high[name]
            assert (low <= points + 1e-9).all() and (points <= high + 1e-9).all()
            assert (np.diff(points - low)[low[1:] > 0] >= -1e-9).all()
            assert (low >= 0).all()


def test_a_pillar_that_the_plan_does_not_touch_is_bit_for_bit_the_same():
    result = project(busy_log(), Plan([Habit("endorsement_received", 2)]), RULES, UNTIL)

    for name in ("find", "insight", "relationship"):
        for of in ("points", "low", "high"):
            planned, without = getattr(result.planned, of), getattr(result.baseline, of)
            assert planned[name].tobytes() == without[name].tobytes()
    assert result.lift["brand"][-1] > 0


def test_a_plan_that_does_nothing_goes_down():
    """Twelve busy weeks, then nothing: the flows fade, the connections stay."""
    result = project(busy_log(), Plan(), RULES, UNTIL, baseline="nothing")

    assert (np.diff(result.planned.total[3:]) <= 1e-9).all()
    assert result.planned.total[-1] < result.actual.total[-1] - 3
    assert result.planned.points["relationship"][-1] > 0


def test_to_continue_keeps_the_score():
    result = project(busy_log(weeks=30), Plan(), RULES, UNTIL, baseline="continue")

    drift = result.baseline.total - result.actual.total[-1]
    assert abs(drift.min()) < 1.5 and drift.max() < 3.0  # the connections grow by two a week


def test_accepted_invitations_become_connections():
    log = busy_log(weeks=4)
    plan = Plan([Habit("invitation_sent", 10, accepted=0.5)])

    ahead = outlook(log, to_day(TODAY), to_day(TODAY) + 14, "nothing")
    versions = ahead.log(plan.acts(ahead.first, ahead.last))

    levels = versions.count[versions.action == versions.actions.index("connections")]
    assert levels.max() == 310


def test_an_unknown_level_stays_unknown():
    log = busy_log(Coverage((Span("comment"), Span("invitation_sent"))))
    log = log.where(log.action != log.actions.index("connections"))

    ahead = outlook(log, to_day(TODAY), to_day(TODAY) + 14, "continue")

    assert ahead.levels == {"connections": None}
    assert "connections" not in ahead.log().compact().actions


def test_the_days_to_come_are_covered_for_what_the_log_covers():
    coverage = Coverage((Span("comment", 0, to_day(TODAY)), Span("reaction", 0, to_day(TODAY))))

    ahead = outlook(busy_log(coverage), to_day(TODAY), to_day(UNTIL))

    first, last = to_day(TODAY) + 1, to_day(UNTIL)
    covered = ahead.log().coverage
    assert covered.days("comment", ("me",), first, last).all()
    assert not covered.days("post", ("me",), first, last).any()


def test_the_past_can_be_projected_as_it_was():
    """A projection from a day within the log knows nothing of what came later."""
    log = busy_log()
    day = TODAY - timedelta(days=30)
    known = log.where(log.day <= to_day(day))

    then, honest = (project(one, Plan(), RULES, UNTIL, on=day) for one in (log, known))

    assert then.planned.total.tobytes() == honest.planned.total.tobytes()


def test_a_log_shorter_than_the_weeks_to_repeat_repeats_what_it_has():
    result = project(busy_log(weeks=2), Plan(), RULES, UNTIL, weeks=4)

    assert result.weeks == 2 and result.baseline.total[-1] > result.actual.total[-1]


def test_a_seat_and_other_rules_can_be_the_plan():
    log = busy_log()
    doubted = RULES.replace({"defaults.half_life": 15})

    seat = project(log, Plan(), RULES, UNTIL, with_seat="sales_navigator")
    rules = project(log, Plan(), RULES, UNTIL, with_rules=doubted)

    bought = project(log, Plan(), RULES, UNTIL, seat="sales_navigator")
    assert seat.planned.seat == "sales_navigator" and seat.baseline.seat == "free"
    assert (seat.planned.total == bought.planned.total).all()
    assert (seat.actual.total != bought.actual.total).any()
    assert rules.lift["insight"][-1] < 0
    assert rules.planned.stamp.rules_sha256 == doubted.sha256


def test_rules_that_change_meanwhile_are_followed():
    model = RULES.on(to_day(TODAY))
    nothing = replace(model, pillars=tuple(replace(p, signals=()) for p in model.pillars))
    change = to_day(TODAY) + 30

    result = project(busy_log(), Plan(), Changing(model, later=nothing, change=change), UNTIL)

    assert result.baseline.total[28] > 0 and result.baseline.total[29] == 0


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (Habit("people_search", 30), "the limit with this seat is 60"),
        (Habit("inmail_sent", 1), "the limit with this seat is 0"),
        (Habit("invitation_sent", 5, note=True), "with note in 30 days"),
        (Habit("invitation_sent", 60), "is a jump that gets accounts restricted"),
        (Habit("event_attended", 1), "no signal of the rules looks at it"),
        (Habit("profile_section", section="honors"), "profile section honors: no signal"),
        (Habit("invitation_sent", 700), "is 100: so many cannot be done"),
        (Habit("post", 250), "takes 7,500 minutes a week; the 5 days it is done on have 7,200"),
        (Habit("comment", 100), "more in a week than the log has ever seen: comment 110"),
        (Habit("post", 1, start=date(2030, 1, 1)), "nothing of it falls between"),
    ],
)
def test_a_plan_is_warned_of_what_it_leaves_or_breaks(habit, words):
    warnings = project(busy_log(), Plan([habit]), RULES, UNTIL).warnings

    assert any(words in warning for warning in warnings), warnings


def test_a_plan_within_everything_is_warned_of_nothing():
    plan = Plan([Habit("comment", on=date(2026, 6, 1))])

    assert project(busy_log(), plan, RULES, UNTIL, baseline="nothing").warnings == ()


def test_a_plan_beyond_all_evidence_says_so():
    model = RULES.on(to_day(TODAY))
    find = next(pillar for pillar in model.pillars if pillar.name == "find")
    rich = tuple(replace(signal, points=20.0) for signal in find.signals)
    pillars = (replace(find, ceilings={}, signals=rich),)

    result = project(
        busy_log(),
        Plan([Habit("people_search", 14)]),
        Fixed(replace(model, pillars=pillars)),
        UNTIL,
    )

    assert any("find 25.0: no reading above 15.8" in warning for warning in result.warnings)


def test_points_beyond_all_evidence_that_are_gone_at_the_end_are_said_to_be_on_the_way():
    """The table beside it shows the end."""
    model = RULES.on(to_day(TODAY))
    find = next(pillar for pillar in model.pillars if pillar.name == "find")
    rich = tuple(replace(signal, points=20.0) for signal in find.signals)
    fixed = Fixed(replace(model, pillars=(replace(find, ceilings={}, signals=rich),)))
    searches = ActivityLog.build(
        day=[to_day(TODAY)], action=Coded.of(["people_search"]), count=[3000.0]
    )
    log = concat([busy_log(), searches.with_coverage(Coverage.complete())])

    result = project(log, Plan([], baseline="nothing"), fixed, UNTIL)

    assert any("on the way: no reading above 15.8" in warning for warning in result.warnings)


def test_what_the_log_does_not_cover_comes_on_top():
    log = busy_log(Coverage((Span("comment"),)))

    result = project(log, Plan([Habit("people_search", 2)]), RULES, UNTIL)

    assert result.lift["find"][-1] > 0
    assert any("not covered by the log: people search" in w for w in result.warnings)


def test_a_lift_of_what_is_only_inferred_says_so():
    """Reactions are not covered, and inferred from the comments that are."""
    seen, unseen = (
        SignalModel(
            path, "flow", Linear(50), 5.0, unknown, "assumed", "guess", Decay(30, 90), action(name)
        )
        for path, name, unknown in (
            ("insight.comments", "comment", Unknown(0.1, 0, 1)),
            (
                "insight.reactions",
                "reaction",
                Unknown(0.1, 0, 1, "insight.comments", Linear(50), 0.5, 0.1),
            ),
        )
    )
    rules = Fixed(Model((replace(pillar(seen, unseen), name="insight"),), 0.8, 14.0))
    log = busy_log(Coverage((Span("comment"),)))

    warned, silent = (
        project(log, Plan([Habit(name, 5)]), rules, UNTIL).warnings
        for name in ("comment", "reaction")
    )

    assert any("the rules infer, reactions (from comments)" in w for w in warned)
    assert not any("infer" in w for w in silent)


def test_an_outcome_that_a_habit_does_not_state_is_the_logs_own():
    """Five invitations a week, two accepted: 40 %, drawn to the prior of the rules."""
    plan = project(busy_log(), Plan([Habit("invitation_sent", 5)]), RULES, UNTIL).plan

    assert 0.3 < plan.habits[0].outcome < 0.4


def test_a_result_can_be_written_down():
    content = project(busy_log(), Plan([Habit("comment", 3)]), RULES, UNTIL).to_dict()

    assert content["schema"] == "ssi.projection/1"
    assert len(content["planned"]["days"]) == len(content["planned"]["total"]["low"]) == 90
    assert content["minutes_per_week"] == 9


def test_a_plan_is_of_one_account_and_of_days_to_come():
    two = concat([busy_log(), ActivityLog.empty(account="other")])

    with pytest.raises(LogError, match="of one account"):
        project(two, Plan(), RULES, UNTIL)
    with pytest.raises(ValueError, match="begins after"):
        project(busy_log(), Plan(), RULES, to_date(last_day(busy_log())))


@pytest.mark.parametrize("given", [{"until": "2026-08-13"}, {"on": "2026-05-15"}])
def test_a_day_in_text_is_refused_by_its_name(given):
    (name,) = given
    days = {"until": UNTIL, **given}

    with pytest.raises(TypeError, match=f"{name}: not a date .got '2026-.*, str.; give a datetime"):
        project(busy_log(), Plan(), RULES, **days)
