"""A log in eight files by every road of one run: where the time goes, beside polars and DuckDB.

    python -m benchmarks.folders [ROWS] [ACCOUNTS]

10 million rows and 200,000 accounts unless said otherwise. Each step is printed by the clock and in
processor time, of this process and of the ones it starts: what else the machine does changes the
second little. Polars and DuckDB start from the columns in memory, and write nothing. A road whose
library is not installed is left out; `make test-engines` makes an environment that has them all.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from estimator.engines.jobs import scores
from estimator.score import estimate_accounts, history

FILES, ON = 8, to_date(LAST)
WEEK = ON - timedelta(days=6)
Times = dict[str, tuple[float, float]]  # by the clock, of processors

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
    """Of all its processes together; two workers start and import what a job of any size needs."""
    from distributed import Client, LocalCluster

    from estimator.engines import dask

    times: Times = {}
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**settings) as cluster, Client(cluster) as client:

        def so_far() -> float:
            workers: dict[str, float] = client.run(process_time)
            return spent() + sum(workers.values())

        with step("a job begins: imports", times, so_far):
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
    times: Times = {}
    asked = ["history", logs, "--from", WEEK, "--to", ON, "-o", out.with_suffix(".parquet")]
    with step("ssi history -o x.parquet", times):
        subprocess.run([sys.executable, "-m", "estimator", *map(str, asked)], check=True)
    return times


def write_files(team: Team, folder: Path) -> Path:
    """The folder, now with the team's log in files, day by day as it was made."""
    path = folder / "all.parquet"
    write_parquet(team, path)
    table = pq.read_table(path)
    texts = [f.with_type(pa.string()) if f.type.num_fields else f for f in table.schema]
    table, logs = table.cast(pa.schema(texts)), folder / "logs"
    logs.mkdir()
    size = -(-table.num_rows // FILES)
    for k in range(FILES):
        pq.write_table(table.slice(k * size, size), logs / f"{k}.parquet")
    return logs


def main() -> None:
    """Makes the log, takes each road, prints."""
    n_rows, n_accounts = (
        int(n) for n in (sys.argv[1:] + ["10000000", "200000"][len(sys.argv) - 1 :])
    )
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        team = kept_team(place, n_rows, n_accounts)
        logs = write_files(team, place)
        roads: dict[str, Callable[[Path, Path], Times]] = {
            "in memory": in_memory,
            "--engine local": by_local,
        }
        if find_spec("distributed"):
            roads["--engine dask, two workers"] = by_dask
        peers = [name for name in ("polars", "duckdb") if find_spec(ENGINES[name].needs)]
        roads |= {name: partial(by_peer, name, team) for name in peers}
        roads |= {"a week in memory": of_a_week, "a week by command": by_command}
        print(f"{n_rows:,} rows, {n_accounts:,} accounts, load {os.getloadavg()[0]:.1f}")
        print(f"{'':40}  clock  processor")
        first = (0.0, 0.0)
        for number, (road, work) in enumerate(roads.items()):
            times = work(logs, place / str(number))
            clock, used = (sum(part) for part in zip(*times.values(), strict=True))
            first = (clock, used) if road.endswith("in memory") else first
            print(f"{road:36} {clock:9.2f} {used:9.2f} s {used / first[1]:6.2f} times", flush=True)
            for part, (clock, used) in times.items():
                print(f"    {part:32} {clock:9.2f} {used:9.2f} s", flush=True)


if __name__ == "__main__":
    main()
