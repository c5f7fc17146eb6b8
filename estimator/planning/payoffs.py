"""What every version of every option is worth on the day, as numbers a solver can take.

A signal that only one option moves is a table: exact, whatever the curve or kind. One that several
move together is its curve over a sum of what each version adds; the sum is exact, the curve is
given to the solver from above (`estimator.planning.programme`). Where a day counts at most so much,
or only as a day, the days with the same counts in every version are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estimator.anchoring.anchor import MOST
from estimator.planning.choices import Option
from estimator.saturation import Curve
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Picks, Setting
from estimator.whatif.plans import Plan

EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Joint:
    """A signal that several options move: its curve and its amount without a plan.

    columns: what each version adds to it and, behind that, what it counts on each group of days
    that are alike, (n_columns, 1 + n_groups). limits: the most that counts on the days of a group;
    weights: what a count of 1 on all of them amounts to, both (n_groups,). most: the amount that no
    plan exceeds. exact: whether the amounts of several options really add up.
    """

    pillar: int
    points: float
    curve: Curve
    base: float
    columns: Floats
    limits: Floats
    weights: Floats
    most: float
    exact: bool

    def amount(self, sums: Floats) -> Floats:
        """What it amounts to under plans, by the sums of their rows of `columns`: (n_plans,)."""
        counted = np.minimum(sums[:, 1:], self.limits) * self.weights
        amount: Floats = self.base + sums[:, 0] + counted.sum(axis=1)
        return amount


def joint_of(setting: Setting, place: int, amount: Floats, option: Picks, version: Picks) -> Joint:
    """The signal at a place of the setting's book.

    amount: without a plan, under each version alone, under all the most at once.
    """
    signal, base, added = setting.book.signals[place], float(amount[0]), amount[1:-1] - amount[0]
    days = _alike_days(setting, place, option, version)
    if days is not None:
        added = np.zeros(len(option))
    groups = np.zeros((0, 2 + len(option))) if days is None else days
    limits, weights, columns = groups[:, 0], groups[:, 1], np.column_stack([added, groups[:, 2:].T])
    greatest = [columns[option == o].max(axis=0, initial=0.0) for o in np.unique(option)]
    sums, *counts = np.sum(greatest, axis=0)
    most = base + float(weights @ np.minimum(limits, counts)) + float(sums)
    exact = days is not None or abs(most - float(amount[-1])) < EQUAL * max(most, 1.0)
    pillar = setting.pillars[place]
    return Joint(pillar, signal.points, signal.curve, base, columns, limits, weights, most, exact)


def _alike_days(setting: Setting, place: int, option: Picks, version: Picks) -> Floats | None:
    """The days of a signal that counts days, those alike together: of each what it counts at most,
    its weight, and what each version counts, (n_groups, 2 + n_columns). None for any other signal,
    and where what is not known of it is inferred from another.
    """
    signal, looked = setting.book.signals[place], setting.book.looked[place]
    if signal.kind not in ("flow", "days") or not setting.stands_alone(place):
        return None
    slot = setting.book.slots[looked[0]]
    if not slot.per_day and not np.isfinite(slot.most):
        return None
    alone = np.zeros((len(option), len(setting.parts)), dtype=np.intp)
    alone[np.arange(len(option)), option] = version
    counts, assumed = setting.counts(slot, alone), setting.assumed(slot)[0]
    if counts is None:
        return None
    if slot.per_day:
        counts, assumed = slot.counted(counts), slot.counted(assumed)
    most = 1.0 if slot.per_day else slot.most
    days = [*zip(np.maximum(most - assumed, 0.0).tolist(), *counts.tolist(), strict=True)]
    response = setting.response(slot, np.arange(len(days)))[:, -1]
    weights = dict.fromkeys(sorted(days), 0.0)
    for day, weight in zip(days, response.tolist(), strict=True):
        weights[day] += weight
    groups = [(d[0], w, *d[1:]) for d, w in weights.items() if w > 0 and d[0] > 0]
    return np.array(groups).reshape(-1, 2 + len(option))


@dataclass(frozen=True, eq=False)
class Worth:
    """What a day's score is made of, for one column a version other than the first.

    option, version: which one a column is, shape (n_columns,). gains: points of signals that only
    its option moves, shape (n_columns, n_pillars); base: those without a plan, most: of a pillar,
    both (n_pillars,). offset: what the member's own readings add to a pillar, which no plan moves.
    """

    setting: Setting
    options: tuple[Option, ...]
    option: Picks
    version: Picks
    minutes: Floats
    gains: Floats
    base: Floats
    most: Floats
    joints: tuple[Joint, ...]
    offset: Floats | float

    @property
    def pillars(self) -> tuple[str, ...]:
        return tuple(pillar.name for pillar in self.setting.model.pillars)

    @cached_property
    def highest(self) -> Picks:
        """The last version of each option: shape (n_options,)."""
        return np.array([len(option.versions) - 1 for option in self.options], dtype=np.intp)

    @property
    def is_exact(self) -> bool:
        """Whether amounts really add up wherever several options meet."""
        return all(joint.exact for joint in self.joints)

    def points(self, picks: Picks) -> dict[str, Floats]:
        """The points on the day, by pillar and for "total", of plans given by version, shape
        (n_plans, n_options); exact, from the tables where they are."""
        if self.is_exact:
            uncut, amounts = self.sums(picks)
            for joint, amount in zip(self.joints, amounts, strict=True):
                uncut[:, joint.pillar] += joint.points * joint.curve.share(amount)
            points = np.minimum(uncut, self.most)
        else:
            model = self.setting.points(picks)[:-1, :, -1]
            points = np.clip(model.T + self.offset, 0.0, self.most)
        return {**dict(zip(self.pillars, points.T, strict=True)), "total": points.sum(axis=1)}

    def sums(self, picks: Picks) -> tuple[Floats, list[Floats]]:
        """Of plans the points of each pillar from tables, (n_plans, n_pillars), and the amount of
        each joint signal, (n_plans,)."""
        ends = np.cumsum([len(self.base), *(joint.columns.shape[1] for joint in self.joints)])
        sums = self._rows[self._place(picks)].sum(axis=1)
        gains, *own = np.split(sums, ends[:-1], axis=1)
        return self.base + gains, [j.amount(one) for j, one in zip(self.joints, own, strict=True)]

    def plan(self, picks: Picks) -> Plan:
        """The plan of the picked versions, shape (n_options,)."""
        chosen = zip(self.options, picks, strict=True)
        return Plan(habit for option, pick in chosen for habit in option.versions[pick])

    def effort(self, picks: Picks) -> Floats:
        """Minutes a week of plans given by version: shape (n_plans,)."""
        effort: Floats = np.append(0.0, self.minutes)[self._place(picks)].sum(axis=1)
        return effort

    def lost(self, picks: Picks, fewer: Picks) -> dict[str, Floats]:
        """What a plan would lack with so much less of its options, each row alone: (n,) each."""
        points = self.points(np.vstack([picks[None], picks - fewer]))
        return {name: column[0] - column[1:] for name, column in points.items()}

    def _place(self, picks: Picks) -> Picks:
        """The column of each pick counted from 1, 0 of none: shape (n_plans, n_options)."""
        return np.where(picks > 0, np.cumsum(self.highest) - self.highest + picks, 0)

    @cached_property
    def _rows(self) -> Floats:
        """Of each column its gains and those of every joint signal; the first is of no column."""
        rows = np.hstack([self.gains, *(joint.columns for joint in self.joints)])
        return np.vstack([np.zeros(rows.shape[1]), rows])


def worth(setting: Setting, found: Sequence[Option], offset: Floats | None = None) -> Worth:
    """What every version of the options is worth on the only day of the setting.

    offset: what readings add to each pillar, (n_pillars,).
    """
    highest = np.array([len(one.versions) - 1 for one in found], dtype=np.intp)
    option = np.repeat(np.arange(len(found)), highest)
    version = np.arange(len(option)) - np.repeat(np.cumsum(highest) - highest, highest) + 1
    n = len(option)
    tried = np.zeros((n + 2, len(found)), dtype=np.intp)  # nothing, each alone, all the most
    tried[np.arange(1, n + 1), option] = version
    tried[n + 1] = highest
    gains, base = np.zeros((n, len(setting.book.pillars))), np.zeros(len(setting.book.pillars))
    joints: list[Joint] = []
    for table in setting.tables(tried):
        amount, points = table.amount[table.rows, -1], table.points[table.rows, -1]
        if len(table.parts) > 1:
            joints.append(joint_of(setting, table.place, amount, option, version))
        else:
            pillar = setting.pillars[table.place]
            base[pillar] += points[0]
            gains[:, pillar] += points[1:-1] - points[0]
    minutes = np.concatenate([np.zeros(0), *(one.minutes[1:] for one in found)])
    most = setting.book.most[:, 0, 0]
    if offset is not None:
        base, most = base + offset, np.maximum(np.minimum(most + offset, MOST), 0.0)
    columns = (option, version, minutes, gains, base, most, tuple(joints))
    return Worth(setting, tuple(found), *columns, 0.0 if offset is None else offset)
