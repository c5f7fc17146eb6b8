"""How often something may be done in each week to come: within limits, with a ramp for a start."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from estimator.actions import Seat, vocabulary
from estimator.days import to_date
from estimator.whatif.doing import doing_of, in_weeks
from estimator.whatif.habits import Habit
from estimator.whatif.outlook import Outlook
from estimator.whatif.practice import practice
from estimator.whatif.spread import WEEK, Acts, Floats, monday

ROUNDING = 1e-9


def weekly_allowance(ahead: Outlook, action: str) -> Floats:
    """The most a week may hold of an action on top of the baseline: shape (n_weeks,); inf where
    nothing bounds it. Weeks are calendar weeks, the first and the last may be parts."""
    doing = doing_of(ahead, (), action)
    assumed = in_weeks(doing.assumed, ahead.first)
    allowed = np.full(len(assumed), np.inf)
    ramp, new = practice().warm_up.get(action), practice().new_account
    if ramp is not None:
        recent = doing.recent(ahead.weeks)
        allowed = np.array([ramp.allowed(recent, week) for week in range(len(assumed))])
    connections = ahead.levels.get("connections")
    if connections is not None and connections < new.connections_below:
        allowed = np.minimum(allowed, new.most.get(action, np.inf))
    return np.maximum(allowed - assumed, 0.0)


def ramped(habit: Habit, allowance: Floats, first: int) -> list[Habit]:
    """The habit, from a day on, in its first weeks no oftener than allowed, as one habit for each
    new rate."""
    rates = np.minimum(habit.rate, np.floor(allowance + ROUNDING))
    if not (rates < habit.rate).any():
        return [habit]
    starts = [monday(first) + WEEK * week for week in range(len(rates))]
    changes = [0, *(np.flatnonzero(np.diff(rates)) + 1).tolist()]
    return [
        part
        for i, week in enumerate(changes)
        for part in _stretch(habit, float(rates[week]), starts, week, [*changes, None][i + 1])
    ]


def _stretch(
    habit: Habit, rate: float, starts: Sequence[int], week: int, following: int | None
) -> Iterator[Habit]:
    if rate > 0:
        part = habit.at(rate)
        if week > 0:
            part = part.with_("start", to_date(starts[week]))
        if following is not None:
            part = part.with_("until", to_date(starts[following]) - timedelta(days=1))
        yield part


def most_within_limits(ahead: Outlook, acts: Acts, seat: Seat) -> int:
    """How many versions of the acts, from the first on, break no limit that the seat has."""
    doing = doing_of(ahead, (), acts.action)
    most = len(acts.counts)
    for limit in vocabulary()[acts.action].limits:
        if seat in limit.seats and not limit.with_ and limit.days is not None:
            within = _within(limit.days, doing.past, doing.assumed + acts.counts)
            over = acts.counts.any(axis=1) & (within.max(axis=1) > limit.count + ROUNDING)
            most = min(most, int(over.argmax()) if over.any() else most)
    return most


def _within(days: int, past: Floats, to_come: Floats) -> Floats:
    """The sums of as many days up to each day to come: shape (n_versions, n_days)."""
    before = np.broadcast_to([*np.zeros(days), *past], (len(to_come), days + len(past)))
    sums = np.cumsum(np.concatenate([before, to_come], axis=1), axis=1)
    within: Floats = (sums[:, days:] - sums[:, :-days])[:, -to_come.shape[1] :]
    return within
