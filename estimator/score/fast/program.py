"""A book and a log's coverage written down as plain numbers, for loops that know nothing else."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import Range
from estimator.log import ActivityLog
from estimator.rules.model import SignalModel
from estimator.saturation import Exp, Hill, Hyperbolic, Linear, Log, Steps
from estimator.score.book import Book
from estimator.score.fast.loops import FLOW, ITEMS, RATE, STOCK
from estimator.score.rows import Floats, kinds
from estimator.score.shown import is_whole

Whole = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Records = np.recarray[tuple[int], np.dtype[np.record]]
Record = np.record

CURVES = (Exp, Hyperbolic, Hill, Log, Linear, Steps)  # in the order of their numbers in the loops
KINDS = {"flow": FLOW, "days": FLOW, "rate": RATE, "stock": STOCK, "checklist": ITEMS}

AS_THEY_ARE = ("points", "prior_rate", "prior_weight", "min_of")
SLOT = np.dtype([("level", "?"), ("per_day", "?"), ("lag", "i4"), ("window", "i4"), ("cap", "f8")])
LOOK = np.dtype([("slot", "i4"), ("cover", "i4"), ("weight", "f8")])
WHOLE = ("kind", "pillar", "looks_from", "looks_to", "curve", "knots_from", "knots_to")
SIGNAL = np.dtype(
    [(name, "i4") for name in WHOLE]
    + [(name, "f8") for name in (*AS_THEY_ARE, "at", "steep")]
    + [("whole", "?")]
)


class Program(NamedTuple):
    """What is to be computed.

    slots: of each of the book's slots and, after them, its levels, `level`, `per_day`: whether it
    holds a state; whether a day counts once. `lag`, `window`: in days. `cap`: the most a day.

    signals: of each, its `kind`, `pillar` and `points`; what it looks at, from `looks_from` to
    before `looks_to`; its `curve` with its parameters, and its steps from `knots_from` to
    `knots_to`. `whole`: whether the log shows all of it.

    looks: the `slot`, or the level, the `cover` that says what is known of it, and the `weight` of
    an item of a checklist. fade: what an entry of a slot counts after so many days, (n_slots,
    n_ages). known: the part of a window that the log shows, (n_covers, n_days). stand_in: the
    amount that has the population's share, of each signal. knots: (amount, share) of all steps.
    most: of each pillar. feeds, feeds_from: the slots that a row of each kind goes to, and where
    each kind's begin.
    """

    slots: Records
    signals: Records
    looks: Records
    fade: Floats
    known: Floats
    stand_in: Floats
    knots: Floats
    most: Floats
    feeds: Whole
    feeds_from: Whole

    def copy(self) -> "Program":
        """A copy of all its numbers, for a thread to look at alone."""
        return Program._make(column.copy() for column in self)


class AccountRows(NamedTuple):
    """The rows of some accounts, sorted by account and day; ends: where each account's begin, and
    the last end. kind: which slots a row goes to; see `Program`.
    """

    ends: Whole
    day: Whole
    kind: Whole
    counts: Floats


def program_of(book: Book, log: ActivityLog, days: Range) -> Program | None:
    """The program of a book for a log, without rows; see `dealt`.

    None where it is not a matter of one account's rows alone: when accounts are covered
    differently, or a signal that the log does not show is inferred from another. Nor is there one
    of no signals, nor of curves or kinds that the loops do not know.
    """
    covered = book.covered(log, days)
    known = all(type(one.curve) in CURVES and one.kind in KINDS for one in book.signals)
    if not book.signals or not known or any(len(part) > 1 for part in covered):
        return None
    whole = [all(is_whole(covered[n]) for n in by) for by in book.shown_by]
    for signal, shown in zip(book.signals, whole, strict=True):
        sure = shown and signal.kind != "rate"
        if signal.unknown.inferred_from in book.place and not sure:
            return None
    slots = [(False, s.per_day, s.decay.lag, s.decay.window, s.most) for s in book.slots]
    levels = [(True, False, 0, 0, np.inf) for _ in book.levels]
    looks = [
        (slot, cover, signal.items[n].weight if signal.items else 1.0)
        for signal, own, by in zip(book.signals, book.looked, book.shown_by, strict=True)
        for n, (slot, cover) in enumerate(zip(own, by, strict=True))
    ]
    knots = [_knots(signal) for signal in book.signals]
    fade = np.zeros((len(slots), max((slot.decay.window for slot in book.slots), default=0)))
    for row, slot in zip(fade, book.slots, strict=True):
        row[: slot.decay.window] = slot.decay.weights()
    return Program(
        slots=np.array(slots + levels, dtype=SLOT).view(np.recarray),
        signals=_signals(book, knots, whole),
        looks=np.array(looks, dtype=LOOK).view(np.recarray),
        fade=fade,
        known=np.concatenate(covered),
        stand_in=np.array([s.curve.amount(np.array([s.unknown.share]))[0] for s in book.signals]),
        knots=np.concatenate(knots),
        most=book.most[:, 0, 0].copy(),
        feeds=np.zeros(0, np.int32),
        feeds_from=np.zeros(0, np.int32),
    )


def dealt(program: Program, book: Book, log: ActivityLog) -> tuple[Program, AccountRows]:
    """The program with what each kind of row feeds, and the rows of a log by their kind."""
    kind, taken = kinds([*(slot.match for slot in book.slots), *book.levels], log)
    fed, slots = taken.T.nonzero()
    begin = fed.searchsorted(np.arange(taken.shape[1] + 1))
    ends = log.account.searchsorted(np.arange(log.n_accounts + 1, dtype=np.int32))
    program = program._replace(feeds=slots.astype(np.int32), feeds_from=begin.astype(np.int32))
    return program, AccountRows(ends, log.day, kind, log.count)


def _knots(signal: SignalModel) -> Floats:
    """The amounts and shares of a staircase: (n_steps, 2); of other curves none."""
    if isinstance(signal.curve, Steps):
        return np.array([signal.curve.reached, signal.curve.shares], dtype=np.float64).T.copy()
    return np.zeros((0, 2))


def _signals(book: Book, knots: Sequence[Floats], whole: Sequence[bool]) -> Records:
    signals, curves = book.signals, [signal.curve for signal in book.signals]
    looks, steps = (np.cumsum([0, *map(len, many)]) for many in (book.looked, knots))
    columns: dict[str, npt.ArrayLike] = {
        "kind": [KINDS[signal.kind] for signal in signals],
        "pillar": [n for n, places in enumerate(book.places) for _ in places],
        "looks_from": looks[:-1],
        "looks_to": looks[1:],
        "knots_from": steps[:-1],
        "knots_to": steps[1:],
        "curve": [CURVES.index(type(curve)) for curve in curves],
        "at": [getattr(c, "half_at", getattr(c, "full_at", 1.0)) for c in curves],
        "steep": [getattr(curve, "steepness", 1.0) for curve in curves],
        "whole": whole,
        **{name: [getattr(signal, name) for signal in signals] for name in AS_THEY_ARE},
    }
    return np.rec.fromarrays([columns[name] for name in SIGNAL.names or ()], dtype=SIGNAL)
