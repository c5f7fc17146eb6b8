#!/bin/sh
# Guess: a reader of workbooks gives the rows that a sheet holds, whatever size the sheet states.
# Seen (openpyxl 3.1.5, CPython 3.11): in read-only mode a sheet of 50 rows whose <dimension> says
# "A1", as every sheet of LinkedIn's own analytics workbooks does, comes as one cell; without a word,
# and only there: the ordinary mode gives all 50. `reset_dimensions()` gives them in both.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "openpyxl==3.1.5"
cat > "$work/rows.py" <<'PY'
import re
import sys
import zipfile

import openpyxl

folder = sys.argv[1]
book = openpyxl.Workbook()
for i in range(50):
    book.active.append([f"2026-05-{i % 28 + 1:02d}", i])
book.save(f"{folder}/whole.xlsx")
with zipfile.ZipFile(f"{folder}/whole.xlsx") as old, zipfile.ZipFile(f"{folder}/a1.xlsx", "w") as new:
    for member in old.namelist():
        text = old.read(member)
        if member.endswith("sheet1.xml"):
            text = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', text)
        new.writestr(member, text)


def cells(**how):
    sheet = openpyxl.load_workbook(f"{folder}/a1.xlsx", **how).active
    return sum(len(row) for row in sheet.iter_rows(values_only=True))


lazy = openpyxl.load_workbook(f"{folder}/a1.xlsx", read_only=True).active
lazy.reset_dimensions()
again = sum(len(row) for row in lazy.iter_rows(values_only=True))
print(f"read-only: {cells(read_only=True)} cells; ordinary: {cells()}; after reset_dimensions: {again}")
raise SystemExit(0 if (cells(read_only=True), cells(), again) == (1, 100, 100) else 1)
PY
"$work/env/bin/python" "$work/rows.py" "$work"
