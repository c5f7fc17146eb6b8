"""The days to come without a plan: what every plan for them is held against, kept with the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.score import Columns
from estimator.signals import Range
from estimator.whatif.futures import Stretch, columns_of, stretches, with_plan
from estimator.whatif.habits import practice
from estimator.whatif.outlook import Outlook, outcome_rates, outlook
from estimator.whatif.parts import longest_window, pieces
from estimator.whatif.plans import WEEK, Acts, Baseline
from estimator.whatif.versions import Versions


class Asked(NamedTuple):
    """The last day of the past, the last to come, and what is assumed of those between."""

    on: int
    last: int
    baseline: Baseline
    weeks: int


@dataclass(frozen=True, eq=False)
class Without:
    """Three versions, the baseline as assumed, less and more of it, from some weeks back until the
    last day to come."""

    asked: Asked
    ahead: Outlook
    rules: Rules
    seat: Seat
    days: Range
    versions: Versions
    stretches: Sequence[Stretch]

    @cached_property
    def columns(self) -> Columns:
        """Points, low and high by pillar and "total": arrays of shape (3, n_days)."""
        return columns_of(self.stretches)

    @cached_property
    def rates(self) -> Mapping[str, float]:
        """The part of each sent action that is answered, by action."""
        return outcome_rates(self.ahead.past, self.rules.on(self.ahead.on), self.ahead.on)

    def under(self, rules: Rules, seat: Seat) -> "Without":
        """The same under other rules or with another seat."""
        same = rules is self.rules and seat == self.seat
        return self if same else _without(self.ahead, self.asked, rules, seat)

    def planned(self, acts: Sequence[Acts]) -> Columns:
        """The same with a plan as assumed, less and more of it."""
        part = practice().done["plan"]
        done = np.array([1.0, part.low, part.high])
        versions = replace(self.versions, acts=tuple(acts), done=done)
        return columns_of(with_plan(versions, self.stretches))


def without_plan(log: ActivityLog, asked: Asked, rules: Rules, seat: Seat) -> Without:
    """What comes without a plan; the last answer is kept with the log, for the next plan."""
    kept = vars(log).get("_without")
    if isinstance(kept, Without) and kept.asked == asked:
        found = kept.under(rules, seat)
    else:
        found = _without(outlook(log, *asked), asked, rules, seat)
    vars(log)["_without"] = found
    return found


def _without(ahead: Outlook, asked: Asked, rules: Rules, seat: Seat) -> Without:
    habits = practice().done["habits"]
    days = Range(ahead.on - WEEK * ahead.weeks + 1, ahead.last)
    window = longest_window(*(rules.on(piece.first) for piece in pieces(rules, days)))
    held = np.array([1.0, habits.low, habits.high])
    versions = Versions(ahead, held, days.first - window, (), np.zeros(len(held)))
    found = stretches(versions, rules, days, seat)
    return Without(asked, ahead, rules, seat, days, versions, found)
