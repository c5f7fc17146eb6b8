"""The best plan: a whole-number programme, solved by HiGHS through scipy, and tried against the
real model until the two agree.

Variables: one of 0 or 1 for every version (at most one of an option), the points of each pillar,
the points of each joint signal, the counted days of each group. A joint signal lies below tangents
of its curve (below its concave envelope where the curve is not concave), so the optimum is never
below what the real model can reach: it proves how good a found plan is.

What the programme finds may be worth a little less in truth. Each plan it finds is scored exactly,
its tangents are added, and it is asked again, until what is proven and what is found are as near as
makes no difference. The solver stops a hair before the best; what it leaves is found by adding one
of something, taking one away, or trading one for another, each tried exactly.
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

from estimator.planning.choices import Target
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

    def learn(self, picks: Picks) -> None:
        """Adds the tangent of every joint signal at what it amounts to under a plan."""
        _, amounts = self.worth.sums(picks[None])
        for place, (joint, amount) in enumerate(zip(self.worth.joints, amounts, strict=True)):
            if joint.curve.is_concave:
                self.cuts.append((place, *tangent(joint, float(amount[0]))))

    def solve(
        self, wanted: Mapping[str, float], fewest: bool = False
    ) -> tuple[Picks, float, float] | None:
        """The plan of the most points, or of the fewest minutes, with at least the wanted points by
        pillar and for "total"; what no plan is better than; and what the programme, which looks
        from above, takes the plan to have. None when there is none."""
        worth, n, pillars = self.worth, len(self.worth.option), len(self.worth.base)
        joints = worth.joints
        points = np.array([joint.points for joint in joints])
        upper = [np.ones(n), worth.most, points, *(joint.limits for joint in joints)]
        bounds = Bounds(0.0, np.concatenate(upper))
        aim = np.zeros(len(bounds.ub))
        aim[:n] = worth.minutes * (1.0 if fewest else TIE)
        aim[n : n + pillars] = -(TIE if fewest else 1.0)
        close = 0.0 if n <= SMALL else self.close
        with SILENCE:
            found = milp(
                aim,
                integrality=np.arange(len(aim)) < n,
                bounds=bounds,
                constraints=self._constraint(len(aim), wanted),
                options={"mip_rel_gap": close, "node_limit": MOST_NODES},
            )
        if found.x is None:
            return None
        picks = np.zeros(len(worth.options), dtype=np.intp)
        taken = np.flatnonzero(found.x[:n] > 0.5)
        picks[worth.option[taken]] = worth.version[taken]
        bound = float(found.fun if found.mip_dual_bound is None else found.mip_dual_bound)
        sign, effort = 1.0 if fewest else -1.0, float(worth.effort(worth.highest[None])[0])
        tie = wanted["total"] if fewest else min(effort, self.minutes_per_week or np.inf)
        return picks, sign * bound + TIE * tie, sign * float(found.fun)

    def _constraint(self, n_variables: int, wanted: Mapping[str, float]) -> LinearConstraint:
        """Everything that holds of a plan, each a row of factors and the most of their sum.

        Variables are the versions, then the pillars, the joint signals, and the groups of each.
        """
        worth, n, rows, most = self.worth, len(self.worth.option), list[Floats](), list[float]()
        joint_at = n + len(worth.base)
        group_at = joint_at + len(worth.joints)

        def add(at_most: float, versions: Floats, others: Mapping[int, float]) -> None:
            row = np.zeros(n_variables)
            row[:n] = np.where(np.abs(versions) > NOISE, versions, 0.0)
            row[[*others]] = [*others.values()]
            rows.append(row)
            most.append(at_most)

        for o in range(len(worth.options)):
            add(1.0, 1.0 * (worth.option == o), {})
        for p, base in enumerate(worth.base.tolist()):
            joints = {joint_at + j: -1.0 for j, one in enumerate(worth.joints) if one.pillar == p}
            add(base, -worth.gains[:, p], {**joints, n + p: 1.0})
        for j, joint in enumerate(worth.joints):
            groups = range(group_at, group_at + len(joint.weights))
            group_at = groups.stop
            for place, counts in zip(groups, joint.columns.T[1:], strict=True):
                add(0.0, -counts, {place: 1.0})
            for _, slope, zero in (cut for cut in self.cuts if cut[0] == j):
                below = dict(zip(groups, (-slope * joint.weights).tolist(), strict=True))
                level = zero + slope * joint.base
                add(level, -slope * joint.columns[:, 0], {**below, joint_at + j: 1.0})
        if self.minutes_per_week is not None:
            add(self.minutes_per_week, worth.minutes, {})
        for name, least in wanted.items():
            of = range(len(worth.base)) if name == "total" else [worth.pillars.index(name)]
            add(-least, np.zeros(n), {n + p: -1.0 for p in of})
        return LinearConstraint(np.array(rows), -np.inf, np.array(most))


def tangent(joint: Joint, amount: float) -> tuple[float, float]:
    """Slope, and value at an amount of 0, of the tangent of the points at an amount."""
    at = np.array([amount])
    slope = joint.points * float(joint.curve.slope(at)[0])
    return slope, joint.points * float(joint.curve.share(at)[0]) - slope * amount


def first_cuts(joint: Joint) -> list[tuple[float, float]]:
    """Lines above the points of a joint signal, everywhere a plan can take it: tangents, or the
    edges of the concave hull of a curve that never falls, cell by cell from above."""
    if joint.curve.is_concave:
        reach = max(joint.most - joint.base, 1e-9)
        steps = reach * np.linspace(0.0, 1.0, FIRST_TANGENTS) ** 2
        return [tangent(joint, joint.base + float(step)) for step in steps]
    at = np.linspace(joint.base, max(joint.most, joint.base + 1e-9), CELLS + 1)
    points = joint.points * joint.curve.share(at)
    above = np.append(points[1:], points[-1])  # in a cell no more than at its end

    def rise(a: int, b: int) -> float:
        return float((above[b] - above[a]) / (at[b] - at[a]))

    hull = [0]
    for i in range(1, CELLS + 1):
        while len(hull) > 1 and rise(hull[-2], i) >= rise(hull[-2], hull[-1]):
            hull.pop()
        hull.append(i)
    return [(rise(a, b), float(above[a] - rise(a, b) * at[a])) for a, b in pairwise(hull)]


def greedy(worth: Worth, minutes: float | None) -> Picks:
    """The plan that grows one by one, always by what gives the most points a minute."""
    budget = np.inf if minutes is None else minutes + BETTER
    picks = np.zeros_like(worth.highest)
    while True:
        steps = picks + np.eye(len(picks), dtype=np.intp)
        steps = steps[(steps <= worth.highest).all(axis=1)]
        steps = steps[worth.effort(steps) <= budget]
        tried = np.vstack([picks[None], steps])  # the plan as it is, to compare with
        points, effort = worth.points(tried)["total"], worth.effort(tried)
        gain = (points[1:] - points[0]) / np.maximum(effort[1:] - effort[0], BETTER)
        if gain.max(initial=0.0) <= 0:
            return picks
        picks = steps[int(gain.argmax())]


MOST_CHANGES = 60
BETTER = 1e-9
ROUNDS = 12
NEAR = 5e-3  # points by which the programme may overrate a plan it settles on
EQUAL = 1e-6  # the same where the very best is wanted
SHORT = 1e-6  # points added to what is asked for when the truth falls short without a new tangent


@dataclass(frozen=True, eq=False)
class BestPlan:
    """A plan by version, its exact points on the day, its minutes a week.

    bound: the most points, or the fewest minutes, that any plan could have; gap: how far the plan
    is from it, relative.
    """

    picks: Picks
    points: Mapping[str, float]
    minutes: float
    bound: float
    gap: float


def most_points(programme: Programme, wanted: Mapping[str, float] | None = None) -> BestPlan:
    """The plan with the most points within the minutes; of those with at least the wanted points
    of each pillar, when there is one."""
    worth, small = programme.worth, len(programme.worth.option) <= SMALL
    best: BestPlan | None = None
    bound = float(worth.most.sum())
    for _ in range(ROUNDS):
        answer = programme.solve(wanted or {})
        if answer is None and wanted:
            answer, wanted = programme.solve({}), None
        if answer is None:  # nothing at all is always possible, unless the search was cut
            break
        picks, above, claimed = answer
        bound, tried = min(bound, above), _scored(worth, picks)
        if best is None or tried.points["total"] > best.points["total"]:
            best = tried
        near = NEAR if programme.close <= CLOSE_ENOUGH else programme.close * claimed
        if claimed - tried.points["total"] <= (EQUAL if small else near):
            break  # the programme sees it as it is
        programme.learn(picks)
    if best is None or not wanted:
        starts = [greedy(worth, programme.minutes_per_week), *([best.picks] if best else [])]
        found = [_improved(programme, picks, {}) for picks in starts]
        best = max(found, key=lambda one: one.points["total"])
    total = best.points["total"]
    bound = max(bound, total)
    return replace(best, bound=bound, gap=(bound - total) / max(total, 1.0))


def least_minutes(programme: Programme, target: Target) -> BestPlan | None:
    """The plan that reaches the target in the fewest minutes; None when it is proven that none
    does, or none was found."""
    worth, bound = programme.worth, 0.0
    asked = wanted = {"total": target.total, **target.pillars}
    for _ in range(ROUNDS):
        answer = programme.solve(asked, fewest=True)
        if answer is None:
            return None
        picks, below, _ = answer
        bound, lacking = max(bound, below), target.lacks(_scored(worth, picks).points)
        if not lacking:
            least = _improved(programme, picks, wanted, fewest=True)
            gap = max(least.minutes - bound, 0.0) / max(least.minutes, 1.0)
            return replace(least, bound=min(bound, least.minutes), gap=gap)
        programme.learn(picks)
        near = {name: asked[name] + SHORT for name, less in lacking.items() if less < SHORT}
        asked = {**asked, **near}
    return None


def _scored(worth: Worth, picks: Picks) -> BestPlan:
    """A plan with its points and minutes; nothing is proven of it."""
    points = {name: float(column[0]) for name, column in worth.points(picks[None]).items()}
    return BestPlan(picks, points, float(worth.effort(picks[None])[0]), 0.0, 0.0)


def _improved(
    programme: Programme, picks: Picks, wanted: Mapping[str, float], fewest: bool = False
) -> BestPlan:
    """The plan after small changes for more points within the minutes, or for fewer minutes with
    the wanted points, until none helps: one more of something, one less, or both."""
    worth, minutes = programme.worth, programme.minutes_per_week
    budget = np.inf if fewest or minutes is None else minutes + BETTER

    def merit(plans: Picks) -> Floats:
        points, effort = worth.points(plans), worth.effort(plans)
        allowed = effort <= budget
        for name, least in wanted.items():
            allowed &= points[name] >= least - BETTER
        return np.where(allowed, -effort if fewest else points["total"], -np.inf)

    one, now = np.eye(len(picks), dtype=np.intp), float(merit(picks[None])[0])
    changes = np.vstack([one, -one, *(one - other for other in one)])
    for _ in range(MOST_CHANGES):
        tried = picks + changes
        tried = tried[((tried >= 0) & (tried <= worth.highest)).all(axis=1)]
        merits = merit(tried)
        if merits.max(initial=-np.inf) <= now + BETTER:
            break
        picks, now = tried[int(merits.argmax())], float(merits.max())
    return _scored(worth, picks)
