"""Sales Navigator's usage report, one row a seat and period: activity and SSI.

Counts are spread over the days of a period, totals stand on its last day, the SSI columns become
readings of it. Nothing personal is kept: a seat goes by its id, or by a pseudonym of its name.
"""

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.dates import Days
from estimator.days import FOUNDED, LAST, to_date, to_day
from estimator.delimited import Record, as_wide_as
from estimator.errors import Fault, LogError
from estimator.log import OWNER
from estimator.readers.outcome import LISTED, FileReport, Outcome, in_order
from estimator.readers.periods import dated_column, period_in, periods_of
from estimator.readers.recorded import readings_of
from estimator.readers.registry import Manner, Period, Source, Start
from estimator.readers.seat_periods import SeatPeriods, activity
from estimator.readers.tables.cells import shown
from estimator.readers.tables.delimited_rows import opened
from estimator.readers.usage_columns import (
    UNUSED,
    Column,
    action_or_part,
    columns_of,
    counts_anything,
    is_usage_report,
    meaning_of,
    meanings,
)

KIND = "usage_report"
SEARCHED = 10  # the rows within which the header is looked for
MISSING = (
    "A usage report shows no posts, reactions, comments or profile: add the member's own data "
    "export (Settings > Data privacy > Get a copy of your data).",
)


@dataclass(frozen=True)
class Grid:
    """names: the header; rows: the cells of each row below it, as wide; above: what precedes it.

    lines: the line or row of the file that each row begins on. faults: of rows that are none.
    """

    name: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    above: str
    faults: Sequence[Fault]
    notes: tuple[str, ...] = ()


def recognised(start: Start) -> str:
    """Whether a table has the columns of a usage report, which may stand below a title."""
    return KIND if is_usage_report(start.names, start.column_map) else ""


def read(sources: Sequence[Source], manner: Manner) -> Outcome:
    """The activity and the SSI of each seat of one report."""
    content, name = sources[0].table(), sources[0].name
    return read_usage_report(content, name, period=manner.period, column_map=manner.column_map)


def read_usage_report(
    content: bytes | Sequence[Record],
    name: str,
    *,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
) -> Outcome:
    """The activity and the SSI of each seat, from a usage report: its text or a sheet.

    What a seat did in its period is spread evenly over the days of it; a running total is a level
    on the last day. The SSI columns become readings of that day. Nothing personal is kept: a seat
    goes by its id, or by a pseudonym of the name. period: the days, where the report is silent.

    Raises: LogError when there is no such table in it, or none of its rows can be used.
    """
    grid = grid_of(content, name, column_map or {})
    found = meanings(grid.names, column_map or {}, name)
    found |= dated_column(grid.rows, found, grid.names)
    days = None if period is None else (to_day(period[0]), to_day(period[1]))
    seats = seat_periods(grid, found, days)
    if not seats.accounts:
        reasons = ", ".join(f"{rows} {reason}" for reason, rows in seats.skipped.items())
        n_rows = len(grid.rows) + len(grid.faults)
        what = f"none of its {n_rows} rows can be used ({reasons or 'it has none'})"
        raise LogError([Fault(name, what), *grid.faults[:LISTED], *seats.faults])
    log = activity(seats)
    counts = counts_anything(found)
    readings, faults = readings_of(seats, name, kind=KIND, seat=counts)
    report = FileReport(
        name,
        "usage report",
        records=len(grid.rows) + len(grid.faults),
        read=len(seats.accounts),
        skipped={**seats.skipped, **Counter(fault.kind for fault in grid.faults)},
        first=int(seats.first.min()),
        last=int(seats.last.max()),
        faults=in_order((*grid.faults[:LISTED], *seats.faults, *faults)),
        notes=grid.notes,
    )
    names = tuple(name for name in grid.names if name)
    return Outcome(
        KIND,
        log,
        tuple(readings),
        (report,),
        notes=tuple(_mapping(grid, found)),  # once, of however many months
        missing=MISSING,
        columns=names,
        seat="sales_navigator" if counts else None,  # only those who have it are reported on
    )


def _mapping(grid: Grid, found: Mapping[int, str]) -> Iterator[str]:
    """What each column was taken for, and which were left out."""
    read = [f"{grid.names[p]} = {m}" for p, m in found.items() if m != UNUSED]
    left = [n for p, n in enumerate(grid.names) if n and found.get(p, UNUSED) == UNUSED]
    again = [n for n in left if action_or_part(n) not in (None, UNUSED)]
    left = [n for n in left if n not in again]
    yield f"columns read: {', '.join(read)}"
    if again:
        yield f"columns not read: {', '.join(again)}; another column is read as that already"
    if left:
        yield f"columns not read: {', '.join(left)}; --map 'Column=action' settles one"


def grid_of(content: bytes | Sequence[Record], name: str, column_map: Mapping[str, str]) -> Grid:
    """The table of a usage report: the bytes of a CSV text, or the rows of a sheet.

    Raises: LogError when there is no header that looks like one, naming the columns found.
    """
    rows, _, notes = opened(content, name)
    records = list(rows)
    for place, (_, cells) in enumerate(records[:SEARCHED]):
        names = [cell.strip() for cell in cells or ()]
        if is_usage_report(names, column_map):
            kept, faults = as_wide_as(names, records[place + 1 :], name)
            above = "\n".join(" ".join(cells or ()) for _, cells in records[:place])
            lines = [line for line, _ in kept]
            return Grid(name, names, [c for _, c in kept], lines, above, faults, notes)
    found = _shown([cell for cell in max((c or [] for _, c in records[:SEARCHED]), key=len,
                                         default=[]) if cell.strip()])  # fmt: skip
    right = "columns such as Days Active and Profile Views, or --map 'Column=action'"
    raise LogError.at(name, f"no header of a usage report (got {found}); it takes {right}")


def _shown(cells: Sequence[str]) -> str:
    """The cells of a row, if one of them names a column: otherwise they may name people."""
    if any(meaning_of(cell) for cell in cells):
        return ", ".join(map(shown, cells))
    return f"{len(cells)} columns, none of them known" if cells else "nothing"


UNCLEAR = "period not understood"
SENTENCES: Mapping[str, str] = {
    UNCLEAR: "the period is not understood (got {got}); write both days, 2026-05-04 - 2026-05-10, "
    "or a month, 2026-05",
    "no period": "no period is known; name the file usage_2025-08-01_2025-08-31.csv or give "
    "--period 2025-08-01:2025-08-31",
    "impossible period": f"the period is impossible; days are {FOUNDED} to {LAST}",
    "same seat and period twice": "the seat has a row of these days already; the first one counts",
}


def seat_periods(grid: Grid, found: Mapping[int, str], period: Days | None) -> SeatPeriods:
    """The rows of the grid whose seat and period are known and who have any number.

    period: the days of rows that have none of their own.
    """
    otherwise = period_in(grid.above) or period or period_in(grid.name)
    periods = periods_of(grid.rows, found, otherwise, grid.names)
    known = [None if isinstance(days, str) else days for days in periods]
    accounts = accounts_of(grid.rows, found, grid.names, known)
    records = list(zip(grid.lines, map(list, grid.rows), strict=True))
    columns, wrong = columns_of(records, found, grid.names, grid.name)
    faults: list[Fault] = []
    reasons = _reasons(accounts, periods, columns)
    kept = [place for place, reason in enumerate(reasons) if reason is None]
    skipped: dict[str, int] = {}
    for place, reason in enumerate(reasons):
        if reason is not None:
            skipped[reason] = skipped.get(reason, 0) + 1
            if reason in SENTENCES and skipped[reason] <= LISTED:
                said = periods[place]
                what = SENTENCES[reason].format(got=shown(said) if isinstance(said, str) else "")
                faults.append(Fault(f"{grid.name}:{grid.lines[place]}", what, reason))
    used = {grid.lines[place] for place in kept}
    cells = [*wrong, *_too_many_days(grid, columns, known)]
    faults += [fault for fault in cells if int(fault.where.rpartition(":")[2]) in used]
    rows = np.array(kept, dtype=np.intp)
    days = np.array([periods[place] for place in kept], dtype=np.int64).reshape(len(kept), 2)
    return SeatPeriods(
        [accounts[place] or "" for place in kept],
        days[:, 0],
        days[:, 1],
        {meaning: column.where(rows) for meaning, column in columns.items()},
        [grid.lines[place] for place in kept],
        skipped,
        faults,
    )


def _reasons(
    accounts: Sequence[str | None],
    periods: Sequence[Days | str | None],
    columns: Mapping[str, Column],
) -> list[str | None]:
    """Why each row cannot be used; None when it can."""
    told = np.zeros(len(accounts), dtype=bool)
    for column in columns.values():
        told |= column.known
    seen: dict[str, list[Days]] = {}
    return [
        _reason(account, period, bool(known), seen)
        for account, period, known in zip(accounts, periods, told, strict=True)
    ]


def _reason(
    account: str | None, period: Days | str | None, told: bool, seen: dict[str, list[Days]]
) -> str | None:
    if account is None or not told:
        return "never onboarded" if account else "of no seat"
    if period is None or isinstance(period, str):
        return UNCLEAR if period else "no period"
    if period[0] < to_day(FOUNDED) or period[1] > to_day(LAST):
        return "impossible period"
    earlier = seen.setdefault(account, [])  # apart, so that only neighbours can overlap
    place = bisect_left(earlier, period)
    before, after = earlier[max(place - 1, 0) : place], earlier[place : place + 1]
    if any(first <= period[1] and period[0] <= last for first, last in (*before, *after)):
        return "same seat and period twice"
    earlier.insert(place, period)
    return None


def _too_many_days(
    grid: Grid, columns: Mapping[str, Column], periods: Sequence[Days | None]
) -> list[Fault]:
    """The rows with more active days than their period has; those count as all of its days."""
    active = columns.get("active_day")
    if active is None:
        return []
    faults = []
    for line, days, period in zip(grid.lines, active.values.tolist(), periods, strict=True):
        length = period[1] - period[0] + 1 if period else days
        if days > length:
            what = f"days active is {days:g} in a period of {length:g} days; read as {length:g}"
            faults.append(Fault(f"{grid.name}:{line}", what, "too many days"))
    return faults[:LISTED]


_ID = re.compile(r"(?=\D*\d)[\w.-]{1,64}")
_SUMMARY = frozenset({"total", "totals", "average", "grand total", "team", "team average", "all"})


def accounts_of(
    rows: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
    names: Sequence[str],
    periods: Sequence[Days | None],
) -> list[str | None]:
    """The account of each row: its seat's id; None for a row that is of nobody.

    A name or an address becomes a pseudonym that is the same in every report of the seat. Where
    a report has neither, each row is an account of its own, `2025-08-0001`.
    """
    seat = [place for place, meaning in meanings.items() if meaning == "seat"]
    person = [place for place, meaning in meanings.items() if meaning == "person"]
    address = [place for place in person if "mail" in names[place].lower()]
    if not seat and not person:
        one = not counts_anything(meanings) and len({*periods}) == len(periods)
        return [OWNER] * len(rows) if one else _numbered(periods)
    return [
        next((a for a in (_account(r, seat), _account(r, address), _account(r, person)) if a), None)
        for r in rows
    ]


def _account(row: Sequence[str], places: Sequence[int]) -> str | None:
    return account_of(" ".join(row[place].strip() for place in places).strip())


def account_of(text: str) -> str | None:
    """The account of a seat's id, or of a name under a pseudonym; None for the row of a sum."""
    if not text or text.lower() in _SUMMARY:
        return None
    return text if _ID.fullmatch(text) and "@" not in text else pseudonym(text)


def pseudonym(text: str) -> str:
    """A word that stands for a person, the same whenever it is the same person.

    It hides a name from a reader, not from someone who guesses it: `ssi import` writes another.

    >>> pseudonym("Ada Example") == pseudonym(" ada  example")
    True
    """
    plain = " ".join(text.lower().split())
    return f"seat-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def _numbered(periods: Sequence[Days | None]) -> list[str | None]:
    """An account for each row, numbered within its month."""
    seen: dict[str, int] = {}
    accounts: list[str | None] = []
    for period in periods:
        month = "row" if period is None else to_date(period[0]).isoformat()[:7]
        seen[month] = seen.get(month, 0) + 1
        accounts.append(f"{month}-{seen[month]:04}")
    return accounts
