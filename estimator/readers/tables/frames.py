"""Columns that are already typed: Parquet files and data frames, by way of Arrow.

pyarrow is imported here, and only when such a table is read.
"""

import json
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from estimator.errors import LogError
from estimator.log import MISSING, Coded, Codes, Counts, Value
from estimator.readers.tables.cells import Odd, plain, shown
from estimator.readers.tables.columns import Table

if TYPE_CHECKING:
    import pyarrow as pa

HEADING = b"ssi.log"  # the key of a Parquet file's metadata that holds a log's first line


def pyarrow(name: str) -> ModuleType:
    """The module pyarrow. Raises: LogError naming the extra that brings it."""
    try:
        return import_module("pyarrow")
    except ImportError:
        extra = "pip install 'ssi-estimator[data]'"
        raise LogError.at(name, f"needs pyarrow, which is not installed; {extra}") from None


def is_frame(source: object) -> bool:
    """Whether the object hands out Arrow data: a frame of pandas, polars, pyarrow and others."""
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "__dataframe__")


def parquet_table(source: BinaryIO, name: str) -> Table:
    """The table that a Parquet file holds.

    Raises: LogError when pyarrow is absent or the file is damaged.
    """
    pa = pyarrow(name)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        texts = _text_columns(pq.read_schema(source))
        source.seek(0)
        return _table(pq.ParquetFile(source, read_dictionary=texts).read(), name, "Parquet")
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        kind = type(error).__name__
        raise LogError.at(name, f"is not a Parquet file that can be read ({kind})") from None


def frame_table(frame: object, name: str = "data frame") -> Table:
    """The table that a data frame holds. Raises: LogError when pyarrow is absent."""
    pa = pyarrow(name)
    try:
        if hasattr(frame, "__arrow_c_stream__"):
            return _table(pa.table(frame), name, "data frame")
        from pyarrow.interchange import from_dataframe  # noqa: PLC0415

        return _table(from_dataframe(frame), name, "data frame")
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        what = f"cannot be handed over as Arrow data ({type(error).__name__})"
        raise LogError.at(name, f"{what}; give each column one type") from None


def _text_columns(schema: "pa.Schema") -> list[str]:
    return [field.name for field in schema if str(field.type) in ("string", "large_string")]


def _table(table: "pa.Table", name: str, kind: str) -> Table:
    names = [n for n in table.column_names if not n.startswith("__index_level_")]
    twice = [n for n in names if names.count(n) > 1]
    if twice:
        raise LogError.at(name, f"names {shown(twice[0])} twice; name each column once")
    numbers = _numbers(table.column("count")) if "count" in names else None
    columns = {n: _coded(table.column(n)) for n in names if n != "count" or numbers is None}
    headings: list[tuple[str, object]] = []
    said = (table.schema.metadata or {}).get(HEADING)
    if said is not None:
        content = _content(said)
        headings.append((f"{name}: metadata", content))
        for mixed in content.get("mixed", []) if isinstance(content, dict) else []:
            if mixed in columns:
                columns[mixed] = _unwritten(columns[mixed])
    lines = range(1, table.num_rows + 1)
    return Table(name, kind, columns, lines, numbers, headings, rectangular=True)


def _content(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # which is no heading, and said so where headings are read


def _unwritten(column: Coded) -> Coded:
    """A column of several types, which Parquet holds as JSON texts."""
    values = [plain(_content(str(value).encode())) for value in column.values]
    return Coded(column.codes, tuple("" if value is None else value for value in values))


def _numbers(column: "pa.ChunkedArray") -> Counts | None:
    """A column of numbers without gaps as such, shape (n_rows,); None for any other."""
    import pyarrow.types as kinds  # noqa: PLC0415

    if column.null_count or not (kinds.is_integer(column.type) or kinds.is_floating(column.type)):
        return None
    counts: Counts = column.cast("float64", safe=False).to_numpy()
    return counts


def _coded(column: "pa.ChunkedArray") -> Coded:
    """The column in coded form; what a cell cannot hold in a log is `Odd`."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.types as kinds  # noqa: PLC0415

    if kinds.is_timestamp(column.type):
        zone = None if column.type.tz is None else "UTC"
        column = column.cast(pa.timestamp(column.type.unit, zone)).cast(pa.date32(), safe=False)
    if kinds.is_decimal(column.type):
        column = column.cast("float64", safe=False)
    try:
        chunks = _encoded(column).unify_dictionaries().chunks
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        there = np.where(column.is_valid().to_numpy(), np.int32(0), np.int32(MISSING))
        return Coded(there, (Odd(f"a {str(column.type).partition('<')[0]}"),))
    parts: list[Codes] = [_codes(chunk) for chunk in chunks]
    codes = np.concatenate([np.zeros(0, dtype=np.int32), *parts])
    values = _values(chunks[0].dictionary) if chunks else ()
    if codes.size and not MISSING <= codes.min() <= codes.max() < len(values):
        raise ValueError("a value that its dictionary does not have")
    return Coded(codes, values)


def _encoded(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    return column if str(column.type).startswith("dictionary") else column.dictionary_encode()


def _codes(chunk: "pa.DictionaryArray") -> Codes:
    indices = chunk.indices.cast("int32")
    codes: Codes = indices.fill_null(MISSING).to_numpy(zero_copy_only=False)
    return codes


def _values(dictionary: "pa.Array") -> tuple[Value, ...]:
    """The distinct values; one that is absent is as good as empty."""
    try:
        values = [plain(value) for value in dictionary.to_pylist()]
    except (ValueError, OverflowError):  # a date that Python does not have
        values = [_value(scalar) for scalar in dictionary]
    return tuple("" if value is None else value for value in values)


def _value(scalar: "pa.Scalar") -> Value | None:
    try:
        return plain(scalar.as_py())
    except (ValueError, OverflowError):
        return Odd("an impossible date")
