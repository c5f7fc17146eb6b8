"""Folders of Parquet as many programs write them: types, encodings, files, orders, zones by lot."""

import random
from datetime import datetime, time, timedelta
from importlib.util import find_spec
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from engine_logs import ACTIONS, ON, SECTIONS

ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata")
DAYS = ("date32", "date64", "text", "moment", "coded")
COUNTS = (pa.int8(), pa.uint16(), pa.int64(), pa.float32(), pa.float64(), pa.decimal128(12, 2))
TEXTS = (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()))
ODD = {"61ff": b"a\xff", "c328": b"\xc3("}  # texts that are not UTF-8, and their names
COMPRESSIONS = ("none", "snappy", "gzip", "zstd", "lz4")
ENCODINGS = ("PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY")


def log_of(dice: random.Random) -> pa.Table:
    """A log of some accounts, whose names are numbers, UUIDs or words; counts are whole."""
    names = dice.choice(
        [
            ["7", "12", "1000000007"],
            [str(UUID(int=(1 << 127) + k)) for k in range(4)],
            ["ada", "dé", "Ada", "zoe x"],
            ["ada", *ODD],
        ]
    )
    rows = []
    for _ in range(dice.randint(1, 120)):
        action = dice.choice(ACTIONS)
        rows.append(
            {
                "account": dice.choice(names),
                "day": ON - timedelta(days=dice.randint(0, 200)),
                "action": action,
                "count": float(dice.randint(0, 9)),
                "words": dice.randint(1, 60) if action == "comment" else None,
                "section": dice.choice(SECTIONS) if action == "profile_section" else None,
            }
        )
    return pa.Table.from_pylist(rows, _schema())


def _schema() -> pa.Schema:
    texts = {name: pa.string() for name in ("account", "action", "section")}
    return pa.schema(
        [
            ("account", texts["account"]),
            ("day", pa.date32()),
            ("action", texts["action"]),
            ("count", pa.float64()),
            ("words", pa.int64()),
            ("section", texts["section"]),
        ]
    )


def written_by_lot(folder, seed):
    """The log that a folder is made to hold: each file of its own types, orders and encodings."""
    dice = random.Random(seed)
    log = log_of(dice)
    order = np.random.default_rng(seed).permutation(log.num_rows)
    by_name = log.sort_by(dice.choice(["account", "day"]))
    shuffled = by_name if dice.random() < 0.5 else log.take(order)
    size = -(-log.num_rows // dice.randint(1, 4))
    parts = [shuffled.slice(start, size) for start in range(0, log.num_rows, size)]
    names = [""] * len(parts)
    if in_folders := dice.random() < 0.2:
        names = [*dict.fromkeys(log["account"].to_pylist())]
        parts = [log.filter(pc.equal(log["account"], name)) for name in names]
    called = {"day": dice.choice(["day", "Day ", "Datum", "seen"])}  # the last by what it holds
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        inside = folder / f"account={quote(name)}" if in_folders else folder
        inside.mkdir(parents=True, exist_ok=True)
        typed = _typed(part, dice)
        typed = typed.drop_columns(["account"]) if in_folders else typed
        typed = typed.rename_columns([called.get(c, c) for c in typed.column_names])
        writer = dice.choice(sorted(WRITERS))
        odd = not {*ODD}.isdisjoint(part["account"].to_pylist())  # which others refuse
        WRITERS["pyarrow" if odd else writer](typed, inside / f"{place}.parquet", dice)
    return log


def _typed(part: pa.Table, dice: random.Random) -> pa.Table:
    columns = {
        "account": _account(part["account"], dice),
        "day": _day(part["day"], dice),
        "action": part["action"].cast(dice.choice(TEXTS)),
        "count": part["count"].cast(dice.choice(COUNTS)),
        "words": part["words"].cast(dice.choice([pa.int32(), pa.float64(), pa.string()])),
        "section": part["section"].cast(dice.choice(TEXTS)),
    }
    if dice.random() < 0.5:
        columns["note"] = pa.array(
            dice.choice([[time(9)], [[1, 2]], [{"a": 1}], [b"\xff"], [None]]) * part.num_rows
        )
    names = dice.sample(sorted(columns), len(columns))
    return pa.table({name: columns[name] for name in names})


def _account(names: pa.ChunkedArray, dice: random.Random) -> pa.ChunkedArray:
    first = names[0].as_py()
    if first.isdecimal():
        kind = dice.choice([pa.string(), pa.int64(), pa.uint64(), pa.int32(), pa.decimal128(20, 0)])
        return names.cast(pa.int64()).cast(kind) if kind != pa.string() else names
    if not {*ODD}.isdisjoint(names.to_pylist()):
        odd = [ODD.get(name) or name.encode() for name in names.to_pylist()]
        return pa.chunked_array([pa.array(odd).view(dice.choice([pa.string(), pa.binary()]))])
    if len(first) == 36 and dice.random() < 0.7:
        return pa.chunked_array(
            [pa.array([UUID(name).bytes for name in names.to_pylist()], pa.binary(16))]
        )
    return names.cast(dice.choice([*TEXTS, pa.binary()]))


def _day(days: pa.ChunkedArray, dice: random.Random) -> pa.ChunkedArray:
    match dice.choice(DAYS):
        case "date64":
            return days.cast(pa.date64())
        case "text":
            return days.cast(pa.string())
        case "coded":
            return days.dictionary_encode()
        case "moment":
            zone, unit = dice.choice([None, *ZONES]), dice.choice(["ms", "us", "ns"])
            hour = dice.randint(0, 23)
            tz = None if zone is None else ZoneInfo(zone)
            moments = [
                datetime(d.year, d.month, d.day, hour, 30, tzinfo=tz) for d in days.to_pylist()
            ]
            return pa.chunked_array([pa.array(moments, pa.timestamp(unit, zone))])
    return days


def _by_pyarrow(table, path, dice):
    encoding = dice.choice(ENCODINGS)
    plain = [f.name for f in table.schema if f.type in (pa.string(), pa.binary())]
    coded = dice.random() < 0.5
    pq.write_table(
        table,
        path,
        use_dictionary=coded,
        column_encoding=None if coded else dict.fromkeys(plain, encoding),
        compression=dice.choice(COMPRESSIONS),
        data_page_version=dice.choice(["1.0", "2.0"]),
        data_page_size=dice.choice([64, 1 << 20]),
        row_group_size=dice.choice([7, 50, 1 << 20]),
        write_statistics=dice.random() < 0.7,
    )


def _by_pandas(table, path, dice):
    import pandas as pd

    nullable = dice.random() < 0.5
    frame = table.to_pandas(types_mapper=pd.ArrowDtype if nullable else None)
    frame.to_parquet(path, index=dice.random() < 0.5)


def _by_polars(table, path, dice):
    import polars as pl

    kept = [f.name for f in table.schema if f.name != "note"]
    pl.from_arrow(table.select(kept)).write_parquet(path, row_group_size=dice.choice([7, 1000]))


def _by_duckdb(table, path, dice):
    import duckdb

    kept = [f.name for f in table.schema if f.name != "note"]
    table = table.select(kept)
    for place, field in enumerate(table.schema):  # it has moments, but no zones: all are UTC's
        if getattr(field.type, "tz", None) is not None:
            table = table.set_column(place, field.name, pc.local_timestamp(table[place]))
    with duckdb.connect() as base:
        base.sql("set TimeZone = 'UTC'")
        base.register("log", table)
        base.sql(
            f"copy log to '{path}' (format parquet, parquet_version {dice.choice(['v1', 'v2'])})"
        )


_LIBRARIES = {"pandas": _by_pandas, "polars": _by_polars, "duckdb": _by_duckdb}
WRITERS = {"pyarrow": _by_pyarrow}
WRITERS |= {name: write for name, write in _LIBRARIES.items() if find_spec(name)}
