"""A log that is a folder of Parquet files: what their footers tell before a row is read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from estimator.engines.headings import Content, check_accounts, content_of, named
from estimator.engines.ranges import range_of
from estimator.errors import LogError
from estimator.readers.tables.column_types import cast, engine_type, together

LAKES = {  # a folder that only its own log can tell of: rows that were replaced lie in it, too
    "_delta_log": "a Delta table",
    "metadata": "an Iceberg table",
    ".hoodie": "a Hudi table",
}


@dataclass(frozen=True)
class Folder:
    """schema: the columns of all files as every engine has them. content: what all files state.

    whole: every account is in one file only, which the footers prove; then nothing need be moved.
    n_rows: of all files together. others: names of files in it that are no Parquet.
    """

    files: Sequence[ds.ParquetFileFragment]
    schema: pa.Schema
    content: Content | None
    whole: bool
    n_rows: int
    others: Sequence[str] = ()

    def pieces(self) -> list[ds.ParquetFileFragment]:
        """The files, when they hold whole accounts; else their row groups."""
        if self.whole:
            return list(self.files)
        return [group for file in self.files for group in file.split_by_row_group()]

    def batches(
        self, file: ds.ParquetFileFragment, rows: int, manner: ds.ParquetFragmentScanOptions
    ) -> Iterator[pa.Table]:
        """The rows of a file with all columns, so many at a time."""
        own = _own_types(file, self.schema)
        for group in file.split_by_row_group():  # of a whole file more would be read ahead
            scan = group.scanner(
                own, batch_size=rows, batch_readahead=1, fragment_scan_options=manner
            )
            for batch in scan.to_batches():
                yield _in_form(pa.Table.from_batches([batch]), self.schema)

    def read(self, piece: ds.ParquetFileFragment) -> pa.Table:
        """The rows of a piece, with all columns."""
        return read_piece(piece, self.schema)


def folder_of(path: str | Path) -> Folder:
    """The folder, by the footers of its files.

    Raises: LogError for one without Parquet files, without accounts, of which two files state
    different coverage or hold a column in types that no one type holds, and for the folder of a
    table that only its own log can tell of.
    """
    root, others = Path(path), list[str]()
    source: str | list[str] = str(path)
    if root.is_dir():
        _refuse_lakes(root)
        source, others = _listed(root)
        if not source:
            raise LogError.at(path, f"holds no Parquet file (got {len(others)} others)")
    try:
        base = str(root) if root.is_dir() else None
        guessed = ds.dataset(source, format="parquet", partitioning=ds.partitioning(flavor="hive"),
                             partition_base_dir=base)  # fmt: skip
        found = _with_names_of_folders(guessed, source, base)
        files = list(found.get_fragments())
        keys = pa.schema([found.schema.field(name) for name in _keys(found)])
        schema = _united([(str(f.path), f.physical_schema) for f in files], keys, path)
        n_rows = sum(file.count_rows() for file in files)
    except (pa.ArrowException, OSError, ValueError) as error:
        what = f"is not a folder of Parquet files that can be read ({type(error).__name__})"
        raise LogError.at(path, what) from None
    if not files:
        raise LogError.at(path, "holds no Parquet file")
    check_accounts(schema)
    return Folder(files, schema, _stated(files, path), whole_files(files), n_rows, others)


def read_piece(piece: ds.ParquetFileFragment, schema: pa.Schema) -> pa.Table:
    """The rows of a piece with the columns of the schema; null where it has none."""
    return _in_form(piece.to_table(schema=_own_types(piece, schema)), schema)


def _refuse_lakes(root: Path) -> None:
    for name, what in LAKES.items():
        folder = root / name
        if folder.is_dir() and (name != "metadata" or any(folder.glob("*.metadata.json"))):
            right = "write its rows as plain Parquet, with the library that keeps it"
            raise LogError.at(root, f"is {what}, and holds rows that were replaced; {right}")


def _listed(root: Path) -> tuple[list[str], list[str]]:
    """The Parquet files below a folder, and the names of others; hidden ones are passed over."""
    parquet, others = list[str](), list[str]()
    for file in sorted(root.rglob("*")):
        inner = file.relative_to(root)
        if not file.is_file() or any(part[0] in "._" for part in inner.parts):
            continue
        with file.open("rb") as opened:
            is_parquet = opened.read(4) == b"PAR1"
        if is_parquet or file.suffix == ".parquet":
            parquet.append(str(file))
        else:
            others.append(str(inner))
    return parquet, others


def _with_names_of_folders(
    guessed: ds.Dataset, source: str | list[str], base: str | None
) -> ds.Dataset:
    """The dataset with accounts and days as the folders' names have them: 007 is no 7."""
    keys = pa.schema([guessed.schema.field(name) for name in _keys(guessed)])
    if not {"account", "day"} & {*keys.names}:
        return guessed
    texts = [(k.name, pa.string() if k.name in ("account", "day") else k.type) for k in keys]
    manner = ds.partitioning(pa.schema(texts), flavor="hive")
    return ds.dataset(source, format="parquet", partitioning=manner, partition_base_dir=base)


def _keys(found: ds.Dataset) -> list[str]:
    """The columns that stand in the names of folders."""
    held = (ds.get_partition_keys(file.partition_expression) for file in found.get_fragments())
    return sorted({name for keys in held for name in keys})


def _united(files: Sequence[tuple[str, pa.Schema]], keys: pa.Schema, path: object) -> pa.Schema:
    """The columns of all files. Raises: LogError, naming two, where a column has no one type."""
    types: dict[str, dict[pa.DataType, str]] = defaultdict(dict)
    for file, schema in [*files, (str(path), keys)]:
        for field in schema:
            kind = engine_type(field.name, field.type)
            if kind is None and field.name in ("account", "day", "action", "count"):
                what = f"{field.name} holds no such thing (got {field.type}); write text or numbers"
                raise LogError.at(file, what)
            if kind is not None:
                types[field.name].setdefault(kind, file)
    fields = []
    for name, held in types.items():
        kind = together(name, held)
        if kind is None:
            told = " and ".join(f"{file} ({kind})" for kind, file in list(held.items())[:2])
            raise LogError.at(name, f"is of different types in {told}; write it as one")
        fields.append((name, kind))
    return pa.schema(fields)


def _in_form(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [cast(table.column(field.name), field.name, field.type) for field in schema]
    return named(pa.table(columns, schema=schema))


def _own_types(piece: ds.ParquetFileFragment, schema: pa.Schema) -> pa.Schema:
    """The schema with the types that a piece has itself."""
    own = piece.physical_schema
    return pa.schema([own.field(f.name) if f.name in own.names else f for f in schema])


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
