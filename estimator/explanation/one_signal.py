"""The change of one signal between two days under one rule set, split into its causes."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from estimator.explanation.attribution import along
from estimator.explanation.held import Day, Held
from estimator.explanation.parts import Moved, Part
from estimator.explanation.ratios import rate_parts
from estimator.explanation.steps import Step, steps
from estimator.explanation.units import unit
from estimator.log import ActivityLog
from estimator.rules.model import SignalModel


def parts_of(signal: SignalModel, then: Day, now: Day) -> list[Part]:
    """The parts of a signal's change from one day to another, the earlier first.

    Their points add up to the change of the signal's points, both days under the same rules.
    """
    ends, days = (then.held(signal), now.held(signal)), (then.day, now.day)
    if days[0] == days[1]:
        return []
    if signal.kind == "rate":
        return list(rate_parts(signal, now.log, days, ends))
    return _summed(signal, now.log, days, ends)


def _summed(
    signal: SignalModel, log: ActivityLog, days: tuple[int, int], ends: tuple[Held, Held]
) -> list[Part]:
    moved = sorted(steps(signal, log, days, ends), key=attrgetter("cause"))
    amounts, shares = (ends[0].filled, ends[1].filled), (ends[0].share, ends[1].share)
    brought = along(signal.curve, amounts, shares, np.array([step.amount for step in moved]))
    points = (signal.points * brought).tolist()
    told = list(zip(moved, points, strict=True))
    return [
        _part(signal, [step for step, _ in same], [worth for _, worth in same])
        for _, group in groupby(told, key=lambda one: one[0].cause)
        for same in [list(group)]
    ]


def _part(signal: SignalModel, same: Sequence[Step], points: Sequence[float]) -> Part:
    """The steps of one cause as one part; the assumed rest is in its amounts, no act of its own."""
    pillar, _, name = signal.path.partition(".")
    return Part(
        cause=same[0].cause,
        pillar=pillar,
        signal=name,
        points=sum(points),
        before=sum(step.before for step in same),
        after=sum(step.after for step in same),
        kind=signal.kind,
        unit=unit(signal),
        moved=tuple(
            Moved(step.name, step.before, step.after, step.count, worth)
            for step, worth in zip(same, points, strict=True)
        ),
    )
