"""What the reader tells beside the log: an account of every file, rates, the checks they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from estimator.actions import spoken
from estimator.readers.linkedin.archive import Archive
from estimator.readers.linkedin.asked_for import asked_for
from estimator.readers.linkedin.batch import Batch
from estimator.readers.linkedin.export import RECENT, Export
from estimator.readers.linkedin.fields import OUT, UNKNOWN_TIME
from estimator.readers.linkedin.kinds import KINDS, SIGNS, SIGNS_OF_COMPLETE
from estimator.readers.linkedin.messages import Response, own_response, response
from estimator.readers.linkedin.network import NEVER, WINDOW, Joined
from estimator.readers.linkedin.owner import MOST
from estimator.readers.linkedin.people import NOBODY, Ints
from estimator.readers.linkedin.profile import profile_state
from estimator.readers.linkedin.shelf import Shelf
from estimator.readers.linkedin.tally import day_text
from estimator.readers.outcome import FileReport

FOUND_SHARE = 0.85
WEIGHED = ("education", "skills", "certifications")  # lists that a profile is judged by
EARLY, APART = 60, 60  # seconds
QUARTER, ZONES_APART = 900, 14 * 3600  # seconds; no zone is further from UTC, in which dates are


@dataclass(frozen=True)
class Check:
    """A question to the files: whether the answer is as it should be, and what was measured."""

    passed: bool
    what: str

    def __str__(self) -> str:
        return f"check {'passed' if self.passed else 'FAILED'}: {self.what}"


def checks(export: Export, share: float | None) -> list[Check]:
    """Those of the six checks that the files allow."""
    shelf, joined = export.shelf, export.joined
    found = [
        _recent(export),
        _lags(joined),
        _after_post(shelf),
        _share_times(shelf),
        _sorted(shelf),
        _owner(share),
        _counted(shelf),
    ]
    return [check for check in found if check is not None]


def _recent(export: Export) -> Check | None:
    found, recent = export.recent
    if not recent or not len(export.joined.sent):
        return None
    share = found / recent
    hint = "" if share >= FOUND_SHARE else "; another archive's file, or another owner's?"
    what = f"{found} of {recent} connections of the last {RECENT} days are in Invitations"
    return Check(share >= FOUND_SHARE, f"{what} (at least {FOUND_SHARE:.0%} expected){hint}")


def _lags(joined: Joined) -> Check | None:
    accepted = joined.accepted != NEVER
    if not bool(accepted.any()):
        return None
    early = int((joined.lag[accepted] < 0).sum())
    what = f"{early} of {int(accepted.sum())} invitations are accepted before they are sent"
    return Check(early == 0, what)


def _after_post(shelf: Shelf) -> Check | None:
    early = total = 0
    for kind in ("reactions", "comments", "instant_reposts"):
        acts = shelf.merged(kind)
        dated = acts.values["posted"] != UNKNOWN_TIME
        total += int(dated.sum())
        early += int((acts.seconds < acts.values["posted"] - EARLY)[dated].sum())
    if not total:
        return None
    what = f"{early} of {total} reactions, comments and reposts are before their post"
    return Check(early == 0, what)


def _share_times(shelf: Shelf) -> Check | None:
    """Whether the dates of shares agree with the times in their links.

    The id of a scheduled post holds the hour it was written in, its date the hour it appeared; so
    only a link later than its date, or one and the same shift of all rows that a zone can make, is
    a fault of the file.
    """
    shares = shelf.merged("shares")
    dated = shares.values["posted"] != UNKNOWN_TIME
    total = int(dated.sum())
    if not total:
        return None
    wait = (shares.seconds - shares.values["posted"])[dated]
    early, middle = int((wait < -APART).sum()), float(np.median(wait))
    if total > 1 and _is_of_zone(middle) and bool((np.abs(wait - middle) <= APART).all()):
        what = f"all {total} shares are {abs(middle) / 3600:.3g} hours from the time in their link"
        return Check(False, f"{what}; the file was saved again in another zone?")
    return Check(not early, f"{early} of {total} shares are dated before the time in their link")


def _is_of_zone(seconds: float) -> bool:
    """Whether a zone can be this far from UTC: quarters of an hour, at most fourteen hours.

    >>> _is_of_zone(7 * 3600 + 20), _is_of_zone(7.1 * 3600), _is_of_zone(48 * 3600)
    (True, False, False)
    """
    apart = abs(seconds) % QUARTER
    return APART < abs(seconds) <= ZONES_APART and min(apart, QUARTER - apart) <= APART


def _sorted(shelf: Shelf) -> Check | None:
    whole = [n for n, archive in enumerate(shelf.archives) if not archive.pages]
    files = [b for b in shelf.of("connections") if len(b.seconds) and b.source in whole]
    if not files:  # pages come in no order that anybody promises
        return None
    turned = all(_falls(b.day[::-1]) for b in files) and not all(_falls(b.day) for b in files)
    first = "oldest" if turned else "newest"  # as LinkedIn has them, or turned in a spreadsheet
    what = f"Connections are sorted, {first} first, and none is after the archive's day"
    return Check(all((turned or _falls(b.day)) and _in_time(b) for b in files), what)


def _falls(day: Ints) -> bool:
    return bool((np.diff(day) <= 0).all())


def _in_time(batch: Batch) -> bool:
    return not batch.tally.skipped["after the archive"]


def _owner(share: float | None) -> Check | None:
    if share is None:
        return None
    return Check(
        share >= MOST,
        f"the owner is in {share:.0%} of conversations (at least {MOST:.0%} expected)",
    )


def _counted(shelf: Shelf) -> Check | None:
    reports = [b.tally.report() for b in shelf.batches]
    good = all(r.read + sum(r.skipped.values()) == r.records and r.read >= 0 for r in reports)
    read, records = sum(r.read for r in reports), sum(r.records for r in reports)
    return Check(good, f"{read} of {records} records read, {records - read} skipped by reason")


FAULTS_SHOWN = 20  # of one archive
OTHERS = "Invitations and messages are not of the same person; messages are left out"
OPEN_ENDED = "an upper bound: withdrawn invitations are in no export"


def reports(shelf: Shelf) -> Iterator[FileReport]:
    """The account of each file, and of each archive there is something to say about."""
    for archive in shelf.archives:
        if archive.faults or archive.others:
            yield _archive_report(archive)
    yield from (batch.tally.report() for batch in shelf.batches)


def _archive_report(archive: Archive) -> FileReport:
    remarks = []
    if archive.others:
        n = f"{archive.others} files in it are" if archive.others > 1 else "one file in it is"
        remarks.append(f"{n} not needed and not opened")
    more = len(archive.faults) - FAULTS_SHOWN
    if more > 0:
        remarks.append(f"{more} faults more of the kinds shown")
    faults = tuple(archive.faults[:FAULTS_SHOWN])
    return FileReport(archive.label, "archive", faults=faults, notes=tuple(remarks))


def cautions(export: Export) -> Iterator[str]:
    """What is not known although an archive seems to show it; what was taken for granted."""
    shelf = export.shelf
    for archive in shelf.archives:
        if archive.complete and archive.sealed:
            yield f"{archive.label}: a ZIP in it cannot be read; it counts as Basic"
        elif archive.complete and archive.stems and not archive.is_complete():
            signs = len(archive.stems & SIGNS_OF_COMPLETE)
            few = "neither Connections nor Profile, which every archive has"
            if signs < SIGNS:
                few = f"{'hardly a' if signs else 'no'} file that only a Complete archive has"
            what = f"named Complete, but holds {few}"
            yield f"{archive.label}: {what} (part 1 of two?); it counts as Basic"
        yield from (f"{archive.label}: {note}" for note in archive.notes)
    torn = {kind for archive in shelf.archives for kind in archive.refused | archive.astray}
    torn |= {batch.kind.name for batch in shelf.batches if not batch.tally.whole}
    torn -= {kind for kind in torn if shelf.shows(kind)}
    if torn:
        listed = ", ".join(sorted(torn))
        yield f"unknown, as not all of their files can be read: {listed}"
    for tally in (batch.tally for batch in shelf.batches):
        yield from (f"{tally.where}: {caution}" for caution in tally.cautions)
    yield from _strange_messages(export)


def assumed(export: Export) -> Iterator[str]:
    """What was taken as none because it is absent, and what is absent or odd and so unknown."""
    yield from _absent(export.shelf)
    doubts = export.doubtful()
    for why in dict.fromkeys(filter(None, doubts.values())):
        what = ", ".join(sorted(action for action in doubts if doubts[action] == why))
        yield f"unknown: {spoken(what)}, as {why}"


def _strange_messages(export: Export) -> Iterator[str]:
    """That the messages are left out, as it is not known which of them the owner wrote."""
    disputed = [
        archive.label
        for owner, archive in zip(export.owners, export.shelf.archives, strict=True)
        if owner.disputed
    ]
    for label in disputed:
        yield f"{label}: {OTHERS}"
    if export.shelf.of("messages") and export.found is None and not disputed:
        yield "the owner of the messages is not known; they are left out"


def notes(export: Export) -> Iterator[str]:
    """What the archives are, the rates they show, the checks they stand."""
    shelf = export.shelf
    for number in shelf.newest_first():
        archive = shelf.archives[number]
        sort = archive.sort and f": {archive.sort}"
        yield f"{archive.label}{sort}, as of {day_text(shelf.snapshot[number])}"
    if not shelf.last_day:
        yield "no file holds a date; the profile cannot be placed in time and is left out"
    yield from _remarks(export)
    yield from _vanished(shelf)
    yield from _rates(export)
    if (likely := asked_for(export)) is not None and len(likely.before):
        yield (
            f"requests accepted before {day_text(likely.since)} are in no file; they are inferred "
            f"from Connections ({likely.share:.0%} of {likely.made} made since were asked for)"
        )
    share = [o.share for o in export.owners if o.share is not None]
    yield from map(str, checks(export, min(share, default=None)))


def _absent(shelf: Shelf) -> Iterator[str]:
    """What was made of files that are not there: LinkedIn leaves out what holds nothing."""
    kinds = sorted(kind.name for kind in KINDS if kind.shows or kind.everybodys)
    for number, archive in enumerate(shelf.archives):
        against: dict[str, list[str]] = {}
        for kind in kinds:
            if why := shelf.contradiction(kind, number):
                against.setdefault(why, []).append(kind)
        for why, unknown in against.items():
            yield f"{archive.label}: {', '.join(unknown)}: nothing is there, but {why}; unknown"
    absent = [
        kind
        for kind in kinds
        if any(not shelf.holds(kind, n) for n in shelf.shows(kind)) and not len(shelf.merged(kind))
    ]
    sort = "Complete archive" if absent else "archive"
    newest = shelf.newest_first()[0]
    state = profile_state(shelf, newest)
    absent += [one for one in WEIGHED if not (shelf.holds(one, newest) or state.get(one, 1))]
    if absent:
        yield f"not in the {sort}, taken as none: {spoken(', '.join(absent))}"


def _remarks(export: Export) -> Iterator[str]:
    """What a reader of the log should know of the rows behind it."""
    shelf, joined = export.shelf, export.joined
    links = shelf.merged("connections").values
    hidden = int(((links["address"] == NOBODY) & (links["name"] == NOBODY)).sum())
    if hidden:
        yield f"connections with only their date: {hidden}; counted, but not joined or ranked"
    old = (joined.way == OUT) & (joined.sent < shelf.last_day - WINDOW)
    pending = int((old & (joined.accepted == NEVER)).sum())
    if pending:
        yield f"invitations pending for more than {WINDOW} days: {pending}; withdraw them?"
    if len(shelf.merged("searches")):
        yield "searches are of people, jobs, companies and posts alike; all count as such of people"
    if any(b.tally.records in b.kind.cut for b in shelf.of("company_follows")):
        yield "the list of companies followed is as long as LinkedIn makes it; older ones are cut"


def _vanished(shelf: Shelf) -> Iterator[str]:
    for kind in ("shares", "comments", "reactions", "messages"):
        gone = shelf.merged(kind).vanished
        if gone:
            yield f"{kind}: kept from an older archive, though not in the newest: {gone}"


def _rates(export: Export) -> Iterator[str]:
    found = export.acceptance
    joins = export.shelf.shows("connections") and "invitation_accepted" not in export.doubtful()
    if joins and found.rate is not None:
        low, high = found.interval()
        yield (
            f"acceptance: {found.accepted} of {found.sent} invitations sent "
            f"{day_text(found.first)} to {day_text(found.last)} ({found.rate:.0%}, 80% interval "
            f"{low:.0%} to {high:.0%}; {OPEN_ENDED})"
        )
    if export.found is not None:
        last = export.shelf.last_day
        yield from _answers("conversations begun by the owner", response(export.found, last))
        yield from _answers("runs of messages received", own_response(export.found, last))
        bulk = int(export.found.bulk.sum())
        if bulk:
            yield f"bulk: {bulk} messages went with one text to five people or more in a week"


def _answers(what: str, found: Response) -> Iterator[str]:
    if found.rate is not None:
        median = "" if found.median_hours is None else f", median {found.median_hours:.1f} h"
        counts = f"{found.replied} of {found.begun} {what} were answered"
        yield f"response: {counts} ({found.rate:.0%}{median})"
