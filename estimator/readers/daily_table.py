"""A table with a row a day and a column an act: written by hand, or by an activity logger.

A day without a row is not covered: nobody wrote it down. A column is understood by the name of an
action, its other names and plurals included, by an activity logger's own names, or by `--map`.
Columns of sums over windows of several days (viewers, impressions) are not read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

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
from estimator.delimited import Record, as_wide_as
from estimator.errors import Fault, LogError
from estimator.log import OWNER
from estimator.readers.outcome import LISTED, FileReport, Outcome, few, in_order
from estimator.readers.recorded import readings_of
from estimator.readers.registry import Manner, Source, Start
from estimator.readers.seat_periods import SeatPeriods, activity
from estimator.readers.tables.cells import veiled
from estimator.readers.tables.delimited_rows import opened
from estimator.readers.usage_columns import PERIOD, PERSON, SSI, columns_of, meaning_of

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
    acts = {
        meaning
        for place, name in enumerate(names)
        if (meaning := _meaning(name, column_map)) and not _has_words(place, rows)
    }
    known, mapped = vocabulary(), _mapped(column_map)
    done = [a for a in acts if a in known and (known[a].minutes is not None or a in mapped)]
    dated = bool(done) and not taken and day_column(names, rows, column_map) is not None
    return "daily_table" if dated else ""


def read(sources: Sequence[Source], manner: Manner) -> Outcome:
    """The activity of each day of one table."""
    one = sources[0]
    return read_daily(one.table(), one.name, kind=one.kind, column_map=manner.column_map)


def _has_words(place: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = (row[place] for row in rows if place < len(row))
    return any(cell and not _FIGURE.match(cell) for cell in cells)


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


def _mapped(column_map: Mapping[str, str]) -> set[str]:
    return {action_named(meaning) or meaning for meaning in column_map.values()}


def _meaning(name: str, column_map: Mapping[str, str]) -> str | None:
    """What a column counts: an action, an SSI column, or nothing that is known."""
    if name in column_map:
        return action_named(column_map[name]) or column_map[name]
    known = LOGGER.get(name) or action_named(name)
    meaning = meaning_of(name)
    return known or (meaning if meaning in SSI or meaning in vocabulary() else None)


def read_daily(
    content: bytes | Sequence[Record],
    name: str,
    *,
    kind: str = "daily_table",
    column_map: Mapping[str, str] | None = None,
) -> Outcome:
    """The activity of each day that has a row, and the SSI of the days that have one.

    Raises: LogError when no row has a day, or its dates may be month first or day first.
    """
    below, _, notes = opened(content, name)
    header = next(cells for _, cells in below if cells and any(cells))
    names = [cell.strip() for cell in header]
    records, cut = as_wide_as(names, list(below), name)
    place = day_column(names, [cells for _, cells in records[:5]], column_map or {}) or 0
    accounts = next((n for n, one in enumerate(names) if one.lower() == "account"), None)
    days, skipped, undated = _days(records, place, accounts, name)
    skipped |= Counter(fault.kind for fault in cut)
    n_records = len(records) + len(cut)
    faults = [*cut[:LISTED], *undated]
    if not days:
        what = f"none of its {n_records} rows has a day"
        raise LogError([Fault(name, what), *few(faults, skipped)])
    meanings = {n: m for n, one in enumerate(names) if (m := _meaning(one, column_map or {}))}
    meanings = {n: m for n, m in meanings.items() if n not in (place, accounts)}
    seats, wrong = _columns(dict(sorted(days.items())), names, meanings, name)
    log = activity(seats)
    readings, more = readings_of(seats, name, kind=kind, seat=False)
    report = FileReport(
        name,
        "activity log" if kind == "activity_logger" else "daily table",
        records=n_records,
        read=len(days),
        skipped=skipped,
        first=int(seats.first.min()),
        last=int(seats.last.max()),
        faults=in_order((*faults, *wrong, *more)),
        notes=(*notes, *_left_out(names, {place, accounts, *meanings})),
    )
    log = log.with_coverage(Coverage(tuple(_runs(log.coverage.spans))))
    return Outcome(kind, log, tuple(readings), (report,), columns=tuple(filter(None, names)))


Rows = Mapping[tuple[str, int], Record]  # account and day -> the line it stands on, and its cells


def _days(
    records: Sequence[Record], place: int, accounts: int | None, name: str
) -> tuple[dict[tuple[str, int], Record], dict[str, int], list[Fault]]:
    """The rows by account and day; a later row of a day takes the place of an earlier one.

    Raises: LogError when nothing tells whether the dates are month first or day first.
    """
    dates = [in_column_of_days(cells[place].strip()) for _, cells in records]
    order = comes_day_first(dates, runs=[dates])
    if order is None:
        line, cells = next(r for r, (a, b) in zip(records, dates, strict=True) if a != b)
        what = f"the dates may be month first or day first (got {veiled(cells[place])})"
        raise LogError.at(f"{name}:{line}", f"{what}; write them as 2026-03-05")
    days: dict[tuple[str, int], Record] = {}
    skipped: Counter[str] = Counter()
    faults: list[Fault] = []
    for (line, cells), pair in zip(records, dates, strict=True):
        day = pair[order]
        if day is None or not to_day(FOUNDED) <= day <= to_day(LAST):
            skipped["not a date"] += 1
            what = f"the day is not a date (got {veiled(cells[place])}); write it as 2026-03-05"
            faults.append(Fault(f"{name}:{line}", what, "not a date"))
            continue
        account = OWNER if accounts is None else cells[accounts].strip() or OWNER
        skipped["an earlier row of a day"] += (account, day) in days
        days[account, day] = (line, cells)
    return days, dict(+skipped), faults[:LISTED]


def _columns(
    rows: Rows, names: Sequence[str], meanings: Mapping[int, str], name: str
) -> tuple[SeatPeriods, list[Fault]]:
    """The rows as periods of one day each, and the cells that are no number."""
    lines = [line for line, _ in rows.values()]
    # a logger's minutes, of which any make the day an active one
    columns, faults = columns_of(
        [*rows.values()], meanings, names, name, {"active_day"}, quoted=False
    )
    days = np.array([day for _, day in rows], dtype=np.int64)
    return SeatPeriods([who for who, _ in rows], days, days, columns, lines, {}, []), faults


def _left_out(names: Sequence[str], read: set[int | None]) -> Iterator[str]:
    left = [name for place, name in enumerate(names) if name and place not in read]
    if left:
        yield f"columns not read: {', '.join(left[:20])}; --map 'Column=action' settles one"


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
