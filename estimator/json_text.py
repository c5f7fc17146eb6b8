"""JSON text to values, within limits that are ours: not those of an interpreter or of its stack."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np

LEVELS = 100  # lists and objects inside one another
DIGITS = 600  # of one number; every interpreter reads as many, whatever it is told

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (DIGITS + 1))


class BeyondLimits(ValueError):
    """A text that nests deeper, or holds a longer number, than is read; its words say which."""


def value_of(text: str | bytes, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """The value that a JSON text states; `pairs` makes the objects.

    Raises: BeyondLimits before anything is read; json.JSONDecodeError or another ValueError for
    what is not JSON.

    >>> value_of('{"day": "2026-05-01", "count": 2}')
    {'day': '2026-05-01', 'count': 2}
    """
    within_limits(text)
    return json.loads(text, object_pairs_hook=pairs)


def within_limits(text: str | bytes) -> None:
    """Raises: BeyondLimits for a text that nests too deeply or holds a number without end."""
    opened = ("[", "{") if isinstance(text, str) else (b"[", b"{")
    deep = sum(map(text.count, opened)) > LEVELS  # type: ignore[arg-type]  # of the text's own kind
    if not deep and len(text) <= DIGITS:
        return
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "replace")
    outside = _STRING.sub(b"", text.encode(errors="replace"))
    if deep:
        signs = np.frombuffer(outside, dtype=np.uint8) | 0x20  # [ and { alike, ] and } alike
        steps = (signs == ord("{")).astype(np.int64) - (signs == ord("}"))
        levels = int(np.cumsum(steps).max(initial=0))
        if levels > LEVELS:
            raise BeyondLimits(f"nests {levels:,} levels deep; {LEVELS} are read")
    if _LONG_NUMBER.search(outside):
        raise BeyondLimits(f"holds a number of more than {DIGITS} digits; as many are read")
