"""A model as plain numbers, for loops that know nothing else of it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.saturation import Curve, Exp, Hill, Hyperbolic, Linear, Log, Steps

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint64]

FLOW, RATE, STOCK, ITEMS = range(4)  # kinds of signals; days are a flow of ones that does not fade
EXP, HYPERBOLIC, HILL, LOG, LINEAR, STEPS = range(6)  # curves
CODED: tuple[type[Curve], ...] = (Exp, Hyperbolic, Hill, Log, Linear, Steps)


class Shape(NamedTuple):
    """A curve: its code, the amount of a half or of all, its steepness, and its (amount, share)s.

    knots: of steps, shape (n_steps, 2).
    """

    curve: int
    at: float
    steep: float
    knots: Floats


@lru_cache(maxsize=4096)
def shape_of(curve: Curve) -> Shape:
    """A curve as plain numbers.

    >>> shape_of(Exp(half_at=10.0))[:3]
    (0, 10.0, 1.0)
    """
    code, none = CODED.index(type(curve)), np.zeros((0, 2))
    match curve:
        case Hill(half_at=at, steepness=steep):
            return Shape(code, at, steep, none)
        case Exp(half_at=at) | Hyperbolic(half_at=at) | Log(full_at=at) | Linear(full_at=at):
            return Shape(code, at, 1.0, none)
        case Steps(at=amounts, shares=shares):
            return Shape(code, 1.0, 1.0, np.array([amounts, shares], dtype=np.float64).T.copy())


class Program(NamedTuple):
    """What is to be computed, for rows of `n_kinds` kinds.

    A slot is one sum or one level that a signal is made of; a signal's slots are neighbours.

    feeds, feeds_from: the slots that a row of each kind goes to, and where each kind's begin.
    level, per_day: whether a slot holds a state; whether a day counts once. cap: the most a day.
    lag, window: in days. fade: what is left after so many days, (n_slots, n_ages). weight: of an
    item of a checklist. known: the part of a slot that the log shows, (n_slots, n_days).

    kind, slots_from: of each signal, and where its slots begin. curve, at, steep: its curve and
    parameters; knots, knots_from: (amount, share) of the steps of each. stand_in: the amounts that
    have the population's share, low and high, (n_signals, 3). most: of each pillar.
    """

    feeds: Whole
    feeds_from: Whole
    level: Flags
    per_day: Flags
    cap: Floats
    lag: Whole
    window: Whole
    fade: Floats
    weight: Floats
    known: Floats
    kind: Whole
    slots_from: Whole
    curve: Whole
    at: Floats
    steep: Floats
    knots: Floats
    knots_from: Whole
    points: Floats
    pillar: Whole
    prior_rate: Floats
    prior_weight: Floats
    min_of: Floats
    stand_in: Floats
    most: Floats
