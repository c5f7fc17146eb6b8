"""The best plan of a day's worth, tried against the real model until the two agree.

The programme looks at joint signals from above, so what it finds may be worth a little less in
truth. Each plan it finds is scored exactly, its tangents are added, and it is asked again, until
what is proven and what is found are as near as makes no difference. The solver stops a hair before
the best; what it leaves is found by adding one of something, taking one away, or trading one for
another, each tried exactly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from estimator.planning.choices import Target
from estimator.planning.payoffs import Worth
from estimator.planning.programme import CLOSE_ENOUGH, Answer, Programme
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Picks

MOST_CHANGES = 60
BETTER = 1e-9


def more_points(worth: Worth, picks: Picks, minutes: float | None) -> Picks:
    """The plan changed for more points within the minutes, until no small change gives any."""
    budget = np.inf if minutes is None else minutes + BETTER

    def merit(plans: Picks) -> Floats:
        return np.where(worth.effort(plans) <= budget, worth.points(plans)["total"], -np.inf)

    return _improved(worth, picks, merit)


def fewer_minutes(worth: Worth, picks: Picks, target: Target) -> Picks:
    """The plan changed for fewer minutes, still reaching the target."""
    wanted = {"total": target.total, **target.pillars}

    def merit(plans: Picks) -> Floats:
        points = worth.points(plans)
        reached = np.all([points[name] >= least - BETTER for name, least in wanted.items()], axis=0)
        return np.where(reached, -worth.effort(plans), -np.inf)

    return _improved(worth, picks, merit)


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


def _improved(worth: Worth, picks: Picks, merit: Callable[[Picks], Floats]) -> Picks:
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


def most_points(programme: Programme, pillars: Mapping[str, float] | None = None) -> BestPlan:
    """The plan with the most points within the minutes; of those with at least the wanted points
    of each pillar, when there is one."""
    worth, wanted = programme.worth, pillars
    best: BestPlan | None = None
    bound = float("inf")
    for _ in range(ROUNDS):
        answer = programme.most_points(wanted)
        if answer is None and wanted:
            answer, wanted = programme.most_points(), None
        if answer is None:  # nothing at all is always possible, unless the search was cut
            break
        bound = min(bound, answer.bound)
        tried = _tried(programme, answer)
        if best is None or tried.points["total"] > best.points["total"]:
            best = tried
        if answer.claimed - tried.points["total"] <= _near(programme, answer):
            break  # the programme sees it as it is
        programme.learn(answer.picks)
    if wanted and best is not None:
        return _judged(best, bound, worth)
    return _judged(_climbed(programme, best), bound, worth)


def _climbed(programme: Programme, best: BestPlan | None) -> BestPlan:
    """The better of the plan that was found and the greedy one, after all small changes."""
    worth, budget = programme.worth, programme.minutes_per_week
    starts = [greedy(worth, budget), *([best.picks] if best else [])]
    found = [_scored(worth, more_points(worth, picks, budget)) for picks in starts]
    return max(found, key=lambda one: one.points["total"])


def _judged(found: BestPlan, bound: float, worth: Worth) -> BestPlan:
    """The plan with how far it can be from the best."""
    total = found.points["total"]
    bound = max(min(bound, float(worth.most.sum())), total)
    return replace(found, bound=bound, gap=(bound - total) / max(total, 1.0))


def least_minutes(programme: Programme, target: Target) -> BestPlan | None:
    """The plan that reaches the target in the fewest minutes; None when it is proven that none
    does, or none was found."""
    wanted = {"total": target.total, **target.pillars}
    bound = 0.0
    for _ in range(ROUNDS):
        answer = programme.least_minutes(wanted)
        if answer is None:
            return None
        bound = max(bound, answer.bound)
        tried = _tried(programme, answer)
        lacking = target.lacks(tried.points)
        if not lacking:
            worth = programme.worth
            least = _scored(worth, fewer_minutes(worth, answer.picks, target))
            gap = max(least.minutes - bound, 0.0) / max(least.minutes, 1.0)
            return replace(least, bound=min(bound, least.minutes), gap=gap)
        programme.learn(answer.picks)
        near = {name: wanted[name] + SHORT for name, less in lacking.items() if less < SHORT}
        wanted = {**wanted, **near}
    return None


def _near(programme: Programme, answer: Answer) -> float:
    if programme.is_small:
        return EQUAL
    return NEAR if programme.close <= CLOSE_ENOUGH else programme.close * answer.claimed


def _tried(programme: Programme, answer: Answer) -> BestPlan:
    return _scored(programme.worth, answer.picks)


def _scored(worth: Worth, picks: Picks) -> BestPlan:
    """A plan with its points and minutes; nothing is proven of it."""
    points = {name: float(column[0]) for name, column in worth.points(picks[None]).items()}
    return BestPlan(picks, points, float(worth.effort(picks[None])[0]), 0.0, 0.0)
