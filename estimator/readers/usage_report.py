"""Sales Navigator's usage report, one row a seat and period: activity and SSI.

Counts are spread over the days of a period, totals stand on its last day, the SSI columns become
readings of it. Nothing personal is kept: a seat goes by its id, or by a pseudonym of its name.
"""

import hashlib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

import numpy as np
import numpy.typing as npt

from estimator.dates import Days
from estimator.days import FOUNDED, LAST, to_date, to_day
from estimator.errors import Fault, LogError
from estimator.log import OWNER
from estimator.readers.outcome import LISTED, Outcome
from estimator.readers.periods import dated_column, period_in, periods_of
from estimator.readers.registry import KnownSource, Manner, Start
from estimator.readers.seat_periods import SeatPeriods, outcome_of
from estimator.readers.tables.cells import shown
from estimator.readers.tables.text_tables import Grid, grid_of
from estimator.readers.usage_columns import (
    UNUSED,
    NumberColumn,
    action_or_part,
    columns_of,
    counts_anything,
    is_usage_report,
    meaning_of,
    meanings,
)

KIND = "usage_report"
MISSING = (
    "A usage report shows no posts, reactions, comments or profile: add the member's own data "
    "export (Settings > Data privacy > Get a copy of your data).",
)


def recognised(start: Start) -> str:
    """Whether a table has the columns of a usage report, which may stand below a title."""
    return KIND if is_usage_report(start.names, start.column_map) else ""


def read(sources: Sequence[KnownSource], manner: Manner) -> Outcome:
    """The activity and the SSI of each seat, from a usage report: its text or a sheet.

    What a seat did in its period is spread evenly over the days of it; a running total is a level
    on the last day. The SSI columns become readings of that day. Nothing personal is kept: a seat
    goes by its id, or by a pseudonym of the name.

    Raises: LogError when there is no such table in it, or none of its rows can be used.
    """
    name, given, period = sources[0].name, manner.column_map, manner.period
    grid = grid_of(sources[0], lambda names: is_usage_report(names, given))
    if not is_usage_report(grid.names, given):
        right = "columns such as Days Active and Profile Views, or --map 'Column=action'"
        what = f"no header of a usage report (got {_shown(list(filter(None, grid.names)))})"
        raise LogError.at(name, f"{what}; it takes {right}")
    found = meanings(grid.names, given, name)
    found |= dated_column(grid, found)
    days = None if period is None else (to_day(period[0]), to_day(period[1]))
    seats = _seat_periods(grid, found, days)
    if not seats.accounts:
        reasons = ", ".join(f"{rows} {reason}" for reason, rows in seats.skipped.items())
        what = f"none of its {grid.n_records} rows can be used ({reasons or 'it has none'})"
        raise LogError([Fault(name, what), *grid.faults[:LISTED], *seats.faults])
    counts = counts_anything(found)  # only those who have a seat are reported on
    outcome = outcome_of(grid, seats, KIND, "usage report", seat=counts)
    notes = tuple(_mapping(grid.names, found))  # once, of however many months
    return replace(outcome, notes=notes, missing=MISSING)


def _mapping(names: Sequence[str], found: Mapping[int, str]) -> Iterator[str]:
    """What each column was taken for, and which were left out."""
    read = [f"{names[p]} = {m}" for p, m in found.items() if m != UNUSED]
    left = [n for p, n in enumerate(names) if n and found.get(p, UNUSED) == UNUSED]
    again = [n for n in left if action_or_part(n) not in (None, UNUSED)]
    left = [n for n in left if n not in again]
    yield f"columns read: {', '.join(read)}"
    if again:
        yield f"columns not read: {', '.join(again)}; another column is read as that already"
    if left:
        yield f"columns not read: {', '.join(left)}; --map 'Column=action' settles one"


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


def _seat_periods(grid: Grid, found: Mapping[int, str], period: Days | None) -> SeatPeriods:
    """The rows of the grid whose seat and period are known and who have any number.

    period: the days of rows that have none of their own.
    """
    otherwise = period_in(grid.above) or period or period_in(grid.name)
    periods = periods_of(grid, found, otherwise)
    accounts = _accounts_of(grid, found, periods)
    columns, wrong = columns_of(grid, found)
    told = np.any([np.zeros(len(periods), bool), *(c.known for c in columns.values())], axis=0)
    seen: dict[str, list[Days]] = {}
    kept, skipped, faults = list[int](), Counter[str](), list[Fault]()
    for row, (account, days) in enumerate(zip(accounts, periods, strict=True)):
        if reason := _reason(account, days, bool(told[row]), seen):
            skipped[reason] += 1
            if reason in SENTENCES and skipped[reason] <= LISTED:
                what = SENTENCES[reason].format(got=shown(days) if isinstance(days, str) else "")
                faults.append(Fault(f"{grid.name}:{grid.rows[row][0]}", what, reason))
        else:
            kept.append(row)
    lines = [grid.rows[row][0] for row in kept]
    rows = np.array(kept, dtype=np.intp)
    first, last = np.array([periods[row] for row in kept], dtype=np.int64).reshape(-1, 2).T
    columns = {meaning: column.where(rows) for meaning, column in columns.items()}
    used = {*lines}
    faults += [fault for fault in wrong if int(fault.where.rpartition(":")[2]) in used]
    faults += _too_many_days(grid.name, lines, columns.get("active_day"), last - first + 1)
    owners = [accounts[row] or "" for row in kept]
    return SeatPeriods(owners, first, last, columns, lines, dict(skipped), faults)


def _reason(
    account: str | None, period: Days | str | None, told: bool, seen: dict[str, list[Days]]
) -> str:
    """Why a row cannot be used; nothing when it can. seen: the periods of each account so far."""
    if account is None or not told:
        return "never onboarded" if account else "of no seat"
    if period is None or isinstance(period, str):
        return UNCLEAR if period else "no period"
    if period[0] < to_day(FOUNDED) or period[1] > to_day(LAST):
        return "impossible period"
    earlier = seen.setdefault(account, [])  # apart, so that only neighbours can overlap
    place = bisect_left(earlier, period)
    near = earlier[max(place - 1, 0) : place + 1]
    if any(first <= period[1] and period[0] <= last for first, last in near):
        return "same seat and period twice"
    earlier.insert(place, period)
    return ""


def _too_many_days(
    name: str, lines: Sequence[int], active: NumberColumn | None, lengths: npt.NDArray[np.int64]
) -> list[Fault]:
    """The rows with more active days than their period has; those count as all of its days."""
    if active is None:
        return []
    return [
        Fault(
            f"{name}:{lines[row]}",
            f"days active is {active.values[row]:g} in a period of {lengths[row]} days; "
            f"read as {lengths[row]}",
            "too many days",
        )
        for row in np.flatnonzero(active.values > lengths)[:LISTED]
    ]


_ID = re.compile(r"(?=\D*\d)[\w.-]{1,64}")
_SUMMARY = frozenset({"total", "totals", "average", "grand total", "team", "team average", "all"})


def _accounts_of(
    grid: Grid, meanings: Mapping[int, str], periods: Sequence[Days | str | None]
) -> list[str | None]:
    """The account of each row: its seat's id; None for a row that is of nobody.

    A name or an address becomes a pseudonym that is the same in every report of the seat. Where
    a report has neither, each row is an account of its own, `2025-08-0001`.
    """
    seat = [place for place, meaning in meanings.items() if meaning == "seat"]
    person = [place for place, meaning in meanings.items() if meaning == "person"]
    address = [place for place in person if "mail" in grid.names[place].lower()]
    if seat or person:
        called = (
            (" ".join(row[p].strip() for p in places).strip() for places in (seat, address, person))
            for _, row in grid.rows
        )
        return [next(filter(None, map(account_of, texts)), None) for texts in called]
    if not counts_anything(meanings) and len({*periods}) == len(periods):
        return [OWNER] * len(periods)
    number: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
    months = [
        to_date(days[0]).isoformat()[:7] if isinstance(days, tuple) else "row" for days in periods
    ]
    return [f"{month}-{next(number[month]):04}" for month in months]


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
