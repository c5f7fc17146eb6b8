"""What each signal amounts to: log -> amount and how much of it the log could know.

Everything is computed for a range of days at once; one day is a range of length 1. Shapes are
(n_accounts, n_days); `known` may be (1, n_days) where all accounts are covered alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.coverage import Coverage
from estimator.decay import Decay, daily_sums, flow_on, flow_over
from estimator.log import ActivityLog
from estimator.matching import matching
from estimator.rules.match import Match, actions_of
from estimator.rules.model import SignalModel

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Amounts:
    """amount: what the log shows, >= 0. known: the part of it the log could have shown, in [0, 1].

    known is 1 where the log covers all that the signal looks at, 0 where it covers nothing.
    """

    amount: Floats
    known: Floats


@dataclass(frozen=True)
class Range:
    """The days `first` to `last`, both included."""

    first: int
    last: int

    @property
    def n_days(self) -> int:
        return self.last - self.first + 1


def amounts(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    """The amount of a signal for every account and day of the range, and how much is known."""
    compute = {"flow": _flow, "stock": _stock, "rate": _rate, "days": _days, "checklist": _items}
    return compute[signal.kind](signal, log, days)


def _flow(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    decay, match = signal.decay, signal.match
    amount = decayed(match, log, days, decay, signal.per_day_max)
    return Amounts(amount, covered_part(signal.known_by or actions_of(match), log, days, decay))


def _days(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    decay, match = signal.decay, signal.match
    flat = Decay(np.inf, decay.window, decay.lag)
    active = (_daily(match, log, days, flat) > 0).astype(np.float64)
    known = covered_part(signal.known_by or actions_of(match), log, days, flat)
    return Amounts(flow_over(flat, active), known)


def _rate(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    """(match + prior) / (of + prior); unknown while `of` is below min_of, zero without any."""
    decay, match, whole = signal.decay, signal.match, signal.of
    part = decayed(match, log, days, decay)
    total = decayed(whole, log, days, decay)
    prior = signal.prior_weight
    rate = (part + signal.prior_rate * prior) / np.maximum(total + prior, np.finfo(float).tiny)
    covered = np.minimum(
        covered_part(actions_of(match), log, days, decay),
        covered_part(actions_of(whole), log, days, decay),
    )
    enough = (total >= signal.min_of) & (total > 0) & (covered > 0)
    known = np.where(enough, 1.0, np.where(total > 0, 0.0, covered))
    return Amounts(np.where(enough, np.minimum(rate, 1.0), 0.0), known)


def _stock(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    return level(signal.match, log, days)


def _items(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    """The weights of the items present; known: the weights of the items the log can judge."""
    amount, known, whole = np.zeros((1, 1)), np.zeros((1, 1)), 0.0
    for item in signal.items:
        state = level(item.match, log, days)
        amount = amount + item.weight * (state.amount > 0)
        known = known + item.weight * state.known
        whole += item.weight
    return Amounts(amount, known / whole)


def decayed(
    match: Match, log: ActivityLog, days: Range, decay: Decay, per_day_max: float | None = None
) -> Floats:
    """The decayed sum of the matching rows: shape (n_accounts, n_days)."""
    if days.n_days == 1 and per_day_max is None:
        rows = matching(match, log)
        columns = log.account[rows], log.day[rows], log.count[rows]
        return flow_on(decay, *columns, days.first, log.n_accounts)[:, None]
    daily = _daily(match, log, days, decay)
    return flow_over(decay, daily if per_day_max is None else np.minimum(daily, per_day_max))


def level(match: Match, log: ActivityLog, days: Range) -> Amounts:
    """The last level on or before each day; known once there is one, or where it is covered.

    Of two levels on the same day the higher one holds.
    """
    rows = np.flatnonzero(matching(match, log) & (log.day <= days.last))
    account, day = log.account[rows], log.day[rows]
    starts = np.flatnonzero(np.diff(account, prepend=-1) | np.diff(day, prepend=-1))
    states = np.append(np.maximum.reduceat(log.count[rows], starts) if len(rows) else [], 0.0)
    last = np.full((log.n_accounts, days.n_days), -1)
    last[account[starts], np.maximum(day[starts] - days.first, 0)] = np.arange(len(starts))
    last = np.maximum.accumulate(last, axis=1)
    known = np.where(last >= 0, 1.0, _covered_on(actions_of(match), log, days))
    return Amounts(states[last], known)


def covered_part(actions: Iterable[str], log: ActivityLog, days: Range, decay: Decay) -> Floats:
    """The part of the window's weight that is covered, the mean over the actions, in [0, 1].

    Shape (n_accounts or 1, n_days).
    """
    weights = decay.weights()
    parts = [
        flow_over(decay, _covered(log, action, days.first - len(weights) + 1, days.last))
        for action in actions
    ]
    return _exactly_one(sum(parts, np.zeros((1, 1))) / (len(parts) * weights.sum()))


def _exactly_one(part: Floats) -> Floats:
    """The same, with what rounding left of a full window made whole."""
    return np.where(part > 1.0 - 1e-9, 1.0, part)


def _covered_on(actions: Iterable[str], log: ActivityLog, days: Range) -> Floats:
    parts = [_covered(log, action, days.first, days.last) for action in actions]
    return sum(parts, np.zeros((1, 1))) / len(parts)


def _covered(log: ActivityLog, action: str, first: int, last: int) -> Floats:
    coverage: Coverage = log.coverage
    return coverage.days(action, log.accounts, first, last).astype(np.float64)


def _daily(match: Match, log: ActivityLog, days: Range, decay: Decay) -> Floats:
    """What was done on each day that the range's windows reach."""
    rows = matching(match, log)
    first = days.first - decay.window + 1
    columns = log.account[rows], log.day[rows], log.count[rows]
    return daily_sums(*columns, first, days.last, log.n_accounts)
