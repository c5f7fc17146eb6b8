"""Logs of several accounts as Arrow tables, for the tests of every engine."""

from datetime import date, time, timedelta
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ON = date(2026, 3, 31)
ACTIONS = ("comment", "connections", "people_search", "post", "profile_section", "reaction")
SECTIONS = ("about", "photo", "skills")
SCHEMA = pa.schema(
    [
        ("account", pa.string()),
        ("day", pa.date32()),
        ("action", pa.string()),
        ("count", pa.float64()),
        ("words", pa.int64()),
        ("section", pa.string()),
    ]
)


def table_of(rows):
    """The table of (account, days before ON, action, count, words, section) tuples."""
    listed = [(name, ON - timedelta(days=age), *rest) for name, age, *rest in rows]
    columns = list(zip(*listed, strict=True)) or [[]] * len(SCHEMA)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA)


def team(n_rows, n_accounts, *, giant=0.0, seed=1):
    """A log of that size, in no order; `giant` is the part of its rows that one account has."""
    dice = np.random.default_rng(seed)
    account = dice.integers(0, n_accounts, n_rows)
    account[dice.random(n_rows) < giant] = n_accounts // 2
    action = dice.integers(0, len(ACTIONS), n_rows)
    section = np.where(action == ACTIONS.index("profile_section"), dice.integers(0, 3, n_rows), -1)
    words = np.where(action == ACTIONS.index("comment"), dice.integers(1, 60, n_rows), -1)
    count = np.round(dice.random(n_rows) * 7, 3)
    count = np.where(action == ACTIONS.index("connections"), np.round(count), count)
    first = (ON - date(1970, 1, 1)).days - 364
    return pa.table(
        [
            pa.array([f"seat-{code:05d}" for code in account.tolist()]),
            pa.array((first + dice.integers(0, 365, n_rows)).astype(np.int32)).cast(pa.date32()),
            pa.array(ACTIONS).take(pa.array(action)),
            pa.array(count),
            pa.array(words, mask=words < 0),
            pa.array(SECTIONS).take(pa.array(section, mask=section < 0)),
        ],
        SCHEMA,
    )


def write_folder(table, folder, n_files, **settings):
    """The folder, now with the table's rows in files as they come."""
    folder.mkdir()
    size = -(-table.num_rows // n_files)
    for place in range(n_files):
        path = folder / f"{place:03d}.parquet"
        pq.write_table(table.slice(place * size, size), path, **settings)
    return folder


def in_order(table, schema):
    """The table with the schema's types, sorted by account and day."""
    names = [name for name in ("account", "day") if name in schema.names]
    sorted_ = table.select(schema.names).cast(schema).sort_by([(n, "ascending") for n in names])
    return sorted_.combine_chunks().replace_schema_metadata(None)


def odd_folders(folder):
    """Folders of files whose columns have other types than a log's, and each log as it is meant."""
    table = team(60, 4).sort_by("account")
    first, second = table.slice(0, 31), table.slice(31)
    days, names = table["day"], table["account"]
    codes = pc.cast(pc.utf8_slice_codeunits(names, 5), pa.int64())
    meant_codes = table.set_column(0, "account", codes.cast(pa.string()))
    whole = table.set_column(3, "count", pc.round(table["count"]))
    ids = pa.array([UUID(int=1 << 127 | int(code)).bytes for code in codes.to_pylist()])
    texts = pa.array([str(UUID(bytes=one)) for one in ids.to_pylist()])

    def counts(part, kind):
        return part.set_column(3, "count", pc.round(part["count"]).cast(pa.int64()).cast(kind))

    def day(part, kind):
        return part.set_column(1, "day", part["day"].cast(pa.timestamp("s")).cast(kind))

    beside = pa.array([time(9)] * table.num_rows)
    some = {
        "counts": ([counts(first, pa.int64()), counts(second, pa.decimal128(21, 2))], whole),
        "broken": ([counts(first, pa.int32()), counts(second, pa.float64())], whole),
        "nanoseconds": ([day(first, pa.timestamp("ns")), second], table),
        "texts": ([first.set_column(1, "day", first["day"].cast(pa.string())), second], table),
        "unsigned": ([table.set_column(0, "account", codes.cast(pa.uint64()))], meant_codes),
        "bytes": ([table.set_column(0, "account", names.cast(pa.binary()))], table),
        "mixed": (
            [
                meant_codes.slice(0, 31),
                table.set_column(0, "account", codes).slice(31),
            ],
            meant_codes,
        ),
        "beside": ([table.append_column("note", beside)], table),
        "ids": (
            [table.set_column(0, "account", ids.cast(pa.binary(16)))],
            table.set_column(0, "account", texts),
        ),
        "dictionary": ([table.set_column(1, "day", days.dictionary_encode())], table),
    }
    for name, (parts, meant) in some.items():
        (folder / name).mkdir()
        for place, part in enumerate(parts):
            pq.write_table(part, folder / name / f"{place}.parquet")
        yield name, folder / name, meant
