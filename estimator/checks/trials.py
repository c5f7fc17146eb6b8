"""Trials: the logs of cases and scenarios scored on the days that matter, and again under a model
that differs in little.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Self

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

    def under(self, after: Model) -> "Scored":
        """The score of the same log and days under other numbers; itself where nothing here
        differs. Amounts stay those there are where the numbers do not move them.
        """
        book, before = book_of(after, self.seat), self.book.signals
        moved = [n for n, new in enumerate(book.signals) if new != before[n]]
        if not moved and _cuts(book) == _cuts(self.book):
            return self
        seen = self.seen
        again = [n for n in moved if amounting(before[n]) != amounting(book.signals[n])]
        if again:
            other = Book.alone(book.signals[n] for n in again).amounts(self.log, self.days)
            seen = Amounts(seen.amount.copy(), seen.known.copy())
            seen.amount[again], seen.known[again] = other
        return Scored.of(self.log, self.days, book, seen)

    def _place(self, name: str) -> int:
        return [*(pillar.name for pillar in self.book.pillars), "total"].index(name)

    def _on(self, days: Floats, on: date) -> float:
        return float(days[0, to_day(on) - self.days.first])


def _cuts(book: Book) -> list[object]:
    """What holds for all signals of a book: caps, spreads, intervals."""
    return [book.level, book.joint, *(replace(pillar, signals=()) for pillar in book.pillars)]


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

    def under(self, rules: Rules) -> "Trial":
        """The trial under other numbers; itself where all that is scored stays the same."""
        there = {id(ones): ones for ones in self.scores.values()}
        once = {
            key: tuple(one.under(rules.on(one.days.first)) for one in ones)
            for key, ones in there.items()
        }
        if once == there:
            return self
        return Trial(self.case, {day: once[id(ones)] for day, ones in self.scores.items()})


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
