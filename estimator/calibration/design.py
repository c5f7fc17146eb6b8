"""The signals of the rules at every reading: amounts as arrays, ready for other numbers.

A term is one signal: its points and its share, and how both move with the signal's numbers. The
share is the book's: share(x + unseen * amount(u)), with x the amount seen, `unseen` the part of
it the log could not show and u the population's share. A flow followed day by day before each
reading can move its half-life, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.calibration.observations import Cases
from estimator.days import Range
from estimator.decay import Decay, daily_sums
from estimator.rules.building import with_parameters
from estimator.rules.match import actions_of
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.saturation import LN2
from estimator.score.book import book_of
from estimator.score.rows import Flags, Floats, Ledger, slots_of
from estimator.score.shown import covered_part


@dataclass(frozen=True, eq=False)
class DailyFlow:
    """What counts of a flow by its age, before decay.

    counts: what was done, shape (n, window). covered: the part of the day the log shows, the same
    shape. decay: its window and lag.
    """

    counts: Floats
    covered: Floats
    decay: Decay

    def where(self, rows: Flags) -> Self:
        return replace(self, counts=self.counts[rows], covered=self.covered[rows])

    def amount(self, half_life: float) -> tuple[Floats, Floats]:
        """The amount with this half-life, and the part of it that is known: shapes (n,)."""
        weights = replace(self.decay, half_life=half_life).weights()
        return self.counts @ weights, self.covered @ weights / weights.sum()

    def slope(self, half_life: float) -> tuple[Floats, Floats]:
        """The derivatives of both by the half-life: 0.5^(age / h) * age * ln 2 / h^2 a count."""
        weights = replace(self.decay, half_life=half_life).weights()
        steep = weights * np.arange(len(weights)) * LN2 / half_life**2
        whole = weights.sum()
        known = self.covered @ weights / whole
        return self.counts @ steep, (self.covered @ steep - known * steep.sum()) / whole


def fading_of(signal: SignalModel, cases: Cases) -> DailyFlow:
    """The flow of a signal in the window before each reading."""
    shape = (len(cases), signal.decay.window)
    counts, covered = np.zeros(shape), np.zeros(shape)
    for place in np.unique(cases.log):
        rows = np.flatnonzero(cases.log == place)
        first = int(cases.day[rows].min()) - signal.decay.window + 1
        last = int(cases.day[rows].max())
        days = cases.day[rows][:, None] - first - np.arange(signal.decay.window)
        daily, shown = _daily(signal, cases, int(place), first, last)
        counts[rows] = daily[cases.account[rows][:, None], days]
        covered[rows] = np.broadcast_to(shown, daily.shape)[cases.account[rows][:, None], days]
    lacking = np.array([not signal.applies(seat) for seat in cases.seat], dtype=bool)
    counts[lacking], covered[lacking] = 0.0, 1.0  # whatever was done: that seat has no such signal
    return DailyFlow(counts, covered, signal.decay)


def _daily(
    signal: SignalModel, cases: Cases, place: int, first: int, last: int
) -> tuple[Floats, Floats]:
    """What each account of a log did, and could be seen to do, on each day."""
    log = cases.logs[place]
    [own] = Ledger.of(log, slice(0, log.n_accounts), slots_of(signal), []).faded
    looked_at = signal.known_by or actions_of(signal.match)
    shown = covered_part(looked_at, log, first, last)
    return daily_sums(*own.cells, first, last, log.n_accounts), shown


@dataclass(frozen=True, eq=False)
class Term:
    """One signal at every reading; arrays of shape (n,).

    A reading whose seat lacks the signal has the amount 0, all of it seen. shared: its share, where
    that is known already.
    """

    signal: SignalModel
    amount: Floats
    unseen: Floats
    stand_in: Floats
    fading: DailyFlow | None = None
    shared: Floats | None = None

    def where(self, rows: Flags) -> Self:
        fading = None if self.fading is None else self.fading.where(rows)
        return replace(
            self,
            amount=self.amount[rows],
            unseen=self.unseen[rows],
            stand_in=self.stand_in[rows],
            fading=fading,
            shared=None,
        )

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The term under other numbers; values by the last word of their path."""
        if not values:
            return self
        signal = with_parameters(self.signal, values)
        if values.keys() == {"points"}:  # the share is as it was
            return replace(self, signal=signal, shared=self.share)
        if self.fading is None or "half_life" not in values:
            return replace(self, signal=signal, shared=None)
        amount, known = self.fading.amount(values["half_life"])
        return replace(self, signal=signal, amount=amount, unseen=1.0 - known, shared=None)

    @cached_property
    def _filled(self) -> Floats:
        """The amount with what stands in for the unseen part of it."""
        return self.amount + self.unseen * self.signal.curve.amount(self.stand_in)

    @cached_property
    def share(self) -> Floats:
        return self.signal.curve.share(self._filled) if self.shared is None else self.shared

    def slope(self, name: str) -> Floats:
        """The derivative of the signal's points by one of its numbers: shape (n,)."""
        if name == "points":
            return self.share
        if name == "half_life":
            return self.signal.points * self._slope_of_half_life()
        return self.signal.points * self._slope_of_curve(name)

    def _slope_of_half_life(self) -> Floats:
        assert self.fading is not None, "only flows that were followed day by day"
        curve = self.signal.curve
        amount, known = self.fading.slope(self.signal.decay.half_life)
        return curve.slope(self._filled) * (amount - known * curve.amount(self.stand_in))

    def _slope_of_curve(self, name: str) -> Floats:
        """Of the share itself, and of the amount that stands in, which moves with the curve."""
        curve, filled = self.signal.curve, self._filled
        own, inverse = curve.d_parameters(filled), curve.d_inverse(self.stand_in)
        if name not in own:
            return np.zeros_like(filled)
        return own[name] + curve.slope(filled) * self.unseen * inverse[name]


@dataclass(frozen=True, eq=False)
class PillarDesign:
    """One pillar at every reading. most: what it can show, by the reading's seat, shape (n,)."""

    model: PillarModel
    terms: Mapping[str, Term]
    most: Floats

    def where(self, rows: Flags) -> Self:
        terms = {path: term.where(rows) for path, term in self.terms.items()}
        return replace(self, terms=terms, most=self.most[rows])

    def followed(self, paths: Sequence[str], cases: Cases) -> Self:
        """The pillar with these flows of it seen day by day, so that their half-life can move."""
        moved = {
            path: replace(term, fading=fading_of(term.signal, cases), shared=None)
            for path, term in self.terms.items()
            if path in paths
        }
        return replace(self, terms={**self.terms, **moved})

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The pillar under other numbers, by path."""
        own: dict[str, dict[str, float]] = {}
        for path, value in values.items():
            signal, _, name = path.rpartition(".")
            if signal in self.terms:
                own.setdefault(signal, {})[name] = value
        if not own:
            return self
        moved = {path: self.terms[path].with_numbers(values) for path, values in own.items()}
        return replace(self, terms={**self.terms, **moved})

    @cached_property
    def uncut(self) -> Floats:
        """The sum of its signals, before cap and ceiling: shape (n,)."""
        nothing = np.zeros(len(self.most))
        return sum((t.signal.points * t.share for t in self.terms.values()), nothing)

    @property
    def points(self) -> Floats:
        """Its points after both cuts: shape (n,)."""
        return np.minimum(self.uncut, self.most)

    def slope(self, path: str) -> Floats:
        """The derivative of the uncut sum by one number: shape (n,)."""
        signal, _, name = path.rpartition(".")
        return self.terms[signal].slope(name)


AT_ONCE = 100_000  # accounts times days up to which a run of days is quicker than its days


def pillars_at(cases: Cases, model: Model) -> dict[str, PillarDesign]:
    """The pillars at every reading, by name, with the amounts that the book has of them."""
    every = [signal for pillar in model.pillars for signal in pillar.signals]
    columns = {signal.path: np.zeros((3, len(cases))) for signal in every}
    for log, seat, days, rows in _parts(cases):
        book = book_of(model, seat)
        seen = book.amounts(cases.logs[log], days)
        at = cases.account[rows], cases.day[rows] - days.first
        for path, place in book.place.items():
            amount, unseen, stand_in = columns[path]
            amount[rows] = seen.amount[place][at]
            unseen[rows] = 1.0 - seen.known[place][at]
            if unseen[rows].any():
                share = book.population(place, seen)[0]
                stand_in[rows] = np.broadcast_to(share, seen.amount.shape[1:])[at]
    return {
        pillar.name: PillarDesign(
            pillar,
            {signal.path: Term(signal, *columns[signal.path]) for signal in pillar.signals},
            np.array([pillar.most(seat) for seat in cases.seat]),
        )
        for pillar in model.pillars
    }


def _parts(cases: Cases) -> Iterator[tuple[int, Seat, Range, npt.NDArray[np.intp]]]:
    """Log, seat, days and rows of what is computed at once, by day where a run would be large."""
    by_seat: dict[tuple[int, Seat], list[int]] = {}
    for row, key in enumerate(zip(cases.log.tolist(), cases.seat, strict=True)):
        by_seat.setdefault(key, []).append(row)
    for (log, seat), some in by_seat.items():
        rows, day = np.array(some), cases.day[some]
        whole = Range(int(day.min()), int(day.max()))
        if whole.n_days * cases.logs[log].n_accounts <= AT_ONCE:
            yield log, seat, whole, rows
        else:
            for one in np.unique(day).tolist():
                yield log, seat, Range(one, one), rows[day == one]
