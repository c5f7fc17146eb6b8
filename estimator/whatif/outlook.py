"""What is assumed of the days to come: the last weeks again or nothing, what covers them, how much
of what is sent is answered; and logs in which each account is one version of the future."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import Range
from estimator.log import ActivityLog, concat
from estimator.rules.match import Condition, Match, actions_of
from estimator.rules.model import Model
from estimator.score.book import Book
from estimator.score.rows import Floats, matching
from estimator.whatif.habits import practice
from estimator.whatif.plans import WEEK, Acts, Baseline, Plan, to_rows


def by_day(log: ActivityLog, match: Match, first: int, last: int) -> Floats:
    """How much of the rows of one account matches on each day: shape (last - first + 1,)."""
    inside = matching(match, log) & (log.day >= first) & (log.day <= last)
    sums = np.bincount(log.day[inside] - first, log.count[inside], max(last - first + 1, 0))
    return sums.astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class Outlook:
    """One account's log up to the day `on`, and what the days up to `last` would be without a plan.

    past: its rows up to `on`; the assumed days are covered for every action that the log covers.
    ahead: the rows assumed after `on`. weeks: how many weeks they repeat. levels: the state of
    each level that grows by itself, None where it is unknown.
    """

    past: ActivityLog
    ahead: ActivityLog
    on: int
    last: int
    weeks: int
    levels: dict[str, float | None]

    @property
    def first(self) -> int:
        """The first day to come."""
        return self.on + 1

    def since(self, day: int) -> "Outlook":
        """The same without acts before a day, which no window reaches; levels stay."""
        kept = (self.past.day >= day) | self._levels()[self.past.action]
        return self if kept.all() else replace(self, past=self.past.where(kept))

    def from_today(self) -> "Outlook":
        """The same seen from the evening before: the acts of the day `on` are still to come."""
        today = self.past.day == self.on
        today &= ~self._levels()[self.past.action]
        ahead = concat([self.past.where(today), self.ahead.with_coverage(self.past.coverage)])
        return replace(self, past=self.past.where(~today), ahead=ahead, on=self.on - 1)

    def only(self, actions: set[str]) -> "Outlook":
        """The same with the rows of these actions only."""
        past, ahead = (
            log.where(np.array([name in actions for name in log.actions] or [False])[log.action])
            for log in (self.past, self.ahead)
        )
        return replace(self, past=past, ahead=ahead)

    @cached_property
    def begin(self) -> int:
        """The first day of a row of the past; its last day where there is none."""
        first = self.past.first_day
        return self.on if first is None else min(first, self.on)

    def log(self, acts: Sequence[Acts] = (), held: Floats | None = None) -> ActivityLog:
        """The past and the days to come as one log, one account a version.

        acts: all with the same number of versions. held: how many times the baseline is done in
        each version, shape (n_versions,); once without it.
        """
        n = len(acts[0].counts) if acts else 1 if held is None else len(held)
        held = np.ones(n) if held is None else held
        names = self.past.accounts if n == 1 else tuple(f"{i:06d}" for i in range(n))
        parts = [_repeated(self.past, np.ones(n), names), _repeated(self.ahead, held, names)]
        parts.append(to_rows([*acts, *self.raised(acts, held)], self.first, names))
        return concat([part.with_coverage(self.past.coverage) for part in parts])

    def raised(self, acts: Sequence[Acts], held: Floats) -> Iterator[Acts]:
        """The levels that the acts raise by one each: a row on every day that one grows."""
        for action, raised in practice().raises.items():
            grown = held[:, None] * self._daily(action)
            for act in acts:
                grown = grown + act.counts if act.action == action else grown
            base = np.full(grown.shape, np.nan)
            base[:, 0] = np.nan if self.levels[raised] is None else self.levels[raised]
            so_far = np.cumsum(grown, axis=1)
            for act in acts:
                if act.action == raised:
                    base = np.where(act.present, act.counts - so_far + grown, base)
            state = last_known(base) + so_far
            present = (grown > 0) & np.isfinite(state)
            if present.any():
                yield Acts(raised, (), np.where(present, state, 0.0), present)

    def _levels(self) -> npt.NDArray[np.bool_]:
        """Which of the past's actions are levels."""
        return np.array([vocabulary()[name].level for name in self.past.actions] or [False])

    def _daily(self, action: str) -> Floats:
        """How many of an action the baseline has on each day to come: shape (1, n_days)."""
        return by_day(self.ahead, Condition("action", "eq", (action,)), self.first, self.last)[None]


def outlook(
    log: ActivityLog, on: int, last: int, baseline: Baseline = "continue", weeks: int = 4
) -> Outlook:
    """The outlook from the day `on` to the day `last` of a log of one account.

    baseline: `continue` repeats the acts of the last `weeks` weeks, or of as many whole weeks as
    the log has, row by row on the same weekdays; `nothing` repeats none. Levels stay.
    """
    past = log.where(log.day <= on)
    weeks = _weeks_there_are(past, on, weeks)
    recent = (
        past.between(on - WEEK * weeks + 1, on) if baseline == "continue" else past.between(1, 0)
    )
    actions = {span.action for span in log.coverage.spans}
    spans = (replace(span, account=None) for span in log.coverage.spans)
    to_come = (Span(action, on + 1, last) for action in sorted(actions, key=str))
    coverage = Coverage(tuple(dict.fromkeys((*spans, *to_come))))
    past = past.with_coverage(coverage)
    levels = {name: state(past, name, on) for name in practice().raises.values()}
    return Outlook(past, _again(recent, on, last, WEEK * weeks), on, last, weeks, levels)


def _weeks_there_are(past: ActivityLog, on: int, weeks: int) -> int:
    if past.first_day is None:
        return weeks
    return max(min(weeks, (on - past.first_day + 1) // WEEK), 1)


def _again(recent: ActivityLog, on: int, last: int, period: int) -> ActivityLog:
    """The acts of a period that ends on the day `on`, again and again until `last`."""
    acts = np.array([not vocabulary()[name].level for name in recent.actions] or [False])
    recent = recent.where(acts[recent.action])
    times = -(-(last - on) // period) if recent.n_rows else 0
    later = [replace(recent, day=recent.day + np.int32(period * (i + 1))) for i in range(times)]
    nothing = recent.where(np.zeros(recent.n_rows, dtype=bool))
    return concat([nothing, *later]).between(on + 1, last)


def state(past: ActivityLog, name: str, on: int) -> float | None:
    """The level on a day, by its last row; 0 without one where it is covered, else None."""
    if name in past.actions:
        rows = np.flatnonzero(past.action == past.actions.index(name))
        if len(rows):
            return float(past.count[rows[past.day[rows] == past.day[rows].max()]].max())
    return 0.0 if past.coverage.days(name, past.accounts, on, on).all() else None


def _repeated(log: ActivityLog, times: Floats, names: tuple[str, ...]) -> ActivityLog:
    """The log once for each of the names, its acts `times[i]` times as often."""
    n = len(names)
    return ActivityLog(
        accounts=names,
        actions=log.actions,
        account=np.repeat(np.arange(n, dtype=np.int32), log.n_rows),
        day=np.tile(log.day, n),
        action=np.tile(log.action, n),
        count=np.outer(times, log.count).ravel(),
        attributes={k: replace(v, codes=np.tile(v.codes, n)) for k, v in log.attributes.items()},
    )


def last_known(states: Floats) -> Floats:
    """Each row with its gaps filled by the value before: shape (n_versions, n_days)."""
    place = np.where(np.isfinite(states), np.arange(states.shape[1]), 0)
    place = np.maximum.accumulate(place, axis=1)
    return np.take_along_axis(states, place, axis=1)


def outcome_rates(log: ActivityLog, model: Model, on: int) -> dict[str, float]:
    """The part of each sent action that is answered, by action, as the rate signals see it.

    Without enough of it in the log, the prior of the rules; actions without a rate signal are
    not in the result.
    """
    found = {}
    for sent, outcome in practice().outcomes.items():
        own = [
            signal
            for pillar in model.pillars
            for signal in pillar.signals
            if signal.kind == "rate"
            and actions_of(signal.match) == (outcome.action,)
            and actions_of(signal.of) in ((sent,), (outcome.also,))
        ]
        for signal in own:
            amount, known = Book.alone([signal]).amounts(log, Range(on, on))
            seen = known[0, 0, 0] >= 1 and amount[0, 0, 0] > 0
            found[sent] = float(amount[0, 0, 0]) if seen else signal.prior_rate
    return found


def filled(plan: Plan, log: ActivityLog, model: Model, on: int) -> Plan:
    """The plan with an outcome for every habit that sends something and does not state one."""
    return answered(plan, outcome_rates(log, model, on)) if is_open(plan) else plan


def is_open(plan: Plan) -> bool:
    """Whether a habit sends something and does not say how much of it is answered."""
    return any(h.outcome is None and h.action in practice().outcomes for h in plan)


def answered(plan: Plan, rates: Mapping[str, float]) -> Plan:
    """The plan with these outcomes where a habit does not state one."""
    habits = (habit if habit.outcome is not None else habit.answered_as(rates) for habit in plan)
    return replace(plan, habits=tuple(habits))
