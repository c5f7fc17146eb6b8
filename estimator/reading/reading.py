"""Reading: one recorded `/ssi` response, from any known payload, and back to the documented one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from estimator.actions import Seat
from estimator.errors import FailedRead, Fault, ReadingError
from estimator.log import OWNER
from estimator.reading.envelope import (
    QUOTED,
    Envelope,
    Evidence,
    is_text,
    opened,
    provenance,
)
from estimator.reading.names import API_NAMES, PILLARS
from estimator.reading.numerals import SLACK, is_absent, number, sums_up
from estimator.reading.objects import FoundGroup, FoundScore
from estimator.reading.payloads import find, loaded

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


@dataclass(frozen=True, repr=False)
class Reading:
    """One recorded `/ssi` response; nothing personal is in it.

    overall: the total as recorded, 0 to 100, rounded where a page rounded it. pillars: points by
    pillar, 0 to 25, those the payload shows. captured: the day, None when it is not known to the
    day; captured_text then holds what is known, or the time beside the day. account: a pseudonym.
    flags: what is odd about it, words of `estimator.reading.envelope.FLAGS`.

    The seat is the envelope's. Without one, `activeSeat` true means `sales_navigator` and false
    means `free`: the payload tells Sales Navigator from the rest and knows nothing of Premium.
    """

    overall: float | None = None
    pillars: Mapping[str, float] = field(default_factory=dict)
    industry: Group | None = None
    network: Group | None = None
    team: Group | None = None
    seat: Seat | None = None
    captured: date | None = None
    captured_text: str | None = None
    account: str = OWNER
    evidence: Evidence | None = None
    source: Mapping[str, object] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @classmethod
    def from_payload(
        cls,
        payload: object,
        *,
        where: str = "payload",
        captured: object = None,
        account: str | None = None,
        seat: str | None = None,
        evidence: str | None = None,
        source: Mapping[str, object] | None = None,
    ) -> Self:
        """The reading that a payload holds, whichever known tool or page it comes from.

        Takes LinkedIn's own shape, the documented response, either in a wrapper or an envelope,
        records of other tools, and the text or HTML of the page. What is given beside it goes
        over what an envelope in it says.

        Raises: ReadingError with every fault, of which some pillars without the others is one;
        NotSignedIn, ServerFailed and AccessWithdrawn for the answers that say so, FailedRead for
        zeros alone.

        >>> Reading.from_payload({"total": 47, "date": "2026-06-30"})
        Reading(2026-06-30, total 47)
        """
        inner, enclosed = opened(loaded(payload, where))
        given = Envelope(captured, account, seat, evidence, source)
        envelope = given.over(enclosed)
        found = find(inner, where, envelope.status)
        flags = envelope.flags if isinstance(envelope.flags, list | tuple) else ()
        numbers, active, faults = checked(found, where, quoted=QUOTED in flags)
        known, more = provenance(envelope.over(Envelope(found.captured)), where)
        if faults or more:
            raise ReadingError([*faults, *more])
        seat = known["seat"]
        if seat is None and active is not None:
            seat = "sales_navigator" if active else "free"
        contradicted = active not in (None, seat == "sales_navigator")
        odd = {*numbers["flags"], *known["flags"], *(["seat_contradicts_payload"] * contradicted)}
        return cls(**{**numbers, **known, "seat": seat, "flags": tuple(sorted(odd))})

    @property
    def total(self) -> float | None:
        """The total as exactly as it is known: the sum of four pillars that agree with `overall`.

        >>> Reading(53, {"brand": 20.998, "find": 6.4, "insight": 10.25, "relationship": 15}).total
        52.648
        """
        if len(self.pillars) == len(PILLARS) and sums_up(self.overall, self.pillars):
            return math.fsum(self.pillars.values())
        return self.overall

    @property
    def points(self) -> dict[str, float]:
        """The points that it shows, by pillar and for "total"."""
        return {**self.pillars, **({} if self.total is None else {"total": self.total})}

    @property
    def groups(self) -> dict[str, Group]:
        """The groups that it shows, by name."""
        groups = {"industry": self.industry, "network": self.network, "team": self.team}
        return {name: group for name, group in groups.items() if group is not None}

    def to_payload(self) -> dict[str, object]:
        """The documented `/ssi` response; keys the reading knows nothing of are left out."""
        member: dict[str, object] = {} if self.overall is None else {"overall": self.overall}
        groups = {name: _group_payload(name, group) for name, group in self.groups.items()}
        result: dict[str, object] = {
            "success": True,
            "memberScore": member | {"pillars": _pillars_payload(self.pillars)},
            **{name: group for name, group in groups.items() if name != "team"},
            "groupScore": list(groups.values()),
        }
        if self.seat is not None:
            result["activeSeat"] = self.seat == "sales_navigator"
        return result

    def to_envelope(self) -> dict[str, object]:
        """The reading as a file holds it: the documented response beside what is known of it."""
        day = None if self.captured is None else self.captured.isoformat()
        known: dict[str, object] = {
            "captured": self.captured_text or day,
            "account": self.account,
            "seat": self.seat,
            "evidence": self.evidence,
            "source": dict(self.source) or None,
            "flags": list(self.flags) or None,
        }
        return {k: v for k, v in known.items() if v is not None} | {"response": self.to_payload()}

    to_dict = to_envelope

    def __repr__(self) -> str:
        pillars = ", ".join(f"{name} {points}" for name, points in self.pillars.items())
        when = self.captured or self.captured_text or "undated"
        return f"Reading({when}, total {self.overall}{': ' + pillars if pillars else ''})"


def _pillars_payload(pillars: Mapping[str, float]) -> list[dict[str, object]]:
    known = [(API_NAMES[name], pillars[name]) for name in PILLARS if name in pillars]
    return [{"pillar": name, "score": points} for name, points in known]


def _group_payload(name: str, group: Group) -> dict[str, object]:
    known = {
        "industryName": group.name,
        "rank": group.rank,
        "averageScore": group.average,
        "groupSize": group.size,
        "change": group.change,
    }
    kept = {key: value for key, value in known.items() if value is not None}
    return {"group": name.upper(), **kept, "pillars": _pillars_payload(group.pillars)}
