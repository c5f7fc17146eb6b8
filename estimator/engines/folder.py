"""A log that is a folder of Parquet files: what their footers tell before a row is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.types as kinds

from estimator.engines.headings import TEXTS, Content, check_accounts, content_of
from estimator.engines.ranges import range_of
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

    def batches(
        self, file: ds.ParquetFileFragment, rows: int, manner: ds.ParquetFragmentScanOptions
    ) -> Iterator[pa.Table]:
        """The rows of a file with all columns, so many at a time."""
        own = _with_types_of(file.physical_schema, self.schema)
        for group in file.split_by_row_group():  # of a whole file more would be read ahead
            scan = group.scanner(
                own, batch_size=rows, batch_readahead=1, fragment_scan_options=manner
            )
            for batch in scan.to_batches():
                yield pa.Table.from_batches([batch]).cast(self.schema)

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
    found = [range_of(file.metadata, group) for group in range(file.metadata.num_row_groups)]
    known = [one for one in found if one is not None]
    if len(known) < len(found) or not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


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
