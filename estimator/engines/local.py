"""This machine alone: Parquet larger than its memory in, scores out, a table at a time.

    from estimator.engines.local import score
    score("logs/", load_rules(), date(2026, 5, 19), memory=500_000_000).write("scores/")

Row groups that hold neighbouring accounts, which their footers tell, are read one after the other.
Of other files the rows wait on disk, beside what is written, until all of an account's are there.
Either way no more rows are held than fit into `memory`, unless a single account has more, which
is never split. The libraries take some 150 MB beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from estimator.actions import Seat
from estimator.advance import advancing
from estimator.coverage import Coverage
from estimator.engines.folder import Folder, folder_of
from estimator.engines.headings import silent, spoken, with_heading
from estimator.engines.jobs import Job, histories, scores
from estimator.engines.packing import tables_of
from estimator.engines.ranges import Ranged, most_held, ranged
from estimator.engines.spilling import by_account
from estimator.engines.survey import Survey, survey_table
from estimator.readers.tables.column_types import TEXTS
from estimator.readers.tables.columns import CORE
from estimator.rules import Rules

MEMORY = 1_000_000_000  # bytes
ROW, COLUMN = 160, 32  # bytes held of a row while it is scored, and of each attribute in it
DAY = 400  # bytes of an account's scores on a day
BATCH = 1 << 16  # rows read at a time


@dataclass(frozen=True)
class Log:
    """A log in Parquet files, not read yet; memory: bytes that its rows may take."""

    folder: Folder
    memory: int = MEMORY

    @property
    def others(self) -> Sequence[str]:
        """Names of files in the folder that are no Parquet."""
        return self.folder.others

    @property
    def most(self) -> int:
        """The most rows of a table."""
        return max(1, self.memory // self.row)

    @property
    def row(self) -> int:
        """The bytes held of a row while it is scored."""
        return ROW + COLUMN * max(0, len(self.folder.schema) - len(CORE))

    def survey(self, not_after: date | None = None) -> Survey:
        content = self.folder.content
        found = (
            survey_table(with_heading(table, content), not_after)
            for table in self._batches(min(self.most, 1 << 20))
        )
        return Survey.of(found, content, not_after)

    def apply(self, job: Job, schema: pa.Schema) -> "Tables":
        return Tables(self, job, schema)

    def tables(self, beside: Path | None = None) -> Iterator[pa.Table]:
        """The log in tables of whole accounts; rows that must wait do so in a folder `beside`."""
        pieces = ranged(self.folder.files)
        if pieces is not None and most_held(pieces) <= self.most:
            yield from self._in_turn(pieces)
        else:
            with TemporaryDirectory(prefix="ssi-", dir=beside) as folder:
                rows = advancing("sorting rows", self._batches(BATCH), self.folder.n_rows, len)
                yield from by_account(rows, self.folder.n_rows, self.most, Path(folder))

    def _in_turn(self, pieces: Sequence[Ranged]) -> Iterator[pa.Table]:
        """Tables of the accounts that no later piece may hold."""
        held: list[pa.Table] = []
        n_held = 0
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            held.append(_coded(self.folder.read(piece.piece)))
            n_held += piece.n_rows
            if following is None:
                yield from tables_of(pa.concat_tables(held), self.most)
            elif n_held + following.n_rows > self.most:
                whole, rest = _cut(pa.concat_tables(held), following.low)
                held, n_held = [rest], rest.num_rows
                yield from tables_of(whole, self.most)

    def _batches(self, rows: int) -> Iterator[pa.Table]:
        """The log in the order of its files, `rows` rows at a time."""
        buffered = ds.ParquetFragmentScanOptions(use_buffered_stream=True, pre_buffer=False)
        for file in self.folder.files:
            yield from self.folder.batches(file, rows, buffered)


@dataclass(frozen=True)
class Tables:
    """What a job makes of a log, a table at a time; nothing is read before the first is asked for.

    schema: of each table, which is sorted; the tables are in no order. days: that the job makes a
    row of, for each account.
    """

    log: Log
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

    def _made_or_empty(self, beside: Path) -> Iterator[pa.Table]:
        made = self.made(beside)
        yield next(made, self.schema.empty_table())
        yield from made

    def write(self, folder: str | Path) -> None:
        """Writes each table as a Parquet file of a new folder, of which nothing is left on failure.

        Raises: FileExistsError.
        """
        target = Path(folder)
        target.mkdir()
        try:
            for place, table in enumerate(self._made_or_empty(target.parent)):
                pq.write_table(table, target / f"{place:05d}.parquet")
        except BaseException:
            rmtree(target)
            raise


def _coded(table: pa.Table) -> pa.Table:
    """The table with its texts as codes, but for accounts."""
    for place, field in enumerate(table.schema):
        if field.name != "account" and str(field.type) in TEXTS:
            table = table.set_column(place, field.name, table.column(place).dictionary_encode())
    return table


def _cut(table: pa.Table, low: str) -> tuple[pa.Table, pa.Table]:
    """The rows of the accounts before this one, and the others."""
    before = pc.less(table.column("account"), low)
    return table.filter(before), table.filter(pc.invert(before))


def log_of(source: str | Path, memory: int = MEMORY) -> Log:
    """The log that a Parquet file or a folder of them is. Raises: LogError."""
    return Log(folder_of(source), memory)


def score(
    source: str | Path,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    coverage: Coverage | None = None,
    *,
    memory: int = MEMORY,
) -> Tables:
    """The scores of every account on a day; see `jobs.scores`.

    memory: bytes that the rows may take which are held at once. Raises: LogError.
    """
    return scores(log_of(source, memory), rules, on, seat, coverage)


def history(
    source: str | Path,
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    coverage: Coverage | None = None,
    *,
    memory: int = MEMORY,
) -> Tables:
    """The scores of every account and day; see `jobs.histories`.

    memory: as in `score`, of the days as well as of the rows. Raises: LogError.
    """
    made = histories(log_of(source, memory), rules, start, end, seat, coverage)
    return replace(made, days=(end - start).days + 1)
