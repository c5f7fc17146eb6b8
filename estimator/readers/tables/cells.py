"""What a single cell says: a day, a count, or what to call it when it says neither."""

import math
import re
from datetime import date, datetime

from estimator.days import to_day
from estimator.errors import kind_of
from estimator.log import Value

MOST = 1e9  # no count of anything a person does in a day comes near

_SIGNS = re.compile(r"[\dTZ\s/:.,%+-]*")  # of numbers, dates and times
_WORD = re.compile(r"[\w .,:/+%-]{1,40}")
_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)([.,]\d+)?([eE][+-]?\d{1,3})?")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


class Odd(str):
    """Stands where a plain value should be; says what is there instead: `a list`."""

    __slots__ = ()


def plain(value: object) -> Value | None:
    """The value as text, number or truth; None for nothing; `Odd` for anything else.

    >>> plain(date(2026, 3, 5)), plain([1])
    ('2026-03-05', 'a list')
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    item = getattr(value, "item", None)  # of a number or truth of another library
    inner = item() if callable(item) and getattr(value, "ndim", 1) == 0 else value
    return inner if isinstance(inner, str | bool | int | float) else Odd(kind_of(value))


def tidy(value: Value) -> Value | None:
    """An attribute's value in its one form: 40.0 is 40; an empty text, NaN or inf is nothing."""
    if isinstance(value, Odd) or value == "":
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def shown(value: object) -> str:
    """The value for a message: short and plain, or only its kind; never a text somebody wrote.

    >>> shown("2026-13-05"), shown("Hello, thank you for the kind words at the fair!")
    ("'2026-13-05'", 'a text of 48 characters')
    """
    if isinstance(value, Odd):
        return str(value)
    if isinstance(value, str):
        return repr(value) if _WORD.fullmatch(value) else f"a text of {len(value)} characters"
    text = repr(value)
    return text if len(text) <= 40 else f"a number of {len(text)} characters"


def veiled(value: object) -> str:
    """A value that should be a number or a date, for a message: any other text by its shape.

    Such a text stands in the wrong column, and may be a name.

    >>> veiled("2026-13-05"), veiled("Ada Example"), veiled(7)
    ("'2026-13-05'", "'aaa aaaaaaa'", '7')
    """
    if type(value) is str and not _SIGNS.fullmatch(value):
        return shown(re.sub(r"[^\W\d_]", "a", value))
    return shown(value)


def day_of(value: object) -> int | None:
    """The day number of `2026-03-05`, or of a date and time: the day its writer meant.

    An offset does not move it, as the zone of a typed moment does not (`column_types`). None when
    it is not a date. Other forms of ISO 8601 (`20260305`, `2026-W10-4`) are none: the one is a
    number, and few can read the other.

    >>> day_of("1970-01-02"), day_of("1970-01-02T23:30:00-05:00"), day_of("1 May")
    (1, 1, None)
    """
    if not isinstance(value, str):
        return None
    try:
        written = date.fromisoformat(value[:10])
        if written.isoformat() != value[:10]:
            return None
        datetime.fromisoformat(value.removesuffix(" UTC"))
        return to_day(written)
    except ValueError:
        return None


def number_of(text: str) -> int | float | None:
    """The number a CSV cell holds, with decimal point or comma; None when it is not one number.

    `1,234` is none: it may be 1234 or 1.234.

    >>> number_of("12"), number_of("2,5"), number_of("1,234")
    (12, 2.5, None)
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text) or _EITHER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    if math.isinf(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def writable(value: Value) -> Value:
    """The value; a text with half a surrogate pair, which no file can hold, has it as `\\ud800`.

    >>> writable("\\ud83d\\ude00"), writable("\\ud83d")
    ('😀', '\\\\ud83d')
    """
    if not isinstance(value, str) or value.isascii():
        return value
    joined = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return joined.encode("utf-8", "backslashreplace").decode()
