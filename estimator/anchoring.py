"""Readings move an estimate: what they say of the model's residual, and for how long it holds.

Per pillar u = (truth - model) / s, with s the model's own half-width over z on the side of u, is
N(0, 1) by construction: with no reading the estimate is the model's. Over time u is a Gaussian
process: a part `hold` of it lasts, the rest fades with days and with points that move with what one
does, and a `grain` of points lasts a day. Each number that a reading shows is one observation, of
one pillar or, where a page shows the total alone, of the sum of several; one system holds them all:

    c(t, t') = [hold + (1 - hold) exp(-|t - t'| / fade)] exp(-|f(t) - f(t')| / turn)
    n(t)     = min((grain / s(t))^2, 1/2)
    K_ij     = sum_p h_ip h_jp {c sqrt((1 - n_i)(1 - n_j)) + [t_i = t_j] sqrt(n_i n_j)} + [i = j] noise_i
    points   = m + s k' K^-1 r        low, high = m + s (k' K^-1 r -+ z sqrt(1 - k' K^-1 k))

h is s for each pillar that an observation covers, r what was read less the model's points for it.
This room knows the model's points, their half-widths, what moves, and the readings; nothing else.
Source: daily readings of 2026 and the seat of 2021 to 2023, `fixtures/series`.
"""  # noqa: E501  # a formula is one line

import hashlib
import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import to_day
from estimator.reading import PILLARS, Reading
from estimator.rules.model import Anchoring

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ROUNDING = 1 / 12  # square points: the variance of a total that a page rounds
MOST = 25.0  # points of a pillar, whatever was read
TINY = 1e-3  # points: no model is surer of a pillar than this
LIKE_A_MODEL = 0.5  # the part of the variance that a day alone may add, at most


@dataclass(frozen=True)
class States:
    """What the model says of one account on some days; shapes (n_pillars, n_days) and (n_days,).

    below, above: standard deviations, the half-widths before any clip over z. moving: the points
    of the uncut sum that move with what one does. most: of a pillar, both cuts. total_below,
    total_above: standard deviations of the total.
    """

    day: Ints
    points: Floats
    below: Floats
    above: Floats
    moving: Floats
    most: Floats
    total_below: Floats
    total_above: Floats

    def at(self, places: Ints | Mask | slice) -> "States":
        """The same of some of the days."""
        return States(*(column[..., places] for column in vars(self).values()))


class Anchored(NamedTuple):
    """An anchored estimate: by pillar (n_pillars, n_days), and its total (n_days,).

    told: the part of the variance that the readings take away, in [0, 1], by pillar and day.
    """

    points: Floats
    low: Floats
    high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    told: Floats

    def sides(self) -> tuple[Floats, Floats, Floats]:
        """Points, low and high of every pillar and, last, the total: (n_pillars + 1, n_days)."""
        pillars, totals = self[:3], self[3:6]
        points, low, high = (np.vstack(one) for one in zip(pillars, totals, strict=True))
        return points, low, high


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


class Seen(NamedTuple):
    """What readings show, a number each: shapes (n,) and, for `over`, (n, n_pillars).

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
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Seen(*columns)


class Anchor:
    """The readings of one account beside the model's states on their days: see `at`."""

    def __init__(
        self,
        numbers: Anchoring,
        pillars: Sequence[str],
        readings: Sequence[Reading],
        then: States,
        z: float,
    ) -> None:
        self.numbers, self.pillars, self.readings = numbers, tuple(pillars), tuple(readings)
        self.then, self.z = then, z
        self.hold, self.grain = np.array(numbers.hold), np.array(numbers.grain)
        self.seen = seen = seen_in(readings, pillars, numbers)
        self.rest = seen.value - (seen.over * then.points.T[seen.place]).sum(axis=1)
        side = np.where(self.rest[:, None] < 0, then.below.T[seen.place], then.above.T[seen.place])
        self.reach: Floats = np.maximum(side, TINY) * seen.over  # points a unit of u, h above
        self.day, self.moving = then.day[seen.place], then.moving[:, seen.place]
        self.jitter = self._jitter(np.maximum(side, TINY).T)
        doubt, self.doubts = doubted(self)
        self.seen = seen._replace(noise=seen.noise + doubt)
        shown = np.where(seen.over.sum(axis=1) == 1, seen.value, 0.0)
        self.highest: Floats = (seen.over * shown[:, None]).max(axis=0, initial=0.0)
        self._solved: dict[bytes, tuple[Floats, Floats]] = {}

    @cached_property
    def sha256(self) -> str:
        """The digest of what the readings say."""
        told = [
            (str(r.captured), dict(r.pillars), r.overall, r.seat, r.evidence) for r in self.readings
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def at(self, now: States) -> Anchored:
        """The estimate on each day, by the readings that are `nearest` to it."""
        chosen = self.nearest(now.day)
        runs = [np.flatnonzero(chosen == start) for start in np.unique(chosen)]
        if len(runs) == 1:
            return self._by(int(chosen[0]), now)
        parts = [self._by(int(chosen[days[0]]), now.at(days)) for days in runs]
        order = np.argsort(np.concatenate(runs))
        columns = zip(*parts, strict=True)
        return Anchored(*(np.concatenate(column, axis=-1)[..., order] for column in columns))

    def nearest(self, day: Ints) -> Ints:
        """Of each day, the first of the `keep` readings nearest to it, the newer of two."""
        keep, n = self.numbers.keep, len(self.readings)
        starts = np.arange(max(n - keep, 0) + 1)
        first, last = self.then.day[starts], self.then.day[np.minimum(starts + keep, n) - 1]
        far = np.maximum(day[:, None] - first, last - day[:, None])
        nearest: Ints = starts[-1] - np.argmin(far[:, ::-1], axis=1)
        return nearest

    def rows_of(self, start: int) -> Ints:
        """The places of what the `keep` readings from one on show."""
        place = self.seen.place
        return np.flatnonzero((place >= start) & (place < start + self.numbers.keep))

    def kernel(self, some: Ints, others: Ints) -> Floats:
        """K of some observations and others without its noise, square points."""
        u = self._shared(self.day[some], self.moving[:, some], self.jitter[:, some], others)
        kernel: Floats = np.einsum("ap,pab,bp->ab", self.reach[some], u, self.reach[others])
        return kernel

    def _jitter(self, side: Floats) -> Floats:
        """n(t), the part of the variance that lasts a day: shape of `side`, (n_pillars, ...)."""
        part: Floats = np.minimum((self.grain[:, None] / side) ** 2, LIKE_A_MODEL)
        return part

    def _shared(self, day: Ints, moving: Floats, jitter: Floats, rows: Ints) -> Floats:
        """Correlation of u on days with u on those of observations: (n_pillars, n_days, n_rows)."""
        apart = np.exp(-np.abs(day[:, None] - self.day[rows]) / self.numbers.fade)
        moved = np.abs(moving[:, :, None] - self.moving[:, None, rows]) / self.numbers.turn
        hold, theirs = self.hold[:, None, None], self.jitter[:, None, rows]
        lasting = (hold + (1 - hold) * apart) * np.exp(-moved)
        smooth = lasting * np.sqrt((1 - jitter)[:, :, None] * (1 - theirs))
        same = day[:, None] == self.day[rows]
        shared: Floats = smooth + same * np.sqrt(jitter[:, :, None] * theirs)
        return shared

    def _cross(self, now: States, side: Floats, rows: Ints) -> Floats:
        """k(t) of every pillar: (n_pillars, n_days, n_rows)."""
        shared = self._shared(now.day, now.moving, self._jitter(side), rows)
        cross: Floats = shared * self.reach[rows].T[:, None]
        return cross

    def _weights(self, rows: Ints) -> tuple[Floats, Floats]:
        """K^-1 r and K^-1 of some of the observations, worked out once."""
        key = rows.tobytes()
        if key not in self._solved:
            full = self.kernel(rows, rows) + np.diag(self.seen.noise[rows])
            solved = np.asarray(np.linalg.solve(full, self.rest[rows]), np.float64)
            self._solved[key] = solved, np.asarray(np.linalg.inv(full), np.float64)
        return self._solved[key]

    def _by(self, start: int, now: States) -> Anchored:
        """The estimate by `keep` of the readings, from one on."""
        each, rows = np.arange(len(self.pillars)), self.rows_of(start)
        single = self.seen.over[rows].sum(axis=1) == 1
        sides = np.maximum(np.stack([now.below, now.above]), TINY)
        moved, shared = np.zeros(now.points.shape), np.zeros((2, len(each), *now.points.shape))
        shared[:, each, each] = 1.0
        cross = [self._cross(now, side, rows) for side in sides]
        # where a total was read, all pillars hang together; otherwise each stands for itself
        for own in each[:, None] if single.all() else [each]:
            group = self.seen.over[rows][:, own].any(axis=1)
            if not group.any():
                continue
            solved, inverse = self._weights(rows[group])
            some = [one[own][..., group] for one in cross]
            means = [one @ solved for one in some]
            moved[own] = np.where(means[0] + means[1] >= 0, means[1], means[0])
            for left, one in zip(shared, some, strict=True):
                left[np.ix_(own, own)] -= np.einsum("pdi,qdi->pqd", one @ inverse, one)
        # what was read of a total is known along the sides that it moved the pillars to
        totals = rows[~single]
        along = [int(self.rest[totals[-1]] >= 0)] * 2 if len(totals) else [0, 1]
        own = np.clip(shared[:, each, each], 0.0, 1.0)
        left = own.max(axis=0)
        self._settle(rows[single], now, sides, moved, left)
        shared[:, each, each] = np.minimum(own, left)
        return self._drawn(now, sides, moved, left, shared[along], along)

    def _settle(self, rows: Ints, now: States, sides: Floats, moved: Floats, left: Floats) -> None:
        """Write what was read, to the last digit, where nothing says otherwise: its own day.

        The system says so too, but for the rounding of its solution.
        """
        for row in rows[(self.seen.noise[rows] == 0) & np.isin(self.day[rows], now.day)]:
            pillar = int(self.seen.over[row].argmax())
            u = self.rest[row] / self.reach[row, pillar]
            for day in np.flatnonzero(now.day == self.day[row]):
                if math.isclose(sides[int(u >= 0), pillar, day], self.reach[row, pillar]):
                    moved[pillar, day], left[pillar, day] = u, 0.0

    def _drawn(
        self,
        now: States,
        sides: Floats,
        moved: Floats,
        left: Floats,
        shared: Floats,
        along: list[int],
    ) -> Anchored:
        """Points and their ends from u: clipped, and the total kept where totals were read.

        along: the sides that the total was read along, the same twice; both where none was read.
        """
        most = np.minimum(np.maximum(now.most, self.highest[:, None]), MOST)

        def drawn(u: Floats) -> Floats:
            reached: Floats = now.points + np.where(u < 0, sides[0], sides[1]) * u
            return reached

        wide, side = self.z * np.sqrt(left), np.where(moved < 0, sides[0], sides[1])
        points, low, high = (
            np.clip(drawn(u), 0.0, most) for u in (moved, moved - wide, moved + wide)
        )
        sides, own = sides[along], np.stack([now.total_below, now.total_above])
        if along[0] == along[1]:
            points = kept(drawn(moved).sum(axis=0), points, most, side**2 * left)
        before = (sides**2).sum(axis=1)
        after = np.maximum(np.einsum("spd,sqd,spqd->sd", sides, sides, shared), 0.0)
        # ... and the less is left of that, the more each end is the model's own; never narrower
        share, total = np.sqrt(after / before), points.sum(axis=0)
        reach = self.z * share / ((1 - share) / own[along] + share / own)
        least = np.maximum(total - reach[0], 0.0)
        top = np.minimum(total + reach[1], most.sum(axis=0))
        ends = np.minimum(low, points), np.maximum(high, points)
        sums = total, np.minimum(least, total), np.maximum(top, total)
        return Anchored(points, *ends, *sums, 1.0 - left)


def kept(total: Floats, points: Floats, most: Floats, unsure: Floats) -> Floats:
    """The points with the total that is wanted, as far as the cuts let them.

    What one pillar cannot hold goes to the others, by what they are unsure of (square points).
    """
    for _ in range(3):  # one round a pillar that meets its own cut on the way
        over = total - points.sum(axis=0)
        room = np.where(over > 0, most - points, points)
        give = unsure * (room > 1e-9)
        points = np.clip(points + over * give / np.maximum(give.sum(axis=0), 1e-12), 0.0, most)
    return points


def doubted(anchor: Anchor) -> tuple[Floats, tuple[Doubt, ...]]:
    """How far each observation may be wrong, in square points, and what is to be said of it.

    Two faults are known. A fall of the total by `dip` that is back within `dip_within` days is
    LinkedIn's own. And one reading between two others that lies off what they foretell by more
    than `odd` of its standard deviations, and twice as far as they lie from one another.
    """
    seen, odd, told = anchor.seen, anchor.numbers.odd, list[Doubt]()
    extra, dips = np.zeros(len(seen.value)), _dips(anchor)
    groups: dict[bytes, list[int]] = {}
    for row, over in enumerate(seen.over):
        groups.setdefault(over.tobytes(), []).append(row)
    for rows in groups.values():
        over = np.flatnonzero(seen.over[rows[0]])
        name = anchor.pillars[over[0]] if len(over) == 1 else "total"
        sure = [row for row in rows if seen.place[row] not in dips]
        for row in rows:
            at = bisect_left(sure, row)
            dipped = seen.place[row] in dips
            before, after = sure[max(at - 1, 0) : at], sure[at + (not dipped) :][:1]
            off, deviation, apart = _off(anchor, row, [*before, *after])
            why = "dip" if dipped else "odd" if after else "newest"
            if not before or abs(off) <= odd * deviation:
                continue
            if why == "odd" and abs(off) <= 2 * apart:
                continue
            extra[row] = 0.0 if why == "newest" else off**2
            told.append(Doubt(anchor.readings[seen.place[row]].captured, name, off, why))
    return extra, tuple(sorted(told, key=lambda d: (str(d.on), d.what)))


def _off(anchor: Anchor, row: int, near: list[int]) -> tuple[float, float, float]:
    """How far a row lies off what others foretell, its deviation from that, how far they differ."""
    if not near:
        return 0.0, math.inf, 0.0
    own, rows, noise = np.array([row]), np.array(near), anchor.seen.noise
    cross = anchor.kernel(own, rows)[0]
    weights = np.linalg.solve(anchor.kernel(rows, rows) + np.diag(noise[rows]), cross)
    left = anchor.kernel(own, own)[0, 0] + noise[row] - cross @ weights
    off = float(anchor.rest[row] - weights @ anchor.rest[rows])
    return off, math.sqrt(max(left, 1e-12)), abs(anchor.rest[near[0]] - anchor.rest[near[-1]])


def _dips(anchor: Anchor) -> set[int]:
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
