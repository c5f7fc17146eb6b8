"""Envelope: what is known of a recorded response besides its numbers; nothing personal passes."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, get_args

from estimator.actions import SEATS
from estimator.dates import MONTH, either_order
from estimator.days import FOUNDED, to_date
from estimator.errors import Fault
from estimator.log import OWNER
from estimator.reading.reading import FLAGS, Evidence

EVIDENCE = get_args(Evidence)

SOURCE_FACTS = ("id", "kind", "tool", "method", "shape", "series", "repo", "path", "commit", "seen")
SOURCE_NOTES = ("why", "captured", "seat_note", "note")

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


def opened(payload: object) -> tuple[object, Envelope]:
    """A payload without its envelope, and the envelope; keys that an envelope has not are left."""
    if not isinstance(payload, Mapping) or "response" not in payload:
        return payload, Envelope()
    held = {name: payload[name] for name in vars(Envelope()) if name in payload}
    return payload["response"], Envelope(**held)


def provenance(envelope: Envelope, where: str) -> tuple[dict[str, Any], list[Fault]]:
    """What a Reading holds of its envelope, by an allow-list, and everything that is wrong."""
    faults: list[Fault] = []

    def word_of(name: str, right: Collection[str], what: str) -> object:
        value = getattr(envelope, name)
        word = re.sub(r"[ -]", "_", value.casefold()) if isinstance(value, str) else None
        if value is not None and word not in right:  # shown where it is one short word: mistyped
            got = f" (got {value})" if re.fullmatch(r"\w{1,20}", str(value)) else ""
            faults.append(Fault(where, f"{name} is unknown{got}; it is {what}"))
        return word if word in right else None

    captured, text = None, None
    try:
        captured, text = captured_on(envelope.captured)
    except ValueError as error:
        faults.append(Fault(where, f"captured {error}; a day is written 2026-05-19"))
    if captured is not None and captured < FOUNDED:
        faults.append(Fault(where, f"captured on {captured}, before LinkedIn was there"))
    seat = word_of("seat", SEATS, " or ".join(", ".join(SEATS).rsplit(", ", 1)))
    evidence = word_of("evidence", EVIDENCE, f"{' or '.join(EVIDENCE)}, never made up")
    account = OWNER if envelope.account is None else str(envelope.account)
    if not _PSEUDONYM.fullmatch(account) or _PERSONAL.search(account):
        what = "account is no pseudonym; it is 1 to 64 letters, digits, `.`, `-` and `_` you choose"
        faults.append(Fault(where, what))
    flags = envelope.flags if isinstance(envelope.flags, list | tuple) else ()
    return {
        "captured": captured,
        "captured_text": text,
        "account": account,
        "seat": seat,
        "evidence": evidence,
        "source": source_of(envelope.source),
        "flags": tuple(flag for flag in FLAGS if flag in flags),
    }, faults


def source_of(
    source: object, names: Iterable[str] = SOURCE_FACTS + SOURCE_NOTES
) -> dict[str, object]:
    """What may be kept of a source: the named entries, without links, addresses and local paths."""
    held = source if isinstance(source, Mapping) else {}
    return {name: held[name] for name in names if name in held and _may_stay(held[name])}


def _may_stay(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 600 and not _PERSONAL.search(value) and is_text(value)
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**18)


def is_text(value: str) -> bool:
    """Whether it can be written: half a surrogate pair cannot."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


_CLOCK = r"\d{2}:\d{2}[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?"
_TIMED = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}[T ]{_CLOCK}(?:\s*\([A-Z][\w/+-]*\))?")
_LIKE_A_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d{1,2}([./-])\d{1,2}\1\d{4}")
_DATE = r"\d{1,4}(?:[-/.]\d{1,4}){0,2}"
_DIGITS = re.compile(rf"{_DATE}(?:T{_CLOCK})?(?:\.\.{_DATE})?|{_CLOCK}")
_ZONE = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+|UTC|GMT")
_WORDS = frozenset({"undated", "before", "after", "about", "circa", "early", "mid", "late", "to"})
_SECONDS = range(946_684_800, 4_102_444_800)  # 2000 to 2099, as seconds since 1970


def captured_on(value: object) -> tuple[date | None, str | None]:
    """The day a reading was captured on and, when the day does not say it all, the text.

    A month, a range or no date at all gives no day. Of a text only the words of a date stay. The
    day is the one written, whatever the time zone; milliseconds and seconds since 1970 are UTC.

    Raises: ValueError for a day that is in no calendar, that may be read month first or day first,
    or for a text that speaks of no date.

    >>> captured_on("2026-05-19T09:27 (America/Sao_Paulo)")[0], captured_on("3.11.2025")[0]
    (datetime.date(2026, 5, 19), datetime.date(2025, 11, 3))
    >>> captured_on("2026-06 (before 2026-06-25)")
    (None, '2026-06 before 2026-06-25')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    if not isinstance(value, str | date):
        return None, None
    text = value.strip() if isinstance(value, str) else value.isoformat()
    if text.isdecimal() and 9 <= len(text) <= 16:
        return _since_1970(int(text))
    month_first, day_first = either_order(text)
    if None not in (month_first, day_first) and month_first != day_first:
        raise ValueError(f"may be month first or day first (got {text})")
    day = day_first if month_first is None else month_first
    if day is not None:
        return to_date(day), text if _TIMED.fullmatch(text) else None
    if _LIKE_A_DAY.fullmatch(text):
        raise ValueError(f"is in no calendar (got {text[:10]})")
    said = _dated_words(text)
    if text and said is None:
        raise ValueError("is no date that is understood")
    return None, said


def _since_1970(value: float) -> tuple[date, str]:
    seconds = value / 1000 if value >= _SECONDS.stop else value
    if not _SECONDS.start <= seconds < _SECONDS.stop:
        raise ValueError("is in no calendar (got a number that is no time since 1970)")
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.date(), moment.isoformat()


def _dated_words(text: str) -> str | None:
    tokens = (token.strip("(),;") for token in text.split())
    return " ".join(token for token in tokens if _is_dated(token)) or None


def _is_dated(token: str) -> bool:
    month = token.casefold().rstrip(".") in MONTH
    shapes = (_DIGITS, _ZONE)
    return month or token.casefold() in _WORDS or any(shape.fullmatch(token) for shape in shapes)
