#!/bin/sh
# Guess: figures as LinkedIn's reports and pages write them ("0.123" of a rate, "-28" engagements taken
# back, "1.2K" impressions) are 0.123, -28 and 1,200, or nothing, in price-parser.
# Seen (price-parser 0.5.1, CPython 3.11): 123, 28 and 1.2. Three digits behind a point are thousands
# even behind a nought (0.12 and 0.1234 are read as they stand), a sign is dropped, and so is the K.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "price-parser==0.5.1"
cat > "$work/figures.py" <<'PY'
from price_parser import parse_price

seen = {"0.123": "123", "0.12": "0.12", "0.1234": "0.1234", "-28": "28", "1.2K": "1.2"}
read = {text: str(parse_price(text).amount) for text in seen}
print(read)
raise SystemExit(0 if read == seen else 1)
PY
"$work/env/bin/python" "$work/figures.py"
