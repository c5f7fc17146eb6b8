"""A Parquet file read piece by piece, several row groups at once.

pyarrow is imported here, and only when such a table is read.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from estimator.readers.tables.column_types import TEXTS, usual, usual_schema
from estimator.readers.tables.gathering import Place

ROWS = 1 << 20  # of a piece
THREADS = 4  # at most, as each holds a piece


@dataclass(frozen=True)
class Groups:
    """The row groups of a file, not read yet; `opened` opens it anew, for each thread its own."""

    opened: Callable[[], object]
    footer: "pq.FileMetaData"
    schema: pa.Schema

    @classmethod
    def of(cls, source: BinaryIO) -> "Groups":
        """The groups of a file, by its footer."""
        opened = _opener(source)
        with pq.ParquetFile(opened()) as file:
            return cls(opened, file.metadata, usual_schema(file.schema_arrow))

    @property
    def n_rows(self) -> int:
        return int(self.footer.num_rows)

    def put(self, columns: Mapping[str, Place]) -> None:
        """Puts every row of these columns into its place."""
        n_threads = max(1, min(self.footer.num_row_groups, pa.cpu_count(), THREADS))
        with ThreadPoolExecutor(n_threads) as threads:
            shares = [range(k, self.footer.num_row_groups, n_threads) for k in range(n_threads)]
            for done in [threads.submit(self._put, columns, share) for share in shares]:
                done.result()

    def _put(self, columns: Mapping[str, Place], groups: range) -> None:
        sizes = [self.footer.row_group(k).num_rows for k in range(self.footer.num_row_groups)]
        starts = [*accumulate(sizes, initial=0)]
        for group in groups:
            start = starts[group]
            for piece in self._pieces(group, list(columns)):
                for name, column in columns.items():
                    told = piece.schema.field(name).metadata
                    column.add(start, usual(pa.chunked_array([piece.column(name)]), name, told))
                start += piece.num_rows
            if start != starts[group + 1]:
                raise ValueError("a row group of other length than its footer says")

    def _pieces(self, group: int, names: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a group, texts as codes; as they are where pyarrow has no codes of a page."""
        texts = [field.name for field in self.schema if str(field.type) in TEXTS]
        done = 0
        try:
            for piece in self._read(group, names, texts):
                done += piece.num_rows
                yield piece
        except (pa.ArrowException, OSError):
            for piece in self._read(group, names, []):
                yield piece.slice(min(done, piece.num_rows))
                done -= min(done, piece.num_rows)

    def _read(self, group: int, names: list[str], coded: list[str]) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.opened(), metadata=self.footer, read_dictionary=coded) as file:
            yield from file.iter_batches(ROWS, row_groups=[group], columns=names)


def _opener(source: BinaryIO) -> Callable[[], object]:
    """Opens the same content, any number of times at once."""
    path = getattr(source, "name", None)
    if isinstance(path, str | Path):
        return lambda: str(path)
    content = source.getvalue() if isinstance(source, io.BytesIO) else source.read()
    return lambda: pa.BufferReader(content)
