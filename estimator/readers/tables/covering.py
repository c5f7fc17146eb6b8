"""What a table covers: what it says of itself, or what its rows show."""

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.log import ActivityLog
from estimator.readers.tables.heading import Heading


def covered(log: ActivityLog, heading: Heading, complete: bool) -> Coverage:
    """The coverage of a table's log.

    Complete covers everything; a heading exactly what it says. Without either, each action that
    occurs is covered from the first to the last day of the table, a level from its first row on.
    """
    if complete:
        return Coverage.complete()
    if heading.stated:
        return heading.coverage
    return Coverage(tuple(_occurring(log)))


def _occurring(log: ActivityLog) -> list[Span]:
    spans, first, last = [], log.first_day, log.last_day
    for code, action in enumerate(log.actions):
        level = vocabulary()[action].level
        since = int(log.day[log.action == code].min()) if level else first
        spans.append(Span(action, since, last))
    return spans
