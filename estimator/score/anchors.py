"""What readings do to a score: the book on their days, laid beside it, and kept with the log.

Beside what the model says stands what other versions of it say, which readings tell apart
(`estimator.anchoring`): of decays of another memory, and with what one does worth less or more.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from estimator.actions import Seat
from estimator.anchoring.anchor import Anchor, States, Sway
from estimator.anchoring.selection import Ints, selected
from estimator.days import Range, to_day
from estimator.decay import Decay
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.rules import Rules, periods
from estimator.rules.model import Model, SignalModel
from estimator.score.book import Amounts, Book, Points, Shares, book_of
from estimator.score.rows import Floats
from estimator.score.scale import Columns

NEAR = 7  # days between readings below which the book is asked for all days from one to the other
AT_ONCE = 40_000  # days of accounts that it is asked for, at most

_KEPT: WeakKeyDictionary[ActivityLog, dict[object, tuple[object, Anchor | None]]] = (
    WeakKeyDictionary()
)


def anchor_of(
    log: ActivityLog, rules: Rules, seat: Seat, readings: Sequence[Reading], day: int
) -> Anchor | None:
    """The readings of the log's one account that count for a day, beside what the book says of
    theirs; None without any, or where the rules say nothing of anchoring.

    It is worked out once and kept with the log.
    """
    if not readings:
        return None
    regime = sum(to_day(one.from_) <= day for one in rules.regimes)
    key = (rules, seat, regime, tuple(map(id, readings)))
    kept = _KEPT.setdefault(log, {})
    if key not in kept:  # the readings stay beside it, so that no other gets the id of one
        kept[key] = (readings, _anchor(log, rules, seat, readings, day))
    return kept[key][1]


def _anchor(
    log: ActivityLog, rules: Rules, seat: Seat, readings: Sequence[Reading], day: int
) -> Anchor | None:
    model = rules.on(day)
    regimes = [to_day(one.from_) for one in rules.regimes]
    chosen = selected(readings, log.accounts[0], regimes, day)
    if model.anchoring is None or not chosen:
        return None
    day_of = np.array([to_day(one.captured) for one in chosen if one.captured is not None])
    seats = [one.seat or seat for one in chosen]
    then = recorded_states(log, rules, np.zeros_like(day_of), day_of, seats)
    names = [pillar.name for pillar in model.pillars]
    return Anchor(model.anchoring, names, chosen, then, book_of(model, seat).z)


def recorded_states(
    log: ActivityLog, rules: Rules, account: Ints, day: Ints, seats: Sequence[Seat]
) -> States:
    """What the book says of accounts on days, one a column: (n,) each. seats: with which."""
    most = max(AT_ONCE // log.n_accounts, 1)
    period = np.searchsorted(rules.change_days(), day, side="right")
    seat = np.unique(seats, return_inverse=True)[1]
    order = np.lexsort((day, seat))
    runs = np.diff(np.stack([seat, period, day // most])[:, order]).any(axis=0)
    runs |= np.diff(day[order]) > NEAR
    parts = []
    for run in np.split(order, runs.nonzero()[0] + 1):
        days = Range(int(day[run[0]]), int(day[run[-1]]))
        at = account[run], day[run] - days.first
        parts.append(states(log, rules.on(days.first), seats[run[0]], days, at=at))
    columns = [[getattr(part, name) for part in parts] for name in States.__dataclass_fields__]
    return States(*(np.concatenate(column, axis=-1) for column in columns)).at(np.argsort(order))


def states(
    log: ActivityLog,
    model: Model,
    seat: Seat,
    days: Range,
    scored: tuple[Amounts, Shares, Points] | None = None,
    at: tuple[int | Ints, slice | Ints] = (0, slice(None)),
) -> States:
    """What the book says of one account on the days, as `estimator.anchoring` takes it.

    scored: what it says, where that is known. at: of which account, or of each column, and of which
    of the days.
    """
    book = book_of(model, seat)
    seen, shares, points = scored or book.scored(log, days)
    versions = np.clip(points.uncut + _versions(book, log, model, days, seen, shares), 0, book.most)
    most = np.broadcast_to(book.most, points.uncut.shape)
    every = (
        points.points[:-1],
        *(points.below[:-1] / book.z, points.above[:-1] / book.z),
        *(book.moving(shares), most),
        *(points.below[-1] / book.z, points.above[-1] / book.z),
        versions - points.points[:-1],
    )
    return States(
        np.arange(days.first, days.last + 1)[at[1]], *(column[..., *at] for column in every)
    )


def _versions(
    book: Book, log: ActivityLog, model: Model, days: Range, seen: Amounts, shares: Shares
) -> Floats:
    """The uncut points of other versions of the model less its own, the first being itself:
    (n_versions, n_pillars, n_accounts, n_days).
    """
    moving, numbers = book.moving(shares), model.anchoring
    itself = np.zeros((1, *moving.shape))
    if numbers is None or not numbers.memories:
        return itself
    flows, n = _flows(book), numbers.memories
    sums = _memories(model, book.seat).flows(log, days).reshape(n, len(flows), *moving.shape[1:])
    sums /= np.arange(1, n + 1)[:, None, None, None]  # as much as before of what is done evenly
    remembered, was = np.repeat(moving[None], n, axis=0), shares.middle
    for at, (pillar, place) in enumerate(flows):
        share = book.share(place, sums[:, at], seen)
        remembered[:, pillar] += book.signals[place].points * (share - was[place])
    worth = np.array([1.0 / numbers.worth, 1.0, numbers.worth])[:, None, None, None]
    others = (remembered[:, None] * worth - moving).reshape(-1, *moving.shape)
    return np.concatenate([itself, others])


def _flows(book: Book) -> list[tuple[int, int]]:
    """The flows of a book: which pillar's each is, and its place."""
    runs = enumerate(book.places)
    return [(p, n) for p, own in runs for n in own if book.signals[n].kind == "flow"]


_MEMORIES: WeakKeyDictionary[Model, dict[Seat, Book]] = WeakKeyDictionary()


def _memories(model: Model, seat: Seat) -> Book:
    """The book of the flows alone, once a memory: pillars, and their signals, memory by memory.

    A memory is a plain window of once, twice ... the days that the weights of a decay add up to.
    """
    books = _MEMORIES.setdefault(model, {})
    if seat not in books:
        assert model.anchoring is not None
        pillars = [
            replace(one, signals=tuple(_remembered(s, n) for s in one.signals if s.kind == "flow"))
            for n in range(1, model.anchoring.memories + 1)
            for one in model.pillars
        ]
        books[seat] = Book(replace(model, pillars=tuple(pillars)), seat)
    return books[seat]


def _remembered(signal: SignalModel, times: int) -> SignalModel:
    """The signal with a plain window, where it fades at all."""
    decay = signal.decay
    if np.isfinite(decay.half_life):
        decay = Decay(np.inf, round(times * decay.weights().sum()) + decay.lag, decay.lag)
    return replace(signal, path=f"{signal.path} {times}", decay=decay)


class AnchoredDays(NamedTuple):
    """Points, low and high of days as the book has them, and as anchored: (3, n_pillars + 1,
    n_days) each, the total last. sway: what the versions of the model add.
    """

    plain: Floats
    anchored: Floats
    sway: Sway


def anchored_days(
    anchor: Anchor,
    log: ActivityLog,
    rules: Rules,
    seat: Seat,
    days: Range,
    sway: Sway | None = None,
) -> AnchoredDays:
    """Each day of one account as the book has it, and as anchored.

    The log may be another than the anchor's: the days to come with a plan or without. sway: see
    `Anchor.at`.
    """
    plain, anchored, sways = [], [], []
    for piece in periods(rules, days):
        model = rules.on(piece.first)
        book = book_of(model, seat)
        scored = book.scored(log, piece)
        points = scored[2]
        plain.append(np.stack([points.points, points.low, points.high])[:, :, 0])
        now = states(log, model, seat, piece, scored)
        at = slice(piece.first - days.first, piece.last + 1 - days.first)
        found = anchor.at(now, sway and (sway[0][:, at], sway[1][:, at]))
        anchored.append(np.stack(found.sides()))
        sways.append((found.shift, found.apart))
    columns = [
        np.concatenate(part, axis=-1) for part in (plain, anchored, *zip(*sways, strict=True))
    ]
    return AnchoredDays(columns[0], columns[1], (columns[2], columns[3]))


def lay_on(
    columns: Columns,
    place: int,
    log: ActivityLog,
    rules: Rules,
    days: Range,
    seat: Seat,
    readings: Sequence[Reading],
) -> Anchor | None:
    """Writes the anchored days of one account over those of the book; what it was anchored on."""
    alone = log if log.n_accounts == 1 else log.of_account(log.accounts[place])
    anchor = anchor_of(alone, rules, seat, readings, days.last)
    if anchor is not None:
        sides = anchored_days(anchor, alone, rules, seat, days).anchored
        for column, side in zip(columns, sides, strict=True):
            for name, points in zip([*anchor.pillars, "total"], side, strict=True):
                if name in column:
                    column[name][place] = points
    return anchor


def averages_from(anchor: Anchor, day: int) -> dict[str, tuple[float, Reading]]:
    """By group, the average that the reading nearest to a day shows, the newer of two; and it."""
    found: dict[str, tuple[float, Reading]] = {}
    away = np.abs(anchor.then.day - day).tolist()
    for _, place in sorted((far, -place) for place, far in enumerate(away)):
        one = anchor.readings[-place]
        for name, group in (("industry", one.industry), ("network", one.network)):
            if name not in found and group is not None and group.average is not None:
                found[name] = group.average, one
        if len(found) == 2:
            break
    return found
