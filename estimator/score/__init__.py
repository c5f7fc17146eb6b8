"""The score: a pure function of log, rules, day and seat.

No clock, no environment, no randomness: the same inputs give the same bytes.
"""

from estimator.score.columns import score_columns
from estimator.score.estimates import (
    estimate,
    estimate_account,
    estimate_accounts,
    history,
    last_day,
)
from estimator.score.intervals import Columns, with_intervals

__all__ = [
    "Columns",
    "estimate",
    "estimate_account",
    "estimate_accounts",
    "history",
    "last_day",
    "score_columns",
    "with_intervals",
]
