"""How the amount of a signal got from one day to another: steps that add up, each with its cause.

For every kind but a rate. A rate is no sum; `ratios` splits it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from estimator.decay import Decay, daily_sums
from estimator.explanation.held import Held, only
from estimator.explanation.parts import Cause
from estimator.log import ActivityLog
from estimator.matching import matching
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.signals import Range, amounts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

COVERAGE = "coverage"


@dataclass(frozen=True)
class Step:
    """One step of an amount. name: the action, item, or signal that took it.

    before, after: what of the amount it speaks of on either day. count: how many were done, None
    for a level.
    """

    cause: Cause
    name: str
    before: float
    after: float
    count: float | None = None

    @property
    def amount(self) -> float:
        return self.after - self.before


def steps(
    signal: SignalModel, log: ActivityLog, days: tuple[int, int], ends: tuple[Held, Held]
) -> list[Step]:
    """The steps from one day to the other, earlier first; they add up to the filled amounts."""
    of_kind = {"flow": _acts, "days": _acts, "stock": _states, "checklist": _states}
    moved = [*of_kind[signal.kind](signal, log, days), *_assumed(signal, ends)]
    return [step for step in moved if step.amount or step.count]


def _assumed(signal: SignalModel, ends: tuple[Held, Held]) -> Iterator[Step]:
    """What is assumed: known part and stand-in both move; each by the mean of the other."""
    one, other = ends
    unknown = (2.0 - one.known - other.known) / 2.0
    population = (one.population + other.population) / 2.0
    covered = [(1.0 - end.known) * population for end in ends]
    inferred = [unknown * end.population for end in ends]
    yield Step("unknown", COVERAGE, covered[0], covered[1])
    yield Step("inferred", signal.unknown.inferred_from or "", inferred[0], inferred[1])


def _states(signal: SignalModel, log: ActivityLog, days: tuple[int, int]) -> Iterator[Step]:
    """The levels that changed. One that is known now and was not has not changed: it was seen."""
    for name, one in _items(signal):
        (was, known_then), (is_, known_now) = (_state(one, log, day) for day in days)
        yield Step("level" if known_then == known_now else "unknown", name, was, is_)


def _items(signal: SignalModel) -> Iterator[tuple[str, SignalModel]]:
    """The levels a signal looks at, each as a signal of its own."""
    if signal.kind == "stock":
        yield " or ".join(actions_of(signal.match)), signal
    for item in signal.items:
        yield item.name, replace(signal, items=(item,))


def _state(signal: SignalModel, log: ActivityLog, day: int) -> tuple[float, float]:
    seen = amounts(signal, log, Range(day, day))
    return only(seen.amount), only(seen.known)


def _acts(signal: SignalModel, log: ActivityLog, days: tuple[int, int]) -> Iterator[Step]:
    """What came, faded and left, an action at a time.

    An action of a day counts then with one weight and now with another; what it counts is the
    day's sum under its cap, shared by its actions in proportion.
    """
    decay = fading(signal)
    first, last = days[0] - decay.window + 1, days[1]
    then, now = (weights_by_day(decay, day, first, last) for day in days)
    for action, done, counted in _by_action(signal, log, first, last):
        for cause, among in causes(then, now):
            if (count := float(done[among].sum())) > 0:
                before, after = (float((counted * w)[among].sum()) for w in (then, now))
                yield Step(cause, action, before, after, count)


def fading(signal: SignalModel) -> Decay:
    """The decay of a signal; a day that counts does not fade."""
    if signal.kind != "days":
        return signal.decay
    return Decay(np.inf, signal.decay.window, signal.decay.lag)


def weights_by_day(decay: Decay, on: int, first: int, last: int) -> Floats:
    """What an action of each day from `first` to `last` counts on the day `on`: (n_days,)."""
    age = on - np.arange(first, last + 1)
    inside = (age >= 0) & (age < decay.window)
    return np.where(inside, decay.weights()[np.where(inside, age, 0)], 0.0)


def causes(then: Floats, now: Floats) -> Iterator[tuple[Cause, Mask]]:
    """Which days' actions came, faded and left, by what they counted and what they count."""
    yield "came", (then == 0) & (now > 0)
    yield "faded", (then > 0) & (now > 0)
    yield "left", (then > 0) & (now == 0)


def _by_action(
    signal: SignalModel, log: ActivityLog, first: int, last: int
) -> Iterator[tuple[str, Floats, Floats]]:
    """For each action: what was done on each day, and what the day lets count of it: (n_days,)."""
    rows = matching(signal.match, log) & (log.day >= first) & (log.day <= last)
    codes = np.unique(log.action[rows])
    done = np.array([_daily(log, rows & (log.action == code), first, last) for code in codes])
    if signal.kind == "days":
        done = (done > 0).astype(np.float64)
    total = done.sum(axis=0) if len(codes) else np.zeros(last - first + 1)
    most = 1.0 if signal.kind == "days" else signal.per_day_max
    factor = np.ones_like(total)
    if most is not None:
        factor = np.minimum(total, most) / np.where(total > 0, total, 1.0)
    for code, daily in zip(codes, done, strict=True):
        yield log.actions[code], daily, daily * factor


def _daily(log: ActivityLog, rows: Mask, first: int, last: int) -> Floats:
    sums: Floats = daily_sums(log.account[rows], log.day[rows], log.count[rows], first, last, 1)[0]
    return sums
