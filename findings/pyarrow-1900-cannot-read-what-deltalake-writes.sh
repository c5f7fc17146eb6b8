#!/bin/sh
# Guess: a plain table of numbers and texts that deltalake writes is Parquet that any pyarrow reads.
# Seen (deltalake 1.6.6, pyarrow 19.0.0 and 19.0.1, CPython 3.11): 19.0.0 opens the file's footer with
# OSError, "Repetition level histogram size mismatch"; 19.0.1, which differs in its last digit alone,
# reads it.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
cat > "$work/write.py" <<'PY'
import sys

import deltalake
import pyarrow

rows = {"account": ["ann", "bo"], "n": [1, 2]}
deltalake.write_deltalake(f"{sys.argv[1]}/log", pyarrow.table(rows))
PY
cat > "$work/read.py" <<'PY'
import sys
from pathlib import Path

import pyarrow
from pyarrow import parquet

file = next(Path(sys.argv[1], "log").glob("*.parquet"))
try:
    print(pyarrow.__version__, "reads", parquet.ParquetFile(file).read().num_rows)
except OSError as error:
    print(pyarrow.__version__, "refuses:", error)
PY
"$work/env/bin/pip" install -q "deltalake==1.6.6" "pyarrow==19.0.1"
"$work/env/bin/python" "$work/write.py" "$work"
after=$("$work/env/bin/python" "$work/read.py" "$work")
"$work/env/bin/pip" install -q "pyarrow==19.0.0"
before=$("$work/env/bin/python" "$work/read.py" "$work")
echo "$before; $after"
case "$before; $after" in
    "19.0.0 refuses: "*"; 19.0.1 reads 2") exit 0 ;;
esac
exit 1
