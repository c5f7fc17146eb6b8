"""A table with a row a day and a column an act: written by hand, or by an activity logger.

In JSON it is an object a day, `{"date": "2026-05-04", "comments": 3}`: in a list, a line each,
under the one key of an object, or each under its day.

A day without a row is not covered: nobody wrote it down. A column is understood by the name of an
action, its other names and plurals included, by an activity logger's own names, or by `--map`.
Columns of sums over windows of several days (viewers, impressions) are not read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeGuard

import numpy as np

from estimator.actions import action_named, vocabulary
from estimator.coverage import Coverage, Span
from estimator.dates import (
    DAY_NAMES,
    comes_day_first,
    in_column_of_days,
    is_date,
)
from estimator.days import FOUNDED, LAST, to_day
from estimator.delimited import Record
from estimator.errors import Fault, LogError
from estimator.json_text import value_of
from estimator.log import OWNER
from estimator.readers.outcome import LISTED, Outcome, few
from estimator.readers.registry import KnownSource, Manner, Start
from estimator.readers.seat_periods import SeatPeriods, outcome_of
from estimator.readers.tables.cells import veiled
from estimator.readers.tables.text_tables import Grid, each_once, grid_of
from estimator.readers.usage_columns import PERIOD, PERSON, SSI, columns_of, meaning_of

LOOKED_AT = 3  # rows
_FIGURE = re.compile(r"\s*[<~+-]?[\d.,'\s]*\d\s?[kKmM%]?\s*$")  # 12, 1,200, 1.2k, not "3 tips"
LOGGER: Mapping[str, str] = MappingProxyType(
    {
        "ActiveMinutes": "active_day",  # any minute makes the day an active one
        "Reactions": "reaction",
        "Comments": "comment",
        "Connects": "invitation_sent",
        "Messages": "message_sent",
        "Reposts": "repost",
        "Posts": "post",
        "Followers": "followers",
        "SSI": "ssi",
        "SSIProfessionalBrand": "brand",
        "SSIFindRightPeople": "find",
        "SSIEngageWithInsights": "insight",
        "SSIBuildRelationships": "relationship",
    }
)


def recognised(start: Start) -> str:
    """Whether a table has a column of days, and columns of acts that people do; an activity logger
    is one with a date and most of what it counts.

    A column that holds words in one of the first rows counts no act (a `Message` of an export is a
    text). A table of seats or periods is another kind.
    """
    names, rows, column_map = start.names, start.rows, start.column_map
    if "Date" in names and len(set(names) & set(LOGGER)) >= 4:
        return "activity_logger"
    taken = {meaning_of(name) for name in names if name not in column_map} & {*PERSON, *PERIOD}
    shown = [[row[place] for row in rows if place < len(row)] for place in range(len(names))]
    figures = [all(not cell or _FIGURE.match(cell) for cell in cells) for cells in shown]
    acts = {_meaning(n, column_map) or "" for n, are in zip(names, figures, strict=True) if are}
    known = vocabulary()
    mapped = {action_named(meaning) or meaning for meaning in column_map.values()}
    done = [a for a in acts & {*known} if a in mapped or known[a].minutes is not None]
    dated = bool(done) and not taken and day_column(names, rows, column_map) is not None
    return "daily_table" if dated else ""


def day_column(
    names: Sequence[str], rows: Sequence[Sequence[str]], column_map: Mapping[str, str]
) -> int | None:
    """The place of the column of days: mapped, called so, or the only one that holds dates."""
    for place, name in enumerate(names):
        if column_map.get(name) == "day" or name.strip().lower() in DAY_NAMES:
            return place
    dated = [
        place
        for place in range(len(names))
        if rows and all(place < len(row) and is_date(row[place]) for row in rows)
    ]
    return dated[0] if len(dated) == 1 else None


def _meaning(name: str, column_map: Mapping[str, str]) -> str | None:
    """What a column counts: an action, an SSI column, or nothing that is known."""
    if name in column_map:
        return action_named(column_map[name]) or column_map[name]
    known = LOGGER.get(name) or action_named(name)
    meaning = meaning_of(name)
    return known or (meaning if meaning in SSI or meaning in vocabulary() else None)


def read(sources: Sequence[KnownSource], manner: Manner) -> Outcome:
    """The activity of each day that has a row, and the SSI of the days that have one.

    Raises: LogError when no row has a day, or its dates may be month first or day first.
    """
    name, kind, column_map = sources[0].name, sources[0].kind, manner.column_map
    grid = grid_of(sources[0])
    names = grid.names
    place = day_column(names, [cells for _, cells in grid.rows[:5]], column_map) or 0
    account = next((n for n, one in enumerate(names) if one.lower() == "account"), None)
    days, skipped, undated = _days(grid, place, account)
    if not days:
        none = Fault(name, f"none of its {grid.n_records} rows has a day")
        counts = skipped | Counter(fault.kind for fault in grid.faults)
        raise LogError([none, *few([*grid.faults[:LISTED], *undated], counts)])
    meanings = {n: m for n, one in enumerate(names) if (m := _meaning(one, column_map))}
    meanings = {n: m for n, m in meanings.items() if n not in (place, account)}
    # a logger's minutes are no whole days, of which any make the day an active one
    kept = replace(grid, rows=[row for _, row in sorted(days.items())])
    columns, wrong = columns_of(kept, meanings, ["active_day"], quoted=False)
    on = np.array([day for _, day in sorted(days)], dtype=np.int64)
    lines = [line for line, _ in kept.rows]
    owners = [owner for owner, _ in sorted(days)]
    seats = SeatPeriods(owners, on, on, columns, lines, skipped, [*undated, *wrong])
    what = "activity log" if kind == "activity_logger" else "daily table"
    unread = [n for at, n in enumerate(names) if n and at not in {place, account, *meanings}]
    note = f"columns not read: {', '.join(unread[:20])}; --map 'Column=action' settles one"
    outcome = outcome_of(grid, seats, kind, what, notes=[note] * bool(unread), seat=False)
    coverage = Coverage(tuple(_runs(outcome.log.coverage.spans)))
    return replace(outcome, log=outcome.log.with_coverage(coverage))


def _days(
    grid: Grid, place: int, account: int | None
) -> tuple[dict[tuple[str, int], Record], Counter[str], list[Fault]]:
    """The rows by account and day; a later row of a day takes the place of an earlier one.

    Raises: LogError when nothing tells whether the dates are month first or day first.
    """
    dates = [in_column_of_days(text) for text in grid.column(place)]
    order = comes_day_first(dates, runs=[dates])
    if order is None:
        line, cells = next(r for r, (a, b) in zip(grid.rows, dates, strict=True) if a != b)
        what = f"the dates may be month first or day first (got {veiled(cells[place])})"
        raise LogError.at(f"{grid.name}:{line}", f"{what}; write them as 2026-03-05")
    days: dict[tuple[str, int], Record] = {}
    skipped, faults = Counter[str](), list[Fault]()
    for (line, cells), pair in zip(grid.rows, dates, strict=True):
        day = pair[order]
        if day is None or not to_day(FOUNDED) <= day <= to_day(LAST):
            skipped["not a date"] += 1
            what = f"the day is not a date (got {veiled(cells[place])}); write it as 2026-03-05"
            faults.append(Fault(f"{grid.name}:{line}", what, "not a date"))
            continue
        owner = OWNER if account is None else cells[account].strip() or OWNER
        skipped["an earlier row of a day"] += (owner, day) in days
        days[owner, day] = (line, cells)
    return days, +skipped, faults[:LISTED]


def _runs(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of single days, those of days in a row as one."""
    found: dict[tuple[str | None, str | None], Span] = {}
    for span in spans:
        key = span.action, span.account
        before = found.get(key)
        if before is None or span.first is None or before.last is None:
            found[key] = span
        elif span.first == before.last + 1:
            found[key] = replace(before, last=span.last)
        else:
            yield before
            found[key] = span
    yield from found.values()


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
    objects = [(n, one) for n, one in found if _is_row(one)]
    if not objects or len(objects) < len(found):
        return None
    names = list(dict.fromkeys(str(key) for _, one in objects for key in one))
    rows = [(n, [_text(one.get(name)) for name in names]) for n, one in objects]
    start = Start("", names, [cells for _, cells in rows[:LOOKED_AT]], column_map)
    return [(0, names), *rows] if recognised(start) else None


def _unwrapped(value: object) -> Sequence[object]:
    """The objects of a list, of the only list under a key, or each with the day it lies under."""
    if isinstance(value, list):
        return value
    held = value if isinstance(value, dict) else {}
    if len(held) == 1 and isinstance(only := next(iter(held.values())), list):
        return only
    if not all(is_date(str(key)) for key in held):
        return []
    return [{"day": day, **one} if isinstance(one, dict) else one for day, one in held.items()]


def _is_row(value: object) -> TypeGuard[dict[str, object]]:
    """Whether it is an object of texts and numbers."""
    return isinstance(value, dict) and not any(
        isinstance(one, dict | list | bool) for one in value.values()
    )


def _text(value: object) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
