"""What one signal amounts to, by a book of that signal alone."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.days import Range
from estimator.decay import Decay
from estimator.log import ActivityLog
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.score.book import Book, rates, slots_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amounts:
    """amount: what the log shows, >= 0. known: the part of it the log could have shown, in [0, 1].

    known is 1 where the log covers all that the signal looks at, 0 where it covers nothing.
    """

    amount: Floats
    known: Floats


def amounts(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    """The amount of a signal for every account and day of the range, and how much is known."""
    seen = _book(replace(signal, seats=None)).amounts(log, days)
    return Amounts(seen.amount[0], seen.known[0])


@lru_cache(maxsize=1024)
def _book(signal: SignalModel) -> Book:
    pillar = PillarModel("", "", 25.0, {}, 0.0, (signal,))
    return Book.of(Model((pillar,), 0.8, None), "free")


def fading(signal: SignalModel) -> Decay:
    """The signal's decay; days are counted, and fade only with the window."""
    slots = slots_of(signal)
    return slots[0].decay if slots else signal.decay


def into_rate(signal: SignalModel, rate: Floats, total: Floats, covered: Floats) -> Floats:
    """Whether a rate is known, from the flows of its `match` and `of`; it replaces the first."""
    rate[:], known = rates(signal, rate, total, covered)
    return known
