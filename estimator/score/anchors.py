"""What readings do to a score: the book on their days, laid beside it, and kept with the log."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from estimator.actions import Seat
from estimator.anchoring import Anchor, States, selected
from estimator.days import Range, to_day
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.score.book import Book, Points, Shares, book_of
from estimator.score.rows import Floats
from estimator.score.scale import Columns

NEAR = 7  # days between readings below which the book is asked for all days from one to the other

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
    parts = [
        _states_on(log, book_of(rules.on(days[0]), its_seat), days)
        for days, its_seat in _runs(chosen, rules, seat)
    ]
    columns = [[getattr(part, name) for part in parts] for name in States.__dataclass_fields__]
    then = States(*(np.concatenate(column, axis=-1) for column in columns))
    names = [pillar.name for pillar in model.pillars]
    return Anchor(model.anchoring, names, chosen, then, book_of(model, seat).z)


def _runs(chosen: Iterable[Reading], rules: Rules, seat: Seat) -> Iterator[tuple[list[int], Seat]]:
    """The days of readings near each other, as long as rules and seat stay the same."""
    run: list[int] = []
    before: tuple[int, Seat] = (0, seat)
    for one in chosen:
        assert one.captured is not None  # those that count are dated
        day = to_day(one.captured)
        now = sum(change <= day for change in rules.change_days()), one.seat or seat
        if run and (now != before or day - run[-1] > NEAR):
            yield run, before[1]
            run = []
        run.append(day)
        before = now
    if run:
        yield run, before[1]


def _states_on(log: ActivityLog, book: Book, days: Sequence[int]) -> States:
    """The states on some days, not all of a range."""
    run = Range(days[0], days[-1])
    shares = book.shares(book.amounts(log, run))
    return states(book, shares, book.points(shares), run).at(np.array(days) - days[0])


def states(book: Book, shares: Shares, points: Points, days: Range) -> States:
    """What the book says of one account on the days, as `estimator.anchoring` takes it."""
    below, above = points.below[:, 0] / book.z, points.above[:, 0] / book.z
    shape = (len(book.pillars), days.n_days)
    return States(
        day=np.arange(days.first, days.last + 1),
        points=points.points[:-1, 0],
        below=below[:-1],
        above=above[:-1],
        moving=book.moving(shares)[:, 0],
        most=np.broadcast_to(book.most[:, 0], shape),
        total_below=below[-1],
        total_above=above[-1],
    )


def anchored_days(
    anchor: Anchor, log: ActivityLog, rules: Rules, seat: Seat, days: Range
) -> tuple[Floats, Floats]:
    """Points, low and high of each day of one account as the book has them, and as anchored.

    Shape (3, n_pillars + 1, n_days) each, the total last. The log may be another than the anchor's:
    the days to come with a plan or without.
    """
    plain, anchored = [], []
    edges = [days.first, *(d for d in rules.change_days() if days.first < d <= days.last)]
    for first, end in pairwise([*edges, days.last + 1]):
        book, piece = book_of(rules.on(first), seat), Range(first, end - 1)
        shares = book.shares(book.amounts(log, piece))
        points = book.points(shares)
        plain.append(np.stack([points.points, points.low, points.high])[:, :, 0])
        anchored.append(np.stack(anchor.at(states(book, shares, points, piece)).sides()))
    return np.concatenate(plain, axis=-1), np.concatenate(anchored, axis=-1)


def anchored_points(
    log: ActivityLog, rules: Rules, seat: Seat, readings: Sequence[Reading], day: int
) -> Floats:
    """The points of each pillar of a log's one account on a day, anchored: (n_pillars,)."""
    anchor = anchor_of(log, rules, seat, readings, day)
    if anchor is None:
        return book_of(rules.on(day), seat).score(log, Range(day, day)).points[:-1, 0, 0]
    points: Floats = anchored_days(anchor, log, rules, seat, Range(day, day))[1][0, :-1, 0]
    return points


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
        _, sides = anchored_days(anchor, alone, rules, seat, days)
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
