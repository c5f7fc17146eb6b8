"""The history in DuckDB: a grid of accounts and days, and windows of rows over it.

Tried on a hundred thousand rows of 1,000 accounts, and not kept: running sums without a lower end,
which differences would have to be taken of (0.7 times as long before those); the same without
partitions (1.4 times as long); a grid that begins before the log does, and levels once for each
signal that looks at them (1.3 times); constants as decimals, not doubles (1.6 times); rows sorted
into a table first, where they are not there yet (1.2 times).
"""

import math
from typing import NamedTuple

from benchmarks.speed.model import codes_of, cut_of, model, signals
from benchmarks.speed.peers.duckdb_shares import LN2, double, share_of, share_of_signal, where
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel

BEFORE = 730  # the longest window


class Dense(NamedTuple):
    """A column of the history: what was done on a day, and the window over it."""

    name: str
    daily: str
    window: str
    level: bool


def history_query(first: int, n_days: int, is_plans: bool = False) -> str:
    """One row an account and day: dense columns, and windows of rows over them.

    is_plans: accounts are plans, and what was done before them is that of the account -1.
    """
    columns = dense_columns(first)
    pillars = ", ".join(
        f"least({' + '.join(f'{double(s.points)} * {history_share(s)}' for s in signals(pillar))}, "
        f"{double(cut_of(pillar))}) AS {pillar.name}"
        for pillar in model().pillars
    )
    daily = ", ".join(f"{column.daily} AS {column.name}" for column in columns)
    windows = ", ".join(f"{column.window} AS {column.name}" for column in columns)
    joined = ", ".join(f"{_joined(column, is_plans)} AS {column.name}" for column in columns)
    past = "JOIN amounts p ON p.account = -1 AND p.day = f.day" if is_plans else ""
    since = f"{first - BEFORE} + range::INT"
    ahead, before = f"range({BEFORE}, {BEFORE + n_days})", f"range(0, {BEFORE + n_days})"
    grid = f"SELECT account, {since} AS day FROM accounts, {ahead}"
    if is_plans:
        grid += f" UNION ALL SELECT -1 AS account, {since} AS day FROM {before}"
    return (
        f"WITH daily AS (SELECT account, day, {daily} FROM log GROUP BY account, day), "
        f"grid AS ({grid}), "
        "dense AS (SELECT * FROM grid LEFT JOIN daily USING (account, day)), "
        f"amounts AS (SELECT account, day, {windows} FROM dense "
        "WINDOW so_far AS (PARTITION BY account ORDER BY day)), "
        f"joined AS (SELECT f.account, f.day, {joined} FROM amounts f {past} "
        f"WHERE f.account >= 0 AND f.day >= {first}) "
        f"SELECT account, day, {pillars} FROM joined ORDER BY account, day"
    )


def _joined(column: Dense, is_plans: bool) -> str:
    """A column of a plan with what the past adds to it."""
    parts = [f"{one}.{column.name}" for one in ("f", "p")[: 2 if is_plans else 1]]
    if column.level:
        return f"coalesce({', '.join(parts)}, 0)::DOUBLE"
    return " + ".join(parts)


def dense_columns(first: int) -> list[Dense]:
    """The columns that the signals need; a level once, however many look at it."""
    found = {}
    for signal in (s for pillar in model().pillars for s in signals(pillar)):
        for name, match in sums_of(signal):
            total = f"sum(count) FILTER ({where(match)})::DOUBLE"
            if signal.kind == "days":
                total = f"({total} > 0)::INT::DOUBLE"
            elif signal.per_day_max is not None:
                total = f"least(coalesce({total}, 0), {signal.per_day_max})"
            flat = signal.kind == "days" or math.isinf(signal.decay.half_life)
            found[name] = Dense(name, total, faded(name, signal.decay, flat, first), False)
        for match in levels_of(signal):
            name, stated = level_name(match), f"max(count) FILTER ({where(match)})"
            found[name] = Dense(name, stated, f"last_value({name} IGNORE NULLS) OVER so_far", True)
    return list(found.values())


def sums_of(signal: SignalModel) -> list[tuple[str, Match]]:
    """The sums that a signal is made of."""
    if signal.kind in ("stock", "checklist"):
        return []
    of = [(f"{signal.name}_of", signal.of)] if signal.kind == "rate" else []
    return [(signal.name, signal.match), *of]


def levels_of(signal: SignalModel) -> list[Match]:
    """The levels that a signal is made of, if the log can state them."""
    if signal.kind == "stock":
        return [signal.match]
    return [item.match for item in signal.items if codes_of(item.match)]


def level_name(match: Match) -> str:
    """What a level's column is called."""
    parts = (
        f"{action}_{'_'.join(map(str, asked[0][1]))}" if asked else str(action)
        for action, asked in codes_of(match)
    )
    return f"level_{'_'.join(parts)}"


def faded(column: str, decay: Decay, flat: bool, first: int) -> str:
    """A sum over a window of rows, of what has grown by 2^(day / half_life)."""
    grown = column if flat else f"{column} * exp((day - {first}) * {double(LN2 / decay.half_life)})"
    rows = f"ROWS BETWEEN {decay.window - 1} PRECEDING AND {decay.lag} PRECEDING"
    window = f"coalesce(sum({grown}) OVER (PARTITION BY account ORDER BY day {rows}), 0)"
    return window if flat else f"{window} * exp((day - {first}) * {double(-LN2 / decay.half_life)})"


def history_share(signal: SignalModel) -> str:
    """The share of a signal of the dense columns."""
    if signal.kind == "stock":
        return share_of(signal.curve, level_name(signal.match))
    if signal.kind == "checklist":
        items = [item for item in signal.items if codes_of(item.match)]
        present = (f"({level_name(item.match)} > 0)::INT * {double(item.weight)}" for item in items)
        return share_of(signal.curve, f"({' + '.join(present)})")
    return share_of_signal(signal, signal.name, f"{signal.name}_of")
