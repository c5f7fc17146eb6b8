#!/bin/sh
# Guess: a Parquet file of polars with one column of 128-bit whole numbers is still a file of which
# pyarrow reads the other columns; DuckDB, whose HUGEINT is as wide, reads the numbers.
# Seen (polars 2.1.0, pyarrow 26.0.1, duckdb 2.0.1, CPython 3.11): pyarrow cannot open it, not for its
# footer's schema and not with `columns=["a"]` (ArrowNotImplementedError); DuckDB opens it, and the
# numbers are BLOBs of 16 bytes, the least one first.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0" "pyarrow==26.0.1" "duckdb==2.0.1"
cat > "$work/wide.py" <<'PY'
import sys

import duckdb
import polars
import pyarrow
from pyarrow import parquet

path = f"{sys.argv[1]}/wide.parquet"
frame = polars.DataFrame({"a": [1], "wide": [1]})
frame.with_columns(polars.col("wide").cast(polars.Int128)).write_parquet(path)


def refused(read):
    try:
        read()
    except pyarrow.ArrowNotImplementedError:
        return True
    return False


closed = [
    refused(lambda: parquet.read_schema(path)),
    refused(lambda: parquet.read_table(path, columns=["a"])),
]
kind, value = duckdb.sql(f"select typeof(wide), wide from '{path}'").fetchall()[0]
print(f"pyarrow cannot: schema {closed[0]}, the other column {closed[1]}; DuckDB: {kind} {value!r}")
least_first = kind == "BLOB" and bytes(value) == (1).to_bytes(16, "little")
raise SystemExit(0 if all(closed) and least_first else 1)
PY
"$work/env/bin/python" "$work/wide.py" "$work"
