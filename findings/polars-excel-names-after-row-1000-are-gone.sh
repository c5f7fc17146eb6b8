#!/bin/sh
# Guess: a column of a sheet whose first thousand cells are numbers and later ones texts is read as
# texts, or refused.
# Seen (polars 2.1.0 with fastexcel 0.21.0, CPython 3.11): `read_excel` looks at 1,000 rows; the texts
# after them are null without a word. Of 1,500 seats numbered first and named later, 300 have no name.
# pandas 3.1.1 keeps every one.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0" "fastexcel==0.21.0" "pandas==3.1.1" "openpyxl==3.1.5" python-calamine
cat > "$work/seats.py" <<'PY'
import sys

import openpyxl
import pandas
import polars

path = f"{sys.argv[1]}/seats.xlsx"
book = openpyxl.Workbook()
book.active.append(["seat", "ssi"])
for row in range(1500):
    book.active.append([row if row < 1200 else f"seat {row}", 40])
book.save(path)
seats = polars.read_excel(path)["seat"]
kept = int(pandas.read_excel(path, engine="calamine")["seat"].notna().sum())
print(f"polars {seats.dtype}, {seats.null_count()} of {len(seats)} without a name; pandas keeps {kept}")
raise SystemExit(0 if (seats.null_count(), kept) == (300, 1500) else 1)
PY
"$work/env/bin/python" "$work/seats.py" "$work"
