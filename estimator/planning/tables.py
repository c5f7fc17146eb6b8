"""What every version of every option is worth on the day, as numbers a solver can take.

A signal that only one option moves is a table: exact, whatever the curve or kind. One that several
move together is its curve over a sum of amounts; the sum is exact, the curve is given to the
solver from above (`estimator.planning.programme`); see `estimator.planning.joints`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estimator.planning.joints import Joint, joint_of
from estimator.planning.options import Option
from estimator.whatif.adding import Taken
from estimator.whatif.batches import points_of
from estimator.whatif.parts import Picks, Setting
from estimator.whatif.spread import Floats
from estimator.whatif.term import EVERY
from estimator.whatif.terms import terms


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
            every = points_of(self.setting, Taken(picks))
            return {name: column[:, -1] for name, column in every.items()}
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
    pillars = setting.model.pillars
    gains, base = np.zeros((n, len(pillars))), np.zeros(len(pillars))
    joints: list[Joint] = []
    for term in terms(setting, Taken(tried)):
        place = next(i for i, p in enumerate(pillars) if term.signal.path.startswith(f"{p.name}."))
        amount = np.broadcast_to(term.effective(EVERY)[:, -1], n + 2)
        if len(term.parts) <= 1:
            points = term.signal.points * term.signal.curve.share(amount[: n + 1])
            base[place] += points[0]
            gains[:, place] += points[1:] - points[0]
        else:
            joints.append(joint_of(term, place, amount, option, version))
    most = np.array([min(p.cap, p.ceiling(setting.seat)) for p in pillars])
    minutes = np.concatenate([np.zeros(0), *(o.minutes[1:] for o in found)])
    columns = (option, version, minutes, gains)
    return Worth(setting, tuple(found), *columns, base, most, tuple(joints))
