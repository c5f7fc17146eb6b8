"""Decayed sums: one day and a range, by any half-life and window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.decay import Decay, flow_between


def test_a_huge_count_leaves_no_trace_once_it_is_gone():
    """comment: 1e10 on day 0, 0.3 on day 15; window 10."""
    day, count = np.array([0, 15], dtype=np.int32), np.array([1e10, 0.3])
    columns = np.zeros(2, dtype=np.int32), day, count

    flow = flow_between(Decay(np.inf, 10), *columns, 0, 30, 1)[0]

    assert flow[9] == 1e10 and (flow[10:15] == 0).all() and (flow[15:25] == 0.3).all()
    assert (flow[25:] == 0).all()


@given(
    half_life=st.sampled_from([np.inf, 0.01, 0.3, 7.0, 30.0]),
    window=st.integers(1, 60),
    lag=st.integers(0, 3),
    n_days=st.integers(1, 90),
    listed=st.lists(st.tuples(st.integers(-70, 90), st.floats(0, 9)), max_size=30),
)
def test_a_range_is_its_days_for_any_half_life_and_window(half_life, window, lag, n_days, listed):
    decay = Decay(half_life, window, lag)
    day = np.array([d for d, _ in listed], dtype=np.int32)
    count = np.array([n for _, n in listed])
    account = np.zeros(len(listed), dtype=np.int32)

    together = flow_between(decay, account, day, count, 0, n_days - 1, 1)[0]

    alone = [
        sum(n * 0.5 ** ((on - d) / half_life) for d, n in listed if lag <= on - d < window)
        for on in range(n_days)
    ]
    assert np.allclose(together, alone, rtol=1e-12, atol=1e-12)
    assert ((np.array(alone) == 0) == (together == 0)).all()


def test_a_huge_count_is_a_number_on_every_day_of_a_long_range():
    account, day, count = np.array([0]), np.array([890], dtype=np.int32), np.array([1e100])

    flow = flow_between(Decay(1.0, 900), account, day, count, 0, 898, 1)

    assert np.isfinite(flow).all()
    assert flow[0, 890] == pytest.approx(1e100)
