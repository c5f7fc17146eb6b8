"""What becomes of a signal: what one more action brings, and how long what counts now lasts."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from estimator.explanation.held import Day, held_by, only
from estimator.explanation.standing import Fading, NextAction
from estimator.explanation.steps import fading
from estimator.rules.match import actions_of
from estimator.rules.model import Item, SignalModel
from estimator.signals import Range, amounts


def next_action(
    signal: SignalModel, source: SignalModel | None, day: Day, room: float
) -> NextAction | None:
    """What one more brings, on the day it counts most; None for a checklist that misses nothing.

    source: the signal it may be inferred from. room: the points the pillar can show beyond those
    of its signals, below 0 where it is cut. One more of a rate is one that succeeds; where there
    are too few to be a rate at all, it brings nothing.
    """
    match, item = signal.match, None
    if signal.kind == "rate":
        gain = _one_that_succeeds(signal, source, day) - day.points(signal)
    elif signal.kind == "checklist":
        missing = max(_missing(signal, day), key=lambda one: one.weight, default=None)
        if missing is None:
            return None
        match, item, gain = missing.match, missing.name, _gain(signal, day, missing.weight)
    else:
        gain = _gain(signal, day, _peak(signal))
    lag = fading(signal).lag if signal.kind in ("flow", "days", "rate") else 0
    return NextAction(actions_of(match), item, gain, min(gain, max(room, 0.0)), lag)


def fading_of(signal: SignalModel, day: Day) -> Fading | None:
    """How long what the log shows of a signal lasts; None for a level, and where there is none."""
    if signal.kind in ("stock", "checklist"):
        return None
    window = fading(signal).window
    past = day.log.where(day.log.day <= day.day)
    ahead = amounts(signal, past, Range(day.day, day.day + window)).amount[0]
    if not ahead.any():
        return None
    gone_in = int(np.flatnonzero(ahead)[-1]) + 1
    halved = np.flatnonzero(ahead[: gone_in + 1] <= ahead[0] / 2.0)
    return Fading(half_in=int(halved[0]) if len(halved) else gone_in, gone_in=gone_in)


def _gain(signal: SignalModel, day: Day, more: float) -> float:
    held = day.held(signal)
    share = only(signal.curve.share(np.array([[held.filled + more]])))
    return signal.points * (share - held.share)


def _peak(signal: SignalModel) -> float:
    """The most that one action counts."""
    if signal.kind == "stock":
        return 1.0
    one = 1.0 if signal.per_day_max is None else min(signal.per_day_max, 1.0)
    return one * float(fading(signal).weights().max())


def _one_that_succeeds(signal: SignalModel, source: SignalModel | None, day: Day) -> float:
    """The points with one more that succeeds: as evidence it adds to the prior what it weighs."""
    one = _peak(signal)
    weight = signal.prior_weight + one
    succeeded = signal.prior_rate * signal.prior_weight + one
    more = replace(
        signal,
        prior_weight=weight,
        prior_rate=succeeded / weight,
        min_of=max(signal.min_of - one, 0.0),
    )
    return signal.points * held_by(more, source, day.log, day.day, day.seat).share


def _missing(signal: SignalModel, day: Day) -> Iterator[Item]:
    """The items of a checklist that are known not to be there."""
    for item in signal.items:
        alone = replace(signal, items=(item,))
        state = amounts(alone, day.log, Range(day.day, day.day))
        if only(state.known) >= 1.0 and only(state.amount) == 0.0:
            yield item
