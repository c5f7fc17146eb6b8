"""Tables of activity: JSON lines, CSV, Parquet, data frames and lists of rows.

One row is `day, action` and, as far as it is given, `account, count`; every other column is an
attribute. Every form of the same table becomes the same log, bit for bit. To be read in this
order:

cells        what a single cell says: a day, a count
columns      a table as it stands in its source, coded but not yet judged
text_tables, frames    each form of source to such a table
parquet_folder, lakes, column_types    a folder of files as one table; what a type becomes
gathering    typed columns, read and coded a piece at a time
heading      the first line of a log: what it covers
judging      which rows cannot be used, and why; the log of the others, and the report
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from estimator.days import to_day
from estimator.json_text import value_of
from estimator.log import ActivityLog
from estimator.readers.merging import merged
from estimator.readers.outcome import Outcome
from estimator.readers.registry import KnownSource, Manner, Start
from estimator.readers.tables.columns import Table
from estimator.readers.tables.frames import folder_tables, frame_table, parquet_table
from estimator.readers.tables.judging import outcome_of
from estimator.readers.tables.text_tables import csv_table, json_table, jsonl_table, rows_table


def recognised(start: Start) -> str:
    """Which form of a log begins so: with columns of days and actions, or such a line of JSON."""
    if start.text:
        try:
            first = value_of(start.text.splitlines()[0])
        except ValueError:
            return ""
        named = isinstance(first, dict) and {"action", "covers", "day"} & first.keys()
        return "jsonl" if named else ""
    called = {start.column_map.get(cell, cell).lower() for cell in start.names}
    if "action" not in called:
        return ""
    from estimator.readers.daily_table import day_column  # noqa: PLC0415  # rare

    dated = "day" in called or day_column(start.names, start.rows, start.column_map) is not None
    return "csv" if dated else ""


def read(sources: Sequence[KnownSource], manner: Manner) -> Outcome:
    """The log of a table, or of the Parquet files of one folder."""
    content, folder = sources[0].content, sources[0].folder
    if isinstance(content, ActivityLog):
        return Outcome("log", content)
    if folder is None:
        tables = [_table(sources[0])]
    else:
        paths = (one.content for one in sources)
        tables = folder_tables(folder, [p for p in paths if isinstance(p, Path) and p != folder])
    judge = partial(
        outcome_of,
        complete=manner.complete,
        not_after=None if manner.not_after is None else to_day(manner.not_after),
        column_map=manner.column_map,
    )
    return merged([judge(table) for table in tables])


def _table(source: KnownSource) -> Table:
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
