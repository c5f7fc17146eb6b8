"""The levels of one account in several versions of its days to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from estimator.rules.match import Match
from estimator.rules.model import SignalModel
from estimator.signals import Amounts, Range, amounts
from estimator.whatif.outlook import Outlook, Planned, last_known
from estimator.whatif.plans import Acts, Floats


@dataclass(frozen=True, eq=False)
class Standing:
    """acts: what is done in each version, levels that acts raise among it. found: of each level."""

    ahead: Outlook
    acts: Sequence[Acts]
    found: dict[tuple[Match, Range], tuple[Floats, Floats]] = field(default_factory=dict)

    def amounts(self, signal: SignalModel, days: Range) -> Amounts:
        """What a level or a checklist amounts to: shape (n_versions or 1, n_days)."""
        looked = (signal.match, *(item.match for item in signal.items))
        if not any(self._stated.of(match) for match in looked):
            return amounts(signal, self.ahead.past, days)
        if signal.kind == "stock":
            return Amounts(*self._level(signal.match, days))
        amount, known, whole = np.zeros((1, 1)), np.zeros((1, 1)), 0.0
        for item in signal.items:
            state, judged = self._level(item.match, days)
            amount = amount + item.weight * (state > 0)
            known = known + item.weight * judged
            whole += item.weight
        return Amounts(amount, known / whole)

    def _level(self, match: Match, days: Range) -> tuple[Floats, Floats]:
        """The state on each day, and whether it is known; the same for all that look at it."""
        kept = self.found.get((match, days))
        if kept is None:
            kept = self.found[match, days] = self._stated_on(match, days)
        return kept

    def _stated_on(self, match: Match, days: Range) -> tuple[Floats, Floats]:
        """The last state on or before each day, of two of one day the higher."""
        ahead = self.ahead
        past, known = ahead.level(match, days.first, days.last)
        stated = [np.where(act.present, act.counts, -np.inf) for act in self._stated.of(match)]
        if not stated or days.last <= ahead.on:
            return past, known
        highest = np.max(stated, axis=0)
        there = np.isfinite(highest)
        n_past = max(ahead.first - days.first, 0)
        scored = slice(max(days.first - ahead.first, 0), days.last - ahead.on)
        before = np.full((len(highest), 1), past[0, max(n_past - 1, 0)])
        states = last_known(np.hstack([before, np.where(there, highest, np.nan)]))[:, 1:]
        since = np.logical_or.accumulate(there, axis=1)
        shape = (len(highest), days.n_days)
        state, judged = (np.broadcast_to(one, shape).copy() for one in (past, known))
        state[:, n_past:] = states[:, scored]
        judged[:, n_past:][since[:, scored]] = 1.0
        return state, judged

    @cached_property
    def _stated(self) -> Planned:
        return Planned(self.acts)
