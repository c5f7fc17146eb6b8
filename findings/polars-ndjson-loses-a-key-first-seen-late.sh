#!/bin/sh
# Guess: a log in JSON lines whose rows name an attribute only from some row on comes back with a column
# for it, empty before; or the reader says that it looked at the first rows only.
# Seen (polars 2.1.0, CPython 3.11): `read_ndjson` looks at 100 rows; a key first seen later is gone from
# every row without a word (a value of another type, there, raises). duckdb 2.0.1 has the column.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0" "duckdb==2.0.1"
cat > "$work/keys.py" <<'PY'
import json
import sys
from pathlib import Path

import duckdb
import polars

path = Path(sys.argv[1]) / "log.jsonl"
rows = [{"action": "comment", "count": 1} | ({"seniority": "director"} if i > 150 else {}) for i in range(300)]
path.write_text("".join(json.dumps(row) + "\n" for row in rows))
first, every = polars.read_ndjson(path), polars.read_ndjson(path, infer_schema_length=None)
in_duckdb = duckdb.sql(f"select count(seniority) from '{path}'").fetchall()[0][0]
print(f"polars {first.columns}, asked to look at all {every.columns}; duckdb {in_duckdb} of 149")
right = first.height == 300 and "seniority" not in first.columns and "seniority" in every.columns
raise SystemExit(0 if right and in_duckdb == 149 else 1)
PY
"$work/env/bin/python" "$work/keys.py" "$work"
