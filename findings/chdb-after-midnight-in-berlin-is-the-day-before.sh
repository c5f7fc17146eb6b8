#!/bin/sh
# Guess: the day of an act written as a moment with its zone in Parquet (half past midnight of 3 November
# in Berlin) is 3 November to chDB, as it is to DataFusion and daft.
# Seen (chdb 4.4.0, datafusion 55.0.0, pyarrow 25.0.1, CPython 3.11): chDB reads the column as a moment in
# UTC, whatever zone the schema names, so its day is 2 November; DataFusion gives 3 November. An act of
# the first hour is booked a day early, and none of late evening is.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "chdb==4.4.0" "datafusion==55.0.0" "pyarrow==25.0.1"
cat > "$work/day.py" <<'PY'
import datetime
import sys
import zoneinfo

import chdb
import datafusion
import pyarrow
import pyarrow.parquet

path, zone = f"{sys.argv[1]}/log.parquet", "Europe/Berlin"
moment = datetime.datetime(2025, 11, 3, 0, 30, tzinfo=zoneinfo.ZoneInfo(zone))
column = pyarrow.array([moment], pyarrow.timestamp("us", tz=zone))
pyarrow.parquet.write_table(pyarrow.table({"date": column}), path)
in_chdb = str(chdb.query(f"select toDate(date) from file('{path}')")).strip().strip('"')
engine = datafusion.SessionContext()
engine.register_parquet("log", path)
(row,) = engine.sql("select cast(date as date) as day from log").to_pylist()
print(f"chdb {in_chdb}, datafusion {row['day']}")
raise SystemExit(0 if (in_chdb, str(row["day"])) == ("2025-11-02", "2025-11-03") else 1)
PY
"$work/env/bin/python" "$work/day.py" "$work"
