#!/bin/sh
# Guess: `read_csv` of a log takes quotes around a field for what RFC 4180 says they are, wherever the
# first of them stands.
# Seen (duckdb 2.0.1, CPython 3.11): it looks for quotes in its sample. In a log of 30,000 rows whose
# first quoted field stands after it, quotes stay part of the text, without a word: "comment" is another
# action than comment, and a doubled quote stays doubled. 100 rows before it, or `quote='"'`, are read
# right; polars 2.1.0 reads both right.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "duckdb==2.0.1" "polars==2.1.0"
cat > "$work/quotes.py" <<'PY'
import sys
from pathlib import Path

import duckdb
import polars

path = Path(sys.argv[1]) / "log.csv"


def last_action(rows_before: int, options: str = "") -> tuple[str, str]:
    """The action of the one quoted row, at the end of the log: of duckdb, of polars."""
    path.write_text("day,action\n" + "2026-05-16,reaction\n" * rows_before + '2026-05-17,"comment"\n')
    asked = f"select action from read_csv('{path}'{options}) where day = '2026-05-17'"
    return duckdb.sql(asked).fetchall()[0][0], polars.read_csv(path)["action"][-1]


early, late, told = last_action(100), last_action(30_000), last_action(30_000, ", quote='\"'")
print(f"quoted in row 101: {early}; in row 30,001: {late}; the quote named: {told} (duckdb, polars)")
right = early == told == ("comment", "comment") and late == ('"comment"', "comment")
raise SystemExit(0 if right else 1)
PY
"$work/env/bin/python" "$work/quotes.py" "$work"
