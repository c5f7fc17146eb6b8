"""Sources of any kind, alone or mixed, read into one log.

Each is recognised by what it is. The archives of a member are read together, and so are the pages
of the portability API, so that what several of them hold counts once; all else adds up.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.errors import Fault, LogError, SourceWarning
from estimator.log import ActivityLog
from estimator.readers.merging import each_once, gave, merged, of_each_log_once
from estimator.readers.mixed_folder import sources_in
from estimator.readers.opening import NO_LOG, STDIN, is_export_of_linkedin, name_of, source_of
from estimator.readers.outcome import FileReport, Outcome, left_out, wrong_with
from estimator.readers.registry import KnownSource, Manner, Period, entry_of

RIGHT = "name a file or a folder, or - for standard input"


def read_log(
    source: object,
    *more: object,
    account: str | None = None,
    complete: bool = False,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
    strict: bool = False,
) -> ActivityLog:
    """The log of one or several sources: paths, data frames, lists of rows.

    account: only this one of several. complete: what the sources do not show did not happen.
    period, column_map: the days of a usage report without dates, and what its columns mean.
    strict: whatever cannot be used is an error; otherwise one SourceWarning says how much it is.

    Raises: LogError when a source is not readable, nothing usable is in it, or no source has a
    column of `column_map`; with `strict`, when anything is wrong, with every fault.

    >>> read_log([{"day": "2026-03-05", "action": "comment", "count": 2}])
    ActivityLog(1 rows, 1 accounts)
    """
    outcome = read_sources(
        (source, *more), account=account, complete=complete, period=period, column_map=column_map
    )
    if strict and (faults := tuple(wrong_with(outcome))):
        raise LogError(faults)
    if what := "\n".join(left_out(outcome)):
        warnings.warn(what, SourceWarning, stacklevel=2)
    return outcome.log


def read_sources(
    sources: Sequence[object],
    *,
    account: str | None = None,
    complete: bool = False,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
    not_after: date | None = None,
    stdin: BinaryIO | None = None,
) -> Outcome:
    """What the sources hold together: one log, the readings, a report of every file.

    A source is a path, `-` for `stdin`, an open binary file, a data frame, a list of rows or a
    log. One that cannot be used is reported among the files as long as another can.
    not_after: the last day anything can have been done on.

    Raises: LogError when none can be used, a path does not exist, no log has the account, or no
    source has a column of `column_map`.
    """
    manner = Manner(complete, period, column_map or {}, not_after)
    outcomes: list[Outcome] = []
    with ExitStack() as while_open:
        known, wrong = _recognised(sources, manner, stdin, while_open)
        known, repeats = each_once(known)
        for group in _together(known):
            try:
                outcomes.append(_read(group, manner))
            except LogError as error:
                wrong.append(FileReport(group[0].name, group[0].kind, faults=error.faults))
    if not outcomes:
        raise LogError(fault for report in wrong for fault in report.faults)
    whole = _of_logs(of_each_log_once(outcomes))
    _check_map(manner.column_map, whole.columns)
    several = len(outcomes) + sum(bool(report.faults) for report in wrong) > 1
    log, readings = whole.log, whole.readings
    if complete:
        log = log.with_coverage(Coverage.complete())
    if account is not None:
        log = log.of_account(account)
        readings = tuple(one for one in readings if one.account == account)
    return replace(
        whole,
        log=log,
        readings=readings,
        gave=tuple(map(gave, outcomes)) if several else (),
        files=(*whole.files, *wrong),
        cautions=(*whole.cautions, *repeats),
    )


def _together(sources: Iterable[KnownSource]) -> list[list[KnownSource]]:
    """The sources in groups that one reader reads at once, in the order given."""
    groups: dict[object, list[KnownSource]] = {}
    for place, source in enumerate(sources):
        # Parquet files of one folder are one table, which is often written in pieces
        key = source.folder or entry_of(source.kind).one or place
        groups.setdefault(key, []).append(source)
    return list(groups.values())


def _read(group: Sequence[KnownSource], manner: Manner) -> Outcome:
    """What the sources of one group hold. Raises: LogError when that is nothing usable."""
    entry, placed = entry_of(group[0].kind), group[0].placed
    try:
        outcome = entry.load().read(group, manner)
    except LogError as error:
        raise LogError(placed(error.faults)) from None
    files = tuple(replace(file, faults=placed(file.faults)) for file in outcome.files)
    outcome = replace(outcome, files=files)
    # of a table each row is judged by its day
    return outcome if entry.module == "tables" else _until(outcome, manner.not_after)


def _until(outcome: Outcome, last: date | None) -> Outcome:
    """The outcome without what is later than the last possible day, which is told."""
    if last is None:
        return outcome
    log, cautions = outcome.log, list(outcome.cautions)
    end = log.coverage.until(to_day(last))
    if end != log.coverage:
        log = log.with_coverage(end)
        cautions.append(f"the files speak of days after {last}; those are not covered")
    if log.last_day is not None and log.last_day > to_day(last):
        late = log.day > to_day(last)
        n = "1 row is" if late.sum() == 1 else f"{int(late.sum()):,} rows are"
        cautions.append(f"{n} later than {last}, up to {to_date(log.last_day)}; left out")
        log = log.where(~late)
    return replace(outcome, log=log, cautions=tuple(cautions))


def _of_logs(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes as one, readings beside the logs that there are. Raises: LogError for none."""
    scores = [outcome for outcome in outcomes if outcome.kind == "readings"]
    logs = [outcome for outcome in outcomes if outcome.kind != "readings"]
    if not logs:
        raise LogError(Fault(report.name, NO_LOG) for one in scores for report in one.files)
    whole = merged(logs)
    readings = [reading for one in (whole, *scores) for reading in one.readings]
    files = [report for one in (whole, *scores) for report in one.files]
    return replace(whole, readings=tuple(readings), files=tuple(files))


def _check_map(column_map: Mapping[str, str], columns: Sequence[str]) -> None:
    """Nothing when each mapped column is there. Raises: LogError that names those that are."""
    there = ", ".join(columns) or "no table"
    absent = [
        Fault("--map", f"no column {name!r} in any source; the sources have {there}")
        for name in column_map
        if name not in columns
    ]
    if absent:
        raise LogError(absent)


def _recognised(
    sources: Sequence[object], manner: Manner, stdin: BinaryIO | None, while_open: ExitStack
) -> tuple[list[KnownSource], list[FileReport]]:
    """The sources by kind, and a report of each that is none.

    Raises: LogError for a path that does not exist: the user meant another.
    """
    if not sources:
        raise LogError.at("source", f"none was given; {RIGHT}")
    if any(isinstance(source, str) and not source.strip() for source in sources):
        raise LogError.at("source", f"its path is empty; {RIGHT}")
    paths = [str(source) for source in sources if isinstance(source, str | Path)]
    absent = [path for path in paths if path != STDIN and not Path(path).exists()]
    if absent:
        rest = "; nothing was read: every path must be there" if len(sources) > 1 else ""
        raise LogError(Fault(path, f"no such file or folder{rest}") for path in absent)
    known: list[KnownSource] = []
    wrong: list[FileReport] = []
    for item in sources:
        try:
            if isinstance(item, str | Path) and Path(item).is_dir():
                found, none = sources_in(
                    Path(item),
                    is_export_of_linkedin(Path(item)),
                    lambda path: source_of(path, manner.column_map, stdin, while_open),
                )
                known += found
                wrong += none
            else:
                known.append(source_of(item, manner.column_map, stdin, while_open))
        except LogError as error:
            name = type(item).__name__
            if isinstance(item, str | Path):
                name = name_of(Path(item))
            wrong.append(FileReport(name, "not usable", faults=error.faults))
    return known, [*wrong, *(report for source in known for report in source.left)]
