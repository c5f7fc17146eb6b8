"""What readings say to an estimate: those that count, one a day, and every number in them."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import to_day
from estimator.reading import PILLARS, Reading
from estimator.rules.model import Anchoring

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ROUNDING = 1 / 12  # square points: the variance of a total that a page rounds


class Seen(NamedTuple):
    """What readings show, a number each: shapes (n,) and, for `over`, (n_pillars, n).

    place: of the reading, among the days of the model's states. over: the pillars it sums.
    noise: square points that it may be off by, its rounding or its doubt.
    """

    place: Ints
    over: Mask
    value: Floats
    noise: Floats


def selected(
    readings: Iterable[Reading],
    account: str | None,
    regimes: Sequence[int] = (),
    on: int | None = None,
) -> tuple[Reading, ...]:
    """The readings that count, one a day, oldest first; their order says nothing.

    Dated ones with points, of the account where one is named; of one day the one with most in it,
    then the last. Of another regime than that of day `on` only if there is none of it; regimes:
    the first day of each.
    """
    days: dict[int, Reading] = {}
    for one in sorted(readings, key=_rank_in_day):
        shows = one.total is not None or one.pillars
        if one.captured is not None and shows and account in (None, one.account):
            days[to_day(one.captured)] = one
    last = max(days, default=0) if on is None else on
    regime = sum(first <= last for first in regimes)
    same = {day: one for day, one in days.items() if sum(f <= day for f in regimes) == regime}
    return tuple(one for _, one in sorted((same or days).items()))


def _rank_in_day(one: Reading) -> tuple[object, ...]:
    """What is in a reading, so that of two of a day the same one wins however they are listed."""
    points = [one.pillars.get(name, -1.0) for name in PILLARS]
    when = (one.captured_text or "", one.evidence == "real")
    return (len(one.pillars), when, one.total or -1.0, points, one.seat or "", repr(one))


def seen_in(readings: Sequence[Reading], pillars: Sequence[str], numbers: Anchoring) -> Seen:
    """Every number that the readings show, reading by reading.

    A total beside some of the pillars says what the others sum to; one that its own pillars
    contradict is believed and they are not.
    """
    rows: list[tuple[int, list[bool], float, float]] = []
    for place, one in enumerate(readings):
        held = {} if "pillars_do_not_sum" in one.flags else one.pillars
        own = numbers.likely**2 if one.evidence == "likely" else 0.0
        rows += [(place, [p == q for q in pillars], held[p], own) for p in pillars if p in held]
        rest = [p not in held for p in pillars]
        if any(rest) and one.total is not None:
            left = max(one.total - math.fsum(held.values()), 0.0)
            rows.append((place, rest, left, own + ROUNDING))
    place_of, over, value, noise = (np.array(column) for column in zip(*rows, strict=True))
    return Seen(place_of, over.T, value, noise)
