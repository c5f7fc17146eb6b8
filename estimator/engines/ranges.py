"""Which accounts a piece of a Parquet file may hold, by the least and the greatest in its footer.

What a footer does not prove is taken for not so.
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import pyarrow as pa
import pyarrow.dataset as ds


class Ranged(NamedTuple):
    """A row group, its rows, and the least and the greatest account in it, as names."""

    low: str
    high: str
    n_rows: int
    piece: ds.ParquetFileFragment


def range_of(footer: "pa.parquet.FileMetaData", group: int) -> tuple[str, str] | None:
    """The least and the greatest account of a row group; None where they cannot be told."""
    columns = map(footer.row_group(group).column, range(footer.num_columns))
    column = next((one for one in columns if one.path_in_schema == "account"), None)
    said = None if column is None else column.statistics
    if said is None or not said.has_min_max or not said.has_null_count or said.null_count:
        return None
    if not isinstance(said.min, str) or not said.min:  # "" and nothing are the owner's
        return None
    return said.min, said.max


def ranged(files: Sequence[ds.ParquetFileFragment]) -> list[Ranged] | None:
    """The row groups of all files by their least account; None where one cannot be told."""
    found = []
    for file in files:
        for piece in file.split_by_row_group():
            group = piece.row_groups[0]
            ends = range_of(file.metadata, group.id)
            if ends is None:
                return None
            found.append(Ranged(*ends, group.num_rows, piece))
    return sorted(found, key=lambda one: one[:2])


def most_held(pieces: Sequence[Ranged]) -> int:
    """The most rows that are held when pieces are read in order, each until no other follows
    that may hold an account of it."""
    open_, held, most = list[tuple[str, int]](), 0, 0
    for piece in sorted(pieces, key=lambda one: one.low):
        while open_ and open_[0][0] < piece.low:
            held -= heappop(open_)[1]
        heappush(open_, (piece.high, piece.n_rows))
        held += piece.n_rows
        most = max(most, held)
    return most
