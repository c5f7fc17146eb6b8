"""The whole model once more, slow and plain: dictionaries, loops and the formulas of the design.

It judges the fast one. A row is a dictionary: account, day (a number), action, count, attributes.
"""

import math

from estimator.coverage import Span
from estimator.rules.match import Condition, Either, Every, Not
from estimator.saturation import Exp, Hill, Hyperbolic, Linear, Log, Steps


def holds(match, row):
    """True, False, or None when the row lacks the attribute."""
    if isinstance(match, Condition):
        value = row.get(match.column)
        return None if value is None else match.holds(value)
    if isinstance(match, Not):
        inner = holds(match.part, row)
        return None if inner is None else not inner
    parts = [holds(part, row) for part in match.parts]
    decisive, other = (False, True) if isinstance(match, Every) else (True, False)
    if decisive in parts:
        return decisive
    return None if None in parts else other


def named_actions(match):
    if isinstance(match, Condition):
        return set(match.values) if match.column == "action" else set()
    if isinstance(match, Not):
        return set()
    assert isinstance(match, Every | Either)
    return set().union(*(named_actions(part) for part in match.parts))


def share(curve, x):
    match curve:
        case Exp(half_at=h):
            return 1 - 0.5 ** (x / h)
        case Hyperbolic(half_at=h):
            return x / (x + h)
        case Hill(half_at=h, steepness=n):
            return x**n / (x**n + h**n)
        case Log(full_at=f):
            return min(math.log(1 + x) / math.log(1 + f), 1)
        case Linear(full_at=f):
            return min(x / f, 1)
        case Steps(at=at, shares=shares):
            return max([0.0, *(s for a, s in zip(at, shares, strict=True) if x >= a * (1 - 1e-12))])


def amount_of(curve, s):
    s = min(s, 1 - 1e-6) if isinstance(curve, Exp | Hyperbolic | Hill) else s
    match curve:
        case Exp(half_at=h):
            return -h * math.log2(1 - s)
        case Hyperbolic(half_at=h):
            return h * s / (1 - s)
        case Hill(half_at=h, steepness=n):
            return h * (s / (1 - s)) ** (1 / n)
        case Log(full_at=f):
            return (1 + f) ** s - 1
        case Linear(full_at=f):
            return s * f
        case Steps(at=at, shares=shares):
            return min([a for a, r in zip(at, shares, strict=True) if r >= s], default=at[-1]) * (
                s > 0
            )


def weight(decay, age):
    return 0.5 ** (age / decay.half_life) if decay.lag <= age < decay.window else 0.0


def is_covered(spans: list[Span], account, action, day):
    return any(
        s.action in (None, action)
        and s.account in (None, account)
        and (s.first is None or s.first <= day)
        and (s.last is None or day <= s.last)
        for s in spans
    )


class Reference:
    """One account of a log (rows, spans) under a model."""

    def __init__(self, rows, spans, account="me"):
        self.rows = [row for row in rows if row.get("account", "me") == account]
        self.spans, self.account = spans, account

    def matching(self, match):
        return [row for row in self.rows if holds(match, row)]

    def flow(self, match, decay, day, per_day_max=None):
        by_day = {}
        for row in self.matching(match):
            by_day[row["day"]] = by_day.get(row["day"], 0.0) + row["count"]
        most = math.inf if per_day_max is None else per_day_max
        return sum(min(n, most) * weight(decay, day - d) for d, n in by_day.items())

    def known_part(self, actions, decay, day):
        weights = [weight(decay, age) for age in range(decay.window)]
        part = 0.0
        for action in actions:
            seen = [
                is_covered(self.spans, self.account, action, day - a) for a in range(len(weights))
            ]
            part += sum(w for w, s in zip(weights, seen, strict=True) if s) / sum(weights)
        return part / len(actions)

    def level(self, match, day):
        past = [row for row in self.matching(match) if row["day"] <= day]
        if past:
            last = max(row["day"] for row in past)
            return max(row["count"] for row in past if row["day"] == last), 1.0
        actions = named_actions(match)
        covered = [is_covered(self.spans, self.account, a, day) for a in actions]
        return 0.0, sum(covered) / len(covered)

    def amount(self, signal, day):
        known_by = signal.known_by or sorted(named_actions(signal.match))
        flat = type(signal.decay)(math.inf, signal.decay.window, signal.decay.lag)
        match signal.kind:
            case "flow":
                amount = self.flow(signal.match, signal.decay, day, signal.per_day_max)
                return amount, self.known_part(known_by, signal.decay, day)
            case "days":
                active = {r["day"] for r in self.matching(signal.match) if r["count"] > 0}
                return sum(weight(flat, day - d) for d in active), self.known_part(
                    known_by, flat, day
                )
            case "stock":
                return self.level(signal.match, day)
            case "checklist":
                states = [(item.weight, *self.level(item.match, day)) for item in signal.items]
                known = sum(w * k for w, _, k in states) / sum(w for w, _, _ in states)
                return sum(w for w, x, _ in states if x > 0), known
        part = self.flow(signal.match, signal.decay, day)
        whole = self.flow(signal.of, signal.decay, day)
        covered = min(
            self.known_part(named_actions(signal.match), signal.decay, day),
            self.known_part(named_actions(signal.of), signal.decay, day),
        )
        if whole == 0:
            return 0.0, covered
        if whole < signal.min_of or covered == 0:
            return 0.0, 0.0
        prior = signal.prior_weight
        return min((part + signal.prior_rate * prior) / (whole + prior), 1.0), 1.0

    def population(self, signal, model, day, seat):
        unknown = signal.unknown
        fixed = (unknown.share, unknown.low, unknown.high)
        signals = {s.path: s for p in model.pillars for s in p.signals if s.applies(seat)}
        if unknown.inferred_from not in signals:
            return fixed
        x, known = self.amount(signals[unknown.inferred_from], day)
        middle = unknown.most * share(unknown.curve, x / known if known > 0 else x)
        inferred = (middle, middle - unknown.spread, middle + unknown.spread)
        return tuple(
            known**0.5 * min(max(i, 0.0), 1.0) + (1 - known**0.5) * f
            for i, f in zip(inferred, fixed, strict=True)
        )

    def pillar(self, pillar, model, day, seat):
        """Points, low and high after both cuts, without the residual spread."""
        middle, below, above = 0.0, [], []
        for signal in pillar.signals:
            if not signal.applies(seat):
                continue
            x, known = self.amount(signal, day)
            ends = []
            for u in self.population(signal, model, day, seat):
                unseen = (1 - known) * amount_of(signal.curve, u) if known < 1 else 0.0
                ends.append(signal.points * share(signal.curve, x + unseen))
            middle += ends[0]
            below.append(ends[0] - ends[1])
            above.append(ends[2] - ends[0])
        most = min(pillar.cap, pillar.ceilings.get(seat, pillar.cap))
        low = middle - together(below, model.together)
        high = middle + together(above, model.together)
        return tuple(min(one, most) for one in (middle, low, high))


def together(deviations, part):
    """How far a sum may be off whose parts move the same way in part."""
    apart = (1 - part) * sum(d**2 for d in deviations)
    return math.sqrt(apart + part * sum(deviations) ** 2)
