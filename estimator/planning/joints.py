"""Signals that several options move together: a curve over a sum of what each version adds.

Where a day counts at most so much, or only as a day, the days with the same counts in every version
are one group.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estimator.saturation import Curve
from estimator.whatif.adding import Counted, product
from estimator.whatif.parts import Picks
from estimator.whatif.spread import Floats
from estimator.whatif.term import Term

EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Group:
    """Days on which every version does the same: what each counts there, and at most together.

    weight: what a count of 1 on all of them amounts to. counts: shape (n_columns,).
    """

    weight: float
    most: float
    counts: Floats


@dataclass(frozen=True, eq=False)
class Joint:
    """A signal that several options move: its curve, its amount without a plan, what each version
    adds to it (shape (n_columns,)), and days to be counted before they add up.

    most: the amount that no plan exceeds. exact: whether the amounts of several options really
    add up.
    """

    pillar: int
    points: float
    curve: Curve
    base: float
    added: Floats
    groups: tuple[Group, ...]
    most: float
    exact: bool

    def amount(self, taken: Floats) -> Floats:
        """What it amounts to under plans given by their columns, shape (n_plans, n_columns)."""
        return self.amount_of(product(taken, self.columns))

    def amount_of(self, sums: Floats) -> Floats:
        """The same from the sums of their rows of `columns`, shape (n_plans, 1 + n_groups)."""
        most, weight = self._most_and_weight
        counted: Floats = np.minimum(sums[:, 1:], most) * weight
        amount: Floats = self.base + sums[:, 0] + counted.sum(axis=1)
        return amount

    @cached_property
    def columns(self) -> Floats:
        """What each version adds, and counts in each group: shape (n_columns, 1 + n_groups)."""
        return np.column_stack([self.added, *(group.counts for group in self.groups)])

    @cached_property
    def _most_and_weight(self) -> Floats:
        """Of the groups: shape (2, n_groups)."""
        return np.array([[group.most, group.weight] for group in self.groups]).reshape(-1, 2).T


def joint_of(term: Term, pillar: int, amount: Floats, option: Picks, version: Picks) -> Joint:
    """amount: without a plan, under each version alone, under all the most at once."""
    base, added, together = float(amount[0]), amount[1:-1] - amount[0], float(amount[-1])
    groups: tuple[Group, ...] = ()
    if isinstance(term.amount, Counted) and term.source is None:
        groups, added = _groups(term.amount, option, version), np.zeros(len(option))
    most = base + sum(g.weight * min(g.most, _at_most(g.counts, option)) for g in groups)
    most += _at_most(added, option)
    return Joint(
        *(pillar, term.signal.points, term.signal.curve, base, added, groups, most),
        exact=bool(groups) or abs(most - together) < EQUAL * max(most, 1.0),
    )


def _at_most(values: Floats, option: Picks) -> float:
    """The sum of the greatest value of each option."""
    return float(sum(values[option == o].max(initial=0.0) for o in np.unique(option)))


def _groups(term: Counted, option: Picks, version: Picks) -> tuple[Group, ...]:
    """The days of a signal that counts days, those alike together."""
    counts = np.zeros((len(option), term.daily.shape[1]))
    for part, table in zip(term.parts, term.tables, strict=True):
        rows = option == part
        counts[rows] = table[version[rows]]
    by_day = term.signal.kind == "days"
    counts = (counts > 0).astype(np.float64) if by_day else counts
    most = 1.0 if by_day else float(term.signal.per_day_max or np.inf)
    room = np.maximum(most - (term.daily[0] > 0 if by_day else term.daily[0]), 0.0)
    alike, place = _alike(np.vstack([room, counts]))
    weights = np.bincount(place, term.response[:, -1], alike.shape[1])
    return tuple(
        Group(float(weight), float(one[0]), one[1:])
        for weight, one in zip(weights, alike.T, strict=True)
        if weight > 0 and one[0] > 0
    )


def _alike(days: Floats) -> tuple[Floats, Picks]:
    """The columns that differ, sorted, and which of them each column is."""
    first: dict[bytes, int] = {}
    same = [
        first.setdefault(day.tobytes(), i) for i, day in enumerate(np.ascontiguousarray(days.T))
    ]
    places = sorted(first.values())
    alike, place = np.unique(days[:, places], axis=1, return_inverse=True)
    return alike, place.ravel()[np.searchsorted(places, same)]
