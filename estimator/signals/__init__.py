"""What each signal amounts to: log -> amount and how much of it the log could know.

Everything is computed for a range of days at once; one day is a range of length 1. Shapes are
(n_accounts, n_days); `known` may be (1, n_days) where all accounts are covered alike.
"""

from estimator.days import Range
from estimator.signals.amounts import (
    Amounts,
    amounts,
    amounts_in,
    fully_shown,
    into_rate,
    pieces_in,
    weight_present,
)

__all__ = [
    "Amounts",
    "Range",
    "amounts",
    "amounts_in",
    "fully_shown",
    "into_rate",
    "pieces_in",
    "weight_present",
]
