"""LinkedIn's own data export, in whatever state it reached its owner, as a log of activity.

    archive (where the files are) -> batch (a file as columns of numbers) -> shelf (all of them)
    -> whole (whose they are; invitations joined, conversations in order)
    -> emit, contact, levels (rows), reach (coverage), findings (notes) -> export (the outcome)

Texts and names stay in memory while a file is read; the log is about the owner alone.

What a row says, where the files leave a choice:

- An acceptance stands on the day of the connection, an answer on the day it came. Invitations
  and acceptances are those of the 180 days before an archive, all of them: at a steady pace their
  flows give the true rate. `decided` marks those sent 14 days or more before it, for a rate that
  newer ones do not lower.
- `opening` marks the message that began a conversation of two, and the first of a run of messages
  that waits for an answer; a rate of responses is over these.
- An opening message with a subject to someone not yet connected is InMail, not a message too.
- A share of a LinkedIn post is a repost, a share in a group is group activity; neither is a post.
- The profile an archive shows holds since the first day of any file; no file dates its sections.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from estimator.errors import Fault, LogError
from estimator.readers.linkedin_export.archive import find
from estimator.readers.linkedin_export.export import joined_up, outcome
from estimator.readers.linkedin_export.recognise import is_export
from estimator.readers.linkedin_export.shelf import Shelf, fill
from estimator.readers.outcome import Outcome, few, in_order

__all__ = ["is_export", "read_export"]

NOTHING = "holds no file of a LinkedIn export"
EXAMPLES = "one has Connections.csv, messages.csv, ..."


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
    with ExitStack() as stack:
        archives = find(paths, stack)
        shelf = fill(archives, on_progress)
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
