"""Reading: one recorded `/ssi` response, from any known payload, and back to the documented one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Self

from estimator.actions import Seat
from estimator.errors import ReadingError
from estimator.log import OWNER
from estimator.reading.names import API_NAMES, PILLARS
from estimator.reading.numerals import sums_up

Evidence = Literal["real", "likely"]
QUOTED = "pillars_partly_quoted"
FLAGS: Mapping[str, str] = {
    "pillars_do_not_sum": "the pillars miss the total by more than rounding",
    "pillars_set_aside": "the tool that wrote it records wrong pillars; only the total is read",
    QUOTED: "its source quotes some of the pillars alone",
    "seat_contradicts_payload": "the seat given is not the one that the payload speaks of",
}


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


@dataclass(frozen=True, repr=False)
class Reading:
    """One recorded `/ssi` response; nothing personal is in it.

    overall: the total as recorded, 0 to 100, rounded where a page rounded it. pillars: points by
    pillar, 0 to 25, those the payload shows. captured: the day, None when it is not known to the
    day; captured_text then holds what is known, or the time beside the day. account: a pseudonym.
    flags: what is odd about it, words of `FLAGS`.

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
        # An estimate holds readings and reads none: what reads them is imported by who does.
        from estimator.reading.envelope import Envelope, opened, provenance  # noqa: PLC0415  # rare
        from estimator.reading.figures import checked  # noqa: PLC0415  # rare
        from estimator.reading.payloads import find, loaded  # noqa: PLC0415  # rare

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
