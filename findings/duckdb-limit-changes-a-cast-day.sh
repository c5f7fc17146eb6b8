#!/bin/sh
# Guess: a cast in a query is made from the column's value, so `select day::text` gives the same text for
# a row whether or not the query has a LIMIT or names the column once more.
# Seen (duckdb 2.0.1, CPython 3.11): read straight from a CSV whose column is sniffed as a date, the cast
# to text is the file's own writing ("3.5.2026") when it stands alone, and the day in ISO form
# ("2026-05-03") with `limit 1`, beside `day`, or from a table made of the file. A number does the same:
# "52.50" against "52.5". A log whose days are cast before they are compared matches or not by that.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "duckdb==2.0.1"
cat > "$work/cast.py" <<'PY'
import sys

import duckdb

path = f"{sys.argv[1]}/log.csv"
with open(path, "w") as made:
    made.write("day;total\n" + "3.5.2026;52.50\n14.5.2026;53.25\n")
duckdb.sql(f"create table copied as from '{path}'")


def first(sql):
    return duckdb.sql(sql).fetchall()[0]


kinds = first(f"select typeof(day), typeof(total) from '{path}'")
alone = first(f"select day::text, total::text from '{path}'")
limited = first(f"select day::text, total::text from '{path}' limit 1")
beside = first(f"select day::text, total::text, day, total from '{path}'")[:2]
table = first("select day::text, total::text from copied")
print(f"{kinds}; alone {alone}, limited {limited}, beside {beside}, from a table {table}")
right = kinds == ("DATE", "DOUBLE") and alone == ("3.5.2026", "52.50")
raise SystemExit(0 if right and limited == beside == table == ("2026-05-03", "52.5") else 1)
PY
"$work/env/bin/python" "$work/cast.py" "$work"
