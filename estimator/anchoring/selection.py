"""What readings say to an estimate: those that count, one a day, every number in them, and which
of these are not taken at their word.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import to_day
from estimator.reading import PILLARS, Reading
from estimator.rules.model import Anchoring

if TYPE_CHECKING:
    from estimator.anchoring.anchor import Anchor

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ROUNDING = 1 / 12  # square points: the variance of a total that a page rounds


class Seen(NamedTuple):
    """What readings show, a number each: shapes (n,) and, for `over`, (n_pillars, n).

    place: of the reading, among the days of the model's states. over: the pillars it sums.
    noise: square points that it may be off by, its rounding or its doubt.
    """

    place: Ints
    over: Mask
    value: Floats
    noise: Floats


def selected(
    readings: Iterable[Reading],
    account: str | None,
    regimes: Sequence[int] = (),
    on: int | None = None,
) -> tuple[Reading, ...]:
    """The readings that count, one a day, oldest first; their order says nothing.

    Dated ones with points, of the account where one is named; of one day the one with most in it,
    then the last. Of another regime than that of day `on` only if there is none of it; regimes:
    the first day of each.
    """
    days: dict[int, Reading] = {}
    for one in sorted(readings, key=_rank_in_day):
        shows = one.total is not None or one.pillars
        if one.captured is not None and shows and account in (None, one.account):
            days[to_day(one.captured)] = one
    last = max(days, default=0) if on is None else on
    regime = sum(first <= last for first in regimes)
    same = {day: one for day, one in days.items() if sum(f <= day for f in regimes) == regime}
    return tuple(one for _, one in sorted((same or days).items()))


def _rank_in_day(one: Reading) -> tuple[object, ...]:
    """What is in a reading, so that of two of a day the same one wins however they are listed."""
    points = [one.pillars.get(name, -1.0) for name in PILLARS]
    when = (one.captured_text or "", one.evidence == "real")
    return (len(one.pillars), when, one.total or -1.0, points, one.seat or "", repr(one))


def seen_in(readings: Sequence[Reading], pillars: Sequence[str], numbers: Anchoring) -> Seen:
    """Every number that the readings show, reading by reading.

    A total beside some of the pillars says what the others sum to; one that its own pillars
    contradict is believed and they are not.
    """
    rows: list[tuple[int, list[bool], float, float]] = []
    for place, one in enumerate(readings):
        held = {} if "pillars_do_not_sum" in one.flags else one.pillars
        own = numbers.likely**2 if one.evidence == "likely" else 0.0
        rows += [(place, [p == q for q in pillars], held[p], own) for p in pillars if p in held]
        rest = [p not in held for p in pillars]
        if any(rest) and one.total is not None:
            left = max(one.total - math.fsum(held.values()), 0.0)
            rows.append((place, rest, left, own + ROUNDING))
    place_of, over, value, noise = (np.array(column) for column in zip(*rows, strict=True))
    return Seen(place_of, over.T, value, noise)


# --- what contradicts them, and by how much ------------------------------------------------------


@dataclass(frozen=True)
class Doubt:
    """A reading that is not taken at its word, or the newest where it surprises.

    what: a pillar or "total". off: points it lies off what those around it predict. why: "odd"
    (its neighbours contradict it), "dip" (a fall that was back in days), "newest" (it counts in
    full; the next reading will tell).
    """

    on: date | None
    what: str
    off: float
    why: str

    def to_dict(self) -> dict[str, object]:
        return vars(self) | {"on": str(self.on)}


def doubted(anchor: "Anchor") -> tuple[Floats, tuple[Doubt, ...]]:
    """How far each observation may be wrong, in square points, and what is to be said of it.

    Two faults are known. A fall of the total by `dip` that is back within `dip_within` days is
    LinkedIn's own. And one reading between two others that lies off what they foretell by more
    than `odd` of its standard deviations, and twice as far as they lie from one another.
    """
    seen, odd, told = anchor.seen, anchor.numbers.odd, list[Doubt]()
    extra, dips = np.zeros(len(seen.value)), np.isin(seen.place, list(_dips(anchor)))
    for over in np.unique(seen.over, axis=1).T:
        rows = np.flatnonzero((seen.over == over[:, None]).all(axis=0))
        sure = rows[~dips[rows]]
        at = np.searchsorted(sure, rows)
        next_at = at + ~dips[rows]
        rows, at, next_at = (one[at > 0] for one in (rows, at, next_at))
        between = next_at < len(sure)
        after = np.where(between, sure[np.minimum(next_at, len(sure) - 1)], rows)
        off, deviation, apart = _off(anchor, rows, sure[at - 1], after, between)
        why = np.where(dips[rows], "dip", np.where(between, "odd", "newest"))
        far = np.abs(off) > odd * deviation * ((why != "dip") | (over.sum() == 1))
        wrong = far & ((why != "odd") | (np.abs(off) > 2 * apart))
        extra[rows] = np.where(wrong & (why != "newest"), off**2, 0.0)
        name = anchor.pillars[over.argmax()] if over.sum() == 1 else "total"
        for row in np.flatnonzero(wrong):
            on = anchor.readings[seen.place[rows[row]]].captured
            told.append(Doubt(on, name, float(off[row]), str(why[row])))
    return extra, tuple(sorted(told, key=lambda d: (str(d.on), d.what)))


def _off(
    anchor: "Anchor", rows: Ints, before: Ints, after: Ints, between: Mask
) -> tuple[Floats, Floats, Floats]:
    """How far rows lie off what those around them foretell, their deviation from that, and how far
    these differ. between: whether there is one after, too.
    """
    rest, noise = anchor.rest, anchor.seen.noise
    alone = anchor.seen.over[:, rows].sum(axis=0).max(initial=0) == 1

    def shared(a: Ints, b: Ints) -> Floats:
        (one, reach), (other, far) = (
            anchor.spots_of(r[None], rest[r] >= 0 if alone else anchor.lies) for r in (a, b)
        )
        both: Floats = (anchor.shared(one, other) * reach * far).sum(axis=0)
        return both

    own, first, last = (shared(r, r) + noise[r] for r in (rows, before, after))
    with_first, with_last = shared(rows, before), np.where(between, shared(rows, after), 0.0)
    both = np.where(between, shared(before, after), 0.0)
    area = first * last - both**2
    by_first = (with_first * last - with_last * both) / area
    by_last = (with_last * first - with_first * both) / area
    left = own - by_first * with_first - by_last * with_last
    off = rest[rows] - by_first * rest[before] - by_last * rest[after]
    apart = np.where(between, np.abs(rest[after] - rest[before]), 0.0)
    return off, np.sqrt(np.maximum(left, 1e-12)), apart


def _dips(anchor: "Anchor") -> set[int]:
    """The places of readings in a fall of the total that was back in days."""
    found: set[int] = set()
    total = [math.nan if one.total is None else one.total for one in anchor.readings]
    day, most = anchor.then.day.tolist(), anchor.numbers.dip_within
    for start, first in enumerate(day[1:-1], 1):
        for end in range(start, bisect_right(day, first + most) - 1):
            around = min(total[start - 1], total[end + 1])
            if max(total[start : end + 1]) <= around - anchor.numbers.dip:
                found.update(range(start, end + 1))
    return found
