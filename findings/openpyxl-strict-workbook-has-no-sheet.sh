#!/bin/sh
# Guess: a workbook that Excel saved as "Strict Open XML" (ISO/IEC 29500, the same .xlsx ending) opens as
# any other, or is refused as a form that is not read.
# Seen (openpyxl 3.1.5, python-calamine 0.9.1, CPython 3.11): openpyxl returns a workbook of no sheets,
# with a warning of "an invalid specification for 0" and no error; whoever walks over its sheets finds
# nothing to read. calamine reads the sheet, dates written as ISO texts included.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "openpyxl==3.1.5" "python-calamine==0.9.1"
cat > "$work/strict.py" <<'PY'
import sys
import warnings
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from python_calamine import CalamineWorkbook

MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}" conformance="strict"><sheets>'
    '<sheet name="ENGAGEMENT" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    '<c r="A1" t="d"><v>2026-05-16</v></c><c r="B1"><v>7</v></c></row></sheetData></worksheet>',
}
path = Path(sys.argv[1]) / "strict.xlsx"
with ZipFile(path, "w") as archive:
    for name, text in PARTS.items():
        archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    sheets = openpyxl.load_workbook(path).sheetnames
other = CalamineWorkbook.from_path(path)
rows = other.get_sheet_by_name("ENGAGEMENT").to_python()
print(f"openpyxl: sheets {sheets}, {len(warned)} warning; calamine: {other.sheet_names}, {rows}")
raise SystemExit(0 if not sheets and len(warned) == 1 and rows[0][1] == 7 else 1)
PY
"$work/env/bin/python" "$work/strict.py" "$work"
