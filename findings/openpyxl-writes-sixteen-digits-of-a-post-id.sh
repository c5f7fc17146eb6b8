#!/bin/sh
# Guess: a whole number put into a cell is written as it is; that spreadsheets show 15 digits of it is
# the spreadsheet's affair, and another reader of the file gets all.
# Seen (openpyxl 3.1.5, CPython 3.11): the id of a post (19 digits, as in urn:li:activity) is written as
# 7.213456789012346e+18 and comes back a float some hundreds off; 9007199254740993 is written with its
# last digit changed. Nothing is said. Ids belong into text cells.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "openpyxl==3.1.5"
cat > "$work/ids.py" <<'PY'
import re
import sys
import zipfile

import openpyxl

path, ids = f"{sys.argv[1]}/posts.xlsx", [7213456789012345678, 9007199254740993]
book = openpyxl.Workbook()
book.active.append(ids)
book.save(path)
with zipfile.ZipFile(path) as file:
    written = re.findall("<v>(.*?)</v>", file.read("xl/worksheets/sheet1.xml").decode())
back = next(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
print(ids, "written", written, "read", back)
right = written == ["7.213456789012346e+18", "9007199254740992"]
off = abs(ids[0] - int(back[0]))
raise SystemExit(0 if right and 100 < off < 1000 and type(back[0]) is float else 1)
PY
"$work/env/bin/python" "$work/ids.py" "$work"
