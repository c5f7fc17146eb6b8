#!/bin/sh
# Guess: a date of an Italian or Portuguese file, "3 set 2025" with its month spelt as the file spells it,
# is read as 3 September or not at all when no language is named.
# Seen (dateparser 1.5.0, CPython 3.11): "set" is first taken for a time zone, so what is left is "3 2025",
# a month without a day, or "15 2025", a day without a month; the rest is today's: asked on 20 November
# 2026 that is 20 March and 15 November. With `languages=["it"]` or `["pt"]`, or as "set 3 2025", both are
# of September.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "dateparser==1.5.0"
cat > "$work/september.py" <<'PY'
from datetime import datetime

import dateparser

TODAY = {"RELATIVE_BASE": datetime(2026, 11, 20)}


def days(text, **told):
    return [str(dateparser.parse(one, settings=TODAY, **told).date()) for one in text]


asked = ("3 set 2025", "15 set 2025")
alone, italian = days(asked), days(asked, languages=["it"])
print(f"{asked}: no language {alone}, Italian {italian}")
right = alone == ["2025-03-20", "2025-11-15"] and italian == ["2025-09-03", "2025-09-15"]
raise SystemExit(0 if right else 1)
PY
"$work/env/bin/python" -W ignore "$work/september.py"
