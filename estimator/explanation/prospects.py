"""A signal on one day: what it holds, what one more action brings, how long what counts lasts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from estimator.actions import Seat
from estimator.days import Range
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.rules.match import actions_of
from estimator.rules.model import Item, Model, SignalModel
from estimator.score.book import Book, book_of
from estimator.score.rows import LEVELS, Floats, slots_of


@dataclass(frozen=True)
class SignalState:
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
        self.states = states_on(book_of(model, seat), log, day)

    def held(self, signal: SignalModel) -> SignalState:
        """What the signal, one of the model's, holds."""
        return self.states[signal.path]


def states_on(book: Book, log: ActivityLog, day: int) -> dict[str, SignalState]:
    """What every signal of the book holds for a log of one account, by path."""
    seen = book.amounts(log, Range(day, day))
    shares = book.shares(seen, sides=1).middle
    return {
        path: SignalState(
            amount=seen.amount[place].item(),
            known=seen.known[place].item(),
            population=book.stand_in(place, seen)[0].item(),
            share=shares[place].item(),
        )
        for path, place in book.place.items()
    }


def held_by(
    signal: SignalModel, source: SignalModel | None, log: ActivityLog, day: int
) -> SignalState:
    """What a signal of any rule set holds; `source` is the one it may be inferred from."""
    book = Book.alone([signal] if source is None else [signal, source])
    return states_on(book, log, day)[signal.path]


def shown(signal: SignalModel, log: ActivityLog, first: int, last: int) -> tuple[Floats, Floats]:
    """The amount of a signal for a log of one account, and its known part: (n_days,) each."""
    seen = Book.alone([signal]).amounts(log, Range(first, last))
    return seen.amount[0, 0], seen.known[0, 0]


def share_of(signal: SignalModel, amount: float) -> float:
    """The share of an amount, what stands in for the unseen part of it included."""
    return float(signal.curve.share(np.array([amount]))[0])


@dataclass(frozen=True)
class NextAction(AsJson):
    """What one more brings, when it counts most.

    actions: any of them. item: of a checklist, the one missing. gain: points of the signal;
    shown: what is left of them after the pillar's cap and ceiling. in_days: until then.
    """

    actions: tuple[str, ...]
    item: str | None
    gain: float
    shown: float
    in_days: int


@dataclass(frozen=True)
class Fading(AsJson):
    """How long the amount lasts when nothing more is done, in days from the scored one.

    half_in: until half of it is gone. gone_in: until nothing of it counts.
    """

    half_in: int
    gone_in: int


def next_action(signal: SignalModel, day: Day, room: float) -> NextAction | None:
    """What one more brings, on the day it counts most; None for a checklist that misses nothing.

    room: the points the pillar can show beyond those of its signals, below 0 where it is cut. One
    more of a rate is one that succeeds; where there are too few to be a rate at all, it brings
    nothing.
    """
    match, item, lag, one = signal.match, None, 0, 1.0
    if slots := slots_of(signal):
        lag = slots[0].decay.lag
        one = float(slots[0].counted(np.ones(1)).item() * slots[0].decay.weights().max())
    held = day.held(signal)
    if signal.kind == "rate":  # as evidence it adds to the prior what it weighs
        weight = signal.prior_weight + one
        rate = (signal.prior_rate * signal.prior_weight + one) / weight
        least = max(signal.min_of - one, 0.0)
        more = replace(signal, prior_weight=weight, prior_rate=rate, min_of=least)
        source = day.model.signals(day.seat).get(signal.unknown.inferred_from or "")
        share = held_by(more, source, day.log, day.day).share
    else:
        if signal.kind == "checklist":
            not_there = missing_items(signal, day.log, day.day)
            missing = max(not_there, key=lambda one: one.weight, default=None)
            if missing is None:
                return None
            match, item, one = missing.match, missing.name, missing.weight
        share = share_of(signal, held.filled + one)
    gain = signal.points * (share - held.share)
    return NextAction(actions_of(match), item, gain, min(gain, max(room, 0.0)), lag)


def fading_of(signal: SignalModel, day: Day) -> Fading | None:
    """How long what the log shows of a signal lasts; None for a level, and where there is none."""
    if signal.kind in LEVELS:
        return None
    window = slots_of(signal)[0].decay.window
    past = day.log.where(day.log.day <= day.day)
    ahead, _ = shown(signal, past, day.day, day.day + window)
    if not ahead.any():
        return None
    gone_in = int(np.flatnonzero(ahead)[-1]) + 1
    halved = np.flatnonzero(ahead[: gone_in + 1] <= ahead[0] / 2.0)
    return Fading(half_in=int(halved[0]) if len(halved) else gone_in, gone_in=gone_in)


def missing_items(signal: SignalModel, log: ActivityLog, day: int) -> Iterator[Item]:
    """The items of a checklist that are known not to be there on a day."""
    for item in signal.items:
        amount, known = shown(replace(signal, items=(item,)), log, day, day)
        if known[0] >= 1.0 and amount[0] == 0.0:
            yield item
