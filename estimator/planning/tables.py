"""What every version of every option is worth on the day, as numbers a solver can take.

A signal that only one option moves is a table: exact, whatever the curve or kind. One that several
move together is its curve over a sum of amounts; the sum is exact, the curve is given to the
solver from above (`estimator.planning.programme`). Where a day counts at most so much, or only as
a day, the days with the same counts in every version are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estimator.planning.options import Option
from estimator.saturation import Curve
from estimator.whatif.adding import Counted
from estimator.whatif.batches import points_of
from estimator.whatif.parts import Picks, Setting
from estimator.whatif.spread import Floats
from estimator.whatif.terms import Term, terms

EVERY = slice(None)
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
        amount: Floats = self.base + taken @ self.added
        for group in self.groups:
            amount = amount + group.weight * np.minimum(taken @ group.counts, group.most)
        return amount


@dataclass(frozen=True, eq=False)
class Worth:
    """What a day's score is made of, for one column a version other than the first.

    option, version: which one a column is, shape (n_columns,). gains: points of signals that only
    its option moves, shape (n_columns, n_pillars); base: those without a plan, most: of a pillar,
    both (n_pillars,).
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
            every = points_of(self.setting, picks)
            return {name: column[:, -1] for name, column in every.items()}
        taken = np.equal(picks[:, self.option], self.version).astype(np.float64)
        uncut = self.base + taken @ self.gains
        for joint in self.joints:
            uncut[:, joint.pillar] += joint.points * joint.curve.share(joint.amount(taken))
        points = np.minimum(uncut, self.most)
        return {**dict(zip(self.pillars, points.T, strict=True)), "total": points.sum(axis=1)}

    def effort(self, picks: Picks) -> Floats:
        """Minutes a week of plans given by version: shape (n_plans,)."""
        effort = np.zeros(len(picks))
        for i, option in enumerate(self.options):
            effort += option.minutes[picks[:, i]]
        return effort

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
    pillars = setting.model.pillars
    gains, base = np.zeros((n, len(pillars))), np.zeros(len(pillars))
    joints: list[Joint] = []
    for term in terms(setting, tried):
        place = next(i for i, p in enumerate(pillars) if term.signal.path.startswith(f"{p.name}."))
        amount = np.broadcast_to(term.effective(EVERY)[:, -1], n + 2)
        if len(term.parts) <= 1:
            points = term.signal.points * term.signal.curve.share(amount[: n + 1])
            base[place] += points[0]
            gains[:, place] += points[1:] - points[0]
        else:
            joints.append(_joint(term, place, amount, option, version))
    most = np.array([min(p.cap, p.ceiling(setting.seat)) for p in pillars])
    minutes = np.concatenate([np.zeros(0), *(o.minutes[1:] for o in found)])
    columns = (option, version, minutes, gains)
    return Worth(setting, tuple(found), *columns, base, most, tuple(joints))


def _joint(term: Term, pillar: int, amount: Floats, option: Picks, version: Picks) -> Joint:
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
    alike, place = np.unique(np.vstack([room, counts]), axis=1, return_inverse=True)
    weights = np.bincount(place.ravel(), term.response[:, -1], alike.shape[1])
    return tuple(
        Group(float(weight), float(one[0]), one[1:])
        for weight, one in zip(weights, alike.T, strict=True)
        if weight > 0 and one[0] > 0
    )
