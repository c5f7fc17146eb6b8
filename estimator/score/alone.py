"""One account on one day: the book of `estimator.pillars` in plain numbers, every signal at once.

The numbers are those of the columns, bit for bit: the same formulas in the same order of sums. What
a model says of a seat is put together once and kept with the model.
"""

from collections.abc import Mapping
from dataclasses import fields
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.layout import Layout
from estimator.pillars import stand_ins
from estimator.results import Interval
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.saturation import Curve, Exp, Hyperbolic, Linear
from estimator.signals import Amounts
from estimator.signals.alone import Asked, Known, amounts_alone
from estimator.trace import Part, Sums

Floats = npt.NDArray[np.float64]

ALIKE = (Exp, Hyperbolic, Linear)  # curves whose numbers may be columns, with the same results


class Book:
    """What a model says of accounts with one seat."""

    def __init__(self, model: Model, seat: Seat) -> None:
        signals = [s for pillar in model.pillars for s in pillar.signals if s.applies(seat)]
        self.asked = Asked(signals)
        self.pillars = model.pillars
        self.points = np.array([s.points for s in signals])[:, None]
        self.curves = _curves(signals)
        self.assumed = np.array([stand_ins(s, {})[:, 0, 0] for s in signals]).reshape(-1, 3)
        paths = {signal.path for signal in signals}
        self.inferred = {
            place: source
            for place, signal in enumerate(signals)
            if (source := signal.unknown.inferred_from) in paths and source is not None
        }
        z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
        self.most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
        self.spread = {p.name: z * p.spread for p in model.pillars}
        self.level = model.level


def book_of(model: Model, seat: Seat) -> Book:
    """The book of a model and a seat, made at the first call and kept with the model."""
    books: dict[Seat, Book] = vars(model).setdefault("_books", {})
    if seat not in books:
        books[seat] = Book(model, seat)
    return books[seat]


def parts_alone(book: Book, layout: Layout, day: int) -> dict[str, Part]:
    """What each signal of the seat comes to on the day, by path, in a layout of one account."""
    known = amounts_alone(book.asked, layout, day)
    amount, part = np.array([*known.values()]).reshape(-1, 2).T
    seen = np.empty((len(known), 4))  # the amount; and with what stands in for the rest of it
    seen[:, 0] = amount
    seen[:, 1:] = amount[:, None] + (1.0 - part)[:, None] * _stand_ins(book, known)
    shares = np.empty_like(seen)
    for places, curve in book.curves:
        shares[places] = curve.share(seen[places])
    rows = zip(known.items(), shares.tolist(), (book.points * shares).tolist(), strict=True)
    return {path: Part(*own, share[1], *points) for (path, own), share, points in rows}


def sums_of(book: Book, pillar: PillarModel, parts: Mapping[str, Part]) -> Sums:
    """A pillar's points, from what its signals come to."""
    seen = middle = low = high = 0.0
    for signal in pillar.signals:
        part = parts.get(signal.path)
        if part is not None:
            seen += part.seen
            middle += part.points
            low += part.low
            high += part.high
    most = book.most[pillar.name]
    return Sums(middle, seen, min(middle, most), min(low, most), min(high, most))


def intervals_alone(book: Book, sums: Mapping[str, Sums]) -> dict[str, Interval]:
    """The points of every pillar and of the total, with the range they lie in.

    See `estimator.score.intervals.with_intervals`.
    """
    found, total, down, up = {}, 0.0, 0.0, 0.0
    for name, one in sums.items():
        less, more = one.points - one.low, one.high - one.points
        found[name] = _interval(one.points, less, more, book.spread[name], book.most[name], book)
        total, down, up = total + one.points, down + less, up + more
    spread = float(np.hypot.reduce([*book.spread.values()]))
    most = sum(book.most.values())
    return {**found, "total": _interval(total, down, up, spread, most, book)}


def _interval(
    points: float, down: float, up: float, spread: float, most: float, book: Book
) -> Interval:
    low = max(points - float(np.hypot(down, spread)), 0.0)
    high = min(points + float(np.hypot(up, spread)), most)
    return Interval(points, low, high, book.level)


def _stand_ins(book: Book, known: Mapping[str, Known]) -> Floats:
    """The amounts that stand in for what is not known of each signal: shape (n_signals, 3)."""
    assumed = book.assumed
    for place, source in book.inferred.items():
        signal, (amount, part) = book.asked.signals[place], known[source]
        if part > 0 and known[signal.path][1] < 1:
            if assumed is book.assumed:
                assumed = assumed.copy()
            there = {source: Amounts(np.array([[amount]]), np.array([[part]]))}
            assumed[place] = stand_ins(signal, there)[:, 0, 0]
    return assumed


def _curves(signals: list[SignalModel]) -> list[tuple[slice | list[int], Curve]]:
    """The curves, with the places of the signals they are of; those of a form are one."""
    found: list[tuple[slice | list[int], Curve]] = []
    for form in ALIKE:
        places = [place for place, signal in enumerate(signals) if type(signal.curve) is form]
        if places:
            numbers = {
                field.name: np.array([[getattr(signals[n].curve, field.name)] for n in places])
                for field in fields(form)
            }
            found.append((places, form(**numbers)))  # type: ignore[arg-type]  # columns of numbers
    for place, signal in enumerate(signals):
        if not isinstance(signal.curve, ALIKE):
            found.append((slice(place, place + 1), signal.curve))
    return found
