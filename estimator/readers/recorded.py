"""Readings from the SSI columns that stand beside activity, and from files of any kind."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

from estimator.dates import DAY_NAMES
from estimator.days import to_day
from estimator.delimited import Record
from estimator.errors import Fault, LogError, ReadingError, SourceWarning
from estimator.log import ActivityLog
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.registry import KnownSource, Manner, Start, keys_in
from estimator.reading import PILLARS, Reading
from estimator.reading.files import read_readings as read_recorded
from estimator.reading.histories import Record as Answer
from estimator.reading.histories import records, rows_of
from estimator.reading.names import pillar_of, plain
from estimator.reading.objects import CLEAR_TOTALS, DATES

KIND = "readings"
MOST_PILLARS = 3  # of the four, that a record of scores names
LONG_HISTORY = frozenset({"data_referencia", "campo", "valor_original"})  # a figure a row
_ANSWER = ('"memberScore"', '"subScores"', '"response"')
TOTAL = "ssi"
SCORES = (TOTAL, *PILLARS)
WITH_ACTIVITY = ("usage_report", "activity_logger", "daily_table")  # kinds with SSI columns
TABLES = frozenset({".csv", ".tsv", ".xlsx"})


def recognised(start: Start) -> str:
    """Whether recorded scores begin so: an answer of /ssi, or rows that are dated and of no seat or
    activity.
    """
    if start.text:
        keys = keys_in(start.text)
        named = not keys & {"action", "covers"} and len(_pillars(keys)) >= MOST_PILLARS
        return KIND if named or any(word in start.text for word in _ANSWER) else ""
    if {name.lower() for name in start.names} >= LONG_HISTORY:
        return KIND
    from estimator.readers import usage_columns as usage  # noqa: PLC0415  # rare

    called = {*map(plain, start.names)}
    found = {usage.meaning_of(name) for name in start.names}
    found |= {start.column_map.get(name) for name in start.names}
    scores = len(_pillars(start.names)) >= MOST_PILLARS or bool(called & {*CLEAR_TOTALS})
    # a tracker keeps counts of its own beside the scores; a report is of seats and periods
    alone = not found - {None, usage.UNUSED, *usage.SSI, "seat"}
    alone = alone or not found & {*usage.PERSON, *usage.PERIOD}
    return KIND if called & {*DATES, *DAY_NAMES} and scores and alone else ""


def _pillars(names: Iterable[str]) -> set[str]:
    return {pillar for name in names if (pillar := pillar_of(name)) is not None}


def read(sources: Sequence[KnownSource], _: Manner) -> Outcome:
    """The recorded scores of a file or a sheet, and a log without a row."""
    content, name = sources[0].content, sources[0].name
    try:
        readings = (
            read_recorded(content)
            if isinstance(content, Path)
            else of_sheet(sources[0].rows(), name)
        )
    except ReadingError as error:
        raise LogError(error.faults) from None
    days = [to_day(reading.captured) for reading in readings if reading.captured is not None]
    n, note = len(readings), "recorded scores, not activity: nothing of them is in the estimate"
    report = FileReport(
        name, KIND, n, n, {}, min(days, default=None), max(days, default=None), notes=(note,)
    )
    return Outcome(KIND, ActivityLog.empty(), readings, (report,))


def read_readings(path: str | Path) -> tuple[Reading, ...]:
    """The readings that `path` holds, the earliest first, the undated last, each once.

    A path is a folder of files, or one: a JSON envelope or payload, JSON lines, the history of
    another tool (JSON or CSV), a note with the columns date and total or the four pillars, a
    saved page, a usage report with its SSI columns (CSV, XLSX), an activity logger's CSV.

    Raises: ReadingError with every fault of every file; of a narrower kind where all agree.
    """
    return read_recorded(path, _beside_activity)


def _beside_activity(file: Path) -> Sequence[Reading] | None:
    """The readings of a table that holds activity too; None for any other file."""
    if file.suffix.lower() not in TABLES:
        return None
    from estimator.readers.opening import source_of  # noqa: PLC0415  # reads this module

    with ExitStack() as while_open:
        try:
            source = source_of(file, {}, None, while_open)
        except LogError as error:
            if file.suffix.lower() == ".xlsx":
                raise ReadingError(error.faults) from None
            return None  # the reader of plain readings says what is wrong
    if source.kind == "readings" and isinstance(source.content, list):
        for fault in (fault for report in source.left for fault in report.faults):
            warnings.warn(str(fault), SourceWarning, stacklevel=2)
        try:
            return of_sheet(source.content, str(file))
        except ReadingError as error:
            raise type(error)(source.placed(error.faults)) from None
    if source.kind not in WITH_ACTIVITY:
        if file.suffix.lower() != ".xlsx":
            return None
        raise ReadingError.at(file, "is a workbook without SSI columns; save a note as CSV")
    from estimator.readers.sources import read_sources  # noqa: PLC0415  # which reads this module

    try:
        outcome = read_sources([file])
    except LogError as error:
        raise ReadingError(error.faults) from None
    readings = outcome.readings
    if not readings:
        none = Fault(f"{file}:1", "no column of an SSI has a number in it")
        raise ReadingError([f for report in outcome.files for f in report.faults] or [none])
    return readings


def of_sheet(sheet: Sequence[Record], name: str) -> tuple[Reading, ...]:
    """The readings in the rows of a sheet. Raises: ReadingError for the first that is none."""
    return tuple(
        Reading.from_payload(record.payload, where=record.where) for record in rows_of(sheet, name)
    )


def readings_in(
    source: Path | Iterable[Answer], given: Mapping[str, str]
) -> Iterator[Reading | ReadingError]:
    """Each reading in a file, or in recorded answers, or the error of what is none.

    given: what is known of all of them, by the parameters of `Reading.from_payload`.
    """
    beside = _beside_activity(source) if isinstance(source, Path) else None
    if beside is not None:
        day = date.fromisoformat(given["captured"]) if "captured" in given else None
        known = {**given, "captured": day} if day else given
        yield from (replace(reading, **known) for reading in beside)
        return
    for answer in records(source) if isinstance(source, Path) else source:
        try:
            yield Reading.from_payload(answer.payload, where=answer.where, **given)  # type: ignore[arg-type]
        except ReadingError as error:
            yield error
