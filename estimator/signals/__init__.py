"""The amounts of one signal, for rooms that do not call `estimator.score.book` yet."""

from estimator.days import Range
from estimator.signals.amounts import Amounts, amounts, into_rate

__all__ = ["Amounts", "Range", "amounts", "into_rate"]
