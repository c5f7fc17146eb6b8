"""What every version of every option is worth on the day, as numbers a solver can take.

A signal that only one option moves is a table: exact, whatever the curve or kind. One that several
move together is its curve over a sum of what each version adds; the sum is exact, the curve is
given to the solver from above (`estimator.planning.programme`). Where a day counts at most so much,
or only as a day, the days with the same counts in every version are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from estimator.anchoring.anchor import MOST
from estimator.planning.choices import Option
from estimator.saturation import Curve
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Picks, Setting, product

EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class AlikeDays:
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
    groups: tuple[AlikeDays, ...]
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


def joint_of(setting: Setting, place: int, amount: Floats, option: Picks, version: Picks) -> Joint:
    """The signal at a place of the setting's book.

    amount: without a plan, under each version alone, under all the most at once.
    """
    signal = setting.book.signals[place]
    base, added, together = float(amount[0]), amount[1:-1] - amount[0], float(amount[-1])
    days = _days(setting, place, option, version)
    if days is not None:
        added = np.zeros(len(option))
    groups = days or ()
    most = base + sum(g.weight * min(g.most, _at_most(g.counts, option)) for g in groups)
    most += _at_most(added, option)
    return Joint(
        *(setting.pillars[place], signal.points, signal.curve, base, added, groups, most),
        exact=days is not None or abs(most - together) < EQUAL * max(most, 1.0),
    )


def _at_most(values: Floats, option: Picks) -> float:
    """The sum of the greatest value of each option."""
    return float(sum(values[option == o].max(initial=0.0) for o in np.unique(option)))


def _days(
    setting: Setting, place: int, option: Picks, version: Picks
) -> tuple[AlikeDays, ...] | None:
    """The days of a signal that counts days, those alike together; None for any other, and where
    what is not known of it is inferred from another signal."""
    signal, looked = setting.book.signals[place], setting.book.looked[place]
    if signal.kind not in ("flow", "days") or not setting.stands_alone(place):
        return None
    slot = setting.book.slots[looked[0]]
    if not slot.per_day and not np.isfinite(slot.most):
        return None
    n = len(option)
    alone = np.zeros((n, len(setting.parts)), dtype=np.intp)
    alone[np.arange(n), option] = version
    counts, assumed = setting.counts(slot, alone), setting.assumed(slot)[0]
    if counts is None:
        return None
    if slot.per_day:
        counts, assumed = slot.counted(counts), slot.counted(assumed)
    most = 1.0 if slot.per_day else slot.most
    alike, of_day = _alike(np.vstack([np.maximum(most - assumed, 0.0), counts]))
    weights = np.bincount(of_day, setting.response(slot)[:, -1], alike.shape[1])
    return tuple(
        AlikeDays(float(weight), float(one[0]), one[1:])
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
    offset: Floats | float = 0.0

    def moved(self, offset: Floats) -> "Worth":
        """The same with what readings add to each pillar, (n_pillars,)."""
        most = np.maximum(np.minimum(self.most + offset, MOST), 0.0)
        return replace(self, base=self.base + offset, most=most, offset=offset)

    @property
    def pillars(self) -> tuple[str, ...]:
        return tuple(pillar.name for pillar in self.setting.model.pillars)

    @property
    def is_exact(self) -> bool:
        """Whether amounts really add up wherever several options meet."""
        return all(joint.exact for joint in self.joints)

    def points(self, picks: Picks) -> dict[str, Floats]:
        """The points on the day, by pillar and for "total", of plans given by version, shape
        (n_plans, n_options); exact, from the tables where they are."""
        if not self.is_exact:
            found = self.setting.points(picks)
            model = np.stack([found[name][:, -1] for name in self.pillars])
            points = np.clip(model.T + self.offset, 0.0, self.most)
            return {**dict(zip(self.pillars, points.T, strict=True)), "total": points.sum(axis=1)}
        sums = self._sums(picks)
        uncut, at = self.base + sums[:, : len(self.base)], len(self.base)
        for joint in self.joints:
            end = at + 1 + len(joint.groups)
            amount = joint.amount_of(sums[:, at:end])
            uncut[:, joint.pillar] += joint.points * joint.curve.share(amount)
            at = end
        points = np.minimum(uncut, self.most)
        return {**dict(zip(self.pillars, points.T, strict=True)), "total": points.sum(axis=1)}

    def effort(self, picks: Picks) -> Floats:
        """Minutes a week of plans given by version: shape (n_plans,)."""
        effort: Floats = np.append(0.0, self.minutes)[self._place(picks)].sum(axis=1)
        return effort

    def _sums(self, picks: Picks) -> Floats:
        """The sums of the rows of all columns that the plans take: shape (n_plans, n)."""
        sums: Floats = self._rows[self._place(picks)].sum(axis=1)
        return sums

    def _place(self, picks: Picks) -> Picks:
        """The column of each pick counted from 1, 0 of none: shape (n_plans, n_options)."""
        return np.where(picks > 0, self._begin + picks, 0)

    @cached_property
    def _rows(self) -> Floats:
        """Of each column its gains and those of every joint signal; the first is of no column."""
        rows = np.hstack([self.gains, *(joint.columns for joint in self.joints)])
        return np.vstack([np.zeros(rows.shape[1]), rows])

    @cached_property
    def _begin(self) -> Picks:
        """Where the versions of each option begin among the rows, less one."""
        n_versions = np.array([len(option.versions) for option in self.options], dtype=np.intp)
        return np.cumsum(n_versions - 1) - (n_versions - 1)

    def columns_of(self, pick: Picks) -> Floats:
        """Which columns a plan takes: 0 or 1, shape (n_columns,)."""
        taken: Floats = (pick[self.option] == self.version).astype(np.float64)
        return taken


def worth(setting: Setting, found: Sequence[Option]) -> Worth:
    """What every version of the options is worth on the only day of the setting."""
    n_versions = np.array([len(o.versions) for o in found], dtype=np.intp)
    option = np.repeat(np.arange(len(found)), n_versions - 1)
    version = np.concatenate([np.arange(1, n) for n in n_versions] or [option])
    n = len(option)
    tried = np.zeros((n + 2, len(found)), dtype=np.intp)  # nothing, each alone, all the most
    tried[np.arange(1, n + 1), option] = version
    tried[n + 1] = n_versions - 1
    gains, base = np.zeros((n, len(setting.book.pillars))), np.zeros(len(setting.book.pillars))
    joints: list[Joint] = []
    for table in setting.tables(tried):
        for place, amount, points in zip(
            table.group.places, table.amount[:, :, -1], table.points[:, :, -1], strict=True
        ):
            if len(table.group.parts) > 1:
                joints.append(joint_of(setting, place, amount[table.rows], option, version))
            else:
                pillar, own = setting.pillars[place], points[table.rows]
                base[pillar] += own[0]
                gains[:, pillar] += own[1:-1] - own[0]
    minutes = np.concatenate([np.zeros(0), *(o.minutes[1:] for o in found)])
    most, columns = setting.book.most[:, 0, 0], (option, version, minutes, gains)
    return Worth(setting, tuple(found), *columns, base, most, tuple(joints))
