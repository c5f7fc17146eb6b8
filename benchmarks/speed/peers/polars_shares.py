"""Shares, weights and conditions as polars expressions."""

import math

import polars as pl

from benchmarks.speed.model import ROUNDED, reach
from benchmarks.speed.team import ACTIONS, ON
from estimator.days import to_date
from estimator.decay import Decay
from estimator.rules.model import SignalModel
from estimator.saturation import Curve, Exp, Hill, Hyperbolic, Linear, Log

SPAN = 1024  # an account and a day are one whole number: account * SPAN + age
LN2 = math.log(2.0)
X, COUNT = pl.col("x"), pl.col("count").cast(pl.Float64)


def reached(in_file: bool = False) -> pl.Expr:
    """Whether some window reaches a row; most actions have the same, which is asked for first.

    in_file: rows as they stand in a file, with dates and the actions' names.
    """
    common, *others = sorted(reach().items(), key=lambda item: -len(item[1]))

    def since(first: int) -> pl.Expr:
        return pl.col("day") >= (to_date(first) if in_file else first)

    inside = since(common[0])
    for first, actions in others:
        named = [ACTIONS[action] for action in actions] if in_file else actions
        inside |= since(first) & pl.col("action").is_in(named)
    return inside


def key() -> pl.Expr:
    return (pl.col("account") * SPAN + (ON - pl.col("day"))).alias("key")


def from_key() -> tuple[pl.Expr, pl.Expr]:
    """Account and day again."""
    account = (pl.col("key") // SPAN).cast(pl.Int32).alias("account")
    return account, (ON - pl.col("key") % SPAN).alias("day")


def weight(decay: Decay) -> pl.Expr:
    if math.isinf(decay.half_life):
        return pl.lit(1.0)
    return ((ON - pl.col("day")).cast(pl.Float64) * (-LN2 / decay.half_life)).exp()


def share_of(curve: Curve, x: pl.Expr) -> pl.Expr:
    """The share of an amount."""
    match curve:
        case Exp(half_at=at):
            return 1.0 - (x * (-LN2 / at)).exp()
        case Hyperbolic(half_at=at):
            return x / (x + at)
        case Hill(half_at=at, steepness=steep):
            return 1.0 - 1.0 / (1.0 + (x / at) ** steep)
        case Log(full_at=at):
            return ((1.0 + x).log() / math.log1p(at)).clip(upper_bound=1.0)
        case Linear(full_at=at):
            return (x / at).clip(upper_bound=1.0)
    raise NotImplementedError(type(curve))


def rate_share(signal: SignalModel) -> pl.Expr:
    """The share of a rate of x in `of`; of too little, the population's."""
    of, prior = pl.col("of"), signal.prior_weight
    rate = ((X + signal.prior_rate * prior) / (of + prior)).clip(upper_bound=1.0)
    enough = pl.when(of >= signal.min_of * ROUNDED).then(share_of(signal.curve, rate))
    return pl.when(of < 1e-9).then(0.0).otherwise(enough.otherwise(signal.unknown.share))
