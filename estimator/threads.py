"""Work shared among threads. No number depends on how many there are."""

import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Part = TypeVar("Part")

MANY = 1 << 19  # rows that are worth a thread of their own


def threads() -> int:
    """How many threads this process may run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(work: Callable[[Part], None], parts: Sequence[Part], n_rows: int = MANY) -> None:
    """Does the work for each of the parts, several at a time; parts of few rows one by one."""
    n_threads = min(threads(), len(parts))
    if n_threads < 2 or n_rows < MANY:
        for part in parts:
            work(part)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 small work needs no pool

    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(work, parts))


def taken(
    columns: Sequence[npt.NDArray[Any]], rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]
) -> list[npt.NDArray[Any]]:
    """Each of the columns at some rows, several columns at a time where there are many rows."""
    at: list[npt.NDArray[Any]] = [*columns]

    def take(place: int) -> None:
        at[place] = columns[place][rows]

    each(take, range(len(columns)), len(rows))
    return at


def runs(n_rows: int) -> list[slice]:
    """The rows cut into a run for each thread; all of them as one, where they are few.

    >>> runs(10)
    [slice(0, 10, None)]
    """
    n_runs = max(min(threads(), n_rows // MANY), 1)
    edges = [n_rows * i // n_runs for i in range(n_runs + 1)]
    return [slice(*run) for run in pairwise(edges)]
