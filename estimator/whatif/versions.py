"""Versions of one account's days to come, and what each signal amounts to in all of them.

The past is the same in every version, so it is laid out by action and day once. What each version
does is then faded by the book (`estimator.decay`), all signals that fade alike at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from estimator.actions import vocabulary
from estimator.decay import Decay, flow_over
from estimator.log import ActivityLog
from estimator.rules.match import Match, actions_of
from estimator.rules.model import SignalModel
from estimator.score.rows import by_action
from estimator.signals import Amounts, Range, amounts, into_rate
from estimator.signals.amounts import fading
from estimator.signals.known import Everyone, covered_part
from estimator.whatif.habits import practice
from estimator.whatif.outlook import Outlook, Planned
from estimator.whatif.plans import Acts, Floats
from estimator.whatif.standing import Standing


class Slot(NamedTuple):
    """One flow that a signal is made of: of days, or of at most so much a day."""

    match: Match
    decay: Decay
    per_day: bool = False
    most: float | None = None


@dataclass(frozen=True, eq=False)
class Versions:
    """Each version does the baseline `held[i]` times and the plan `done[i]` times, both of shape
    (n_versions,).

    acts: the plan's, in one version each. first: the first day that a window reaches. found: what
    is done on each day without the plan, by match.
    """

    ahead: Outlook
    held: Floats
    first: int
    acts: tuple[Acts, ...]
    done: Floats
    found: dict[Match, Floats] = field(default_factory=dict)

    def amounts(
        self, signals: Sequence[SignalModel], days: Range, without: Mapping[str, Amounts]
    ) -> dict[str, Amounts]:
        """What each of the signals amounts to, by path: shape (n_versions or 1, n_days).

        without: the same without a plan, as far as it is known already.
        """
        plain = {signal.path for signal in signals if _is_plain(signal)}
        slots = [slot for s in signals if s.path in plain for slot in _slots(s)]
        flows = self._flows(list(dict.fromkeys(slots)), days)
        return {
            signal.path: self._amount(signal, flows, days, without.get(signal.path))
            if signal.path in plain
            else amounts(signal, self.log, days)
            for signal in signals
        }

    def touches(self, signal: SignalModel) -> bool:
        """Whether the plan does something that the signal looks at."""
        planned = self._touching
        return any(
            not planned.actions.isdisjoint(_looked_at(match)) and planned.of(match)
            for match in _matches(signal)
        )

    @cached_property
    def log(self) -> ActivityLog:
        """Every version as an account."""
        return self.ahead.log(self._acts, self.held)

    def _amount(
        self,
        signal: SignalModel,
        flows: Mapping[Slot, Floats],
        days: Range,
        without: Amounts | None,
    ) -> Amounts:
        if signal.kind in ("stock", "checklist"):
            return self._standing.amounts(signal, days)
        slots = _slots(signal)
        if signal.kind == "rate":
            rate, total = (flows[slot].copy() for slot in slots)
            known = into_rate(signal, rate, total, self._shown_of_both(signal, days))
            return Amounts(rate, known)
        (slot,) = slots
        if without is not None:
            return Amounts(flows[slot], without.known)
        shown_by = signal.known_by or actions_of(signal.match)
        return Amounts(flows[slot], self._shown(shown_by, slot.decay, days))

    def rate_flows(self, signal: SignalModel, days: Range) -> tuple[Floats, Floats, Floats]:
        """The flows that a rate is of, shape (n_versions, n_days), and the part of both that the
        log shows, (1, n_days)."""
        slots = _slots(signal)
        flows = self._flows(slots, days)
        answered, sent = (flows[slot] for slot in slots)
        return answered, sent, self._shown_of_both(signal, days)

    def _shown_of_both(self, signal: SignalModel, days: Range) -> Floats:
        matches = signal.match, signal.of
        shown = [self._shown(actions_of(match), signal.decay, days) for match in matches]
        both: Floats = np.minimum(*shown)
        return both

    def _shown(self, actions: Iterable[str], decay: Decay, days: Range) -> Floats:
        everyone = Everyone.of(self.ahead.past)
        return covered_part(actions, everyone, days.first, days.last, decay)

    def _flows(self, slots: Sequence[Slot], days: Range) -> dict[Slot, Floats]:
        """The flow of each slot in every version: shape (n_versions, n_days)."""
        flows: dict[Slot, Floats] = {}
        for decay in dict.fromkeys(slot.decay for slot in slots):
            own = [slot for slot in slots if slot.decay == decay]
            counted = [self._counted(slot, days) for slot in own]
            ends = np.cumsum([len(rows) for rows in counted])[:-1]
            made = np.split(flow_over(decay, np.concatenate(counted)), ends)
            flows |= dict(zip(own, made, strict=True))
        return flows

    def _counted(self, slot: Slot, days: Range) -> Floats:
        """What counts of each day that the windows of the scored days reach."""
        begin = days.first - slot.decay.window + 1 - self.first
        daily = self._daily(slot.match)[:, begin : days.last - self.first + 1]
        if slot.per_day:
            return (daily > 0).astype(np.float64)
        return daily if slot.most is None else np.minimum(daily, slot.most)

    def _daily(self, match: Match) -> Floats:
        """What is done on each day from the first that matters: shape (n_versions, n_all_days)."""
        daily, planned = self._unplanned(match), self._planned.of(match)
        if not planned:
            return daily
        daily, counts = daily.copy(), [act.counts for act in planned]
        daily[:, self.ahead.first - self.first :] += self.done[:, None] * sum(counts[1:], counts[0])
        return daily

    def _unplanned(self, match: Match) -> Floats:
        """The same without the plan."""
        daily = self.found.get(match)
        if daily is None:
            n_past = self.ahead.first - self.first
            daily = np.empty((len(self.held), self.ahead.last - self.first + 1))
            daily[:, :n_past] = self.ahead.past_by_day(self.first).done(match)
            assumed = self.ahead.ahead_by_day.done(match)
            np.multiply(self.held[:, None], assumed, out=daily[:, n_past:])
            self.found[match] = daily
        return daily

    @cached_property
    def _acts(self) -> list[Acts]:
        return [act.versions(self.done[:, None]) for act in self.acts]

    @cached_property
    def _planned(self) -> Planned:
        return Planned(self.acts)

    @cached_property
    def _touching(self) -> Planned:
        """The acts, and a level for each that one of them raises."""
        raises = practice().raises
        raised = {raises[act.action] for act in self.acts if act.action in raises}
        nothing = np.zeros((1, self.ahead.last - self.ahead.on))
        levels = [Acts(level, (), nothing, nothing > 0) for level in sorted(raised)]
        return Planned([*self.acts, *levels])

    @cached_property
    def _standing(self) -> Standing:
        acts = self._acts
        return Standing(self.ahead, [*acts, *self.ahead.raised(acts, self.held)])


def _slots(signal: SignalModel) -> tuple[Slot, ...]:
    """The flows that a signal is made of."""
    match signal.kind:
        case "flow":
            return (Slot(signal.match, signal.decay, most=signal.per_day_max),)
        case "days":
            return (Slot(signal.match, fading(signal), per_day=True),)
        case "rate":
            return Slot(signal.match, signal.decay), Slot(signal.of, signal.decay)
    return ()


def _matches(signal: SignalModel) -> tuple[Match, ...]:
    return (signal.match, signal.of, *(item.match for item in signal.items))


def _is_plain(signal: SignalModel) -> bool:
    """Whether it looks at acts alone where it adds up, at levels alone where it holds."""
    holds = signal.kind in ("stock", "checklist")
    return all(_looks_at(match, levels=holds) for match in _matches(signal))


@lru_cache(maxsize=4096)
def _looks_at(match: Match, levels: bool) -> bool:
    """Whether all rows that may match are levels, or none is."""
    return all(vocabulary()[name].level == levels for name in _looked_at(match))


@lru_cache(maxsize=4096)
def _looked_at(match: Match) -> frozenset[str]:
    """The actions of which rows may match."""
    names = tuple(vocabulary())
    return frozenset(names[place] for place, _ in by_action(match, names))
