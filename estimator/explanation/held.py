"""What a signal holds on a day: what is seen, how much of it is known, what is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.pillars import Shares, signal_shares, stand_ins
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.signals import Range


@dataclass(frozen=True)
class Held:
    """One signal of one account on one day.

    amount: what the log shows. known: the part of it the log could have shown, in [0, 1].
    population: the amount that stands in for it where nothing is known. share: of all of it.
    """

    amount: float
    known: float
    population: float
    share: float

    @property
    def assumed(self) -> float:
        """What is assumed beside the amount seen."""
        return (1.0 - self.known) * self.population

    @property
    def filled(self) -> float:
        """The amount whose share is taken: what is seen and what is assumed beside it."""
        return self.amount + self.assumed


class Day:
    """A log of one account on a day under one rule set: every signal it holds, by path."""

    def __init__(self, log: ActivityLog, model: Model, day: int, seat: Seat) -> None:
        self.log, self.model, self.day, self.seat = log, model, day, seat
        self._shares = signal_shares(model.pillars, log, Range(day, day), seat)

    def held(self, signal: SignalModel) -> Held:
        """What the signal, one of the model's, holds."""
        return held(signal, self._shares)

    def points(self, signal: SignalModel | None) -> float:
        """What the signal is worth; nothing where the model or the seat does not have it."""
        return 0.0 if signal is None else signal.points * self.held(signal).share


def held(signal: SignalModel, shares: Mapping[str, Shares]) -> Held:
    """What a signal holds, given the shares of every signal, by path."""
    own = shares[signal.path]
    middle, *_ = stand_ins(signal, {path: one.amounts for path, one in shares.items()})
    return Held(
        amount=only(own.amounts.amount),
        known=only(own.amounts.known),
        population=only(middle),
        share=only(own.share),
    )


def held_by(
    signal: SignalModel, source: SignalModel | None, log: ActivityLog, day: int, seat: Seat
) -> Held:
    """What a signal of any rule set holds; `source` is the one it may be inferred from."""
    signals = (signal,) if source is None else (signal, source)
    alone = PillarModel("", "", 0.0, {}, 0.0, signals)
    return held(signal, signal_shares((alone,), log, Range(day, day), seat))


def signals_of(model: Model, seat: Seat) -> dict[str, SignalModel]:
    """Every signal that the seat has, by path."""
    return {s.path: s for pillar in model.pillars for s in pillar.signals if s.applies(seat)}


def only(column: npt.NDArray[np.float64]) -> float:
    """The one number of a column of one account and one day."""
    return float(column[0, 0])
