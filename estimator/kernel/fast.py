"""The loops, compiled: for work so large that it pays, where numba (extra `fast`) is installed.

What is compiled is kept on disk beside the package, or in the user's cache; only the first large
piece of work on a machine waits for it. A process that takes the loops loads them once, which is
what small work would not repay; see `pays` in `estimator.score.scale`. Accounts of a history, or
signals of a date, are shared among threads; no number depends on how many there are.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec, module_from_spec
from inspect import isfunction
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.errors import InputError
from estimator.kernel import loops
from estimator.kernel.blocks import Cut, block_points
from estimator.kernel.programs import certain, program_of
from estimator.layout.laying import layout_of
from estimator.log import ActivityLog
from estimator.rules.model import PillarModel
from estimator.signals import Range
from estimator.threads import each, threads

Floats = npt.NDArray[np.float64]
PARTS = 8  # of the accounts for each thread, so that none waits long for the last
LEAST = 64  # accounts of a part
MANY = 1 << 16  # accounts, of one date, from which on threads pay


def fast_points(
    pillars: Sequence[PillarModel], log: ActivityLog, days: Range, seat: Seat, ranges: bool
) -> tuple[dict[str, Cut], Floats | None] | None:
    """Each pillar's points, as those of `block_points`, and their total where it is made.

    None for a history of a log that the loops cannot judge; see `program_of`.
    """
    text = compiled()
    if days.n_days == 1:
        layout = layout_of(log).with_loops(text)
        if log.n_accounts < MANY or threads() < 2:  # threads would wait for each other's Python
            return block_points(pillars, layout, days, seat, ranges), None
        with ThreadPoolExecutor(threads()) as pool:
            return block_points(pillars, layout, days, seat, ranges, pool), None
    points = histories(pillars, log, days, seat, 3 if ranges else 1, text)
    if points is None:
        return None
    cuts = {}
    for place, pillar in enumerate(pillars):
        sides = [points[:, i, place] for i in range(points.shape[1])]
        if all(certain(signal, log, days) for signal in pillar.signals if signal.applies(seat)):
            sides = sides[:1]
        cuts[pillar.name] = Cut(sides[0], sides[len(sides) // 2], sides[-1])
    return cuts, points[:, 0, -1]


def histories(
    pillars: Sequence[PillarModel],
    log: ActivityLog,
    days: Range,
    seat: Seat,
    n_ranges: int,
    text: ModuleType = loops,
) -> Floats | None:
    """Points of shape (n_accounts, n_ranges, n_pillars + 1, n_days), the last pillar the total.

    None where the loops cannot judge; see `program_of`. text: the loops, plain or `compiled`.
    """
    made = program_of(pillars, log, days, seat)
    if made is None:
        return None
    program, kind = made
    out = np.empty((log.n_accounts, n_ranges, len(pillars) + 1, days.n_days))
    ends = log.account.searchsorted(np.arange(log.n_accounts + 1, dtype=np.int32))

    def some(run: tuple[int, int]) -> None:
        first, last = run
        own = program.copy()  # threads wait for each other where they share
        rows = log.day, kind, log.count
        text.histories(own, ends[first : last + 1], *rows, days.first, out[first:last])

    n_parts = min(threads() * PARTS, log.n_accounts // LEAST + 1)
    each(some, [*pairwise(np.linspace(0, log.n_accounts, n_parts + 1).astype(int).tolist())])
    return out


@cache
def compiled() -> ModuleType:
    """The loops, each function compiled when it is first called.

    Raises: InputError naming the extra that brings the compiler.
    """
    try:
        import numba  # noqa: PLC0415 only where there is work for it
    except ImportError:
        what = "needs numba, which is not installed; pip install 'ssi-estimator[fast]'"
        raise InputError.at("fast", what) from None
    spec = find_spec("estimator.kernel.loops")
    if spec is None or spec.loader is None:
        raise ImportError("estimator.kernel.loops is not there to compile; reinstall ssi-estimator")
    text = module_from_spec(spec)
    spec.loader.exec_module(text)
    compiler = numba.njit(nogil=True, cache=True, fastmath={"contract"})
    for name, function in [*vars(text).items()]:
        if isfunction(function):
            setattr(text, name, compiler(function))
    return text
