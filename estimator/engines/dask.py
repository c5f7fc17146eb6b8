"""Dask: a data frame or a folder of Parquet in, a lazy data frame of scores out.

    from estimator.engines.dask import score
    score("logs/", load_rules(), date(2026, 5, 19)).to_parquet("scores/", write_index=False)

The workers compute and write; nothing comes back. Rows are moved so that each account is in one
partition, unless the footers of the files prove that they are so already. A lost worker's
partitions are computed again elsewhere, with the same bits. An account is never split, so the one
with the most rows must fit into a worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

import dask
import dask.dataframe as dd
import pandas as pd
import pyarrow as pa

from estimator.actions import Seat
from estimator.coverage import Coverage
from estimator.engines import headings
from estimator.engines.blocks import ROWS
from estimator.engines.folder import folder_of, read_piece
from estimator.engines.jobs import Job, histories, scores
from estimator.engines.survey import FOUND, Survey, survey_table, together
from estimator.rules import Rules

Source: TypeAlias = str | Path | dd.DataFrame


@dataclass(frozen=True)
class Log:
    """A log in partitions, not read yet; content: what it states of itself."""

    frame: dd.DataFrame
    whole: bool  # each account is in one partition
    n_parts: int  # after its rows are moved
    content: headings.Content | None = None
    others: Sequence[str] = ()  # files in its folder that are no Parquet

    def survey(self, not_after: date | None = None) -> Survey:
        look = partial(survey_table, not_after=not_after)
        found = _mapped(self.frame, look, FOUND, self.content)
        few = found.reduction(_together, aggregate=_together, meta=found._meta).compute()
        return Survey.of([_table(few).cast(FOUND)], self.content, not_after)

    def apply(self, job: Job, schema: pa.Schema) -> dd.DataFrame:
        frame = self.frame
        if not self.whole:
            frame = frame.shuffle("account", npartitions=self.n_parts)
        made = _mapped(frame, job, schema, headings.spoken(self.content))
        rest = headings.silent(self.content)
        return made if rest is None else dd.concat([made, dd.from_pandas(_frame(job(rest)))])


def log_of(source: Source) -> Log:
    """The log that a Dask data frame or a folder of Parquet is. Raises: LogError."""
    if isinstance(source, dd.DataFrame):
        return _of_frame(source)
    folder = folder_of(source)
    read = partial(_read, schema=folder.schema)
    meta = _frame(folder.schema.empty_table())
    pieces = folder.pieces()
    frame = dd.from_map(read, pieces, meta=meta, enforce_metadata=False)
    return Log(
        frame, folder.whole, max(len(pieces), folder.n_rows // ROWS), folder.content, folder.others
    )


def score(
    source: Source,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    coverage: Coverage | None = None,
) -> dd.DataFrame:
    """The scores of every account on a day; see `jobs.scores`. Raises: LogError."""
    return scores(log_of(source), rules, on, seat, coverage)


def history(
    source: Source,
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    coverage: Coverage | None = None,
) -> dd.DataFrame:
    """The scores of every account and day; see `jobs.histories`. Raises: LogError."""
    return histories(log_of(source), rules, start, end, seat, coverage)


def _of_frame(frame: dd.DataFrame) -> Log:
    """Its rows are moved: divisions may be those of files, in two of which one account is."""
    frame = frame.reset_index() if frame.index.name == "account" else frame
    headings.check_accounts(_table(frame._meta).schema)
    meta = _frame(headings.named(_table(frame._meta)))
    frame = frame.map_partitions(_on_frame, headings.named, None, meta=meta, enforce_metadata=False)
    return Log(frame, False, frame.npartitions)


def _mapped(
    frame: dd.DataFrame, job: Job, schema: pa.Schema, content: headings.Content | None
) -> dd.DataFrame:
    """The frame with the job done on each partition; the job travels once, not with each."""
    meta = _frame(schema.empty_table())
    return frame.map_partitions(
        _on_frame, dask.delayed(job), content, meta=meta, enforce_metadata=False
    )


def _on_frame(frame: pd.DataFrame, job: Job, content: headings.Content | None) -> pd.DataFrame:
    return _frame(job(headings.with_heading(_table(frame), content)))


def _together(found: pd.DataFrame) -> pd.DataFrame:
    return _frame(together(_table(found).cast(FOUND)))


def _read(piece: object, schema: pa.Schema) -> pd.DataFrame:
    return _frame(read_piece(piece, schema))


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _frame(table: pa.Table) -> pd.DataFrame:
    """The table with Arrow's own types, in which nothing is changed."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)
