"""Which reader reads a source, and which sources are read together.

A reader is imported when a source needs it, so that a small log is scored quickly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from estimator.days import to_date, to_day
from estimator.delimited import Record
from estimator.errors import LogError, ReadingError
from estimator.log import ActivityLog
from estimator.readers.merging import merged
from estimator.readers.opening import Source
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.tables import (
    Table,
    csv_table,
    folder_tables,
    frame_table,
    json_table,
    jsonl_table,
    outcome_of,
    parquet_table,
    rows_table,
)

READINGS = "readings"
MEMBER_DATA = ("linkedin_export", "dma")  # what two of them hold counts once

ANALYTICS = "creator_analytics"  # of which each day counts once

Period = tuple[date, date]


@dataclass(frozen=True)
class Manner:
    """What the user says of the sources that they do not say themselves.

    period: the days a usage report without dates speaks of. column_map: what its columns mean.
    not_after: the last day there can be.
    """

    complete: bool = False
    period: Period | None = None
    column_map: Mapping[str, str] = field(default_factory=dict)
    not_after: date | None = None


def together(sources: Iterable[Source]) -> list[list[Source]]:
    """The sources in groups that one reader reads at once, in the order given."""
    groups: dict[object, list[Source]] = {}
    for place, source in enumerate(sources):
        key: object
        one = "own" if source.kind in MEMBER_DATA else source.kind
        key = one if source.kind in (*MEMBER_DATA, ANALYTICS) else place
        if source.kind == "parquet" and source.folder is not None:
            key = source.folder  # one table, which is often written in pieces
        groups.setdefault(key, []).append(source)
    return list(groups.values())


def read(group: Sequence[Source], manner: Manner) -> Outcome:
    """What the sources of one group hold. Raises: LogError when that is nothing usable."""
    placed = group[0].placed
    try:
        outcome = _read(group, manner)
    except LogError as error:
        raise LogError(placed(error.faults)) from None
    files = tuple(replace(file, faults=placed(file.faults)) for file in outcome.files)
    return replace(outcome, files=files)


def _read(group: Sequence[Source], manner: Manner) -> Outcome:
    source = group[0]
    match source.kind:
        case "linkedin_export" | "dma":
            outcome = _read_member_data(group, manner)
        case "log" if isinstance(source.content, ActivityLog):
            return Outcome("log", source.content)
        case "usage_report":
            outcome = _read_usage(source, manner)
        case "activity_logger" | "daily_table":
            from estimator.readers.daily_table import read_daily  # noqa: PLC0415

            outcome = read_daily(
                source.table(), source.name, kind=source.kind, column_map=manner.column_map
            )
        case "sales_activity":
            from estimator.readers.sales_activity import read_sales_activity  # noqa: PLC0415

            outcome = read_sales_activity(source.table(), source.name)
        case "readings" if isinstance(source.content, Path | list):
            return _read_readings(source.content, source.name)
        case "creator_analytics":
            from estimator.readers.analytics import read_analytics  # noqa: PLC0415

            outcome = read_analytics([(s.name, s.sheets()) for s in group])
        case _:
            latest = None if manner.not_after is None else to_day(manner.not_after)
            return merged(
                [
                    outcome_of(
                        table,
                        complete=manner.complete,
                        not_after=latest,
                        column_map=manner.column_map,
                    )
                    for table in _tables(group, manner)
                ]
            )
    return _until(outcome, manner.not_after)


def _read_readings(content: Path | list[Record], name: str) -> Outcome:
    """The recorded scores of a file or a sheet, and a log without a row."""
    from estimator.readers.recorded import of_sheet  # noqa: PLC0415  # a log needs none
    from estimator.reading.files import read_readings  # noqa: PLC0415

    try:
        readings = read_readings(content) if isinstance(content, Path) else of_sheet(content, name)
    except ReadingError as error:
        raise LogError(error.faults) from None
    days = [to_day(reading.captured) for reading in readings if reading.captured is not None]
    n, note = len(readings), "recorded scores, not activity: nothing of them is in the estimate"
    report = FileReport(
        name, READINGS, n, n, {}, min(days, default=None), max(days, default=None), notes=(note,)
    )
    return Outcome(READINGS, ActivityLog.empty(), readings, (report,))


def _read_member_data(group: Sequence[Source], manner: Manner) -> Outcome:
    """A member's archives and pages of the portability API, read as one."""
    paths = [s.content for s in group if isinstance(s.content, Path)]
    pages = [s for s in group if s.kind == "dma"]
    if not pages:
        from estimator.readers.linkedin import read_export  # noqa: PLC0415

        beside = frozenset(path for s in group for path in s.beside)
        within = {s.content: s.within for s in group if isinstance(s.content, Path)}
        return read_export(paths, beside, within, complete=manner.complete)
    from estimator.readers.dma import read_dma  # noqa: PLC0415

    archives = [s.content for s in group if s.kind != "dma" and isinstance(s.content, Path)]
    every = [page for source in pages for page in _pages(source)]
    return read_dma(every, archives, complete=manner.complete)


def _pages(source: Source) -> list[tuple[str, bytes]]:
    """The pages of a source: its own content, or the JSON files of the folder it is."""
    if isinstance(source.content, Path) and source.content.is_dir():
        return [(path.name, path.read_bytes()) for path in sorted(source.content.glob("*.json"))]
    return [(source.name, source.bytes())]


def _read_usage(source: Source, manner: Manner) -> Outcome:
    from estimator.readers.usage_report import read_usage_report  # noqa: PLC0415

    return read_usage_report(
        source.table(), source.name, period=manner.period, column_map=manner.column_map
    )


def _tables(group: Sequence[Source], manner: Manner) -> list[Table]:
    """The table of a source; of Parquet files of one folder the one that they are together."""
    if (folder := group[0].folder) is None:
        return [_table(group[0], manner)]
    paths = [source.content for source in group if isinstance(source.content, Path)]
    return folder_tables(folder, [path for path in paths if path != folder])


def _table(source: Source, manner: Manner) -> Table:
    match source.kind:
        case "frame":
            return frame_table(source.content)
        case "rows":
            return rows_table(source.content if isinstance(source.content, list | tuple) else [])
        case "csv":
            return csv_table(source.table(), source.name)
        case "json":
            return json_table(source.bytes(), source.name)
    with source.open() as stream:
        if source.kind == "parquet":
            return parquet_table(stream, source.name)
        return jsonl_table(stream, source.name, total=source.size())


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
