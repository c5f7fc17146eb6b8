#!/bin/sh
# Guess: an exponentially weighted mean "by half life" is the mean of what came before, each weighed by
# 0.5^(age / half life), in polars as in pandas; two acts on one day weigh alike.
# Seen (polars 2.1.0, pandas 3.1.1, CPython 3.11): pandas does that. polars moves from the mean before
# towards the new value by the part that faded since: 10, then nothing for a half life, is 5 and not
# 3.33; and of two values on one day, between which nothing fades, the second does not count at all.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "polars==2.1.0" "pandas==3.1.1"
cat > "$work/half_life.py" <<'PY'
from datetime import date

import pandas
import polars


def both(days, values):
    """The last weighted mean by a half life of 30 days: of pandas, of polars."""
    times = pandas.to_datetime(pandas.Series(days))
    by_pandas = pandas.Series(values).ewm(halflife="30D", times=times).mean().iloc[-1]
    frame = polars.DataFrame({"day": days, "value": values})
    by_polars = frame.select(polars.col("value").ewm_mean_by("day", half_life="30d"))["value"][-1]
    return round(float(by_pandas), 3), round(by_polars, 3)


fading = both([date(2026, 1, 1), date(2026, 1, 31)], [10.0, 0.0])
one_day = both([date(2026, 1, 1), date(2026, 1, 1)], [0.0, 10.0])
print(f"10, then 0 a half life later: {fading}; 0, then 10 on one day: {one_day} (pandas, polars)")
raise SystemExit(0 if fading == (3.333, 5.0) and one_day == (5.0, 0.0) else 1)
PY
"$work/env/bin/python" "$work/half_life.py"
