"""Arrow columns put together a piece at a time: codes go straight to their place, and what a piece
was read into is gone before the next one is.

pyarrow is imported here, and only when such a table is read.
"""

import threading
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from estimator.log import MISSING, Coded, Codes, Counts, Value
from estimator.readers.tables.cells import Odd, plain
from estimator.readers.tables.column_types import TEXTS

NAMES = 1 << 20  # of pieces, that wait to be made one
BLOCK = 1 << 16  # rows recoded at a time: what is in between stays in the cache


class Texts:
    """A column of any values, shape (n_rows,), coded as they come."""

    def __init__(self, n_rows: int) -> None:
        self._codes: Codes = np.empty(n_rows, dtype=np.int32)
        self._values: pa.Array | None = None
        self._waiting: list[tuple[pa.Array, list[slice]]] = []  # a dictionary and its rows
        self._lock = threading.Lock()

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """The column's rows from `start` on. Raises: ValueError for a code without a value."""
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
        if str(values.type) == "string_view":
            values = values.cast("large_string")
        if not values.null_count and (str(values.type) in TEXTS or kinds.is_integer(values.type)):
            order = pc.array_sort_indices(values)
            place = np.full(len(order) + 1, MISSING, dtype=np.int32)
            place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
            values = values.take(order)
            recode(self._codes, place)
        return Coded(self._codes, _values(values))

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
    """A column of numbers, shape (n_rows,); `gaps` tells whether a row has none."""

    def __init__(self, n_rows: int) -> None:
        self.counts: Counts = np.empty(n_rows, dtype=np.float64)
        self.gaps = False

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """The column's rows from `start` on."""
        if column.null_count:
            self.gaps = True
        else:
            for chunk in column.cast("float64", safe=False).chunks:
                self.counts[start : start + len(chunk)] = chunk.to_numpy()
                start += len(chunk)


class Nothing:
    """A column of what a cell cannot hold in a log: lists, objects."""

    def __init__(self, n_rows: int, kind: str) -> None:
        self._there: Codes = np.empty(n_rows, dtype=np.int32)
        self._kind = kind

    def add(self, start: int, column: pa.ChunkedArray) -> None:
        """The column's rows from `start` on."""
        there = column.is_valid().to_numpy()
        self._there[start : start + len(column)] = np.where(there, np.int32(0), np.int32(MISSING))

    def coded(self) -> Coded:
        """The whole column, its one value an `Odd`."""
        return Coded(self._there, (Odd(f"a {self._kind}"),))


Column = Texts | Nothing
Place = Column | Numbers


def column_of(kind: pa.DataType, n_rows: int) -> Column:
    """The empty column that holds such values."""
    try:
        if not kinds.is_dictionary(kind):
            pa.array([], kind).dictionary_encode()
        return Texts(n_rows)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return Nothing(n_rows, str(kind).partition("<")[0])


def recode(codes: Codes, place: Codes) -> None:
    """Replaces each code by its place; that of code -1 is the last."""
    if (place[:-1] == np.arange(len(place) - 1, dtype=np.int32)).all():
        return
    for start in range(0, len(codes), BLOCK):
        block = codes[start : start + BLOCK]
        block[:] = place[block]


def is_numeric(kind: pa.DataType) -> bool:
    """Whether the values are whole or broken numbers."""
    return bool(kinds.is_integer(kind) or kinds.is_floating(kind))


def _values(dictionary: pa.Array) -> tuple[Value, ...]:
    """The distinct values; one that is absent is as good as empty."""
    try:
        values: Iterable[object] = dictionary.to_pylist()
        if str(dictionary.type) not in TEXTS:
            values = map(plain, values)
        return tuple("" if value is None else value for value in values)  # type: ignore[misc]
    except (ValueError, OverflowError):  # a date that Python does not have
        return tuple("" if (v := _value(scalar)) is None else v for scalar in dictionary)


def _value(scalar: pa.Scalar) -> Value | None:
    try:
        return plain(scalar.as_py())
    except (ValueError, OverflowError):
        return Odd(f"an impossible {scalar.type}")
