"""Scores of a Parquet file on one day, a row group at a time: rows that do not count are dropped
as soon as they are read, so memory holds one group and what counts of the others.

The file has the columns `account`, `day` (a date), `action`, `count` and attributes, as
`ssi import -o log.parquet` writes them. Needs pyarrow (extra `data`).
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat, known_seat
from estimator.coverage import Coverage
from estimator.days import to_day
from estimator.log import MISSING, Coded, Value
from estimator.rules import Rules
from estimator.score import Columns
from estimator.score.passing import Since, score_rows

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Whole = npt.NDArray[np.int32]
FIXED = ("account", "day", "action", "count")


def score_parquet(
    path: Path,
    rules: Rules,
    on: date,
    seat: Seat = "free",
    *,
    coverage: Coverage,
    intervals: bool = True,
    fast: bool = False,
) -> tuple[tuple[str, ...], Columns]:
    """The file's accounts, and their points, low and high by pillar and "total".

    See `estimator.score.passing.score_rows`. Attributes that no rule asks for are not read.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 an extra, needed only here

    day = to_day(on)
    since = Since(rules.on(day), known_seat(seat), day)
    schema = pq.read_schema(path)
    attributes = [name for name in schema.names if name in since.attributes]
    texts = [field.name for field in schema if _is_text(field.type)]
    file = pq.ParquetFile(path, read_dictionary=texts)
    groups = [_kept(group, since) for group in _groups(file, [*FIXED, *attributes])]
    account = _joined([group["account"] for group in groups])
    columns = score_rows(
        rules,
        on,
        seat,
        account=account,
        day=np.concatenate([_days(group["day"]) for group in groups]),
        action=_joined([group["action"] for group in groups]),
        count=np.concatenate([group["count"].to_numpy() for group in groups]),
        attributes={name: _joined([group[name] for group in groups]) for name in attributes},
        coverage=coverage,
        intervals=intervals,
        fast=fast,
    )
    return tuple(map(str, account.values)), columns


def _groups(file: "pq.ParquetFile", columns: Sequence[str]) -> "Iterator[pa.Table]":
    """The row groups, the next being read while one is looked at."""
    with ThreadPoolExecutor(1) as ahead:
        read = [
            ahead.submit(file.read_row_group, place, columns=columns)
            for place in range(min(1, file.num_row_groups))
        ]
        for place in range(file.num_row_groups):
            group = read[place].result()
            if place + 1 < file.num_row_groups:
                read.append(ahead.submit(file.read_row_group, place + 1, columns=columns))
            yield group


def _kept(group: "pa.Table", since: Since) -> "dict[str, pa.Array]":
    """The columns of the rows that count."""
    columns = {name: group[name].combine_chunks() for name in group.column_names}
    action = columns["action"]
    codes = action.indices.fill_null(MISSING).to_numpy()
    rows = since.reached(action.dictionary.to_pylist(), codes, _days(columns["day"]))
    return {name: column.take(rows) for name, column in columns.items()}


def _days(column: "pa.Array") -> Whole:
    days: Whole = column.view("int32").to_numpy()
    return days


def _joined(parts: "Sequence[pa.Array]") -> Coded:
    """The parts of a column one below the other, as codes."""
    import pyarrow as pa  # noqa: PLC0415 an extra, needed only here

    if not pa.types.is_dictionary(parts[0].type):
        column = pa.concat_arrays(parts)
        encoded = column.dictionary_encode()
        codes = encoded.indices.fill_null(MISSING).to_numpy()
        return Coded(codes.astype(np.int32, copy=False), tuple(encoded.dictionary.to_pylist()))
    texts, placed, before = [], [], 0
    for part in parts:
        codes = part.indices.fill_null(MISSING).to_numpy()
        used = np.zeros(len(part.dictionary) + 1, dtype=bool)
        used[codes] = True  # the last for those without one
        place = np.append(np.cumsum(used[:-1], dtype=np.int32) - 1 + before, MISSING)
        texts.append(part.dictionary.filter(pa.array(used[:-1])))
        placed.append(place.astype(np.int32)[codes])
        before += len(texts[-1])
    encoded = pa.concat_arrays(texts).dictionary_encode()
    names = np.append(encoded.indices.to_numpy(), MISSING).astype(np.int32)
    values: list[Value] = encoded.dictionary.to_pylist()
    return Coded(names[np.concatenate(placed)], tuple(values))


def _is_text(kind: "pa.DataType") -> bool:
    import pyarrow as pa  # noqa: PLC0415 an extra, needed only here

    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))
