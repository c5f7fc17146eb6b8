"""Readings beside their accounts, and signals at every one of them, ready for other numbers.

Amounts are arrays. A term is one signal: its points and its share, and how both move with the
signal's numbers. The share is the book's: share(x + unseen * amount(u)), with x the amount seen,
`unseen` the part of it the log could not show and u the population's share. A flow followed day by
day before each reading can move its half-life, too.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.days import Range, to_day
from estimator.decay import Decay, daily_sums
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Reading
from estimator.reading.files import each_once
from estimator.rules.building import with_parameters
from estimator.rules.model import Model, SignalModel
from estimator.saturation import LN2
from estimator.score.book import book_of
from estimator.score.rows import Flags, Floats, Ledger, slots_of
from estimator.score.shown import covered_part, covers_of

Ints = npt.NDArray[np.int64]
Place = tuple[int, int]  # of the log, of the account in it

WEIGHTS = {"real": 1.0, None: 0.7, "likely": 0.5}  # by evidence: what a squared miss counts
UNDATED = "its day is not known"
ABSENT = "its account is not in the log"
EMPTY = "it shows no points"


@dataclass(frozen=True, eq=False)
class Cases:
    """One reading a row, oldest first; columns of shape (n,), recorded and shown (n, 4).

    log, account: places of the log and of the account in it. recorded: points by pillar, in the
    order of `PILLARS`, 0 where not `shown`. total: where no pillar is shown, else 0.
    """

    logs: tuple[ActivityLog, ...]
    readings: tuple[Reading, ...]
    log: Ints
    account: Ints
    day: Ints
    seat: tuple[Seat, ...]
    weight: Floats
    recorded: Floats
    shown: Flags
    total: Floats

    def __len__(self) -> int:
        return len(self.day)

    @property
    def only_total(self) -> Flags:
        """Rows that show a total and no pillar: shape (n,)."""
        return np.asarray(~self.shown.any(axis=1), dtype=bool)

    @property
    def member(self) -> Ints:
        """Which rows are of the same account: a number an account, shape (n,)."""
        pairs = np.stack([self.log, self.account], axis=1)
        member: Ints = np.unique(pairs, axis=0, return_inverse=True)[1].ravel()
        return member

    @property
    def sha256(self) -> str:
        """The digest of what the readings say, whatever order they came in."""
        return hashlib.sha256("\n".join(sorted(map(_said, self.readings))).encode()).hexdigest()

    def log_of(self, row: int) -> ActivityLog:
        """The log of a row's account alone."""
        log = self.logs[int(self.log[row])]
        return log.of_account(log.accounts[self.account[row]])

    def where(self, rows: Flags) -> Self:
        """Only the rows that the mask keeps."""
        kept = np.flatnonzero(rows)
        columns = ("log", "account", "day", "weight", "recorded", "shown", "total")
        return replace(
            self,
            readings=tuple(self.readings[i] for i in kept),
            seat=tuple(self.seat[i] for i in kept),
            **{name: getattr(self, name)[rows] for name in columns},
        )


def paired(
    logs: Sequence[ActivityLog], readings: Sequence[Reading], seat: Seat
) -> tuple[Cases, dict[str, int]]:
    """The readings with their accounts, oldest first; and why others cannot be used: a sentence
    and how many.

    A reading goes to the account of its name; when there is a single account and no reading
    names another one, all are of it. What another reading of the day says too counts once. `seat`
    is that of a reading which states none.
    """
    own = tuple({id(log): log for log in logs}.values())
    readings = each_once(readings)
    places = {name: (i, j) for i, log in enumerate(own) for j, name in enumerate(log.accounts)}
    alone = len(places) == 1 and len({reading.account for reading in readings}) <= 1
    usable: list[tuple[int, str, Place, Reading]] = []
    aside: dict[str, int] = {}
    for one in readings:
        place = next(iter(places.values())) if alone else places.get(one.account)
        if one.captured is None or place is None or not (one.pillars or one.total is not None):
            why = UNDATED if one.captured is None else ABSENT if place is None else EMPTY
            aside[why] = aside.get(why, 0) + 1
        else:
            usable.append((to_day(one.captured), _said(one), place, one))
    usable.sort(key=lambda one: one[:3])
    used = tuple(one for *_, one in usable)
    shape = (-1, len(PILLARS))
    cases = Cases(
        own,
        used,
        np.array([log for _, _, (log, _), _ in usable], dtype=np.int64),
        np.array([account for _, _, (_, account), _ in usable], dtype=np.int64),
        np.array([day for day, *_ in usable], dtype=np.int64),
        tuple(r.seat or seat for r in used),
        np.array([WEIGHTS[r.evidence] for r in used]),
        np.array([r.pillars.get(p, 0.0) for r in used for p in PILLARS], float).reshape(shape),
        np.array([p in r.pillars for r in used for p in PILLARS], bool).reshape(shape),
        np.array([0.0 if r.pillars else (r.total or 0.0) for r in used]),
    )
    return cases, aside


def _said(reading: Reading) -> str:
    return json.dumps(reading.to_envelope(), sort_keys=True)


# --- signals at every reading --------------------------------------------------------------------


class DailyFlow(NamedTuple):
    """What counts of a flow by its age, before decay.

    counts: what was done, shape (n, window). covered: the part of the day the log shows, the same
    shape. decay: its window and lag.
    """

    counts: Floats
    covered: Floats
    decay: Decay

    @classmethod
    def of(cls, signal: SignalModel, cases: Cases) -> Self:
        """The flow of a signal in the window before each reading."""
        shape = (len(cases), signal.decay.window)
        counts, covered = np.zeros(shape), np.zeros(shape)
        [(looked_at, _)] = covers_of(signal)
        for place in np.unique(cases.log).tolist():
            log, rows = cases.logs[place], np.flatnonzero(cases.log == place)
            first = int(cases.day[rows].min()) - signal.decay.window + 1
            last = int(cases.day[rows].max())
            [own] = Ledger.of(log, slice(0, log.n_accounts), slots_of(signal), []).faded
            daily = daily_sums(*own.cells, first, last, log.n_accounts)
            shown = np.broadcast_to(covered_part(looked_at, log, first, last), daily.shape)
            days = cases.day[rows][:, None] - first - np.arange(signal.decay.window)
            accounts = cases.account[rows][:, None]
            counts[rows], covered[rows] = daily[accounts, days], shown[accounts, days]
        lacking = np.array([not signal.applies(seat) for seat in cases.seat], dtype=bool)
        counts[lacking], covered[lacking] = 0.0, 1.0  # that seat has no such signal
        return cls(counts, covered, signal.decay)

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
        flow = self.fading
        return replace(
            self,
            amount=self.amount[rows],
            unseen=self.unseen[rows],
            stand_in=self.stand_in[rows],
            fading=flow and DailyFlow(flow.counts[rows], flow.covered[rows], flow.decay),
            shared=None,
        )

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The term under other numbers; values by the last word of their path."""
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
        curve, filled = self.signal.curve, self._filled
        if name == "half_life":
            assert self.fading is not None, "only flows that were followed day by day"
            amount, known = self.fading.slope(self.signal.decay.half_life)
            moved = curve.slope(filled) * (amount - known * curve.amount(self.stand_in))
        else:  # of the share itself, and of the amount that stands in, which moves with the curve
            own, inverse = curve.d_parameters(filled), curve.d_inverse(self.stand_in)
            moved = own[name] + curve.slope(filled) * self.unseen * inverse[name]
        return np.asarray(self.signal.points * moved)


@dataclass(frozen=True, eq=False)
class Design:
    """Pillars at every reading. terms: their signals, by path. most: what each can show, by the
    reading's seat, (n,).
    """

    terms: Mapping[str, Term]
    most: Mapping[str, Floats]

    def where(self, rows: Flags) -> Self:
        """Some of the readings."""
        terms = {path: term.where(rows) for path, term in self.terms.items()}
        return replace(self, terms=terms, most={n: most[rows] for n, most in self.most.items()})

    def only(self, pillars: Collection[str]) -> Self:
        """Some of the pillars."""
        terms = {path: t for path, t in self.terms.items() if path.partition(".")[0] in pillars}
        return replace(self, terms=terms, most={name: self.most[name] for name in pillars})

    def followed(self, paths: Collection[str], cases: Cases) -> Self:
        """With these flows seen day by day, so that their half-life can move."""
        moved = {
            path: replace(self.terms[path], fading=DailyFlow.of(self.terms[path].signal, cases))
            for path in paths
        }
        return replace(self, terms={**self.terms, **moved})

    def with_numbers(self, values: Mapping[str, float]) -> Self:
        """The pillars under other numbers, by path."""
        own: dict[str, dict[str, float]] = {}
        for path, value in values.items():
            signal, _, name = path.rpartition(".")
            own.setdefault(signal, {})[name] = value
        moved = {path: self.terms[path].with_numbers(numbers) for path, numbers in own.items()}
        return replace(self, terms={**self.terms, **moved})

    @cached_property
    def uncut(self) -> dict[str, Floats]:
        """The sum of each pillar's signals, before cap and ceiling: (n,) each."""
        found = {name: np.zeros(len(most)) for name, most in self.most.items()}
        for path, term in self.terms.items():
            pillar = path.partition(".")[0]
            found[pillar] = found[pillar] + term.signal.points * term.share
        return found

    @property
    def points(self) -> dict[str, Floats]:
        """The points of each pillar after both cuts: (n,) each."""
        return {name: np.minimum(uncut, self.most[name]) for name, uncut in self.uncut.items()}

    def slope(self, path: str) -> Floats:
        """The derivative of a pillar's uncut sum by one number: shape (n,)."""
        signal, _, name = path.rpartition(".")
        return self.terms[signal].slope(name)


AT_ONCE = 100_000  # accounts times days up to which a run of days is quicker than its days


def design_of(cases: Cases, model: Model) -> Design:
    """All pillars at every reading, with the amounts that the book has of them."""
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
    return Design(
        {signal.path: Term(signal, *columns[signal.path]) for signal in every},
        {p.name: np.array([p.most(seat) for seat in cases.seat]) for p in model.pillars},
    )


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
