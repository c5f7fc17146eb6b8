"""What scoring a team again costs, against starting over: another day or overlay, a day more.

A layout keeps what it was asked for, so another day is quicker than the first date asked of one
that keeps nothing yet; both are measured, and making the layout is in the time of neither.

python -m benchmarks.again [--rows N] [--accounts N]
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.speed.peers.ours import log_of
from benchmarks.speed.team import ON, Team, team
from estimator.layout import forget, layout_of
from estimator.layout.growing import grown
from estimator.log import ActivityLog
from estimator.rules import Rules, load_rules
from estimator.score import score_columns
from estimator.signals import Range

RUNS = 5
BARE = "the first date asked of a bare layout"
OVERLAY = {"pillars.insight.signals.comments.saturation.half_at": 20.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--accounts", type=int, default=200_000)
    asked = parser.parse_args()
    data = team(asked.rows, asked.accounts)
    last = data.day == ON - 1
    before, later, rules = _some(data, ~last), _some(data, last), load_rules()
    log, day = log_of(before), log_of(later)
    score(log, rules, ON - 1)
    works: dict[str, Callable[[], object]] = {
        "from the start": lambda: score(log_of(data), rules, ON),
        "the same again": lambda: score(log, rules, ON - 1),
        "another day": lambda: score(log, rules, ON),
        BARE: lambda: score(log, rules, ON),
        "another overlay": lambda: score(log, rules.replace(OVERLAY), ON - 1),
        "a day more": lambda: score(grown(log, day), rules, ON),
    }
    print(f"{data.n_rows:,} rows, {data.n_accounts:,} accounts; {day.n_rows:,} rows are new")
    before_each = {BARE: lambda: bare(log)}
    taken = {name: median(work, before_each.get(name)) for name, work in works.items()}
    for name, seconds in taken.items():
        print(f"  {name:38} {seconds * 1e3:9.1f} ms {taken['from the start'] / seconds:8.1f} x")


def score(log: ActivityLog, rules: Rules, on: int) -> object:
    return score_columns(log, rules, Range(on, on), "free", False)


def _some(data: Team, rows: np.ndarray) -> Team:
    return replace(data, **{name: column[rows] for name, column in data.columns().items()})


def bare(log: ActivityLog) -> None:
    """Makes the log's layout anew, which keeps nothing that was asked of it."""
    forget(log)
    layout_of(log)


def median(work: Callable[[], object], before: Callable[[], object] | None = None) -> float:
    """The median of some runs, in seconds; what is done before each of them is not counted."""
    times = []
    for _ in range(RUNS):
        if before is not None:
            before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


if __name__ == "__main__":
    main()
