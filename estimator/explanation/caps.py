"""What caps and ceilings take of a change: cuts that began, ceased, or grew with the activity."""

from collections.abc import Iterator

from estimator.explanation.parts import NumberMoved, Part
from estimator.explanation.rule_changes import RuleSet
from estimator.rules.model import PillarModel


def cap_parts(
    pillar: str, uncut: tuple[float, float], sides: tuple[RuleSet, RuleSet]
) -> Iterator[Part]:
    """The part of a pillar's cuts, and of the numbers that cut when those changed.

    uncut: the sum of the pillar's signals on either day. Two players: how much there is to cut,
    and where it is cut.
    """
    most = [_most(side, pillar) for side in sides]
    cut = [[max(points - at, 0.0) for at in most] for points in uncut]
    moved = (cut[0][1] - cut[0][0] + cut[1][1] - cut[1][0]) / 2.0
    grown = cut[1][1] - cut[0][0] - moved
    yield Part("cap", pillar, None, -grown, cut[0][0], cut[1][1], unit="points")
    if most[0] != most[1]:
        numbers = tuple(_numbers(pillar, sides))
        yield Part("rules", pillar, None, -moved, numbers=numbers)


def _model(side: RuleSet, pillar: str) -> PillarModel:
    return next(one for one in side.then.model.pillars if one.name == pillar)


def _most(side: RuleSet, pillar: str) -> float:
    model = _model(side, pillar)
    return min(model.cap, model.ceiling(side.then.seat))


def _numbers(pillar: str, sides: tuple[RuleSet, RuleSet]) -> Iterator[NumberMoved]:
    """The cap and the ceiling, where they differ."""
    seat = sides[0].then.seat
    one, other = (_model(side, pillar) for side in sides)
    ends = {"cap": (one.cap, other.cap)}
    if seat in one.ceilings or seat in other.ceilings:
        ends[f"ceiling.{seat}"] = one.ceiling(seat), other.ceiling(seat)
    for name, (before, after) in ends.items():
        if before != after:
            yield NumberMoved(f"{pillar}.{name}", before, after, f"{before:g}", f"{after:g}")
