#!/bin/sh
# Guess: pyarrow gives one type to the same moments whether they stand in CSV or in JSON lines.
# Seen (pyarrow 26.0.1, CPython 3.11): "2026-05-03T00:30:00+02:00" is timestamp[s, tz=UTC] in CSV and
# timestamp[s] without a zone in JSON, moved to UTC all the same: read as the wall clock it seems to be,
# it is the evening before. A day alone is date32 in CSV and a moment in JSON; fractions of a second are
# a moment in CSV and stay a text in JSON.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pyarrow==26.0.1"
cat > "$work/moments.py" <<'PY'
import io

import pyarrow
from pyarrow import csv, json


def seen(text):
    in_csv = csv.read_csv(io.BytesIO(f"day\n{text}\n".encode()))["day"]
    in_json = json.read_json(io.BytesIO(f'{{"day": "{text}"}}\n'.encode()))["day"]
    return str(in_csv.type), str(in_json.type), str(in_json[0].as_py())


zoned, day, fraction = map(seen, ("2026-05-03T00:30:00+02:00", "2026-05-03", "2026-05-03T10:00:00.250Z"))
print(zoned, day, fraction, sep="\n")
right = zoned == ("timestamp[s, tz=UTC]", "timestamp[s]", "2026-05-02 22:30:00")
right = right and day[:2] == ("date32[day]", "timestamp[s]")
raise SystemExit(0 if right and fraction[:2] == ("timestamp[ns, tz=UTC]", "string") else 1)
PY
"$work/env/bin/python" "$work/moments.py"
