"""Columns that are already typed: Parquet files and data frames, by way of Arrow.

pyarrow is needed only when such a table is read, and this module by every reader: those that import
it stand behind the functions here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

from estimator.errors import LogError
from estimator.json_text import value_of
from estimator.log import Coded
from estimator.readers.tables.cells import plain
from estimator.readers.tables.columns import Table

if TYPE_CHECKING:
    import pyarrow as pa

DAMAGED = "is not a Parquet file that can be read; write it once more"
HEADING = b"ssi.log"  # the key of a Parquet file's metadata that holds a log's first line
Content = Mapping[str, object]


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
    with _undamaged(name):
        from estimator.readers.tables.gathering import table_in_file  # noqa: PLC0415  # pyarrow

        return table_in_file(source, name)


def folder_tables(path: Path, files: Sequence[Path]) -> list[Table]:
    """The one table that a folder of Parquet files is, or these files of it; one of each file where
    they state different coverage.

    Raises: LogError when pyarrow is absent, or a file is damaged.
    """
    pyarrow(path.name)
    from estimator.readers.tables import parquet_folder  # noqa: PLC0415  # imports it

    folders = parquet_folder.folders_of(path, files)
    with _undamaged(path.name):
        return [parquet_folder.table_of_folder(folder) for folder in folders]


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    pa = pyarrow(name)
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError):
        raise LogError.at(name, DAMAGED) from None


def frame_table(frame: object, name: str = "data frame") -> Table:
    """The table that a data frame holds. Raises: LogError when pyarrow is absent."""
    pa = pyarrow(name)
    from estimator.readers.tables.gathering import table_in_memory  # noqa: PLC0415  # pyarrow

    try:
        if hasattr(frame, "__arrow_c_stream__"):
            return table_in_memory(pa.table(frame), name)
        older = import_module("pyarrow.interchange")
        return table_in_memory(older.from_dataframe(frame), name)
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError):
        what = "cannot be handed over as Arrow data; give each column one type"
        raise LogError.at(name, what) from None


def is_index(column: str) -> bool:
    """Whether a column is the index of a pandas frame, written beside it: no part of the log."""
    return column.startswith("__index_level_")


def content_of(schema: "pa.Schema") -> Content:
    """What the metadata say as `ssi import` writes them; nothing where there are none."""
    content = stated(schema)
    return content if isinstance(content, Mapping) else {}


def stated(schema: "pa.Schema") -> object:
    """What the metadata say in their own words, None for what is none."""
    return _value((schema.metadata or {}).get(HEADING, b"null"))


def metadata_of(content: Content) -> dict[bytes, str] | None:
    """The metadata that say so; None for nothing."""
    return {HEADING: json.dumps(content, sort_keys=True)} if content else None


def mixed_in(content: Content) -> frozenset[str]:
    """The columns that are said to hold values of several types, each as JSON."""
    names = content.get("mixed")
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def unwritten(column: Coded) -> Coded:
    """A column of several types, which Parquet holds as JSON texts."""
    values = [plain(_value(str(value).encode())) for value in column.values]
    return Coded(column.codes, tuple("" if value is None else value for value in values))


def _value(text: bytes) -> object:
    try:
        return value_of(text)
    except ValueError:
        return None  # which is no heading, and said so where headings are read
