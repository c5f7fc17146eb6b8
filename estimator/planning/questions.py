"""What is asked of a plan, and what every choice is worth to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from estimator.actions import Seat, vocabulary
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.planning.options import Option, options
from estimator.planning.programme import CLOSE_ENOUGH, Programme
from estimator.planning.tables import Worth, worth
from estimator.rules import Rules
from estimator.rules.near import near_miss
from estimator.signals import Range
from estimator.whatif.outcomes import outcome_rates
from estimator.whatif.outlook import Baseline, Outlook, outlook
from estimator.whatif.parts import Setting, longest_window


@dataclass(frozen=True, eq=False)
class Question:
    """Everything that decides what the best plan is, but the target.

    on, by: the last day of the past and the day the points are wanted on, since 1970-01-01.
    limits: the most a week of an action that the user wants. relaxed: actions whose limits,
    ramps and habits of practice are taken half as far again, to see what that would give.
    """

    log: ActivityLog
    rules: Rules
    on: int
    by: int
    minutes_per_week: float | None
    limits: Mapping[str, float]
    seat: Seat
    baseline: Baseline
    weeks: int
    relaxed: frozenset[str] = frozenset()

    def worth(self) -> Worth:
        """What every version of every option is worth on the day."""
        ahead = self._ahead
        rates = outcome_rates(ahead.past, self.rules.on(self.on), self.on)
        asked = (self.minutes_per_week, self.limits, self.relaxed)
        return self.worth_of(options(ahead, self.rules.on(self.by), self.seat, rates, *asked))

    def worth_of(self, found: Sequence[Option]) -> Worth:
        """The same of options that are known already."""
        model, ahead = self.rules.on(self.by), self._ahead
        parts = tuple(option.part for option in found)
        near = ahead.since(self.by - longest_window(model))
        return worth(Setting(near, model, self.seat, Range(self.by, self.by), parts), found)

    def programme(self, close: float = CLOSE_ENOUGH) -> Programme:
        """The same, ready to be solved to a relative gap."""
        return Programme(self.worth(), self.minutes_per_week, close)

    @cached_property
    def _ahead(self) -> Outlook:
        return outlook(self.log, self.on, self.by, self.baseline, self.weeks)


def check_most(minutes_per_week: float | None, limits: Mapping[str, float]) -> None:
    """Nothing when a week can be held to these. Raises: InputError for an action there is not, or
    for less than 0.
    """
    for action in limits:
        if action not in vocabulary():
            hint = near_miss(action, vocabulary()) or "; rules/actions.yaml lists them"
            raise InputError.at("limits", f"no such action (got {action!r}){hint}")
    for name, most in {"minutes_per_week": minutes_per_week or 0.0, **limits}.items():
        if not most >= 0:  # NaN is not either
            raise InputError.at(name, f"0 or more a week (got {most:g})")
