#!/bin/sh
# Guess: `Connections.csv` of a LinkedIn archive, which begins with a note and a blank line before its
# heading, is refused by frictionless or read with its seven columns under made-up names.
# Seen (frictionless 5.21.0, CPython 3.11): the note is the heading, so the table has one column, and
# `extract` gives every row's first cell alone: no address, no company, no day of connection, and no
# word of it. `validate` on the same file does name the cells as extra.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "frictionless==5.21.0"
cat > "$work/Connections.csv" <<'CSV'
Notes:
"Some addresses may be missing, as not every member shows one."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ann,Example,https://www.linkedin.com/in/ann-example,,Acme,Buyer,03 Nov 2025
Bob,Sample,https://www.linkedin.com/in/bob-sample,,"Sample, Inc.",Head of Sales,28 Oct 2025
CSV
cat > "$work/columns.py" <<'PY'
import frictionless

rows = frictionless.extract("Connections.csv")["connections"]
faults = {kind for (kind,) in frictionless.validate("Connections.csv").flatten(["type"])}
print(f"extract: {rows}\nvalidate: {sorted(faults)}")
first = [list(row.values()) for row in rows][-2:] == [["Ann"], ["Bob"]]
raise SystemExit(0 if first and "extra-cell" in faults else 1)
PY
cd "$work" && "$work/env/bin/python" -W ignore columns.py
