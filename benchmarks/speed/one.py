"""One engine, one question, one process: prints a line of JSON.

    python -m benchmarks.speed.one ENGINE WORK ROWS ACCOUNTS --keep FOLDER

The answer of the warm-up is kept as FOLDER/ENGINE.npy and compared with that of ours by arrays
before anything is timed: an engine that differs gets no times. The engine called nobody answers
nothing: it makes the log that the others read, leaves it there, and clears away earlier answers.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.speed.engines import ENGINES, OURS, WORKS, Work, module_of, question
from benchmarks.speed.files import kept_team

RUNS, LONG, LEAST = 9, 2.0, 5  # runs; of what takes so many seconds a few less, never below that
AT_LEAST = 0.5  # seconds: what is quick runs as often as fits, so that one hiccup is no matter
MOST_RUNS = 200
Floats = npt.NDArray[np.float64]
STATUS = Path("/proc/self/status")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("work")
    parser.add_argument("rows", type=int)
    parser.add_argument("accounts", type=int)
    parser.add_argument("--keep", type=Path, required=True)
    asked = parser.parse_args()
    if asked.engine == "nobody":
        return prepare(found_work(asked), asked.keep)
    print(json.dumps(measured(asked.engine, found_work(asked), asked.keep)))
    return None


def prepare(work: Work, folder: Path) -> None:
    """Makes what the engines read, so that making it is in nobody's memory; no answer is there."""
    for answer in folder.glob("*.npy"):
        answer.unlink()
    if work.name != "plans":
        kept_team(folder, work.rows, work.accounts)


def found_work(asked: argparse.Namespace) -> Work:
    """The work of that name and size."""
    key = f"{asked.work} {asked.rows} {asked.accounts}"
    return next(work for work in WORKS if work.key == key)


def measured(engine: str, work: Work, folder: Path) -> dict[str, object]:
    """Times, memory and version of an engine on a work; its answer is kept in the folder.

    Memory is that of the warm-up, before answers are compared. The last answer is compared, too:
    where that differs, the times are no good. What is asked of one core alone is measured on one,
    whoever answers.
    """
    if work.name == "plans":
        on_one_core()
    module = module_of(engine)
    held = peak()
    answer, columns = question(engine, work, folder)
    start = time.perf_counter()
    warm = answer()
    first, most = time.perf_counter() - start, peak()
    kept: Floats = module.to_array(warm).reshape(-1, 4)
    del warm
    np.save(folder / f"{engine}.npy", kept)
    n_bytes, off = kept.nbytes, differs(folder, kept)
    del kept
    times: list[float] = []
    if may_be_timed(engine, off):
        times, result = timed(answer, runs_for(first))
        off = differs(folder, module.to_array(result).reshape(-1, 4))
        times = times if may_be_timed(engine, off) else []
    return {
        "engine": engine,
        "version": module.version(),
        "units": work.part(engine),
        "first": first,
        "times": times,
        "peak": most - held,
        "result": n_bytes,
        "columns": columns,
        "differs": off,
    }


def differs(folder: Path, theirs: Floats) -> float | None:
    """The most points that an answer is off that of ours by arrays; None where that is missing.

    theirs: (n, 4), all of the work or the first part of it; NaN is off by any number of points.
    """
    path = folder / f"{OURS[0]}.npy"
    if not path.exists():
        return None
    ours: Floats = np.load(path)[: len(theirs)]
    if ours.shape != theirs.shape:
        return float("inf")
    off = np.abs(theirs - ours).max()
    return float("inf") if np.isnan(off) else float(off)


def may_be_timed(engine: str, off: float | None) -> bool:
    """Whether an answer is equal, or there is none of ours to compare it with."""
    return off is None or off <= ENGINES[engine].same


def runs_for(seconds: float) -> int:
    """How often something of that length is measured."""
    if seconds > LONG:
        return LEAST
    return min(max(RUNS, int(AT_LEAST / max(seconds, 1e-9))), MOST_RUNS)


def timed(answer: Callable[[], object], runs: int) -> tuple[list[float], object]:
    """Seconds of each run, after the first, and the last answer."""
    times, result = [], None
    for _ in range(runs):
        del result
        start = time.perf_counter()
        result = answer()
        times.append(time.perf_counter() - start)
    return times, result


def on_one_core() -> None:
    """Leaves this process one core, where the system lets it; engines count cores when loaded."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def peak() -> int:
    """The most memory this process held so far, in bytes.

    Linux tells what a process held since it began; what others count may include its parent's.
    """
    if STATUS.exists():
        lines = STATUS.read_text(encoding="ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
