"""A model and a log's coverage written down as a `Program`, and what kind each row is of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.decay import Decay
from estimator.kernel.loops import FLOW, ITEMS, RATE, STOCK
from estimator.kernel.program import SIGNAL, SLOT, Program, Records, shape_of
from estimator.log import ActivityLog, Coded
from estimator.matching import by_action, matching_among
from estimator.pillars import stand_ins
from estimator.rules.match import Match, actions_of
from estimator.rules.model import NO_DECAY, PillarModel, SignalModel
from estimator.signals import Range, fully_shown
from estimator.signals.known import Everyone, covered_on, covered_part

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

FEW_ANSWERS = 1 << 16  # that are counted, not sorted
AT_ONCE = 30  # questions, whose answers fit into a number beside a row's earlier ones
KINDS = {"flow": FLOW, "days": FLOW, "rate": RATE, "stock": STOCK, "checklist": ITEMS}


@dataclass(frozen=True)
class Slot:
    """One sum or one level that a signal is made of."""

    match: Match
    known: Floats
    decay: Decay = NO_DECAY
    level: bool = False
    per_day: bool = False
    cap: float = np.inf
    weight: float = 1.0


def program_of(
    pillars: Sequence[PillarModel], log: ActivityLog, days: Range, seat: Seat
) -> tuple[Program, Whole] | None:
    """The program of a model for a log, and the kind of each row of it: shape (n_rows,).

    None where it is not a matter of one account's rows alone: when accounts are covered
    differently, or a signal that the log does not show is inferred from another. Nor is there one
    of no signals.
    """
    applying = [(i, s) for i, p in enumerate(pillars) for s in p.signals if s.applies(seat)]
    if not applying:
        return None
    signals = [signal for _, signal in applying]
    everyone = Everyone.of(log)
    slots = [_slots(signal, everyone, days) for signal in signals]
    if any(len(slot.known) > 1 for some in slots for slot in some):
        return None
    paths = {signal.path for signal in signals}
    if any(s.unknown.inferred_from in paths and not certain(s, log, days) for s in signals):
        return None
    every = [slot for some in slots for slot in some]
    kinds, feeds = _fed(every, log)
    program = Program(
        slots=_slot_records(every),
        signals=_signal_records(signals, slots, [pillar for pillar, _ in applying]),
        feeds=_whole(slot for fed in feeds for slot in fed),
        feeds_from=_starts(len(fed) for fed in feeds),
        fade=_weights(every),
        known=np.array([slot.known[0] for slot in every]),
        stand_in=np.array([stand_ins(signal, {})[:, 0, 0] for signal in signals]),
        knots=np.concatenate([np.zeros((0, 2)), *(shape_of(s.curve).knots for s in signals)]),
        most=np.array([min(pillar.cap, pillar.ceiling(seat)) for pillar in pillars]),
    )
    return program, kinds


def _weights(slots: Sequence[Slot]) -> Floats:
    """What an entry of each slot counts by its age, nothing past its window."""
    weights = np.zeros((len(slots), max(slot.decay.window for slot in slots)))
    for row, slot in zip(weights, slots, strict=True):
        row[: slot.decay.window] = slot.decay.weights()
    return weights


def _slot_records(slots: Sequence[Slot]) -> Records:
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
    signals: Sequence[SignalModel], slots: Sequence[Sequence[Slot]], pillars: Iterable[int]
) -> Records:
    shapes = [shape_of(signal.curve) for signal in signals]
    slots_at, knots_at = (
        pairwise(accumulate(map(len, parts), initial=0))
        for parts in (slots, [shape.knots for shape in shapes])
    )
    listed = [
        (
            KINDS[signal.kind],
            pillar,
            signal.points,
            *own_slots,
            shape.curve,
            shape.at,
            shape.steep,
            *own_knots,
            signal.prior_rate,
            signal.prior_weight,
            signal.min_of,
        )
        for signal, pillar, shape, own_slots, own_knots in zip(
            signals, pillars, shapes, slots_at, knots_at, strict=True
        )
    ]
    return np.array(listed, dtype=SIGNAL).view(np.recarray)


def certain(signal: SignalModel, log: ActivityLog, days: Range) -> bool:
    """Whether nothing that a signal looks at can be unknown."""
    return signal.kind != "rate" and fully_shown(signal, Everyone.of(log), days)


def _slots(signal: SignalModel, everyone: Everyone, days: Range) -> list[Slot]:
    run, decay = (days.first, days.last), signal.decay
    if signal.kind == "stock":
        known = covered_on(actions_of(signal.match), everyone, *run)
        return [Slot(signal.match, known, level=True)]
    if signal.kind == "checklist":
        return [
            Slot(
                item.match,
                covered_on(actions_of(item.match), everyone, *run),
                level=True,
                weight=item.weight,
            )
            for item in signal.items
        ]
    if signal.kind == "rate":
        return [
            Slot(match, covered_part(actions_of(match), everyone, *run, decay), decay)
            for match in (signal.match, signal.of)
        ]
    counted = signal.kind == "days"
    decay = Decay(np.inf, decay.window, decay.lag) if counted else decay
    known = covered_part(signal.known_by or actions_of(signal.match), everyone, *run, decay)
    cap = np.inf if signal.per_day_max is None or counted else signal.per_day_max
    return [Slot(signal.match, known, decay, per_day=counted, cap=cap)]


def _fed(slots: Sequence[Slot], log: ActivityLog) -> tuple[Whole, list[list[int]]]:
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


def _starts(lengths: Iterable[int]) -> Whole:
    return _whole(accumulate(lengths, initial=0))
