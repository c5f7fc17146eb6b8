"""A log in eight files, held in memory, by `--engine local` and by Dask: where the time goes.

    python -m benchmarks.folders [ACCOUNTS] [ROWS_AN_ACCOUNT]

Processor time, of this process and of the ones it starts, so that what else the machine does
changes little; each step is printed, and how many times the answer in memory each road costs.
"""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.past_one_machine import FILES, ON, log_of
from estimator import load_rules, read_log
from estimator.engines import local
from estimator.engines.jobs import scores
from estimator.score import estimate_accounts

RULES = load_rules()


def spent() -> float:
    """Seconds of processors so far, of this process and of those that it started and that ended."""
    whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    used = [resource.getrusage(one) for one in whose]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def step(name: str, times: dict[str, float]) -> Iterator[None]:
    start = spent()
    yield
    times[name] = spent() - start


def in_memory(logs: Path, out: Path) -> dict[str, float]:
    times: dict[str, float] = {}
    with step("read", times):
        log = read_log(logs)
    with step("score", times):
        result = estimate_accounts(log, RULES, ON, "free", fast=False)
    with step("write", times):
        pq.write_table(pa.table(result), out)
    return times


def by_local(memory: int, logs: Path, out: Path) -> dict[str, float]:
    times: dict[str, float] = {}
    log = local.log_of(logs, memory)
    with step("survey", times):
        coverage = log.survey().coverage()
    with step("read, sort, score, write", times):
        scores(log, RULES, ON, "free", coverage).write(out)
    return times


def by_dask(logs: Path, out: Path) -> dict[str, float]:
    """Of all its processes together; two workers start and import what a job of any size needs."""
    from distributed import Client, LocalCluster

    from estimator.engines import dask

    times: dict[str, float] = {}
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    begun = spent()
    with LocalCluster(**settings) as cluster, Client(cluster) as client:

        def so_far() -> float:
            workers: dict[str, float] = client.run(process_time)
            return spent() + sum(workers.values()) - begun - sum(times.values())

        client.run(import_module, "estimator.engines.dask")
        dask.log_of(logs).survey()  # what is imported where it is used
        times["start, imports, a first survey"] = so_far()
        coverage = dask.log_of(logs).survey().coverage()
        times["survey"] = so_far()
        log = dask.log_of(logs)
        scores(log, RULES, ON, "free", coverage).to_parquet(out, write_index=False)
        times["move, score, write"] = so_far()
    return times


def main() -> None:
    """Makes the log, takes each road, prints."""
    n_accounts, rows = (int(word) for word in (*sys.argv[1:], "20000", "50")[:2])
    with tempfile.TemporaryDirectory() as place:
        logs = Path(place) / "logs"
        logs.mkdir()
        table = log_of(n_accounts, rows)
        size = -(-table.num_rows // FILES)
        for k in range(FILES):
            pq.write_table(table.slice(k * size, size), logs / f"{k}.parquet")
        roads: dict[str, Callable[[Path, Path], dict[str, float]]] = {
            "in memory": in_memory,
            "--engine local": partial(by_local, local.MEMORY),
            "--engine local, a tenth at a time": partial(
                by_local, table.num_rows * local.ROW // 10
            ),
        }
        if find_spec("distributed"):
            roads["--engine dask, two workers"] = by_dask
        in_memory(logs, Path(place) / "warm")
        first = 0.0
        for number, (road, work) in enumerate(roads.items()):
            times = work(logs, Path(place) / str(number))
            whole = sum(times.values())
            first = first or whole
            print(f"{road:36} {whole:7.2f} s {whole / first:6.2f} times")
            for name, seconds in times.items():
                print(f"    {name:32} {seconds:7.2f} s")


if __name__ == "__main__":
    main()
