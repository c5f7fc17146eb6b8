"""Numbers as pages and payloads write them: 13.118002, "8,38", "33 out of 100", "top 80%"."""

import re
from decimal import Decimal

NUMBER = r"-?\d+(?:[.,]\d+)?"
OUT_OF = r"(?:out of|of|de|из|/)"
TOP = r"(?:top|primeir\w+|топ|перв\w+)"

_ABSENT = frozenset({"", "-", "–", "—", "null", "none", "n/a", "unknown"})
_TEXT = re.compile(rf"(?:{TOP}\s*)?({NUMBER})\s*(?:%|{OUT_OF}\s*(?:100|25))?", re.IGNORECASE)


def is_absent(value: object) -> bool:
    """Whether a payload's value says nothing: null, an empty cell, "unknown".

    >>> is_absent(None), is_absent(" n/a "), is_absent(0)
    (True, True, False)
    """
    return value is None or (isinstance(value, str) and value.strip().casefold() in _ABSENT)


def number(value: object) -> float:
    """The number that a value of a payload, a table or a page stands for; whole ones stay whole.

    Raises: ValueError when it is none. Truth values are not numbers.

    >>> number("8,38"), number("33 out of 100"), number("top 80%"), number(0.29999998)
    (8.38, 33, 80, 0.29999998)
    """
    if isinstance(value, bool):
        raise ValueError("a truth value")
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        raise ValueError(f"a {type(value).__name__}")
    text = value.strip().replace("\u00a0", " ")
    match = _TEXT.fullmatch(text)
    digits = match.group(1).replace(",", ".") if match else text
    try:
        return int(digits) if digits.lstrip("-").isdecimal() else float(digits)
    except ValueError:
        raise ValueError("a text") from None


def half_unit(value: float) -> float:
    """Half a unit of the last place that the number is written with: how far rounding moved it.

    >>> half_unit(53), half_unit(20.98)
    (0.5, 0.005)
    """
    exponent = Decimal(repr(value)).as_tuple().exponent
    return 0.5 * 10.0 ** min(int(exponent), 0)
