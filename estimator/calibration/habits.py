"""What an account usually does, and its log if it went on with that."""

from collections.abc import Mapping

import numpy as np

from estimator.actions import vocabulary
from estimator.coverage import Span
from estimator.log import ActivityLog, Coded, concat

USUAL = 28  # days that show what an account usually does


def usual_habit(log: ActivityLog, day: int) -> dict[str, float]:
    """How much of each action the account did in a day of its last weeks."""
    recent = log.day > day - USUAL
    sums = np.bincount(log.action[recent], log.count[recent], len(log.actions))
    return {
        action: float(total) / USUAL
        for action, total in zip(log.actions, sums, strict=True)
        if not vocabulary()[action].level and total > 0
    }


def continued(log: ActivityLog, day: int, habit: Mapping[str, float], n_days: int) -> ActivityLog:
    """The log with the habit for the days to come, all of which it would show."""
    actions = [action for action, per_day in habit.items() if per_day > 0]
    days = np.arange(day + 1, day + n_days + 1)
    more = ActivityLog.build(
        day=np.tile(days, len(actions)),
        action=Coded.of(np.repeat(actions, n_days).tolist()),
        count=np.repeat([habit[action] for action in actions], n_days),
        account=Coded.constant(log.accounts[0], n_days * len(actions)),
        accounts=log.accounts,
    )
    joined = concat([log, more])
    coverage = log.coverage.with_span(Span(None, day + 1, day + n_days))
    return joined.with_coverage(coverage)
