"""Rows kept on disk by account until all of an account's are there.

A log in no order is divided by a hash of the account into files of whole accounts, small enough
to be held; a file that is not, as one account has very many rows, is divided once more, by how
many rows each account has.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from estimator.engines.packing import Whole, divided, packed
from estimator.readers.tables.column_types import TEXTS

FILES = 128  # open at a time
BATCH = 1 << 16  # rows
WAITING = 2  # times the most rows: they are not scored, so they take less

Places = Callable[[pa.Array], Whole]  # of names


def by_account(
    tables: Iterable[pa.Table], n_rows: int, most: int, folder: Path
) -> Iterator[pa.Table]:
    """The rows in tables of whole accounts, of `most` rows unless one account alone has more.

    Rows wait in the folder, which must be empty; a file is removed once it was read.
    """
    n_files = min(FILES, max(1, -(-3 * n_rows // (2 * most))))  # not one quite full

    def place(names: pa.Array) -> Whole:
        hashes = (crc32(name) % n_files for name in names.cast(pa.binary()).to_pylist())
        return np.fromiter(hashes, dtype=np.int64, count=len(names))

    for path in _spilled(tables, place, most, folder):
        yield from _read(path, most)


def _read(path: Path, most: int) -> Iterator[pa.Table]:
    """The file's rows in such tables; it is removed."""
    with pq.ParquetFile(path) as file:
        n_rows = file.metadata.num_rows
    if n_rows <= most or len((counted := _counted(path))[0]) == 1:
        yield _taken(path)
        return
    names, rows = counted
    part = packed(rows, max(most, -(-n_rows // (FILES // 2))))
    folder = path.with_suffix("")
    folder.mkdir()

    def place(some: pa.Array) -> Whole:
        places: Whole = part[pc.index_in(some, names).to_numpy()]
        return places

    for piece in _spilled(_batches(path), place, most, folder, path):
        yield from _read(piece, most)
    folder.rmdir()


def _spilled(
    tables: Iterable[pa.Table], place: Places, most: int, folder: Path, done: Path | None = None
) -> list[Path]:
    """The files that the rows were divided into; `done` was read and is removed."""
    with ExitStack() as files:
        writers: dict[int, pq.ParquetWriter] = {}
        held: dict[int, list[pa.Table]] = {}
        n_held = 0

        def flush() -> None:
            for number in sorted(held):
                rows = pa.concat_tables(held.pop(number))
                if number not in writers:
                    path = folder / f"{number}.parquet"
                    writers[number] = files.enter_context(pq.ParquetWriter(path, rows.schema))
                writers[number].write_table(rows)

        for table in tables:
            encoded = table.column("account").combine_chunks().dictionary_encode()
            places = place(encoded.dictionary)[encoded.indices.to_numpy()]
            for number, rows in divided(table, places):
                held.setdefault(number, []).append(rows)
            n_held += table.num_rows
            if n_held >= WAITING * most:
                flush()
                n_held = 0
        flush()
    if done is not None:
        done.unlink()
    return [folder / f"{number}.parquet" for number in sorted(writers)]


def _counted(path: Path) -> tuple[pa.Array, Whole]:
    """The accounts of a file in order, and how many rows each has."""
    counts = pa.table({"account": pa.array([], pa.string()), "n": pa.array([], pa.int64())})
    for table in _batches(path, ["account"]):
        more = table.append_column("n", pa.array(np.ones(table.num_rows, dtype=np.int64)))
        by = pa.concat_tables([counts, more]).group_by("account").aggregate([("n", "sum")])
        counts = by.select(["account", "n_sum"]).rename_columns(["account", "n"])
    counts = counts.sort_by("account").combine_chunks()
    return counts["account"].chunk(0), counts["n"].to_numpy()


def _batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH, columns=columns):
            yield pa.Table.from_batches([batch])


def _taken(path: Path) -> pa.Table:
    """All rows of a file, texts as codes; it is removed."""
    texts = [field.name for field in pq.read_schema(path) if str(field.type) in TEXTS]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        table = file.read()
    path.unlink()
    return table
