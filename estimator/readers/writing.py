"""A log as a file that reads back as the same log: JSON lines or Parquet.

The same log is the same bytes. What it covers stands in the first line, or in Parquet's metadata.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from estimator.atomic_file import atomic_file
from estimator.errors import InputError
from estimator.log import OWNER, ActivityLog, Coded, Codes, Value
from estimator.readers.tables.frames import HEADING, pyarrow
from estimator.readers.tables.heading import heading_for

if TYPE_CHECKING:
    pass

FORMATS = (".jsonl", ".parquet")
BLOCK = 10_000
EXACT = 2**53  # whole numbers below it are the same as floats


def write_log(log: ActivityLog, path: Path, *, inputs: Iterable[Path] = ()) -> None:
    """Write the log to the path, as JSON lines or Parquet by its suffix.

    The file appears whole or not at all.

    Raises: InputError for another suffix, a path that is one of the inputs, or a folder that
    cannot be written to.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError.at(path, f"cannot tell the format; write to {' or '.join(FORMATS)}")
    with atomic_file(path, inputs=inputs) as beside:
        if path.suffix.lower() == ".parquet":
            _write_parquet(log, beside)
        else:
            with beside.open("wb") as stream:
                for block in jsonl(log):
                    stream.write(block)


def jsonl(log: ActivityLog) -> Iterator[bytes]:
    """The log as JSON lines, in blocks: what it covers, then a line a row, keys sorted."""
    yield (json.dumps(heading_for(log), sort_keys=True, ensure_ascii=False) + "\n").encode()
    for start in range(0, log.n_rows, BLOCK):
        lines = _lines(log, slice(start, start + BLOCK))
        yield "".join(f"{{{', '.join(filter(None, parts))}}}\n" for parts in lines).encode()


def _lines(log: ActivityLog, rows: slice) -> Iterable[tuple[str, ...]]:
    """The parts of each row's line, one a column; an empty one where it has no value."""
    days = log.day[rows].astype("datetime64[D]").astype(str)
    columns = {
        "action": _parts("action", log.action[rows], log.actions),
        "count": [
            f'"count": {int(count) if count.is_integer() else repr(count)}'
            for count in log.count[rows].tolist()
        ],
        "day": [f'"day": "{day}"' for day in days.tolist()],
    }
    if log.accounts != (OWNER,):
        columns["account"] = _parts("account", log.account[rows], log.accounts)
    for name, column in log.attributes.items():
        columns[name] = _parts(name, column.codes[rows], column.values)
    return zip(*(columns[name] for name in sorted(columns)), strict=True)


def _parts(name: str, codes: Codes, values: Sequence[Value]) -> list[str]:
    key = json.dumps(name, ensure_ascii=False)
    parts = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for value in values]
    parts.append("")  # code -1 is the last place: no value, no part
    return [parts[code] for code in codes.tolist()]


def _write_parquet(log: ActivityLog, path: Path) -> None:
    pa = pyarrow(path.name)
    import pyarrow.parquet as pq  # noqa: PLC0415  # an extra, needed only here

    def places(column: Coded) -> object:
        return pa.array(column.codes, mask=column.codes < 0)

    def texts(column: Coded) -> object:
        return pa.DictionaryArray.from_arrays(places(column), pa.array(column.values, pa.string()))

    columns = {
        "account": texts(Coded(log.account, log.accounts)),
        "day": pa.array(log.day).cast(pa.date32()),
        "action": texts(Coded(log.action, log.actions)),
        "count": pa.array(log.count),
    }
    mixed = []
    for name, column in log.attributes.items():
        kinds = {type(value) for value in column.values}
        numbers = [value for value in column.values if not isinstance(value, str)]
        if kinds <= {str}:
            columns[name] = texts(column)
        elif kinds == {bool} or (kinds <= {int, float} and max(map(abs, numbers)) < EXACT):
            columns[name] = pa.array(column.values).take(places(column))
        else:
            mixed.append(name)
            columns[name] = texts(replace(column, values=tuple(map(json.dumps, column.values))))
    heading = json.dumps(heading_for(log) | {"mixed": mixed}, sort_keys=True)
    pq.write_table(pa.table(columns).replace_schema_metadata({HEADING: heading}), path)
