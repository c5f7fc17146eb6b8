"""What scoring a billion seats would cost, from rates measured here on a log that fits.

    python benchmarks/past_one_machine.py [ACCOUNTS] [ROWS_AN_ACCOUNT]

Measures, on one core: the bytes of a row in Parquet and in memory, reading, the survey, sorting
by account (what a shuffle ends in), scoring a table of whole accounts, its history, and writing.
Then multiplies. Nothing is asserted; machines, networks and disks of a cluster are assumptions,
printed as such.
"""

import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from estimator.coverage import Coverage
from estimator.engines import Survey, history_table, score_table
from estimator.engines.survey import survey_table
from estimator.rules import load_rules

SEATS = 1_000_000_000
DAYS = 365
ON = date(2026, 12, 31)
RUNS = 5
ROWS_A_BLOCK = 1_000_000
CORES_A_MACHINE, GB_A_MACHINE, NETWORK_A_MACHINE = 32, 128, 1.25e9  # assumed: 10 Gbit/s, in bytes
DISK_A_MACHINE = 1.0e9  # assumed, bytes a second
WINDOW = 90  # days that most flows of the shipped rules look back

Result = TypeVar("Result")

ACTIONS = {
    "reaction": 0.30, "profile_view": 0.24, "comment": 0.10, "message_sent": 0.13,
    "people_search": 0.08, "invitation_sent": 0.06, "engagement_received": 0.06, "post": 0.03,
}  # fmt: skip


@dataclass(frozen=True)
class Rates:
    """Seconds a row (history: an account and day) on one core, and bytes a row."""

    read: float
    survey: float
    sort: float
    score: float
    history: float
    write: float
    stored: float
    in_memory: float
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
    pq.write_table(table, path)
    few = table.slice(0, max(n // 10, 1))
    read, _ = timed(lambda: pq.read_table(path))
    survey, found = timed(lambda: survey_table(table))
    coverage: Coverage = Survey.of([found]).coverage()
    sort, whole = timed(lambda: table.sort_by("account"))
    score, scores = timed(lambda: score_table(whole, rules, ON, coverage=coverage))
    days = ON - timedelta(days=DAYS - 1)
    year, _ = timed(lambda: history_table(few, rules, days, ON, coverage=coverage), 1)
    write, _ = timed(lambda: pq.write_table(scores, out))
    n_few = len(few["account"].unique())
    return Rates(
        read / n,
        survey / n,
        sort / n,
        score / n,
        year / (n_few * DAYS),
        write / n_accounts,
        path.stat().st_size / n,
        table.nbytes / n,
        out.stat().st_size / n_accounts,
    )


def told(rates: Rates, rows_an_account: int) -> str:
    """The cost of a billion seats, as lines of text."""
    rows = SEATS * rows_an_account
    full = full_cost(rates, rows)
    machines = 100
    moved, stored = rows * rates.in_memory, rows * rates.stored
    across = machines * NETWORK_A_MACHINE
    cores = machines * CORES_A_MACHINE
    spared = SEATS * rates.result
    day_rows = rows / DAYS
    whole = core_hours(sum(full.values()))
    daily = core_hours((rates.read + rates.sort) * day_rows)
    rescored = core_hours((rates.read + rates.score) * rows * WINDOW / DAYS)
    lines = [
        f"{rows:.2e} rows ({rows_an_account} a seat), {stored / 1e12:.1f} TB of Parquet,"
        f" {moved / 1e12:.1f} TB in memory, {spared / 1e9:.0f} GB of scores",
        "",
        "one day, from scratch                core-hours",
        *(f"  {name:<35}{core_hours(seconds):8.0f}" for name, seconds in full.items()),
        f"  {'together':<35}{whole:8.0f}",
        "",
        f"on {machines} machines of {CORES_A_MACHINE} cores (assumed: 10 Gbit/s and 1 GB/s of disk each)",
        f"  computing                          {sum(full.values()) / cores / 60:8.1f} min",
        f"  reading the log once               {stored / machines / DISK_A_MACHINE / 60:8.1f} min",
        f"  moving every row once              {moved / across / 60:8.1f} min",
        f"  memory a core, a block of {ROWS_A_BLOCK:,} rows {peak_of_block(rates) / 1e6:8.0f} MB",
        "",
        "every day of the year at once        core-hours",
        f"  history                            {core_hours(SEATS * DAYS * rates.history):8.0f}",
        "",
        "the next day, kept by account        core-hours",
        f"  new rows read and put in place     {daily:8.1f}",
        f"  the last {WINDOW} days read and scored   {rescored:8.0f}",
        f"  of starting over                   {(daily + rescored) / whole:8.0%}",
        f"  rows moved                         {day_rows * rates.in_memory / 1e9:8.0f} GB,"
        f" of {moved / 1e9:,.0f}",
    ]
    return "\n".join(lines)


def full_cost(rates: Rates, rows: float) -> dict[str, float]:
    """Seconds of one core for each step of scoring everything once."""
    return {
        "read, for the survey": rates.read * rows,
        "survey (not when coverage is stated)": rates.survey * rows,
        "read": rates.read * rows,
        "sort by account": rates.sort * rows,
        "score": rates.score * rows,
        "write": rates.write * SEATS,
    }


def peak_of_block(rates: Rates) -> float:
    """Bytes a core holds while it scores a block: the table, its log, what lies between."""
    return 3 * ROWS_A_BLOCK * rates.in_memory


def core_hours(seconds: float) -> float:
    return seconds / 3600


def main() -> None:
    n_accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows_an_account = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as folder:
        rates = measured(n_accounts, rows_an_account, Path(folder))
    print(f"measured on {n_accounts:,} accounts, {n_accounts * rows_an_account:,} rows, one core")
    for name in ("read", "survey", "sort", "score"):
        print(f"  {name:<8}{1e-6 / getattr(rates, name):8.2f} M rows/s")
    print(f"  history {1e-6 / rates.history:8.2f} M account-days/s")
    print(f"  stored {rates.stored:.1f}, in memory {rates.in_memory:.1f} bytes a row;")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"  most memory of this process {peak:.0f} MB")
    print(
        f"  Python {platform.python_version()}, pyarrow {pa.__version__}, numpy {np.__version__},"
    )
    print(f"  {os.cpu_count()} processors, {platform.machine()}\n")
    print(told(rates, rows_an_account))


if __name__ == "__main__":
    main()
