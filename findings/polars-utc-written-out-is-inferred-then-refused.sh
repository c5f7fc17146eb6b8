#!/bin/sh
# Guess: a column whose every value is a moment as LinkedIn's messages.csv writes it,
# "2024-01-15 10:00:00 UTC", is either inferred as a moment and read, or left a text.
# Seen (polars 2.1.0, CPython 3.11): `read_csv(try_parse_dates=True)` infers datetime[us] from these
# very values and then refuses the first of them; the same values with "Z" or "+00:00" are read as
# moments in UTC, and "11 Sep 2024" stays a text.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0"
cat > "$work/moments.py" <<'PY'
import polars


def read(ending):
    rows = "".join(f"2024-01-{day:02d} 10:00:00{ending},1\n" for day in range(1, 29))
    try:
        return polars.read_csv(f"DATE,n\n{rows}".encode(), try_parse_dates=True)["DATE"].dtype
    except polars.exceptions.ComputeError:
        return "refused"


seen = {ending: read(ending) for ending in (" UTC", "Z", "+00:00")}
print(seen)
moment = polars.Datetime("us", "UTC")
raise SystemExit(0 if seen == {" UTC": "refused", "Z": moment, "+00:00": moment} else 1)
PY
"$work/env/bin/python" "$work/moments.py"
