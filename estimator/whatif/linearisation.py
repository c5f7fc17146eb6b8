"""Many plans at once: the book's amounts, split into what stays and what a plan adds.

Versions of the future are accounts of the book. But ten thousand of them differ only in what a plan
does, and of that most adds up: a log is a sum of rows, so a flow is that of the log and, day by
day, what comes of the acts of a plan. Days active and caps of a day are counted before they are
added up; a rate is made of two such flows; a level that acts raise by one each is what it was and
their number so far. Where none of this holds (a checklist, a level that is set), every version that
occurs is scored as an account of its own.

A plan takes one version of each part: row i of `picks`, shape (n_plans, n_parts), says which. A
signal is worked out once for each combination that occurs of the parts that it hangs on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.days import Range
from estimator.log import ActivityLog
from estimator.rules.match import Match, actions_of
from estimator.rules.model import Model, SignalModel
from estimator.score.book import Amounts, Book, book_of, in_turn
from estimator.score.rows import LEVELS, Floats, Ledger, Slot, matching, rates
from estimator.score.shown import covered_part
from estimator.whatif.habits import practice
from estimator.whatif.outlook import Outlook, by_day, rows_of
from estimator.whatif.plans import Acts, is_level, one_each

Picks = npt.NDArray[np.intp]
Part = tuple[Acts, ...]  # all with the same number of versions
Spots = list[tuple[int, int]]  # acts, each as its part and its place in it

FEW = 2  # a combination for fewer plans than this is not worth a table
AT_ONCE = 256  # plans: what is in between stays in the cache
UNSHARED = 1 << 18  # multiplications so few that libraries leave them to one thread
HEIGHT = 16  # rows of a piece
MANY = 1 << 60  # combinations that a whole number tells apart


class VersionTable(NamedTuple):
    """A signal in every combination of versions that occurs of the parts it hangs on: amounts with
    what stands in for what is not known, and points, (n_combinations, n_days) each. Plan i has
    combination `rows[i]`."""

    place: int
    parts: tuple[int, ...]
    amount: Floats
    points: Floats
    rows: Picks


@dataclass(frozen=True, eq=False)
class Setting:
    """What many plans have in common, on days on which the rules do not change.

    ahead: the days to come without a plan. days: those that are scored, all of them to come.
    """

    ahead: Outlook
    model: Model
    seat: Seat
    days: Range
    parts: tuple[Part, ...]

    @cached_property
    def book(self) -> Book:
        return book_of(self.model, self.seat)

    @cached_property
    def pillars(self) -> tuple[int, ...]:
        """Of each signal of the book, the place of its pillar."""
        return tuple(place for place, own in enumerate(self.book.places) for _ in own)

    @cached_property
    def hanging(self) -> dict[tuple[int, ...], list[int]]:
        """The places of all signals of the seat, by the parts that they hang on."""
        found: dict[tuple[int, ...], list[int]] = {}
        for place, signal in enumerate(self.book.signals):
            source = self._source(place)
            looked_at = [signal, *([] if source is None else [self.book.signals[source]])]
            parts = {part for one in looked_at for part in self.parts_of(one)}
            found.setdefault(tuple(sorted(parts)), []).append(place)
        return found

    def tables(self, picks: Picks) -> Iterator[VersionTable]:
        """Every signal of the seat under the plans."""
        for parts, places in self.hanging.items():
            versions, rows = _distinct(picks, parts)
            for place in places:
                yield VersionTable(place, parts, *self._table(place, versions), rows)

    def points(self, picks: Picks) -> Floats:
        """Points by pillar and, last, in total: (n_pillars + 1, n_plans, n_days)."""
        n = len(picks)
        made = np.empty((len(self.book.pillars) + 1, n, self.days.n_days))
        tables: list[tuple[int, Floats, Picks]] = []
        wide: list[int] = []  # signals of which nearly every plan has a combination of its own
        for parts, places in self.hanging.items():
            versions, rows = _distinct(picks, parts)
            if FEW * len(versions) > n > AT_ONCE:
                wide += places
                continue
            sums: dict[int, Floats] = {}
            for place in places:
                pillar, points = self.pillars[place], self._table(place, versions)[1]
                sums[pillar] = sums[pillar] + points if pillar in sums else points
            tables += [(pillar, points, rows) for pillar, points in sums.items()]
        for start in range(0, n, AT_ONCE):
            plans = slice(start, start + AT_ONCE)
            here = made[:-1, plans]
            here[:] = 0.0  # in the cache from here on
            for pillar, points, rows in tables:
                here[pillar] += points[rows[plans]]
            for place in wide:
                here[self.pillars[place]] += self._table(place, picks[plans])[1]
            np.minimum(here, self.book.most, out=here)
            made[-1, plans] = in_turn(here)
        return made

    def parts_of(self, signal: SignalModel) -> tuple[int, ...]:
        """The parts that a signal looks at, in order."""
        spots = [
            spot for match in _matches(signal) for some in self.touching(match) for spot in some
        ]
        return tuple(sorted({part for part, _ in spots}))

    def touching(self, match: Match) -> tuple[Spots, Spots]:
        """The acts that match, and those that raise a level that does."""
        if match not in self._found:
            spots = [(p, i) for p, part in enumerate(self.parts) for i in range(len(part))]
            here = matching(match, self._probe)
            own, raised = here[: len(spots)], here[len(spots) :]
            raising = [(p, i) for p, i in spots if self.parts[p][i].action in practice().raises]
            self._found[match] = (
                [spot for spot, touched in zip(spots, own, strict=True) if touched],
                [spot for spot, touched in zip(raising, raised, strict=True) if touched],
            )
        return self._found[match]

    def counts(self, slot: Slot, picks: Picks) -> Floats | None:
        """What the plans do of a slot on each day to come, (n_plans, n_days_to_come); None where
        they do nothing of it."""
        acts, _ = self.touching(slot.match)
        done = [self.parts[part][place].counts[picks[:, part]] for part, place in acts]
        return reduce(np.add, done) if done else None

    def assumed(self, slot: Slot) -> Floats:
        """What is done of a slot without a plan on each day to come: (1, n_days_to_come)."""
        return by_day(self.ahead.ahead, slot.match, self.ahead.first, self.ahead.last)[None]

    def response(self, slot: Slot, done: Picks) -> Floats:
        """What one act on some days to come, counted from 0, amounts to on each scored day:
        (n_done, n_days)."""
        scored = np.arange(self.days.first, self.days.last + 1)
        return slot.decay.at(scored - (self.ahead.first + done)[:, None])

    def stands_alone(self, place: int) -> bool:
        """Whether acts add up in what a signal amounts to, and nothing of it is inferred."""
        return self._adds_up(self.book.signals[place]) and self._source(place) is None

    def _table(self, place: int, picks: Picks) -> tuple[Floats, Floats]:
        """Amounts of a signal, with what stands in, and points: (n_plans, n_days) each."""
        signal, (amount, known) = self.book.signals[place], self._seen(place, picks)
        if known.min(initial=1.0) < 1.0:
            source = self._source(place)
            seen = (amount, known) if source is None else self._seen(source, picks)
            # What stands in hangs on the source alone, so any place may hold it.
            everywhere = (np.broadcast_to(part, (len(self.pillars), *part.shape)) for part in seen)
            amount = amount + (1.0 - known) * self.book.stand_in(place, Amounts(*everywhere))[0]
        points = signal.points * signal.curve.share(amount)
        shape = len(picks), self.days.n_days
        return np.broadcast_to(amount, shape), np.broadcast_to(points, shape)

    def _seen(self, place: int, picks: Picks) -> tuple[Floats, Floats]:
        """The amount of a signal and the part of it that is known: (n_plans or 1, n_days) each."""
        signal, own = self.book.signals[place], self.book.looked[place]
        amount, known = self._base.amount[place], self._base.known[place]
        if not self.parts_of(signal):
            return amount, known
        if not self._adds_up(signal):  # each version is an account of its own
            named = {action for match in _matches(signal) for action in actions_of(match)}
            named |= {act for act, level in practice().raises.items() if level in named}
            acts = [
                a.of(picks[:, part]) for part in self.parts_of(signal) for a in self.parts[part]
            ]
            both = (self._near.past, self._near.ahead)
            past, ahead = (log.where(rows_of(log, named.__contains__)) for log in both)
            log = replace(self._near, past=past, ahead=ahead).log(acts)
            seen = Book.alone([signal]).amounts(log, self.days)
            return seen.amount[0], seen.known[0]
        if signal.kind == "stock":
            _, raising = self.touching(signal.match)
            grow = [(self.parts[part][i], picks[:, part]) for part, i in raising]
            if any(self.ahead.levels[practice().raises[act.action]] is None for act, _ in grow):
                return amount, known  # what is unknown stays so
            by_then = np.cumsum(reduce(np.add, [act.counts[own] for act, own in grow]), axis=1)
            return amount + by_then[:, self.days.first - self.ahead.first :], known
        sums = [self._sums[n] + self._added(self.book.slots[n], picks) for n in own]
        if signal.kind != "rate":
            return sums[0], known
        covers = [self.book.covers[n] for n in self.book.shown_by[place]]
        days = self.days.first, self.days.last
        part, of = (covered_part(actions, self._log, *days, decay) for actions, decay in covers)
        return rates(signal, sums[0], sums[1], np.minimum(part, of))

    def _added(self, slot: Slot, picks: Picks) -> Floats:
        """What the plans add to the decayed sum of a slot: (n_plans or 1, n_days)."""
        done = self.counts(slot, picks)
        if done is None:
            return np.zeros((1, self.days.n_days))
        if slot.per_day or np.isfinite(slot.most):
            assumed = self.assumed(slot)
            done = slot.counted(assumed + done) - slot.counted(assumed)
        busy = np.flatnonzero(done.any(axis=0))
        return product(done[:, busy], self.response(slot, busy))

    def _adds_up(self, signal: SignalModel) -> bool:
        """Whether acts add up: whole acts in what is counted, or acts that raise a level."""
        touched = [self.touching(match) for match in _matches(signal)]
        own = [self.parts[part][place].action for acts, _ in touched for part, place in acts]
        if signal.kind in LEVELS:
            return signal.kind == "stock" and not own
        return not (any(raising for _, raising in touched) or any(map(is_level, own)))

    def _source(self, place: int) -> int | None:
        """The signal that what is not known of a signal is inferred from; None where all is."""
        signal, known = self.book.signals[place], self._base.known[place]
        if signal.kind != "rate" and known.min(initial=1.0) >= 1.0:
            return None
        return self.book.place.get(signal.unknown.inferred_from or "")

    @cached_property
    def _found(self) -> dict[Match, tuple[Spots, Spots]]:
        return {}

    @cached_property
    def _probe(self) -> ActivityLog:
        """A row each of the acts of all parts, then each of the levels that they raise."""
        kinds = [(act.action, act.attributes) for part in self.parts for act in part]
        raises = practice().raises
        return one_each([*kinds, *((raises[name], ()) for name, _ in kinds if name in raises)])

    @cached_property
    def _near(self) -> Outlook:
        return self.ahead.since(self.days.first - longest_window(self.model))

    @cached_property
    def _log(self) -> ActivityLog:
        return self._near.log()

    @cached_property
    def _base(self) -> Amounts:
        """What every signal amounts to without a plan."""
        return self.book.amounts(self._log, self.days)

    @cached_property
    def _sums(self) -> Sequence[Floats]:
        """The decayed sum of every slot without a plan: (1, n_days) each."""
        book = self.book
        return Ledger.of(self._log, slice(0, 1), book.slots, book.levels).sums(self.days)


def _matches(signal: SignalModel) -> list[Match]:
    return [signal.match, signal.of, *(item.match for item in signal.items)]


def longest_window(*models: Model) -> int:
    """The longest window of any signal, in days."""
    return max([1, *(s.decay.window for m in models for p in m.pillars for s in p.signals)])


def product(rows: Floats, matrix: Floats) -> Floats:
    """rows @ matrix, to the last bit the same however many threads there are, and the same for a
    row alone as among others.

    Libraries share a large product among threads, and where they cut it decides how it is rounded;
    so it is made of pieces that are not worth sharing, of one shape.

    >>> product(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    (n, inner), n_days = rows.shape, matrix.shape[1]
    step = max(UNSHARED // (HEIGHT * max(inner, 1)), 1)
    n_pieces = -(-n // HEIGHT)
    if n < n_pieces * HEIGHT:
        rows = np.concatenate([rows, np.zeros((n_pieces * HEIGHT - n, inner))])
    blocks = np.ascontiguousarray(rows).reshape(n_pieces, HEIGHT, inner)
    made = np.empty((n_pieces, HEIGHT, n_days))
    for start in range(0, n_days, step):
        run = slice(start, start + step)
        np.matmul(blocks, matrix[:, run], out=made[:, :, run])
    found: Floats = made.reshape(n_pieces * HEIGHT, n_days)[:n]
    return found


def _distinct(picks: Picks, parts: tuple[int, ...]) -> tuple[Picks, Picks]:
    """A plan for each combination that occurs of these parts, and which of them each plan has."""
    key, size = np.zeros(len(picks), dtype=np.int64), 1
    for part in parts:
        n_versions = int(picks[:, part].max(initial=0)) + 1
        if size > MANY // n_versions:  # before the numbers get too long, those that occur anew
            key = np.unique(key, return_inverse=True)[1].ravel()
            size = len(picks)
        key, size = key * n_versions + picks[:, part], size * n_versions
    _, first, rows = np.unique(key, return_index=True, return_inverse=True)
    return picks[first], rows.ravel()
