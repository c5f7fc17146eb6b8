"""The book once more as plain loops: one text that people read, numba runs, and tests judge.

Nothing here is fast as it stands; `estimator.score.fast` compiles it where numba is installed.
Nothing here calls the rest of the book: what a signal is arrives as the numbers of a `Program`. It
is one long file on purpose, with every number it is made with: what is compiled is kept on disk by
file, and a file is not compiled anew when another has changed.

`histories` goes through the accounts one by one: the rows of an account are dealt out to slots,
which keep entries (day, value), at most one a day; of these its sums and states are laid down, day
by day. On a single day they come from a ledger, account by account (`add_left`, `set_states`).
Either way they are columns, and `score` makes points of columns: it does not know whether what is
side by side in them are days or accounts. Nothing is ever subtracted, and what neither an act nor a
state touches adds nothing and is passed over.

Shapes: `sums` (n_slots, n), `states` and `stated` (n_levels, n), with n days or accounts; `out`
(n_pillars + 1, n), the total last. Views of arrays are few where accounts are many: each is counted
and counted off.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from estimator.score.fast.program import AccountRows, Program, Record, Records, Whole
    from estimator.score.rows import Floats

FLOW, RATE, STOCK, ITEMS = range(4)  # kinds of signals; days are a flow of ones that does not fade
EXP, HYPERBOLIC, HILL, LOG, LINEAR, STEPS = range(6)  # curves

LN2 = math.log(2.0)
PLACES = [math.cos((2 * n + 1) * math.pi / 16) / 2 for n in range(8)]  # of Chebyshev, up to a half
RISEN = [math.expm1(LN2 * f) / f for f in PLACES]
P1, P2, P3, P4, P5, P6, P7, P8 = np.linalg.solve(np.vander(PLACES, increasing=True), RISEN).tolist()
ROUND = 1.5 * 2.0**52  # added to a number, it leaves the nearest whole one in the last bits
NEARLY = 1.0 - 1e-12  # as much as is asked for, but for rounding
TINY = 2.3e-308


def histories(program: Program, rows: AccountRows, first: int, out: Floats) -> None:
    """Writes the points of each account, pillar and day from `first` on.

    out: (n_accounts, n_pillars + 1, n_days).
    """
    n_days, n_slots = out.shape[2], len(program.slots)
    room = most_days(rows)
    days, values = np.zeros((n_slots, room), np.int32), np.zeros((n_slots, room))
    sizes, touched = np.zeros(n_slots, np.int64), np.zeros((n_slots, 2), np.int64)
    n_flows = len(program.fade)
    sums, states = np.zeros((n_flows, n_days)), np.zeros((n_slots - n_flows, n_days))
    stated = np.ones((n_slots - n_flows, n_days))
    amount, unseen = np.zeros(n_days), np.zeros(n_days)
    for account in range(len(rows.ends) - 1):
        deal(program, rows, account, first, n_days, sizes, days, values)
        for n in range(n_slots):
            if n < n_flows:
                fading(program, n, sizes[n], days, values, first, touched, sums)
            else:
                holding(n - n_flows, n, sizes[n], days, values, first, touched, states, stated)
        score(program, touched, sums, states, stated, amount, unseen, out[account])


def most_days(rows: AccountRows) -> int:
    """The most days on which an account can have rows."""
    most = 0
    for account in range(len(rows.ends) - 1):
        begin, end = rows.ends[account], rows.ends[account + 1]
        if begin < end:
            most = max(most, min(end - begin, rows.day[end - 1] - rows.day[begin] + 1))
    return most


def deal(
    program: Program,
    rows: AccountRows,
    account: int,
    first: int,
    n_days: int,
    sizes: Whole,
    days: Whole,
    values: Floats,
) -> None:
    """Deals the rows of an account out to their slots; those of one day become one entry."""
    sizes[:] = 0
    for row in range(rows.ends[account], rows.ends[account + 1]):
        day, kind = rows.day[row], rows.kind[row]
        if day >= first + n_days:
            continue
        for i in range(program.feeds_from[kind], program.feeds_from[kind + 1]):
            place, value = program.feeds[i], rows.counts[row]
            slot, n = program.slots[place], sizes[place]
            if not slot.level and day + slot.window <= first:
                continue  # gone before the first day
            if slot.per_day:
                value = 1.0 if value > 0 else 0.0
            if n == 0 or days[place, n - 1] != day:
                days[place, n], values[place, n], sizes[place] = day, value, n + 1
            elif slot.level or slot.per_day:
                values[place, n - 1] = max(values[place, n - 1], value)
            else:
                values[place, n - 1] += value


def fading(
    program: Program,
    n: int,
    size: int,
    days: Whole,
    values: Floats,
    first: int,
    touched: Whole,
    sums: Floats,
) -> None:
    """Lays down the decayed sum of a slot's entries on each day, and from when to when it is any.

    Places without a sign are compiled to less.
    """
    slot, fade, n_days = program.slots[n], program.fade, sums.shape[1]
    begun, ended = n_days, 0
    sums[n, touched[n, 0] : touched[n, 1]] = 0.0
    for i in range(size):
        start = max(days[n, i] + slot.lag - first, 0)
        stop = min(days[n, i] + slot.window - first, n_days)
        if start < stop:
            begun, ended = min(begun, start), max(ended, stop)
            value, row = min(values[n, i], slot.cap), np.uint64(n)
            day, age = np.uint64(start), np.uint64(first + start - days[n, i])
            for t in range(stop - start):
                sums[row, day + np.uint64(t)] += value * fade[row, age + np.uint64(t)]
    touched[n, 0], touched[n, 1] = min(begun, ended), ended


def holding(
    level: int,
    n: int,
    size: int,
    days: Whole,
    values: Floats,
    first: int,
    touched: Whole,
    states: Floats,
    stated: Floats,
) -> None:
    """Lays down a level, each state until the next, and since when there is one."""
    n_days, before = states.shape[1], touched[n, 0]
    begun = n_days if size == 0 else max(days[n, 0] - first, 0)
    states[level, before:begun] = stated[level, before:begun] = 0.0
    stated[level, begun:before] = 1.0
    for i in range(size):
        until = n_days if i + 1 == size else max(days[n, i + 1] - first, 0)
        states[level, max(days[n, i] - first, 0) : until] = values[n, i]
    touched[n, 0], touched[n, 1] = begun, n_days


def add_left(
    lane: Whole, day: Whole, value: Floats, weights: Floats, on: int, sums: Floats
) -> None:
    """Adds what is left on a day of cells that its window reaches, each to the sum of its lane."""
    for i in range(len(lane)):
        sums[lane[i]] += value[i] * weights[on - day[i]]


def set_states(
    lane: Whole, day: Whole, value: Floats, on: int, states: Floats, stated: Floats
) -> None:
    """Lays down the last state of each lane on a day, and whether there is one."""
    for i in range(len(lane)):
        if day[i] <= on:
            states[lane[i]], stated[lane[i]] = value[i], 1.0


def score(
    program: Program,
    touched: Whole,
    sums: Floats,
    states: Floats,
    stated: Floats,
    amount: Floats,
    unseen: Floats,
    out: Floats,
) -> None:
    """Writes the points of each pillar and the total.

    touched: from and until where the column of a slot is any. amount, unseen: room for a column.
    """
    looks, known, n_flows = program.looks, program.known, len(program.fade)
    out[:] = 0.0
    for place in range(len(program.signals)):
        signal, start, stop = program.signals[place], 0, len(amount)
        partly, look = not signal.whole, looks[signal.looks_from]
        column = amount
        if signal.kind == FLOW:
            column = sums[look.slot]
            if not partly:
                start, stop = touched[look.slot, 0], touched[look.slot, 1]
            for t in range(len(amount) if partly else 0):
                unseen[t] = 1.0 - known[look.cover, min(t, known.shape[1] - 1)]
        elif signal.kind == RATE:
            whole = looks[signal.looks_from + 1]
            if not partly:  # where there is nothing of the whole, nothing of the rate is unknown
                start, stop = touched[whole.slot, 0], touched[whole.slot, 1]
            both, shown = (
                (sums[look.slot], sums[whole.slot]),
                (known[look.cover], known[whole.cover]),
            )
            partly = into_rate(signal, both, shown, start, stop, amount, unseen)
        elif signal.kind == STOCK and not partly:
            column, start = states[look.slot], touched[n_flows + look.slot, 0]
        else:
            add_items(signal, looks, known, states, stated, amount, unseen)
        if partly:
            for t in range(start, stop):
                amount[t] = column[t] + unseen[t] * program.stand_in[place]
            column = amount
        add_points(signal, program.knots, column, start, stop, out[signal.pillar])
    cut(program.most, out)


def into_rate(
    signal: Record,
    both: tuple[Floats, Floats],
    shown: tuple[Floats, Floats],
    start: int,
    stop: int,
    amount: Floats,
    unseen: Floats,
) -> bool:
    """Lays down the rate of two sums, from `start` on and before `stop`; whether somewhere too
    little is known of it. both: the sums, the whole last. shown: what is known of either.
    """
    prior, partly, last = signal.prior_weight, False, len(shown[0]) - 1
    enough, before = signal.min_of * NEARLY, signal.prior_rate * prior
    for t in range(start, stop):
        of, covered = both[1][t], min(shown[0][min(t, last)], shown[1][min(t, last)])
        sure = (of > 0) & (of >= enough) & (covered > 0)  # no branch: several at a time
        rate = min((both[0][t] + before) / max(of + prior, TINY), 1.0)
        amount[t] = rate if sure else 0.0
        unseen[t] = 0.0 if sure else (1.0 if of > 0 else 1.0 - covered)
        partly |= unseen[t] > 0
    return partly


def add_items(
    signal: Record,
    looks: Records,
    known: Floats,
    states: Floats,
    stated: Floats,
    amount: Floats,
    unseen: Floats,
) -> None:
    """Lays down a level, or the weights of the items that are present, and the part of it, or of
    their weights, that is neither stated yet nor covered.
    """
    whole, last = 0.0, known.shape[1] - 1
    amount[:] = unseen[:] = 0.0
    for n in range(signal.looks_from, signal.looks_to):
        level, cover, weight = looks[n].slot, looks[n].cover, looks[n].weight
        whole += weight
        for t in range(len(amount)):
            state = states[level, t]
            amount[t] += state if signal.kind == STOCK else weight * (state > 0)
        for t in range(0 if signal.whole else len(amount)):
            unseen[t] += weight * (1.0 - stated[level, t]) * (1.0 - known[cover, min(t, last)])
    for t in range(0 if signal.whole else len(amount)):
        unseen[t] /= whole


def add_points(
    signal: Record, knots: Floats, amount: Floats, start: int, stop: int, total: Floats
) -> None:
    """Adds the points that amounts are worth, of the places from `start` on and before `stop`."""
    curve, at, points = signal.curve, signal.at, signal.points
    one, places = 1.0 / at, (np.uint64(start), np.uint64(stop))
    if curve == EXP:
        for i in range(places[0], places[1]):
            total[i] += points * (1.0 - half_to(amount[i] * one))
    elif curve == LINEAR:
        for i in range(places[0], places[1]):
            total[i] += points * min(amount[i] * one, 1.0)
    elif curve == HYPERBOLIC:
        for i in range(places[0], places[1]):
            total[i] += points * (1.0 - at / (amount[i] + at))
    else:
        before, worth = 0.0, 0.0
        for t in range(start, stop):
            if amount[t] != before:  # a level stays for long
                before, worth = amount[t], points * share(signal, knots, amount[t])
            total[t] += worth


def share(signal: Record, knots: Floats, amount: float) -> float:
    """The share of an amount by a curve that has its share added one by one."""
    if signal.curve == HILL:
        return float(1.0 - 1.0 / (1.0 + (amount / signal.at) ** signal.steep))
    if signal.curve == LOG:
        return min(math.log1p(amount) / math.log1p(signal.at), 1.0)
    reached = 0.0
    for n in range(signal.knots_from, signal.knots_to):
        if amount >= knots[n, 0]:
            reached = knots[n, 1]
    return reached


def half_to(x: float) -> float:
    """0.5 ** x for x >= 0, to the last bit or two; compiled, several at a time.

    2^-x = 2^f / 2^n with n the whole number next to x and f between -1/2 and 1/2; to divide by 2^n
    is to take n from the exponent, which begins at bit 52. Past 2^-1000 nothing gets smaller.
    """
    x = min(x, 1000.0)
    rounded = x + ROUND
    f = (rounded - ROUND) - x
    p = P4 + f * (P5 + f * (P6 + f * (P7 + f * P8)))
    p = 1.0 + f * (P1 + f * (P2 + f * (P3 + f * p)))
    exponent = np.float64(rounded).view(np.int64) << 52
    return float(np.int64(np.float64(p).view(np.int64) - exponent).view(np.float64))


def cut(most: Floats, out: Floats) -> None:
    """Cuts each pillar at the most it can show, and writes their total."""
    n_pillars = len(most)
    for pillar in range(n_pillars):
        for t in range(out.shape[1]):
            out[pillar, t] = min(out[pillar, t], most[pillar])
            out[n_pillars, t] += out[pillar, t]
