#!/bin/sh
# Guess: a column of what people write for a time of activity ("May 2026", "Monday", "this month") stays
# a column of texts when agate guesses types, and "03.11.2025" is the third of November or a text.
# Seen (agate 1.14.2, CPython 3.11): all are dates without a word. A month is its first day, "Monday" is
# 8 January of the year 1, "this month" its last day there, and the dotted date is 11 March, so that a
# month's count becomes one day's and a European day a month that is not its own.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "agate==1.14.2"
printf 'when,count\nSep 2025,4\nMay 2026,9\nMonday,1\nthis month,2\n03.11.2025,3\n' > "$work/log.csv"
cat > "$work/days.py" <<'PY'
import sys

import agate

column = agate.Table.from_csv(sys.argv[1]).columns["when"]
kind, days = type(column.data_type).__name__, [str(day) for day in column.values()]
print(f"column `when` is {kind}: {days}")
seen = ["2025-09-01", "2026-05-01", "0001-01-08", "0001-01-31", "2025-03-11"]
raise SystemExit(0 if kind == "Date" and days == seen else 1)
PY
"$work/env/bin/python" "$work/days.py" "$work/log.csv"
