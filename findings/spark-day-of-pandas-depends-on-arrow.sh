#!/bin/sh
# Guess: `createDataFrame` of a pandas frame of days (datetime64, no zone) gives the same days in a
# session, by whichever road the rows get there.
# Seen (pyspark 4.3.0 and 4.0.0, pandas 2.3.3, CPython 3.11, a Java runtime of the machine's; TZ=UTC):
# with spark.sql.execution.arrow.pyspark.enabled a day is midnight in the session's zone; without, it is
# midnight in the zone of the Python process, so 3 May is 2 May in a session in Los Angeles. 4.0 has the
# setting off by default, 4.3 on: the same script moves every day when it is upgraded.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pyspark==4.3.0" "pandas==2.3.3" "pyarrow==26.0.1"
cat > "$work/days.py" <<'PY'
import pandas
from pyspark.sql import SparkSession

settings = {"spark.ui.enabled": "false", "spark.sql.session.timeZone": "America/Los_Angeles"}
building = SparkSession.builder.master("local[1]")
for name, value in settings.items():
    building = building.config(name, value)
session = building.getOrCreate()
session.sparkContext.setLogLevel("ERROR")
frame = pandas.DataFrame({"day": pandas.to_datetime(["2026-05-03"]).astype("datetime64[ns]")})
arrow, seen = "spark.sql.execution.arrow.pyspark.enabled", {}
default = session.conf.get(arrow)
for asked in ("true", "false"):
    session.conf.set(arrow, asked)
    seen[asked] = session.createDataFrame(frame).selectExpr("cast(day as string)").collect()[0][0]
session.stop()
print(f"by default {default}; day of the session by setting: {seen}")
right = seen == {"true": "2026-05-03 00:00:00", "false": "2026-05-02 17:00:00"}
raise SystemExit(0 if right and default == "true" else 1)
PY
TZ=UTC PYSPARK_PYTHON="$work/env/bin/python" "$work/env/bin/python" "$work/days.py" 2> "$work/log" || { cat "$work/log"; exit 1; }
