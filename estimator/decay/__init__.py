"""What of an action still counts after n days: the one place that computes decay.

An action of age n (days since it was done) counts 0.5^(n / half_life) while lag <= n < window,
and nothing otherwise. Nothing is normalised: one action done every day for ever approaches
1 / (1 - 0.5^(1 / half_life)), cut by the window.

Two forms of the same sum. `flow_on` is one day: look up each row's weight by its age and add up.
A range of days counts each row at 2^(day / half_life), so that fading becomes one factor a day
and the window a moving sum of plain numbers (`moving_sums`), in which nothing is ever subtracted:
an empty window is exactly 0 and a huge count leaves no trace once it is gone.

Arrays over accounts and days have the shape (n_accounts, n_days) and lie in memory day by day,
so that a day is one contiguous row of accounts.
"""

from estimator.decay.fading import Decay, flow_on, summed_on
from estimator.decay.moving import Pieces, moving_sums, tiles
from estimator.decay.windows import daily_sums, flow_between, flow_over, flow_pieces, gathered

__all__ = [
    "Decay",
    "Pieces",
    "daily_sums",
    "flow_between",
    "flow_on",
    "flow_over",
    "flow_pieces",
    "gathered",
    "moving_sums",
    "summed_on",
    "tiles",
]
