"""Rows in order: packed into one number or not, the result is the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.log import in_order


def plainly(columns, numbers):
    return sorted(zip(*(column.tolist() for column in columns), numbers.tolist(), strict=True))


@st.composite
def tables(draw):
    n_rows = draw(st.integers(0, 30))
    wide = st.integers(-(2**31), 2**31 - 1)
    column = st.lists(st.integers(-1, 3) | wide, min_size=n_rows, max_size=n_rows)
    columns = [np.array(c, dtype=np.int32) for c in draw(st.lists(column, min_size=1, max_size=4))]
    number = st.integers(0, 5).map(float) | st.floats(0, 1e300)
    numbers = draw(st.lists(number, min_size=n_rows, max_size=n_rows))
    return columns, np.array(numbers, dtype=np.float64)


@given(tables())
def test_rows_come_out_in_the_order_of_plain_sorting(table):
    columns, numbers = table

    *sorted_columns, sorted_numbers = (*in_order(columns, numbers)[0], in_order(*table)[1])

    rows = zip(*(c.tolist() for c in sorted_columns), sorted_numbers.tolist(), strict=True)
    assert list(rows) == plainly(columns, numbers)


@pytest.mark.parametrize("numbers", [[0.0, 1.0], [0.5, 1.0], [0.0, 2.0**63]])
def test_the_arrays_given_are_neither_changed_nor_shared(numbers):
    days, counts = np.array([5, 6], dtype=np.int32), np.array(numbers)

    (sorted_days,), sorted_counts = in_order([days], counts)
    sorted_days[0], sorted_counts[0] = 99, 99

    assert days.tolist() == [5, 6] and counts.tolist() == numbers


def test_a_negative_zero_is_zero():
    assert np.copysign(1, in_order([np.zeros(1, dtype=np.int32)], np.array([-0.0]))[1])[0] == 1
    assert np.copysign(1, in_order([np.zeros(2, np.int32)], np.array([-0.0, 0.5]))[1])[0] == 1
