"""How a plan fares when the rules are not quite what they are held to be.

Other rules are drawn within the bounds that every number states, and kept when they explain today
as well: each pillar's estimate under them lies in the interval that the rules give it. Whoever has
fits of their own passes those instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimator.advance import advancing, lasting
from estimator.days import Range
from estimator.errors import NotEnoughEvidence, RulesError
from estimator.notebook import AsJson
from estimator.planning.choices import Target
from estimator.planning.payoffs import Worth
from estimator.planning.programme import BestPlan, Programme, least_minutes, most_points
from estimator.planning.proof import ROUGHLY, PlanningQuestion, plan_of
from estimator.rules import Rules
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
    scores = [{k: float(v[0]) for k, v in w.points(found.picks[None]).items()} for w in worths]
    totals = np.array([points["total"] for points in scores])
    rivals = [found.picks]
    with lasting("trying other plans"):
        for place in np.argsort(totals, kind="stable")[:RIVALS].tolist():
            programme = Programme(worths[place], question.minutes_per_week, ROUGHLY)
            enough = None if target is None else least_minutes(programme, target)
            rivals.append((enough or most_points(programme)).picks)
    tried = np.array(rivals)
    worst = np.min([w.points(tried)["total"] for w in worths], axis=0)
    safest = int(worst.argmax())
    return Robustness(
        rules=len(others),
        seed=seed,
        points=np.sort(totals),
        reaches=None if target is None else float(np.mean([not target.lacks(p) for p in scores])),
        top_three=_top_three(worths, found.picks),
        worst=float(worst[0]),
        safest=plan_of(worth, replace(found, picks=tried[safest])),
        safest_minutes=float(worth.effort(tried[safest : safest + 1])[0]),
        safest_worst=float(worst[safest]),
    )


def _top_three(worths: Sequence[Worth], picks: Picks) -> dict[str, float]:
    """In which part of the rules each action of the plan is among the three that add the most."""
    taken = np.flatnonzero(picks)
    names = [worths[0].options[i].name for i in taken]
    often = dict.fromkeys(names, 0.0)
    for worth in worths:
        adds = worth.lost(picks, np.diag(picks)[taken])["total"]
        for _, name in sorted(zip((-adds).tolist(), names, strict=True))[:TOP]:
            often[name] += 1.0 / len(worths)
    return dict(sorted(often.items(), key=lambda one: (-one[1], one[0])))


def alternatives(question: PlanningQuestion, n: int, seed: int) -> Iterator[Rules]:
    """`n` sets of rules drawn within the bounds of their numbers that explain today as well.

    Raises: NotEnoughEvidence when no number has bounds, or hardly any draw explains today.
    """
    base, rng = question.rules, np.random.default_rng(seed)
    free = {
        name: (one.bounds[0], one.value, one.bounds[1])
        for name, one in base.numbers().items()
        if one.bounds and one.bounds[0] < one.bounds[1]
    }
    _, low, high = _today(question, base)
    kept = 0
    for _ in range(MOST_DRAWS * n if free else 0):
        drawn = _drawn(base, free, rng)
        points = _today(question, drawn)[0]
        if ((low <= points) & (points <= high)).all():
            kept += 1
            yield drawn
            if kept == n:
                return
    raise NotEnoughEvidence(
        f"only {kept} of {n} sets of rules drawn within their bounds explain today as well"
    )


def _drawn(
    base: Rules, free: Mapping[str, tuple[float, float, float]], rng: np.random.Generator
) -> Rules:
    """The base with every free number somewhere between its bounds, its own value most likely.

    free: least, own value and most of each.
    """
    values = {name: rng.triangular(*ends) for name, ends in free.items()}
    numbers, left = base.numbers(), 1.0
    while True:
        moved = {name: own + left * (values[name] - own) for name, (_, own, _) in free.items()}
        whole = (name for name in free if numbers[name].quantity.whole)
        try:
            return base.replace({**moved, **{name: float(round(moved[name])) for name in whole}})
        except RulesError:  # numbers that must not pass each other did; nearer to home they do not
            left *= SHRINKING


def _today(question: PlanningQuestion, rules: Rules) -> Floats:
    """Points, low and high of each pillar today: (3, n_pillars)."""
    today = Range(question.on, question.on)
    sides = score_columns(question.log, rules, today, question.seat)
    return np.array([[column[0, 0] for column in side.values()][:-1] for side in sides])
