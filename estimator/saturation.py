"""Diminishing returns: each curve is its parameters and its formulas; a new one is one class here.

`share(amount)` is in [0, 1], 0 at 0, and never falls; `amount(share)` is the smallest amount that
has this share; `slope(amount)` is the share's derivative. `d_parameters(amount)` are the share's
derivatives by each parameter, by its name, and `d_inverse(share)` those of the amount; a parameter
that is not in them cannot be fitted. What other rooms must know of a curve it says itself:

code         its place in `CURVES`, which is what compiled loops know of it
stackable    whether its parameters may be arrays with the same bytes, so that curves of one form
             become one
is_concave   whether no more of an amount ever counts more than the first of it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LN2 = float(np.log(2.0))
NEARLY_ONE = 1.0 - 1e-6  # exp and hyperbolic reach 1 only at infinity
NEARLY_THERE = 1.0 - 1e-12  # of an amount: what is as much as that, but for rounding
NEARLY_ZERO = 1e-12  # of odds, whose logarithm would not be a number


@dataclass(frozen=True)
class Exp:
    """share = 1 - 0.5^(amount / half_at).

    >>> Exp(half_at=10).share(np.array([0.0, 10.0, 20.0])).tolist()
    [0.0, 0.5, 0.75]
    """

    code: ClassVar[int] = 0
    stackable: ClassVar[bool] = True
    is_concave: ClassVar[bool] = True

    half_at: float

    def share(self, amount: Floats) -> Floats:
        left: Floats = np.exp2(amount * (-1.0 / self.half_at))
        return 1.0 - left

    def amount(self, share: Floats) -> Floats:
        return -self.half_at * np.log2(1.0 - np.minimum(share, NEARLY_ONE))

    def slope(self, amount: Floats) -> Floats:
        return LN2 / self.half_at * np.exp2(-amount / self.half_at)

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        return {"half_at": -self.slope(amount) * amount / self.half_at}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        return {"half_at": self.amount(share) / self.half_at}


@dataclass(frozen=True)
class Hyperbolic:
    """share = amount / (amount + half_at)."""

    code: ClassVar[int] = 1
    stackable: ClassVar[bool] = True
    is_concave: ClassVar[bool] = True

    half_at: float

    def share(self, amount: Floats) -> Floats:
        return 1.0 - self.half_at / (amount + self.half_at)

    def amount(self, share: Floats) -> Floats:
        odds = np.minimum(share, NEARLY_ONE)
        return self.half_at * odds / (1.0 - odds)

    def slope(self, amount: Floats) -> Floats:
        return self.half_at / (amount + self.half_at) ** 2

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        return {"half_at": -self.slope(amount) * amount / self.half_at}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        return {"half_at": self.amount(share) / self.half_at}


@dataclass(frozen=True)
class Hill:
    """share = amount^n / (amount^n + half_at^n) with n the steepness: slow, then steep, then full.

    The one smooth curve that is not concave below half_at: for what counts little until there is
    enough.

    >>> Hill(half_at=10, steepness=2).share(np.array([0.0, 10.0, 20.0])).tolist()
    [0.0, 0.5, 0.8]
    """

    code: ClassVar[int] = 2
    stackable: ClassVar[bool] = False  # numpy squares by another way than it raises to 2.0
    is_concave: ClassVar[bool] = False

    half_at: float
    steepness: float

    def share(self, amount: Floats) -> Floats:
        powered: Floats = (amount / self.half_at) ** self.steepness
        return 1.0 - 1.0 / (1.0 + powered)

    def amount(self, share: Floats) -> Floats:
        odds = np.minimum(share, NEARLY_ONE)
        root: Floats = (odds / (1.0 - odds)) ** (1.0 / self.steepness)
        return self.half_at * root

    def slope(self, amount: Floats) -> Floats:
        ratio = amount / self.half_at
        rise: Floats = self.steepness / self.half_at * ratio ** (self.steepness - 1.0)
        return rise / (1.0 + ratio**self.steepness) ** 2

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        share = self.share(amount)
        ratio = np.log(np.maximum(amount, 1e-300) / self.half_at)
        by_half = -self.slope(amount) * amount / self.half_at
        return {"half_at": by_half, "steepness": share * (1.0 - share) * ratio}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        odds = np.clip(share, NEARLY_ZERO, NEARLY_ONE)
        odds = odds / (1.0 - odds)
        amount = self.amount(share)
        by_steepness = -amount * np.log(odds) / self.steepness**2
        return {"half_at": amount / self.half_at, "steepness": by_steepness}


@dataclass(frozen=True)
class Log:
    """share = ln(1 + amount) / ln(1 + full_at), at most 1."""

    code: ClassVar[int] = 3
    stackable: ClassVar[bool] = True
    is_concave: ClassVar[bool] = True

    full_at: float

    def share(self, amount: Floats) -> Floats:
        share: Floats = np.log1p(amount) / np.log1p(self.full_at)
        return np.minimum(share, 1.0)

    def amount(self, share: Floats) -> Floats:
        amount: Floats = np.expm1(share * np.log1p(self.full_at))
        return amount

    def slope(self, amount: Floats) -> Floats:
        inside = amount < self.full_at
        return np.where(inside, 1.0 / ((1.0 + amount) * np.log1p(self.full_at)), 0.0)

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        whole = np.log1p(self.full_at)
        moved = -self.share(amount) / (whole * (1.0 + self.full_at))
        return {"full_at": np.where(amount < self.full_at, moved, 0.0)}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        return {"full_at": share * np.exp(share * np.log1p(self.full_at)) / (1.0 + self.full_at)}


@dataclass(frozen=True)
class Linear:
    """share = amount / full_at, at most 1."""

    code: ClassVar[int] = 4
    stackable: ClassVar[bool] = True
    is_concave: ClassVar[bool] = True

    full_at: float

    def share(self, amount: Floats) -> Floats:
        return np.minimum(amount / self.full_at, 1.0)

    def amount(self, share: Floats) -> Floats:
        return share * self.full_at

    def slope(self, amount: Floats) -> Floats:
        return np.where(amount < self.full_at, 1.0 / self.full_at, 0.0)

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        return {"full_at": -self.slope(amount) * amount / self.full_at}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        return {"full_at": self.amount(share) / self.full_at}


@dataclass(frozen=True)
class Steps:
    """share = shares[i] from the amount at[i] on, 0 before the first; both rise.

    >>> Steps(at=(1, 5), shares=(0.5, 1.0)).share(np.array([0.9, 1.0, 7.0])).tolist()
    [0.0, 0.5, 1.0]
    """

    code: ClassVar[int] = 5
    stackable: ClassVar[bool] = False
    is_concave: ClassVar[bool] = False

    at: tuple[float, ...]
    shares: tuple[float, ...]

    @property
    def reached(self) -> Floats:
        """The amounts from which on each step is reached: (n_steps,).

        A sum of a range of days differs from that of one day in its last bits, and must not be told
        a whole step less for it.
        """
        return np.asarray(self.at) * NEARLY_THERE

    def share(self, amount: Floats) -> Floats:
        place = np.searchsorted(self.reached, amount, side="right")
        shares: Floats = np.array([0.0, *self.shares])
        return shares[place]

    def amount(self, share: Floats) -> Floats:
        place = np.searchsorted(np.array([0.0, *self.shares]), share, side="left")
        return np.array([0.0, *self.at])[np.minimum(place, len(self.at))]

    def slope(self, amount: Floats) -> Floats:
        return np.zeros_like(amount)

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        return {}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        return {}


Curve = Exp | Hyperbolic | Hill | Log | Linear | Steps
CURVES: dict[str, type[Curve]] = {
    "exp": Exp,
    "hyperbolic": Hyperbolic,
    "hill": Hill,
    "log": Log,
    "linear": Linear,
    "steps": Steps,
}


def columns(numbers: Sequence[float | Floats]) -> Floats:
    """Numbers of signals, each one for all accounts or of shape (n_accounts, 1), as one array."""
    if not numbers:
        return np.zeros((0, 1, 1))
    ones = [np.reshape(np.asarray(n, dtype=np.float64), (-1, 1)) for n in numbers]
    return np.stack(np.broadcast_arrays(*ones))


def stacked(curves: Sequence[Curve]) -> list[tuple[list[int], Curve]]:
    """The curves, those of one form as one whose parameters are columns, beside their places."""
    found: list[tuple[list[int], Curve]] = []
    forms: dict[type[Curve], None] = dict.fromkeys(map(type, curves))
    for form in forms:
        places = [n for n, curve in enumerate(curves) if type(curve) is form]
        if form.stackable:
            numbers: dict[str, Any] = {
                one.name: columns([getattr(curves[n], one.name) for n in places])
                for one in fields(form)
            }
            found.append((places, form(**numbers)))
        else:
            found += [([n], curves[n]) for n in places]
    return found
