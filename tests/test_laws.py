"""Laws that hold for every curve and every kind of signal there is."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import Reference
from strategies import (
    FLOWS,
    LAST,
    any_signal,
    coverages,
    curves,
    log_of,
    per_kind,
    pillar,
    rows,
    signals,
)

from estimator.coverage import Coverage
from estimator.days import Range
from estimator.decay import Decay, flow_between
from estimator.rules.model import Kind, Model
from estimator.saturation import CURVES
from estimator.score.book import Book

KINDS = sorted(per_kind)
never_falling = st.sampled_from([k for k in KINDS if k not in ("rate", "stock", "checklist")])
days = st.integers(0, LAST + 20)


def points(signal, log, first, last=None):
    days = Range(first, last if last is not None else first)
    part = replace(pillar(signal), spread=0.0)
    found = Book(Model((part,), 0.8, 14.0), "free").score(log, days)
    return [column[0, 0] for column in (found.points, found.low, found.high)]


def test_every_kind_and_every_curve_is_drawn():
    assert set(per_kind) == set(get_args(Kind))
    assert set(curves) == set(CURVES.values())


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), listed=rows, coverage=coverages, day=days)
def test_the_fast_model_is_the_slow_one(kind, data, listed, coverage, day):
    signal = data.draw(signals(kind))
    slow = Reference(listed, coverage.spans)

    fast = points(signal, log_of(listed, coverage), day)

    judged = slow.pillar(pillar(signal), Model((pillar(signal),), 0.8, 14.0), day, "free")
    assert [part[0] for part in fast] == pytest.approx(judged, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), listed=rows, coverage=coverages, first=days, n=st.integers(0, 40))
def test_a_range_of_days_is_its_days_one_by_one(kind, data, listed, coverage, first, n):
    signal, log = data.draw(signals(kind)), log_of(listed, coverage)

    together = points(signal, log, first, first + n)

    for offset in (0, n // 2, n):
        alone = points(signal, log, first + offset)
        assert [part[offset] for part in together] == pytest.approx([p[0] for p in alone], abs=1e-9)


@given(signal=any_signal, listed=rows, coverage=coverages, day=days)
def test_points_lie_between_low_and_high_within_the_cap(signal, listed, coverage, day):
    (middle,), (low,), (high,) = points(signal, log_of(listed, coverage), day)

    assert 0 <= low <= middle + 1e-12 and middle <= high + 1e-12 and high <= 25


@given(signal=any_signal, listed=rows, day=days)
def test_what_is_done_later_changes_nothing(signal, listed, day):
    past = [row for row in listed if row["day"] <= day]

    assert points(signal, log_of(listed), day) == points(signal, log_of(past), day)


@given(signal=any_signal, listed=rows, day=days, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(signal, listed, day, seed):
    shuffled = list(listed)
    seed.shuffle(shuffled)

    assert log_of(shuffled).sha256 == log_of(listed).sha256
    assert points(signal, log_of(shuffled), day) == points(signal, log_of(listed), day)


@given(signal=any_signal, listed=rows, day=days)
def test_splitting_a_row_in_two_changes_nothing(signal, listed, day):
    halves = [
        {**row, "count": row["count"] / 2} if row["action"] in FLOWS else row
        for row in listed
        for _ in range(2)
    ]

    whole, split = points(signal, log_of(listed), day), points(signal, log_of(halves), day)

    assert np.allclose(whole, split, atol=1e-9)


@given(signal=any_signal, listed=rows, coverage=coverages, day=days, by=st.integers(-50, 400))
def test_shifting_log_and_day_together_changes_nothing(signal, listed, coverage, day, by):
    later = [{**row, "day": row["day"] + by} for row in listed]
    moved = Coverage(
        tuple(
            replace(
                span,
                first=None if span.first is None else span.first + by,
                last=None if span.last is None else span.last + by,
            )
            for span in coverage.spans
        )
    )

    here = points(signal, log_of(listed, coverage), day)
    there = points(signal, log_of(later, moved), day + by)

    assert np.allclose(here, there, atol=1e-12)


@given(data=st.data(), kind=never_falling, listed=rows, coverage=coverages, day=days)
def test_more_activity_never_lowers_a_score(data, kind, listed, coverage, day):
    signal = data.draw(signals(kind))
    more = data.draw(rows.filter(bool))
    more = [row for row in more if row["action"] in FLOWS]

    before = points(signal, log_of(listed, coverage), day)
    after = points(signal, log_of(listed + more, coverage), day)

    assert all(a >= b - 1e-9 for a, b in zip(after, before, strict=True))


@pytest.mark.parametrize("curve", [curves[c] for c in CURVES.values()], ids=list(CURVES))
@given(data=st.data(), amount=st.floats(0, 1e10), more=st.floats(0, 1e6))
def test_a_share_is_in_0_to_1_starts_at_0_and_never_falls(curve, data, amount, more):
    drawn = data.draw(curve)

    none, one, two = drawn.share(np.array([0.0, amount, amount + more]))

    assert none == 0 and 0 <= one <= two <= 1


@pytest.mark.parametrize("curve", [curves[c] for c in CURVES.values()], ids=list(CURVES))
@given(data=st.data(), share=st.floats(0, 0.999))
def test_the_amount_of_a_share_has_at_least_that_share(curve, data, share):
    drawn = data.draw(curve)

    amount = drawn.amount(np.array([share]))

    assert drawn.share(amount)[0] >= share - 1e-6


@pytest.mark.parametrize("curve", [curves[c] for n, c in CURVES.items() if n != "steps"])
@given(data=st.data(), amount=st.floats(0.1, 500))
def test_the_slope_is_the_derivative_of_the_share(curve, data, amount):
    drawn, step = data.draw(curve), 1e-5
    around = drawn.share(np.array([amount - step, amount + step]))
    kink = abs(getattr(drawn, "full_at", -1.0) - amount) <= step

    slope = drawn.slope(np.array([amount]))[0]

    assert kink or slope == pytest.approx((around[1] - around[0]) / (2 * step), rel=1e-3, abs=1e-7)


@pytest.mark.parametrize("curve", [curves[c] for n, c in CURVES.items() if n != "steps"])
@given(data=st.data(), amount=st.floats(0.1, 500), share=st.floats(0.01, 0.98))
def test_derivatives_by_parameters_are_those_of_differences(curve, data, amount, share):
    drawn = data.draw(curve)
    amounts_, shares = np.array([amount]), np.array([share])
    kink = abs(getattr(drawn, "full_at", -1.0) - amount) <= 1e-3 * amount

    by_share, by_amount = drawn.d_parameters(amounts_), drawn.d_inverse(shares)

    assert by_share.keys() == by_amount.keys() == vars(drawn).keys()
    for name, value in vars(drawn).items():
        step = 1e-5 * value
        less, more = (replace(drawn, **{name: value + by}) for by in (-step, step))
        slope = (more.share(amounts_) - less.share(amounts_)) / (2 * step)
        rise = (more.amount(shares) - less.amount(shares)) / (2 * step)
        assert kink or by_share[name] == pytest.approx(slope, rel=1e-3, abs=1e-7)
        assert by_amount[name] == pytest.approx(rise, rel=1e-3, abs=1e-7)


@pytest.mark.parametrize("curve", [curves[c] for c in CURVES.values()], ids=list(CURVES))
@given(data=st.data(), amount=st.floats(0, 500), more=st.floats(0.1, 500))
def test_what_a_curve_says_of_itself_is_so(curve, data, amount, more):
    drawn = data.draw(curve)
    ends = np.array([amount, amount + more])

    if drawn.is_concave:
        assert drawn.share(ends.mean(keepdims=True)) >= drawn.share(ends).mean() - 1e-12
    if drawn.stackable:
        columns = {name: np.full((2, 1), value) for name, value in vars(drawn).items()}
        both = type(drawn)(**columns).share(np.array([ends, ends]))
        assert np.array_equal(both, [drawn.share(ends)] * 2)


@given(signal=any_signal)
def test_an_empty_log_that_covers_everything_is_zero(signal):
    assert points(signal, log_of([]), 50)[0][0] == 0


@given(signal=any_signal)
def test_an_empty_log_that_covers_nothing_is_the_population(signal):
    expected = min(signal.points * signal.unknown.share, 25)

    (middle,), _, _ = points(signal, log_of([], Coverage()), 50)

    if not hasattr(signal.curve, "shares"):  # a staircase cannot take every share
        assert middle == pytest.approx(expected, rel=1e-4)


def test_a_window_that_empties_leaves_exactly_nothing():
    """comment: 0.1 a day on the days 0 to 9, window 20, nothing since."""
    listed = [{"day": d, "action": "comment", "count": 0.1} for d in range(10)]
    log = log_of(listed)

    amount = flow_between(Decay(7.0, 20, 1), log.account, log.day, log.count, 0, 60, 1)

    assert (amount[0, 29:] == 0).all() and amount[0, 28] > 0


@given(listed=rows, first=days, signal=signals("flow"))
def test_recursion_and_direct_sum_agree(listed, first, signal):
    decay = replace(signal.decay, half_life=min(signal.decay.half_life, 1e6))
    signal = replace(signal, decay=decay, per_day_max=None)
    log, left = log_of(listed), 0.5 ** (1 / decay.half_life)

    book = Book(Model((pillar(signal),), 0.8, 14.0), "free")
    direct = book.amounts(log, Range(first, first + 30)).amount[0, 0]

    ref = Reference(listed, Coverage.complete().spans)
    entering = [
        ref.flow(signal.match, replace(decay, window=decay.lag + 1), first + i) for i in range(31)
    ]
    cliff = replace(decay, lag=decay.window, window=decay.window + 1)
    leaving = [ref.flow(signal.match, cliff, first + i) for i in range(31)]
    state = direct[0]
    for i in range(1, 31):
        state = state * left + entering[i] - leaving[i]
        assert state == pytest.approx(direct[i], abs=1e-9)
