"""A log that grows by a day: the same scores as of a log made anew, of a layout that was kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, log_of, rows

from estimator import load_rules
from estimator.coverage import Coverage
from estimator.kernel import loops
from estimator.kernel.blocks import block_points
from estimator.layout import growing, layout_of
from estimator.layout import layout as laying
from estimator.layout.growing import grown
from estimator.log import concat
from estimator.score import score_columns
from estimator.signals import Range

RULES = load_rules()
NAMES = ("ann", "bo", "cy")
crowds = st.lists(st.tuples(st.sampled_from(NAMES), rows), min_size=1, max_size=5).map(
    lambda drawn: [{**row, "account": name} for name, some in drawn for row in some]
)


@pytest.fixture(autouse=True)
def _however_small(monkeypatch):
    monkeypatch.setattr(growing, "SMALL", 0)
    monkeypatch.setattr(laying, "SMALL", 0)


def crowd_of(listed, day=0):
    everyone = [{"day": day, "action": "repost", "count": 0, "account": n} for n in NAMES]
    return log_of([*listed, *everyone]).with_coverage(Coverage.complete())


def after(listed, days):
    return [{**row, "day": row["day"] + days} for row in listed]


@settings(max_examples=60)
@given(first=crowds, second=crowds, third=crowds, on=st.integers(0, 3 * LAST + 20))
def test_a_log_that_grew_scores_the_bits_of_one_made_anew(first, second, third, on):
    parts = [crowd_of(first), crowd_of(after(second, LAST + 1), LAST + 1)]
    parts.append(crowd_of(after(third, 2 * LAST + 2), 2 * LAST + 2))
    anew, over = concat(parts), Range(on, on)

    log = grown(grown(*parts[:2]), parts[2])

    assert type(log) is growing.GrownLog
    for some, every in zip(
        *(score_columns(x, RULES, over, "free") for x in (log, anew)), strict=True
    ):
        assert all(np.array_equal(some[name], every[name]) for name in every)
    model = RULES.on(on)
    looped = block_points(model.pillars, layout_of(log).with_loops(loops), over, "free")
    for name, cut in block_points(model.pillars, layout_of(anew), over, "free").items():
        assert np.allclose(looped[name].points, cut.points, rtol=0, atol=1e-9)


@settings(max_examples=30)
@given(first=crowds, second=crowds)
def test_a_log_that_grew_holds_what_one_made_anew_holds(first, second):
    parts = crowd_of(first), crowd_of(after(second, LAST + 1), LAST + 1)
    anew, days = concat(parts), Range(LAST - 5, LAST + 9)

    log = grown(*parts)

    assert (log.n_rows, log.accounts, log.actions) == (anew.n_rows, anew.accounts, anew.actions)
    assert "day" not in vars(log)
    histories = (score_columns(x, RULES, days, "free", False)[0] for x in (log, anew))
    for some, every in [[part["total"] for part in histories]]:
        assert np.allclose(some, every, rtol=0, atol=1e-9)
    assert log.sha256 == anew.sha256
    assert log.coverage == anew.coverage


def test_rows_of_days_that_a_log_has_are_put_among_its_own():
    log, more = crowd_of([]), crowd_of([{"day": 0, "action": "post", "count": 1, "account": "bo"}])

    both = grown(log, more)

    assert type(both) is not growing.GrownLog
    assert both.sha256 == concat([log, more]).sha256


def test_a_part_of_a_log_that_grew_is_a_log_of_its_own():
    log = grown(crowd_of([]), crowd_of([], 9))

    some = log.between(9, 9)
    more = grown(some, crowd_of([], 12))

    assert (some.n_rows, more.n_rows) == (3, 6)
    assert log.of_account("bo").n_rows == 2


def test_the_ends_of_a_log_that_grew_are_known_before_its_columns_are_merged():
    log = grown(
        crowd_of([{"day": 7, "action": "post", "count": 1, "account": "ann"}]), crowd_of([], 60)
    )

    assert (log.first_day, log.last_day) == (0, 60)
    assert "merged" not in vars(log)
