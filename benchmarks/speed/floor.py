"""The least time a question can take on this machine: its bytes moved, its saturations worked out.

    python -m benchmarks.speed.floor machine FOLDER
    python -m benchmarks.speed.floor history FOLDER ROWS ACCOUNTS

Bytes: the columns of the rows that some window reaches, read once, and the points, written once.
Saturations: accounts and days of which a signal's amount is above zero and its curve asks for a
power; levels change only when one is stated. Bandwidth: the best of several sums over a gigabyte,
each thread its part. Powers: the best of numpy's exp2 over 64 kB, each thread its own.
"""

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.speed.files import kept_team
from benchmarks.speed.machine import cores
from benchmarks.speed.model import PILLARS, SEAT, codes_of, model, reach
from benchmarks.speed.team import DAYS, FIRST, ON, Team
from estimator.days import Range
from estimator.saturation import Exp, Hill, Log
from estimator.score.book import book_of

RUNS = 7
BLOCK = 1 << 16  # accounts times days whose amounts are held at a time
GIGABYTE = 1 << 30
IN_CACHE = 1 << 13  # numbers of 8 bytes
TIMES = 2_000  # powers are taken of them before the clock is looked at
SNAPSHOT_ROW = 4 + 4 + 4  # account, day and count; which action it is, its place says
HISTORY_ROW = SNAPSHOT_ROW + 2
POINT = 8


class Machine(NamedTuple):
    """What some threads can do in a second."""

    threads: int
    bytes: float
    powers: float


def measured_machine(threads: int) -> Machine:
    """What that many threads can do."""
    whole = np.ones(GIGABYTE // 8)
    parts = np.array_split(whole, threads)
    read = best(lambda part: part.sum(), parts)
    some = [np.linspace(0.0, 5.0, IN_CACHE) for _ in range(threads)]
    raised = best(_powers, some)
    return Machine(threads, GIGABYTE / read, threads * TIMES * IN_CACHE / raised)


def _powers(some: npt.NDArray[np.float64]) -> None:
    out = np.empty_like(some)
    for _ in range(TIMES):
        np.exp2(some, out=out)


def best(
    work: Callable[[npt.NDArray[np.float64]], object], parts: list[npt.NDArray[np.float64]]
) -> float:
    """Seconds of the best of some runs, in which each thread works on its part."""
    found = float("inf")
    with ThreadPoolExecutor(len(parts)) as pool:
        for _ in range(RUNS):
            start = time.perf_counter()
            list(pool.map(work, parts))
            found = min(found, time.perf_counter() - start)
    return found


def snapshot_needs(team: Team) -> tuple[float, float]:
    """Bytes and powers of a snapshot."""
    rows = sum(
        int(np.count_nonzero(np.isin(team.action, actions) & (team.day >= first)))
        for first, actions in reach().items()
    )
    n_bytes = rows * SNAPSHOT_ROW + len(PILLARS) * team.n_accounts * POINT
    return n_bytes, live(team, Range(ON, ON))


def history_needs(team: Team) -> tuple[float, float]:
    """Bytes and powers of a history."""
    n_bytes = team.n_rows * HISTORY_ROW + len(PILLARS) * team.n_accounts * DAYS * POINT
    return n_bytes, live(team, Range(FIRST, FIRST + DAYS - 1))


def live(team: Team, days: Range) -> int:
    """How many powers there are to be worked out."""
    from benchmarks.speed.peers.ours import log_of

    log = log_of(team)
    book = book_of(model(), SEAT)
    raised = [s for s in book.signals if isinstance(s.curve, Exp | Hill | Log)]
    flows = [book.place[s.path] for s in raised if s.kind not in ("stock", "checklist")]
    stated = {code for s in raised if s.kind == "stock" for code, _ in codes_of(s.match)}
    found, step = 0, max(BLOCK // days.n_days, 1)
    for first in range(0, log.n_accounts, step):
        some = slice(first, min(first + step, log.n_accounts))
        amount = book.amounts(log, days, some, keep=False).amount
        found += int(np.count_nonzero(amount[flows]))
    return found + int(np.isin(team.action, list(stated)).sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("machine", "snapshot", "history"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int, nargs="*", help="rows and accounts")
    asked = parser.parse_args()
    if asked.what == "machine":
        print(json.dumps([measured_machine(threads) for threads in sorted({1, cores()})]))
    else:
        needs = {"snapshot": snapshot_needs, "history": history_needs}[asked.what]
        print(json.dumps(needs(kept_team(asked.folder, *asked.size))))


if __name__ == "__main__":
    main()
