"""From the shelf to the outcome: whose it is, what was done, what is covered, what was found."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from estimator.coverage import Coverage
from estimator.errors import LogError
from estimator.readers.linkedin_export import emit, levels, reach
from estimator.readers.linkedin_export.checks import checks
from estimator.readers.linkedin_export.columns import NONE, Ints
from estimator.readers.linkedin_export.messages import Part, parts, together
from estimator.readers.linkedin_export.names import COMPLETE_ONLY
from estimator.readers.linkedin_export.network import (
    Acceptance,
    Joined,
    acceptance,
    connected,
    join,
)
from estimator.readers.linkedin_export.owner import Owner, find_owner, sent_by
from estimator.readers.linkedin_export.people import CLOSED, Book
from estimator.readers.linkedin_export.rows import Rows
from estimator.readers.linkedin_export.shelf import Shelf
from estimator.readers.linkedin_export.sources import Archive
from estimator.readers.linkedin_export.talks import Response, Talks, own_response, response, talks
from estimator.readers.linkedin_export.tally import day_text
from estimator.readers.outcome import FileReport, Outcome

OPEN_ENDED = "an upper bound: withdrawn invitations are in no export"


@dataclass(frozen=True)
class Export:
    """What the files say once they are joined.

    found: None when it is not known whose messages they are.
    """

    shelf: Shelf
    owners: list[Owner]
    joined: Joined
    found: Talks | None
    first_connected: Ints

    @property
    def acceptance(self) -> Acceptance:
        return acceptance(self.joined, self.shelf.last_day)


def joined_up(shelf: Shelf) -> Export:
    """The shelf with its owner, its invitations joined, its conversations in order.

    Raises: LogError when the archives are of different people.
    """
    archives = range(len(shelf.archives))
    talking = [parts(shelf.merged("messages", n).values, shelf.book) for n in archives]
    owners = [_owner(shelf, number, talking[number]) for number in archives]
    _one_person(owners, shelf)
    messages = shelf.merged("messages")
    own = {person for owner in owners for person in owner.people}
    links = shelf.merged("connections")
    values = links.values
    people = connected(
        len(shelf.book.people), links.day, values["address"], values["name"], values["seniority"]
    )
    invitations = shelf.merged("invitations")
    found = None
    if not len(messages) or _are_known(owners):
        by_owner = sent_by(messages.values, own)
        part, closed = together(talking), shelf.book.people.find(CLOSED)
        found = talks(messages.seconds, messages.values, by_owner, part, own, closed)
    return Export(
        shelf, owners, join(invitations.day, invitations.values, people), found, people.day
    )


def _are_known(owners: list[Owner]) -> bool:
    return any(owner.known for owner in owners) and not any(owner.disputed for owner in owners)


def _owner(shelf: Shelf, number: int, part: Part) -> Owner:
    invitations = shelf.merged("invitations", number)
    messages = shelf.merged("messages", number)
    names = shelf.merged("profile", number).values["name"]
    return find_owner(invitations.values, messages.values, part, set(names.tolist()) - {-1})


def _one_person(owners: list[Owner], shelf: Shelf) -> None:
    names = [_names(owner, shelf.book) for owner in owners]
    for one, other in combinations(range(len(owners)), 2):
        if names[one] and names[other] and not owners[one].people & owners[other].people:
            labels = f"{shelf.archives[one].label}, {shelf.archives[other].label}"
            what = "archives of different people; read one person's archives at a time"
            raise LogError.at(labels, what)


def _names(owner: Owner, book: Book) -> set[int]:
    named = {code for key, code in book.people.places.items() if key.startswith("name:")}
    return owner.people & named


def outcome(export: Export, complete: bool) -> Outcome:
    """The log, its coverage, and an account of every file."""
    shelf, rows = export.shelf, Rows()
    emit.content_rows(rows, shelf)
    emit.plain_rows(rows, shelf)
    newest_first = [
        shelf.snapshot[n] for n in shelf.newest_first() if n in shelf.shows("invitations")
    ]
    emit.invitation_rows(rows, export.joined, newest_first)
    own_days = NONE
    if export.found is not None:
        emit.message_rows(rows, export.found, export.first_connected, shelf.last_day)
        own_days = emit.own_message_days(export.found, export.joined)
    emit.active_rows(rows, shelf, export.joined, own_days)
    levels.connection_rows(rows, shelf)
    levels.profile_rows(rows, shelf, first_day(shelf))
    known = export.found is not None
    covered = reach.coverage(shelf, known) | (Coverage.complete() if complete else Coverage())
    photo = bool(len(emit.media_days(shelf.merged("rich_media"), "profile photo")))
    return Outcome(
        kind="linkedin_export",
        log=rows.log(covered),
        files=tuple(_reports(shelf)),
        notes=tuple(_notes(export)),
        missing=() if complete else reach.missing(shelf, known, photo),
    )


def first_day(shelf: Shelf) -> int:
    """The first day of any file; the day of the oldest archive when no file has one."""
    days = [b.tally.first for b in shelf.batches if b.tally.first is not None]
    return min(days, default=min(shelf.snapshot))


def _reports(shelf: Shelf) -> Iterator[FileReport]:
    for archive in shelf.archives:
        if archive.faults or archive.notes or archive.others:
            yield _archive_report(archive)
    yield from (batch.tally.report() for batch in shelf.batches)


def _archive_report(archive: Archive) -> FileReport:
    others = [f"{archive.others} files in it are not needed and were not opened"]
    notes = (*archive.notes, *(others if archive.others else ()))
    return FileReport(archive.label, "archive", faults=tuple(archive.faults), notes=notes)


def _notes(export: Export) -> Iterator[str]:
    shelf = export.shelf
    for number in shelf.newest_first():
        archive = shelf.archives[number]
        kind = "loose file" if archive.loose else "Complete" if archive.is_complete() else "Basic"
        yield f"{archive.label}: {kind}, as of {day_text(shelf.snapshot[number])}"
        if archive.complete and not archive.stems & COMPLETE_ONLY:
            yield f"{archive.label}: named Complete, but holds no file that only those have"
    for owner, archive in zip(export.owners, shelf.archives, strict=True):
        if owner.disputed:
            yield (
                f"{archive.label}: Invitations and messages are not of the same person; "
                "messages are left out"
            )
    if shelf.of("messages") and export.found is None and not any(o.disputed for o in export.owners):
        yield "the owner of the messages is not known; they are left out"
    yield from _absent(shelf)
    yield from _vanished(shelf)
    yield from _rates(export)
    share = [o.share for o in export.owners if o.share is not None]
    yield from map(str, checks(shelf, export.joined, min(share, default=None)))


def _absent(shelf: Shelf) -> Iterator[str]:
    """Files a Complete archive does not have: LinkedIn leaves out what holds nothing."""
    kinds = sorted({kind for needs in reach.HISTORY.values() for kind in needs} | {"searches"})
    present = {batch.kind.name for batch in shelf.batches}
    absent = [kind for kind in kinds if kind not in present and shelf.shows(kind)]
    if absent:
        yield f"not in the Complete archive, taken as none: {', '.join(absent)}"


def _vanished(shelf: Shelf) -> Iterator[str]:
    for kind in ("shares", "comments", "reactions", "messages"):
        gone = shelf.merged(kind).vanished
        if gone:
            yield f"{kind}: {gone} rows of an older archive are not in the newest; kept"


def _rates(export: Export) -> Iterator[str]:
    found = export.acceptance
    if found.rate is not None:
        low, high = found.interval()
        yield (
            f"acceptance: {found.accepted} of {found.sent} invitations sent "
            f"{day_text(found.first)} to {day_text(found.last)} ({found.rate:.0%}, 80% interval "
            f"{low:.0%} to {high:.0%}; {OPEN_ENDED})"
        )
    if export.found is not None:
        last = export.shelf.last_day
        yield from _answers("begun by the owner", "answered", response(export.found, last))
        yield from _answers(
            "runs of messages received", "answered", own_response(export.found, last)
        )
        bulk = int(export.found.bulk.sum())
        if bulk:
            yield f"bulk: {bulk} messages went with one text to five people or more in a week"


def _answers(what: str, verb: str, found: Response) -> Iterator[str]:
    if found.rate is not None:
        median = "" if found.median_hours is None else f", median {found.median_hours:.1f} h"
        yield f"response: {found.replied} of {found.begun} {what} {verb} ({found.rate:.0%}{median})"
