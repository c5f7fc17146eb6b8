"""Envelope: what is known of a recorded response besides its numbers; nothing personal passes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from estimator.actions import SEATS, Seat
from estimator.errors import Fault
from estimator.log import OWNER
from estimator.reading.moments import captured_on

Evidence = Literal["real", "likely"]

FLAGS: Mapping[str, str] = {
    "pillars_do_not_sum": "the pillars miss the total by more than rounding",
    "pillars_set_aside": "the tool that wrote it records wrong pillars; only the total is read",
    "seat_contradicts_payload": "the seat given is not the one that the payload speaks of",
}
SOURCE_FACTS = ("id", "kind", "tool", "method", "shape", "series", "repo", "path", "commit", "seen")
SOURCE_NOTES = ("why", "captured", "seat_note", "note")

_EVIDENCE: Mapping[object, Evidence] = {"real": "real", "likely": "likely"}
_SEATS: Mapping[object, Seat] = {seat: seat for seat in SEATS}
_PERSONAL = re.compile(r"urn:li|linkedin\.com/in/|://|\S@\S|^@|^[/~]|^[A-Za-z]:\\", re.IGNORECASE)
_PSEUDONYM = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True)
class Envelope:
    """An envelope as it was found: every value still unchecked, None where it has none."""

    captured: object = None
    account: object = None
    seat: object = None
    evidence: object = None
    source: object = None
    flags: object = None
    status: object = None

    def over(self, other: "Envelope") -> "Envelope":
        """This envelope, with what it lacks taken from `other`."""
        held = {name: value for name, value in vars(self).items() if value is not None}
        return replace(other, **held)


@dataclass(frozen=True)
class Provenance:
    """An envelope that is checked; nothing personal is left in it."""

    captured: date | None = None
    captured_text: str | None = None
    account: str = OWNER
    seat: Seat | None = None
    evidence: Evidence | None = None
    source: Mapping[str, object] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def opened(payload: object) -> tuple[object, Envelope]:
    """A payload without its envelope, and the envelope; keys that an envelope has not are left."""
    if not isinstance(payload, Mapping) or "response" not in payload:
        return payload, Envelope()
    held = {name: payload[name] for name in vars(Envelope()) if name in payload}
    return payload["response"], Envelope(**held)


def provenance(envelope: Envelope, where: str) -> tuple[Provenance, list[Fault]]:
    """The envelope checked by its allow-list, and everything that is wrong with it."""
    faults: list[Fault] = []
    captured, text = None, None
    try:
        captured, text = captured_on(envelope.captured)
    except ValueError:
        faults.append(Fault(where, "captured is in no calendar; a day is written 2026-05-19"))
    seat = _SEATS.get(_word(envelope.seat))
    if envelope.seat is not None and seat is None:
        faults.append(Fault(where, f"seat is unknown{_got(envelope.seat)}; it is {_either(SEATS)}"))
    evidence = _EVIDENCE.get(envelope.evidence)
    if envelope.evidence is not None and evidence is None:
        got = _got(envelope.evidence)
        faults.append(
            Fault(where, f"evidence is unknown{got}; it is real or likely, never made up")
        )
    account = OWNER if envelope.account is None else str(envelope.account)
    if not _PSEUDONYM.fullmatch(account) or _PERSONAL.search(account):
        what = "account is no pseudonym; it is 1 to 64 letters, digits, `.`, `-` and `_` you choose"
        faults.append(Fault(where, what))
    checked = Provenance(
        captured, text, account, seat, evidence, source_of(envelope.source), _flags(envelope.flags)
    )
    return checked, faults


def source_of(
    source: object, names: Iterable[str] = SOURCE_FACTS + SOURCE_NOTES
) -> dict[str, object]:
    """What may be kept of a source: the named entries, without links, addresses and local paths."""
    held = source if isinstance(source, Mapping) else {}
    return {name: held[name] for name in names if name in held and _may_stay(held[name])}


def _may_stay(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 600 and not _PERSONAL.search(value)
    return isinstance(value, bool | int | float)


def _flags(value: object) -> tuple[str, ...]:
    return tuple(f for f in FLAGS if f in value) if isinstance(value, list | tuple) else ()


def _word(value: object) -> object:
    return re.sub(r"[ -]", "_", value.casefold()) if isinstance(value, str) else None


def _got(value: object) -> str:
    """The offending value where it is one short word, which is how a mistyped one looks."""
    return f" (got {value})" if re.fullmatch(r"\w{1,20}", str(value)) else ""


def _either(words: Iterable[str]) -> str:
    return " or ".join(", ".join(words).rsplit(", ", 1))
