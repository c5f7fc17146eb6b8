"""How a change is shared out among what made it, so that no order of things matters.

`along` is for an amount that moves in steps that add up, under a curve: the Aumann-Shapley value,
which goes from the old to the new amount in a straight line, all steps at once, and gives each
step its part of what the curve rises on the way. `shapley` is for a few players whose effects do
not add up: the mean, over all orders, of what each brings when it joins.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from itertools import combinations
from math import comb
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from estimator.saturation import Curve, Steps

Floats = npt.NDArray[np.float64]
Ends = tuple[float, float]  # on the day before, on the day after
Player = TypeVar("Player", bound=Hashable)

NEARLY_CANCELLED = 1e-6  # of all that moves: less is left of it than its slope can be taken from


def along(curve: Curve, amounts: Ends, shares: Ends, steps: Floats) -> Floats:
    """The part of each step in the change of the share: shape (n_steps,), its sum that change.

    amounts, shares: on either day. steps: shape (n_steps,), their sum the change of the amount;
    each brings the curve's mean slope between the two amounts, the slope itself where they are
    the same. A staircase has no slope: there, what rises and what falls are two players.

    >>> from estimator.saturation import Linear
    >>> along(Linear(full_at=8), (4, 6), (0.5, 0.75), np.array([3.0, -1.0])).tolist()
    [0.375, -0.125]
    """
    size, change = float(np.abs(steps).sum()), shares[1] - shares[0]
    if size == 0.0:
        return np.zeros_like(steps)
    if isinstance(curve, Steps):
        return _rises_and_falls(curve, amounts, shares, steps)
    total = float(steps.sum())
    if abs(total) > NEARLY_CANCELLED * size:
        proportional: Floats = steps * (change / total)
        return proportional
    middle = np.array([sum(amounts) / 2.0])
    parts: Floats = steps * curve.slope(middle)[0]
    return parts + np.abs(steps) / size * (change - float(parts.sum()))


def shapley(
    players: Sequence[Player], value: Callable[[frozenset[Player]], float]
) -> dict[Player, float]:
    """What each player brings, the mean over all orders in which they can join.

    value: of any set of players; called once a set, 2^n times. The parts add up to the value of
    all minus that of none.

    >>> shapley(["a", "b"], lambda joined: len(joined) ** 2)
    {'a': 2.0, 'b': 2.0}
    """
    known = cache(value)
    n = len(players)

    def brings(player: Player) -> float:
        others = [other for other in players if other != player]
        return sum(
            (known(frozenset(joined) | {player}) - known(frozenset(joined)))
            / (n * comb(n - 1, size))
            for size in range(n)
            for joined in combinations(others, size)
        )

    return {player: brings(player) for player in players}


def _rises_and_falls(curve: Steps, amounts: Ends, shares: Ends, steps: Floats) -> Floats:
    """The two players' parts, each shared out within in proportion."""
    both = {"rises": np.maximum(steps, 0.0), "falls": np.minimum(steps, 0.0)}
    sides = {name: side for name, side in both.items() if side.any()}
    ends = {frozenset[str](): shares[0], frozenset(sides): shares[1]}

    def share(joined: frozenset[str]) -> float:
        if joined in ends:
            return ends[joined]
        amount = amounts[0] + sum(float(sides[name].sum()) for name in joined)
        return float(curve.share(np.array([max(amount, 0.0)]))[0])

    brought = shapley([*sides], share)
    parts = np.zeros_like(steps)
    for name, side in sides.items():
        parts += side / side.sum() * brought[name]
    return parts
