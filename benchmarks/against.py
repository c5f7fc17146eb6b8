"""Two commits held against each other: the same works, in turns, in one run.

    python benchmarks/against.py OLD [NEW] [--work NAME ...] [--rounds N]

Both are checked out beside each other (NEW is the tree this script stands in, unless it is named),
and every work runs in a process of its own, now of one, now of the other, so that whatever else the
machine does falls on both. Printed are the best time of either and the ratio, new over old: the
median over the rounds, each of which compares two neighbours. Times are of the processor where a
work is one thread's, so that other processes count little; of the clock where it is of several.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
ROUNDS = 5
Work = Callable[[], Callable[[], object]]  # prepares, and returns what is timed


def history(fast: bool, rows: int = 1_000_000, accounts: int = 10_000) -> Callable[[], object]:
    """A year of a team without intervals, from plain columns."""
    from benchmarks.speed.peers.ours import log_of
    from benchmarks.speed.team import DAYS, FIRST, team

    data, year = team(rows, accounts), range_of(FIRST, FIRST + DAYS - 1)
    return lambda: score(log_of(data), year, fast)


def snapshot(fast: bool, rows: int, accounts: int) -> Callable[[], object]:
    """One day of a team whose log is prepared."""
    from benchmarks.speed.peers.ours import log_of
    from benchmarks.speed.team import ON, team

    log, day = log_of(team(rows, accounts)), range_of(ON, ON)
    return lambda: score(log, day, fast)


def covered_apart() -> Callable[[], object]:
    """One day of fifty accounts, each covered from a day of its own."""
    from benchmarks.speed.peers.ours import log_of
    from benchmarks.speed.team import ON, team
    from estimator.coverage import Coverage, Span

    log, day = log_of(team(5_000, 50)), range_of(ON, ON)
    spans = tuple(Span(None, ON - 200 + n, None, name) for n, name in enumerate(log.accounts))
    log = log.with_coverage(Coverage(spans))
    return lambda: score(log, day, False, True)


def one_account(days: int, fresh: bool) -> Callable[[], object]:
    """One account of 500 rows: a day with its trace, or a range. fresh: a log never scored."""
    from dataclasses import replace

    from benchmarks.one_account import TODAY, mixed_log
    from estimator import estimate, load_rules
    from estimator import history as of_days

    log, rules = mixed_log(500), load_rules()

    def ask() -> object:
        asked = replace(log) if fresh else log
        if days == 1:
            return estimate(asked, rules, TODAY)
        return of_days(asked, rules, TODAY - timedelta(days - 1), TODAY, fast=False)

    return ask


def plans() -> Callable[[], object]:
    """10,000 plans of 90 days."""
    import numpy as np

    from benchmarks.whatif import DAYS, HABITS, PLANS, TODAY, year
    from estimator import load_rules
    from estimator.whatif import project_many

    log, rules, until = year(), load_rules(), TODAY + timedelta(days=DAYS)
    rates = np.random.default_rng(2).integers(0, 30, (PLANS, len(HABITS))).astype(float)
    return lambda: project_many(log, HABITS, rates, rules, until)


def best_plan() -> Callable[[], object]:
    """The most points for two hours a week."""
    from benchmarks.whatif import TODAY, year
    from estimator import load_rules, plan_to

    log, rules, by = year(), load_rules(), TODAY + timedelta(weeks=12)
    return lambda: plan_to(log, rules, minutes_per_week=120, by=by)


def fit() -> Callable[[], object]:
    """A calibration on 60 readings of one account."""
    import numpy as np

    from benchmarks.calibration import moved
    from benchmarks.calibration import one_account as simulated
    from estimator import calibrate, load_rules

    rules = load_rules()
    log, readings = simulated(moved(rules, np.random.default_rng(1)))
    return lambda: calibrate(log, readings, rules)


def process() -> Callable[[], object]:
    """`ssi score` of 10,000 rows in a fresh process."""
    folder = tempfile.mkdtemp()
    log = Path(folder) / "log.jsonl"
    from benchmarks.start_up import write_log

    write_log(log, 10_000)
    command = [sys.executable, "-m", "estimator", "score", str(log)]
    told = os.environ | {"PYTHONPYCACHEPREFIX": folder}
    return lambda: subprocess.run(command, check=True, capture_output=True, env=told)


WORKS: dict[str, tuple[str, Work]] = {
    "history, fast": ("clock", lambda: history(True)),
    "history": ("cpu", lambda: history(False)),
    "history of 1,000 accounts": ("cpu", lambda: history(False, 100_000, 1_000)),
    "one account, history": ("cpu", lambda: one_account(365, fresh=True)),
    "one account, a day": ("cpu", lambda: one_account(1, fresh=False)),
    "one account, a day, never scored": ("cpu", lambda: one_account(1, fresh=True)),
    "1,000 accounts, a day": ("cpu", lambda: snapshot(False, 100_000, 1_000)),
    "50 accounts covered apart, a day": ("cpu", covered_apart),
    "10 M rows, 200,000 accounts, a day, fast": ("clock", lambda: snapshot(True, 10**7, 200_000)),
    "10 M rows, 10,000 accounts, a day, fast": ("clock", lambda: snapshot(True, 10**7, 10_000)),
    "10 M rows, 200,000 accounts, a day": ("cpu", lambda: snapshot(False, 10**7, 200_000)),
    "10 M rows, 10,000 accounts, a day": ("cpu", lambda: snapshot(False, 10**7, 10_000)),
    "10,000 plans of 90 days": ("cpu", plans),
    "plan_to, 120 minutes": ("cpu", best_plan),
    "calibrate, 60 readings": ("cpu", fit),
    "ssi score, fresh process": ("children", process),
}


def range_of(first: int, last: int) -> Any:
    """The days of a range; the class has moved since."""
    days = import_module("estimator.days")
    home = days if hasattr(days, "Range") else import_module("estimator.signals")
    return home.Range(first, last)


@cache
def shipped() -> Any:
    """The shipped rules."""
    from estimator import load_rules

    return load_rules()


def score(log: Any, days: Any, fast: bool, intervals: bool = False) -> object:
    """The columns of a log by the shipped rules."""
    from estimator.score import score_columns

    return score_columns(log, shipped(), days, "free", intervals, fast)


def clock(kind: str) -> float:
    """Seconds on one of three clocks."""
    if kind == "children":
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime
    return time.process_time() if kind == "cpu" else time.perf_counter()


def measured(name: str) -> float:
    """Seconds of the best of some runs, after one that is not counted."""
    kind, prepare = WORKS[name]
    ask = prepare()
    ask()
    found: list[float] = []
    begun = time.monotonic()
    while len(found) < 3 or (time.monotonic() - begun < 1.0 and len(found) < 200):
        start = clock(kind)
        ask()
        found.append(clock(kind) - start)
    return min(found)


@contextmanager
def checked_out(commit: str | None) -> Iterator[Path]:
    """The tree of a commit in a folder of its own; this tree where none is named."""
    if commit is None:
        yield HERE
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def in_process(tree: Path, name: str) -> float:
    """What one run of a work takes in a tree."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", name, "-"]
    told = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=tree, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} in {tree}:\n{done.stderr}")
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("old", help="a commit")
    parser.add_argument("new", nargs="?", help="a commit; this tree")
    parser.add_argument("--work", action="append", choices=[*WORKS], help="all of them")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", choices=[*WORKS], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(measured(asked.one))
        return
    with checked_out(asked.old) as old, checked_out(asked.new) as new:
        print(f"{'work':<44}{'old':>12}{'new':>12}{'new / old':>12}")
        for name in asked.work or WORKS:
            rounds = [(in_process(old, name), in_process(new, name)) for _ in range(asked.rounds)]
            before, after = (min(side) for side in zip(*rounds, strict=True))
            ratio = statistics.median(b / a for a, b in rounds)
            print(
                f"{name:<44}{1e3 * before:>9.2f} ms{1e3 * after:>9.2f} ms{ratio:>12.2f}", flush=True
            )


if __name__ == "__main__":
    main()
