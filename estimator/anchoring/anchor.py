"""Readings move an estimate: what they say of the model's residual, and for how long it holds.

Per pillar u = (truth - model) / s, with s the model's own half-width over z on the side of u, is
N(0, 1) by construction: with no reading the estimate is the model's. Over time u is a Gaussian
process: a part `hold` of it lasts, the rest fades with days and with points that move with what one
does, and a `grain` of points lasts a day. Each number that a reading shows is one observation, of
one pillar or, where a page shows the total alone, of the sum of several; one system holds them all:

    c(t, t') = [hold + (1 - hold) exp(-|t - t'| / fade)] exp(-|f(t) - f(t')| / turn)
    n(t)     = min((grain / s(t))^2, 1/2)
    K_ij     = sum_p h_ip h_jp {c sqrt((1 - n_i)(1 - n_j)) + [t_i = t_j] sqrt(n_i n_j)} + [i = j] noise_i
    points   = m + s k' K^-1 r        low, high = m + s (k' K^-1 r -+ z sqrt(S (1 - k' K^-1 k) + C))

h is s for each pillar that an observation covers, r what was read less the model's points for it.
From the second reading on, m is the mean of versions of the model (other memories, acts worth less
or more), each weighed by how well it foretold the readings, one after the other: with e of version
v what each was off, in its deviations, and Q_v the sum of e^2 over the n after the first,

    w_v ~ (trust + Q_v)^(-(trust + n) / 2)     S = sum_v w_v (trust + Q_v) / (trust + n)

which is Student's t: the spread is not known either, and readings that hardly move make it small
for as long as they did: so many days away from the nearest, of those n and Q only as many as would
fit count, but S is never less than by all. In S a deviation counts up to `odd`, and noise is over S.
C is how far the versions, each anchored, still differ. Where totals were read alone, S is the
total's; how they divide among the pillars stays as unsure as it was, and s of each is one between
its two sides: where what was read lies.
Source: daily readings of 2026 and the seat of 2021 to 2023, `fixtures/series`.
"""  # noqa: E501  # a formula is one line

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from estimator.anchoring.selection import Floats, Ints, Mask, doubted, seen_in
from estimator.reading import Reading
from estimator.rules.model import Anchoring

MOST = 25.0  # points of a pillar, whatever was read
TINY = 1e-3  # points: no model is surer of a pillar than this
NEARLY = 1e-9  # points: the same but for rounding
LIKE_A_MODEL = 0.5  # the part of the variance that a day alone may add, at most


@dataclass(frozen=True)
class States:
    """What the model says of one account on some days; shapes (n_pillars, n_days) and (n_days,).

    below, above: standard deviations, the half-widths before any clip over z. moving: the points
    of the uncut sum that move with what one does. most: of a pillar, both cuts. total_below,
    total_above: standard deviations of the total. versions: what other versions of the model say
    less what it says, the first being itself: (n_versions, n_pillars, n_days).
    """

    day: Ints
    points: Floats
    below: Floats
    above: Floats
    moving: Floats
    most: Floats
    total_below: Floats
    total_above: Floats
    versions: Floats

    def at(self, places: Ints | Mask) -> "States":
        """What it says of some of the days."""
        return States(*(column[..., places] for column in vars(self).values()))


# What versions of the model add: points, the mean of them, (n_pillars, n_days), and how far they
# differ, in square points, by pillar and, last, of the total, (n_pillars + 1, n_days).
Sway = tuple[Floats, Floats]


class Anchored(NamedTuple):
    """An anchored estimate: by pillar (n_pillars, n_days), and its total (n_days,).

    told: the part of the variance that the readings take away, in [0, 1]. shift, apart: its `Sway`.
    """

    points: Floats
    low: Floats
    high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    told: Floats
    shift: Floats
    apart: Floats

    def sides(self) -> tuple[Floats, Floats, Floats]:
        """Points, low and high of every pillar and, last, the total: (n_pillars + 1, n_days)."""
        points, low, high = map(np.vstack, zip(self[:3], self[3:6], strict=True))
        return points, low, high


class Spots(NamedTuple):
    """Where residuals are: day (n,), moving and jitter (n_pillars, n), or of shapes that fit them.

    jitter: n(t), the part of the variance that lasts a day.
    """

    day: Floats
    moving: Floats
    jitter: Floats

    def along(self, axis: int) -> "Spots":
        """With one more axis, to meet others: -1 for the rows of a table, -2 for its columns."""
        return Spots(*(np.expand_dims(column, axis) for column in self))


class System(NamedTuple):
    """What some readings say, solved; one group of pillars a pillar, or one for all (n_groups).

    rows: the observations, (n_groups, n), -1 where there is none. rest: of these, what was read
    less the mean of the versions. reach, spots: by pillar. inverse: K^-1. apart: K^-1 times what
    each version says of the rows less the mean of them, (n_groups, n, n_versions). weights: of the
    versions, (n_groups, n_versions). noise: over S. steps: the sum of what the account moved from
    reading to reading, in deviations, squared; of n_steps, gap days each on average, (n_groups, 1).
    """

    rows: Ints
    rest: Floats
    reach: Floats
    spots: Spots
    inverse: Floats
    apart: Floats
    weights: Floats
    noise: Floats
    steps: Floats
    n_steps: Ints
    gap: Floats

    @property
    def joint(self) -> bool:
        """Whether a total was read, so that no pillar stands for itself."""
        return len(self.rows) == 1


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
        self.seen = seen = seen_in(readings, pillars, numbers)
        self.rest = seen.value - (seen.over * then.points[:, seen.place]).sum(axis=0)
        self.versions = (seen.over * then.versions[..., seen.place]).sum(axis=1)
        self.alone = seen.over.sum(axis=0) == 1
        above = seen.value > (seen.over * then.most[:, seen.place]).sum(axis=0)
        highest = np.where(self.alone, seen.value, np.where(above, MOST, 0.0))
        self.highest: Floats = np.where(seen.over, highest, 0.0).max(axis=1, initial=0.0)
        extra, self.doubts = doubted(self)
        self.seen = seen._replace(noise=seen.noise + extra)
        self.days: dict[int, Anchored] = {}  # of the account as it is, by who asks for a day again
        self.system = cache(self._system)

    @cached_property
    def sha256(self) -> str:
        """The digest of what the readings say."""
        every = self.readings
        told = [(str(r.captured), dict(r.pillars), r.overall, r.seat, r.evidence) for r in every]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def at(self, now: States, sway: Sway | None = None) -> Anchored:
        """The estimate on each day, by the readings that are `nearest` to it.

        sway: of the versions, where it is that of other states: a plan moves what is estimated, not
        what is known of the model.
        """
        chosen = self.nearest(now.day)
        runs = [(int(start), chosen == start) for start in np.unique(chosen)]
        parts = [
            self._by(start, now.at(at), sway and (sway[0][:, at], sway[1][:, at]))
            for start, at in runs
        ]
        return Anchored(*(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)))

    def nearest(self, day: Ints) -> Ints:
        """Of each day, the first of `keep` readings near it, the newer of two such runs.

        Runs begin a quarter of `keep` apart, counted from the newest reading back.
        """
        keep, n = self.numbers.keep, len(self.readings)
        starts = np.arange(max(n - keep, 0), -max(keep // 4, 1), -max(keep // 4, 1)).clip(0)
        first, last = self.then.day[starts], self.then.day[np.minimum(starts + keep, n) - 1]
        far = np.maximum(day[:, None] - first, last - day[:, None])
        return np.asarray(starts[np.argmin(far, axis=1)])

    def _system(self, start: int) -> System:
        """What the `keep` readings from one on say."""
        place, odd, trust = self.seen.place, self.numbers.odd, self.numbers.trust
        rows = np.flatnonzero((place >= start) & (place < start + self.numbers.keep))[None]
        if self.alone[rows].all():  # by group, -1 where there is none
            own = [rows[0, over] for over in self.seen.over[:, rows[0]]]
            rows = np.array([*zip_longest(*own, fillvalue=-1)]).T
        none = rows < 0
        noise = np.where(none, 1.0, self.seen.noise[rows])
        rest, versions = (np.where(none, 0.0, own[..., rows]) for own in (self.rest, self.versions))
        factor = np.linalg.cholesky(self._kernel(rows, rest, noise)[0])
        off = np.linalg.solve(factor, (rest - versions).transpose(1, 2, 0))
        place = place[np.where(none, rows[:, :1], rows)]
        later, day = place > place[:, :1], self.then.day[place]
        off *= later[..., None]
        n = later.sum(1)
        weights = weighed((off**2).sum(1), n, trust)
        # a step further than is odd is one step, and not how far the account moves
        steps = (weights * (np.clip(off, -odd, odd) ** 2).sum(1)).sum(1)
        gap = np.ptp(day, axis=1) / np.maximum((np.diff(day) > 0).sum(1), 1)
        moves = steps[:, None], n[:, None], gap[:, None]
        # what is known to be off does not grow with how far the account moves
        noise = noise / scale(*moves, np.zeros(1), trust)
        mean = np.einsum("gv,vgn->gn", weights, versions)
        # ... and on the sides that what was read lies of that mean
        full, spots, reach = self._kernel(rows, rest - mean, noise)
        inverse = np.asarray(np.linalg.inv(full), np.float64)
        apart = inverse @ (versions - mean).transpose(1, 2, 0)
        return System(rows, rest - mean, reach, spots, inverse, apart, weights, noise, *moves)

    def _kernel(self, rows: Ints, rest: Floats, noise: Floats) -> tuple[Floats, Spots, Floats]:
        """K of observations, (n_groups, n, n); their spots and h, by pillar."""
        spots, reach = self.spots_of(rows, rest >= 0 if len(rows) > 1 else self.lies)
        kernel = self.shared(spots.along(-1), spots.along(-2)) * reach[..., None] * reach[:, None]
        kernel = kernel if len(rows) > 1 else kernel.sum(axis=0)[None]
        return kernel + noise[:, None] * np.eye(rows.shape[1]), spots, reach

    @cached_property
    def lies(self) -> Floats:
        """Of each pillar, how far from below the model (0) to above it (1) what was read lies.

        Where totals were read a pillar has one half-width for either side: totals on both sides of
        the model would else be explained by pillars far off it. (n_pillars, 1)
        """
        each = self.seen.over * self.rest / self.seen.over.sum(axis=0)
        off = np.abs(each).sum(axis=1, keepdims=True)
        over = np.maximum(each, 0.0).sum(axis=1, keepdims=True)
        return np.asarray(over / np.where(off, off, 1.0))

    def spots_of(self, rows: Ints, above: Floats | Mask) -> tuple[Spots, Floats]:
        """Where observations are, on the side of the model where each pillar lies; their h."""
        pillar, place = np.arange(len(self.pillars))[:, None], self.seen.place[rows]
        reach = between(self.then.below[pillar, place], self.then.above[pillar, place], above)
        day = self.then.day[place].astype(np.float64)
        spots = Spots(day, self.then.moving[pillar, place], self._jitter(reach))
        return spots, reach * (self.seen.over[pillar, rows] & (rows >= 0))

    def scale(self, start: int, day: Ints) -> Floats:
        """S on each day, by `keep` of the readings, from one on: (n_groups, n_days)."""
        system, read = self.system(start), self.then.day[start : start + self.numbers.keep]
        away = np.abs(day[:, None] - read).min(axis=1)
        return scale(system.steps, system.n_steps, system.gap, away, self.numbers.trust)

    def _jitter(self, side: Floats) -> Floats:
        grain = np.array(self.numbers.grain)[:, None]
        return np.asarray(np.minimum((grain / side) ** 2, LIKE_A_MODEL))

    def shared(self, one: Spots, other: Spots) -> Floats:
        """The correlation of u here and there."""
        hold = np.array(self.numbers.hold).reshape(-1, *[1] * (one.moving.ndim - 1))
        days, moved = one.day - other.day, np.abs(one.moving - other.moving)
        lasting = hold + (1 - hold) * np.exp(-np.abs(days) / self.numbers.fade)
        lasting = lasting * np.exp(-moved / self.numbers.turn)
        smooth = np.sqrt((1 - one.jitter) * (1 - other.jitter))
        return np.asarray(lasting * smooth + (days == 0) * np.sqrt(one.jitter * other.jitter))

    def _by(self, start: int, now: States, sway: Sway | None) -> Anchored:
        """The estimate by `keep` of the readings, from one on."""
        system, scale = self.system(start), self.scale(start, now.day)
        ends = np.maximum(np.stack([now.below, now.above]), TINY)
        totals = np.stack([now.total_below, now.total_above])
        # what was read of a total is known along the sides that it moved the pillars to
        sides = between(ends[0], ends[1], self.lies)[None] if system.joint else ends
        spots = Spots(now.day.astype(np.float64), now.moving, self._jitter(sides)).along(-1)
        cross = self.shared(spots, system.spots.along(-2)) * system.reach[:, None]
        means = (cross @ (system.inverse @ system.rest[..., None]))[..., 0]
        over = means.sum(axis=0) >= 0
        moved, side = np.where(over, means[-1], means[0]), np.where(over, sides[-1], sides[0])
        known = side[..., None] * np.where(over[..., None], cross[-1], cross[0])
        sway = sway or _sway(system, now.versions, known)
        own = np.clip(1.0 - ((cross @ system.inverse) * cross).sum(axis=-1), 0.0, 1.0)
        own = np.minimum(own * (1.0 if system.joint else scale) + sway[1][:-1] / side**2, 1.0)
        read, value = self._read(system.rows, now)
        own[:, *read] = 0.0
        left, spread = own.max(axis=0), totals
        middle = now.points + sway[0] + side * moved
        points, low, high, most = self._drawn(middle, ends, moved, left, now.most)
        points[read] = low[read] = high[read] = value
        after = (sides**2 * own).sum(axis=1)
        if system.joint:
            points = kept(middle.sum(axis=0), points, most, side**2 * left)
            low, high = np.minimum(low, points), np.maximum(high, points)
            known, spread = known.sum(axis=0), between(totals[0], totals[1], self.lies.mean())[None]
            after = (sides**2).sum(axis=1) - ((known @ system.inverse[0]) * known).sum(axis=-1)
            after = scale[0] * np.maximum(after, 0.0)
            after = np.where(left.any(axis=0), after + sway[1][-1], 0.0)
        # the less is left of that, the more each end is the model's own; never narrower
        share = np.sqrt(np.minimum(after / (sides**2).sum(axis=1), 1.0))
        total = points.sum(axis=0)
        down, up = self.z * share / ((1 - share) / spread + share / totals)
        least = np.maximum(total - down, 0.0)
        top = np.maximum(np.minimum(total + up, most.sum(axis=0)), total)
        return Anchored(points, low, high, total, least, top, 1.0 - left, *sway)

    def _drawn(
        self, middle: Floats, sides: Floats, moved: Floats, left: Floats, most: Floats
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Points, their ends, and the most that there can be, from u."""
        most = np.minimum(np.maximum(most, self.highest[:, None]), MOST)
        u = moved + np.array([0.0, -1.0, 1.0])[:, None, None] * self.z * np.sqrt(left)
        off = np.where(u < 0, sides[0], sides[1]) * u
        return *np.clip(middle + (off - off[0]), 0.0, most), most

    def _read(self, rows: Ints, now: States) -> tuple[tuple[Ints, Ints], Floats]:
        """What was read of a pillar on a day and nothing doubts: pillars and days; the points.

        The system says so too, but for the rounding of its solution. It holds for what the model
        says of that day with what was done, not with what might have been.
        """
        sure = (self.seen.noise == 0) & self.alone
        rows = np.unique(rows[(rows >= 0) & sure[rows]])
        place, pillar = self.seen.place[rows], self.seen.over[:, rows].argmax(axis=0)
        day = np.searchsorted(now.day, self.then.day[place]).clip(max=len(now.day) - 1)
        same = now.day[day] == self.then.day[place]
        for is_now, was in ((now.points, self.then.points), (now.below, self.then.below)):
            same &= np.abs(is_now[pillar, day] - was[pillar, place]) < NEARLY
        return (pillar[same], day[same]), self.seen.value[rows][same]


def _sway(system: System, versions: Floats, reach: Floats) -> Sway:
    """What the versions add on days, each anchored. reach: k of the days in points, by pillar."""
    weights = np.broadcast_to(system.weights, (versions.shape[1], versions.shape[0]))
    shift = np.einsum("pv,vpd->pd", weights, versions)
    off = (versions - shift).transpose(1, 2, 0) - reach @ system.apart
    apart = np.einsum("pv,pdv->pd", weights, off**2)
    total = weights[0] @ (off.sum(axis=0) ** 2).T if system.joint else apart.sum(axis=0)
    return shift, np.concatenate([apart, total[None]])


# --- formulas that know nothing of readings ------------------------------------------------------


def weighed(squares: Floats, n: Ints | Floats, trust: float) -> Floats:
    """The weights of the versions, (n_groups, n_versions).

    squares: Q of each, the sum over the n readings after the first, (n_groups,). Without any the
    model stands alone. With trust 1, a version that was off by the root of 3 in the one reading
    counts a quarter of one that was right:

    >>> weighed(np.array([[3.0, 0.0]]), np.array([1]), 1.0)
    array([[0.2, 0.8]])
    """
    more = n[:, None]
    likely = -0.5 * (trust + more) * np.log1p(squares / trust)
    likely[:, 1:] = np.where(more > 0, likely[:, 1:], -np.inf)
    weights = np.exp(likely - likely.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def scale(steps: Floats, n: Ints, gap: Floats, away: Ints | Floats, trust: float) -> Floats:
    """S of days so far away from a reading, from n steps squared, `gap` days each.

    Eleven weeks in which nothing moved say much of tomorrow, and of the day in eleven weeks as much
    as one of them:

    >>> scale(0.0, 11, 7.0, np.array([1, 77]), 1.0).round(2)
    array([0.08, 0.5 ])
    """
    part = np.minimum(gap / np.maximum(away, 1.0), 1.0)
    most = np.maximum((trust + steps * part) / (trust + n * part), (trust + steps) / (trust + n))
    return np.asarray(most)


def between(low: Floats, high: Floats, part: float | Floats | Mask) -> Floats:
    """A half-width, so far from that below the model to that above it."""
    return np.asarray(np.maximum(low + part * (high - low), TINY))


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
