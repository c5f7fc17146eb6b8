#!/bin/sh
# Guess: a decision engine counts as its host language does: 1/3 is Python's 1/3, a half to the power of
# 100 is small and not nothing, and what cannot be divided is an error.
# Seen (zen-engine 2.1.3, CPython 3.11): numbers are decimals of 28 places. 0.1 + 0.2 is 0.3; 1/3 comes
# back as a float that is not Python's 1/3; a decayed amount loses its digits on the way down (after 52
# half-lives 13 are left) and is exactly 0 after 100; 5/0 is None and no error.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "zen-engine==2.1.3"
cat > "$work/decimals.py" <<'PY'
import zen

seen = {e: zen.evaluate_expression(e, {}) for e in ("0.1 + 0.2", "1/3", "0.5^(365/7)", "0.5^100", "5/0")}
print(seen, "; in Python", 0.1 + 0.2, 1 / 3, 0.5 ** (365 / 7), 0.5**100)
faded = abs(seen["0.5^(365/7)"] / 0.5 ** (365 / 7) - 1)
right = seen["0.1 + 0.2"] == 0.3 and seen["1/3"] != 1 / 3 and abs(seen["1/3"] - 1 / 3) < 1e-15
raise SystemExit(0 if right and 1e-14 < faded < 1e-11 and seen["0.5^100"] == 0 and seen["5/0"] is None else 1)
PY
"$work/env/bin/python" "$work/decimals.py"
