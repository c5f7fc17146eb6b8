"""The plain loops that a compiler may run, uncompiled: a judge of the arrays."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, any_signal, coverages, log_of, pillar, rows

from estimator.kernel.blocks import block_points
from estimator.kernel.fast import histories
from estimator.layout.laying import layout_of
from estimator.log import concat
from estimator.signals import Range


@settings(max_examples=150)
@given(
    signal=any_signal,
    listed=rows,
    others=rows,
    coverage=coverages,
    first=st.integers(0, LAST),
    n=st.integers(1, 40),
)
def test_the_loops_and_the_arrays_agree(signal, listed, others, coverage, first, n):
    named = [{**row, "account": "you"} for row in others]
    team = (
        [log_of(listed, coverage), log_of(named, coverage).of_account("you")]
        if named
        else [log_of(listed, coverage)]
    )
    log, days, parts = concat(team), Range(first, first + n), (pillar(signal),)

    looped = histories(parts, log, days, "free", 3)

    if looped is None:
        return  # the loops say that they cannot judge this log, and the arrays are used
    laid = block_points(parts, layout_of(log), days, "free", True)["brand"]
    shape = (log.n_accounts, days.n_days)
    for i, column in enumerate((laid.points, laid.low, laid.high)):
        assert np.allclose(looped[:, i, 0], np.broadcast_to(column, shape), atol=1e-9)
