"""The rules alone: the points of amounts that are given."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator import load_rules
from estimator.kernel import rule_layer
from estimator.kernel.rule_layer import points_of
from estimator.pillars import Shares, pillar_points
from estimator.signals import Amounts

PILLARS = load_rules().on(20_000).pillars
SIGNALS = [signal for pillar in PILLARS for signal in pillar.signals]
FAST = pytest.param(True, marks=pytest.mark.skipif(not find_spec("numba"), reason="no numba"))
amounts = st.lists(
    st.lists(st.just(0.0) | st.floats(0, 1e4), min_size=9, max_size=9), min_size=1, max_size=5
).flatmap(
    lambda columns: st.permutations([s.path for s in SIGNALS]).map(
        lambda paths: {
            path: np.array(columns[i % len(columns)])
            for i, path in enumerate(paths[: len(SIGNALS) // 2])
        }
    )
)


@pytest.mark.parametrize("fast", [False, FAST])
@pytest.mark.parametrize("seat", ["free", "premium", "sales_navigator"])
@given(given_amounts=amounts)
def test_points_are_those_of_the_pillars(seat, fast, given_amounts):
    points = points_of(PILLARS, given_amounts, seat, fast)

    shares = {
        signal.path: _shares(signal, given_amounts[signal.path])
        for signal in SIGNALS
        if signal.path in given_amounts and signal.applies(seat)
    }
    for pillar in PILLARS:
        expected = pillar_points(pillar, shares, seat).points
        assert np.allclose(points[pillar.name], expected.T[0], rtol=0, atol=1e-9)


def _shares(signal, amount):
    share = signal.curve.share(amount[:, None])
    return Shares(Amounts(amount[:, None], np.ones((1, 1))), share, share[None])


def test_no_point_depends_on_how_many_accounts_are_worked_on_at_a_time(monkeypatch):
    chance = np.random.default_rng(1)
    given_amounts = {s.path: chance.exponential(9.0, 100) for s in SIGNALS}
    whole = points_of(PILLARS, given_amounts, "free")

    monkeypatch.setattr(rule_layer, "TILE", 7)

    for name, points in points_of(PILLARS, given_amounts, "free").items():
        assert np.array_equal(points, whole[name])


def test_without_amounts_there_are_no_points():
    assert all(len(points) == 0 for points in points_of(PILLARS, {}, "free").values())
