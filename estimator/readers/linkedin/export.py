"""Whether a path is LinkedIn's export, and what it holds: the log, its coverage, what was found."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path, PurePosixPath

from estimator.coverage import Coverage
from estimator.delimited import first_lines
from estimator.errors import Fault, LogError
from estimator.readers.linkedin import extents, findings
from estimator.readers.linkedin.acts import (
    Rows,
    active_rows,
    content_rows,
    invitation_rows,
    media_days,
    message_rows,
    own_message_days,
    plain_rows,
)
from estimator.readers.linkedin.archive import NO_MORE, Within, find
from estimator.readers.linkedin.asked_for import asked_for
from estimator.readers.linkedin.export import Export, joined_up
from estimator.readers.linkedin.kinds import TABLES, kind_by_header, kind_of_file
from estimator.readers.linkedin.people import NONE
from estimator.readers.linkedin.profile import connection_rows, profile_rows
from estimator.readers.linkedin.records import HEADER_WITHIN, find_header
from estimator.readers.linkedin.shelf import Shelf, fill
from estimator.readers.linkedin.titles import EXPORT_NAME, NEVER_OPENED, is_hidden, title
from estimator.readers.outcome import Outcome, few, in_order

LOOKED_AT = 2000  # files of a folder
LOOSE = TABLES | {""}


NOTHING = "holds no file of a LinkedIn export"
EXAMPLES = "one has Connections.csv, messages.csv, ..."


def read_export(
    paths: Sequence[Path],
    beside: frozenset[Path] = frozenset(),
    within: Within = NO_MORE,
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
        archives = find(paths, stack, beside, within)
        shelf = fill(archives)
        if not any(batch.tally.usable for batch in shelf.batches):
            raise LogError(_hopeless(shelf) or [_nothing(path) for path in paths])
        return outcome(joined_up(shelf), complete)


def _hopeless(shelf: Shelf) -> list[Fault]:
    """Everything that is wrong when nothing can be used."""
    faults = [fault for archive in shelf.archives for fault in archive.faults]
    for tally in (batch.tally for batch in shelf.batches):
        faults += few(in_order(tally.faults), tally.skipped)
    for archive in shelf.archives:
        if not archive.members and not archive.faults:
            n = f"{archive.others} other files" if archive.others > 1 else "one other file"
            faults.append(Fault(archive.label, f"{NOTHING} (got {n}); {EXAMPLES}"))
    return faults


def _nothing(path: Path) -> Fault:
    return Fault(path.name, f"{NOTHING}; {EXAMPLES}")


def outcome(export: Export, complete: bool) -> Outcome:
    """The log, its coverage, and an account of every file."""
    shelf, rows = export.shelf, Rows()
    content_rows(rows, shelf)
    plain_rows(rows, shelf)
    shown = [shelf.snapshot[n] for n in shelf.newest_first() if shelf.of("invitations", n)]
    invitation_rows(rows, export.joined, shown)
    own_days = NONE
    if export.found is not None:
        since = export.first_connected if shelf.shows("connections") else None
        message_rows(rows, export.found, since, shelf.last_day)
        own_days = own_message_days(export.found, export.joined)
    active_rows(rows, shelf, export.joined, own_days)
    likely = asked_for(export)
    inferred = Coverage() if likely is None else likely.add_to(rows)
    if shelf.last_day:
        connection_rows(rows, shelf)
        profile_rows(rows, shelf, first_day(shelf))
    known = export.found is not None
    if not known:
        for batch in shelf.of("messages"):
            batch.tally.leave_out("owner not known", len(batch.seconds))
    covered = extents.coverage(shelf, known, frozenset(export.doubtful())) | (
        Coverage.complete() if complete else inferred
    )
    photo = bool(len(media_days(shelf.merged("rich_media"), "profile photo")))
    assumed = tuple(findings.assumed(export))
    return Outcome(
        kind="linkedin_export",
        log=rows.log(covered),
        files=tuple(findings.reports(shelf)),
        notes=tuple(findings.notes(export)),
        missing=() if complete else extents.missing(shelf, known, photo),
        cautions=(*findings.cautions(export), *assumed),
        assumed=assumed,
    )


def first_day(shelf: Shelf) -> int:
    """The first day of any file; the day of the oldest archive when no file has one."""
    days = [b.tally.first for b in shelf.batches if b.tally.first is not None]
    return min(days, default=min(shelf.snapshot))


def is_export(path: Path) -> bool:
    """Whether `path` is an export as ZIP or folder, or a loose file of one.

    A ZIP or folder is one when it holds a file, or a ZIP, with the name of one; a file named as
    LinkedIn names its archives is taken for one even when it cannot be opened.
    """
    try:
        if path.is_dir():
            return any(map(_is_known, islice(_below(path), LOOKED_AT)))
        if not path.is_file():
            return False
        if path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
            return EXPORT_NAME.search(path.name) is not None or any(map(_is_known, _members(path)))
        return title(path.name).extension in LOOSE and _is_loose(path)
    except OSError:
        return False


def name_by_header(content: bytes) -> str | None:
    """What LinkedIn calls a table whose header only one kind of file has; None for any other."""
    kind = kind_by_header(first_lines(io.BytesIO(content), HEADER_WITHIN))
    return None if kind is None else kind.file


def _is_known(name: str) -> bool:
    plain = PurePosixPath(name.replace("\\", "/"))
    known = title(plain.name)
    if is_hidden(name):
        return False
    if known.extension == "zip":
        return EXPORT_NAME.search(plain.name) is not None
    return kind_of_file(known, str(plain.parent)) is not None or (
        known.extension in TABLES and known.stem in NEVER_OPENED
    )


def _below(root: Path) -> Iterator[str]:
    return (str(path.relative_to(root)) for path in sorted(root.rglob("*")))


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _is_loose(path: Path) -> bool:
    """Whether a loose table's header is that of its name's kind, or of one kind alone."""
    known = title(path.name)
    if known.stem in NEVER_OPENED:
        return False
    with path.open("rb") as stream:
        start = first_lines(stream, HEADER_WITHIN)
    kind = kind_of_file(known, "")
    if kind is not None and find_header(iter(start), frozenset(kind.required))[0] is not None:
        return True
    return kind_by_header(start) is not None
