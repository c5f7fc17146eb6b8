"""Scores of a Parquet file on one day, a few row groups at a time: rows that do not count are
dropped as soon as they are read, so memory holds those groups and what counts of the others.

The file has the columns `account`, `day` (a date), `action`, `count` and attributes, as
`ssi import -o log.parquet` writes them. Needs pyarrow (extra `data`).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat, known_seat
from estimator.coverage import Coverage
from estimator.days import Days, to_day
from estimator.errors import LogError
from estimator.log import MISSING, Coded, Codes, Counts
from estimator.rules import Rules
from estimator.score.intervals import Columns
from estimator.score.passing import Since, scored

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Mask = npt.NDArray[np.bool_]

FIXED = ("account", "day", "action", "count")
THREADS = 4  # at most, as each holds a row group
RIGHT = "read_log judges such rows"


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

    Raises: LogError for a file without rows or columns that are needed, and for rows that only
    `read_log` can judge: without an account, a day or a count.
    """
    day = to_day(on)
    since = Since(rules.on(day), known_seat(seat), day)
    groups = _read(path, since)
    names = [*groups[0].coded]
    coded = {name: _joined([group.coded.pop(name) for group in groups]) for name in names}
    account, action, count = coded.pop("account"), coded.pop("action"), _counts(groups, path)
    if len(account.codes) and account.codes.min() < 0:
        raise LogError.at(path.name, f"a row names no account; {RIGHT}")
    days = np.concatenate([group.day for group in groups])
    del groups
    columns = scored(
        since,
        account=account,
        day=days,
        action=action,
        count=count,
        attributes=coded,
        coverage=coverage,
        intervals=intervals,
        fast=fast,
    )
    return tuple(map(str, account.values)), columns


def _read(path: Path, since: Since) -> "list[Kept]":
    """What counts of each row group, several read at a time."""
    import pyarrow as pa  # noqa: PLC0415 an extra, needed only here
    import pyarrow.parquet as pq  # noqa: PLC0415

    with pq.ParquetFile(path) as file:
        footer, schema = file.metadata, file.schema_arrow
    filled = [k for k in range(footer.num_row_groups) if footer.row_group(k).num_rows]
    if not filled:
        raise LogError.at(path.name, "holds no rows; one row a line, with a day and an action")
    missing = [name for name in FIXED if name not in schema.names]
    if missing:
        raise LogError.at(path.name, f"has no column {missing[0]}; it has {', '.join(FIXED)}")
    if not pa.types.is_date32(schema.field("day").type):
        raise LogError.at(path.name, f"day is not a column of dates; {RIGHT}")
    attributes = [name for name in schema.names if name in since.attributes]
    texts = [field.name for field in schema if _is_text(field.type)]
    opened = partial(pq.ParquetFile, path, metadata=footer, read_dictionary=texts)
    read = partial(_kept, opened, [*FIXED, *attributes], since)
    with ThreadPoolExecutor(min(pa.cpu_count(), THREADS)) as threads:
        groups = list(threads.map(read, filled))
    pa.default_memory_pool().release_unused()
    return groups


@dataclass(frozen=True)
class Kept:
    """The columns of the rows of a row group that count."""

    day: Days
    count: Counts
    coded: "dict[str, Part]"


class Part(NamedTuple):
    """A coded column of a row group: codes, the dictionary, and which of its values are told of:
    of accounts those of all rows, of others those of the rows that count."""

    codes: Codes
    dictionary: "pa.Array"
    used: Mask


def _kept(opened: "partial[pq.ParquetFile]", columns: Sequence[str], since: Since, at: int) -> Kept:
    with opened() as file:
        group = file.read_row_group(at, columns=columns, use_threads=False).combine_chunks()
    if group["day"].null_count:
        raise LogError.at(opened.args[0].name, f"a row has no day; {RIGHT}")
    day = group["day"].chunk(0).view("int32").to_numpy()
    action = _encoded(group["action"].chunk(0))
    rows = since.reached(action.dictionary.to_pylist(), _codes(action), day)
    coded = {}
    for name in columns:
        if name not in ("day", "count"):
            whole = _encoded(group[name].chunk(0))
            codes = _codes(whole)
            kept = codes[rows]
            used = _used(codes if name == "account" else kept, len(whole.dictionary))
            coded[name] = Part(kept, whole.dictionary, used)
    return Kept(day[rows], group["count"].chunk(0).to_numpy(zero_copy_only=False)[rows], coded)


def _encoded(column: "pa.Array") -> "pa.DictionaryArray":
    return column.dictionary_encode() if not hasattr(column, "dictionary") else column


def _codes(column: "pa.DictionaryArray") -> Codes:
    codes: Codes = column.indices.fill_null(MISSING).to_numpy()
    return codes


def _used(codes: Codes, n_values: int) -> Mask:
    used = np.zeros(n_values + 1, dtype=bool)
    used[codes] = True  # the last for those without one
    return used[:-1]


def _counts(groups: Sequence[Kept], path: Path) -> Counts:
    """The counts of all groups. Raises: LogError for one that is negative or none."""
    counts = np.concatenate([group.count for group in groups]).astype(np.float64, copy=False)
    if len(counts) and not (counts.min() >= 0 and counts.max() < np.inf):
        raise LogError.at(path.name, f"a count is negative or no number; {RIGHT}")
    return counts


def _joined(parts: Sequence[Part]) -> Coded:
    """The parts of a column one below the other, over the values they tell of."""
    import pyarrow as pa  # noqa: PLC0415 an extra, needed only here

    same = all(part.dictionary.equals(parts[0].dictionary) for part in parts[1:])
    several = [part.dictionary for part in (parts[:1] if same else parts)]
    unified = pa.concat_arrays(several).dictionary_encode()
    places, used = unified.indices.to_numpy(), np.zeros(len(unified.dictionary) + 1, dtype=bool)
    by_part, start = [], 0
    for part in parts:
        place = places[start : start + len(part.dictionary)]
        start += 0 if same else len(part.dictionary)
        used[place[part.used]] = True
        by_part.append(place)
    new = np.where(used, used.cumsum(dtype=np.int32) - np.int32(1), np.int32(MISSING))
    codes = [
        np.append(new[place], np.int32(MISSING))[part.codes]
        for part, place in zip(parts, by_part, strict=True)
    ]
    return Coded(
        np.concatenate(codes), tuple(unified.dictionary.filter(pa.array(used[:-1])).to_pylist())
    )


def _is_text(kind: "pa.DataType") -> bool:
    import pyarrow as pa  # noqa: PLC0415 an extra, needed only here

    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))
