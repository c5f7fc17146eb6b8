"""Many plans at once: the book's amounts, split into what stays and what a plan adds.

Versions of the future are accounts of the book. But ten thousand of them differ only in what a plan
does, and of that most adds up: a log is a sum of rows, so a flow is that of the log and, day by
day, what comes of the acts of a plan. Days active and caps of a day are counted before they are
added up; a rate is made of two such flows; a level that acts raise by one each is what it was and
their number so far. Where none of this holds (a checklist, a level that is set), every version that
occurs is scored as an account of its own.

A plan takes one version of each part: row i of `picks`, shape (n_plans, n_parts), says which.
Signals that look at the same parts are worked out together, once for each combination of versions
that occurs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from estimator.score.rows import Floats, Ledger, Slot, matching, rates
from estimator.score.shown import covered_part
from estimator.whatif.habits import practice
from estimator.whatif.outlook import Outlook, by_day
from estimator.whatif.plans import Acts, to_rows

Picks = npt.NDArray[np.intp]
Part = tuple[Acts, ...]  # all with the same number of versions

FEW = 2  # a combination for fewer plans than this is not worth a table
AT_ONCE = 512  # plans: what is in between stays in the cache
UNSHARED = 1 << 18  # multiplications so few that libraries leave them to one thread
HEIGHT = 16  # rows of a piece
MANY = 1 << 60  # combinations that a whole number tells apart


class SignalGroup(NamedTuple):
    """Signals that hang on the same parts: their places in the book, and a book of them alone,
    the signals they are inferred from after them."""

    parts: tuple[int, ...]
    places: tuple[int, ...]
    book: Book


class VersionTable(NamedTuple):
    """A group in every combination of versions that occurs: amounts with what stands in for what is
    not known, and points, of each signal, (n_signals, n_combinations, n_days). Plan i has
    combination `rows[i]`."""

    group: SignalGroup
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
    def groups(self) -> list[SignalGroup]:
        """All signals of the seat, those that hang on the same parts together."""
        found: dict[tuple[int, ...], list[int]] = {}
        sources = self.book.place
        for place, signal in enumerate(self.book.signals):
            parts = {*self.parts_of(signal)}
            source = sources.get(signal.unknown.inferred_from or "")
            if source is not None and self._is_partly_known(place):
                parts |= {*self.parts_of(self.book.signals[source])}
            found.setdefault(tuple(sorted(parts)), []).append(place)
        return [
            SignalGroup(parts, tuple(own), Book.alone(self._with_sources(own)))
            for parts, own in found.items()
        ]

    def tables(self, picks: Picks) -> Iterator[VersionTable]:
        """Every signal of the seat under the plans, a group at a time."""
        for group in self.groups:
            versions, rows = _distinct(picks, group.parts)
            yield self.table(group, versions, rows)

    def table(self, group: SignalGroup, picks: Picks, rows: Picks) -> VersionTable:
        """A group under the versions that are picked."""
        signals, n_own = group.book.signals, len(group.places)
        pairs = [self._seen(self.book.place[signal.path], picks) for signal in signals]
        shape = (max(len(amount) for amount, _ in pairs), self.days.n_days)
        amounts, known = zip(*pairs, strict=True)
        seen = Amounts(_stacked(amounts, shape), _stacked(known, shape))
        shares = group.book.shares(seen, sides=1)
        amount = seen.amount[:n_own]
        for place in (n for n in shares.partly if n < n_own):
            unseen = (1.0 - seen.known[place]) * group.book.stand_in(place, seen)[0]
            amount[place] += unseen
        points = group.book.worth * np.asarray(shares.middle)
        return VersionTable(group, amount, points[:n_own], rows)

    def uncut(self, tables: Iterable[VersionTable], n_plans: int) -> Floats:
        """Each pillar under each plan before the cuts: (n_pillars, n_plans, n_days)."""
        sums = np.zeros((len(self.book.pillars), n_plans, self.days.n_days))
        for table in tables:
            for pillar, points in self._by_pillar(table).items():
                sums[pillar] += points[table.rows]
        return sums

    def points(self, picks: Picks) -> dict[str, Floats]:
        """The points of every plan by pillar and for "total": shape (n_plans, n_days) each."""
        n, names = len(picks), [pillar.name for pillar in self.model.pillars]
        made = np.empty((len(names) + 1, n, self.days.n_days))
        tables: list[tuple[int, Floats, Picks]] = []
        wide: list[SignalGroup] = []  # of which nearly every plan has a combination of its own
        for group in self.groups:
            versions, rows = _distinct(picks, group.parts)
            if FEW * len(versions) > n > AT_ONCE:
                wide.append(group)
                continue
            of_pillars = self._by_pillar(self.table(group, versions, rows))
            tables += [(pillar, points, rows) for pillar, points in of_pillars.items()]
        for start in range(0, n, AT_ONCE):
            plans = slice(start, start + AT_ONCE)
            here = made[:-1, plans]
            here[:] = 0.0
            for pillar, points, rows in tables:
                here[pillar] += points[rows[plans]]
            for group in wide:
                own = self.table(group, picks[plans], np.arange(here.shape[1]))
                for pillar, points in self._by_pillar(own).items():
                    here[pillar] += points
            np.minimum(here, self.book.most, out=here)
            made[-1, plans] = in_turn(here)
        return dict(zip([*names, "total"], made, strict=True))

    def parts_of(self, signal: SignalModel) -> tuple[int, ...]:
        """The parts that a signal looks at, in order."""
        matches = (signal.match, signal.of, *(item.match for item in signal.items))
        touched = [acts for match in matches for acts in self.touching(match)]
        return tuple(sorted({part for acts in touched for part, _ in acts}))

    def counts(self, slot: Slot, picks: Picks) -> Floats | None:
        """What the plans do of a slot on each day to come, (n_plans, n_days_to_come); None where
        they do nothing of it."""
        acts, _ = self.touching(slot.match)
        done = [self.parts[part][place].counts[picks[:, part]] for part, place in acts]
        return reduce(np.add, done) if done else None

    def assumed(self, slot: Slot) -> Floats:
        """What is done of a slot without a plan on each day to come: (1, n_days_to_come)."""
        return by_day(self.ahead.ahead, slot.match, self.ahead.first, self.ahead.last)[None]

    def response(self, slot: Slot, done: Picks | None = None) -> Floats:
        """What one act on each day to come amounts to on each scored day: (n_to_come, n_days).

        done: only of these of the days to come, counted from 0.
        """
        first = self.ahead.first
        done = np.arange(self.ahead.last - first + 1) if done is None else done
        scored = np.arange(self.days.first, self.days.last + 1)
        return slot.decay.at(scored - (first + done)[:, None])

    def _seen(self, place: int, picks: Picks) -> tuple[Floats, Floats]:
        """The amount of a signal and the part of it that is known: (n or 1, n_days) each."""
        signal, own = self.book.signals[place], self.book.looked[place]
        amount, known = self._base.amount[place], self._base.known[place]
        if not self.parts_of(signal):
            return amount, known
        if not self._adds_up(signal):
            return self._one_by_one(signal, picks)
        days = self.days.first, self.days.last
        slots = [self.book.slots[n] for n in own] if signal.kind != "stock" else []
        match signal.kind:
            case "rate":
                part, whole = (
                    self._sums[n] + self._added(slot, picks)
                    for n, slot in zip(own, slots, strict=True)
                )
                both = (
                    covered_part(actions_of(one), self._log, *days, signal.decay)
                    for one in (signal.match, signal.of)
                )
                return rates(signal, part, whole, np.minimum(*both))
            case "stock":
                return self._grown(signal, amount, picks), known
        return amount + self._added(slots[0], picks), known

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

    def _grown(self, signal: SignalModel, amount: Floats, picks: Picks) -> Floats:
        """A level that acts raise by one each; one that is unknown stays so."""
        _, acts = self.touching(signal.match)
        raised = {practice().raises[self.parts[part][place].action] for part, place in acts}
        if any(self.ahead.levels[level] is None for level in raised):
            return amount
        more = reduce(np.add, [self.parts[p][i].counts[picks[:, p]] for p, i in acts])
        grown: Floats = amount + np.cumsum(more, axis=1)[:, self.days.first - self.ahead.first :]
        return grown

    def _one_by_one(self, signal: SignalModel, picks: Picks) -> tuple[Floats, Floats]:
        """A signal of which acts do not add up, each version being an account of its own."""
        matches = (signal.match, signal.of, *(item.match for item in signal.items))
        named = {action for match in matches for action in actions_of(match)}
        named |= {act for act, level in practice().raises.items() if level in named}
        acts = [a.of(picks[:, part]) for part in self.parts_of(signal) for a in self.parts[part]]
        seen = Book.alone([signal]).amounts(self.ahead.only(named).log(acts), self.days)
        return seen.amount[0], seen.known[0]

    def _adds_up(self, signal: SignalModel) -> bool:
        """Whether acts add up: whole acts in what is counted, or acts that raise a level."""
        match signal.kind:
            case "checklist":
                return False
            case "stock":
                return not self.touching(signal.match)[0]
        touched = [self.touching(match) for match in (signal.match, signal.of)]
        levels = [self.parts[p][i].level for acts, _ in touched for p, i in acts]
        return not any(levels) and not any(raising for _, raising in touched)

    def stands_alone(self, place: int) -> bool:
        """Whether acts add up in what a signal amounts to, and nothing of it is inferred."""
        inferred = self.book.signals[place].unknown.inferred_from in self.book.place
        adds_up = self._adds_up(self.book.signals[place])
        return adds_up and not (inferred and self._is_partly_known(place))

    def _is_partly_known(self, place: int) -> bool:
        kind = self.book.signals[place].kind
        return kind == "rate" or bool(self._base.known[place].min(initial=1.0) < 1.0)

    def _with_sources(self, places: Sequence[int]) -> list[SignalModel]:
        signals = [self.book.signals[place] for place in places]
        named = [self.book.place.get(signal.unknown.inferred_from or "") for signal in signals]
        more = sorted({place for place in named if place is not None} - {*places})
        return [*signals, *(self.book.signals[place] for place in more)]

    def _by_pillar(self, table: VersionTable) -> dict[int, Floats]:
        """The points of the signals of a table, those of one pillar together."""
        sums: dict[int, Floats] = {}
        for place, points in zip(table.group.places, table.points, strict=True):
            pillar = self.pillars[place]
            sums[pillar] = sums[pillar] + points if pillar in sums else points
        return sums

    def touching(self, match: Match) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Part and place of the acts that match, and of those that raise a level that does."""
        if match not in self._found:
            rows = np.unique(self._probe.account[matching(match, self._probe)])
            own, raised = rows[rows < len(self._acts)], rows[rows >= len(self._acts)]
            acts = [self._acts[i] for i in own], [self._acts[i - len(self._acts)] for i in raised]
            self._found[match] = acts
        return self._found[match]

    @cached_property
    def _found(self) -> dict[Match, tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
        return {}

    @cached_property
    def _acts(self) -> list[tuple[int, int]]:
        return [(i, j) for i, part in enumerate(self.parts) for j in range(len(part))]

    @cached_property
    def _probe(self) -> ActivityLog:
        """Each act as an account, then each level that one of them raises, in the same order."""
        n, probes = len(self._acts), []
        for account, (part, place) in enumerate(self._acts):
            act = self.parts[part][place]
            level = practice().raises.get(act.action)
            kinds = [(account, act.action, act.attributes)]
            for row, action, attributes in [*kinds, *([(account + n, level, ())] if level else [])]:
                here = (np.arange(2 * n) == row)[:, None]
                probes.append(Acts(action, attributes, here.astype(np.float64), here))
        return to_rows(probes, 0, tuple(f"{i:06d}" for i in range(2 * n)) or None)

    @cached_property
    def _log(self) -> ActivityLog:
        return self.ahead.log()

    @cached_property
    def _base(self) -> Amounts:
        """What every signal amounts to without a plan."""
        return self.book.amounts(self._log, self.days)

    @cached_property
    def _sums(self) -> Sequence[Floats]:
        """The decayed sum of every slot without a plan: (1, n_days) each."""
        book = self.book
        return Ledger.of(self._log, slice(0, 1), book.slots, book.levels).sums(self.days)


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


def _stacked(some: Sequence[Floats], shape: tuple[int, int]) -> Floats:
    stacked: Floats = np.stack([np.broadcast_to(one, shape) for one in some])
    return stacked


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
