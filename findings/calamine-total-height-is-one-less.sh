#!/bin/sh
# Guess: `total_height` of a sheet in python-calamine is the number of its rows, those above the first
# filled one included, so never less than `height`.
# Seen (python-calamine 0.9.1, workbook by openpyxl 3.1.5, CPython 3.11): it is the number of the last row
# counted from nought: 2 for a sheet of three rows whose `height` is 3, and `total_width` 1 for two
# columns. Whoever loops to it loses the last day of a workbook.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "python-calamine==0.9.1" "openpyxl==3.1.5"
cat > "$work/rows.py" <<'PY'
import io

import openpyxl
import python_calamine

book, written = openpyxl.Workbook(), io.BytesIO()
for row in (["Date", "Impressions"], ["4/1/2026", 10], ["4/2/2026", 11]):
    book.active.append(row)
book.save(written)
written.seek(0)
sheet = python_calamine.CalamineWorkbook.from_filelike(written).get_sheet_by_index(0)
sizes = (len(sheet.to_python()), sheet.height, sheet.total_height, sheet.total_width)
print(f"rows read, height, total_height, total_width: {sizes}")
raise SystemExit(0 if sizes == (3, 3, 2, 1) else 1)
PY
"$work/env/bin/python" "$work/rows.py"
