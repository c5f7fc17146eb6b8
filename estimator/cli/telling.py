"""What is said of the files of a log: a line each, and below it what is wrong with it."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

import click

from estimator.days import to_date
from estimator.errors import printable
from estimator.readers.outcome import FileReport, Outcome, few
from estimator.report.wording import counted

MOST_KINDS = 4  # of rows left out, that are named in a line
FAILED = "FAILED"  # a reader's note that says it is one to act upon
WEIGHTY = (FAILED, "taken as none", "left out", "not read")  # what a note tells even in short
INDENT = "  "


def in_short(outcome: Outcome) -> Iterator[str]:
    """A line for each source, its members together, and below it the first faults of each kind.

    Of the notes on an archive only those that speak of something wrong, lost or assumed.
    """
    for files in by_source(outcome.files):
        yield line_of(_together(files))
        notes = files[0].notes if len(files) == 1 else ()
        yield from (f"{INDENT}{what}" for file in files for what in few(file.faults, file.skipped))
        yield from (f"{INDENT}{note}" for note in notes)
    yield from outcome.cautions
    several = len(outcome.files) > 1
    for note in outcome.notes:
        if not several or any(words in note for words in WEIGHTY):
            yield note


def in_full(outcome: Outcome) -> Iterator[str]:
    """A line for each file, members of archives too, with every fault and every note."""
    for files in by_source(outcome.files):
        several = len(files) > 1
        if several:
            yield line_of(_together(files))
        for file in files:
            if several and outcome.gave and not file.faults:
                continue  # one screen for all the sources
            member = file.name.partition(":")[2]
            if member or not several:
                yield INDENT * several + line_of(replace(file, name=member or file.name))
            indent = INDENT * (several + bool(member or not several))
            told = few(file.faults, file.skipped)
            yield from (f"{indent}{what}" for what in (*told, *file.notes))
    yield from (*outcome.cautions, *outcome.notes)


def by_source(files: Iterable[FileReport]) -> list[list[FileReport]]:
    """The files of each source, in the order of the sources; a member is `archive:member`."""
    groups: dict[str, list[FileReport]] = {}
    for file in files:
        groups.setdefault(file.name.partition(":")[0], []).append(file)
    return list(groups.values())


def line_of(file: FileReport) -> str:
    """How much of a file was read, the days it speaks of, what was left out and why.

    >>> line_of(FileReport("log.jsonl", "jsonl", 340, 328, {"not a date": 12}, 20000, 20100))
    'log.jsonl: 328 of 340 rows, 2024-10-04 to 2025-01-12; left out: not a date (12)'
    """
    if not file.records:
        return f"{file.name}: {'nothing usable' if file.faults else 'no rows'}"
    rows = counted(file.records, "rows")
    part = rows if file.read == file.records else f"{file.read:,} of {rows}"
    if file.first is not None and file.last is not None:
        part += f", {to_date(file.first)} to {to_date(file.last)}"
    kinds = sorted(file.skipped.items(), key=lambda kind: (-kind[1], kind[0]))
    left_out = [f"{kind} ({rows:,})" for kind, rows in kinds if rows]
    if len(left_out) > MOST_KINDS:
        others = sum(n for _, n in kinds[MOST_KINDS - 1 :])
        left_out[MOST_KINDS - 1 :] = [f"others ({others:,})"]
    return f"{file.name}: {part}{'; left out: ' if left_out else ''}{', '.join(left_out)}"


def _together(files: list[FileReport]) -> FileReport:
    if len(files) == 1:
        return files[0]
    skipped: Counter[str] = Counter()
    for file in files:
        skipped.update(file.skipped)
    used = sum(file.records > 0 for file in files)
    source = files[0].name.partition(":")[0]
    return FileReport(
        name=f"{source}, {counted(used, 'files')}",
        kind=files[0].kind,
        records=sum(file.records for file in files),
        read=sum(file.read for file in files),
        skipped=skipped,
        first=min((file.first for file in files if file.first is not None), default=None),
        last=max((file.last for file in files if file.last is not None), default=None),
        faults=tuple(chain.from_iterable(file.faults for file in files)),
    )


def say(text: str) -> None:
    """Prints a line on standard error; on a terminal it breaks between words."""
    text = printable(text)
    if sys.stderr.isatty():
        from textwrap import fill

        columns = shutil.get_terminal_size((80, 24)).columns
        text = fill(text, max(columns, 40), subsequent_indent=INDENT, break_on_hyphens=False)
    click.echo(text, err=True)
