"""What only this package does: start-up, one account, reading, calibration, planning, what-if,
scoring again, logs larger than memory.

The scripts beside this folder are run as they are; their lines are kept, and their numbers.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.speed.figures import Figure
from benchmarks.speed.files import kept_file, kept_team
from benchmarks.speed.team import ACTIONS, MISSING, SECTIONS

FOLDER = Path(__file__).parent.parent
RUNS = 5
LARGE = 10_000_000  # rows
QUICK = 200  # runs of what takes a millisecond
ROWS = {"JSON lines": 1_000_000, "CSV": 1_000_000, "Parquet": 10_000_000}
UNITS = {"s": "time", "ms": "time"}


class Script(NamedTuple):
    """A script beside this folder, and how its numbers stand in its lines: name, value, unit.

    sizes: what it is given of rows and accounts.
    """

    name: str
    lines: str
    unit: str = "s"
    sizes: tuple[str, ...] = ()


SCRIPTS = {
    "calibration": Script("calibration", r"^(?P<name>\d.*): (?P<value>[\d.]+) s"),
    "planning": Script(
        "planning", r"^\s*(?P<name>\d+ (?:min|points)|with 16 other rules)\s+(?P<value>[\d.]+)"
    ),
    "whatif": Script("whatif", r"^(?P<name>\S.*?)  +(?P<value>[\d.]+) ms", "ms"),
    "streaming": Script(
        "streaming", r"^  (?P<name>\S.*?) +(?P<value>[\d.]+) s ", sizes=("{rows}", "{accounts}")
    ),
    "archive": Script("export_reader", r"^\s+(?P<name>read) in (?P<value>[\d.]+) s"),
}


def script(name: str, most: int) -> tuple[list[str], list[Figure]]:
    """What a script printed, of at most so many rows, and the figures in it."""
    one, rows = SCRIPTS[name], min(most, LARGE)
    command = [sys.executable, "-m", f"benchmarks.{one.name}"]
    command += [size.format(rows=rows, accounts=rows // 50) for size in one.sizes]
    if name == "planning":  # it imports the script beside it by its bare name
        command = [sys.executable, str(FOLDER / f"{one.name}.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return [f"failed: {said[-1]}"], []
    lines = done.stdout.splitlines()
    found = (re.match(one.lines, line) for line in lines)
    return lines, [
        Figure(f"{name}: {m['name'].strip()}", float(m["value"]), one.unit, UNITS[one.unit])
        for m in found
        if m
    ]


def start_up() -> Iterator[Figure]:
    """Fresh processes of `ssi -h` and `ssi score`."""
    from benchmarks.start_up import EVENTS, median_of, write_log

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        write_log(log, EVENTS)
        yield Figure("ssi -h, fresh process", median_of(["-h"], folder), "ms", "start")
        score = median_of(["score", str(log)], folder)
        yield Figure(f"ssi score, {EVENTS:,} rows, fresh process", score, "ms", "start")


def one_account() -> Iterator[Figure]:
    """An estimate with its trace of small logs that were never scored, and again."""
    from benchmarks.one_account import ROWS as N_ROWS
    from benchmarks.one_account import TODAY, mixed_log
    from benchmarks.one_account import median as median_of
    from estimator.rules import load_rules
    from estimator.score import estimate

    rules, name = load_rules(), f"one account, {N_ROWS} rows, estimate with trace"
    logs = [mixed_log(N_ROWS, seed) for seed in range(QUICK)]
    ask = partial(estimate, rules=rules, on=TODAY, seat="free")
    yield Figure(name, median_of([partial(ask, log) for log in logs]), "ms", "time")
    again = median_of([partial(ask, logs[0])] * QUICK)
    yield Figure(f"{name}, of a log scored before", again, "ms", "time")


def reading(folder: Path, most: int) -> Iterator[Figure]:
    """`read_log` of each kind of table."""
    from estimator import read_log

    writers: dict[str, Callable[[int], Path]] = {
        "JSON lines": lambda rows: _text(folder, rows, ".jsonl"),
        "CSV": lambda rows: _text(folder, rows, ".csv"),
        "Parquet": lambda rows: kept_file(folder, kept_team(folder, rows, rows // 50)),
    }
    for kind, at_most in ROWS.items():
        rows = min(at_most, most)
        took = median(partial(read_log, writers[kind](rows)), RUNS)
        yield Figure(f"read {kind}, {rows:,} rows", took, "ms", "time")


def _text(folder: Path, rows: int, ending: str) -> Path:
    """The team's log as text: account, day, action, count, section."""
    path, data = folder / f"{rows}{ending}", kept_team(folder, rows, max(rows // 100, 1))
    sections = ["" if code == MISSING else SECTIONS[code] for code in data.section.tolist()]
    days = np.datetime_as_string(data.day.astype("datetime64[D]")).tolist()
    columns = data.account.tolist(), days, data.action.tolist(), data.count.tolist(), sections
    with path.open("w", encoding="utf-8") as file:
        if ending == ".csv":
            file.write("account,day,action,count,section\n")
        for account, day, action, count, section in zip(*columns, strict=True):
            did = ACTIONS[action]
            if ending == ".csv":
                file.write(f"a{account},{day},{did},{count:g},{section}\n")
            else:
                more = f', "section": "{section}"' if section else ""
                says = f'"account": "a{account}", "day": "{day}", "action": "{did}"'
                file.write(f'{{{says}, "count": {count:g}{more}}}\n')
    return path


def median(work: Callable[[], object], runs: int) -> float:
    """Milliseconds of the median of some runs after a warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
        del result
    return 1000 * statistics.median(times)
