"""This machine alone: Parquet larger than its memory in, scores out, a table at a time.

    from estimator.engines.local import score
    score("logs/", load_rules(), date(2026, 5, 19), memory=500_000_000).write("scores/")

A log that fits into `memory` is read at once. Of a larger one the rows wait on disk, beside what is
written, in files of whole accounts, each so small that it fits, unless a single account has more
rows, which is never split. The libraries take some 150 MB beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Unpack

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from estimator.advance import advancing
from estimator.atomic_file import atomic_folder
from estimator.engines.account_blocks import PACKED, divided, place_of, silent, spoken, with_heading
from estimator.engines.arrow import Asked, Job, histories, scores
from estimator.engines.survey import Survey, looked_at, survey_table
from estimator.readers.tables.column_types import CORE
from estimator.readers.tables.parquet_folder import ROWS, Folder, folder_of
from estimator.rules import Rules

MEMORY = 2_000_000_000  # bytes
ROW, COLUMN = 160, 32  # bytes held of a row while it is scored, and of each attribute in it
DAY = 400  # bytes of an account's scores on a day
FILES = 128  # open at a time


@dataclass(frozen=True)
class StreamedLog:
    """A log in Parquet files, not read yet; memory: bytes that its rows may take."""

    folder: Folder
    memory: int = MEMORY
    left_out: Sequence[str] = ()  # sentences on files of its folder that are not read

    @property
    def row(self) -> int:
        """The bytes held of a row while it is scored."""
        return ROW + COLUMN * max(0, len(self.folder.schema) - len(CORE))

    @property
    def most(self) -> int:
        """The most rows of a table."""
        return max(1, self.memory // self.row)

    def survey(self, not_after: date | None = None) -> Survey:
        content = self.folder.content
        names = looked_at(self.folder.schema.names)
        tables = self.folder.batches(min(self.most, ROWS), names)
        found = (survey_table(with_heading(table, content), not_after) for table in tables)
        return Survey.of(found, content, not_after)

    def apply(self, job: Job, schema: pa.Schema) -> "Tables":
        return Tables(self, job, schema)

    def tables(self, beside: Path | None = None) -> Iterator[pa.Table]:
        """The log in tables of whole accounts; rows that must wait do so in a folder `beside`."""
        batches = self.folder.batches(min(self.most, ROWS))
        if self.folder.n_rows <= self.most:
            yield pa.concat_tables([self.folder.schema.empty_table(), *batches])
        else:
            with TemporaryDirectory(prefix="ssi-", dir=beside) as folder:
                batches = advancing("sorting rows", batches, self.folder.n_rows, len)
                yield from by_account(batches, self.folder.n_rows, self.most, Path(folder))


@dataclass(frozen=True)
class Tables:
    """What a job makes of a log, a table at a time; nothing is read before the first is asked for.

    schema: of each table, which is sorted; the tables are in no order. days: that the job makes a
    row of, for each account.
    """

    log: StreamedLog
    job: Job
    schema: pa.Schema
    days: int = 1

    def __iter__(self) -> Iterator[pa.Table]:
        return self.made()

    def made(self, beside: Path | None = None) -> Iterator[pa.Table]:
        """The tables; rows that must wait do so in a folder `beside`, or where such things go."""
        content = self.log.folder.content
        each = (self.days - 1) * DAY // self.log.row  # those of one day are little
        n_rows = self.log.folder.n_rows
        for rows in advancing("scoring rows", self.log.tables(beside), n_rows, len):
            for table in tables_of(rows, self.log.most, each):
                yield self.job(with_heading(table, spoken(content)))
        if (rest := silent(content)) is not None:
            yield self.job(rest)

    def write(self, folder: str | Path) -> None:
        """Writes each table as a Parquet file of a new folder, there when all of them are.

        Raises: FileExistsError; InputError where nothing can be written.
        """
        target = Path(folder)
        if target.exists():
            raise FileExistsError(f"{target} is there already")
        with atomic_folder(target) as beside:
            self.fill(beside)

    def fill(self, folder: Path) -> None:
        """Makes the folder and writes each table into it, a file at a time."""
        folder.mkdir()
        place = -1
        for place, table in enumerate(self.made(folder.parent)):
            pq.write_table(table, folder / f"{place:05d}.parquet")
        if place < 0:
            pq.write_table(self.schema.empty_table(), folder / "00000.parquet")


def tables_of(table: pa.Table, most: int, each: int = 0) -> Iterator[pa.Table]:
    """The rows in tables of whole accounts, sorted: of `most` rows or the last account's more.

    each: as how many rows an account counts besides its own.
    """
    if not table.num_rows:
        return
    if table.num_rows * (1 + each) <= most:
        yield table
        return
    coded = table.column("account").combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary).to_numpy()
    rows = np.bincount(coded.indices)[order] + each
    place = np.empty(len(order), dtype=np.int64)
    place[order] = (np.cumsum(rows) - rows) // most
    yield from (some for _, some in divided(table, place[coded.indices.to_numpy()]))


def by_account(
    tables: Iterable[pa.Table], n_rows: int, most: int, folder: Path, level: int = 1
) -> Iterator[pa.Table]:
    """The rows in tables of whole accounts, of `most` rows unless one account alone has more.

    Rows wait in files of the folder, which must be empty, until all of an account's are there. A
    file that is too large is divided once more, unless it is one account's.
    """
    n_files = min(FILES, max(2, -(-2 * n_rows // most)))  # not one quite full
    waiting = np.zeros(n_files, dtype=np.int64)
    with ExitStack() as opened:
        writers: dict[int, pa.RecordBatchWriter] = {}
        for table in tables:
            for place, rows in divided(table, place_of(table["account"], n_files, level)):
                if place not in writers:
                    file = pa.ipc.new_file(folder / str(place), rows.schema, options=PACKED)
                    writers[place] = opened.enter_context(file)
                writers[place].write_table(rows)
                waiting[place] += rows.num_rows
    for place in sorted(writers):
        path, below = folder / str(place), folder / f"{place}-divided"
        names = (
            pc.unique(table["account"]) for table in _read(path)
        )  # looked at where it is large
        if waiting[place] > most and level < 1 << 32 and len({*chain(*names)}) > 1:
            below.mkdir()
            yield from by_account(_read(path), int(waiting[place]), most, below, level * n_files)
            below.rmdir()
        else:
            yield pa.concat_tables(_read(path))
        path.unlink()


def _read(path: Path) -> Iterator[pa.Table]:
    with pa.ipc.open_file(path) as file:
        for place in range(file.num_record_batches):
            yield pa.Table.from_batches([file.get_batch(place)])


def log_of(source: str | Path, memory: int = MEMORY) -> StreamedLog:
    """The log that a Parquet file or a folder of them is. Raises: LogError."""
    folder = folder_of(source)
    return StreamedLog(folder, memory, folder.left_out)


def score(
    source: str | Path,
    rules: Rules,
    on: date | None = None,
    *,
    memory: int = MEMORY,
    **asked: Unpack[Asked],
) -> Tables:
    """The scores of every account on a day; see `arrow.scores`.

    memory: bytes that the rows may take which are held at once. Raises: LogError.
    """
    return scores(log_of(source, memory), rules, on, **asked)


def history(
    source: str | Path,
    rules: Rules,
    start: date,
    end: date,
    *,
    memory: int = MEMORY,
    **asked: Unpack[Asked],
) -> Tables:
    """The scores of every account and day; see `arrow.histories`.

    memory: as in `score`, of the days as well as of the rows. Raises: LogError.
    """
    made = histories(log_of(source, memory), rules, start, end, **asked)
    return replace(made, days=(end - start).days + 1)
