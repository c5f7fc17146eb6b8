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
    spans = []
    for code, action in enumerate(log.actions):
        days = log.day if not vocabulary()[action].level else log.day[log.action == code]
        spans.append(Span(action, int(days.min()), log.last_day))
    return spans
