"""Dask: a data frame or a folder of Parquet in, a lazy data frame of scores out.

    from estimator.engines.dask import score
    score("logs/", load_rules(), date(2026, 5, 19)).to_parquet("scores/", write_index=False)

The workers compute and write; nothing comes back. Rows are moved so that each account is in one
partition, whatever order their files are in. A lost worker's partitions are computed again
elsewhere, with the same bits. An account is never split, so the one with the most rows must fit
into a worker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias, Unpack

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pyarrow as pa

from estimator.advance import lasting
from estimator.engines.account_blocks import (
    PACKED,
    ROWS,
    divided,
    place_of,
    silent,
    spoken,
    with_heading,
)
from estimator.engines.arrow import Asked, Job, histories, scores
from estimator.engines.survey import FOUND, Survey, looked_at, survey_table, together
from estimator.readers.tables.column_types import named
from estimator.readers.tables.columns import names_in_log
from estimator.readers.tables.frames import Content
from estimator.readers.tables.parquet_folder import FolderForm, Piece, check_columns, folder_of
from estimator.rules import Rules

Tables: TypeAlias = Callable[[pd.DataFrame], pa.Table | None]
Source: TypeAlias = str | Path | dd.DataFrame
FRAME = "data frame"
PLACE = "ssi place"  # the column that rows are moved by


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


@dataclass(frozen=True)
class DaskLog:
    """A log in partitions, not read yet; content: what it states of itself."""

    frame: dd.DataFrame
    n_parts: int  # after its rows are moved
    content: Content = field(default_factory=dict)
    left_out: Sequence[str] = ()  # sentences on files of its folder that are not read

    def survey(self, not_after: date | None = None) -> Survey:
        look = partial(survey_table, not_after=not_after)
        seen = self.frame[looked_at(self.frame.columns)]
        found = _mapped(seen, look, FOUND, self.content)
        with lasting("looking at rows"):
            few = found.reduction(_together, aggregate=_together, meta=found._meta).compute()
        return Survey.of([_few(few)], self.content, not_after)

    def apply(self, job: Job, schema: pa.Schema) -> dd.DataFrame:
        # Dask moves a row by what pandas makes of it, several times. What it moves here is a row a
        # place: the rows of all accounts that belong there.
        bundles = self.frame.map_partitions(_bundled, self.n_parts, meta=_bundled(None, 1))
        moved = bundles.set_index(PLACE, divisions=[*range(self.n_parts + 1)])
        made = _mapped(moved, job, schema, spoken(self.content), _unbundled)
        rest = silent(self.content)
        return made if rest is None else dd.concat([made, dd.from_pandas(_frame(job(rest)))])


def log_of(source: Source) -> DaskLog:
    """The log that a Dask data frame or a folder of Parquet is. Raises: LogError."""
    if isinstance(source, dd.DataFrame):
        return _of_frame(source)
    folder = folder_of(source)
    pieces: list[Piece | None] = [*folder.pieces()]
    n_parts = max(1, len(folder.files), folder.n_rows // ROWS)
    meta = _frame(folder.form.schema.empty_table())
    read = partial(_read, form=folder.form)
    frame = dd.from_map(read, pieces or [None], meta=meta, enforce_metadata=False)
    return DaskLog(frame, n_parts, folder.content, folder.left_out)


def score(
    source: Source, rules: Rules, on: date | None = None, **asked: Unpack[Asked]
) -> dd.DataFrame:
    """The scores of every account on a day; see `arrow.scores`. Raises: LogError."""
    return scores(log_of(source), rules, on, **asked)


def history(
    source: Source, rules: Rules, start: date, end: date, **asked: Unpack[Asked]
) -> dd.DataFrame:
    """The scores of every account and day; see `arrow.histories`. Raises: LogError."""
    return histories(log_of(source), rules, start, end, **asked)


def _of_frame(frame: dd.DataFrame) -> DaskLog:
    """Its rows are moved: divisions may be those of files, in two of which one account is."""
    frame = frame.reset_index() if frame.index.name is not None else frame
    frame = frame.rename(columns=names_in_log([*map(str, frame.columns)], FRAME))
    check_columns(_table(frame._meta).schema, FRAME)
    meta = _frame(named(_table(frame._meta)))
    frame = frame.map_partitions(
        *(_on_frame, named, {}, meta, _table), meta=meta, enforce_metadata=False
    )
    return DaskLog(frame, frame.npartitions)


def _mapped(
    frame: dd.DataFrame, job: Job, schema: pa.Schema, content: Content, tables: Tables = _table
) -> dd.DataFrame:
    """The frame with the job done on each partition; the job travels once, not with each."""
    meta = _frame(schema.empty_table())
    return frame.map_partitions(
        *(_on_frame, dask.delayed(job), content, meta, tables), meta=meta, enforce_metadata=False
    )


def _on_frame(
    frame: pd.DataFrame, job: Job, content: Content, none: pd.DataFrame, tables: Tables
) -> pd.DataFrame:
    table = tables(frame)
    return none if table is None else _frame(job(with_heading(table, content)))


def _bundled(frame: pd.DataFrame | None, n_parts: int) -> pd.DataFrame:
    """A row for each place that accounts belong to: their rows, as Arrow sends them."""
    bundles = dict[int, bytes]()
    if frame is not None and len(frame):
        table = _table(frame)
        for place, rows in divided(table, place_of(table["account"], n_parts)):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, rows.schema, options=PACKED) as stream:
                stream.write_table(rows)
            bundles[place] = sink.getvalue().to_pybytes()
    rows = pd.array([*bundles.values()], dtype=pd.ArrowDtype(pa.large_binary()))
    return pd.DataFrame({PLACE: np.array([*bundles], dtype=np.int64), "rows": rows})


def _unbundled(frame: pd.DataFrame) -> pa.Table | None:
    tables = [pa.ipc.open_stream(rows).read_all() for rows in frame["rows"]]
    return pa.concat_tables(tables, promote_options="permissive") if tables else None


def _together(found: pd.DataFrame) -> pd.DataFrame:
    return _frame(together(_few(found)))


def _few(found: pd.DataFrame) -> pa.Table:
    """Its rows in memory of their own: of what came over a wire Arrow warns that it lies askew."""
    return pa.Table.from_pylist(found.to_dict("records"), FOUND)


def _read(
    piece: Piece | None, columns: Sequence[str] | None = None, *, form: FolderForm
) -> pd.DataFrame:
    """The rows of a row group; Dask itself asks for the columns that are looked at."""
    form = form if columns is None else form.narrowed(columns)
    batches = [] if piece is None else form.batches(piece[0], [piece[1]])
    return _frame(pa.concat_tables([form.schema.empty_table(), *batches]))


def _frame(table: pa.Table) -> pd.DataFrame:
    """The table with Arrow's own types, in which nothing is changed."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)
