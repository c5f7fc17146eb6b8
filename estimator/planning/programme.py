"""The whole-number programme: which version of each option, solved by HiGHS through scipy.

Variables: one of 0 or 1 for every version (at most one of an option), the points of each pillar,
the points of each joint signal, the counted days of each group. A joint signal lies below tangents
of its curve (below its concave envelope where the curve is not concave), so the optimum is never
below what the real model can reach: it proves how good a found plan is.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from estimator.planning.payoffs import Joint, Worth
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Picks

STDOUT = 1  # the number every process knows its standard output by


class Silence:
    """Nothing written below Python reaches standard output while a thread is inside.

    HiGHS prints a line about its own repairs whatever `disp` and `presolve` say (scipy 1.17), which
    would spoil `--format json`; so the file behind standard output is changed for another.
    """

    def __init__(self) -> None:
        self.lock, self.inside = Lock(), 0
        self.kept: int | None = None  # the real output; None: there is none to keep clean

    def __enter__(self) -> None:
        with self.lock:
            self.inside += 1
            if self.inside > 1:
                return
            try:
                sys.stdout.flush()
                self.kept = os.dup(STDOUT)
            except (OSError, ValueError, AttributeError):  # no such output
                return
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), STDOUT)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.inside -= 1
            if self.inside == 0 and self.kept is not None:
                os.dup2(self.kept, STDOUT)
                os.close(self.kept)
                self.kept = None


SILENCE = Silence()  # one, since all threads share one standard output

FIRST_TANGENTS = 24
CELLS = 400  # of a curve that is not concave
MOST_NODES = 4000  # of the search: the same on every machine, unlike a time
SMALL = 150  # columns up to which a search goes on to the very best
CLOSE_ENOUGH = 2e-3  # relative gap at which a larger search ends
NOISE = 1e-8  # points: nothing to a plan, trouble to a solver
TIE = 1e-6  # points a minute, minutes a point: what decides between equals


@dataclass(frozen=True)
class Answer:
    """The picked versions, shape (n_options,); the best that any plan could have; what the
    programme, which looks from above, takes the picked one to have."""

    picks: Picks
    bound: float
    claimed: float


@dataclass(eq=False)
class Programme:
    """The programme of one day's worth, which learns tangents as plans are tried.

    close: the relative gap at which a search that is not small ends.
    """

    worth: Worth
    minutes_per_week: float | None
    close: float = CLOSE_ENOUGH
    cuts: list[tuple[int, float, float]] = field(default_factory=list)  # joint, slope, at zero

    def __post_init__(self) -> None:
        for place, joint in enumerate(self.worth.joints):
            self.cuts += [(place, slope, zero) for slope, zero in first_cuts(joint)]

    @property
    def is_small(self) -> bool:
        """Whether the very best is worth looking for."""
        return len(self.worth.option) <= SMALL

    def most_points(self, wanted: Mapping[str, float] | None = None) -> Answer | None:
        """The most points in all, with at least those that are wanted of a pillar; None when no
        plan has them. bound: no plan has more of them."""
        answer = self._solve(points=1.0, minutes=-TIE, wanted=wanted or {})
        most = [option.minutes.max() for option in self.worth.options]
        slack = TIE * min(float(np.sum(most)), self.minutes_per_week or np.inf)
        return answer and replace(answer, bound=answer.bound + slack)

    def least_minutes(self, wanted: Mapping[str, float]) -> Answer | None:
        """The fewest minutes a week with at least these points in all and by pillar; None when no
        plan has them. bound: no plan takes fewer minutes."""
        answer = self._solve(points=TIE, minutes=-1.0, wanted=wanted)
        return answer and replace(answer, bound=answer.bound + TIE * wanted["total"])

    def learn(self, picks: Picks) -> None:
        """Adds the tangent of every joint signal at what it amounts to under a plan."""
        taken = self.worth.columns_of(picks)[None]
        for place, joint in enumerate(self.worth.joints):
            if joint.curve.is_concave:
                self.cuts.append((place, *tangent(joint, float(joint.amount(taken)[0]))))

    def _solve(self, points: float, minutes: float, wanted: Mapping[str, float]) -> Answer | None:
        worth, n_columns = self.worth, len(self.worth.option)
        at = _VariablePlaces.of(worth)
        rows = self._rows(at, wanted)
        aim = np.zeros(at.end)
        aim[:n_columns] = -minutes * worth.minutes
        aim[at.pillar : at.joint] = -points
        groups = [group.most for joint in worth.joints for group in joint.groups]
        upper = [*[1.0] * n_columns, *worth.most, *(j.points for j in worth.joints), *groups]
        close = 0.0 if self.is_small else self.close
        with SILENCE:
            found = milp(
                aim,
                integrality=np.arange(at.end) < n_columns,
                bounds=Bounds(np.zeros(at.end), np.array(upper)),
                constraints=rows.constraint(),
                options={"mip_rel_gap": close, "node_limit": MOST_NODES},
            )
        if found.x is None:
            return None
        picks = np.zeros(len(worth.options), dtype=np.intp)
        taken = np.flatnonzero(found.x[:n_columns] > 0.5)
        picks[worth.option[taken]] = worth.version[taken]
        bound = float(found.fun if found.mip_dual_bound is None else found.mip_dual_bound)
        sign = -1.0 if points == 1.0 else 1.0
        return Answer(picks, sign * bound, sign * float(found.fun))

    def _rows(self, at: "_VariablePlaces", wanted: Mapping[str, float]) -> "_Constraints":
        """Everything that holds of a plan."""
        worth, rows = self.worth, _Constraints(at.end)
        for o in range(len(worth.options)):
            rows.add(_sparse(1.0 * (worth.option == o)), most=1.0)
        for p, base in enumerate(worth.base):
            joints = {at.joint + j: -1.0 for j, one in enumerate(worth.joints) if one.pillar == p}
            rows.add({**_sparse(-worth.gains[:, p]), **joints, at.pillar + p: 1.0}, most=base)
        first = at.group
        for j, joint in enumerate(worth.joints):
            places = range(first, first + len(joint.groups))
            first += len(joint.groups)
            for place, group in zip(places, joint.groups, strict=True):
                rows.add({**_sparse(-group.counts), place: 1.0}, most=0.0)
            weights = {place: g.weight for place, g in zip(places, joint.groups, strict=True)}
            amount = {**_sparse(joint.added), **weights}
            for _, slope, zero in (cut for cut in self.cuts if cut[0] == j):
                below = {place: -slope * weight for place, weight in amount.items()}
                rows.add({**below, at.joint + j: 1.0}, most=zero + slope * joint.base)
        if self.minutes_per_week is not None:
            rows.add(_sparse(worth.minutes), most=self.minutes_per_week)
        for name, least in wanted.items():
            of = range(len(worth.base)) if name == "total" else [worth.pillars.index(name)]
            rows.add({at.pillar + p: -1.0 for p in of}, most=-least)
        return rows


@dataclass(frozen=True)
class _VariablePlaces:
    """Where each kind of variable begins: versions at 0, then pillars, joint signals, groups."""

    pillar: int
    joint: int
    group: int
    end: int

    @classmethod
    def of(cls, worth: Worth) -> "_VariablePlaces":
        pillar = len(worth.option)
        joint = pillar + len(worth.base)
        group = joint + len(worth.joints)
        return cls(pillar, joint, group, group + sum(len(j.groups) for j in worth.joints))


def _sparse(row: Floats) -> dict[int, float]:
    return {int(place): float(row[place]) for place in np.flatnonzero(np.abs(row) > NOISE)}


class _Constraints:
    """Linear constraints, each a mapping of variables to factors and the most of their sum."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.factors: list[float] = []
        self.places: list[int] = []
        self.ends = [0]
        self.most: list[float] = []

    def add(self, row: Mapping[int, float], most: float) -> None:
        self.places += row.keys()
        self.factors += row.values()
        self.ends.append(len(self.places))
        self.most.append(float(most))

    def constraint(self) -> LinearConstraint:
        shape = (len(self.most), self.width)
        # HiGHS counts in 32 bits, and SciPy before 1.15 passes on what it is given.
        places, ends = np.array(self.places, np.int32), np.array(self.ends, np.int32)
        matrix = csr_array((self.factors, places, ends), shape=shape)
        return LinearConstraint(matrix, -np.inf, np.array(self.most))


def tangent(joint: Joint, amount: float) -> tuple[float, float]:
    """Slope, and value at an amount of 0, of the tangent of the points at an amount."""
    at = np.array([amount])
    slope = joint.points * float(joint.curve.slope(at)[0])
    return slope, joint.points * float(joint.curve.share(at)[0]) - slope * amount


def first_cuts(joint: Joint) -> list[tuple[float, float]]:
    """Lines above the points of a joint signal, everywhere a plan can take it."""
    if not joint.curve.is_concave:
        return _envelope(joint)
    reach = max(joint.most - joint.base, 1e-9)
    steps = reach * np.linspace(0.0, 1.0, FIRST_TANGENTS) ** 2
    return [tangent(joint, joint.base + float(step)) for step in steps]


def _envelope(joint: Joint) -> list[tuple[float, float]]:
    """The edges of the concave hull of a curve that never falls, cell by cell from above."""
    at = np.linspace(joint.base, max(joint.most, joint.base + 1e-9), CELLS + 1)
    points = joint.points * joint.curve.share(at)
    above = np.append(points[1:], points[-1])  # in a cell no more than at its end
    hull = [0]
    for i in range(1, CELLS + 1):
        while len(hull) > 1 and _rise(at, above, hull[-2], i) >= _rise(
            at, above, hull[-2], hull[-1]
        ):
            hull.pop()
        hull.append(i)
    lines = [(_rise(at, above, a, b), a) for a, b in pairwise(hull)]
    return [(slope, float(above[a] - slope * at[a])) for slope, a in lines]


def _rise(at: Floats, points: Floats, a: int, b: int) -> float:
    return float((points[b] - points[a]) / (at[b] - at[a]))
