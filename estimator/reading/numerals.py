"""Numbers as pages and payloads write them, and whether pillars and a total go together."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal

from estimator.errors import kind_of

NUMBER = r"-?\d+(?:[.,]\d+)?"
OUT_OF = r"(?:out of|of|de|von|sur|su|из|/)"
TOP = r"(?:top|primeir\w+|premiers?|primer\w*|primi|топ|перв\w+)"
FOUR = 4  # pillars

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
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise ValueError(kind_of(value))
    text = value.strip().replace("\u00a0", " ")
    match = _TEXT.fullmatch(text)
    digits = match.group(1).replace(",", ".") if match else text
    try:
        return int(digits) if digits.lstrip("-").isdecimal() else float(digits)
    except ValueError:
        raise ValueError(kind_of(value)) from None


def half_unit(value: float) -> float:
    """Half a unit of the last place that the number is written with: how far rounding moved it.

    >>> half_unit(53), half_unit(20.98)
    (0.5, 0.005)
    """
    exponent = Decimal(repr(value)).as_tuple().exponent
    return 0.5 * 10.0 ** min(int(exponent), 0)


SLACK = 1e-4  # what float32 may carry a sum over


def sums_up(total: float | None, points: Mapping[str, float]) -> bool:
    """Whether the pillars can make the total, a missing one being worth 0 to 25; True if unknown.

    Each number may be off by half a unit of the last place it is written with.

    >>> points = {"brand": 20.998, "find": 6.4, "insight": 10.25, "relationship": 15}
    >>> sums_up(53, points), sums_up(60.0, points), sums_up(60.0, {"brand": 20.998})
    (True, False, True)
    """
    if total is None:
        return True
    known = math.fsum(points.values())
    rounded = 0.5 if float(total).is_integer() else half_unit(total)  # 33.0 is a rounded one, too
    slack = math.fsum((rounded, *map(half_unit, points.values()))) + SLACK
    return known - slack <= total <= known + 25 * (FOUR - len(points)) + slack
