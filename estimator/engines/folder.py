"""A log that is a folder of Parquet files: what their footers tell before a row is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.types as kinds

from estimator.engines.headings import TEXTS, Content, check_accounts, content_of
from estimator.errors import LogError


@dataclass(frozen=True)
class Folder:
    """schema: the columns of all files, dictionaries written out. content: what all files state.

    whole: every account is in one file only, which the footers prove; then nothing need be moved.
    n_rows: of all files together.
    """

    files: Sequence[ds.ParquetFileFragment]
    schema: pa.Schema
    content: Content | None
    whole: bool
    n_rows: int

    def pieces(self) -> list[ds.ParquetFileFragment]:
        """The files, when they hold whole accounts; else their row groups."""
        if self.whole:
            return list(self.files)
        return [group for file in self.files for group in file.split_by_row_group()]

    def read(self, piece: ds.ParquetFileFragment) -> pa.Table:
        """The rows of a piece, with all columns."""
        return read_piece(piece, self.schema)


def folder_of(path: str | Path) -> Folder:
    """The folder, by the footers of its files.

    Raises: LogError for one without Parquet files, without accounts, or of which two files state
    different coverage.
    """
    try:
        found = ds.dataset(path, format="parquet", partitioning="hive")
        files = list(found.get_fragments())
        schemas = [found.schema, *(file.physical_schema for file in files)]
        schema = pa.unify_schemas([_plain(one) for one in schemas], promote_options="permissive")
    except (pa.ArrowException, OSError, ValueError) as error:
        what = str(error).partition("\n")[0][:120]
        raise LogError.at(path, f"is not a folder of Parquet files ({what})") from None
    if not files:
        raise LogError.at(path, "holds no Parquet file")
    check_accounts(schema)
    n_rows = sum(file.count_rows() for file in files)
    return Folder(files, schema, _stated(files, path), whole_files(files), n_rows)


def read_piece(piece: ds.ParquetFileFragment, schema: pa.Schema) -> pa.Table:
    """The rows of a piece with the columns of the schema; null where it has none."""
    table = piece.to_table(schema=_with_types_of(piece.physical_schema, schema))
    return table.cast(schema)


def whole_files(files: Sequence[ds.ParquetFileFragment]) -> bool:
    """Whether no account is in two files, by the least and the greatest in each footer.

    What the footers do not prove is taken for not so.
    """
    ranges = [_range(file) for file in files]
    if len(ranges) < 2:
        return True
    known = sorted(one for one in ranges if one is not None)
    apart = all(a[1] < b[0] for a, b in pairwise(known))
    return len(known) == len(ranges) and apart


def _range(file: ds.ParquetFileFragment) -> tuple[str, str] | None:
    """The least and the greatest account of a file, as names; None where it cannot be told."""
    lows, highs = [], []
    footer = file.metadata
    if "account" not in footer.schema.names:
        return None
    place = footer.schema.names.index("account")
    for group in range(footer.num_row_groups):
        said = footer.row_group(group).column(place).statistics
        if said is None or not said.has_min_max or not said.has_null_count or said.null_count:
            return None
        if not isinstance(said.min, str) or not said.min:  # "" and nothing are the owner's
            return None
        lows.append(said.min)
        highs.append(said.max)
    return (min(lows), max(highs)) if lows else None


def _stated(files: Sequence[ds.ParquetFileFragment], path: object) -> Content | None:
    """What the files state, which must be the same."""
    contents = [content_of(file.physical_schema) for file in files]
    if any(content != contents[0] for content in contents):
        right = "write them as one log, or say what it covers (--complete)"
        raise LogError.at(path, f"its files state different coverage; {right}")
    return contents[0]


def _plain(schema: pa.Schema) -> pa.Schema:
    """The schema without metadata, dictionaries written out; accounts and texts as strings."""
    return pa.schema([(field.name, _written_out(field.type)) for field in schema])


def _written_out(kind: pa.DataType) -> pa.DataType:
    kind = kind.value_type if kinds.is_dictionary(kind) else kind
    return pa.string() if str(kind) in TEXTS else kind


def _with_types_of(own: pa.Schema, schema: pa.Schema) -> pa.Schema:
    """The schema with the types that a file has itself."""
    return pa.schema([own.field(f.name) if f.name in own.names else f for f in schema])
