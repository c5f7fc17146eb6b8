"""The best plan is the best: against every plan, greedy and chance; within every limit."""

import os
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from futures import TODAY, Fixed, busy_log, few, model_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import action, any_curve, signals

from estimator.actions import SEATS, vocabulary
from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.log import ActivityLog
from estimator.planning.choices import Target
from estimator.planning.payoffs import Joint
from estimator.planning.programme import (
    STDOUT,
    Programme,
    Silence,
    first_cuts,
    least_minutes,
    most_points,
    tangent,
)
from estimator.planning.proof import PlanningQuestion
from estimator.rules import load_rules
from estimator.whatif import Plan, project
from estimator.whatif.habits import practice

RULES = load_rules()
LAST = to_day(TODAY)


def question(log=None, rules=RULES, weeks=12, minutes=90.0, limits=None, seat="free", **more):
    log = busy_log() if log is None else log
    common = {"baseline": "nothing", "weeks": 4, **more}
    return PlanningQuestion(
        log, rules, LAST, LAST + 7 * weeks, minutes, limits or {}, seat, **common
    )


def small(**more):
    """A question with so few options that every plan can be tried."""
    kept = {"comment": 4, "post": 2, "repost": 2, "invitation_sent": 5, "profile_section": 0}
    limits = {name: kept.get(name, 0) for name in (*practice().suggest, "profile_section")}
    return question(limits=limits, **more)


def every_plan(worth):
    return np.array(list(product(*(range(len(o.versions)) for o in worth.options))))


def allowed(worth, picks, minutes):
    return picks[worth.effort(picks) <= minutes + 1e-9]


def plan_of(worth, picks):
    chosen = zip(worth.options, picks, strict=True)
    return Plan(habit for option, pick in chosen for habit in option.versions[pick])


@pytest.mark.parametrize("minutes", [10.0, 31.0, 60.0, 500.0])
def test_the_most_points_are_those_of_the_best_of_all_plans(minutes):
    worth = small(minutes=minutes).worth()
    plans = allowed(worth, every_plan(worth), minutes)

    found = most_points(Programme(worth, minutes))

    assert len(plans) > 30
    assert found.points["total"] == pytest.approx(worth.points(plans)["total"].max(), abs=1e-6)
    assert found.bound >= found.points["total"] and found.gap < 1e-4


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 1.0])
def test_the_least_minutes_are_those_of_the_cheapest_of_all_plans_that_reach_it(part):
    worth = small(minutes=200.0).worth()
    plans = every_plan(worth)
    totals = worth.points(plans)["total"]
    target = totals[0] + part * (totals.max() - totals[0])
    cheapest = worth.effort(plans[totals >= target - 1e-9]).min()

    found = least_minutes(Programme(worth, 200.0), Target(total=target))

    assert found.minutes == pytest.approx(cheapest, abs=1e-6)
    assert found.points["total"] >= target - 1e-9 and found.gap < 1e-4


def test_what_no_plan_reaches_is_not_reached():
    worth = small().worth()
    beyond = worth.points(every_plan(worth))["total"].max() + 0.01

    assert least_minutes(Programme(worth, 1000.0), Target(total=beyond)) is None


@few
@given(
    drawn=st.lists(
        st.one_of(signals("flow"), signals("days"), signals("stock"), signals("rate")),
        min_size=2,
        max_size=5,
    ),
    minutes=st.floats(5, 120),
)
def test_the_best_plan_is_the_best_under_any_rules(drawn, minutes):
    """Whatever the curves and kinds: what is found is what trying them all finds, and the bound
    holds. Where amounts do not add up it may be missed, and says so."""
    limits = {"comment": 3, "reaction": 4, "invitation_sent": 3}
    limits = {name: limits.get(name, 0) for name in (*practice().suggest, "profile_section")}
    worth = question(rules=Fixed(model_of(*drawn)), minutes=minutes, limits=limits, weeks=6).worth()
    plans = allowed(worth, every_plan(worth), minutes)

    found = most_points(Programme(worth, minutes))

    best = worth.points(plans)["total"].max()
    assert found.points["total"] <= best + 1e-6
    curved = any(joint.curve.__class__.__name__ in ("Hill", "Steps") for joint in worth.joints)
    if worth.is_exact:
        assert found.bound >= best - 1e-6
        assert curved or found.points["total"] >= best - 1e-4


def greedy(worth, minutes):
    """One step at a time, the one that gives the most points a minute."""
    pick = np.zeros(len(worth.options), dtype=int)
    while True:
        now = worth.points(pick[None])["total"][0]
        steps = []
        for i, option in enumerate(worth.options):
            more = pick.copy()
            more[i] += 1
            if more[i] < len(option.versions) and worth.effort(more[None])[0] <= minutes + 1e-9:
                gain = worth.points(more[None])["total"][0] - now
                cost = option.minutes[more[i]] - option.minutes[pick[i]]
                steps.append((gain / max(cost, 1e-9), i))
        if not steps or max(steps)[0] <= 0:
            return pick
        pick[max(steps)[1]] += 1


@pytest.mark.parametrize("minutes", [20.0, 60.0, 150.0])
def test_the_best_plan_is_never_worse_than_greedy_nor_than_chance(minutes):
    asked = question(minutes=minutes)
    worth, rng = asked.worth(), np.random.default_rng(7)
    sizes = np.array([len(option.versions) for option in worth.options])
    by_chance = []
    while len(by_chance) < 200:
        fewer = rng.integers(0, sizes) * (rng.random(len(sizes)) < 0.3)
        if worth.effort(fewer[None])[0] <= minutes:
            by_chance.append(fewer)

    found = most_points(asked.programme())

    tried = np.array([*by_chance, greedy(worth, minutes)])
    assert found.points["total"] >= worth.points(tried)["total"].max() - 1e-9
    assert found.bound >= worth.points(tried)["total"].max() - 1e-9
    assert found.gap < 0.01


@pytest.mark.parametrize("baseline", ["nothing", "continue"])
def test_what_a_plan_is_said_to_be_worth_is_its_projection(baseline):
    asked = question(baseline=baseline)
    programme = asked.programme()

    found = most_points(programme)

    plan = plan_of(programme.worth, found.picks)
    planned = project(
        asked.log, plan, RULES, to_date(asked.by), baseline=baseline, on=TODAY
    ).planned
    for name, points in found.points.items():
        assert planned.points[name][-1] == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("weeks", [3, 12])
def test_no_version_of_any_option_breaks_a_limit_or_jumps(seat, weeks):
    """Not even all of them at their most."""
    asked = question(seat=seat, weeks=weeks, minutes=None)
    worth = asked.worth()
    most = [len(option.versions) - 1 for option in worth.options]

    plan = plan_of(worth, most)

    result = project(asked.log, plan, RULES, to_date(asked.by), seat, "nothing", on=TODAY)
    broken = [w for w in result.warnings if "limit" in w or "restrict" in w]
    assert broken == [] and len(plan) > 10


def test_what_goes_on_anyway_counts_towards_the_limits():
    asked = question(baseline="continue", minutes=None)
    worth = asked.worth()
    most = [len(option.versions) - 1 for option in worth.options]

    result = project(
        asked.log, plan_of(worth, most), RULES, to_date(asked.by), baseline="continue", on=TODAY
    )

    assert [w for w in result.warnings if "limit" in w or "restrict" in w] == []


def test_a_new_account_begins_with_fewer_invitations():
    nobody = ActivityLog.empty(Coverage.complete())
    worth = question(log=nobody, minutes=None, weeks=20).worth()

    invitations = next(o for o in worth.options if o.action == "invitation_sent")

    most = invitations.versions[-1]
    assert most[0].per_week == practice().warm_up["invitation_sent"].first
    assert max(habit.per_week for habit in most) <= practice().new_account.most["invitation_sent"]


def test_limits_of_the_user_are_kept_and_zero_leaves_an_action_out():
    worth = question(limits={"comment": 3, "reaction": 0}, minutes=None).worth()

    versions = {option.action: len(option.versions) - 1 for option in worth.options}

    assert versions["comment"] == 3 and "reaction" not in versions


def test_rates_are_whole_in_a_week_or_in_four():
    for option in question(minutes=None).worth().options:
        for i, habits in enumerate(option.versions):
            rates = [habit.rate * option.weeks for habit in habits if not habit.is_once]
            assert all(rate == round(rate) for rate in rates)
            assert option.weeks == 0 or max(rates, default=0) <= i


def test_everything_suggested_takes_known_minutes():
    assert all(vocabulary()[name].minutes is not None for name in practice().suggest)


def alone(pillar, points, curve, base, reach):
    """A joint signal with one version, without days to be counted."""
    none, columns = np.zeros(0), np.array([[reach]])
    return Joint(pillar, points, curve, base, columns, none, none, base + reach, exact=True)


@few
@given(curve=any_curve, base=st.floats(0, 50), reach=st.floats(0.1, 200), at=st.floats(0, 1))
def test_the_lines_of_a_joint_signal_lie_above_its_curve(curve, base, reach, at):
    joint = alone(0, 5.0, curve, base, reach)
    amount = base + at * reach

    lines = [zero + slope * amount for slope, zero in first_cuts(joint)]

    points = 5.0 * float(curve.share(np.array([amount]))[0])
    assert min(lines) >= points - 1e-7


def test_a_tangent_touches_its_curve():
    signal = load_rules().on(LAST).pillars[2].signals[0]
    joint = alone(2, 3.0, signal.curve, 0.0, 50.0)

    slope, zero = tangent(joint, 7.0)

    share = float(signal.curve.share(np.array([7.0]))[0])
    assert zero + slope * 7.0 == pytest.approx(3.0 * share)


def test_a_signal_that_several_actions_move_is_shared_exactly():
    """posts and reposts under one day cap, days active, a steep curve: still the best of all."""
    shares = replace(
        next(s for p in RULES.on(LAST).pillars for s in p.signals if s.path == "insight.shares"),
        per_day_max=1.0,
    )
    days = next(s for p in RULES.on(LAST).pillars for s in p.signals if s.kind == "days")
    worth = small(
        rules=Fixed(model_of(shares, replace(days, match=action("post", "comment"))))
    ).worth()
    plans = allowed(worth, every_plan(worth), 70.0)

    found = most_points(Programme(worth, 70.0))

    assert len(worth.joints) == 2 and worth.is_exact
    assert found.points["total"] == pytest.approx(worth.points(plans)["total"].max(), abs=1e-6)


def test_effort_and_points_of_a_plan_are_the_sums_of_its_options():
    worth = small().worth()
    picks = every_plan(worth)[::97]

    minutes = [sum(o.minutes[p] for o, p in zip(worth.options, row, strict=True)) for row in picks]
    taken = 1.0 * (picks[:, worth.option] == worth.version)
    uncut = worth.base + taken @ worth.gains
    for joint in worth.joints:
        uncut[:, joint.pillar] += joint.points * joint.curve.share(
            joint.amount(taken @ joint.columns)
        )
    assert np.allclose(worth.effort(picks), minutes, atol=1e-9)
    expected = np.minimum(uncut, worth.most).sum(axis=1)
    assert np.allclose(worth.points(picks)["total"], expected, atol=1e-9)


def test_nothing_is_printed_while_one_of_several_threads_is_silent(capfd):
    """One begins, another begins, the first ends: what is written then is not seen either."""
    silence = Silence()
    with silence:
        silence.__enter__()
    os.write(STDOUT, b"of the solver")
    silence.__exit__(None, None, None)
    os.write(STDOUT, b"of ours")

    assert capfd.readouterr().out == "of ours"
