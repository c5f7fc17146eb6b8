"""The sum of rows that are all inside a window, on one day."""

import numpy as np

from estimator.days import Days
from estimator.decay import Codes, Counts, Decay, Floats

MANY = 1 << 12  # rows


def summed_on(
    decay: Decay,
    account: Codes,
    day: Days,
    count: Counts,
    on: int,
    n_accounts: int,
    by_day: bool = False,
) -> Floats:
    """The same of rows that are all inside the window. by_day: they are sorted by day."""
    if by_day and len(day) > MANY:  # a day's weight is laid down beside its rows, not looked up
        oldest, newest = int(day[0]), int(day[-1])
        edges = day.searchsorted(np.arange(oldest, newest + 2, dtype=np.int32))
        weights = decay.weights()[on - newest : on - oldest + 1][::-1]
        flow = np.zeros(n_accounts)
        np.add.at(flow, account, count * np.repeat(weights, np.diff(edges)))
        return flow
    left = count * decay.weights()[on - day]
    return np.bincount(account, left, n_accounts).astype(np.float64, copy=False)
