"""The parts that many plans are put together from, and which signals look at which of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.rules.match import Match
from estimator.rules.model import Model, SignalModel
from estimator.score.rows import matching
from estimator.signals import Amounts, Range
from estimator.whatif.habits import practice
from estimator.whatif.outlook import Outlook
from estimator.whatif.plans import Acts, to_rows
from estimator.whatif.versions import Versions

Picks = npt.NDArray[np.intp]
Part = tuple[Acts, ...]  # all with the same number of versions


@dataclass(frozen=True, eq=False)
class Setting:
    """What many plans have in common, on days on which the rules do not change.

    ahead: the days to come without a plan. parts: a plan takes one version of each. days: those
    that are scored, all of them to come.
    """

    ahead: Outlook
    model: Model
    seat: Seat
    days: Range
    parts: tuple[Part, ...]

    @property
    def signals(self) -> list[SignalModel]:
        """Every signal that the seat has."""
        return [s for p in self.model.pillars for s in p.signals if s.applies(self.seat)]

    @cached_property
    def without(self) -> Versions:
        """The days to come without a plan, as they are assumed."""
        first = min(self.days.first - longest_window(self.model), self.ahead.first)
        return Versions(self.ahead, np.ones(1), first, (), np.zeros(1))

    @cached_property
    def base(self) -> Mapping[str, Amounts]:
        """What every signal amounts to without a plan, by path: shape (1, n_days)."""
        return self.without.amounts(self.signals, self.days, {})

    @cached_property
    def touches(self) -> "Touches":
        """Which signals look at which of the parts."""
        return touches(self.parts)

    def act(self, part: int, place: int) -> Acts:
        """The act of a part at its place in it."""
        return self.parts[part][place]


@dataclass(frozen=True, eq=False)
class Touches:
    """Which acts of which parts a match looks at.

    of: for every act its part and its place in it. probe: each act, and the level it raises, as
    the rows of an account of its own.
    """

    of: tuple[tuple[int, int], ...]
    probe: ActivityLog

    def acts(self, match: Match) -> list[tuple[int, int]]:
        """Part and place of every act that matches, or raises a level that does."""
        rows = matching(match, self.probe)
        return [self.of[i] for i in np.unique(self.probe.account[rows])]

    def parts(self, signal: SignalModel) -> tuple[int, ...]:
        """The parts that a signal looks at, in order."""
        matches = (signal.match, signal.of, *(item.match for item in signal.items))
        return tuple(sorted({part for match in matches for part, _ in self.acts(match)}))


def touches(parts: Sequence[Part]) -> Touches:
    """Which signals look at which of the parts, ready to be asked."""
    of = tuple((i, j) for i, part in enumerate(parts) for j in range(len(part)))
    probes: list[Acts] = []
    for account, (i, j) in enumerate(of):
        here = (np.arange(len(of)) == account)[:, None]
        act = parts[i][j]
        probes.append(Acts(act.action, act.attributes, here.astype(np.float64), here))
        if act.action in practice().raises:
            level = practice().raises[act.action]
            probes.append(Acts(level, (), here.astype(np.float64), here))
    return Touches(of, to_rows(probes, 0, tuple(f"{i:06d}" for i in range(len(of))) or None))


def longest_window(*models: Model) -> int:
    """The longest window of any signal, in days."""
    return max([1, *(s.decay.window for m in models for p in m.pillars for s in p.signals)])


def pieces(rules: Rules, days: Range) -> list[Range]:
    """The days in stretches on which no number of the rules changes."""
    edges = [days.first, *(d for d in rules.change_days() if days.first < d <= days.last)]
    return [Range(a, b - 1) for a, b in pairwise([*edges, days.last + 1])]
