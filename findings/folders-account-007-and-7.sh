#!/bin/sh
# Guess: a folder of Parquet with account=007/ and account=7/ holds two accounts in every reader, or all
# read the names as numbers alike.
# Seen (CPython 3.11): pyarrow 26.0.0 and polars 2.1.0 read both as the number 7, one account, without a
# word; pandas 3.1.1 cannot make a frame of it (two categories of one name); duckdb 2.0.1 takes the names
# for numbers only when each is written as its number is, so both stay texts. Names like 1e3 and 1000
# are one number to polars alone.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pyarrow==26.0.0" "polars==2.1.0" "pandas==3.1.1" "duckdb==2.0.1"
cat > "$work/accounts.py" <<'PY'
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
from pyarrow import dataset, parquet

top = Path(sys.argv[1])


def seen(*names):
    folder = top / "-".join(names)
    for number, name in enumerate(names):
        (folder / f"account={name}").mkdir(parents=True)
        parquet.write_table(pyarrow.table({"n": [number]}), folder / f"account={name}" / "a.parquet")
    try:
        in_pandas = len(set(pandas.read_parquet(folder)["account"]))
    except ValueError:
        in_pandas = "refused"
    files = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"
    return {
        "pyarrow": len(set(dataset.dataset(folder, partitioning="hive").to_table()["account"].to_pylist())),
        "polars": polars.read_parquet(folder)["account"].n_unique(),
        "pandas": in_pandas,
        "duckdb": duckdb.sql(f"select count(distinct account) from {files}").fetchall()[0][0],
    }


numbers, powers = seen("007", "7"), seen("1e3", "1000")
print(f"accounts seen of 2: 007 and 7 {numbers}; 1e3 and 1000 {powers}")
right = numbers == {"pyarrow": 1, "polars": 1, "pandas": "refused", "duckdb": 2}
raise SystemExit(0 if right and powers == {"pyarrow": 2, "polars": 1, "pandas": 2, "duckdb": 2} else 1)
PY
"$work/env/bin/python" "$work/accounts.py" "$work"
