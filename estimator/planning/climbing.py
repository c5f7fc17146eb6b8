"""Small changes to a plan that make it better, until none does.

The solver stops a hair before the best; what it leaves is found by adding one of something, taking
one away, or trading one for another, each tried exactly.
"""

from collections.abc import Callable

import numpy as np

from estimator.planning.tables import Worth
from estimator.planning.targets import Target
from estimator.whatif.parts import Picks
from estimator.whatif.spread import Floats

MOST_CHANGES = 60
BETTER = 1e-9


def more_points(worth: Worth, picks: Picks, minutes: float | None) -> Picks:
    """The plan changed for more points within the minutes, until no small change gives any."""
    budget = np.inf if minutes is None else minutes + BETTER

    def merit(plans: Picks) -> Floats:
        return np.where(worth.effort(plans) <= budget, worth.points(plans)["total"], -np.inf)

    return _climbed(worth, picks, merit)


def fewer_minutes(worth: Worth, picks: Picks, target: Target) -> Picks:
    """The plan changed for fewer minutes, still reaching the target."""
    wanted = {"total": target.total, **target.pillars}

    def merit(plans: Picks) -> Floats:
        points = worth.points(plans)
        reached = np.all([points[name] >= least - BETTER for name, least in wanted.items()], axis=0)
        return np.where(reached, -worth.effort(plans), -np.inf)

    return _climbed(worth, picks, merit)


def greedy(worth: Worth, minutes: float | None) -> Picks:
    """The plan that grows one by one, always by what gives the most points a minute."""
    one = np.eye(len(worth.options), dtype=np.intp)
    most = np.array([len(option.versions) - 1 for option in worth.options])
    budget = np.inf if minutes is None else minutes + BETTER
    picks = np.zeros(len(most), dtype=np.intp)
    while True:
        steps = picks + one
        tried = np.vstack([picks[None], steps[(steps <= most).all(axis=1)]])
        effort = worth.effort(tried)
        within = effort <= budget
        within[0] = True  # the plan as it is, to compare with
        tried, effort = tried[within], effort[within]
        if len(tried) == 1:
            return picks
        points = worth.points(tried)["total"]
        gain = (points[1:] - points[0]) / np.maximum(effort[1:] - effort[0], BETTER)
        if gain.max() <= 0:
            return picks
        picks = tried[1 + int(gain.argmax())]


def _climbed(worth: Worth, picks: Picks, merit: Callable[[Picks], Floats]) -> Picks:
    most = np.array([len(option.versions) - 1 for option in worth.options])
    now = float(merit(picks[None])[0])
    for _ in range(MOST_CHANGES):
        tried = picks + _changes(len(picks))
        tried = tried[((tried >= 0) & (tried <= most)).all(axis=1)]
        merits = merit(tried)
        if merits.max(initial=-np.inf) <= now + BETTER:
            break
        picks, now = tried[int(merits.argmax())], float(merits.max())
    return picks


def _changes(n: int) -> Picks:
    """One more of something, one less, or one more of it and one less of something else."""
    one = np.eye(n, dtype=np.intp)
    trades = (one[:, None] - one[None]).reshape(n * n, n)
    return np.vstack([one, -one, trades])
