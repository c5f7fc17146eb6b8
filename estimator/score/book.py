"""The book: amounts of every signal, then points, over accounts and days. The model stands here.

One account is an array with one row, one day an array with one column; what is true of one is true
of all, and nothing is written twice. How another room uses it:

    book = book_of(rules.on(day), seat)
    seen = book.amounts(log, Range(first, last))   # amount, known: (n_signals, n_accounts, n_days)
    shares = book.shares(seen)      # of each signal, with what stands in for what is not known
    points = book.points(shares)    # of each pillar and the total, with low, high and uncut sums

`book.place[path]` is where a signal stands in these, `book.signals` are the signals themselves, all
that the seat has, pillar by pillar. What can be tried:

- versions of a plan are accounts: write `seen.amount` with one row a version; what acts add to a
  flow is added, what does not add up goes through `slot.counted` and `flow_between`, or is a log of
  so many accounts;
- numbers tried by a fit: `with_parameters` of `rules.building` is a signal under other numbers;
  what it amounts to stays, as long as none but its points and curve move.

Arrays by signal, pillar or slot have that axis first, then accounts and days. Sums run over signals
in the order of the rules, one after the other, so that the bytes of a result do not hang on how
accounts and days are divided.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from itertools import accumulate, pairwise, starmap
from statistics import NormalDist
from typing import NamedTuple, Self
from weakref import WeakKeyDictionary

import numpy as np

from estimator.actions import Seat
from estimator.days import Range
from estimator.log import ActivityLog
from estimator.rules.model import Kind, Model, PillarModel, SignalModel, Unknown
from estimator.saturation import stacked
from estimator.score.rows import LEVELS, Flags, Floats, Ledger, levels_of, rates, slots_of
from estimator.score.shown import covered_parts, covers_of, is_whole

FEW = 64  # cells up to which a running sum is quicker than a sum by parts
MOVING: tuple[Kind, ...] = ("flow", "rate", "days")  # kinds that move with what is done
Parts = Floats | Sequence[Floats]  # arrays alike in shape
EACH_SIDE = np.array([0.0, -1.0, 1.0])[:, None, None]  # share, low, high
ENDS = EACH_SIDE[1:]


class Amounts(NamedTuple):
    """What a log shows: (n_signals, n_accounts, n_days) each.

    amount: at least 0. known: the part of it that the log could have shown, in [0, 1].
    """

    amount: Floats
    known: Floats


class Shares(NamedTuple):
    """Shares in [0, 1]. seen: of the amounts alone, (n_signals, n_accounts, n_days).

    partly: the places of the signals that are not wholly known. filled: of these, with what stands
    in for the rest of the amount, share, low and high: (n_partly, n_sides, n_accounts, n_days).
    """

    seen: Floats
    partly: Sequence[int]
    filled: Floats

    @property
    def middle(self) -> Parts:
        """The share of every signal, with what stands in for the rest of its amount."""
        filled = dict(zip(self.partly, self.filled[:, 0], strict=True))
        return [filled.get(n, seen) for n, seen in enumerate(self.seen)] if filled else self.seen


class Points(NamedTuple):
    """Points over accounts and days, by pillar, (n_pillars, n_accounts, n_days), the total last.

    uncut, seen: without the total, the sum of a pillar's signals before both cuts, and the part of
    it that the log shows. points, low, high: after both cuts. below, above: how far the interval
    reaches on either side before it is cut at 0 and at the most there can be.
    """

    uncut: Floats
    seen: Floats
    points: Floats
    low: Floats
    high: Floats
    below: Floats
    above: Floats


class Book:
    """What a model says of accounts with one seat; `book_of` keeps it.

    place: where a signal stands, by path; places: of each pillar, where its signals do. slots,
    levels: what signals are made of, slots of one decay side by side; looked: where those of each
    signal stand. covers: actions and decays whose coverage matters; shown_by: which of them, of
    each signal. worth: the points of each signal, most: of each pillar, (n, 1, 1). z: standard
    deviations that half an interval has. joint: how far unknown signals move together. ledgers: of
    the logs asked for.
    """

    def __init__(self, model: Model, seat: Seat) -> None:
        signals = tuple(model.signals(seat).values())
        here = (sum(one.applies(seat) for one in pillar.signals) for pillar in model.pillars)
        self.places = tuple(starmap(range, pairwise(accumulate(here, initial=0))))
        self.seat, self.pillars, self.signals = seat, model.pillars, signals
        self.place = {signal.path: place for place, signal in enumerate(signals)}
        slots = {slot: slot.decay for signal in signals for slot in slots_of(signal)}
        decays = [*dict.fromkeys(slots.values())]
        self.slots = tuple(sorted(slots, key=lambda slot: decays.index(slot.decay)))
        self.levels = tuple(dict.fromkeys(one for signal in signals for one in levels_of(signal)))
        self.covers = tuple(dict.fromkeys(one for signal in signals for one in covers_of(signal)))
        every: tuple[Sequence[object], ...] = self.slots, self.levels, self.covers
        stands = {one: place for each in every for place, one in enumerate(each)}
        self.looked = [tuple(stands[n] for n in slots_of(s) or levels_of(s)) for s in signals]
        self.shown_by = [tuple(stands[cover] for cover in covers_of(s)) for s in signals]
        self.worth = _column(signal.points for signal in signals)
        self.curves = stacked([signal.curve for signal in signals])
        self.most = _column(pillar.most(seat) for pillar in model.pillars)
        self.level, self.joint = model.level, model.together
        self.z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
        self.ledgers = WeakKeyDictionary[ActivityLog, dict[tuple[int, int], Ledger]]()

    @classmethod
    def alone(cls, signals: Iterable[SignalModel]) -> Self:
        """The book of some signals as one pillar, whatever model and seat they are of."""
        every = tuple(replace(signal, seats=None) for signal in signals)
        return cls(Model((PillarModel("", "", 0.0, {}, 0.0, every),), 0.8, None), "free")

    # --- amounts ---

    def amounts(
        self, log: ActivityLog, days: Range, accounts: slice | None = None, keep: bool = True
    ) -> Amounts:
        """What the log shows of every signal, and how much of that it could have shown.

        accounts: from its start on and before its stop; all. keep: their ledger, for other days.
        """
        accounts = accounts or slice(0, log.n_accounts)
        ledger = self.ledger(log, accounts, keep)
        sums, (state, stated) = ledger.sums(days), ledger.states(days)
        shape = 2, len(self.signals), days.n_days, ledger.n_accounts
        # Day by day in memory, as what they are made of; one array: the next block takes its room.
        amount, known = np.empty(shape).swapaxes(2, 3)
        covered = self.covered(log, days, accounts)
        every = zip(self.signals, self.looked, self.shown_by, strict=True)
        for place, (signal, own, by) in enumerate(every):
            if signal.kind in LEVELS:
                told = [_told(stated[n], covered[k]) for n, k in zip(own, by, strict=True)]
                amount[place], known[place] = state[own[0]], told[0]
                if signal.kind == "checklist":
                    weights = [item.weight for item in signal.items]
                    amount[place] = _weighed(weights, [state[n] > 0 for n in own])
                    known[place] = _weighed(weights, told) / sum(weights)
            elif signal.kind == "rate":
                both = np.minimum(covered[by[0]], covered[by[1]])
                amount[place], known[place] = rates(signal, sums[own[0]], sums[own[1]], both)
            else:
                amount[place], known[place] = sums[own[0]], covered[by[0]]
        return Amounts(amount, known)

    def flows(self, log: ActivityLog, days: Range) -> Floats:
        """The sums of every signal of a book of flows: (n_signals, n_accounts, n_days)."""
        sums = self.ledger(log, slice(0, log.n_accounts)).sums(days)
        return np.stack([sums[own[0]] for own in self.looked])

    def covered(self, log: ActivityLog, days: Range, accounts: slice = slice(None)) -> list[Floats]:
        """The part that the log shows of what each cover names."""
        return covered_parts(self.covers, log, days.first, days.last, accounts)

    def ledger(self, log: ActivityLog, accounts: slice, keep: bool = True) -> Ledger:
        """What some accounts of a log did. keep: for other days."""
        kept, key = self.ledgers.setdefault(log, {}), (accounts.start, accounts.stop)
        ledger = kept.get(key) or Ledger.of(log, accounts, self.slots, self.levels)
        if keep:
            kept[key] = ledger
        return ledger

    # --- points ---

    def shares(self, seen: Amounts, sides: int = 3) -> Shares:
        """The shares of every signal, with what stands in for what the log does not show.

        That is share(x + (1 - known) * amount(u)), u being the population's share: the share of the
        seen amount where all is known, and u where nothing is. sides: 1 leaves out low and high.
        """
        shares = np.empty_like(seen.amount)
        one_by_one = ((slice(n, n + 1), signal.curve) for n, signal in enumerate(self.signals))
        for places, curve in self.curves if shares.size <= FEW * len(shares) else one_by_one:
            shares[places] = curve.share(seen.amount[places])
        partly = np.flatnonzero(seen.known.min(axis=(1, 2), initial=1.0) < 1.0).tolist()
        filled = np.empty((len(partly), sides, *shares.shape[1:]))
        for into, place in zip(filled, partly, strict=True):
            unseen = (1.0 - seen.known[place]) * self.stand_in(place, seen)[:sides]
            into[:] = self.signals[place].curve.share(seen.amount[place] + unseen)
        return Shares(shares, partly, filled)

    def share(self, place: int, amount: Floats, seen: Amounts) -> Floats:
        """The shares of a signal with other amounts than seen: as `amount`."""
        unseen = (1.0 - seen.known[place]) * self.stand_in(place, seen)[0]
        return self.signals[place].curve.share(amount + unseen)

    def stand_in(self, place: int, seen: Amounts) -> Floats:
        """The amounts that stand in for an unseen signal, at its share, low and high.

        Shape (3, 1, 1), or (3, n_accounts, n_days) where they are inferred from another signal.
        """
        if self.signals[place].unknown.inferred_from not in self.place:
            return self._assumed[place]
        return self.signals[place].curve.amount(self.population(place, seen))

    @cached_property
    def _assumed(self) -> list[Floats]:
        """The amounts that stand in for each signal, by the population alone."""
        return [s.curve.amount(_fixed(s.unknown)) for s in self.signals]

    def population(self, place: int, seen: Amounts) -> Floats:
        """Share, low and high that are assumed of an unseen signal, inferred from the signal that
        it names where that is known: shape (3, 1, 1), or (3, n_accounts, n_days).

        Of a window known in part, the rest is taken to be like it, and the inference weighs the
        root of the part: a third of a window tells more than a third of it.
        """
        unknown = self.signals[place].unknown
        fixed = _fixed(unknown)
        source = self.place.get(unknown.inferred_from or "")
        if source is None or unknown.curve is None:
            return fixed
        amount, known = seen.amount[source], seen.known[source]
        middle = unknown.most * unknown.curve.share(amount / np.where(known > 0, known, 1.0))
        inferred = np.clip(middle + unknown.spread * EACH_SIDE, 0.0, 1.0)
        part = np.sqrt(known)
        return np.asarray(part * inferred + (1.0 - part) * fixed)

    def middle(self, shares: Shares) -> Floats:
        """The points of every pillar and, last, of the total, without their intervals."""
        cut = np.minimum(self._by_pillar(shares.middle, self.worth), self.most)
        return _with_total(cut, in_turn)

    def points(self, shares: Shares) -> Points:
        """The points of every pillar and of the total, with the interval they lie in."""
        uncut = self._by_pillar(shares.middle, self.worth)
        seen = self._by_pillar(shares.seen, self.worth) if len(shares.partly) else uncut
        cut = np.minimum(uncut, self.most)
        middle, low, high = (self.worth[shares.partly, None] * shares.filled).swapaxes(0, 1)
        deviations = np.stack([middle - low, high - middle], axis=1)
        off = self._off(uncut, cut, deviations, shares.partly)
        points, most = _with_total(cut, in_turn), _with_total(self.most, in_turn)
        spreads = np.empty_like(cut)
        for into, pillar, one, above in zip(spreads, self.pillars, cut, off[1], strict=False):
            into[:] = pillar.spread_at(one + above)  # grows with the high end
        spread = self.z * _with_total(spreads, lambda each: np.hypot.reduce(each, axis=0))
        below, above = np.hypot(off, spread)
        low, high = np.maximum(points - below, 0.0), np.minimum(points + above, most)
        return Points(uncut, seen, points, low, high, below, above)

    def _off(self, uncut: Floats, cut: Floats, deviations: Floats, partly: Sequence[int]) -> Floats:
        """How far every pillar and, last, the total may be off by what is unknown, below and above.

        What is unknown moves all signals the same way only in part: their deviations d add up to
        sqrt((1 - joint) sum d^2 + joint (sum d)^2), in a pillar and over all of them. The ends are
        cut as the points are: what a cut takes from a pillar is not uncertain, in the total too.
        """
        ends = np.searchsorted(partly, [0, *(one.stop for one in self.places)]).tolist()
        runs = [deviations[first:last] for first, last in pairwise(ends)]
        bare = np.stack([in_turn(run) for run in runs])
        reach = bare
        if self.joint < 1.0:
            apart = (1.0 - self.joint) * np.stack([in_turn(run * run) for run in runs])
            reach = np.sqrt(apart + self.joint * bare * bare)
        left = ENDS * (np.minimum(uncut[:, None] + ENDS * reach, self.most[:, None]) - cut[:, None])
        if self.joint == 1.0:
            return _with_total(left, in_turn).swapaxes(0, 1)
        bare = bare * np.divide(left, reach, out=np.zeros_like(reach), where=reach > 0)
        common, apart = in_turn(bare), in_turn(left * left - self.joint * bare * bare)
        total = np.sqrt(np.maximum(apart + self.joint * common * common, 0.0))
        return np.concatenate([left, total[None]]).swapaxes(0, 1)

    def moving(self, shares: Shares) -> Floats:
        """The part of each pillar's uncut sum that moves with what is done: that of flows, rates
        and days, (n_pillars, n_accounts, n_days).
        """
        moves = np.array([signal.kind in MOVING for signal in self.signals])[:, None, None]
        return self._by_pillar(shares.middle, moves * self.worth)

    def score(self, log: ActivityLog, days: Range) -> Points:
        """The points of every account of a log on the days, with their intervals."""
        return self.scored(log, days)[2]

    def scored(self, log: ActivityLog, days: Range) -> tuple[Amounts, Shares, Points]:
        """Their points with the amounts and shares that they come from."""
        seen = self.amounts(log, days)
        shares = self.shares(seen)
        return seen, shares, self.points(shares)

    def _by_pillar(self, shares: Parts, worth: Floats) -> Floats:
        """The points of each pillar's signals, added up: (n_pillars, n_accounts, n_days)."""
        points = np.empty((len(self.places), *np.shape(shares[:1])[1:]))
        for into, places in zip(points, self.places, strict=True):
            run = slice(places.start, places.stop)
            into[:] = in_turn(shares[run], worth[run])
        return points


_BOOKS: WeakKeyDictionary[Model, dict[Seat, Book]] = WeakKeyDictionary()


def book_of(model: Model, seat: Seat) -> Book:
    """The book of a model and a seat, made at the first call and kept as long as the model is."""
    books = _BOOKS.setdefault(model, {})
    if seat not in books:
        books[seat] = Book(model, seat)
    return books[seat]


def in_turn(parts: Parts, worth: Floats | None = None) -> Floats:
    """The sum of the parts, each times its worth, one added after the other; 0 of none.

    numpy's own sum adds up few columns in another order than many.
    """
    if not len(parts):
        return np.zeros(np.shape(parts)[1:])
    if parts[0].size > FEW:
        return reduce(np.add, parts if worth is None else map(np.multiply, worth, parts))
    few = np.asarray(parts)
    return np.asarray(np.add.accumulate(few if worth is None else worth * few, axis=0)[-1])


def _column(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, dtype=np.float64)[:, None, None]


def _with_total(of_pillars: Floats, added: Callable[[Floats], Floats]) -> Floats:
    return np.concatenate([of_pillars, added(of_pillars)[None]])


def _fixed(unknown: Unknown) -> Floats:
    return np.array([unknown.share, unknown.low, unknown.high])[:, None, None]


def _told(stated: Flags, covered: Floats) -> Floats:
    """The part of a level that is known: all once it was stated, else as far as it is covered."""
    return covered if is_whole(covered) else np.where(stated, 1.0, covered)


def _weighed(weights: Sequence[float], parts: Sequence[Floats | Flags]) -> Floats:
    """The weighed sum of the items; some are of each account, others the same for all."""
    total: Floats = np.multiply(weights[0], parts[0], dtype=np.float64)
    for weight, part in zip(weights[1:], parts[1:], strict=True):
        total = total + weight * part
    return total
