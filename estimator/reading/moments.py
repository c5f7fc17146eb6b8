"""Moments: when a reading was captured, to the day where the text says it to the day."""

import re
from datetime import UTC, date, datetime

_CLOCK = r"\d{2}:\d{2}[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?"
_DAY = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:[T ]{_CLOCK})?(?:\s*\([A-Z][\w/+-]*\))?")
_DATE = r"\d{1,4}(?:[-/.]\d{1,4}){0,2}"
_DIGITS = re.compile(rf"{_DATE}(?:T{_CLOCK})?(?:\.\.{_DATE})?|{_CLOCK}")
_ZONE = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+|UTC|GMT")
_WORDS = frozenset({"undated", "before", "after", "about", "circa", "early", "mid", "late", "to"})
_MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}", re.IGNORECASE)
_SECONDS = range(946_684_800, 4_102_444_800)  # 2000 to 2099, as seconds since 1970


def captured_on(value: object) -> tuple[date | None, str | None]:
    """The day a reading was captured on and, when the day does not say it all, the text.

    A month, a range or no date at all gives no day. Of a text only the words of a date stay. The
    day is the one written, whatever the time zone; milliseconds and seconds since 1970 are UTC.

    Raises: ValueError for a day that is in no calendar.

    >>> captured_on("2026-05-19T09:27 (America/Sao_Paulo)")[0]
    datetime.date(2026, 5, 19)
    >>> captured_on("2026-06 (before 2026-06-25)")
    (None, '2026-06 before 2026-06-25')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    if not isinstance(value, str | date):
        return None, None
    text = value.strip() if isinstance(value, str) else value.isoformat()
    if text.isdecimal() and len(text) >= 9:
        return _since_1970(int(text))
    match = _DAY.fullmatch(text)
    if match is None:
        return None, _dated_words(text)
    day = date.fromisoformat(match.group(1))
    return day, None if text == day.isoformat() else text


def _since_1970(value: float) -> tuple[date, str]:
    seconds = value / 1000 if value >= _SECONDS.stop else value
    if not _SECONDS.start <= seconds < _SECONDS.stop:
        raise ValueError("a number that is no time since 1970")
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.date(), moment.isoformat()


def _dated_words(text: str) -> str | None:
    tokens = (token.strip("(),;") for token in text.split())
    return " ".join(token for token in tokens if _is_dated(token)) or None


def _is_dated(token: str) -> bool:
    shapes = (_DIGITS, _ZONE, _MONTH)
    return token.casefold() in _WORDS or any(shape.fullmatch(token) for shape in shapes)
