"""What an export holds: the log, its coverage, what was found, what it could not show."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.errors import Fault, LogError
from estimator.readers.linkedin import findings
from estimator.readers.linkedin.acts import (
    ASKED_FOR,
    Rows,
    active_rows,
    connection_rows,
    content_rows,
    invitation_rows,
    media_days,
    message_rows,
    own_message_days,
    plain_rows,
    profile_rows,
)
from estimator.readers.linkedin.archive import NOTHING_WITHIN, Within, find
from estimator.readers.linkedin.joining import Export, joined_up
from estimator.readers.linkedin.kinds import BY_NAME, KINDS, SHOWN_BY
from estimator.readers.linkedin.shelf import fill
from estimator.readers.outcome import Outcome, few, in_order

NOTHING = "holds no file of a LinkedIn export"
EXAMPLES = "one has Connections.csv, messages.csv, ..."


def read_export(
    paths: Sequence[Path],
    beside: frozenset[Path] = frozenset(),
    within: Within = NOTHING_WITHIN,
    *,
    complete: bool = False,
) -> Outcome:
    """The log of one person's exports, and an account of every file.

    paths: ZIPs, folders and loose CSV files; several archives are merged, a row that two of
    them hold counts once. beside: files in the folders that are other sources; within: by folder,
    the tables that lie in it as workbooks.
    complete: what the archives do not show did not happen.

    Raises: LogError when nothing in the paths can be used, or they are several people's.
    """
    with ExitStack() as stack:
        shelf = fill(find(paths, stack, beside, within))
        if shelf.is_usable:
            return outcome(joined_up(shelf), complete)
        faults = [fault for archive in shelf.archives for fault in archive.faults]
        for tally in (batch.tally for batch in shelf.batches):
            faults += few(in_order(tally.faults), tally.skipped)
        for archive in shelf.archives:
            if not archive.members and not archive.faults:
                n = f"{archive.others} other files" if archive.others > 1 else "one other file"
                faults.append(Fault(archive.label, f"{NOTHING} (got {n}); {EXAMPLES}"))
        nothing = (Fault(path.name, f"{NOTHING}; {EXAMPLES}") for path in paths)
        raise LogError(faults or nothing)


def outcome(export: Export, complete: bool) -> Outcome:
    """The log, its coverage, and an account of every file."""
    shelf, joined, found, rows = export.shelf, export.joined, export.found, Rows()
    content_rows(rows, shelf)
    plain_rows(rows, shelf)
    invitation_rows(rows, joined, [shelf.snapshot[b.source] for b in shelf.of("invitations")])
    if found is not None:
        since = joined.since if shelf.shows("connections") else None
        message_rows(rows, found, since, shelf.last_day)
    active_rows(rows, shelf, joined, own_message_days(found, joined))
    inferred = Coverage()
    if likely := export.asked_for:
        rows.add(ASKED_FOR, likely.own)
        rows.add(ASKED_FOR, likely.before, likely.share)
        inferred = Coverage((Span(ASKED_FOR, None, likely.last),))
    if shelf.last_day:
        connection_rows(rows, shelf)
        days = [b.tally.first for b in shelf.batches if b.tally.first is not None]
        profile_rows(rows, shelf, min(days, default=min(shelf.snapshot)))
    if found is None:
        for batch in shelf.of("messages"):
            batch.tally.skipped["owner not known"] += len(batch.records)
            batch.tally.first = batch.tally.last = None
    assumed = tuple(findings.assumed(export))
    return Outcome(
        kind="linkedin_export",
        log=rows.log(coverage(export) | (Coverage.complete() if complete else inferred)),
        files=tuple(findings.reports(shelf)),
        notes=tuple(findings.notes(export)),
        missing=() if complete else tuple(missing(export)),
        cautions=(*findings.cautions(export), *assumed),
        assumed=assumed,
    )


ACTIVE_DAYS = 730  # for which a Complete archive holds an act of any kind


def coverage(export: Export) -> Coverage:
    """What the archives state about each action, no more: files of a limited reach only the days
    before the archive that their kind, or their rows, show.
    """
    shelf, spans = export.shelf, []
    for action, kinds in SHOWN_BY.items():
        of_messages = BY_NAME["messages"] in kinds
        if action in export.doubts or (of_messages and export.found is None):
            continue
        both = set.intersection(*(set(shelf.shows(kind.name)) for kind in kinds))
        if action == "active_day":
            both = {number for number in both if shelf.archives[number].is_complete()}
        # the number of connections a few weeks ago is a good one of today
        level = vocabulary()[action].level
        last = {
            number: shelf.snapshot[number]
            if level
            else min(shelf.until(kind.name, number) for kind in kinds)
            for number in sorted(both)
        }
        reach = [(kind.days, kind.name) for kind in kinds if kind.days is not None]
        if both and not reach:
            # all days, or those since a list that is cut off begins
            cut = [b for k in kinds for b in shelf.of(k.name) if b.tally.records in b.kind.cut]
            firsts = (int(b.records.day.min(initial=shelf.last_day)) for b in cut)
            spans.append(Span(action, min(firsts, default=None), max(last.values())))
            continue
        for number, end in last.items():
            days, kind = min(reach)
            first = shelf.snapshot[number] - (ACTIVE_DAYS if action == "active_day" else days)
            if action == "people_search":
                first = int(shelf.merged(kind, number).day.min(initial=first))
            spans.append(Span(action, first, end))
    return Coverage(tuple(dict.fromkeys(spans)))


COMPLETE = (
    "only a Complete archive shows them; on LinkedIn: Settings > Data privacy > Get a copy of your "
    "data > the larger archive (arrives within 48 hours, its link lasts 72)"
)
ALWAYS = (
    "followers, impressions, engagement received: LinkedIn's creator analytics workbook (XLSX)",
    "profile views made, leads and accounts saved, lists: a Sales Navigator usage report, or a "
    "line a day written by hand",
    "profile views and search appearances received, searches saved: in no file; by hand",
    "invitations declined or withdrawn, groups joined: the data portability API (EEA and "
    "Switzerland, the last 28 days); accepted ones from before the last 180 days: an older archive",
    "comments in groups: in no file",
)


def missing(export: Export) -> Iterator[str]:
    """What the archives could not show and where to get it, a sentence each."""
    shelf = export.shelf
    every = [kind for kind in KINDS if kind.tells]
    lacking = [kind for kind in every if not shelf.shows(kind.name)]
    complete = [kind for kind in lacking if kind.complete_only]
    if complete:
        what = ", ".join([*(kind.tells for kind in complete), "days active"])
        some = len(complete) < sum(kind.complete_only for kind in every)
        files = ", ".join(kind.file for kind in complete)
        yield f"{what}: {f'{files} of the same archive' if some else COMPLETE}"
    for kind in lacking:
        if not kind.complete_only:
            yield f"{kind.tells}: {kind.file} of any archive, Basic or Complete"
    if shelf.shows("messages") and export.found is None:
        yield (
            "messages sent and answered: give Invitations.csv or Profile.csv of the same archive "
            "too, so that the owner is known"
        )
    if not len(media_days(shelf.merged("rich_media"), "profile photo")):
        yield "profile photo: shown only when it was uploaded lately; a line by hand settles it"
    yield from ALWAYS
