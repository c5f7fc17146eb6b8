"""A Parquet file several times larger than the memory it may take, scored by one machine.

    python -m benchmarks.streaming [ROWS] [ACCOUNTS] [--memory MEGABYTES]

The same log twice: in no order, where rows wait on disk until all of an account's are there, and
sorted by account, where they need not. Each is scored in a process of its own, files to
files, the survey of its coverage and last day included. Peak is what the process held at most
beside what it held before it began; columns are the bytes of the log as arrays.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.speed.files import write_parquet
from benchmarks.speed.machine import machine
from benchmarks.speed.team import team

PART = 1_000_000  # rows made at a time
MB = 1_000_000
COLUMNS = 4 + 4 + 4 + 8 + 4 + 4  # bytes of account, day, action, count, section, hours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rows", type=int, nargs="?", default=8 * PART)
    parser.add_argument("accounts", type=int, nargs="?", default=100_000)
    parser.add_argument("--memory", type=int, default=48, metavar="MEGABYTES")
    parser.add_argument("--logs", type=Path, help=argparse.SUPPRESS)  # of the process measured
    asked = parser.parse_args()
    if asked.logs is not None:
        print(*measured(asked.logs, asked.memory * MB))
        return
    print(machine(), f"pyarrow {pa.__version__}", sep="; ")
    with tempfile.TemporaryDirectory() as folder:
        n_bytes = write_logs(asked.rows, asked.accounts, Path(folder))
        print(
            f"{asked.rows:,} rows, {asked.accounts:,} accounts, {n_bytes / MB:,.0f} MB of columns"
        )
        print(f"memory={asked.memory} MB, {n_bytes / MB / asked.memory:.1f} times less")
        for logs in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
            show(logs, asked.rows, n_bytes, asked.memory)


def show(logs: Path, rows: int, n_bytes: int, memory: int) -> None:
    """Prints what a process of its own needs for the scores of a log."""
    command = [sys.executable, "-m", "benchmarks.streaming", "--logs", str(logs)]
    done = subprocess.run(
        [*command, "--memory", str(memory)], capture_output=True, text=True, check=True
    )
    seconds, peak, tables, largest = map(float, done.stdout.split())
    print(
        f"  {logs.name:<12}{seconds:6.1f} s {rows / seconds / 1e6:6.2f} M rows/s"
        f"   peak {peak / MB:5.0f} MB, {peak / n_bytes:.2f} x columns"
        f"   {tables:.0f} tables, the largest {largest:,.0f} rows"
    )


def write_logs(rows: int, accounts: int, folder: Path) -> int:
    """The folders `no order` and `by account` with the same log; the bytes of its columns."""
    (folder / "no order").mkdir()
    (folder / "by account").mkdir()
    for seed, start in enumerate(range(0, rows, PART)):
        made = team(min(PART, rows - start), accounts, seed)
        write_parquet(made, folder / "no order" / f"{seed}.parquet")
    whole = pq.read_table(folder / "no order")
    names = whole.column("account").cast(pa.string())
    whole = whole.set_column(0, "account", names).sort_by("account")
    pq.write_table(whole, folder / "by account" / "log.parquet", row_group_size=50_000)
    return rows * COLUMNS


def measured(logs: Path, memory: int) -> tuple[float, int, int, int]:
    """Seconds, peak bytes, and how many tables there were, with the rows of the largest."""
    from estimator import load_rules
    from estimator.engines import local
    from estimator.engines.arrow import Job

    sizes = []

    def counted(job: Job) -> Job:
        def counting(table: pa.Table) -> pa.Table:
            sizes.append(table.num_rows)
            return job(table)

        return counting

    rules, before = load_rules(), peak()
    start = time.perf_counter()
    scores = local.score(logs, rules, memory=memory)
    local.Tables(scores.log, counted(scores.job), scores.schema).write(
        logs.parent / f"{logs.name} scores"
    )
    return time.perf_counter() - start, peak() - before, len(sizes), max(sizes)


def peak() -> int:
    """The most bytes this process held so far; `getrusage` would count those of its parent, too."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
