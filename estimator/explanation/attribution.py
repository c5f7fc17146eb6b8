"""The parts of a change, and how it is shared out among them so that no order of things matters.

`along` is for an amount that moves in steps that add up, under a curve: the Aumann-Shapley value,
which goes from the old to the new amount in a straight line, all steps at once, and gives each
step its part of what the curve rises on the way. `shapley` is for a few players whose effects do
not add up: the mean, over all orders, of what each brings when it joins.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations
from math import comb
from typing import Literal, TypeVar

import numpy as np

from estimator.notebook import AsJson
from estimator.rules.model import Kind
from estimator.saturation import Curve, Steps
from estimator.score.rows import Floats

Cause = Literal[
    "came",  # done since, or done before and not shown yet
    "faded",  # still counts, but for less
    "left",  # no longer counts: older than the window
    "level",  # a level or a section of the profile changed
    "known",  # what the log shows begins or ends in between; beyond, it is assumed
    "unknown",  # what the log covers changed, and with it what is assumed for the rest
    "inferred",  # what is assumed changed with the signal it is inferred from
    "rules",  # numbers of the rules changed
    "cap",  # a cap or ceiling cuts another amount than before
    "readings",  # your own readings say so, and nothing that is known explains it
]
NOISE = 1e-12  # points: less than this is what rounding left


@dataclass(frozen=True)
class Moved(AsJson):
    """An action or an item of a checklist in a part.

    before, after: what of it counts on either day, in the signal's unit; None for a rate, where
    an action has no amount of its own. count: how many were done, None for a level. points: its
    share of the part's; None for a rate, where actions are not split.
    """

    name: str
    before: float | None = None
    after: float | None = None
    count: float | None = None
    points: float | None = None


@dataclass(frozen=True)
class NumberMoved(AsJson):
    """A number of the rules in a part, with its values as a rule file writes them.

    before, after: None where the rules do not have it. points: None where numbers that changed
    together are not split.
    """

    path: str
    before: float | None
    after: float | None
    written_before: str = ""
    written_after: str = ""
    points: float | None = None


@dataclass(frozen=True)
class ChangePart(AsJson, maybe="since until"):
    """One cause of a change within a signal; for `cap` and `readings`, within a pillar.

    before, after: what of the signal the part speaks of on either day, in `unit`; for a rate the
    rate itself, for `cap` the points that are cut, for `readings` those that they add. since,
    until: of `known`, the first and the last day that the log shows, where it begins or ends.
    """

    cause: Cause
    pillar: str
    signal: str | None
    points: float
    before: float | None = None
    after: float | None = None
    kind: Kind | None = None
    unit: str = ""
    moved: tuple[Moved, ...] = ()
    numbers: tuple[NumberMoved, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def path(self) -> str:
        """`pillar.signal`, or the pillar alone."""
        return f"{self.pillar}.{self.signal}" if self.signal else self.pillar

    def times(self, factor: float) -> "ChangePart":
        """The part with its points multiplied."""

        def own(one: Pointed) -> Pointed:
            return replace(one, points=None if one.points is None else one.points * factor)

        return replace(
            self,
            points=self.points * factor,
            moved=tuple(map(own, self.moved)),
            numbers=tuple(map(own, self.numbers)),
        )

    def backwards(self) -> "ChangePart":
        """The part from the later day to the earlier one: what came is undone."""
        undone = self.times(-1.0)
        return replace(
            undone,
            before=self.after,
            after=self.before,
            moved=tuple(replace(m, before=m.after, after=m.before) for m in undone.moved),
            numbers=tuple(
                NumberMoved(n.path, n.after, n.before, n.written_after, n.written_before, n.points)
                for n in undone.numbers
            ),
        )


Pointed = TypeVar("Pointed", Moved, NumberMoved)


def kept(parts: Iterable[ChangePart]) -> tuple[ChangePart, ...]:
    """The parts that say something, the biggest first."""
    told = [part for part in parts if abs(part.points) > NOISE]
    return tuple(sorted(told, key=lambda part: (-abs(part.points), part.path, part.cause)))


def averaged(splits: Iterable[Iterable[ChangePart]]) -> list[ChangePart]:
    """The mean of two splits of one signal: half of each, those of one cause together.

    What moved is told as of the first on the day before and of the second on the day after.
    """
    by_cause: dict[Cause, list[ChangePart]] = {}
    for part in (part.times(0.5) for split in splits for part in split):
        by_cause.setdefault(part.cause, []).append(part)
    return [
        replace(
            halves[-1],
            points=sum(half.points for half in halves),
            before=halves[0].before,
            moved=_together(moved for half in halves for moved in half.moved),
        )
        for halves in by_cause.values()
    ]


def _together(every: Iterable[Moved]) -> tuple[Moved, ...]:
    by_name: dict[str, list[Moved]] = {}
    for moved in every:
        by_name.setdefault(moved.name, []).append(moved)
    points = {n: [m.points for m in same if m.points is not None] for n, same in by_name.items()}
    return tuple(
        replace(same[-1], before=same[0].before, points=sum(points[name]) if points[name] else None)
        for name, same in by_name.items()
    )


Ends = tuple[float, float]  # on the day before, on the day after
Player = TypeVar("Player", bound=Hashable)

NEARLY_CANCELLED = 1e-6  # of all that moves: less is left of it than its slope can be taken from


def along(curve: Curve, amounts: Ends, shares: Ends, steps: Floats) -> Floats:
    """The part of each step in the change of the share: shape (n_steps,), its sum that change.

    amounts, shares: on either day. steps: shape (n_steps,), their sum the change of the amount;
    each brings the curve's mean slope between the two amounts, the slope itself where they are
    the same. A staircase has no slope: there, what rises and what falls are two players.

    >>> from estimator.saturation import Linear
    >>> along(Linear(full_at=8), (4, 6), (0.5, 0.75), np.array([3.0, -1.0])).tolist()
    [0.375, -0.125]
    """
    size, change = float(np.abs(steps).sum()), shares[1] - shares[0]
    if size == 0.0:
        return np.zeros_like(steps)
    if isinstance(curve, Steps):
        return _rises_and_falls(curve, amounts, shares, steps)
    total = float(steps.sum())
    if abs(total) > NEARLY_CANCELLED * size:
        proportional: Floats = steps * (change / total)
        return proportional
    middle = np.array([sum(amounts) / 2.0])
    parts: Floats = steps * curve.slope(middle)[0]
    return parts + np.abs(steps) / size * (change - float(parts.sum()))


def _rises_and_falls(curve: Steps, amounts: Ends, shares: Ends, steps: Floats) -> Floats:
    """The two players' parts, each shared out within in proportion."""
    both = {"rises": np.maximum(steps, 0.0), "falls": np.minimum(steps, 0.0)}
    sides = {name: side for name, side in both.items() if side.any()}

    def share(joined: frozenset[str]) -> float:
        if len(joined) in (0, len(sides)):
            return shares[bool(joined)]
        amount = amounts[0] + sum(float(sides[name].sum()) for name in joined)
        return float(curve.share(np.array([max(amount, 0.0)]))[0])

    brought = shapley([*sides], share)
    return sum((side / side.sum() * brought[name] for name, side in sides.items()), 0.0 * steps)


EXACTLY = 6  # players whose every order is tried: each more doubles the work


def shapley(
    players: Sequence[Player], value: Callable[[frozenset[Player]], float]
) -> dict[Player, float]:
    """What each player brings, the mean over all orders in which they can join.

    value: of any set of players; called once a set, 2^n times. The parts add up to the value of
    all minus that of none. Of more than `EXACTLY` players it is the mean of two orders, theirs and
    the reverse, so that none is favoured for standing first.

    >>> shapley(["a", "b"], lambda joined: len(joined) ** 2)
    {'a': 2.0, 'b': 2.0}
    """
    known = cache(value)
    n = len(players)

    def brings(player: Player) -> float:
        others = [other for other in players if other != player]
        return sum(
            (known(frozenset(joined) | {player}) - known(frozenset(joined)))
            / (n * comb(n - 1, size))
            for size in range(n)
            for joined in combinations(others, size)
        )

    if n <= EXACTLY:
        return {player: brings(player) for player in players}
    ways = [frozenset(players[:i]) for i in range(n + 1)]
    back = [frozenset(players) - way for way in ways]
    return {
        player: (known(ways[i + 1]) - known(ways[i]) + known(back[i]) - known(back[i + 1])) / 2.0
        for i, player in enumerate(players)
    }
