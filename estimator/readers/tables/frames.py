"""Columns that are already typed: Parquet files and data frames, by way of Arrow.

pyarrow is imported here, and only when such a table is read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Protocol

from estimator.errors import LogError
from estimator.json_text import value_of
from estimator.log import Coded, Counts
from estimator.readers.tables.cells import plain, shown
from estimator.readers.tables.columns import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from estimator.readers.tables.gathering import Place
    from estimator.readers.tables.parquet_folder import Folder

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
    pa = pyarrow(name)
    from estimator.readers.tables.column_types import of_a_session  # noqa: PLC0415
    from estimator.readers.tables.row_groups import Groups  # noqa: PLC0415  # needs pyarrow

    with _undamaged(pa, name):
        groups = Groups.of(source)
        own = groups.footer.schema.to_arrow_schema()
        notes = of_a_session(own, groups.footer.metadata)
        table = replace(_table(groups, name, "Parquet"), notes=notes)
        pa.default_memory_pool().release_unused()
    return table


def folder_tables(path: Path, files: Sequence[Path]) -> list[Table]:
    """The one table that a folder of Parquet files is, or these files of it; one of each file where
    they state different coverage.

    Raises: LogError when pyarrow is absent, or a file is damaged.
    """
    pa = pyarrow(path.name)
    from estimator.readers.tables import parquet_folder as parquet  # noqa: PLC0415  # needs pyarrow

    folders = parquet.folders_of(path, files)
    with _undamaged(pa, path.name):
        return [table_of_folder(folder) for folder in folders]


def table_of_folder(folder: "Folder") -> Table:
    """The table that a folder of Parquet files is. Raises: LogError."""
    ends = accumulate(file.n_rows for file in folder.files)
    names = [Path(file.path).name for file in folder.files]
    table = _table(folder, folder.name, "Parquet")
    return replace(table, files=tuple(zip(ends, names, strict=True)), notes=folder.left_out)


@contextmanager
def _undamaged(pa: ModuleType, name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError):
        raise LogError.at(name, DAMAGED) from None


def frame_table(frame: object, name: str = "data frame") -> Table:
    """The table that a data frame holds. Raises: LogError when pyarrow is absent."""
    pa = pyarrow(name)
    try:
        if hasattr(frame, "__arrow_c_stream__"):
            return _table(Whole(pa.table(frame)), name, "data frame")
        from pyarrow.interchange import from_dataframe  # noqa: PLC0415

        return _table(Whole(from_dataframe(frame)), name, "data frame")
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError):
        what = "cannot be handed over as Arrow data; give each column one type"
        raise LogError.at(name, what) from None


class Pieces(Protocol):
    """Typed columns, held or still in a file."""

    @property
    def schema(self) -> "pa.Schema": ...

    @property
    def n_rows(self) -> int: ...

    def put(self, columns: "Mapping[str, Place]") -> None:
        """Puts every row of these columns into its place."""


@dataclass(frozen=True)
class Whole:
    """A table in memory."""

    table: "pa.Table"

    @property
    def schema(self) -> "pa.Schema":
        from estimator.readers.tables.column_types import usual_schema  # noqa: PLC0415

        return usual_schema(self.table.schema)

    @property
    def n_rows(self) -> int:
        return int(self.table.num_rows)

    def put(self, columns: "Mapping[str, Place]") -> None:
        from estimator.readers.tables.column_types import usual  # noqa: PLC0415

        for name, column in columns.items():
            told = self.table.schema.field(name).metadata
            column.add(0, usual(self.table.column(name), name, told))


def is_index(column: str) -> bool:
    """Whether a column is the index of a pandas frame, written beside it: no part of the log."""
    return column.startswith("__index_level_")


def _table(pieces: Pieces, name: str, kind: str) -> Table:
    names = [n for n in pieces.schema.names if not is_index(n)]
    twice = [n for n in names if names.count(n) > 1]
    if twice:
        raise LogError.at(name, f"names {shown(twice[0])} twice; name each column once")
    columns, numbers = _gathered(pieces, names)
    headings: list[tuple[str, object]] = []
    said = (pieces.schema.metadata or {}).get(HEADING)
    content = content_of(pieces.schema)
    if said is not None and ("covers" in content or "mixed" not in content):
        headings.append((f"{name}: metadata", _content(said)))
    for mixed in mixed_in(content) & columns.keys():
        columns[mixed] = _unwritten(columns[mixed])
    lines = range(1, pieces.n_rows + 1)
    return Table(name, kind, columns, lines, numbers, headings, rectangular=True)


def _gathered(pieces: Pieces, names: Sequence[str]) -> tuple[dict[str, Coded], Counts | None]:
    """The columns in coded form, and the counts as such where they are numbers without gaps."""
    from estimator.readers.tables import gathering  # noqa: PLC0415  # needs pyarrow

    column_of = gathering.column_of
    numeric = "count" in names and gathering.is_numeric(pieces.schema.field("count").type)
    numbers = gathering.Numbers(pieces.n_rows) if numeric else None
    columns = {
        name: column_of(pieces.schema.field(name).type, pieces.n_rows)
        for name in names
        if name != "count" or numbers is None
    }
    pieces.put(columns if numbers is None else columns | {"count": numbers})
    if numbers is not None and numbers.gaps:
        columns["count"] = column_of(pieces.schema.field("count").type, pieces.n_rows)
        pieces.put({"count": columns["count"]})
        numbers = None
    coded = {name: columns[name].coded() for name in names if name in columns}
    return coded, None if numbers is None else numbers.counts


def content_of(schema: "pa.Schema") -> Content:
    """What the metadata say as `ssi import` writes them; nothing where there are none."""
    content = _content((schema.metadata or {}).get(HEADING, b"null"))
    return content if isinstance(content, Mapping) else {}


def metadata_of(content: Content) -> dict[bytes, str] | None:
    """The metadata that say so; None for nothing."""
    return {HEADING: json.dumps(content, sort_keys=True)} if content else None


def mixed_in(content: Content) -> frozenset[str]:
    """The columns that are said to hold values of several types, each as JSON."""
    names = content.get("mixed")
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def _content(text: bytes) -> object:
    try:
        return value_of(text)
    except ValueError:
        return None  # which is no heading, and said so where headings are read


def _unwritten(column: Coded) -> Coded:
    """A column of several types, which Parquet holds as JSON texts."""
    values = [plain(_content(str(value).encode())) for value in column.values]
    return Coded(column.codes, tuple("" if value is None else value for value in values))
