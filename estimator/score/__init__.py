"""The score: a pure function of log, rules, day and seat.

No clock, no environment, no randomness: the same inputs give the same bytes. The columns of many
accounts are imported when they are asked for: to score one account is to load no kernel.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from estimator.score.estimates import (
    estimate,
    estimate_account,
    estimate_accounts,
    history,
    last_day,
)

if TYPE_CHECKING:
    from estimator.score.columns import score_columns
    from estimator.score.intervals import Columns, with_intervals

_HOME = {"Columns": "intervals", "score_columns": "columns", "with_intervals": "intervals"}

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


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.score' has no attribute {name!r}")
    return getattr(import_module(f"estimator.score.{_HOME[name]}"), name)
