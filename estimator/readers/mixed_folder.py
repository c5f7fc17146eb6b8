"""A folder that holds sources of several kinds: each file by itself, an export's files as one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from estimator.errors import Fault, LogError
from estimator.readers.linkedin.titles import is_hidden, is_linkedins, tame, title
from estimator.readers.opening import ACCEPTED
from estimator.readers.outcome import FileReport
from estimator.readers.registry import KnownSource
from estimator.readers.tables.lakes import is_below, is_parquet, is_table

MOST = 2000  # files of a folder that are looked at
TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl"})
LISTED = 5  # files of no kind that are named


def sources_in(
    folder: Path, is_export: bool, source_of: Callable[[Path], KnownSource]
) -> tuple[list[KnownSource], list[FileReport]]:
    """The sources in a folder, and a report of the files in it that are none.

    Its Parquet files are one table.

    is_export: whether LinkedIn's files, or its archives, are in it: these are one source, and of
    the others only what is surely none of LinkedIn's is looked at. source_of: the source that a
    file is.

    Raises: LogError for a folder without any source, or with too many files.
    """
    called = folder.name or folder.resolve().name
    if not is_export and is_table(folder):
        return [KnownSource(called, "parquet", folder, folder=folder)], []
    files, found = _files_of(folder, called), list[KnownSource]()
    none, taken = dict[Path, str](), list[Path]()
    within: list[Path] = []  # a table that is there as CSV too is not read from its workbook
    tables = {title(path.name).stem for path in files if path.suffix.lower() != ".xlsx"}
    for path in files:
        if is_hidden(path.name) or (is_export and is_linkedins(path.name)):
            continue
        try:
            source = source_of(path)
        except LogError as error:
            none[path] = _reason(path, error)
            continue
        if not (is_export and source.kind == "linkedin_export"):
            found.append(source)
            taken.append(path)
        elif isinstance(source.content, Path) and source.content != path:
            saved = (source.content, *source.within)
            within += [table for table in saved if title(table.name).stem not in tables]
            taken.append(path)
    if len(parquet := [source for source in found if source.kind == "parquet"]) > 1:
        found = [replace(s, folder=folder) if s in parquet else s for s in found]
    if not found and not is_export:
        if is_below(folder):
            return [KnownSource(called, "parquet", folder, folder=folder)], []
        what = f"is a folder without anything of an export, or another source, in it; {ACCEPTED}"
        raise LogError([Fault(called, what), *(Fault(called, why) for why in none.values() if why)])
    if is_export:
        beside = frozenset(taken)
        found.append(KnownSource(called, "linkedin_export", folder, beside, tuple(within)))
    else:  # an export's reader looks into its folders itself
        folders = sorted(p for p in folder.iterdir() if p.is_dir() and not is_hidden(p.name))
        none |= dict.fromkeys(folders, "")
    return found, [_left_out(called, none)] if none else []


def _files_of(folder: Path, called: str) -> list[Path]:
    """The files that lie in a folder. Raises: LogError for too many."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    files = [p for p in files if not p.is_symlink() or is_parquet(p)]  # which caches keep as links
    if len(files) > MOST:
        raise LogError.at(called, f"{len(files)} files, more than {MOST}; name those to read")
    return files


def _reason(path: Path, error: LogError) -> str:
    """What a table is, or lacks, that is no source; nothing of other files."""
    told = error.faults[0].what.removesuffix(f"; {ACCEPTED}")
    return f"{tame(path.name)}: {told}" if path.suffix.lower() in TABLES else ""


def _left_out(folder: str, none: Mapping[Path, str]) -> FileReport:
    """The report of the files that are no source, and why."""
    named = ", ".join(tame(path.name) + "/" * path.is_dir() for path in [*none][:LISTED])
    more = f" and {len(none) - LISTED} more" if len(none) > LISTED else ""
    why = [reason for reason in none.values() if reason][:LISTED]
    notes = (f"no source, left out: {named}{more}", *why)
    return FileReport(f"{folder}, other files", "folder", notes=notes)
