"""How often something is done: day by day in the past, then as assumed and as planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from estimator.actions import vocabulary
from estimator.log import Value
from estimator.rules.match import Condition, Every
from estimator.whatif.outlook import Outlook
from estimator.whatif.spread import WEEK, Acts, Floats, monday

NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, eq=False)
class Doing:
    """How often one action is done on each day: of the log up to `on`, then as assumed and planned.

    past: shape (n_past_days,), ends on the day `on`; assumed, planned: shape (n_days_to_come,).
    """

    action: str
    on: int
    past: Floats
    assumed: Floats
    planned: Floats

    @cached_property
    def weekly(self) -> Floats:
        """How often in each week to come: shape (n_weeks,); the first may be part of a week."""
        return in_weeks(self.assumed + self.planned, self.on + 1)

    def recent(self, weeks: int | None = None) -> float:
        """The most in any of the last weeks; in any week at all without a number."""
        return float(self._past_weekly[-weeks if weeks else None :].max(initial=0.0))

    @cached_property
    def _past_weekly(self) -> Floats:
        return in_weeks(self.past, self.on - len(self.past) + 1)


def in_weeks(daily: Floats, first: int) -> Floats:
    """Sums of calendar weeks of days from `first` on; the first and the last may be parts.

    >>> in_weeks(np.ones(9), first=1).tolist()  # from a Friday on
    [3.0, 6.0]
    """
    if not len(daily):
        return np.zeros(0)
    starts = np.arange(monday(first) - first, len(daily), WEEK)
    return np.add.reduceat(daily, np.maximum(starts, 0))


def doing_of(
    ahead: Outlook, acts: Sequence[Acts], action: str, with_: Mapping[str, Value] = NOTHING
) -> Doing:
    """How often the action is done, counting only what has these attributes."""
    own = [a.counts[0] for a in acts if a.action == action and {*with_.items()} <= {*a.attributes}]
    nothing = np.zeros(ahead.last - ahead.on)
    level = vocabulary()[action].level
    with_these = [Condition(name, "eq", (value,)) for name, value in with_.items()]
    match = Every((_of(action), *with_these)) if with_these else _of(action)
    past = ahead.past_by_day(ahead.begin)
    return Doing(
        action,
        ahead.on,
        past=past.done(match) + np.zeros(ahead.on - ahead.begin + 1),
        assumed=nothing if level else ahead.ahead_by_day.done(match) + nothing,
        planned=np.max([nothing, *own], axis=0) if level else np.sum([nothing, *own], axis=0),
    )


@lru_cache(maxsize=256)
def _of(action: str) -> Condition:
    return Condition("action", "eq", (action,))
