"""What is said of a plan that was found, a sentence each."""

from collections.abc import Iterator, Sequence

from estimator.planning.proof import Obstacle
from estimator.planning.robust import Robustness
from estimator.planning.solution import Solution, Step
from estimator.report.numbers import amount, between, percent, points
from estimator.report.reasons import label

EXACT = 1e-4  # of a gap: too small to name


def title(result: Solution) -> str:
    """What was asked."""
    if result.target is None:
        return f"The most for {amount(result.minutes_per_week or 0)} minutes a week"
    named = f" ({label(result.target.name)})" if result.target.name else ""
    return f"Plan to {amount(result.target.total)}{named}"


def answer(result: Solution) -> Iterator[str]:
    """What was found, a sentence each, and how good it is proven to be."""
    planned, now = result.projection.planned, float(result.projection.actual.total[-1])
    ends = between(float(planned.low["total"][-1]), float(planned.high["total"][-1]))
    if result.obstacle is not None:
        yield f"Not reachable by {result.by}: the best plan has {points(result.points)} then."
    elif result.reached_on is not None:
        yield f"Reached on {result.reached_on}, with {minutes(result.minutes)} a week."
    then = f"{points(now)} today, {points(result.points)} on {result.by} ({ends})"
    yield f"{then}; {minutes(result.minutes)} a week in all."
    yield proof(result)


def minutes(value: float) -> str:
    """A length of time, never less than it is.

    >>> minutes(26.6), minutes(150)
    ('27 minutes', '2 h 30 min')
    """
    whole = -int(-value // 1)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{whole} minutes"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def proof(result: Solution) -> str:
    """How far from the best the plan can be."""
    if not result.proven:
        return "Signals that more than one action moves were estimated: a better plan may exist."
    least = result.target is not None and result.obstacle is None
    what = "takes fewer minutes" if least else "has more points"
    if result.gap < EXACT:
        return f"Proven: no plan within the limits {what}."
    return f"Proven to within {result.gap:.1%} of the best: no plan {what} than that."


def obstacle_words(found: Obstacle) -> Iterator[str]:
    """What stands in the way, a sentence each."""
    lacking = ", ".join(f"{name} {points(less)}" for name, less in found.lacking.items())
    yield f"Lacking: {lacking}. No plan has more than {points(found.bound)} by then."
    for name, most in found.full.items():
        yield f"{name} is full at {amount(most)}."
    if found.reached_on is None:
        yield "Within a year no plan of this kind reaches it."
    elif found.needs is None:
        yield f"Going on like this reaches it on {found.reached_on}."
    else:
        yield f"The plan that is best in the long run reaches it on {found.reached_on}."


def robust_words(found: Robustness) -> Iterator[str]:
    """How sure the plan is, a sentence each."""
    low, high = float(found.points[0]), float(found.points[-1])
    others = f"{found.rules} other rules that explain today as well"
    yield f"Under {others}: {between(low, high)} points."
    if found.reaches is not None:
        yield f"The target is reached under {percent(found.reaches)} of them."
    often = [f"{label(name)} {percent(part)}" for name, part in found.top_three.items() if part > 0]
    yield f"Among the three that add the most: {', '.join(often)}."
    if found.safest_worst > found.worst + 0.05:
        yield (
            f"A plan with a better worst case ({points(found.safest_worst)} rather than"
            f" {points(found.worst)}) takes {minutes(found.safest_minutes)} a week."
        )


def sources_of(steps: Sequence[Step]) -> list[str]:
    """What the advice and the points rest on, each once: title and status."""
    told = {f"{a.title} ({a.status})" for step in steps for a in step.advice[:1]}
    return sorted(told)
