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
from estimator.readers.merging import gave, merged
from estimator.readers.mixed_folder import sources_in
from estimator.readers.opening import NO_LOG, STDIN, is_export_of_linkedin, name_of, source_of
from estimator.readers.outcome import FileReport, Outcome, left_out, wrong_with
from estimator.readers.registry import READERS, Manner, Period, Source, entry_of
from estimator.readers.repeats import each_once, of_each_log_once

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
    with ExitStack() as while_open:
        known, wrong = _recognised(sources, manner, stdin, while_open)
        known, repeats = each_once(known)
        outcomes, unread = _each_read(known, manner)
    wrong += unread
    if not outcomes:
        raise LogError(fault for report in wrong for fault in report.faults)
    whole = _of_logs(of_each_log_once(outcomes))
    _check_map(manner.column_map, whole.columns)
    log = whole.log.with_coverage(Coverage.complete()) if complete else whole.log
    several = len(outcomes) + sum(bool(report.faults) for report in wrong) > 1
    whole = replace(
        whole,
        gave=tuple(map(gave, outcomes)) if several else (),
        log=log,
        files=(*whole.files, *wrong),
        cautions=(*whole.cautions, *repeats),
    )
    return whole if account is None else _of_account(whole, account)


def _each_read(known: Sequence[Source], manner: Manner) -> tuple[list[Outcome], list[FileReport]]:
    """What the sources hold, those that belong together as one, and a report of each unread."""
    outcomes, unread = [], []
    for group in _together(known):
        try:
            outcomes.append(_read(group, manner))
        except LogError as error:
            unread.append(FileReport(group[0].name, group[0].kind, faults=error.faults))
    return outcomes, unread


def _together(sources: Iterable[Source]) -> list[list[Source]]:
    """The sources in groups that one reader reads at once, in the order given."""
    groups: dict[object, list[Source]] = {}
    for place, source in enumerate(sources):
        # Parquet files of one folder are one table, which is often written in pieces
        key = source.folder or entry_of(source.kind).one or place
        groups.setdefault(key, []).append(source)
    return list(groups.values())


def _read(group: Sequence[Source], manner: Manner) -> Outcome:
    """What the sources of one group hold. Raises: LogError when that is nothing usable."""
    entry = max((entry_of(source.kind) for source in group), key=READERS.index)
    placed = group[0].placed
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
) -> tuple[list[Source], list[FileReport]]:
    """The sources by kind, and a report of each that is none.

    Raises: LogError for a path that does not exist: the user meant another.
    """
    if not sources:
        raise LogError.at("source", f"none was given; {RIGHT}")
    if any(isinstance(source, str) and not source.strip() for source in sources):
        raise LogError.at("source", f"its path is empty; {RIGHT}")
    absent = [str(s) for s in sources if isinstance(s, str | Path) and _is_absent(s)]
    if absent:
        rest = "; nothing was read: every path must be there" if len(sources) > 1 else ""
        raise LogError(Fault(path, f"no such file or folder{rest}") for path in absent)
    known: list[Source] = []
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
            wrong.append(FileReport(_name(item), "not usable", faults=error.faults))
    return known, [*wrong, *(report for source in known for report in source.left)]


def _is_absent(source: str | Path) -> bool:
    return str(source) != STDIN and not Path(source).exists()


def _name(item: object) -> str:
    return name_of(Path(item)) if isinstance(item, str | Path) else type(item).__name__


def _of_account(outcome: Outcome, account: str) -> Outcome:
    readings = tuple(r for r in outcome.readings if r.account == account)
    return replace(outcome, log=outcome.log.of_account(account), readings=readings)
