"""Spark 4: a data frame or a folder of Parquet in, a lazy data frame of scores out.

    from estimator.engines.spark import score
    score(spark.read.parquet("logs/"), load_rules(), date(2026, 5, 19)).write.parquet("scores/")

Rows are moved by `repartition("account")` and sorted, so that each task streams whole accounts:
what a task holds is one table of them, or the one account that has more rows. How many partitions,
how many rows a batch, how often a lost task is tried again: Spark's own configuration says.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias, Unpack

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.types import StringType, StructField, StructType

from estimator.engines.account_blocks import silent, spoken, whole_accounts, with_heading
from estimator.engines.arrow import Asked, Job, histories, scores
from estimator.engines.survey import FIRST, FOUND, Survey, looked_at, survey_table
from estimator.readers.tables.column_types import named
from estimator.readers.tables.columns import names_in_log
from estimator.readers.tables.frames import Content
from estimator.readers.tables.parquet_folder import FolderForm, check_columns, folder_of
from estimator.rules import Rules

Source: TypeAlias = str | Path | DataFrame
TYPES = {pa.string(): "string", pa.date32(): "date", pa.float64(): "double"}
TYPES |= {pa.int32(): "int", pa.int64(): "bigint", pa.bool_(): "boolean"}
WORDS = {*TYPES.values(), "tinyint", "smallint", "float", "timestamp", "timestamp_ntz", "binary"}
FRAME = "data frame"
PARTS = 1000  # of a folder, at most


@dataclass(frozen=True)
class SparkLog:
    """A log in a data frame; content: what it states of itself."""

    frame: DataFrame
    content: Content = field(default_factory=dict)
    left_out: Sequence[str] = ()  # sentences on files of its folder that are not read

    def survey(self, not_after: date | None = None) -> Survey:
        look = partial(survey_table, not_after=not_after)
        on_each = partial(_each, job=look, content=self.content)
        seen = self.frame.select(*(sql.col(f"`{n}`") for n in looked_at(self.frame.columns)))
        found = seen.mapInArrow(on_each, _ddl(FOUND)).groupBy("kind", "what")
        few = found.agg(sql.min("day").alias("low"), sql.max("day").alias("day"), sql.sum("rows"))
        day = sql.when(few["kind"] == FIRST, few["low"]).otherwise(few["day"])
        few = few.select("kind", "what", day.alias("day"), few["sum(rows)"].alias("rows"))
        return Survey.of([few.toArrow().cast(FOUND)], self.content, not_after)

    def apply(self, job: Job, schema: pa.Schema) -> DataFrame:
        moved = self.frame.repartition("account").sortWithinPartitions("account")
        on_each = partial(_each, job=job, content=spoken(self.content), tables=whole_accounts)
        made, rest = moved.mapInArrow(on_each, _ddl(schema)), silent(self.content)
        if rest is None:
            return made
        return made.unionByName(self.frame.sparkSession.createDataFrame(job(rest)))


def log_of(source: Source) -> SparkLog:
    """The log that a data frame or a folder of Parquet is. Raises: LogError."""
    if isinstance(source, DataFrame):
        return SparkLog(_in_form(source))
    folder = folder_of(source)
    pieces = [(pickle.dumps(piece),) for piece in folder.pieces()]
    # Spark's own reader has no word for some types, and merges no two that differ; ours has one
    # rule for all engines. What a task is handed is a name and a row group.
    frame = SparkSession.builder.getOrCreate().createDataFrame(pieces, "piece binary")
    frame = frame.repartition(max(1, min(len(pieces), PARTS)))
    read = partial(_read, form=folder.form)
    return SparkLog(frame.mapInArrow(read, _ddl(folder.schema)), folder.content, folder.left_out)


def score(
    source: Source, rules: Rules, on: date | None = None, **asked: Unpack[Asked]
) -> DataFrame:
    """The scores of every account on a day; see `arrow.scores`. Raises: LogError."""
    return scores(log_of(source), rules, on, **asked)


def history(
    source: Source, rules: Rules, start: date, end: date, **asked: Unpack[Asked]
) -> DataFrame:
    """The scores of every account and day; see `arrow.histories`. Raises: LogError."""
    return histories(log_of(source), rules, start, end, **asked)


def _each(
    batches: Iterable[pa.RecordBatch],
    job: Job,
    content: Content,
    tables: Callable[[Iterable[pa.Table]], Iterable[pa.Table]] = iter,
) -> Iterator[pa.RecordBatch]:
    for table in tables(pa.Table.from_batches([batch]) for batch in batches):
        yield from job(with_heading(table, content)).to_batches()


def _read(batches: Iterable[pa.RecordBatch], form: FolderForm) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for piece in batch.column(0).to_pylist():
            file, group = pickle.loads(piece)
            for table in form.batches(file, [group]):
                yield from table.combine_chunks().to_batches()


def _in_form(frame: DataFrame) -> DataFrame:
    """The frame with its accounts by name, its moments as days, its bytes as texts.

    The days are those of the session's zone, which is how Spark itself shows them. Columns of types
    that a log has no word for are left out.
    """
    new = names_in_log(frame.columns, FRAME)
    frame = frame.toDF(*(new[name] for name in frame.columns))
    kept = [(n, kind) for n, kind in frame.dtypes if kind in WORDS or kind.startswith("decimal")]
    columns = {name: sql.col(f"`{name}`") for name, _ in kept}
    for name, kind in kept:
        if kind.startswith("timestamp") or (kind == "binary" and name != "account"):
            columns[name] = columns[name].cast("date" if kind != "binary" else "string")
    frame = frame.select(*(column.alias(name) for name, column in columns.items()))
    check_columns(frame.limit(0).toArrow().schema, FRAME)
    fields = [StructField(n, StringType()) if n == "account" else frame.schema[n] for n in columns]
    return frame.mapInArrow(partial(_each, job=named, content={}), StructType(fields))


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {TYPES[field.type]}" for field in schema)
