#!/bin/sh
# Guess: pyarrow's permissive promotion of a column of whole numbers and one of decimals gives a type
# that holds both: `concat_tables` casts each table to what `unify_schemas` says.
# Seen (pyarrow 26.0.1, CPython 3.11): int64 and decimal128(12, 2) become decimal128(20, 2), into which
# no int64 can be cast, not even 3: ArrowInvalid, "at least 21". The other way round (decimal first) is
# the same; int32 with the decimal is put together.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pyarrow==26.0.1"
cat > "$work/unite.py" <<'PY'
from decimal import Decimal

import pyarrow as pa

decimals = pa.table({"n": pa.array([Decimal("2.50")], pa.decimal128(12, 2))})


def united(kind):
    whole = pa.table({"n": pa.array([3], kind)})
    told = []
    for pair in ([whole, decimals], [decimals, whole]):
        schema = pa.unify_schemas([one.schema for one in pair], promote_options="permissive")
        try:
            made = pa.concat_tables(pair, promote_options="permissive")["n"].to_pylist()
        except pa.ArrowInvalid:
            made = "refused"
        told.append((str(schema.field("n").type), made))
    return told


long, short = united(pa.int64()), united(pa.int32())
print(f"pyarrow {pa.__version__}: int64 {long}; int32 {short}")
refused = all(made == "refused" for _, made in long)
raise SystemExit(0 if refused and all(len(made) == 2 for _, made in short) else 1)
PY
"$work/env/bin/python" "$work/unite.py"
