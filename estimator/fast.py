"""The loops, compiled: for work so large that it pays, where numba (extra `fast`) is installed.

What is compiled is kept on disk beside the package, or in the user's cache; only the first large
piece of work on a machine waits for it.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec, module_from_spec
from inspect import isfunction
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator import loops
from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.programs import program_of
from estimator.rules.model import PillarModel
from estimator.signals import Range

Floats = npt.NDArray[np.float64]
SHARES = 4  # of the accounts for each thread, so that none waits long for the last


def histories(
    pillars: Sequence[PillarModel],
    log: ActivityLog,
    days: Range,
    seat: Seat,
    ranges: int,
    text: ModuleType = loops,
) -> Floats | None:
    """Points of shape (n_accounts, ranges, n_pillars + 1, n_days), the last pillar the total.

    None where the loops cannot say; see `program_of`. text: the loops, plain or `compiled`.
    """
    made = program_of(pillars, log, days, seat)
    if made is None:
        return None
    program, kind = made
    out = np.zeros((log.n_accounts, ranges, len(pillars) + 1, days.n_days))
    ends = log.account.searchsorted(np.arange(log.n_accounts + 1, dtype=np.int32))

    def some(first: int, last: int) -> None:
        run = ends[first : last + 1]
        text.histories(program, run, log.day, kind, log.count, days.first, out[first:last])

    n_threads = 1 if text is loops else _n_threads()
    edges = np.linspace(0, log.n_accounts, n_threads * SHARES + 1).astype(int).tolist()
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(lambda run: some(*run), pairwise(edges)))
    return out


def installed() -> bool:
    """Whether there is a compiler."""
    return find_spec("numba") is not None


@cache
def compiled() -> ModuleType:
    """The loops, each function compiled when it is first called."""
    import numba

    spec = find_spec("estimator.loops")
    assert spec is not None and spec.loader is not None
    text = module_from_spec(spec)
    spec.loader.exec_module(text)
    for name, function in list(vars(text).items()):
        if isfunction(function):
            compiler = numba.njit(nogil=True, cache=True, fastmath={"contract"})
            setattr(text, name, compiler(function))
    return text


def _n_threads() -> int:
    numba = sys.modules["numba"]
    return int(numba.get_num_threads())
