"""From what size on compiled loops pay, their loading included.

    python -m benchmarks.compiled

Each history and each date is scored once in a fresh process, by arrays and by loops; making the log
and, for a date, its layout is not counted. What numba compiles is on disk after the first run.

Of histories, arrays and loops cross within the sizes that are run here: `LARGE` in
`estimator.score.scale` is measured. Of one date they do not: `LARGE_DATE` is extrapolated, far
beyond the ten million rows that are the most run here, along straight lines through both sizes.
"""

import subprocess
import sys
import time

from benchmarks.speed.peers.ours import log_of
from benchmarks.speed.team import DAYS, FIRST, ON, team
from estimator.layout import layout_of
from estimator.rules import load_rules
from estimator.score import score_columns
from estimator.signals import Range

SIZES = ((100_000, 1_000), (500_000, 5_000), (1_000_000, 10_000), (2_000_000, 20_000))
DATES = ((2_000_000, 20_000), (10_000_000, 200_000))
RUNS = 3
WAYS = ("arrays", "loops")


def main() -> None:
    if len(sys.argv) > 1:
        print(first_time(*sys.argv[1:]))
        return
    for what, sizes in (("history", SIZES), ("date", DATES)):
        for rows, accounts in sizes:
            arrays, loops = (
                min(fresh(what, rows, accounts, way) for _ in range(RUNS)) for way in WAYS
            )
            work = rows + (accounts * DAYS if what == "history" else 0)
            print(f"{what:8} {work / 1e6:7.1f} M: arrays {arrays:6.2f} s, loops {loops:6.2f} s")


def fresh(what: str, rows: int, accounts: int, way: str) -> float:
    """Seconds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.compiled", what, str(rows), str(accounts), way]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def first_time(what: str, rows: str, accounts: str, way: str) -> float:
    log, rules = log_of(team(int(rows), int(accounts))), load_rules()
    days = Range(FIRST, FIRST + DAYS - 1) if what == "history" else Range(ON, ON)
    if what == "date":
        layout_of(log)
    start = time.perf_counter()
    score_columns(log, rules, days, "free", False, fast=way == "loops")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
