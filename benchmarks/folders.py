"""A log in eight files by every road of one run: where the time goes, beside polars and DuckDB.

    python -m benchmarks.folders [ROWS] [ACCOUNTS] [--only ROAD ...] [--kept FOLDER]

10 million rows and 200,000 accounts unless said otherwise. Each step is printed by the clock and in
processor time, of this process and of the ones it starts: what else the machine does changes the
second little. Polars and DuckDB start from the columns in memory, and write nothing. A road whose
library is not installed is left out; `make test-engines` makes an environment that has them all.
At the end stands what is promised, start-up apart. `--only memory local`, then `--only week`, takes
the roads in two runs; with `--kept` the second finds the log that the first one made.
"""

import argparse
import logging
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.speed.engines import ENGINES, module_of
from benchmarks.speed.files import kept_team, write_parquet
from benchmarks.speed.team import ON as LAST
from benchmarks.speed.team import Team
from estimator import load_rules, read_log
from estimator.days import to_date
from estimator.engines import local
from estimator.engines.arrow import scores
from estimator.score import estimate_accounts, history

FILES, ON = 8, to_date(LAST)
WEEK = ON - timedelta(days=6)
BEGINS = "a job begins"  # a step that a log of any size costs
MEMORY, LOCAL, DASK = "in memory", "--engine local", "--engine dask, two workers"
WEEK_MADE, WEEK_WRITTEN = "a week in memory", "a week by command"
WORDS = {"memory": MEMORY, "local": LOCAL, "dask": DASK, "polars": "polars", "duckdb": "duckdb"}
PROMISED = ((LOCAL, MEMORY, 1.5), (DASK, LOCAL, 2.5), (WEEK_WRITTEN, WEEK_MADE, 2.0))
Times = dict[str, tuple[float, float]]  # by the clock, of processors
Road = Callable[[Path, Path], Times]

RULES = load_rules()


def spent() -> float:
    """Seconds of processors so far, of this process and of those that it started and that ended."""
    whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    used = [resource.getrusage(one) for one in whose]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def step(name: str, times: Times, so_far: Callable[[], float] = spent) -> Iterator[None]:
    clock, start = perf_counter(), so_far()
    yield
    times[name] = perf_counter() - clock, so_far() - start


def in_memory(logs: Path, out: Path) -> Times:
    times: Times = {}
    with step("read", times):
        log = read_log(logs)
    with step("score", times):
        result = estimate_accounts(log, RULES, ON, "free", fast=False)
    with step("write", times):
        pq.write_table(pa.table(result), out)
    return times


def by_local(logs: Path, out: Path) -> Times:
    times: Times = {}
    log = local.log_of(logs)
    with step("survey", times):
        coverage = log.survey().coverage()
    with step("read, sort, score, write", times):
        scores(log, RULES, ON, "free", coverage).write(out)
    return times


def by_dask(logs: Path, out: Path) -> Times:
    """Of all its processes together; a job begins as two workers import what it needs."""
    from distributed import Client, LocalCluster

    from estimator.engines import dask

    times: Times = {}
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**settings, silence_logs=logging.ERROR) as cluster, Client(cluster) as client:

        def so_far() -> float:
            workers: dict[str, float] = client.run(process_time)
            return spent() + sum(workers.values())

        with step(BEGINS, times, so_far):
            client.run(import_module, "estimator.engines.dask")
        log = dask.log_of(logs)
        with step("survey", times, so_far):
            coverage = log.survey().coverage()
        with step("move, score, write", times, so_far):
            scores(log, RULES, ON, "free", coverage).to_parquet(out, write_index=False)
    return times


def by_peer(name: str, team: Team, logs: Path, out: Path) -> Times:
    times: Times = {}
    made = getattr(module_of(name), ENGINES[name].made)
    with step("score", times):
        made.from_raw(team)
    return times


def of_a_week(logs: Path, out: Path) -> Times:
    times: Times = {}
    with step("read", times):
        log = read_log(logs)
    with step("seven days", times):
        history(log, RULES, WEEK, ON, "free")
    return times


def by_command(logs: Path, out: Path) -> Times:
    """What a job of any size costs is the time of the same command with a log of one row."""
    times: Times = {}
    (one := out.with_suffix(".one")).mkdir()
    table = pq.read_table(logs / f"{FILES - 1}.parquet", columns=["account", "day", "action"])
    pq.write_table(table.slice(table.num_rows - 1), one / "0.parquet")
    for name, source in ((BEGINS, one), ("ssi history -o x.parquet", logs)):
        asked = [source, "--from", WEEK, "--to", ON, "-q", "--force", "-o", f"{out}.parquet"]
        with step(name, times):
            command = [sys.executable, "-m", "estimator", "history", *map(str, asked)]
            subprocess.run(command, check=True)
    begins, whole = times.values()
    times["ssi history -o x.parquet"] = whole[0] - begins[0], whole[1] - begins[1]
    return times


def write_files(team: Team, folder: Path) -> Path:
    """The folder, now with the team's log in files, day by day as it was made."""
    path, logs = folder / "all.parquet", folder / f"logs-{team.n_rows}-{team.n_accounts}"
    if logs.exists():
        return logs
    write_parquet(team, path)
    table = pq.read_table(path)
    texts = [f.with_type(pa.string()) if f.type.num_fields else f for f in table.schema]
    table = table.cast(pa.schema(texts))
    logs.mkdir()
    size = -(-table.num_rows // FILES)
    for k in range(FILES):
        pq.write_table(table.slice(k * size, size), logs / f"{k}.parquet")
    path.unlink()
    return logs


def roads_of(team: Team, only: Sequence[str]) -> dict[str, Road]:
    """The roads that are asked for, each of whose libraries is there."""
    there: dict[str, Road] = {MEMORY: in_memory, LOCAL: by_local}
    if find_spec("distributed"):
        there[DASK] = by_dask
    peers = [name for name in ("polars", "duckdb") if find_spec(ENGINES[name].needs)]
    there |= {name: partial(by_peer, name, team) for name in peers}
    there |= {WEEK_MADE: of_a_week, WEEK_WRITTEN: by_command}
    asked = {WORDS.get(word, WEEK_MADE) for word in only} or {*there}
    asked |= {WEEK_WRITTEN} & {*there} if WEEK_MADE in asked else set()
    return {name: road for name, road in there.items() if name in asked}


def print_road(road: str, times: Times) -> tuple[float, float]:
    """Prints where its time goes; what it takes, by the clock and of processors, start-up apart."""
    clock, used = (sum(part) for part in zip(*times.values(), strict=True))
    print(f"{road:36} {clock:9.2f} {used:9.2f} s")
    for part, (by_clock, of_processors) in times.items():
        print(f"    {part:32} {by_clock:9.2f} {of_processors:9.2f} s", flush=True)
    begins = times.get(BEGINS, (0.0, 0.0))
    return clock - begins[0], used - begins[1]


def print_promised(taken: Times) -> None:
    """Prints how many times as long one road takes as another one, beside what is promised."""
    print(f"\n{'start-up apart':40}  clock  processor  at most")
    for road, beside, most in PROMISED:
        if {road, beside} <= taken.keys():
            by_clock, of_processors = (
                a / b for a, b in zip(taken[road], taken[beside], strict=True)
            )
            named = f"{road} / {beside}"
            print(f"{named:48} {by_clock:5.2f} {of_processors:5.2f} {most:5.1f} times")


def main() -> None:
    """Makes the log, takes each road, prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("accounts", type=int, nargs="?", default=200_000)
    parser.add_argument("--only", nargs="+", default=(), choices=[*WORDS, "week"], metavar="ROAD")
    parser.add_argument("--kept", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    with ExitStack() as opened:
        place = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        kept = asked.kept or place
        kept.mkdir(parents=True, exist_ok=True)
        times: Times = {}
        with step("made or read", times):
            team = kept_team(kept, asked.rows, asked.accounts)
            logs = write_files(team, kept)
        print_road("the log", times)
        print(f"{asked.rows:,} rows, {asked.accounts:,} accounts, load {os.getloadavg()[0]:.1f}")
        print(f"{'':40}  clock  processor")
        taken: Times = {}
        for number, (road, work) in enumerate(roads_of(team, asked.only).items()):
            taken[road] = print_road(road, work(logs, place / str(number)))
        print_promised(taken)


if __name__ == "__main__":
    main()
