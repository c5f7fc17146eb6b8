"""Trials: cases and scenarios, their logs scored on the days that matter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from estimator.actions import Seat
from estimator.checks.loading import Checked
from estimator.checks.scenarios import Scenario
from estimator.checks.scoring import ModelChange, Scored, scored
from estimator.days import to_day
from estimator.rules import Rules

LONGEST = timedelta(days=183)  # days that are scored in one go


@dataclass(frozen=True, eq=False)
class Trial:
    """A case or scenario, and its log scored on each day that matters, once for each seat.

    Days close to each other share what was scored for them.
    """

    case: Checked
    scores: Mapping[date, tuple[Scored, ...]]

    @property
    def own_rules(self) -> bool:
        """Whether it brings its own rules, and so says nothing of those that are checked."""
        return isinstance(self.case, Scenario) and self.case.rules is not None

    def under(self, changes: Mapping[int, ModelChange]) -> "Trial":
        """The same under changed models, by the first day of what is scored; itself where all that
        is scored stays the same."""
        there = {id(one): one for ones in self.scores.values() for one in ones}
        once = {key: one.under(changes[one.days.first]) for key, one in there.items()}
        if all(once[key] is one for key, one in there.items()):
            return self
        scores = {day: tuple(once[id(s)] for s in ones) for day, ones in self.scores.items()}
        return Trial(self.case, scores)


def trial(case: Checked, rules: Rules) -> Trial:
    """A case or scenario scored by the rules, or by its own."""
    days, seats = _asked(case)
    used = case.rules if isinstance(case, Scenario) and case.rules is not None else rules
    scores: dict[date, tuple[Scored, ...]] = {}
    for stretch in _stretches(days, used):
        together = tuple(scored(case.log, used, stretch[0], stretch[-1], seat) for seat in seats)
        scores |= dict.fromkeys(stretch, together)
    return Trial(case, scores)


def _stretches(days: Sequence[date], rules: Rules) -> Iterator[list[date]]:
    """The days in groups on which no number changes, each within half a year."""
    group: list[date] = []
    for day in days:
        if group and (
            day - group[0] > LONGEST
            or any(to_day(group[0]) < change <= to_day(day) for change in rules.change_days())
        ):
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _asked(case: Checked) -> tuple[list[date], tuple[Seat, ...]]:
    """The days a case is scored on, in their order, and the seats."""
    if isinstance(case, Scenario):
        return [case.on], (case.seat,)
    return sorted({day for day, _, _ in case.dated}), case.seats
