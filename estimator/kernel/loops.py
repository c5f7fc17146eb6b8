"""The kernels once more as plain loops: one text that people read, numba runs, and tests judge by.

Nothing here is fast as it stands; `estimator.kernel.fast` compiles it where numba is installed. It
is one file because what is compiled is kept on disk by file. Nothing here calls the rest of the
book: what a signal is arrives as the numbers of a `Program`.

`histories` goes through the accounts one by one. The rows of an account are dealt out to slots,
which keep entries (day, value), at most one a day. Then, signal by signal, the amounts of all days
are laid down and their points added to their pillar. An amount changes by itself only on days when
something enters or leaves its window; in between it fades.

Shapes: amounts, and the part of them that is not known, (n_days,); `begin` and `end` of each slot's
entries (n_slots,); `out` (n_accounts, n_ranges, n_pillars + 1, n_days), the last the total.
"""

import math

import numpy as np

from estimator.kernel.program import (
    EXP,
    FLOW,
    HILL,
    HYPERBOLIC,
    LINEAR,
    LOG,
    RATE,
    STOCK,
    Flags,
    Floats,
    Marks,
    Program,
    Whole,
)

HALVES = np.exp2(-np.arange(1075.0))  # 2^-n, until nothing is left
LN2 = math.log(2.0)
TAYLOR = [LN2**n / math.factorial(n) for n in range(13)]  # of 2^f, for f up to a half
P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12 = TAYLOR[1:]
RESTART = 1e-3  # what leaves takes its rounding with it: below this part of the peak, sum anew
NEARLY = 1.0 - 1e-12  # as much as is asked for, but for rounding
TINY = 2.3e-308


def histories(
    program: Program, ends: Whole, day: Whole, kind: Whole, count: Floats, first: int, out: Floats
) -> None:
    """Writes the points of each account, pillar and day from `first` on; `out` starts as zeros.

    ends: where each account's rows begin, and the last end. day, kind, count: of the rows, those of
    an account sorted by day. One range is points alone, three are points, low and high.
    """
    n_slots, n_days = len(program.level), out.shape[3]
    room = most_days(ends, day)
    days, values = np.zeros(n_slots * room, np.int32), np.zeros(n_slots * room)
    begin, end = np.arange(n_slots) * room, np.zeros(n_slots, np.int64)
    amount, unseen, of = np.zeros(n_days), np.zeros(n_days), np.zeros(n_days)
    whole = fully_known(program.known)
    for account in range(len(ends) - 1):
        end[:] = begin
        for row in range(ends[account], ends[account + 1]):
            if day[row] < first + n_days:
                deal(program, kind[row], day[row], count[row], first, begin, end, days, values)
        cap_entries(program.cap, begin, end, values)
        for signal in range(len(program.kind)):
            slot, last = program.slots_from[signal], program.slots_from[signal + 1]
            partly = not whole[slot:last].all()
            if not partly and (begin[slot:last] == end[slot:last]).all():
                continue  # nothing was done, and that is known
            start, partly = lay_down(
                program, signal, partly, begin, end, days, values, first, amount, unseen, of
            )
            points, knots = program.points[signal], program.knots_from[signal : signal + 2]
            shape = program.curve[signal], program.at[signal], program.steep[signal]
            steps = program.knots[knots[0] : knots[1]]
            for i in range(out.shape[1]):
                if partly:
                    of[:] = amount + unseen * program.stand_in[signal, i]
                filled = of if partly else amount
                pillar = out[account, i, program.pillar[signal]]
                add_points(*shape, steps, points, filled[start:], pillar[start:])
        for i in range(out.shape[1]):
            cut(program.most, out[account, i])


def lay_down(
    program: Program,
    signal: int,
    partly: bool,
    begin: Whole,
    end: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
    unseen: Floats,
    of: Floats,
) -> tuple[int, bool]:
    """Lays down a signal's amounts; from which day on there are some, and whether parts of them
    are unseen. partly: whether the log leaves some of them out. of: room for a second flow.
    """
    slot, begun = program.slots_from[signal], 0
    if program.kind[signal] == FLOW:
        begun = fading(program, slot, begin, end, days, values, first, amount)
        if partly:
            unseen[:] = 1.0 - program.known[slot]
    elif program.kind[signal] == RATE:
        fading(program, slot, begin, end, days, values, first, amount)
        fading(program, slot + 1, begin, end, days, values, first, of)
        covered = np.minimum(program.known[slot], program.known[slot + 1])
        partly = into_rate(program, signal, covered, amount, of, unseen) or partly
    else:
        holding(program, signal, begin, end, days, values, first, amount)
        if partly:
            not_stated(program, signal, begin, end, days, first, unseen)
    return (0 if partly else begun), partly


def most_days(ends: Whole, day: Whole) -> int:
    """The most days on which an account can have rows."""
    most = 0
    for account in range(len(ends) - 1):
        begin, end = ends[account], ends[account + 1]
        if begin < end:
            most = max(most, min(end - begin, day[end - 1] - day[begin] + 1))
    return most


def fully_known(known: Floats) -> Flags:
    """Which slots the log shows in full on every day."""
    whole = np.ones(len(known), np.bool_)
    for slot in range(len(known)):
        whole[slot] = known[slot].min() >= 1.0
    return whole


def deal(
    program: Program,
    kind: int,
    day: int,
    count: float,
    first: int,
    begin: Whole,
    end: Whole,
    days: Whole,
    values: Floats,
) -> None:
    """Deals a row out to its slots; those of one day become one entry."""
    for i in range(program.feeds_from[kind], program.feeds_from[kind + 1]):
        slot, value = program.feeds[i], count
        level, per_day, n = program.level[slot], program.per_day[slot], end[slot]
        if not level and day + program.window[slot] <= first:
            continue  # gone before the first day
        if per_day:
            value = 1.0 if count > 0 else 0.0
        if n == begin[slot] or days[n - 1] != day:
            days[n], values[n], end[slot] = day, value, n + 1
        elif level or per_day:
            values[n - 1] = max(values[n - 1], value)
        else:
            values[n - 1] += value


def cap_entries(cap: Floats, begin: Whole, end: Whole, values: Floats) -> None:
    """Lets no day of a slot count more than its cap."""
    for slot in range(len(cap)):
        for n in range(begin[slot], end[slot]):
            values[n] = min(values[n], cap[slot])


def fading(
    program: Program,
    slot: int,
    begin: Whole,
    end: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
) -> int:
    """Lays down the decayed sum of a slot's entries on each day; the day on which it begins."""
    lag, window, fade = program.lag[slot], program.window[slot], program.fade[slot]
    enter = leave = begin[slot]
    stop, n_days = end[slot], len(amount)
    state, peak, t, begun = 0.0, 0.0, 0, n_days
    if lag >= window:
        enter = leave = stop
    while t < n_days:
        today = first + t
        while enter < stop and days[enter] + lag <= today:
            state += values[enter] * fade[today - days[enter]]
            enter += 1
        gone = leave
        while leave < enter and days[leave] + window <= today:
            state -= values[leave] * fade[today - days[leave]]
            leave += 1
        if leave == enter:
            state, peak = 0.0, 0.0
        elif gone < leave and state < RESTART * peak:
            state, peak = 0.0, 0.0
            for n in range(leave, enter):
                state += values[n] * fade[today - days[n]]
        if state > 0:
            peak, begun = max(peak, state), min(begun, t)
        until = n_days
        if enter < stop:
            until = min(until, days[enter] + lag - first)
        if leave < enter:
            until = min(until, days[leave] + window - first)
        for i in range(t, until):
            amount[i] = state * fade[i - t]
        state *= fade[until - t]
        t = until
    return begun


def into_rate(
    program: Program, signal: int, covered: Floats, amount: Floats, of: Floats, unseen: Floats
) -> bool:
    """Turns the flow of the part into a rate; whether somewhere too little is known of it.

    covered: the known part of what both look at, one for each amount.
    """
    prior, partly = program.prior_weight[signal], False
    enough, before = program.min_of[signal] * NEARLY, program.prior_rate[signal] * prior
    for t in range(len(amount)):
        if of[t] > 0 and of[t] >= enough and covered[t] > 0:
            amount[t] = min((amount[t] + before) / max(of[t] + prior, TINY), 1.0)
            unseen[t] = 0.0
        else:
            amount[t] = 0.0
            unseen[t] = 1.0 if of[t] > 0 else 1.0 - covered[t]
            partly = partly or unseen[t] > 0
    return partly


def holding(
    program: Program,
    signal: int,
    begin: Whole,
    end: Whole,
    days: Whole,
    values: Floats,
    first: int,
    amount: Floats,
) -> None:
    """Lays down a level, or the weights of the items that are present."""
    stock = program.kind[signal] == STOCK
    amount[:] = 0.0
    for slot in range(program.slots_from[signal], program.slots_from[signal + 1]):
        for n in range(begin[slot], end[slot]):
            state = values[n] if stock else program.weight[slot] * (values[n] > 0)
            t = max(days[n] - first, 0)
            until = len(amount) if n + 1 == end[slot] else max(days[n + 1] - first, 0)
            for i in range(t, until):
                amount[i] += state


def not_stated(
    program: Program,
    signal: int,
    begin: Whole,
    end: Whole,
    days: Whole,
    first: int,
    unseen: Floats,
) -> None:
    """Lays down the part of a level, or of its items, that is neither stated yet nor covered."""
    whole = 0.0
    unseen[:] = 0.0
    for slot in range(program.slots_from[signal], program.slots_from[signal + 1]):
        weight, until = program.weight[slot], len(unseen)
        if begin[slot] < end[slot]:
            until = max(days[begin[slot]] - first, 0)
        for i in range(until):
            unseen[i] += weight * (1.0 - program.known[slot, i])
        whole += weight
    for i in range(len(unseen)):
        unseen[i] /= whole


def add_points(
    curve: int,
    at: float,
    steep: float,
    knots: Floats,
    points: float,
    amount: Floats,
    total: Floats,
) -> None:
    """Adds the points that amounts are worth. See `estimator.kernel.program.Shape`."""
    if curve == EXP:
        for t in range(len(amount)):
            total[t] += points * (1.0 - half_to(amount[t] * (1.0 / at)))
    elif curve == LINEAR:
        for t in range(len(amount)):
            total[t] += points * min(amount[t] * (1.0 / at), 1.0)
    else:
        t = 0
        while t < len(amount):
            until = t + 1
            while until < len(amount) and amount[until] == amount[t]:
                until += 1  # a level stays for long
            worth = points * share(curve, at, steep, knots, amount[t])
            for i in range(t, until):
                total[i] += worth
            t = until


def share(curve: int, at: float, steep: float, knots: Floats, amount: float) -> float:
    """The share of an amount. See `estimator.saturation`."""
    if curve == EXP:
        return 1.0 - half_to(amount * (1.0 / at))
    if curve == HYPERBOLIC:
        return 1.0 - at / (amount + at)
    if curve == HILL:
        return 1.0 - 1.0 / (1.0 + float((amount / at) ** steep))
    if curve == LOG:
        return min(math.log1p(amount) / math.log1p(at), 1.0)
    if curve == LINEAR:
        return min(amount / at, 1.0)
    reached = 0.0
    for n in range(len(knots)):
        if amount >= knots[n, 0]:
            reached = knots[n, 1]
    return reached


def half_to(x: float) -> float:
    """0.5 ** x for x >= 0, to the last bit or two; compiled, eight of them at a time.

    2^-x = 2^f / 2^n with n the whole number next to x and f between -1/2 and 1/2.
    """
    x = min(x, 1074.0)
    n = int(x + 0.5)
    f = n - x
    p = P8 + f * (P9 + f * (P10 + f * (P11 + f * P12)))
    p = P4 + f * (P5 + f * (P6 + f * (P7 + f * p)))
    return (1.0 + f * (P1 + f * (P2 + f * (P3 + f * p)))) * float(HALVES[n])


def cut(most: Floats, pillars: Floats) -> None:
    """Cuts each pillar at the most it can show; the last row becomes their total."""
    n_pillars = len(most)
    for pillar in range(n_pillars):
        for t in range(pillars.shape[1]):
            pillars[pillar, t] = min(pillars[pillar, t], most[pillar])
            pillars[n_pillars, t] += pillars[pillar, t]


def flow_on(
    account: Whole, day: Whole, count: Floats, weights: Floats, on: int, amount: Floats
) -> None:
    """Adds what the rows of a window still count on a day to the amounts of their accounts."""
    for row in range(len(day)):
        amount[account[row]] += count[row] * weights[on - day[row]]


def mark_days(account: Whole, day: Whole, count: Floats, on: int, marks: Marks) -> None:
    """Sets a bit for each day before `on` on which an account has a row: (n_accounts, n_words)."""
    for row in range(len(day)):
        if count[row] > 0:
            age = on - day[row]
            marks[account[row], age >> 6] |= np.uint64(1) << np.uint64(age & 63)


def count_marks(marks: Marks, amount: Floats) -> None:
    """Writes how many bits each account has."""
    for account in range(len(marks)):
        bits = 0
        for word in marks[account]:
            left = word
            while left:
                left &= left - np.uint64(1)  # clears the lowest bit
                bits += 1
        amount[account] = bits


def hold_on(account: Whole, count: Floats, state: Floats, stated: Flags) -> None:
    """Keeps each account's last state; rows are in the order of their days."""
    for row in range(len(account)):
        state[account[row]] = count[row]
        stated[account[row]] = True
