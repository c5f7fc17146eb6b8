"""Work shared among threads. No number depends on how many there are."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def threads() -> int:
    """How many threads this process may run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(work: Callable[[Part], None], parts: Sequence[Part]) -> None:
    """Does the work for each of the parts, several at a time."""
    n_threads = min(threads(), len(parts))
    if n_threads < 2:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(work, parts))
