#!/bin/sh
# Guess: a column of dates like "09/11/24" (a spreadsheet's short date, as notes of readings and
# re-saved exports have it) is the same day, or left a text, in the readers people use.
# Seen (CPython 3.11): three days, all without a word. polars 2.1.0 (`try_parse_dates`): 9 November of
# the year 24; duckdb 2.0.1 (sniffed): 24 November 2009; pandas 3.1.1 (`to_datetime`, each value by
# itself): 11 September 2024.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0" "duckdb==2.0.1" "pandas==3.1.1"
cat > "$work/days.py" <<'PY'
import sys
from pathlib import Path

import duckdb
import pandas
import polars

path = Path(sys.argv[1]) / "note.csv"
path.write_text("day,total\n" + "09/11/24,52\n" * 5)
seen = {
    "polars": polars.read_csv(path, try_parse_dates=True)["day"][0].isoformat(),
    "duckdb": duckdb.sql(f"select day from '{path}'").fetchall()[0][0].isoformat(),
    "pandas": pandas.to_datetime(pandas.read_csv(path)["day"], format="mixed")[0].date().isoformat(),
}
print(seen)
right = {"polars": "0024-11-09", "duckdb": "2009-11-24", "pandas": "2024-09-11"}
raise SystemExit(0 if seen == right else 1)
PY
"$work/env/bin/python" "$work/days.py" "$work"
