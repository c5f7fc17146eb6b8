"""JSON with an object a day and a key an act, `{"date": "2026-05-04", "comments": 3}`, as a table.

The objects may be a list, stand a line each, lie under the one key of an object around them, or
each under its day.
"""

from collections.abc import Mapping, Sequence

from estimator.dates import is_date
from estimator.delimited import Record
from estimator.json_text import value_of
from estimator.readers.daily_table import recognised
from estimator.readers.registry import Start
from estimator.readers.tables.jsonl import each_once

LOOKED_AT = 3  # rows


def wide_rows(content: bytes, column_map: Mapping[str, str]) -> list[Record] | None:
    """The header and a row an object, each with its line or place; None for any other JSON."""
    try:
        lines = [(n, line) for n, line in enumerate(content.splitlines(), 1) if line.strip()]
        found = [(n, value_of(line, each_once)) for n, line in lines]
    except ValueError:  # not a line each
        try:
            found = [(1, value_of(content, each_once))]
        except ValueError:
            return None
    if len(found) == 1 and not _is_row(found[0][1]):
        found = [*enumerate(_unwrapped(found[0][1]), 1)]
    objects = [(n, one) for n, one in found if isinstance(one, dict) and _is_row(one)]
    if not objects or len(objects) < len(found):
        return None
    names = list(dict.fromkeys(str(key) for _, one in objects for key in one))
    rows = [(n, [_cell(one.get(name)) for name in names]) for n, one in objects]
    start = Start("", names, [cells for _, cells in rows[:LOOKED_AT]], column_map)
    return [(0, names), *rows] if recognised(start) else None


def _unwrapped(value: object) -> Sequence[object]:
    """The objects of a list, of the only list under a key, or each with the day it lies under."""
    if isinstance(value, list):
        return value
    held = value if isinstance(value, dict) else {}
    if len(held) == 1 and isinstance(only := next(iter(held.values())), list):
        return only
    days = [(key, one) for key, one in held.items() if is_date(str(key))]
    if len(days) < len(held):
        return []
    return [{"day": key, **one} if isinstance(one, dict) else one for key, one in days]


def _is_row(value: object) -> bool:
    """Whether it is an object of texts and numbers."""
    return isinstance(value, dict) and not any(
        isinstance(one, dict | list | bool) for one in value.values()
    )


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
