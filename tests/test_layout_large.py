"""A layout is the same whether it is made at once or some rows after the others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch
from strategies import LAST, log_of, matches, rows

from estimator.layout import block_of, blocks_of, laying
from estimator.layout import layout as asking

NAMES = ("ann", "bo", "cy")
crowds = st.lists(st.tuples(st.sampled_from(NAMES), rows), min_size=1, max_size=5).map(
    lambda drawn: [{**row, "account": name} for name, some in drawn for row in some]
)


@given(listed=crowds, again=st.integers(0, 3), width=st.integers(1, 4), bit=st.integers(1, 5))
def test_a_large_layout_is_that_of_a_small_log(listed, again, width, bit):
    log = log_of(listed * (again + 1))

    for first, n_accounts, run in blocks_of(log, width):
        small = block_of(log, first, n_accounts, run)
        with MonkeyPatch.context() as patched:
            patched.setattr(laying, "SMALL", 0)
            patched.setattr(laying, "BIT", bit)
            large = block_of(log, first, n_accounts, run)

        assert large.starts == small.starts
        assert large.order.tolist() == small.order.tolist()
        for some, every in zip(large.by_action, small.by_action, strict=True):
            assert (some.by_day, some.single) == (every.by_day, every.single)
            for column, whole in zip(some[:3], every[:3], strict=True):
                assert np.array_equal(column, whole)


@given(listed=crowds, match=matches, first=st.integers(0, LAST), n=st.integers(0, 30))
def test_a_large_layout_finds_what_a_small_one_finds(listed, match, first, n):
    log = log_of(listed)
    small = block_of(log, 0, log.n_accounts, slice(0, log.n_rows))
    days = first, first + n
    found = small.daily(match, *days)

    with MonkeyPatch.context() as patched:
        patched.setattr(asking, "SMALL", 0)
        large = block_of(log, 0, log.n_accounts, slice(0, log.n_rows))
        done = large.days_done(match, *days)
        assert large.rows(match, *days).day.tolist() == small.rows(match, *days).day.tolist()

    if done is not None:
        there = found.account[found.count > 0]
        assert done.tolist() == np.bincount(there, minlength=log.n_accounts).tolist()
