"""What is assumed of the days to come: the last weeks again or nothing, what covers them, how much
of what is sent is answered; and logs in which each account is one version of the future."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimator.coverage import Coverage, Span
from estimator.days import Range
from estimator.log import ActivityLog, concat
from estimator.rules.match import Condition, Match, actions_of
from estimator.rules.model import Model
from estimator.score.book import Book
from estimator.score.rows import Flags, Floats, matching
from estimator.whatif.habits import Habit, practice
from estimator.whatif.plans import WEEK, Acts, Baseline, is_level, to_rows


def by_day(log: ActivityLog, match: Match, first: int, last: int) -> Floats:
    """How much of the rows of one account matches on each day: shape (last - first + 1,)."""
    inside = matching(match, log) & (log.day >= first) & (log.day <= last)
    sums = np.bincount(log.day[inside] - first, log.count[inside], max(last - first + 1, 0))
    return sums.astype(np.float64, copy=False)


def rows_of(log: ActivityLog, wanted: Callable[[str], bool]) -> Flags:
    """The rows whose action is wanted: shape (n_rows,)."""
    return np.array([*map(wanted, log.actions)], dtype=bool)[log.action]


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
        """The outlook without acts before a day, which no window reaches; levels stay."""
        kept = (self.past.day >= day) | rows_of(self.past, is_level)
        return self if kept.all() else replace(self, past=self.past.where(kept))

    def from_today(self) -> "Outlook":
        """The outlook from the evening before: the acts of the day `on` are still to come."""
        today = (self.past.day == self.on) & ~rows_of(self.past, is_level)
        ahead = concat([self.past.where(today), self.ahead.with_coverage(self.past.coverage)])
        return replace(self, past=self.past.where(~today), ahead=ahead, on=self.on - 1)

    def log(self, acts: Sequence[Acts] = (), held: Floats | None = None) -> ActivityLog:
        """The past and the days to come as one log, one account a version.

        acts: all with the same number of versions. held: how many times the baseline is done in
        each version, shape (n_versions,); once without it.
        """
        n = len(acts[0].counts) if acts else 1 if held is None else len(held)
        held = np.ones(n) if held is None else held
        names = self.past.accounts if n == 1 else tuple(f"{i:06d}" for i in range(n))
        parts = [to_rows([*acts, *self._raised(acts, held)], self.first, names)]
        for log, times in ((self.past, np.ones(n)), (self.ahead, held)):
            repeated = replace(
                log,
                accounts=names,
                account=np.repeat(np.arange(n, dtype=np.int32), log.n_rows),
                day=np.tile(log.day, n),
                action=np.tile(log.action, n),
                count=np.outer(times, log.count).ravel(),
                attributes={
                    k: replace(v, codes=np.tile(v.codes, n)) for k, v in log.attributes.items()
                },
            )
            parts.append(repeated)
        return concat([part.with_coverage(self.past.coverage) for part in parts])

    def _raised(self, acts: Sequence[Acts], held: Floats) -> Iterator[Acts]:
        """The levels that the acts raise by one each: a row on every day that one grows."""
        for action, raised in practice().raises.items():
            match = Condition("action", "eq", (action,))
            grown = held[:, None] * by_day(self.ahead, match, self.first, self.last)
            for act in acts:
                grown = grown + act.counts if act.action == action else grown
            base = np.full((len(held), self.last - self.on), np.nan)
            base[:, 0] = np.nan if self.levels[raised] is None else self.levels[raised]
            so_far = np.cumsum(grown, axis=1)
            for act in acts:
                if act.action == raised:
                    base = np.where(act.present, act.counts - so_far + grown, base)
            told = np.where(np.isfinite(base), np.arange(base.shape[1]), 0)  # the last one holds
            told = np.maximum.accumulate(told, axis=1)
            state = np.take_along_axis(base, told, axis=1) + so_far
            present = (grown > 0) & np.isfinite(state)
            if present.any():
                yield Acts(raised, (), np.where(present, state, 0.0), present)


def outlook(
    log: ActivityLog, on: int, last: int, baseline: Baseline = "continue", weeks: int = 4
) -> Outlook:
    """The outlook from the day `on` to the day `last` of a log of one account.

    baseline: `continue` repeats the acts of the last `weeks` weeks, or of as many whole weeks as
    the log has, row by row on the same weekdays; `nothing` repeats none. Levels stay.
    """
    past = log.where(log.day <= on)
    if past.first_day is not None:
        weeks = max(min(weeks, (on - past.first_day + 1) // WEEK), 1)
    period = WEEK * weeks
    again = past.where((past.day > on - period) & ~rows_of(past, is_level))
    times = -(-(last - on) // period) if baseline == "continue" and again.n_rows else 0
    later = [replace(again, day=again.day + np.int32(period * (i + 1))) for i in range(times)]
    ahead = concat([again, *later]).between(on + 1, last)
    actions = {span.action for span in log.coverage.spans}
    spans = (replace(span, account=None) for span in log.coverage.spans)
    to_come = (Span(action, on + 1, last) for action in sorted(actions, key=str))
    past = past.with_coverage(Coverage(tuple(dict.fromkeys((*spans, *to_come)))))
    levels = {name: state(past, name, on) for name in practice().raises.values()}
    return Outlook(past, ahead, on, last, weeks, levels)


def state(past: ActivityLog, name: str, on: int) -> float | None:
    """The level on a day, by its last row; 0 without one where it is covered, else None."""
    if name in past.actions:
        rows = np.flatnonzero(past.action == past.actions.index(name))
        if len(rows):
            return float(past.count[rows[past.day[rows] == past.day[rows].max()]].max())
    return 0.0 if past.coverage.days(name, past.accounts, on, on).all() else None


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


def filled(habits: Iterable[Habit], log: ActivityLog, model: Model, on: int) -> tuple[Habit, ...]:
    """The habits with an outcome for every one that sends something and does not state one."""
    habits, known = tuple(habits), practice().outcomes
    if not any(habit.outcome is None and habit.action in known for habit in habits):
        return habits
    rates = outcome_rates(log, model, on)
    return tuple(one if one.outcome is not None else one.answered_as(rates) for one in habits)
