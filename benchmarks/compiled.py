"""From what size on compiled loops pay, their loading included.

    python -m benchmarks.compiled

Each history is scored once in a fresh process, by arrays and by loops; making the log is not
counted. What numba compiles is on disk after the first run. Where the two cross is `LARGE` in
`estimator.score.scale`.
"""

import subprocess
import sys
import time

from benchmarks.speed.peers.ours import log_of
from benchmarks.speed.team import DAYS, FIRST, team
from estimator.days import Range
from estimator.rules import load_rules
from estimator.score import score_columns

SIZES = ((100_000, 1_000), (500_000, 5_000), (1_000_000, 10_000), (2_000_000, 20_000))
RUNS = 3
WAYS = ("arrays", "loops")


def main() -> None:
    if len(sys.argv) > 1:
        print(first_time(*sys.argv[1:]))
        return
    for rows, accounts in SIZES:
        arrays, loops = (min(fresh(rows, accounts, way) for _ in range(RUNS)) for way in WAYS)
        work = rows + accounts * DAYS
        print(f"history {work / 1e6:7.1f} M: arrays {arrays:6.2f} s, loops {loops:6.2f} s")


def fresh(rows: int, accounts: int, way: str) -> float:
    """Seconds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.compiled", str(rows), str(accounts), way]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def first_time(rows: str, accounts: str, way: str) -> float:
    log, rules = log_of(team(int(rows), int(accounts))), load_rules()
    days = Range(FIRST, FIRST + DAYS - 1)
    start = time.perf_counter()
    score_columns(log, rules, days, "free", False, fast=way == "loops")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
