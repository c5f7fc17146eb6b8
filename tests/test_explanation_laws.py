"""Laws of a change taken apart: for every kind and curve, whatever the log and its coverage."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from split import change_between, parts_between, rule_set
from strategies import (
    LAST,
    any_curve,
    any_signal,
    coverages,
    curves,
    decays,
    log_of,
    per_kind,
    pillar,
    rows,
    signals,
    unknowns,
)

from estimator.coverage import Coverage
from estimator.explanation.attribution import along, shapley
from estimator.explanation.steps import RateChange
from estimator.explanation.steps import steps as amount_steps
from estimator.rules.building import parameters_of, with_parameters
from estimator.rules.model import Unknown
from estimator.saturation import CURVES, Exp

KINDS = sorted(per_kind)
two_days = st.tuples(st.integers(0, LAST + 20), st.integers(0, LAST + 20)).map(sorted)
caps = st.sampled_from([25.0, 3.0])


def total(parts):
    return sum(part.points for part in parts)


def by_cause(parts):
    return {(part.signal, part.cause): part.points for part in parts if part.cause != "rules"}


def faded(signal, decay):
    """The decay as far as the kind of the signal has one."""
    if signal.kind in ("flow", "rate"):
        return decay
    return (
        replace(decay, half_life=signal.decay.half_life) if signal.kind == "days" else signal.decay
    )


def named(signal, name):
    return replace(signal, path=f"brand.{name}")


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), listed=rows, coverage=coverages, days=two_days, cap=caps)
def test_the_parts_add_up_to_the_change(kind, data, listed, coverage, days, cap):
    part, log = pillar(data.draw(signals(kind)), cap=cap), log_of(listed, coverage)

    parts = parts_between(log, days, part)

    assert total(parts) == pytest.approx(change_between(log, days, part), abs=1e-9)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "rate"])
@given(data=st.data(), listed=rows, coverage=coverages, days=two_days)
def test_the_steps_lead_from_one_amount_to_the_other(kind, data, listed, coverage, days):
    signal, log = data.draw(signals(kind)), log_of(listed, coverage)
    side = rule_set(pillar(signal), log, days)
    ends = side.then.held(signal), side.now.held(signal)

    moved = sum(step.amount for step in amount_steps(signal, log, tuple(days), ends))

    assert moved == pytest.approx(ends[1].filled - ends[0].filled, abs=1e-9, rel=1e-12)


@given(signal=signals("rate"), listed=rows, coverage=coverages, days=two_days)
def test_a_rate_in_which_nobody_moved_on_is_that_of_the_day_before(signal, listed, coverage, days):
    log = log_of(listed, coverage)
    side = rule_set(pillar(signal), log, days)
    ends = side.then.held(signal), side.now.held(signal)

    change = RateChange(signal, log, tuple(days), ends)

    for joined, end in ((frozenset(), ends[0]), (frozenset(change.players), ends[1])):
        assert change.rate(joined) == pytest.approx((end.amount, end.known), abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_signal_is_its_numbers_and_the_rest(kind, data):
    signal = data.draw(signals(kind))
    doubled = {name: 2 * value for name, value in parameters_of(signal).items()}

    assert with_parameters(signal, parameters_of(signal)) == signal
    assert parameters_of(with_parameters(signal, doubled)) == doubled


@given(one=any_signal, other=any_signal, listed=rows, coverage=coverages, days=two_days, cap=caps)
def test_the_parts_of_two_signals_under_a_cap_add_up(one, other, listed, coverage, days, cap):
    inferred = Unknown(0.3, 0.0, 0.9, "brand.one", Exp(5.0), 0.8, 0.3)
    both = pillar(named(one, "one"), named(replace(other, unknown=inferred), "other"), cap=cap)
    log = log_of(listed, coverage)

    parts = parts_between(log, days, both)

    assert total(parts) == pytest.approx(change_between(log, days, both), abs=1e-9)


@given(
    before=any_signal, after=any_signal, listed=rows, coverage=coverages, days=two_days,
    caps_=st.tuples(caps, caps),
)  # fmt: skip
def test_the_parts_add_up_when_a_signal_became_another(
    before, after, listed, coverage, days, caps_
):
    old, new = (pillar(s, cap=cap) for s, cap in zip((before, after), caps_, strict=True))
    log = log_of(listed, coverage)

    parts = parts_between(log, days, old, new)

    assert total(parts) == pytest.approx(change_between(log, days, old, new), abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(
    data=st.data(), listed=rows, coverage=coverages, days=two_days, worth=st.floats(0.1, 25),
    decay=decays, unknown=unknowns,
)  # fmt: skip
def test_the_parts_add_up_when_numbers_changed(
    kind, data, listed, coverage, days, worth, decay, unknown
):
    old = data.draw(signals(kind))
    new = replace(old, points=worth, unknown=unknown, decay=faded(old, decay))
    log = log_of(listed, coverage)

    parts = parts_between(log, days, pillar(old), pillar(new))

    change = change_between(log, days, pillar(old), pillar(new))
    assert total(parts) == pytest.approx(change, abs=1e-9)
    for part in (part for part in parts if part.cause == "rules"):
        names = {number.path.rpartition(".")[2] for number in part.numbers}
        assert len(names) == 1 or names == {"window", "lag"}


@given(one=any_signal, other=any_signal, listed=rows, coverage=coverages, day=st.integers(0, LAST))
def test_other_rules_on_the_same_day_are_parts_of_rules_and_caps_only(
    one, other, listed, coverage, day
):
    log = log_of(listed, coverage)

    parts = parts_between(log, (day, day), pillar(one), pillar(other, cap=5.0))

    assert {part.cause for part in parts} <= {"rules", "cap"}


@given(signal=any_signal, listed=rows, coverage=coverages, day=st.integers(0, LAST))
def test_nothing_changed_is_no_part(signal, listed, coverage, day):
    assert parts_between(log_of(listed, coverage), (day, day), pillar(signal)) == ()


@given(signal=any_signal, days=two_days)
def test_a_signal_that_nothing_touched_has_no_part(signal, days):
    elsewhere = log_of([{"day": d, "action": "post", "count": 3.0} for d in range(0, LAST, 9)])

    assert parts_between(elsewhere, days, pillar(signal)) == ()


@given(signal=any_signal, listed=rows, coverage=coverages, days=two_days, seed=st.integers())
def test_the_order_of_rows_changes_no_part(signal, listed, coverage, days, seed):
    shuffled = random.Random(seed).sample(listed, len(listed))

    parts = (parts_between(log_of(x, coverage), days, pillar(signal)) for x in (listed, shuffled))

    assert next(parts) == next(parts)


@given(signal=any_signal, listed=rows, days=two_days)
def test_what_is_done_after_both_days_changes_no_part(signal, listed, days):
    past = [row for row in listed if row["day"] <= days[1]]

    parts = (parts_between(log_of(x), days, pillar(signal)) for x in (listed, past))

    assert next(parts) == next(parts)


@pytest.mark.parametrize("kind", ["flow", "days"])
@given(data=st.data(), listed=rows, days=two_days)
def test_what_came_never_takes_and_what_faded_or_left_never_brings(kind, data, listed, days):
    parts = parts_between(log_of(listed), days, pillar(data.draw(signals(kind))))

    for (_, cause), points in by_cause(parts).items():
        assert points > 0 if cause == "came" else points < 0


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), listed=rows, days=two_days)
def test_the_points_of_actions_add_up_to_those_of_their_part(kind, data, listed, days):
    parts = parts_between(log_of(listed, Coverage()), days, pillar(data.draw(signals(kind))))

    for part in (part for part in parts if kind != "rate"):
        assert sum(moved.points for moved in part.moved) == pytest.approx(part.points, abs=1e-9)


@given(signal=signals("flow"), listed=rows, days=two_days)
def test_who_did_nothing_since_has_only_what_fades_and_leaves(signal, listed, days):
    past = [r for r in listed if r["day"] <= days[0] - signal.decay.lag]

    parts = parts_between(log_of(past), days, pillar(signal))

    assert {part.cause for part in parts} <= {"faded", "left"}


steps = st.lists(st.floats(-20, 20), min_size=1, max_size=6).map(np.array)


@given(curve=any_curve, start=st.floats(120, 200), moved=steps)
def test_a_change_shared_out_along_a_curve_adds_up(curve, start, moved):
    amounts = start, start + moved.sum()
    shares = tuple(float(curve.share(np.array([x]))[0]) for x in amounts)

    parts = along(curve, amounts, shares, moved)

    assert parts.sum() == pytest.approx(shares[1] - shares[0], abs=1e-12)


@pytest.mark.parametrize("curve", [curves[curve] for curve in CURVES.values()], ids=list(CURVES))
@given(data=st.data(), start=st.floats(120, 200), moved=steps)
def test_the_way_back_is_the_way_there_undone(curve, data, start, moved):
    drawn, amounts = data.draw(curve), (start, start + moved.sum())
    shares = tuple(float(drawn.share(np.array([x]))[0]) for x in amounts)

    there = along(drawn, amounts, shares, moved)
    back = along(drawn, amounts[::-1], shares[::-1], -moved)

    assert back == pytest.approx(-there, abs=1e-9)


@given(curve=any_curve, start=st.floats(120, 200), moved=steps, order=st.randoms())
def test_the_order_of_steps_changes_nothing(curve, start, moved, order):
    places = list(range(len(moved)))
    order.shuffle(places)
    amounts = start, start + moved.sum()
    shares = tuple(float(curve.share(np.array([x]))[0]) for x in amounts)

    straight, shuffled = (
        along(curve, amounts, shares, moved),
        along(curve, amounts, shares, moved[places]),
    )

    assert shuffled == pytest.approx(straight[places], abs=1e-9)


@given(worth=st.lists(st.floats(-5, 5), min_size=8, max_size=8))
def test_shapley_parts_add_up_and_do_not_ask_who_is_called_first(worth):
    place = {"a": 1, "b": 2, "c": 4}

    def value(joined):
        return worth[sum(place[player] for player in joined)]

    parts, other = shapley(["a", "b", "c"], value), shapley(["c", "a", "b"], value)

    assert sum(parts.values()) == pytest.approx(worth[7] - worth[0], abs=1e-9)
    assert other == pytest.approx(parts, abs=1e-12)


def test_players_whose_effects_add_up_get_their_own():
    parts = shapley(["a", "b"], lambda joined: 2.0 * ("a" in joined) - 5.0 * ("b" in joined))

    assert parts == {"a": 2.0, "b": -5.0}
