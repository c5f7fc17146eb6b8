"""Logs of several accounts as Arrow tables, for the tests of every engine."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
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
    first = (ON - date(1970, 1, 1)).days - 364
    return pa.table(
        [
            pa.array([f"seat-{code:05d}" for code in account.tolist()]),
            pa.array((first + dice.integers(0, 365, n_rows)).astype(np.int32)).cast(pa.date32()),
            pa.array(ACTIONS).take(pa.array(action)),
            pa.array(np.round(dice.random(n_rows) * 7, 3)),
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
