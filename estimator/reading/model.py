"""Reading: one recorded `/ssi` response, from any known payload, and back to the documented one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from estimator.actions import Seat
from estimator.errors import ReadingError
from estimator.log import OWNER
from estimator.reading.envelope import Envelope, Evidence, Provenance, opened, provenance
from estimator.reading.figures import Figures, Group, checked
from estimator.reading.names import API_NAMES, PILLARS
from estimator.reading.payloads import find, loaded
from estimator.reading.sums import sums_up


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

        Raises: ReadingError with every fault; NotSignedIn, ServerFailed and AccessWithdrawn for
        the answers that say so.

        >>> Reading.from_payload({"memberScore": {"overall": 19.7, "pillars": [
        ...     {"pillar": "PROFESSIONAL_BRAND", "score": 13.1}]}}, captured="2026-06-30")
        Reading(2026-06-30, total 19.7: brand 13.1)
        """
        inner, enclosed = opened(loaded(payload, where))
        given = Envelope(captured, account, seat, evidence, source)
        envelope = given.over(enclosed)
        found = find(inner, where, envelope.status)
        figures, faults = checked(found, where)
        known, more = provenance(envelope.over(Envelope(found.captured)), where)
        if faults or more:
            raise ReadingError([*faults, *more])
        return cls._of(figures, known)

    @classmethod
    def _of(cls, figures: Figures, known: Provenance) -> Self:
        seat = known.seat
        if seat is None and figures.active_seat is not None:
            seat = "sales_navigator" if figures.active_seat else "free"
        contradicted = figures.active_seat not in (None, seat == "sales_navigator")
        flags = {*figures.flags, *known.flags, *(["seat_contradicts_payload"] * contradicted)}
        return cls(
            overall=figures.overall,
            pillars=figures.pillars,
            industry=figures.groups.get("industry"),
            network=figures.groups.get("network"),
            team=figures.groups.get("team"),
            seat=seat,
            captured=known.captured,
            captured_text=known.captured_text,
            account=known.account,
            evidence=known.evidence,
            source=known.source,
            flags=tuple(sorted(flags)),
        )

    @property
    def total(self) -> float | None:
        """The total as exactly as it is known: the sum of four pillars that agree with `overall`.

        >>> Reading(53, {"brand": 20.998, "find": 6.4, "insight": 10.25, "relationship": 15}).total
        52.648
        """
        if len(self.pillars) == len(PILLARS) and sums_up(self.overall, self.pillars):
            return math.fsum(self.pillars.values())
        return self.overall

    def to_payload(self) -> dict[str, object]:
        """The documented `/ssi` response; keys the reading knows nothing of are left out."""
        member: dict[str, object] = {} if self.overall is None else {"overall": self.overall}
        groups = {
            name: _group_payload(name, group)
            for name, group in (
                ("industry", self.industry),
                ("network", self.network),
                ("team", self.team),
            )
            if group is not None
        }
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
