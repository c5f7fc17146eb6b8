"""The best plan of a day's worth, tried against the real model until the two agree.

The programme looks at joint signals from above, so what it finds may be worth a little less in
truth. Each plan it finds is scored exactly, its tangents are added, and it is asked again, until
what is proven and what is found are as near as makes no difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from estimator.planning.climbing import fewer_minutes, greedy, more_points
from estimator.planning.programme import CLOSE_ENOUGH, Answer, Programme
from estimator.planning.tables import Worth
from estimator.planning.targets import Target
from estimator.whatif.parts import Picks

ROUNDS = 12
NEAR = 5e-3  # points by which the programme may overrate a plan it settles on
EQUAL = 1e-6  # the same where the very best is wanted
SHORT = 1e-6  # points added to what is asked for when the truth falls short without a new tangent


@dataclass(frozen=True, eq=False)
class Found:
    """A plan by version, its exact points on the day, its minutes a week.

    bound: the most points, or the fewest minutes, that any plan could have; gap: how far the plan
    is from it, relative.
    """

    picks: Picks
    points: Mapping[str, float]
    minutes: float
    bound: float
    gap: float


def most_points(programme: Programme, pillars: Mapping[str, float] | None = None) -> Found:
    """The plan with the most points within the minutes; of those with at least the wanted points
    of each pillar, when there is one."""
    worth, wanted = programme.worth, pillars
    best: Found | None = None
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


def _climbed(programme: Programme, best: Found | None) -> Found:
    """The better of the plan that was found and the greedy one, after all small changes."""
    worth, budget = programme.worth, programme.minutes_per_week
    starts = [greedy(worth, budget), *([best.picks] if best else [])]
    found = [_scored(worth, more_points(worth, picks, budget)) for picks in starts]
    return max(found, key=lambda one: one.points["total"])


def _judged(found: Found, bound: float, worth: Worth) -> Found:
    """The plan with how far it can be from the best."""
    total = found.points["total"]
    bound = max(min(bound, float(worth.most.sum())), total)
    return replace(found, bound=bound, gap=(bound - total) / max(total, 1.0))


def least_minutes(programme: Programme, target: Target) -> Found | None:
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


def _tried(programme: Programme, answer: Answer) -> Found:
    return _scored(programme.worth, answer.picks)


def _scored(worth: Worth, picks: Picks) -> Found:
    """A plan with its points and minutes; nothing is proven of it."""
    points = {name: float(column[0]) for name, column in worth.points(picks[None]).items()}
    return Found(picks, points, float(worth.effort(picks[None])[0]), 0.0, 0.0)
