"""From the archives as one to the outcome: the log, its coverage, what was found."""

from estimator.coverage import Coverage
from estimator.readers.linkedin_export import contact, emit, findings, levels, reach
from estimator.readers.linkedin_export.columns import NONE
from estimator.readers.linkedin_export.rows import Rows
from estimator.readers.linkedin_export.shelf import Shelf
from estimator.readers.linkedin_export.whole import Export, joined_up
from estimator.readers.outcome import Outcome

__all__ = ["Export", "joined_up", "outcome"]


def outcome(export: Export, complete: bool) -> Outcome:
    """The log, its coverage, and an account of every file."""
    shelf, rows = export.shelf, Rows()
    emit.content_rows(rows, shelf)
    emit.plain_rows(rows, shelf)
    shown = [shelf.snapshot[n] for n in shelf.newest_first() if shelf.of("invitations", n)]
    contact.invitation_rows(rows, export.joined, shown)
    own_days = NONE
    if export.found is not None:
        since = export.first_connected if shelf.shows("connections") else None
        contact.message_rows(rows, export.found, since, shelf.last_day)
        own_days = contact.own_message_days(export.found, export.joined)
    emit.active_rows(rows, shelf, export.joined, own_days)
    if shelf.last_day:
        levels.connection_rows(rows, shelf)
        levels.profile_rows(rows, shelf, first_day(shelf))
    known = export.found is not None
    if not known:
        for batch in shelf.of("messages"):
            batch.tally.leave_out("owner not known", len(batch.seconds))
    covered = reach.coverage(shelf, known, frozenset(export.doubtful())) | (
        Coverage.complete() if complete else Coverage()
    )
    photo = bool(len(emit.media_days(shelf.merged("rich_media"), "profile photo")))
    assumed = tuple(findings.assumed(export))
    return Outcome(
        kind="linkedin_export",
        log=rows.log(covered),
        files=tuple(findings.reports(shelf)),
        notes=tuple(findings.notes(export)),
        missing=() if complete else reach.missing(shelf, known, photo),
        cautions=(*findings.cautions(export), *assumed),
        assumed=assumed,
    )


def first_day(shelf: Shelf) -> int:
    """The first day of any file; the day of the oldest archive when no file has one."""
    days = [b.tally.first for b in shelf.batches if b.tally.first is not None]
    return min(days, default=min(shelf.snapshot))
