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
    seen, dips = anchor.seen, np.isin(anchor.seen.place, list(_dips(anchor)))
    around = [np.zeros((3, 0), dtype=int)]
    for over in np.unique(seen.over, axis=1).T:
        rows = np.flatnonzero((seen.over == over[:, None]).all(axis=0))
        sure = rows[~dips[rows]]
        at = np.searchsorted(sure, rows)
        rows, at = rows[at > 0], at[at > 0]
        next_at = at + ~dips[rows]
        after = np.where(next_at < len(sure), sure[np.minimum(next_at, len(sure) - 1)], rows)
        around.append(np.stack([rows, sure[at - 1], after]))
    rows, before, after = np.concatenate(around, axis=1)
    between = after != rows
    off, deviation, apart = _off(anchor, rows, before, after, between)
    why = np.where(dips[rows], "dip", np.where(between, "odd", "newest"))
    single = anchor.alone[rows]
    far = np.abs(off) > anchor.numbers.odd * deviation * ((why != "dip") | single)
    wrong = far & ((why != "odd") | (np.abs(off) > 2 * apart))
    extra, told = np.zeros(len(seen.value)), list[Doubt]()
    extra[rows] = np.where(wrong & (why != "newest"), off**2, 0.0)
    for n in np.flatnonzero(wrong):
        name = anchor.pillars[seen.over[:, rows[n]].argmax()] if single[n] else "total"
        on = anchor.readings[seen.place[rows[n]]].captured
        told.append(Doubt(on, name, float(off[n]), str(why[n])))
    return extra, tuple(sorted(told, key=lambda d: (str(d.on), d.what)))


def _off(
    anchor: "Anchor", rows: Ints, before: Ints, after: Ints, between: Mask
) -> tuple[Floats, Floats, Floats]:
    """How far rows lie off what those around them foretell, their deviation from that, and how far
    these differ. between: whether there is one after, too.
    """
    rest, noise = anchor.rest, anchor.seen.noise
    lies = np.where(anchor.alone, rest >= 0, anchor.lies)
    spots = [anchor.spots_of(r[None], lies[:, r]) for r in (rows, before, after)]

    def shared(a: int, b: int) -> Floats:
        (one, reach), (other, far) = spots[a], spots[b]
        both: Floats = (anchor.shared(one, other) * reach * far).sum(axis=0)
        return both

    own, first, last = (shared(n, n) + noise[r] for n, r in enumerate((rows, before, after)))
    with_first, with_last = shared(0, 1), np.where(between, shared(0, 2), 0.0)
    both = np.where(between, shared(1, 2), 0.0)
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
