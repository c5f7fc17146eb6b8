"""LinkedIn's own data export, in whatever state it reached its owner, as a log of activity.

    read_export -> archive (where the files are) -> batch (a file as columns of numbers)
    -> shelf (all of them) -> owner, network, talks -> emit, levels (rows), reach (coverage)

Texts and names stay in memory while a file is read; the log is about the owner alone.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from estimator.errors import Fault, LogError
from estimator.readers.linkedin_export.archive import find
from estimator.readers.linkedin_export.export import joined_up, outcome
from estimator.readers.linkedin_export.recognise import is_export
from estimator.readers.linkedin_export.records import FIELD_LIMIT
from estimator.readers.linkedin_export.shelf import Shelf, fill
from estimator.readers.outcome import Outcome

__all__ = ["is_export", "read_export"]


def read_export(
    paths: Sequence[Path],
    *,
    complete: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """The log of one person's exports, and an account of every file.

    paths: ZIPs, folders and loose CSV files; several archives are merged, a row that two of
    them hold counts once. complete: what the archives do not show did not happen.
    on_progress: told how many bytes of how many have been read.

    Raises: LogError when nothing in the paths can be used, or they are several people's.
    """
    with ExitStack() as stack, _long_fields():
        archives = find(paths, stack)
        shelf = fill(archives, on_progress)
        if not any(batch.tally.usable for batch in shelf.batches):
            raise LogError(_hopeless(shelf))
        return outcome(joined_up(shelf), complete)


def _hopeless(shelf: Shelf) -> list[Fault]:
    """Everything that is wrong when nothing can be used."""
    faults = [fault for archive in shelf.archives for fault in archive.faults]
    faults += [fault for batch in shelf.batches for fault in batch.tally.faults]
    for archive in shelf.archives:
        if not archive.members and not archive.faults:
            what = f"holds no file of a LinkedIn export (got {archive.others} other files)"
            faults.append(
                Fault(archive.label, f"{what}; one has Connections.csv, messages.csv, ...")
            )
    return faults or [Fault("export", "no path given; name a ZIP, a folder or a CSV file")]


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lets the csv module read texts of any real length, for as long as the reading lasts."""
    before = csv.field_size_limit(FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
