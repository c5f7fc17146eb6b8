"""Arrow columns put together a piece at a time: codes go straight to their place, and what a piece
was read into is gone before the next one is. Of a file several row groups are read at once.

pyarrow is imported here, and only when such a table is read.
"""

import io
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from estimator.errors import LogError
from estimator.log import MISSING, Coded, Codes, Counts
from estimator.readers.tables import frames
from estimator.readers.tables.cells import Odd, shown
from estimator.readers.tables.column_types import (
    TEXTS,
    engine_type,
    is_number,
    of_a_session,
    usual,
    usual_type,
)
from estimator.readers.tables.columns import NO_ROWS, Rows, Table

NAMES = 1 << 20  # of pieces, that wait to be made one
BLOCK = 1 << 16  # rows recoded at a time: what is in between stays in the cache
ROWS = 1 << 20  # of a piece
THREADS = 4  # at most, as each holds a piece

Share = Iterable[tuple[int, str, pa.ChunkedArray]]  # first row, column and what it holds from there


class Texts:
    """A column of any values, shape (n_rows,), coded as they come."""

    def __init__(self, n_rows: int) -> None:
        self._codes: Codes = np.empty(n_rows, dtype=np.int32)
        self._values: pa.Array | None = None
        self._waiting: list[tuple[pa.Array, list[slice]]] = []  # a dictionary and its rows
        self._lock = threading.Lock()
        self._odd = False

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """The column's rows from `start` on. Raises: ValueError for a code without a value."""
        if engine_type("", column.type) is None:
            self._odd = True  # lists, objects: what a cell of a log cannot hold
            word = f"a {re.split('[^a-z_]', str(column.type))[0]}"  # a list, a time
            column = pc.if_else(pc.is_valid(column), word, pa.scalar(None, pa.string()))
        coded = column if kinds.is_dictionary(column.type) else column.dictionary_encode()
        for chunk in coded.chunks:
            rows = slice(start, start := start + len(chunk))
            indices = chunk.indices.cast("int32").fill_null(MISSING)
            codes = indices.to_numpy(zero_copy_only=False)
            if codes.size and not MISSING <= codes.min() <= codes.max() < len(chunk.dictionary):
                raise ValueError("a value that its dictionary does not have")
            self._codes[rows] = codes
            with self._lock:
                self._wait(rows, chunk.dictionary)

    def coded(self) -> Coded:
        """The whole column; texts and whole numbers are in order."""
        self._unify()
        if self._values is None:
            return Coded(self._codes, ())
        values = self._values
        if str(values.type) in ("string_view", "date32[day]"):
            values = values.cast("large_string")
        if not values.null_count and (str(values.type) in TEXTS or kinds.is_integer(values.type)):
            order = pc.array_sort_indices(values)
            place = np.full(len(order) + 1, MISSING, dtype=np.int32)
            place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
            values = values.take(order)
            recode(self._codes, place)
        held = ("" if value is None else value for value in values.to_pylist())
        return Coded(self._codes, tuple(map(Odd, held) if self._odd else held))

    def _wait(self, rows: slice, values: pa.Array) -> None:
        if self._waiting and values.equals(self._waiting[-1][0]):  # as all of a file may be
            self._waiting[-1][1].append(rows)
            return
        self._waiting.append((values, [rows]))
        if sum(len(values) for values, _ in self._waiting) > NAMES:
            self._unify()

    def _unify(self) -> None:
        """Makes one dictionary of all; values that have a code keep it."""
        parts = [] if self._values is None else [self._values]
        parts += [values for values, _ in self._waiting]
        if not parts:
            return
        unified = pa.concat_arrays(parts).dictionary_encode(null_encoding="encode")
        place = unified.indices.to_numpy().astype(np.int32, copy=False)
        used = 0 if self._values is None else len(self._values)
        for values, runs in self._waiting:
            new = np.append(place[used : used + len(values)], np.int32(MISSING))
            used += len(values)
            for rows in runs:
                recode(self._codes[rows], new)
        self._values, self._waiting = unified.dictionary, []


class Numbers:
    """A column of numbers, shape (n_rows,); gaps: the rows that have none, which are NaN."""

    def __init__(self, n_rows: int) -> None:
        self.counts: Counts = np.empty(n_rows, dtype=np.float64)
        self.gaps: list[Rows] = []

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """The column's rows from `start` on."""
        if column.null_count:
            self.gaps.append(start + np.flatnonzero(column.is_null().to_numpy()))
        for chunk in column.cast("float64", safe=False).chunks:
            rows = slice(start, start := start + len(chunk))
            self.counts[rows] = chunk.to_numpy(zero_copy_only=False)


def table_of(
    schema: pa.Schema, n_rows: int, shares: Sequence[Share], name: str, kind: str
) -> Table:
    """The table of these columns; each share of its rows is added by a thread of its own.

    Raises: LogError for two columns of one name.
    """
    names = [n for n in schema.names if not frames.is_index(n)]
    if twice := [n for n in names if names.count(n) > 1]:
        raise LogError.at(name, f"names {shown(twice[0])} twice; name each column once")
    columns: dict[str, Texts | Numbers] = {n: Texts(n_rows) for n in names}
    counts = Numbers(n_rows)
    if "count" in names and is_number(usual_type(schema.field("count"))):
        columns["count"] = counts

    def add(share: Share) -> None:
        for start, called, column in share:
            if called in columns:
                columns[called].add(start, column)

    with ThreadPoolExecutor(len(shares)) as threads:
        list(threads.map(add, shares))
    coded = {n: column.coded() for n, column in columns.items() if isinstance(column, Texts)}
    content = frames.content_of(schema)
    coded |= {n: frames.unwritten(coded[n]) for n in frames.mixed_in(content) & coded.keys()}
    stated = frames.HEADING in (schema.metadata or {})
    headings = [(f"{name}: metadata", frames.stated(schema))]
    return Table(
        name,
        kind,
        coded,
        range(1, n_rows + 1),
        numbers=counts.counts if columns.get("count") is counts else None,
        gaps=np.sort(np.concatenate([NO_ROWS, *counts.gaps])),
        headings=headings if stated and ("covers" in content or "mixed" not in content) else (),
        rectangular=True,
    )


def table_in_memory(table: pa.Table, name: str) -> Table:
    """The table of what a data frame hands over. Raises: LogError, as `table_of`."""
    columns = zip(table.schema, table.columns, strict=True)
    share = ((0, one.name, usual(column, one.name, one.metadata)) for one, column in columns)
    return table_of(table.schema, table.num_rows, [share], name, "data frame")


def table_in_file(source: BinaryIO, name: str) -> Table:
    """The table of a Parquet file, by its footer. Raises: LogError, as `table_of`."""
    opened = _opener(source)
    with pq.ParquetFile(opened()) as file:
        footer, schema = file.metadata, file.schema_arrow
    n_groups = footer.num_row_groups
    n_threads = max(1, min(n_groups, pa.cpu_count(), THREADS))
    starts = [*accumulate((footer.row_group(k).num_rows for k in range(n_groups)), initial=0)]

    def read(group: int, coded: Sequence[str]) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(opened(), metadata=footer, read_dictionary=coded) as file:
            yield from file.iter_batches(ROWS, row_groups=[group])

    def share(groups: range) -> Share:
        texts = [field.name for field in schema if str(field.type) in TEXTS]
        for group in groups:
            start = starts[group]
            for piece in _coded(partial(read, group), texts):
                for one in piece.schema:
                    column = pa.chunked_array([piece.column(one.name)])
                    yield start, one.name, usual(column, one.name, one.metadata)
                start += piece.num_rows
            if start != starts[group + 1]:
                raise ValueError("a row group of other length than its footer says")

    shares = [share(range(k, n_groups, n_threads)) for k in range(n_threads)]
    table = table_of(schema, footer.num_rows, shares, name, "Parquet")
    pa.default_memory_pool().release_unused()
    return replace(table, notes=of_a_session(schema, footer.metadata))


def _coded(
    read: Callable[[Sequence[str]], Iterator[pa.RecordBatch]], texts: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """The rows of a group, texts as codes; as they are where pyarrow has no codes of a page."""
    done = 0
    try:
        for piece in read(texts):
            done += piece.num_rows
            yield piece
    except (pa.ArrowException, OSError):
        for piece in read([]):
            yield piece.slice(min(done, piece.num_rows))
            done -= min(done, piece.num_rows)


def _opener(source: BinaryIO) -> Callable[[], object]:
    """Opens the same content, any number of times at once."""
    path = getattr(source, "name", None)
    if isinstance(path, str | Path):
        return lambda: str(path)
    content = source.getvalue() if isinstance(source, io.BytesIO) else source.read()
    return lambda: pa.BufferReader(content)


def recode(codes: Codes, place: Codes) -> None:
    """Replaces each code by its place; that of code -1 is the last."""
    if (place[:-1] == np.arange(len(place) - 1, dtype=np.int32)).all():
        return
    for start in range(0, len(codes), BLOCK):
        block = codes[start : start + BLOCK]
        block[:] = place[block]
