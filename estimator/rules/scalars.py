"""What a plain word of YAML 1.2 stands for: null, truth, number, day, or text.

`no`, `off`, `1_000` and `12:30:00` are text, `010` is ten: only the core schema is read. Days
(`2026-05-19`) are the one addition. A quoted word is always text and never comes here.
"""

import re
from datetime import date

Scalar = bool | int | float | str | date | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC_START = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_INTEGER = 18  # digits; a longer one is read as a float


def plain_scalar(word: str) -> Scalar:
    """The value of an unquoted scalar by the core schema of YAML 1.2, and days.

    Raises: ValueError for a day that the calendar does not have.

    >>> [plain_scalar(word) for word in ("010", "1e3", "no", "1_000", "true")]
    [10, 1000.0, 'no', '1_000', True]
    """
    if word in _WORDS:
        return _WORDS[word]
    return _numeric(word) if word[0] in _NUMERIC_START else word


def _numeric(word: str) -> Scalar:
    if _INTEGER.fullmatch(word):
        return int(word) if len(word) <= _LONGEST_INTEGER else float(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    if _DAY.fullmatch(word):
        return date.fromisoformat(word)
    if _SPECIAL.fullmatch(word):
        return float(word.replace(".", ""))
    return int(word, 0) if _BASED.fullmatch(word) else word
