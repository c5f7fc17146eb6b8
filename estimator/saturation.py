"""Diminishing returns: each curve is its parameters and its formulas; a new one is one class here.

A curve is also asked for its derivatives by each parameter, by its name; a parameter that is not in
them cannot be fitted. What other rooms must know of a curve it says itself:

stackable    whether its parameters may be arrays with the same bytes, so that curves of one form
             become one
is_concave   whether no more of an amount ever counts more than the first of it
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LN2 = float(np.log(2.0))
NEARLY_ONE = 1.0 - 1e-6  # exp and hyperbolic reach 1 only at infinity
NEARLY_THERE = 1.0 - 1e-12  # of an amount: what is as much as that, but for rounding
NEARLY_ZERO = 1e-12  # of a share from which on a curve has a slope


@dataclass(frozen=True)
class Curve(ABC):
    """How much of its points a signal is worth. Its first parameter is the scale of its amounts."""

    stackable: ClassVar[bool] = True
    is_concave: ClassVar[bool] = True

    @abstractmethod
    def share(self, amount: Floats) -> Floats:
        """In [0, 1], 0 at 0, and never falling."""

    @abstractmethod
    def amount(self, share: Floats) -> Floats:
        """The smallest amount that has this share."""

    @abstractmethod
    def slope(self, amount: Floats) -> Floats:
        """The derivative of the share by the amount."""

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        """The derivatives of the share by each parameter: here by the scale of the amounts."""
        name, scale = next(iter(vars(self).items()))
        return {name: -self.slope(amount) * amount / scale}

    def d_inverse(self, share: Floats) -> Mapping[str, Floats]:
        """The derivatives of the amount by each parameter: what it moves so that the share stays.

        Worked out where the curve has a slope: a little above 0 and below 1.
        """
        amount = self.amount(np.clip(share, NEARLY_ZERO, NEARLY_ONE))
        slope = self.slope(amount)
        return {name: -moved / slope for name, moved in self.d_parameters(amount).items()}


@dataclass(frozen=True)
class Exp(Curve):
    """share = 1 - 0.5^(amount / half_at).

    >>> Exp(half_at=10).share(np.array([0.0, 10.0, 20.0])).tolist()
    [0.0, 0.5, 0.75]
    """

    half_at: float

    def share(self, amount: Floats) -> Floats:
        left: Floats = np.exp2(amount * (-1.0 / self.half_at))
        return 1.0 - left

    def amount(self, share: Floats) -> Floats:
        return -self.half_at * np.log2(1.0 - np.minimum(share, NEARLY_ONE))

    def slope(self, amount: Floats) -> Floats:
        return LN2 / self.half_at * np.exp2(-amount / self.half_at)


@dataclass(frozen=True)
class Hyperbolic(Curve):
    """share = amount / (amount + half_at)."""

    half_at: float

    def share(self, amount: Floats) -> Floats:
        return 1.0 - self.half_at / (amount + self.half_at)

    def amount(self, share: Floats) -> Floats:
        odds = np.minimum(share, NEARLY_ONE)
        return self.half_at * odds / (1.0 - odds)

    def slope(self, amount: Floats) -> Floats:
        return self.half_at / (amount + self.half_at) ** 2


@dataclass(frozen=True)
class Hill(Curve):
    """share = amount^n / (amount^n + half_at^n) with n the steepness: slow, then steep, then full.

    The one smooth curve that is not concave below half_at: for what counts little until there is
    enough.

    >>> Hill(half_at=10, steepness=2).share(np.array([0.0, 10.0, 20.0])).tolist()
    [0.0, 0.5, 0.8]
    """

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
        return {**super().d_parameters(amount), "steepness": share * (1.0 - share) * ratio}


@dataclass(frozen=True)
class Log(Curve):
    """share = ln(1 + amount) / ln(1 + full_at), at most 1."""

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
        moved = -self.share(amount) / (np.log1p(self.full_at) * (1.0 + self.full_at))
        return {"full_at": np.where(amount < self.full_at, moved, 0.0)}


@dataclass(frozen=True)
class Linear(Curve):
    """share = amount / full_at, at most 1."""

    full_at: float

    def share(self, amount: Floats) -> Floats:
        return np.minimum(amount / self.full_at, 1.0)

    def amount(self, share: Floats) -> Floats:
        return share * self.full_at

    def slope(self, amount: Floats) -> Floats:
        return np.where(amount < self.full_at, 1.0 / self.full_at, 0.0)


@dataclass(frozen=True)
class Steps(Curve):
    """share = shares[i] from the amount at[i] on, 0 before the first; both rise.

    >>> Steps(at=(1, 5), shares=(0.5, 1.0)).share(np.array([0.9, 1.0, 7.0])).tolist()
    [0.0, 0.5, 1.0]
    """

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
        shares: Floats = np.array([0.0, *self.shares])
        return shares[np.searchsorted(self.reached, amount, side="right")]

    def amount(self, share: Floats) -> Floats:
        place = np.searchsorted(np.array([0.0, *self.shares]), share, side="left")
        return np.array([0.0, *self.at])[np.minimum(place, len(self.at))]

    def slope(self, amount: Floats) -> Floats:
        return np.zeros_like(amount)

    def d_parameters(self, amount: Floats) -> Mapping[str, Floats]:
        return {}


CURVES: dict[str, type[Curve]] = {
    form.__name__.lower(): form for form in (Exp, Hyperbolic, Hill, Log, Linear, Steps)
}


def stacked(curves: Sequence[Curve]) -> list[tuple[list[int], Curve]]:
    """The curves, those of one form as one whose parameters are columns, beside their places."""
    found: list[tuple[list[int], Curve]] = []
    for form in dict.fromkeys(type(curve) for curve in curves):
        places = [n for n, curve in enumerate(curves) if type(curve) is form]
        if not form.stackable:
            found += [([n], curves[n]) for n in places]
            continue
        numbers = np.array([[*vars(curves[n]).values()] for n in places], dtype=np.float64)
        found.append((places, form(*numbers.T[:, :, None, None])))
    return found
