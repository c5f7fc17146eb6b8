"""Tables of activity: JSON lines, CSV, Parquet, data frames and lists of rows.

One row is `day, action` and, as far as it is given, `account, count`; every other column is an
attribute. Every form of the same table becomes the same log, bit for bit. To be read in this
order:

cells        what a single cell says: a day, a count
columns      a table as it stands in its source, coded but not yet judged
jsonl, delimited_rows, frames    each form of source to such a table
parquet_folder, lakes, column_types    a folder of files as one table; what a type becomes
row_groups, gathering    typed columns, read and coded a piece at a time
heading      the first line of a log: what it covers
rejections   the rows that cannot be used, and why
judging      the log of the others, and the report
"""

from estimator.readers.tables.columns import Table
from estimator.readers.tables.delimited_rows import csv_table
from estimator.readers.tables.frames import folder_tables, frame_table, is_frame, parquet_table
from estimator.readers.tables.jsonl import json_table, jsonl_table, rows_table
from estimator.readers.tables.judging import outcome_of

__all__ = [
    "Table",
    "csv_table",
    "folder_tables",
    "frame_table",
    "is_frame",
    "json_table",
    "jsonl_table",
    "outcome_of",
    "parquet_table",
    "rows_table",
]
