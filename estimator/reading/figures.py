"""Figures: the values of a payload once they are checked, every one within its range."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from estimator.errors import Fault
from estimator.reading.found import Found, FoundGroup
from estimator.reading.names import PILLARS
from estimator.reading.numerals import is_absent, number
from estimator.reading.sums import SLACK, sums_up

_NOT_IN_A_NAME = ("urn:", "://", "@", "www.")


@dataclass(frozen=True)
class Group:
    """A group the member is compared with: their place in it and the group's averages.

    rank: Top N %, 1 is best. average: points, 0 to 100. pillars: points by pillar, those known.
    size: members. name: the industry's. change: as recorded; no unit is documented.
    """

    rank: float | None = None
    average: float | None = None
    pillars: Mapping[str, float] = field(default_factory=dict)
    size: int | None = None
    name: str | None = None
    change: float | None = None


@dataclass(frozen=True)
class Figures:
    """The numbers of one payload, in range. Pillars that it does not show are left out."""

    overall: float | None
    pillars: Mapping[str, float]
    groups: Mapping[str, Group]
    active_seat: bool | None
    flags: tuple[str, ...]


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
        rank_end = math.inf if name == "team" else 100
        size = self.within(found.size, f"{name}.size", 0, 1e12)
        return Group(
            rank=self.within(found.rank, f"{name}.rank", 0, rank_end),
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


def checked(found: Found, where: str) -> tuple[Figures, list[Fault]]:
    """The figures of what was found, and everything that is wrong with it."""
    checker = Checker(where)
    overall = checker.within(found.overall, "overall", 0, 100)
    pillars = checker.pillars(found.pillars, "")
    flags = () if sums_up(overall, pillars) else ("pillars_do_not_sum",)
    figures = Figures(
        overall,
        pillars,
        checker.groups(found.groups),
        checker.seat(found.active_seat),
        (*found.flags, *flags),
    )
    return figures, checker.faults


def industry_name(value: object) -> str | None:
    """The name of an industry; None for anything that looks like a link or an address."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 120:
        return None
    return None if any(sign in value for sign in _NOT_IN_A_NAME) else value.strip()


def _range(low: float, high: float) -> str:
    return f"it is {low:g} to {high:g}" if math.isfinite(high) else f"it is {low:g} or more"
