#!/bin/sh
# Guess: a table written by account, some rows of which have none, is read back by pandas through
# the library that wrote it.
# Seen (pandas 3.1.1, pyarrow 26.0.0, CPython 3.11): pyarrow's writer puts those rows into a folder
# account=__HIVE_DEFAULT_PARTITION__, and pandas' `read_parquet` of the whole raises ArrowInvalid; the
# single files, and polars 2.1.0 on the folder, are read.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pandas==3.1.1" "pyarrow==26.0.0" "polars==2.1.0"
cat > "$work/back.py" <<'PY'
import sys
from pathlib import Path

import pandas
import polars
import pyarrow
from pyarrow import parquet

folder = Path(sys.argv[1]) / "log"
rows = {"account": ["ann", None, "bo"], "n": [1, 2, 3]}
parquet.write_to_dataset(pyarrow.table(rows), folder, partition_cols=["account"])
try:
    whole = len(pandas.read_parquet(folder))
except pyarrow.ArrowInvalid:
    whole = "refused"
single = sum(len(pandas.read_parquet(one)) for one in folder.rglob("*.parquet"))
in_polars = polars.read_parquet(folder)["account"].null_count()
names = sorted(one.name for one in folder.iterdir())
print(f"{names}: pandas {whole}, its files {single} rows, polars {in_polars} without an account")
right = (whole, single, in_polars) == ("refused", 3, 1)
raise SystemExit(0 if right and "account=__HIVE_DEFAULT_PARTITION__" in names else 1)
PY
"$work/env/bin/python" "$work/back.py" "$work"
