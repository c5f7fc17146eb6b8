"""The book once more as plain loops: one text that people read, numba runs, and tests judge.

Nothing here is fast as it stands; `estimator.score.fast` compiles it where numba is installed.
Nothing here calls the rest of the book: what a signal is arrives as the numbers of a `Program`. It
is one long file on purpose, with every number it is made with: what is compiled is kept on disk by
file, and a file is not compiled anew when another has changed.

`histories` goes through the accounts one by one. The rows of an account are dealt out to slots,
which keep entries (day, value), at most one a day. Then, signal by signal, the amounts of all days
are laid down, entry by entry, and their points added to their pillar. Nothing is ever subtracted.
What neither an act nor a state touches adds nothing and is passed over.

Shapes: amounts, and the part of them that is not known, (n_days,); `runs`, where each slot's
entries begin and end, (n_slots, 2); `out` (n_accounts, n_pillars + 1, n_days), the last the total.
Views of arrays are few where accounts are many: each is counted and counted off.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from estimator.score.fast.program import Program, Record, Records, Whole
    from estimator.score.rows import Floats

FLOW, RATE, STOCK, ITEMS = range(4)  # kinds of signals; days are a flow of ones that does not fade
EXP, HYPERBOLIC, HILL, LOG, LINEAR, STEPS = range(6)  # curves

LN2 = math.log(2.0)
TAYLOR = [LN2**n / math.factorial(n) for n in range(13)]  # of 2^f, for f up to a half
P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12 = TAYLOR[1:]
ROUND = 1.5 * 2.0**52  # added to a number, it leaves the nearest whole one in the last bits
NEARLY = 1.0 - 1e-12  # as much as is asked for, but for rounding
TINY = 2.3e-308


def histories(
    program: Program, ends: Whole, day: Whole, kind: Whole, count: Floats, first: int, out: Floats
) -> None:
    """Writes the points of each account, pillar and day from `first` on.

    ends: where each account's rows begin, and the last end. day, kind, count: of the rows, those of
    an account sorted by day.
    """
    slots, signals, n_days = program.slots, program.signals, out.shape[2]
    feeds, feeds_from, most = program.feeds, program.feeds_from, program.most
    fade, known, stand_in, knots = program.fade, program.known, program.stand_in, program.knots
    room = most_days(ends, day)
    days, values = np.zeros(len(slots) * room, np.int32), np.zeros(len(slots) * room)
    runs = np.zeros((len(slots), 2), np.int64)
    amount, of, unseen = np.zeros(n_days), np.zeros(n_days), np.zeros(n_days)
    points = np.zeros((len(most), n_days))
    for account in range(len(ends) - 1):
        clear(runs, room, points)
        for row in range(ends[account], ends[account + 1]):
            if day[row] < first + n_days:
                fed = feeds_from[kind[row]], feeds_from[kind[row] + 1]
                deal(slots, feeds, *fed, day[row], count[row], first, runs, days, values)
        cap_entries(slots, runs, values)
        for place in range(len(signals)):
            signal = signals[place]
            if untouched(signal, slots, runs):
                continue
            if signal.kind == STOCK and slots[signal.slots_from].whole:
                add_held(signal, knots, runs, days, values, first, points[signal.pillar])
                continue
            start, stop, partly = lay_down(
                signal, slots, fade, known, runs, days, values, first, amount, of, unseen
            )
            if partly:
                fill(amount, unseen, stand_in[place])
            add_points(signal, knots, amount, start, stop, points[signal.pillar])
        cut(most, points, out[account])


def most_days(ends: Whole, day: Whole) -> int:
    """The most days on which an account can have rows."""
    most = 0
    for account in range(len(ends) - 1):
        begin, end = ends[account], ends[account + 1]
        if begin < end:
            most = max(most, min(end - begin, day[end - 1] - day[begin] + 1))
    return most


def clear(runs: Whole, room: int, points: Floats) -> None:
    """Leaves no entry in any slot, and no points."""
    points[:] = 0.0
    for slot in range(len(runs)):
        runs[slot, 0] = runs[slot, 1] = slot * room


def deal(
    slots: Records,
    feeds: Whole,
    feeds_from: int,
    feeds_to: int,
    day: int,
    count: float,
    first: int,
    runs: Whole,
    days: Whole,
    values: Floats,
) -> None:
    """Deals a row out to its slots; those of one day become one entry."""
    for i in range(feeds_from, feeds_to):
        place, value = feeds[i], count
        slot, n = slots[place], runs[place, 1]
        if not slot.level and day + slot.window <= first:
            continue  # gone before the first day
        if slot.per_day:
            value = 1.0 if count > 0 else 0.0
        if n == runs[place, 0] or days[n - 1] != day:
            days[n], values[n], runs[place, 1] = day, value, n + 1
        elif slot.level or slot.per_day:
            values[n - 1] = max(values[n - 1], value)
        else:
            values[n - 1] += value


def cap_entries(slots: Records, runs: Whole, values: Floats) -> None:
    """Lets no day of a slot count more than its cap."""
    for place in range(len(slots)):
        cap = slots[place].cap
        if cap < np.inf:
            for n in range(runs[place, 0], runs[place, 1]):
                values[n] = min(values[n], cap)


def untouched(signal: Record, slots: Records, runs: Whole) -> bool:
    """Whether nothing was done of what a signal looks at, and that is known."""
    for slot in range(signal.slots_from, signal.slots_to):
        if not slots[slot].whole or runs[slot, 0] < runs[slot, 1]:
            return False
    return True


def lay_down(
    signal: Record,
    slots: Records,
    fade: Floats,
    known: Floats,
    runs: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
    of: Floats,
    unseen: Floats,
) -> tuple[int, int, bool]:
    """Lays down a signal's amounts; from and until which day there are some, and whether the log
    leaves parts of them unseen. of: room for a second flow.
    """
    slot, start, stop, partly = signal.slots_from, 0, len(unseen), False
    if signal.kind == FLOW:
        start, stop = fading(slots, slot, fade, runs, days, values, first, amount)
        partly = not slots[slot].whole
        if partly:
            unseen[:] = 1.0 - known[slot]
    elif signal.kind == RATE:
        fading(slots, slot, fade, runs, days, values, first, amount)
        slot += 1
        start, stop = fading(slots, slot, fade, runs, days, values, first, of)
        partly = into_rate(signal, known[slot - 1], known[slot], amount, of, unseen)
    else:
        holding(signal, slots, runs, days, values, first, amount)
        partly = not_stated(signal, slots, known, runs, days, first, unseen)
    return (0, len(unseen), True) if partly else (start, stop, False)


def fading(
    slots: Records,
    place: int,
    fade: Floats,
    runs: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
) -> tuple[int, int]:
    """Lays down the decayed sum of a slot's entries on each day; from when to when it is any."""
    lag, window, n_days = slots[place].lag, slots[place].window, len(amount)
    begun, ended = n_days, 0
    amount[:] = 0.0
    for n in range(runs[place, 0], runs[place, 1]):
        start = max(days[n] + lag - first, 0)
        stop = min(days[n] + window - first, n_days)
        if start < stop:
            begun, ended = min(begun, start), max(ended, stop)
            add_fading(start, stop, first + start - days[n], values[n], fade, place, amount)
    return min(begun, ended), ended


def add_fading(
    start: int, stop: int, age: int, value: float, fade: Floats, slot: int, amount: Floats
) -> None:
    """Adds what is left of an entry on each day. Places without a sign are compiled to less."""
    day, since, row = np.uint64(start), np.uint64(age), np.uint64(slot)
    for i in range(stop - start):
        amount[day + np.uint64(i)] += value * fade[row, since + np.uint64(i)]


def into_rate(
    signal: Record, part: Floats, whole: Floats, amount: Floats, of: Floats, unseen: Floats
) -> bool:
    """Turns the flow of the part into a rate; whether somewhere too little is known of it.

    part, whole: what is known of either flow, one for each amount.
    """
    prior, partly = signal.prior_weight, False
    enough, before = signal.min_of * NEARLY, signal.prior_rate * prior
    for t in range(len(unseen)):
        covered = min(part[t], whole[t])
        if of[t] > 0 and of[t] >= enough and covered > 0:
            amount[t] = min((amount[t] + before) / max(of[t] + prior, TINY), 1.0)
            unseen[t] = 0.0
        else:
            amount[t] = 0.0
            unseen[t] = 1.0 if of[t] > 0 else 1.0 - covered
            partly = partly or unseen[t] > 0
    return partly


def holding(
    signal: Record,
    slots: Records,
    runs: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
) -> None:
    """Lays down a level, or the weights of the items that are present."""
    amount[:] = 0.0
    n_days = len(amount)
    for slot in range(signal.slots_from, signal.slots_to):
        end = runs[slot, 1]
        for n in range(runs[slot, 0], end):
            state = values[n]
            if signal.kind != STOCK:
                state = slots[slot].weight * (values[n] > 0)
            until = n_days if n + 1 == end else max(days[n + 1] - first, 0)
            for t in range(max(days[n] - first, 0), until):
                amount[t] += state


def not_stated(
    signal: Record,
    slots: Records,
    known: Floats,
    runs: Whole,
    days: Whole,
    first: int,
    unseen: Floats,
) -> bool:
    """Lays down the part of a level, or of its items, that is neither stated yet nor covered;
    whether there is one.
    """
    whole, partly = 0.0, False
    unseen[:] = 0.0
    for slot in range(signal.slots_from, signal.slots_to):
        weight, until = slots[slot].weight, len(unseen)
        whole += weight
        if slots[slot].whole:
            continue
        partly = True
        if runs[slot, 0] < runs[slot, 1]:
            until = max(days[runs[slot, 0]] - first, 0)
        for t in range(until):
            unseen[t] += weight * (1.0 - known[slot, t])
    if partly:
        for t in range(len(unseen)):
            unseen[t] /= whole
    return partly


def fill(amount: Floats, unseen: Floats, stand_in: float) -> None:
    """Adds the population's part of the amounts for what is unseen."""
    for t in range(len(unseen)):
        amount[t] += unseen[t] * stand_in


def add_held(
    signal: Record,
    knots: Floats,
    runs: Whole,
    days: Whole,
    values: Floats,
    first: int,
    total: Floats,
) -> None:
    """Adds the points of a level that is known, from the day of each state to that of the next."""
    end = runs[signal.slots_from, 1]
    for n in range(runs[signal.slots_from, 0], end):
        until = len(total) if n + 1 == end else days[n + 1] - first
        if until > 0:
            worth = signal.points * share(signal, knots, values[n])
            for t in range(max(days[n] - first, 0), until):
                total[t] += worth


def add_points(
    signal: Record, knots: Floats, amount: Floats, start: int, stop: int, total: Floats
) -> None:
    """Adds the points that amounts are worth, of the days from `start` on and before `stop`."""
    if signal.curve in (EXP, LINEAR):
        add_shares(signal.curve, signal.at, signal.points, amount, start, stop, total)
        return
    t = start
    while t < stop:
        until = t + 1
        while until < stop and amount[until] == amount[t]:
            until += 1  # a level stays for long
        worth = signal.points * share(signal, knots, amount[t])
        for i in range(t, until):
            total[i] += worth
        t = until


def add_shares(
    curve: int, at: float, points: float, amount: Floats, start: int, stop: int, total: Floats
) -> None:
    """Adds the points of some amounts by a curve without powers, logarithms and steps."""
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


def share(signal: Record, knots: Floats, amount: float) -> float:
    """The share of an amount. See `estimator.saturation`."""
    curve, at = signal.curve, signal.at
    if curve == EXP:
        return 1.0 - half_to(amount * (1.0 / at))
    if curve == HYPERBOLIC:
        return float(1.0 - at / (amount + at))
    if curve == HILL:
        return float(1.0 - 1.0 / (1.0 + (amount / at) ** signal.steep))
    if curve == LOG:
        return min(math.log1p(amount) / math.log1p(at), 1.0)
    if curve == LINEAR:
        return min(float(amount / at), 1.0)
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
    p = P8 + f * (P9 + f * (P10 + f * (P11 + f * P12)))
    p = P4 + f * (P5 + f * (P6 + f * (P7 + f * p)))
    p = 1.0 + f * (P1 + f * (P2 + f * (P3 + f * p)))
    exponent = np.float64(rounded).view(np.int64) << 52
    return float(np.int64(np.float64(p).view(np.int64) - exponent).view(np.float64))


def cut(most: Floats, points: Floats, out: Floats) -> None:
    """Writes down the pillars, each cut at the most it can show, and last their total."""
    total = out[len(most)]
    for pillar in range(len(most)):
        uncut, shown = points[pillar], out[pillar]
        for t in range(len(shown)):
            shown[t] = min(uncut[t], most[pillar])
        if pillar == 0:
            total[:] = shown
        else:
            total += shown
