"""The portability API (EEA and Switzerland): snapshot pages and the change log, as saved JSON.

The snapshot is read as the archive it would be, together with real archives; the change log adds
what they do not show.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from estimator.errors import Fault, LogError
from estimator.log import ActivityLog, concat
from estimator.readers.dma_changes import Changes
from estimator.readers.dma_snapshot import LABEL, Snapshot
from estimator.readers.linkedin_export.archive import find
from estimator.readers.linkedin_export.export import joined_up, outcome
from estimator.readers.linkedin_export.shelf import fill
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.tables import Progress

KIND = "dma"
NO_MORE = 404  # how paging ends; no fault


@dataclass
class Pages:
    """What the pages hold: rows of domains, events, and what is wrong with a page."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    changes: Changes = field(default_factory=Changes)
    faults: list[Fault] = field(default_factory=list)


def read_dma(
    pages: Sequence[tuple[str, bytes]],
    archives: Sequence[Path] = (),
    *,
    complete: bool = False,
    on_progress: Progress | None = None,
) -> Outcome:
    """What the saved pages, and the archives of the same member, hold together.

    pages: name and content of each. A row that a page and an archive both hold counts once; an
    event counts on days on which neither shows its kind of act.

    Raises: LogError when not a page can be used.
    """
    found = Pages()
    for name, content in pages:
        for element in _elements(content, name, found.faults):
            _add(element, name, found)
    with ExitStack() as stack:
        shelf = fill([*find(archives, stack), found.snapshot.archive()], on_progress)
        usable = any(batch.tally.usable for batch in shelf.batches)
        base = outcome(joined_up(shelf), complete) if usable else None
    if base is None and not found.changes.days:
        raise LogError([*found.faults, Fault(LABEL, "the pages hold nothing that can be used")])
    reports = tuple(_reports(found))
    if base is None:
        return Outcome(KIND, found.changes.log(), files=reports, missing=MISSING)
    log = base.log if not found.changes.days else concat([base.log, _beside(found, base.log)])
    return replace(base, kind=KIND, log=log, files=(*base.files, *reports))


MISSING = (
    "The change log reaches 28 days back: add the snapshot pages, or the data export, for more.",
)


def _beside(found: Pages, log: ActivityLog) -> ActivityLog:
    """The events of days on which the log does not already show their kind of act."""
    changes = found.changes.log()
    first, last = changes.first_day or 0, changes.last_day or 0
    shown = np.stack(
        [log.coverage.days(action, log.accounts, first, last)[0] for action in changes.actions]
    )
    return changes.where(~shown[changes.action, changes.day - first])


def _elements(content: bytes, name: str, faults: list[Fault]) -> Iterator[Mapping[str, object]]:
    """The elements of a page, of a list of pages, or of one page a line."""
    try:
        held = [json.loads(content)]
    except (ValueError, RecursionError):
        try:
            held = [json.loads(line) for line in content.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            kind = type(error).__name__
            faults.append(Fault(name, f"is not JSON ({kind}); save each page as it was answered"))
            return
    for page in _flat(held):
        elements = page.get("elements", [page])
        yield from _flat(elements if isinstance(elements, list) else [])


def _flat(items: Sequence[object]) -> Iterator[Mapping[str, object]]:
    for item in items:
        if isinstance(item, list):
            yield from _flat(item)
        elif isinstance(item, Mapping):
            yield item


def _add(element: Mapping[str, object], name: str, found: Pages) -> None:
    rows = element.get("snapshotData")
    if "resourceName" in element:
        found.changes.add([element])
    elif isinstance(rows, list):
        found.snapshot.add(str(element.get("snapshotDomain")), rows)
    elif element.get("status", NO_MORE) != NO_MORE:
        found.faults.append(Fault(name, f"is an answer without data (status {_status(element)})"))


def _status(element: Mapping[str, object]) -> str:
    status = element.get("status")
    return str(status) if isinstance(status, int) else "unknown"


def _reports(found: Pages) -> Iterator[FileReport]:
    left = found.snapshot.left
    notes = tuple(f"domain not read: {domain} ({rows} rows)" for domain, rows in left.items())
    if found.faults or notes:
        yield FileReport(LABEL, "snapshot", faults=tuple(found.faults), notes=notes)
    changes = found.changes
    if changes.records:
        yield FileReport(
            f"{LABEL}:change log",
            "change log",
            changes.records,
            len(changes.days),
            dict(sorted(changes.skipped.items())),
            min(changes.days, default=None),
            max(changes.days, default=None),
        )
