#!/bin/sh
# Guess: DuckDB's CSV sniffer gives one type to a moment with a zone, however the zone is written;
# "2024-09-11 10:00:00 UTC", as LinkedIn's messages.csv writes it, is 10:00 in UTC anywhere.
# Seen (duckdb 2.0.1, CPython 3.11): " UTC" is read as TIMESTAMP, the zone gone without a word; " EST",
# "Z" and "+02:00" as TIMESTAMP WITH TIME ZONE. In a session in Tokyo the first becomes 01:00 UTC as soon
# as it is compared with a moment that has a zone: messages before nine fall on the day before.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "duckdb==2.0.1" pytz
cat > "$work/moments.py" <<'PY'
import sys

import duckdb

folder = sys.argv[1]
duckdb.sql("set TimeZone = 'Asia/Tokyo'")


def read(ending):
    path = f"{folder}/moments.csv"
    with open(path, "w") as made:
        made.write("DATE,n\n" + f"2024-09-11 10:00:00{ending},1\n" * 5)
    sql = f"select typeof(DATE), epoch(DATE::timestamptz) from '{path}' limit 1"
    kind, seconds = duckdb.sql(sql).fetchall()[0]
    return kind, (seconds - 1726012800) / 3600  # hours after midnight of that day in UTC


seen = {ending: read(ending) for ending in (" UTC", " EST", "Z", "+02:00")}
print(seen)
zoned = "TIMESTAMP WITH TIME ZONE"
right = {" UTC": ("TIMESTAMP", 1.0), " EST": (zoned, 15.0), "Z": (zoned, 10.0), "+02:00": (zoned, 8.0)}
raise SystemExit(0 if seen == right else 1)
PY
"$work/env/bin/python" "$work/moments.py" "$work"
