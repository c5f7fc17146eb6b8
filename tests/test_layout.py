"""Rows put by action and day: where a signal finds them."""

import numpy as np
import pytest

from estimator.layout import layout_of
from estimator.log import ActivityLog, Coded
from estimator.rules.match import Condition, Every

COMMENT = Condition("action", "eq", ("comment",))


@pytest.mark.parametrize("n_values", [10, 65_534, 65_535, 65_536, 70_000])
def test_each_value_finds_its_own_rows_however_many_values_there_are(n_values):
    """A row for each value on a day of its own, so that a row that is found tells its value."""
    days = np.arange(n_values, dtype=np.int32)
    log = ActivityLog.build(
        day=days,
        action=Coded.constant("comment", n_values),
        count=np.ones(n_values),
        attributes={"words": Coded(days[::-1], tuple(range(n_values)))},
    )

    for value in (0, 1, n_values - 2, n_values - 1):
        found = layout_of(log).rows(Every((COMMENT, Condition("words", "eq", (value,)))))
        assert found.day.tolist() == [n_values - 1 - value]
