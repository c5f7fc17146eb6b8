"""Figures: the numbers of a payload, each in range, and what is wrong with them together."""

import math
from collections.abc import Mapping
from typing import Any

from estimator.errors import FailedRead, Fault
from estimator.reading.envelope import is_text
from estimator.reading.names import PILLARS
from estimator.reading.numerals import SLACK, is_absent, number, sums_up
from estimator.reading.objects import FoundGroup, FoundScore
from estimator.reading.reading import Group

_NOT_IN_A_NAME = ("urn:", "://", "@", "www.")


class Checker:
    """Turns found values into numbers and keeps every fault instead of stopping at the first."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.faults: list[Fault] = []

    def within(self, value: object, name: str, low: float, high: float) -> float | None:
        """The number, or None when the payload does not say it or says it wrongly."""
        if is_absent(value):
            return None
        try:
            result = number(value)
        except ValueError as error:
            self._fault(f"{name} is not a number (got {error}); {_range(low, high)}")
            return None
        if not low - SLACK <= result <= high + SLACK:
            self._fault(f"{name} is out of range (got {result}); {_range(low, high)}")
            return None
        return result

    def pillars(self, found: Mapping[str, object], name: str) -> dict[str, float]:
        """Points by pillar, in the order of the pillars; those not shown are left out."""
        checked = {p: self.within(found.get(p), f"{name}{p}", 0, 25) for p in PILLARS}
        return {pillar: points for pillar, points in checked.items() if points is not None}

    def groups(self, found: Mapping[str, FoundGroup]) -> dict[str, Group]:
        """The groups by name, without those that say nothing."""
        held = {name: self.group(group, name) for name, group in found.items()}
        return {name: group for name, group in held.items() if group != Group()}

    def group(self, found: FoundGroup, name: str) -> Group:
        """One group, checked; a team's rank may be a position and has no upper end."""
        rank_end = 1e9 if name == "team" else 100
        size = self.within(found.size, f"{name}.size", 0, 1e12)
        return Group(
            rank=self.within(found.rank, f"{name}.rank", 1, rank_end),
            average=self.within(found.average, f"{name}.average", 0, 100),
            pillars=self.pillars(found.pillars, f"{name}."),
            size=int(size) if size is not None and size == int(size) else None,
            name=industry_name(found.name),
            change=self.within(found.change, f"{name}.change", -1e6, 1e6),
        )

    def seat(self, value: object) -> bool | None:
        """The payload's `activeSeat`, which tables write as text."""
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if is_absent(value):
            return None
        if str(value).casefold() not in words:
            self._fault("activeSeat is neither true nor false")
        return words.get(str(value).casefold())

    def _fault(self, what: str) -> None:
        self.faults.append(Fault(self.where, what))


def checked(
    found: FoundScore, where: str, *, quoted: bool = False
) -> tuple[dict[str, Any], bool | None, list[Fault]]:
    """What a Reading holds of what was found, its `activeSeat`, and everything that is wrong.

    quoted: the source is known to quote some of the pillars alone.

    Raises: FailedRead for zeros and nothing else.
    """
    checker = Checker(where)
    overall = checker.within(found.overall, "overall", 0, 100)
    pillars = checker.pillars(found.pillars, "")
    groups = checker.groups(found.groups)
    seat = checker.seat(found.active_seat)
    said = (overall, pillars) != (None, {})
    if said and not checker.faults and not any((overall, *pillars.values())):
        what = "zeros are what a tool writes when the page did not load, and no reading"
        raise FailedRead.at(where, what)
    flags = () if sums_up(overall, pillars) else ("pillars_do_not_sum",)
    if not checker.faults and not (found.flags or quoted):
        checker.faults += _as_a_whole(overall, pillars, found, where)
    numbers = {"overall": overall, "pillars": pillars, **groups, "flags": found.flags + flags}
    return numbers, seat, checker.faults


def _as_a_whole(
    overall: float | None, pillars: Mapping[str, float], found: FoundScore, where: str
) -> list[Fault]:
    """What is wrong with points that are each in range: some pillars missing, or points."""
    keys = f" (it has {', '.join(found.keys)})" if found.keys else ""
    if 0 < len(pillars) < len(PILLARS):
        missing = ", ".join(name for name in PILLARS if name not in pillars)
        what = f"shows {', '.join(pillars)} and not {missing}{keys}"
        return [Fault(where, f"{what}; a reading has all four pillars, or its total alone")]
    if not pillars and overall and found.four and abs(found.four - overall) <= 1:
        what = f"four numbers beside its total {overall:g} sum up to it under names not known{keys}"
        right = "call them brand, find, insight, relationship"
        return [Fault(where, f"{what}; {right}")]
    known = math.fsum(pillars.values())
    if pillars and overall is not None and overall > known and not sums_up(overall, pillars):
        what = f"its total {overall:g} is above the sum of its pillars, {known:g}{keys}"
        return [Fault(where, f"{what}; one of them is not what it is taken for")]
    return []


def industry_name(value: object) -> str | None:
    """The name of an industry; None for anything that looks like a link or an address."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 120:
        return None
    personal = any(sign in value for sign in _NOT_IN_A_NAME)
    return None if personal or not is_text(value) else value.strip()


def _range(low: float, high: float) -> str:
    return f"it is {low:g} to {high:g}" if math.isfinite(high) else f"it is {low:g} or more"
