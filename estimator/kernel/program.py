"""A model as plain numbers, for loops that know nothing else of it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.saturation import Curve, Exp, Hill, Hyperbolic, Linear, Log, Steps

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Records = np.recarray[tuple[int], np.dtype[np.record]]
Record = np.record
Marks = npt.NDArray[np.uint64]

CODED: tuple[type[Curve], ...] = (Exp, Hyperbolic, Hill, Log, Linear, Steps)  # as in `loops`


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


SLOT = np.dtype(
    [
        ("level", np.bool_),
        ("per_day", np.bool_),
        ("whole", np.bool_),
        ("lag", np.int32),
        ("window", np.int32),
        ("cap", np.float64),
        ("weight", np.float64),
    ]
)
SIGNAL = np.dtype(
    [
        ("kind", np.int32),
        ("pillar", np.int32),
        ("points", np.float64),
        ("slots_from", np.int32),
        ("slots_to", np.int32),
        ("curve", np.int32),
        ("at", np.float64),
        ("steep", np.float64),
        ("knots_from", np.int32),
        ("knots_to", np.int32),
        ("prior_rate", np.float64),
        ("prior_weight", np.float64),
        ("min_of", np.float64),
    ]
)


class Program(NamedTuple):
    """What is to be computed, for rows of `n_kinds` kinds.

    A slot is one sum or one level that a signal is made of; a signal's slots are neighbours.

    slots: of each, `level`, `per_day`: whether it holds a state; whether a day counts once.
    `whole`: whether the log shows all of it. `lag`, `window`: in days. `cap`: the most a day.
    `weight`: of an item of a checklist.

    signals: of each, its `kind`, `pillar` and `points`; its slots, from `slots_from` to before
    `slots_to`; its `curve` with its parameters, and its steps from `knots_from` to `knots_to`.

    feeds, feeds_from: the slots that a row of each kind goes to, and where each kind's begin.
    fade: what an entry counts after so many days, (n_slots, n_ages). known: the part of a slot that
    the log shows, (n_slots, n_days). stand_in: the amounts that have the population's share, low
    and high, (n_signals, 3). knots: (amount, share) of all steps. most: of each pillar.
    """

    slots: Records
    signals: Records
    feeds: Whole
    feeds_from: Whole
    fade: Floats
    known: Floats
    stand_in: Floats
    knots: Floats
    most: Floats

    def copy(self) -> "Program":
        """The same numbers once more, for a thread to look at alone."""
        return Program._make(column.copy() for column in self)
