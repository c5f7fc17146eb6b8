"""Trials: the logs of cases and scenarios scored on the days that matter, and again under a model
that differs in little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Self

import numpy as np

from estimator.actions import Seat
from estimator.checks.cases import Checked, Scenario
from estimator.days import Range, to_day
from estimator.explanation.rule_changes import amounting
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.rules.model import Model, PillarModel
from estimator.score.book import Amounts, Book, Points, Shares, book_of
from estimator.score.rows import Floats


@dataclass(frozen=True, eq=False)
class Scored:
    """A log of one account on a stretch of days on which one model holds, scored by the book."""

    log: ActivityLog
    days: Range
    book: Book
    seen: Amounts
    shares: Shares
    result: Points

    @classmethod
    def of(cls, log: ActivityLog, days: Range, book: Book, seen: Amounts | None = None) -> Self:
        """What the book makes of a log, or of amounts of it that are known."""
        seen = seen or book.amounts(log, days)
        shares = book.shares(seen)
        return cls(log, days, book, seen, shares, book.points(shares))

    @property
    def seat(self) -> Seat:
        return self.book.seat

    def at(self, what: Literal["points", "low", "high", "uncut"], name: str, on: date) -> float:
        """The points of a pillar or `total` on a day, an end of its interval, or the sum of a
        pillar's signals before cap and ceiling."""
        column: Sequence[Floats] = getattr(self.result, what)
        return self._on(column[self._place(name)], on)

    def pillar(self, name: str) -> PillarModel:
        """The pillar of a name."""
        return self.book.pillars[self._place(name)]

    def amount(self, path: str, on: date) -> float | None:
        """What the log shows of a signal; None when there is none of that path, or not here."""
        place = self.book.place.get(path)
        return None if place is None else self._on(self.seen.amount[place], on)

    def figure(self, name: str, on: date) -> float | None:
        """A figure that a scenario checks: a pillar, `total`, or amount or points of a signal.

        None when the rules have no such signal, or the seat has not.
        """
        path, _, kind = name.partition(" ")
        if not kind:
            return self.at("points", name, on)
        place = self.book.place.get(path)
        if place is None or kind == "amount":
            return self.amount(path, on)
        return self.book.signals[place].points * self._on(self.shares.middle[place], on)

    def under(self, change: "ModelChange") -> "Scored":
        """The score of the same log and days under the model after; itself where nothing here
        differs. Amounts are those there are where they stay the same.
        """
        there = {*self.book.place, *change.after.signals(self.seat)}
        if not change.moved & there and not change.cut:
            return self
        book = book_of(change.after, self.seat)
        if change.amounts & there:
            rows = [self._row(path, book, change) for path in book.place]
            seen = Amounts(*(np.concatenate([row[side] for row in rows]) for side in (0, 1)))
            return Scored.of(self.log, self.days, book, seen)
        return Scored.of(self.log, self.days, book, self.seen)

    def _row(self, path: str, book: Book, change: "ModelChange") -> Amounts:
        """What the log shows of one signal of the changed book: (1, 1, n_days) each."""
        if path in change.amounts:
            return Book.alone([book.signals[book.place[path]]]).amounts(self.log, self.days)
        own = slice(self.book.place[path], self.book.place[path] + 1)
        return Amounts(self.seen.amount[own], self.seen.known[own])

    def _place(self, name: str) -> int:
        return [*(pillar.name for pillar in self.book.pillars), "total"].index(name)

    def _on(self, days: Floats, on: date) -> float:
        return float(days[0, to_day(on) - self.days.first])


@dataclass(frozen=True, eq=False)
class ModelChange:
    """A model beside the one before it: the signals that differ (`moved`), those of them that add
    up to something else (`amounts`), and whether what holds for all of them differs (`cut`: caps,
    spreads, intervals).
    """

    after: Model
    moved: frozenset[str]
    amounts: frozenset[str]
    cut: bool

    @classmethod
    def between(cls, before: Model, after: Model) -> Self:
        """The change from one model to the other."""
        old, new = ({s.path: s for p in m.pillars for s in p.signals} for m in (before, after))
        moved = frozenset(path for path in {**old, **new} if new.get(path) != old.get(path))
        amounts = (p for p in moved if amounting(old.get(p)) != amounting(new.get(p)))
        ends = (
            [m.level, m.together, *(replace(p, signals=()) for p in m.pillars)]
            for m in (before, after)
        )
        return cls(after, moved, frozenset(amounts), next(ends) != next(ends))


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
    seats: tuple[Seat, ...]
    if isinstance(case, Scenario):
        asked, seats, used = [case.on], (case.seat,), case.rules or rules
    else:
        asked, seats, used = sorted({day for day, _, _ in case.dated}), case.seats, rules
    scores: dict[date, tuple[Scored, ...]] = {}
    for stretch in _stretches(asked, used):
        days = Range(to_day(stretch[0]), to_day(stretch[-1]))
        books = [book_of(used.on(days.first), seat) for seat in seats]
        scores |= dict.fromkeys(stretch, tuple(Scored.of(case.log, days, book) for book in books))
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
