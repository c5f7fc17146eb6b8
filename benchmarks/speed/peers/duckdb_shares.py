"""Shares, matches and weights as SQL."""

import math

from benchmarks.speed.model import ROUNDED, codes_of
from benchmarks.speed.team import ON
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel
from estimator.saturation import Curve, Exp, Hill, Hyperbolic, Linear, Log

LN2 = math.log(2.0)


def share_of_signal(signal: SignalModel, x: str = "x", of: str = "o") -> str:
    """The share of x; of a rate of x in `of`, or the population's of too little."""
    if signal.kind != "rate":
        return share_of(signal.curve, x)
    prior = signal.prior_weight
    rate = f"least(({x} + {double(signal.prior_rate * prior)}) / ({of} + {double(prior)}), 1)"
    return (
        f"CASE WHEN {of} < 1e-9 THEN 0 WHEN {of} >= {double(signal.min_of * ROUNDED)} "
        f"THEN {share_of(signal.curve, rate)} ELSE {double(signal.unknown.share)} END"
    )


def double(number: float) -> str:
    """A number as a constant; without the exponent it would be a decimal, which is slow."""
    return f"{float(number):.17e}"


def where(match: Match) -> str:
    """The condition of a match."""
    either = []
    for action, asked in codes_of(match):
        also = "".join(f" AND {column} IN ({_listed(codes)})" for column, codes in asked)
        either.append(f"(action = {action}{also})")
    return f"({' OR '.join(either) or 'false'})"


def _listed(codes: list[int]) -> str:
    return ", ".join(map(str, codes)) or "NULL"


def weight(decay: Decay) -> str:
    if math.isinf(decay.half_life):
        return double(1.0)
    return f"exp(({ON} - day) * {double(-LN2 / decay.half_life)})"


def share_of(curve: Curve, x: str) -> str:
    """The share of an amount."""
    match curve:
        case Exp(half_at=at):
            return f"(1 - exp({double(-LN2 / at)} * {x}))"
        case Hyperbolic(half_at=at):
            return f"({x} / ({x} + {double(at)}))"
        case Hill(half_at=at, steepness=steep):
            return f"(1 - 1 / (1 + pow({x} / {double(at)}, {double(steep)})))"
        case Log(full_at=at):
            return f"least(ln(1 + {x}) / {double(math.log1p(at))}, 1)"
        case Linear(full_at=at):
            return f"least({x} / {double(at)}, 1)"
    raise NotImplementedError(type(curve))
