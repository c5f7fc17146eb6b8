"""What scoring a billion seats would cost, from rates measured here on a log that fits.

    python benchmarks/past_one_machine.py [ACCOUNTS] [ROWS_AN_ACCOUNT]

Measures, on one core: the bytes of a row in Parquet and in memory, reading, the survey, sorting
by account (what a shuffle ends in), scoring a table of whole accounts, its history, and writing.
Then multiplies. Nothing is asserted; machines, networks and disks of a cluster are assumptions,
printed as such.
"""

import platform
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from estimator.engines import Survey, history_table, score_table
from estimator.engines.survey import survey_table
from estimator.rules import load_rules

SEATS = 1_000_000_000
DAYS = 365
ON = date(2026, 12, 31)
RUNS = 5
FILES = 8
ROWS_A_BLOCK = 1_000_000
MACHINES, CORES = 100, 32  # assumed; so are the next two, bytes a second
NETWORK, DISK = 1.25e9, 1.0e9
WINDOW = 90  # days that most flows of the shipped rules look back

Result = TypeVar("Result")

ACTIONS = {
    "reaction": 0.30, "profile_view": 0.24, "comment": 0.10, "message_sent": 0.13,
    "people_search": 0.08, "invitation_sent": 0.06, "engagement_received": 0.06, "post": 0.03,
}  # fmt: skip


@dataclass(frozen=True)
class Rates:
    """Seconds a row on one core (history: an account and day; write: an account), and bytes."""

    read: float
    survey: float
    sort: float
    score: float
    history: float
    write: float
    stored: float
    in_memory: float
    beside: float
    result: float


def log_of(n_accounts: int, rows_an_account: int) -> pa.Table:
    """A log of invented seats, in the order it was written: by day."""
    dice = np.random.default_rng(1)
    busy = dice.lognormal(0.0, 1.0, n_accounts)
    n_rows = n_accounts * rows_an_account
    account = dice.choice(n_accounts, n_rows, p=busy / busy.sum())
    action = dice.choice(len(ACTIONS), n_rows, p=list(ACTIONS.values()))
    first = (ON - date(1970, 1, 1)).days - DAYS + 1
    day = np.sort(first + dice.integers(0, DAYS, n_rows)).astype(np.int32)
    names = pa.array([f"seat-{code:09d}" for code in range(n_accounts)])
    return pa.table(
        {
            "account": names.take(pa.array(account)),
            "day": pa.array(day).cast(pa.date32()),
            "action": pa.array(list(ACTIONS)).take(pa.array(action)),
            "count": pa.array(dice.geometric(0.6, n_rows).astype(np.float64)),
        }
    )


def timed(work: Callable[[], Result], runs: int = RUNS) -> tuple[float, Result]:
    """The median processor time of a few runs after one that does not count, and the result."""
    result, times = work(), []
    for _ in range(runs):
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return statistics.median(times), result


def measured(n_accounts: int, rows_an_account: int, folder: Path) -> Rates:
    """The rates, of a log of that size."""
    rules, table = load_rules(), log_of(n_accounts, rows_an_account)
    n, path, out = table.num_rows, folder / "log.parquet", folder / "scores.parquet"
    sort, whole = timed(lambda: table.sort_by("account"))
    survey, found = timed(lambda: survey_table(table))
    coverage = Survey.of([found]).coverage()
    pq.write_table(whole, path)
    read, _ = timed(lambda: pq.read_table(path))
    score, scores = timed(lambda: score_table(whole, rules, ON, coverage=coverage))
    few = pc.less(whole["account"], f"seat-{n_accounts // 10:09d}")
    some, first = whole.filter(few), ON - timedelta(days=DAYS - 1)
    year, days = timed(lambda: history_table(some, rules, first, ON, coverage=coverage), 1)
    write, _ = timed(lambda: pq.write_table(scores, out))
    beside = beside_of(lambda: score_table(whole, rules, ON, coverage=coverage))
    return Rates(
        read / n,
        survey / n,
        sort / n,
        score / n,
        year / days.num_rows,
        write / scores.num_rows,
        path.stat().st_size / n,
        table.nbytes / n,
        beside / n,
        out.stat().st_size / scores.num_rows,
    )


def beside_of(work: Callable[[], object]) -> float:
    """The most bytes that work holds at a time beside what it is given."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def with_dask(n_accounts: int, rows_an_account: int, folder: Path) -> float | None:
    """Seconds a row of one core, from files to files, with two workers; None without Dask."""
    if find_spec("distributed") is None:
        return None
    from distributed import Client, LocalCluster

    from estimator.engines import dask as engine

    table, logs = log_of(n_accounts, rows_an_account), folder / "logs"
    logs.mkdir()
    for place in range(FILES):
        size = -(-table.num_rows // FILES)
        pq.write_table(table.slice(place * size, size), logs / f"{place}.parquet")
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster),
    ):
        times = []
        for run in range(3):
            start = time.perf_counter()
            frame = engine.score(logs, load_rules(), ON)
            frame.to_parquet(str(folder / f"scores-{run}"), write_index=False)
            times.append(time.perf_counter() - start)
    return float(2 * min(times) / table.num_rows)


def full_cost(rates: Rates, rows: float) -> dict[str, float]:
    """Seconds of one core for each step of scoring everything once."""
    return {
        "read, for the survey": rates.read * rows,
        "survey": rates.survey * rows,
        "read": rates.read * rows,
        "sort by account": rates.sort * rows,
        "score": rates.score * rows,
        "write": rates.write * SEATS,
    }


def from_scratch(rates: Rates, rows: float) -> list[str]:
    """What one day costs when nothing is prepared."""
    full = full_cost(rates, rows)
    moved, machines = rows * rates.in_memory, MACHINES
    block = ROWS_A_BLOCK * (rates.in_memory + rates.beside)
    return [
        "one day, from scratch",
        *(figure(name, hours(seconds), "core-hours") for name, seconds in full.items()),
        figure("together", hours(sum(full.values())), "core-hours"),
        "",
        f"on {machines} machines of {CORES} cores, 10 Gbit/s and 1 GB/s of disk each (assumed)",
        figure("computing", sum(full.values()) / machines / CORES, "s"),
        figure("reading the log twice", 2 * rows * rates.stored / machines / DISK, "s"),
        figure("moving every row once", moved / machines / NETWORK, "s"),
        figure("writing moved rows to disk, and back", 2 * moved / machines / DISK, "s"),
        figure(f"memory a core ({ROWS_A_BLOCK:,} rows)", block / 1e6, "MB"),
    ]


def day_by_day(rates: Rates, rows: float) -> list[str]:
    """What every day costs: of a year at once, and of the next one alone."""
    a_day, seen = rows / DAYS, rows * WINDOW / DAYS
    new = hours((rates.survey + rates.read + rates.sort) * a_day)
    again = hours((rates.read + rates.score) * seen)
    whole = hours(sum(full_cost(rates, rows).values()))
    return [
        "every day of a year at once",
        figure("history", hours(SEATS * DAYS * rates.history), "core-hours"),
        figure("the same, a day at a time from scratch", DAYS * whole, "core-hours"),
        "",
        "the next day, where the log is kept by account",
        figure("the day's rows surveyed and put in place", new, "core-hours"),
        figure(f"{WINDOW} days read and scored", again, "core-hours"),
        figure("of starting over", 100 * (new + again) / whole, "%"),
        figure("rows moved", a_day * rates.in_memory / 1e9, "GB"),
        figure("starting over moves", rows * rates.in_memory / 1e9, "GB"),
    ]


def figure(name: str, value: float, unit: str) -> str:
    return f"  {name:<42}{value:>10,.{1 if value < 100 else 0}f} {unit}"


def hours(seconds: float) -> float:
    return seconds / 3600


def main() -> None:
    n_accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows_an_account = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as folder:
        rates = measured(n_accounts, rows_an_account, Path(folder))
        through = with_dask(n_accounts, rows_an_account, Path(folder))
    rows = float(SEATS * rows_an_account)
    versions = (
        f"Python {platform.python_version()}, pyarrow {pa.__version__}, numpy {np.__version__}"
    )
    print(f"{versions}, {platform.machine()}, one core")
    print(f"measured on {n_accounts:,} accounts, {n_accounts * rows_an_account:,} rows")
    for name in ("read", "survey", "sort", "score"):
        print(figure(name, 1e-6 / getattr(rates, name), "M rows/s"))
    print(figure("history", 1e-6 / rates.history, "M account-days/s"))
    print(figure("a row in Parquet, sorted by account", rates.stored, "bytes"))
    print(figure("a row in Arrow", rates.in_memory, "bytes"))
    print(figure("held beside it while it is scored", rates.beside, "bytes"))
    print(figure("an account's scores in Parquet", rates.result, "bytes"))
    if through is not None:
        print(figure("through Dask, files to files", 1e-6 / through, "M rows/s"))
    print(f"\na billion seats, {rows_an_account} rows a year each")
    print(figure("rows", rows / 1e9, "billion"))
    print(figure("in Parquet", rows * rates.stored / 1e12, "TB"))
    print(figure("in Arrow", rows * rates.in_memory / 1e12, "TB"))
    print(figure("scores", SEATS * rates.result / 1e9, "GB"))
    if through is not None:
        print(figure("one day from scratch through Dask", hours(rows * through), "core-hours"))
    print("\n".join(["", *from_scratch(rates, rows), "", *day_by_day(rates, rows)]))


if __name__ == "__main__":
    main()
