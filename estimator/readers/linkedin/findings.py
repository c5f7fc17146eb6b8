"""What the reader tells beside the log: an account of every file, rates, the checks they stand."""

from collections.abc import Iterator

import numpy as np

from estimator.actions import spoken
from estimator.readers.linkedin.acts import profile_state
from estimator.readers.linkedin.archive import Archive
from estimator.readers.linkedin.fields import UNKNOWN_TIME
from estimator.readers.linkedin.joining import RECENT, Export
from estimator.readers.linkedin.kinds import KINDS, SIGNS, SIGNS_OF_COMPLETE
from estimator.readers.linkedin.network import MOST, UNDECIDED, WINDOW, Joined
from estimator.readers.linkedin.people import NEVER, NOBODY
from estimator.readers.linkedin.shelf import Shelf
from estimator.readers.linkedin.tally import day_text
from estimator.readers.outcome import FileReport

FOUND_SHARE = 0.85
WEIGHED = ("education", "skills", "certifications")  # lists that a profile is judged by
EARLY, APART = 60, 60  # seconds
QUARTER, ZONES_APART = 900, 14 * 3600  # seconds; no zone is further from UTC, in which dates are


def checks(export: Export) -> Iterator[str]:
    """Those of the questions to the files that they allow: what was measured, and how it is."""
    for passed, what in _measured(export):
        yield f"check {'passed' if passed else 'FAILED'}: {what}"


def _measured(export: Export) -> Iterator[tuple[bool, str]]:
    found, recent = export.recent
    accepted, sent = export.joined.accepted, export.joined.sent
    if recent and len(sent):
        good = found / recent >= FOUND_SHARE
        hint = "" if good else "; another archive's file, or another owner's?"
        what = f"{found} of {recent} connections of the last {RECENT} days are in Invitations"
        yield good, f"{what} (at least {FOUND_SHARE:.0%} expected){hint}"
    if n := int((accepted != NEVER).sum()):
        early = int(((accepted != NEVER) & (accepted < sent)).sum())
        yield early == 0, f"{early} of {n} invitations are accepted before they are sent"
    for question in (_after_post, _share_times, _sorted):
        yield from question(export)
    share = min((o.share for o in export.owners if o.share is not None), default=None)
    if share is not None:
        what = f"the owner is in {share:.0%} of conversations (at least {MOST:.0%} expected)"
        yield share >= MOST, what
    reports = [b.tally.report() for b in export.shelf.batches]
    good = all(r.read + sum(r.skipped.values()) == r.records and r.read >= 0 for r in reports)
    read, records = sum(r.read for r in reports), sum(r.records for r in reports)
    yield good, f"{read} of {records} records read, {records - read} skipped by reason"


def _after_post(export: Export) -> Iterator[tuple[bool, str]]:
    early = total = 0
    for kind in ("reactions", "comments", "instant_reposts"):
        acts = export.shelf.merged(kind)
        dated = acts["posted"] != UNKNOWN_TIME
        total += int(dated.sum())
        early += int((acts["seconds"] < acts["posted"] - EARLY)[dated].sum())
    if total:
        what = f"{early} of {total} reactions, comments and reposts are before their post"
        yield early == 0, what


def _share_times(export: Export) -> Iterator[tuple[bool, str]]:
    """Whether the dates of shares agree with the times in their links.

    The id of a scheduled post holds the hour it was written in, its date the hour it appeared; so
    only a link later than its date, or one and the same shift of all rows that a zone can make, is
    a fault of the file.
    """
    shares = export.shelf.merged("shares")
    wait = (shares["seconds"] - shares["posted"])[shares["posted"] != UNKNOWN_TIME]
    total, early = len(wait), int((wait < -APART).sum())
    middle = float(np.median(wait)) if total else 0.0
    if total > 1 and _is_of_zone(middle) and bool((np.abs(wait - middle) <= APART).all()):
        what = f"all {total} shares are {abs(middle) / 3600:.3g} hours from the time in their link"
        yield False, f"{what}; the file was saved again in another zone?"
    elif total:
        yield not early, f"{early} of {total} shares are dated before the time in their link"


def _is_of_zone(seconds: float) -> bool:
    """Whether a zone can be this far from UTC: quarters of an hour, at most fourteen hours.

    >>> _is_of_zone(7 * 3600 + 20), _is_of_zone(7.1 * 3600), _is_of_zone(48 * 3600)
    (True, False, False)
    """
    apart = abs(seconds) % QUARTER
    return APART < abs(seconds) <= ZONES_APART and min(apart, QUARTER - apart) <= APART


def _sorted(export: Export) -> Iterator[tuple[bool, str]]:
    shelf = export.shelf
    # pages come in no order that anybody promises
    files = [b for b in shelf.of("connections") if not shelf.archives[b.source].pages]
    if files := [b for b in files if len(b.records)]:
        steps = [np.diff(b.records.day) for b in files]
        falls, rises = all((s <= 0).all() for s in steps), all((s >= 0).all() for s in steps)
        late = any(b.tally.skipped["after the archive"] for b in files)
        first = "newest" if falls or not rises else "oldest"  # turned by a spreadsheet
        what = f"Connections are sorted, {first} first, and none is after the archive's day"
        yield (falls or rises) and not late, what


FAULTS_SHOWN = 20  # of one archive
OTHERS = "Invitations and messages are not of the same person; messages are left out"
OPEN_ENDED = "an upper bound: withdrawn invitations are in no export"


def reports(shelf: Shelf) -> Iterator[FileReport]:
    """The account of each file, and of each archive there is something to say about."""
    for archive in shelf.archives:
        remarks = []
        if archive.others:
            n = f"{archive.others} files in it are" if archive.others > 1 else "one file in it is"
            remarks.append(f"{n} not needed and not opened")
        if (more := len(archive.faults) - FAULTS_SHOWN) > 0:
            remarks.append(f"{more} faults more of the kinds shown")
        faults = tuple(archive.faults[:FAULTS_SHOWN])
        if faults or remarks:
            yield FileReport(archive.label, "archive", faults=faults, notes=tuple(remarks))
    yield from (batch.tally.report() for batch in shelf.batches)


def cautions(export: Export) -> Iterator[str]:
    """What is not known although an archive seems to show it; what was taken for granted."""
    shelf = export.shelf
    for archive in shelf.archives:
        yield from (
            f"{archive.label}: {what}" for what in (*_not_complete(archive), *archive.notes)
        )
    torn = {kind for archive in shelf.archives for kind in archive.refused | archive.astray}
    torn |= {batch.kind.name for batch in shelf.batches if not batch.tally.whole}
    if torn := {kind for kind in torn if not shelf.shows(kind)}:
        yield f"unknown, as not all of their files can be read: {', '.join(sorted(torn))}"
    for tally in (batch.tally for batch in shelf.batches):
        yield from (f"{tally.where}: {caution}" for caution in tally.cautions)
    pairs = zip(export.owners, shelf.archives, strict=True)
    disputed = [archive.label for owner, archive in pairs if owner.disputed]
    yield from (f"{label}: {OTHERS}" for label in disputed)
    if shelf.of("messages") and export.found is None and not disputed:
        yield "the owner of the messages is not known; they are left out"


def _not_complete(archive: Archive) -> Iterator[str]:
    """Why an archive that is named Complete counts as Basic."""
    if archive.complete and archive.sealed:
        yield "a ZIP in it cannot be read; it counts as Basic"
    elif archive.complete and archive.stems and not archive.is_complete():
        signs = len(archive.stems & SIGNS_OF_COMPLETE)
        few = "neither Connections nor Profile, which every archive has"
        if signs < SIGNS:
            few = f"{'hardly a' if signs else 'no'} file that only a Complete archive has"
        yield f"named Complete, but holds {few} (part 1 of two?); it counts as Basic"


def assumed(export: Export) -> Iterator[str]:
    """What was taken as none because it is absent, and what is absent or odd and so unknown."""
    shelf = export.shelf
    kinds = sorted(kind.name for kind in KINDS if kind.shows or kind.everybodys)
    for number, archive in enumerate(shelf.archives):
        against: dict[str, list[str]] = {}
        for kind in kinds:
            against.setdefault(shelf.contradiction(kind, number), []).append(kind)
        for why in filter(None, against):
            unknown = ", ".join(against[why])
            yield f"{archive.label}: {unknown}: nothing is there, but {why}; unknown"
    absent = [
        kind
        for kind in kinds
        if any(not shelf.files(kind, n) for n in shelf.shows(kind)) and not len(shelf.merged(kind))
    ]
    sort = "Complete archive" if absent else "archive"
    newest = shelf.newest_first()[0]
    state = profile_state(shelf, newest)
    absent += [one for one in WEIGHED if not (shelf.files(one, newest) or state.get(one, 1))]
    if absent:
        yield f"not in the {sort}, taken as none: {spoken(', '.join(absent))}"
    for why in dict.fromkeys(filter(None, export.doubts.values())):
        what = ", ".join(sorted(a for a, because in export.doubts.items() if because == why))
        yield f"unknown: {spoken(what)}, as {why}"


def notes(export: Export) -> Iterator[str]:
    """What the archives are, the rates they show, the checks they stand."""
    shelf, likely = export.shelf, export.asked_for
    for number in shelf.newest_first():
        archive = shelf.archives[number]
        sort = archive.sort and f": {archive.sort}"
        yield f"{archive.label}{sort}, as of {day_text(shelf.snapshot[number])}"
    if not shelf.last_day:
        yield "no file holds a date; the profile cannot be placed in time and is left out"
    yield from _remarks(shelf, export.joined)
    yield from _rates(export)
    if likely and len(likely.before):
        yield (
            f"requests accepted before {day_text(likely.since)} are in no file; they are inferred "
            f"from Connections ({likely.share:.0%} of {likely.made} made since were asked for)"
        )
    yield from checks(export)


def _remarks(shelf: Shelf, joined: Joined) -> Iterator[str]:
    """What a reader of the log should know of the rows behind it."""
    links = shelf.merged("connections")
    hidden = int(((links["address"] == NOBODY) & (links["name"] == NOBODY)).sum())
    if hidden:
        yield f"connections with only their date: {hidden}; counted, but not joined or ranked"
    old = joined.mine & (joined.sent < shelf.last_day - WINDOW)
    pending = int((old & (joined.accepted == NEVER)).sum())
    if pending:
        yield f"invitations pending for more than {WINDOW} days: {pending}; withdraw them?"
    if len(shelf.merged("searches")):
        yield "searches are of people, jobs, companies and posts alike; all count as such of people"
    if any(b.tally.records in b.kind.cut for b in shelf.of("company_follows")):
        yield "the list of companies followed is as long as LinkedIn makes it; older ones are cut"
    for kind in ("shares", "comments", "reactions", "messages"):
        if gone := shelf.merged(kind).vanished:
            yield f"{kind}: kept from an older archive, though not in the newest: {gone}"


def _rates(export: Export) -> Iterator[str]:
    """The rates of what is decided: for the last 14 days, an answer may yet come.

    Accepted invitations older than 180 days are purged from the export while pending ones stay.
    """
    joined, talks, last = export.joined, export.found, export.shelf.last_day - UNDECIDED
    first = export.shelf.last_day - WINDOW
    rows = joined.mine & (joined.sent >= first) & (joined.sent <= last)
    yes, sent = int((rows & (joined.accepted >= joined.sent)).sum()), int(rows.sum())
    joins = export.shelf.shows("connections") and "invitation_accepted" not in export.doubts
    if joins and sent:
        low, high = wilson(yes, sent)
        yield (
            f"acceptance: {yes} of {sent} invitations sent {day_text(first)} to {day_text(last)} "
            f"({yes / sent:.0%}, 80% interval {low:.0%} to {high:.0%}; {OPEN_ENDED})"
        )
    if talks is None:
        return
    for what, asks, answer in (
        ("conversations begun by the owner", talks.opens & talks.own & talks.pair, talks.reply),
        ("runs of messages received", talks.asks, talks.answer),
    ):
        asked = asks & (talks.day <= last)
        waits = (answer - talks.seconds)[asked & (answer != NEVER)] / 3600
        if n := int(asked.sum()):
            median = f", median {np.median(waits):.1f} h" if len(waits) else ""
            share = f"{len(waits) / n:.0%}{median}"
            yield f"response: {len(waits)} of {n} {what} were answered ({share})"
    if bulk := int(talks.bulk.sum()):
        yield f"bulk: {bulk} messages went with one text to five people or more in a week"


def wilson(yes: int, n: int, z: float = 1.2816) -> tuple[float, float]:
    """Wilson's interval of the rate of `yes` of `n`; `z` of 1.2816 is 80 %.

    >>> low, high = wilson(60, 100)
    >>> round(low, 2), round(high, 2)
    (0.54, 0.66)
    """
    share, spread = yes / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * ((share * (1 - share) + spread / 4) / n) ** 0.5
    return max(middle - half, 0.0), min(middle + half, 1.0)
