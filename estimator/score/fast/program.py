"""A book and a log's coverage written down as plain numbers, for loops that know nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import Range
from estimator.decay import Decay
from estimator.log import ActivityLog, Coded
from estimator.rules.match import Match, actions_of
from estimator.rules.model import NO_DECAY, SignalModel
from estimator.saturation import Curve, Steps
from estimator.score.book import Book
from estimator.score.fast.loops import FLOW, ITEMS, RATE, STOCK
from estimator.score.rows import Floats, by_action, matching_among, slots_of
from estimator.score.shown import TODAY, covered_part, is_whole

Whole = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Records = np.recarray[tuple[int], np.dtype[np.record]]
Record = np.record

FEW_ANSWERS = 1 << 16  # that are counted, not sorted
AT_ONCE = 30  # questions, whose answers fit into a number beside a row's earlier ones
KINDS = {"flow": FLOW, "days": FLOW, "rate": RATE, "stock": STOCK, "checklist": ITEMS}


SLOT = np.dtype(
    [
        ("level", np.bool_),
        ("per_day", np.bool_),
        ("whole", np.bool_),
        ("lag", np.int32),
        ("window", np.int32),
        ("cap", np.float64),
        ("weight", np.float64),
    ]
)
SIGNAL = np.dtype(
    [
        ("kind", np.int32),
        ("pillar", np.int32),
        ("points", np.float64),
        ("slots_from", np.int32),
        ("slots_to", np.int32),
        ("curve", np.int32),
        ("at", np.float64),
        ("steep", np.float64),
        ("knots_from", np.int32),
        ("knots_to", np.int32),
        ("prior_rate", np.float64),
        ("prior_weight", np.float64),
        ("min_of", np.float64),
    ]
)


class Program(NamedTuple):
    """What is to be computed, for rows of `n_kinds` kinds.

    A slot is one sum or one level that a signal is made of; a signal's slots are neighbours.

    slots: of each, `level`, `per_day`: whether it holds a state; whether a day counts once.
    `whole`: whether the log shows all of it. `lag`, `window`: in days. `cap`: the most a day.
    `weight`: of an item of a checklist.

    signals: of each, its `kind`, `pillar` and `points`; its slots, from `slots_from` to before
    `slots_to`; its `curve` with its parameters, and its steps from `knots_from` to `knots_to`.

    feeds, feeds_from: the slots that a row of each kind goes to, and where each kind's begin.
    fade: what an entry counts after so many days, (n_slots, n_ages). known: the part of a slot that
    the log shows, (n_slots, n_days). stand_in: the amount that has the population's share, of each
    signal. knots: (amount, share) of all steps. most: of each pillar.
    """

    slots: Records
    signals: Records
    feeds: Whole
    feeds_from: Whole
    fade: Floats
    known: Floats
    stand_in: Floats
    knots: Floats
    most: Floats

    def copy(self) -> "Program":
        """The same numbers once more, for a thread to look at alone."""
        return Program._make(column.copy() for column in self)


@dataclass(frozen=True)
class Looked:
    """One sum or one level that a signal looks at; known: the part that the log shows of it."""

    match: Match
    known: Floats
    decay: Decay = NO_DECAY
    level: bool = False
    per_day: bool = False
    cap: float = np.inf
    weight: float = 1.0


def program_of(book: Book, log: ActivityLog, days: Range) -> tuple[Program, Whole] | None:
    """The program of a book for a log, and the kind of each row of it: shape (n_rows,).

    None where it is not a matter of one account's rows alone: when accounts are covered
    differently, or a signal that the log does not show is inferred from another. Nor is there one
    of no signals.
    """
    looked = [_looked(signal, log, days) for signal in book.signals]
    every = [one for some in looked for one in some]
    if not every or any(len(one.known) > 1 for one in every):
        return None
    for signal, some in zip(book.signals, looked, strict=True):
        sure = signal.kind != "rate" and all(is_whole(one.known) for one in some)
        if signal.unknown.inferred_from in book.place and not sure:
            return None
    kinds, feeds = _fed(every, log)
    stand_ins = [s.curve.amount(np.array([s.unknown.share]))[0] for s in book.signals]
    knots = [_knots(signal.curve) for signal in book.signals]
    program = Program(
        slots=_slot_records(every),
        signals=_signal_records(book, looked, knots),
        feeds=_whole(slot for fed in feeds for slot in fed),
        feeds_from=_whole(accumulate((len(fed) for fed in feeds), initial=0)),
        fade=_weights(every),
        known=np.array([one.known[0] for one in every]),
        stand_in=np.array(stand_ins),
        knots=np.concatenate(knots),
        most=book.most[:, 0, 0].copy(),
    )
    return program, kinds


def _knots(curve: Curve) -> Floats:
    """The amounts and shares of a staircase: (n_steps, 2); of other curves none."""
    if isinstance(curve, Steps):
        return np.array([curve.reached, curve.shares], dtype=np.float64).T.copy()
    return np.zeros((0, 2))


def _weights(slots: Sequence[Looked]) -> Floats:
    """What an entry of each slot counts by its age, nothing past its window."""
    weights = np.zeros((len(slots), max(slot.decay.window for slot in slots)))
    for row, slot in zip(weights, slots, strict=True):
        row[: slot.decay.window] = slot.decay.weights()
    return weights


def _slot_records(slots: Sequence[Looked]) -> Records:
    listed = [
        (
            slot.level,
            slot.per_day,
            bool(slot.known.min() >= 1.0),
            slot.decay.lag,
            slot.decay.window,
            slot.cap,
            slot.weight,
        )
        for slot in slots
    ]
    return np.array(listed, dtype=SLOT).view(np.recarray)


def _signal_records(
    book: Book, looked: Sequence[Sequence[Looked]], knots: Sequence[Floats]
) -> Records:
    slots_at, knots_at = (
        pairwise(accumulate(map(len, parts), initial=0)) for parts in (looked, knots)
    )
    pillars = (n for n, places in enumerate(book.places) for _ in places)
    listed = [
        (
            KINDS[signal.kind],
            pillar,
            signal.points,
            *own_slots,
            signal.curve.code,
            getattr(signal.curve, "half_at", getattr(signal.curve, "full_at", 1.0)),
            getattr(signal.curve, "steepness", 1.0),
            *own_knots,
            signal.prior_rate,
            signal.prior_weight,
            signal.min_of,
        )
        for signal, pillar, own_slots, own_knots in zip(
            book.signals, pillars, slots_at, knots_at, strict=True
        )
    ]
    return np.array(listed, dtype=SIGNAL).view(np.recarray)


def _looked(signal: SignalModel, log: ActivityLog, days: Range) -> list[Looked]:
    """The sums or levels that a signal is made of, with what is known of each."""

    def known(actions: Iterable[str], decay: Decay = TODAY) -> Floats:
        return covered_part(actions, log, days.first, days.last, decay)

    if signal.kind in ("stock", "checklist"):
        items = [(item.match, item.weight) for item in signal.items] or [(signal.match, 1.0)]
        return [
            Looked(match, known(actions_of(match)), level=True, weight=weight)
            for match, weight in items
        ]
    return [
        Looked(
            slot.match,
            known(signal.known_by or actions_of(slot.match), slot.decay),
            slot.decay,
            per_day=slot.per_day,
            cap=slot.most,
        )
        for slot in slots_of(signal)
    ]


def _fed(slots: Sequence[Looked], log: ActivityLog) -> tuple[Whole, list[list[int]]]:
    """The kind of each row, and the slots that each kind feeds.

    A kind is an action, or, where attributes decide, those rows of it that answer alike.
    """
    asked: dict[int, list[tuple[int, Match | None]]] = {i: [] for i in range(len(log.actions))}
    for number, slot in enumerate(slots):
        for action, rest in by_action(slot.match, log.actions):
            asked[action].append((number, rest))
    feeds = [[slot for slot, rest in asked[action] if rest is None] for action in asked]
    kinds = log.action
    for action, questions in asked.items():
        if any(rest is not None for _, rest in questions):
            kinds = kinds.copy() if kinds is log.action else kinds
            rows = (log.action == action).nonzero()[0]
            answers, kinds[rows] = _answers(log, rows, [q for _, q in questions if q is not None])
            kinds[rows] += np.int32(len(feeds))
            feeds += [
                feeds[action] + [s for (s, q) in questions if q is not None and q in yes]
                for yes in answers
            ]
    return kinds, feeds


def _answers(
    log: ActivityLog, rows: npt.NDArray[np.intp], questions: Iterable[Match]
) -> tuple[list[set[Match]], Whole]:
    """The sets of questions to which some row says yes, and which of them each row does."""

    @cache
    def column(name: str) -> Coded | None:
        coded = log.attributes.get(name)
        return None if coded is None else coded.take(rows)

    asked = list(dict.fromkeys(questions))
    answers: list[set[Match]] = [set()]
    which: Whole = np.zeros(len(rows), dtype=np.int32)
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        bits = which.astype(np.int64) << len(some)
        for i, question in enumerate(some):
            bits |= matching_among(question, column, len(rows)).astype(np.int64) << i
        found, which = _numbered(bits, len(answers) << len(some))
        answers = [
            answers[one >> len(some)] | {q for i, q in enumerate(some) if one >> i & 1}
            for one in found.tolist()
        ]
    return answers, which


def _numbered(bits: npt.NDArray[np.int64], n_bits: int) -> tuple[npt.NDArray[np.int64], Whole]:
    """The different numbers, all below `n_bits`, and which of them each is."""
    if n_bits > FEW_ANSWERS:
        found, which = np.unique(bits, return_inverse=True)
        return found, which.astype(np.int32)
    there = np.bincount(bits, minlength=n_bits) > 0
    place = there.cumsum(dtype=np.int32) - np.int32(1)
    return there.nonzero()[0], place[bits]


def _whole(numbers: Iterable[int]) -> Whole:
    return np.fromiter(numbers, dtype=np.int32)
