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
from estimator.decay import Decay, daily_sums
from estimator.log import ActivityLog
from estimator.pillars import population
from estimator.rules.match import actions_of
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.saturation import LN2, NEARLY_ONE, Exp, Hill, Hyperbolic, Linear, Log, Steps
from estimator.score.rows import matching
from estimator.signals import Amounts, Range, amounts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class DailyFlow:
    """What counts of a flow by its age, before decay.

    counts: what was done, shape (n, window). covered: the part of the day the log shows, the same
    shape. decay: its window and lag.
    """

    counts: Floats
    covered: Floats
    decay: Decay

    def where(self, rows: Mask) -> Self:
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
    rows = matching(signal.match, log)
    columns = log.account[rows], log.day[rows], log.count[rows]
    daily = daily_sums(*columns, first, last, log.n_accounts)
    actions = signal.known_by or actions_of(signal.match)
    shown = [log.coverage.days(action, log.accounts, first, last) for action in actions]
    most = np.inf if signal.per_day_max is None else signal.per_day_max
    covered = sum(shown, np.zeros((1, 1))) / len(actions)
    return np.minimum(daily, most), covered


@dataclass(frozen=True, eq=False)
class Term:
    """One signal at every reading; arrays of shape (n,).

    A reading whose seat lacks the signal has the amount 0, all of it seen.
    """

    signal: SignalModel
    amount: Floats
    unseen: Floats
    stand_in: Floats
    fading: DailyFlow | None = None

    def where(self, rows: Mask) -> Self:
        fading = None if self.fading is None else self.fading.where(rows)
        return replace(
            self,
            amount=self.amount[rows],
            unseen=self.unseen[rows],
            stand_in=self.stand_in[rows],
            fading=fading,
        )

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The term under other numbers; values by the last word of their path."""
        if not values:
            return self
        curve = self.signal.curve
        own = {name: values[name] for name in vars(curve) if name in values}
        signal = replace(
            self.signal,
            points=values.get("points", self.signal.points),
            curve=replace(curve, **own) if own else curve,  # type: ignore[arg-type]  # its fields
        )
        if values.keys() == {"points"}:  # the share is as it was
            moved = replace(self, signal=signal)
            vars(moved)["share"] = self.share
            return moved
        if self.fading is None or "half_life" not in values:
            return replace(self, signal=signal)
        amount, known = self.fading.amount(values["half_life"])
        return replace(self, signal=signal, amount=amount, unseen=1.0 - known)

    @cached_property
    def _filled(self) -> Floats:
        """The amount with what stands in for the unseen part of it."""
        return self.amount + self.unseen * self.signal.curve.amount(self.stand_in)

    @cached_property
    def share(self) -> Floats:
        return self.signal.curve.share(self._filled)

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
        """With z = x / half_at + unseen * g(u), share(z): the stand-in moves with the scale."""
        curve, filled = self.signal.curve, self._filled
        match curve:
            case Exp(half_at=scale) | Hyperbolic(half_at=scale) | Linear(full_at=scale):
                return -curve.slope(filled) * self.amount / scale
            case Hill(half_at=scale) if name == "half_at":
                return -curve.slope(filled) * self.amount / scale
            case Hill():
                return _slope_of_steepness(curve, filled, self.unseen, self.stand_in)
            case Log(full_at=full):
                whole, inside = np.log1p(full), filled < full
                stood = self.unseen * self.stand_in * np.exp(self.stand_in * whole) / (1.0 + full)
                moved = curve.slope(filled) * stood - curve.share(filled) / (whole * (1.0 + full))
                return np.where(inside, moved, 0.0)
            case Steps():
                return np.zeros_like(filled)


def _slope_of_steepness(curve: Hill, filled: Floats, unseen: Floats, stand_in: Floats) -> Floats:
    odds = np.maximum(np.minimum(stand_in, NEARLY_ONE), 1e-12)
    odds = odds / (1.0 - odds)
    stood = unseen * curve.half_at * odds ** (1.0 / curve.steepness)
    by_stand_in = -stood * np.log(odds) / curve.steepness**2
    ratio = np.log(np.maximum(filled, 1e-300) / curve.half_at)
    share = curve.share(filled)
    return share * (1.0 - share) * ratio + curve.slope(filled) * by_stand_in


@dataclass(frozen=True, eq=False)
class Pillar:
    """One pillar at every reading. most: what it can show, by the reading's seat, shape (n,)."""

    model: PillarModel
    terms: Mapping[str, Term]
    most: Floats

    def where(self, rows: Mask) -> Self:
        terms = {path: term.where(rows) for path, term in self.terms.items()}
        return replace(self, terms=terms, most=self.most[rows])

    def followed(self, paths: Sequence[str], cases: Cases) -> Self:
        """The pillar with these flows of it seen day by day, so that their half-life can move."""
        moved = {
            path: replace(term, fading=fading_of(term.signal, cases))
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


def pillars_at(cases: Cases, model: Model) -> dict[str, Pillar]:
    """The pillars at every reading."""
    parts = [(part, _amounts(model, cases.logs[part.log], part)) for part in _parts(cases)]
    return {
        pillar.name: Pillar(
            pillar,
            {s.path: _term(s, cases, parts) for s in pillar.signals},
            np.array([min(pillar.cap, pillar.ceiling(seat)) for seat in cases.seat]),
        )
        for pillar in model.pillars
    }


@dataclass(frozen=True, eq=False)
class _Part:
    """The rows of one log and seat on some days: what is computed at once."""

    log: int
    seat: Seat
    days: Range
    rows: npt.NDArray[np.intp]


Known = Mapping[str, Amounts]


def _parts(cases: Cases) -> list[_Part]:
    """All rows, cut by log and seat, and by day where a run of days would be large."""
    rows: dict[tuple[int, Seat], list[int]] = {}
    for row, key in enumerate(zip(cases.log.tolist(), cases.seat, strict=True)):
        rows.setdefault(key, []).append(row)
    return [
        part
        for (log, seat), some in rows.items()
        for part in _by_day(log, seat, np.array(some), cases)
    ]


def _by_day(log: int, seat: Seat, rows: npt.NDArray[np.intp], cases: Cases) -> Iterator[_Part]:
    day = cases.day[rows]
    whole = Range(int(day.min()), int(day.max()))
    if whole.n_days * cases.logs[log].n_accounts <= AT_ONCE:
        yield _Part(log, seat, whole, rows)
    else:
        for one in np.unique(day).tolist():
            yield _Part(log, seat, Range(one, one), rows[day == one])


def _amounts(model: Model, log: ActivityLog, part: _Part) -> Known:
    """The amounts of every signal the seat has: (n_accounts, n_days) each."""
    signals = [s for pillar in model.pillars for s in pillar.signals if s.applies(part.seat)]
    return {s.path: amounts(s, log, part.days) for s in signals}


def _term(signal: SignalModel, cases: Cases, parts: Sequence[tuple[_Part, Known]]) -> Term:
    amount, unseen, stand_in = (np.zeros(len(cases)) for _ in range(3))
    for part, known in parts:
        if signal.path in known:
            seen, rows = known[signal.path], part.rows
            shape = cases.logs[part.log].n_accounts, part.days.n_days
            place = cases.account[rows], cases.day[rows] - part.days.first
            amount[rows] = np.broadcast_to(seen.amount, shape)[place]
            unseen[rows] = 1.0 - np.broadcast_to(seen.known, shape)[place]
            if unseen[rows].any():
                population_share = population(signal.unknown, known)[0]
                stand_in[rows] = np.broadcast_to(population_share, shape)[place]
    return Term(signal, amount, unseen, stand_in)
