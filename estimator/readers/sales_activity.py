"""The activity file of Sales Navigator's analytics API: an event a row, of every seat.

Events name the people they concern by a key; it is not looked at. A connection that was made is
read as an invitation that was accepted: the file does not say who invited whom.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.errors import Fault, LogError
from estimator.log import ActivityLog, Coded
from estimator.readers.outcome import LISTED, FileReport, Outcome, in_order
from estimator.readers.registry import KnownSource, Manner, Start
from estimator.readers.tables.cells import day_of, veiled
from estimator.readers.tables.text_tables import grid_of
from estimator.readers.usage_report import account_of

KIND = "sales_activity"
CREATED = "%m-%d-%Y %H:%M:%S"  # UTC, month first

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "SAVED_LEAD": "lead_saved",
        "SAVED_ACCOUNT": "account_saved",
        "SEARCH_PERFORMED": "people_search",
        "PROFILE_VIEWED": "profile_view",
        "INMAIL_SENT": "inmail_sent",
        "MESSAGE_SENT": "message_sent",
        "CONNECTION_MADE": "invitation_accepted",
    }
)
EVENT_COLUMNS = frozenset({"activityid", "activitytype", "createdat", "seatid"})


def recognised(start: Start) -> str:
    """Whether these are the columns of the analytics API's activity file: an event a row."""
    return KIND if {name.lower() for name in start.names} >= EVENT_COLUMNS else ""


Event = tuple[str, int, str]  # seat, day, action


def read(sources: Sequence[KnownSource], _: Manner) -> Outcome:
    """The events of each seat of one file; an id that comes twice counts once.

    Covered is, of every kind of event, the time from the first to the last one in the file.

    Raises: LogError when no row can be used.
    """
    grid, name = grid_of(sources[0]), sources[0].name
    places = {column.lower(): place for place, column in reversed([*enumerate(grid.names)])}
    seen: set[str] = set()
    skipped = Counter(fault.kind for fault in grid.faults)
    faults = [*grid.faults[:LISTED]]
    events: list[Event] = []
    for line, cells in grid.rows:
        event = _event(cells, places, seen)
        if isinstance(event, tuple):
            events.append(event)
            continue
        skipped[event] += 1
        if event == "not a date" and skipped[event] <= LISTED:
            got = veiled(cells[places["createdat"]])
            what = f"createdAt is not a date (got {got}); 03-05-2026 10:11:12 is one"
            faults.append(Fault(f"{name}:{line}", what, event))
    if not events:
        raise LogError([Fault(name, f"none of its {grid.n_records} rows can be used"), *faults])
    seats, days, actions = zip(*events, strict=True)
    spans = [Span(action, min(days), max(days)) for action in sorted({*EVENTS.values()})]
    log = ActivityLog.build(
        account=Coded.of(seats),
        day=np.array(days, dtype=np.int32),
        action=Coded.of(actions),
        count=np.ones(len(days)),
        coverage=Coverage(tuple(spans)),
    )
    report = FileReport(
        name,
        "activity file",
        grid.n_records,
        len(events),
        dict(sorted(skipped.items())),
        log.first_day,
        log.last_day,
        in_order(faults),
        grid.notes,
    )
    return Outcome(KIND, log, files=(report,))


def _event(cells: Sequence[str], places: Mapping[str, int], seen: set[str]) -> Event | str:
    """The seat, day and action of a row, or why it does not count."""
    number, kind, created, seat = (
        cells[places[column]].strip()
        for column in ("activityid", "activitytype", "createdat", "seatid")
    )
    action = EVENTS.get(kind.upper())
    if action is None:
        return "another kind of act"
    if number and number in seen:
        return "seen before"
    day = _day(created)
    if day is None:
        return "not a date"
    account = account_of(seat.rpartition(":")[2])
    if account is None:
        return "of no seat"
    seen.add(number)
    return account, day, action


def _day(text: str) -> int | None:
    try:
        return to_day(datetime.strptime(text, CREATED).replace(tzinfo=UTC).date())
    except ValueError:
        return day_of(text)
