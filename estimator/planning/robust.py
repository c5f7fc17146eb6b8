"""How a plan fares when the rules are not quite what they are held to be.

Other rules are drawn within the bounds that every number states, and kept when they explain today
as well: each pillar's estimate under them lies in the interval that the rules give it. Whoever has
fits of their own passes those instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimator.advance import advancing, lasting
from estimator.days import Range
from estimator.errors import NotEnoughEvidence, RulesError
from estimator.notebook import AsJson
from estimator.planning.choices import Option, Target
from estimator.planning.local_search import BestPlan, least_minutes, most_points
from estimator.planning.payoffs import Worth
from estimator.planning.programme import Programme
from estimator.planning.proof import ROUGHLY, PlanningQuestion, plan_of
from estimator.rules import Number, Rules
from estimator.score import score_columns
from estimator.score.rows import Floats
from estimator.whatif.linearisation import Picks
from estimator.whatif.plans import Plan

MOST_DRAWS = 20  # for each set of rules that is wanted
SHRINKING = 0.5  # what is left of a step that the rules do not take
RIVALS = 4  # other plans that are tried: the best under the rules that like this one least
TOP = 3


@dataclass(frozen=True, eq=False)
class Robustness(AsJson):
    """A plan under other rules that explain today as well.

    rules: how many; seed: what they were drawn with, None when they were given. points: the plan's
    total under each of them, shape (n_rules,), least first. reaches: in which part of them the
    target is reached, None without one. top_three: for each action in which part of them it is one
    of the three that add the most. safest: of this plan and those best under the rules that like
    it least, the one whose worst case is best, and its minutes a week; worst, safest_worst: the
    worst case of this one and of that.
    """

    rules: int
    seed: int | None
    points: Floats
    reaches: float | None
    top_three: dict[str, float]
    worst: float
    safest: Plan
    safest_minutes: float
    safest_worst: float


def robustness(
    question: PlanningQuestion,
    target: Target | None,
    worth: Worth,
    found: BestPlan,
    others: Sequence[Rules],
    seed: int | None = None,
) -> Robustness:
    """The plan that was found under each of the other rules."""
    tried_under = advancing("trying other rules", others, len(others))
    worths = [replace(question, rules=rules).worth_of(worth.options) for rules in tried_under]
    totals = np.array([float(w.points(found.picks[None])["total"][0]) for w in worths])
    rivals = [found.picks]
    with lasting("trying other plans"):
        for place in np.argsort(totals, kind="stable")[:RIVALS]:
            rivals.append(_best(question, target, worths[int(place)]).picks)
    tried = np.array(rivals)
    each = np.array([w.points(tried)["total"] for w in worths])
    worst = each.min(axis=0)
    safest = int(worst.argmax())
    return Robustness(
        rules=len(others),
        seed=seed,
        points=np.sort(totals),
        reaches=None if target is None else float(np.mean(_reaches(worths, target, found.picks))),
        top_three=_top_three(worths, worth.options, found.picks),
        worst=float(worst[0]),
        safest=plan_of(worth, replace(found, picks=tried[safest])),
        safest_minutes=float(worth.effort(tried[safest : safest + 1])[0]),
        safest_worst=float(worst[safest]),
    )


def alternatives(question: PlanningQuestion, n: int, seed: int) -> Iterator[Rules]:
    """`n` sets of rules drawn within the bounds of their numbers that explain today as well.

    Raises: NotEnoughEvidence when no number has bounds, or hardly any draw explains today.
    """
    base, rng = question.rules, np.random.default_rng(seed)
    free = {
        name: one
        for name, one in base.numbers().items()
        if one.bounds and one.bounds[0] < one.bounds[1]
    }
    low, high = _today(question, base)[1:]
    kept = 0
    for _ in range(MOST_DRAWS * n if free else 0):
        drawn = _drawn(base, free, rng)
        points, _, _ = _today(question, drawn)
        if all(low[k] <= v <= high[k] for k, v in points.items()):
            kept += 1
            yield drawn
            if kept == n:
                return
    raise NotEnoughEvidence(
        f"only {kept} of {n} sets of rules drawn within their bounds explain today as well"
    )


def _drawn(base: Rules, free: dict[str, Number], rng: np.random.Generator) -> Rules:
    """The base with every free number somewhere between its bounds, its own value most likely."""
    values = {name: rng.triangular(*_ends(one)) for name, one in free.items()}
    left = 1.0
    while True:
        try:
            return base.replace(
                {name: _towards(one, values[name], left) for name, one in free.items()}
            )
        except RulesError:  # numbers that must not pass each other did; nearer to home they do not
            left *= SHRINKING


def _ends(number: Number) -> tuple[float, float, float]:
    low, high = number.bounds or (number.value, number.value)
    return low, number.value, high


def _towards(number: Number, value: float, part: float) -> float:
    moved = number.value + part * (value - number.value)
    return float(round(moved)) if number.quantity.whole else float(moved)


def _today(
    question: PlanningQuestion, rules: Rules
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    today = Range(question.on, question.on)
    points, low, high = (
        {name: float(column[0, 0]) for name, column in part.items() if name != "total"}
        for part in score_columns(question.log, rules, today, question.seat)
    )
    return points, low, high


def _best(question: PlanningQuestion, target: Target | None, worth: Worth) -> BestPlan:
    programme = Programme(worth, question.minutes_per_week, ROUGHLY)
    enough = None if target is None else least_minutes(programme, target)
    return enough or most_points(programme)


def _reaches(worths: Sequence[Worth], target: Target, picks: Picks) -> list[bool]:
    found = []
    for worth in worths:
        points = {k: float(v[0]) for k, v in worth.points(picks[None]).items()}
        found.append(not target.lacks(points))
    return found


def _top_three(
    worths: Sequence[Worth], options: Sequence[Option], picks: Picks
) -> dict[str, float]:
    """In which part of the rules each action of the plan is among the three that add the most."""
    taken = [i for i, pick in enumerate(picks) if pick > 0]
    without = np.repeat(picks[None], len(taken) + 1, axis=0)
    without[np.arange(len(taken)), taken] = 0
    often = dict.fromkeys((options[i].name for i in taken), 0.0)
    for worth in worths:
        total = worth.points(without)["total"]
        adds = [(float(total[row] - total[-1]), options[i].name) for row, i in enumerate(taken)]
        for _, name in sorted(adds)[:TOP]:
            often[name] += 1.0 / len(worths)
    return dict(sorted(often.items(), key=lambda one: (-one[1], one[0])))
