"""The score: a pure function of log, rules, day and seat. From a log to points, read in this order:

rows       the rows of a match as cells by account and day; decayed sums, states
shown      the part of a window that coverage shows
book       amounts and their known part, shares, points and intervals: the model
scale      many accounts and days, a block at a time
results    what is said of it
estimate   one day of one account or many, and every day of a range

No clock, no environment, no randomness: the same inputs give the same bytes.
"""

from estimator.score.estimate import (
    estimate,
    estimate_accounts,
    history,
    last_day,
)
from estimator.score.scale import Columns, score_columns

__all__ = [
    "Columns",
    "estimate",
    "estimate_accounts",
    "history",
    "last_day",
    "score_columns",
]
