"""Sources of any kind, alone or mixed, read into one log.

Each is recognised by what it is. The archives of a member are read together, and so are the pages
of the portability API, so that what several of them hold counts once; all else adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from estimator.coverage import Coverage
from estimator.errors import Fault, LogError
from estimator.log import ActivityLog
from estimator.readers.choosing import Manner, Period, read, together
from estimator.readers.merging import merged
from estimator.readers.opening import STDIN, Source, name_of, source_of
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.tables import Progress


def read_log(
    source: object,
    *more: object,
    account: str | None = None,
    complete: bool = False,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
) -> ActivityLog:
    """The log of one or several sources: paths, data frames, lists of rows.

    account: only this one of several. complete: what the sources do not show did not happen.
    period, column_map: the days of a usage report without dates, and what its columns mean.

    Raises: LogError when a source is not readable or nothing usable is in it.

    >>> read_log([{"day": "2026-03-05", "action": "comment", "count": 2}])
    ActivityLog(1 rows, 1 accounts)
    """
    outcome = read_sources(
        (source, *more), account=account, complete=complete, period=period, column_map=column_map
    )
    return outcome.log


def read_sources(
    sources: Sequence[object],
    *,
    account: str | None = None,
    complete: bool = False,
    period: Period | None = None,
    column_map: Mapping[str, str] | None = None,
    not_after: date | None = None,
    on_progress: Progress | None = None,
    stdin: BinaryIO | None = None,
) -> Outcome:
    """What the sources hold together: one log, the readings, a report of every file.

    A source is a path, `-` for `stdin`, an open binary file, a data frame, a list of rows or a
    log. One that cannot be used is reported among the files as long as another can.
    not_after: the last day anything can have been done on.

    Raises: LogError when none can be used, a path does not exist, or no log has the account.
    """
    manner = Manner(complete, period, column_map or {}, not_after, on_progress)
    known, wrong = _recognised(sources, manner, stdin)
    outcomes = []
    for group in together(known):
        try:
            outcomes.append(read(group, manner))
        except LogError as error:
            wrong.append(FileReport(group[0].name, group[0].kind, faults=error.faults))
    if not outcomes:
        raise LogError(fault for report in wrong for fault in report.faults)
    whole = merged(outcomes)
    log = whole.log.with_coverage(Coverage.complete()) if complete else whole.log
    whole = replace(whole, log=log, files=(*whole.files, *wrong))
    return whole if account is None else _of_account(whole, account)


def _recognised(
    sources: Sequence[object], manner: Manner, stdin: BinaryIO | None
) -> tuple[list[Source], list[FileReport]]:
    """The sources by kind, and a report of each that is none.

    Raises: LogError for a path that does not exist: the user meant another.
    """
    if not sources:
        raise LogError.at(
            "source", "none was given; give a file, a folder, or - for standard input"
        )
    absent = [str(s) for s in sources if isinstance(s, str | Path) and _is_absent(s)]
    if absent:
        raise LogError(Fault(path, "no such file or folder") for path in absent)
    known: list[Source] = []
    wrong: list[FileReport] = []
    for item in sources:
        try:
            known.append(source_of(item, manner.column_map, stdin))
        except LogError as error:
            wrong.append(FileReport(_name(item), "not usable", faults=error.faults))
    return known, wrong


def _is_absent(source: str | Path) -> bool:
    return str(source) != STDIN and not Path(source).exists()


def _name(item: object) -> str:
    return name_of(Path(item)) if isinstance(item, str | Path) else type(item).__name__


def _of_account(outcome: Outcome, account: str) -> Outcome:
    readings = tuple(r for r in outcome.readings if r.account == account)
    return replace(outcome, log=outcome.log.of_account(account), readings=readings)
