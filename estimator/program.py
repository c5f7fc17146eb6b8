"""A model as plain numbers, for loops that know nothing else of it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

FLOW, RATE, STOCK, ITEMS = range(4)  # kinds of signals; days are a flow of ones that does not fade
EXP, HYPERBOLIC, HILL, LOG, LINEAR, STEPS = range(6)  # curves


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
