"""The book's twin: plain loops over rows, compiled, where there is so much of them that it pays.

They are taken where numba (extra `fast`) is installed. What is compiled is kept on disk beside the
package, or in the user's cache; only the first large piece of work on a machine waits for it. A
process that takes the loops loads them once, which is what small work would not repay; see `pays`
in `estimator.score.scale`. Accounts are shared among threads; no number depends on how many there
are.
"""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.util import find_spec, module_from_spec
from inspect import isfunction
from itertools import pairwise
from types import ModuleType

import numpy as np

from estimator.advance import advancing
from estimator.days import Range
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.score.book import Book
from estimator.score.fast import loops
from estimator.score.fast.program import AccountRows, Program, dealt, program_of
from estimator.score.rows import Floats

PARTS = 8  # of the accounts for each thread, so that none waits long for the last
LEAST = 64  # accounts of a part
ON_A_DAY = 1 << 13  # accounts whose sums of one day stay in the cache


def points(
    book: Book, log: ActivityLog, days: Range, into: Floats, text: ModuleType = loops
) -> bool:
    """Writes the points of every pillar and, last, of the total.

    into: shape (n_pillars + 1, n_accounts, n_days). False, and nothing is written, where the loops
    cannot judge; see `program_of`. text: the loops, plain or `compiled`.
    """
    program = program_of(book, log, days)
    if program is None:
        return False
    if days.n_days == 1:
        n_parts, some = -(-log.n_accounts // ON_A_DAY), partial(_day, program, book, log, days)
    else:
        n_parts = min(n_threads() * PARTS, log.n_accounts // LEAST + 1)
        some = partial(_histories, *dealt(program, book, log), days)
    runs = [*pairwise(np.linspace(0, log.n_accounts, n_parts + 1).astype(int).tolist())]
    with ThreadPoolExecutor(n_threads()) as pool:
        done = pool.map(lambda run: some(text, slice(*run), into[:, slice(*run)]), runs)
        deque(advancing("scoring", done, len(runs)), maxlen=0)
    return True


def _histories(
    program: Program,
    rows: AccountRows,
    days: Range,
    text: ModuleType,
    accounts: slice,
    into: Floats,
) -> None:
    """Writes the points of some accounts on every day, each account from its rows."""
    out = np.ascontiguousarray(into.swapaxes(0, 1))  # itself where it lies in memory like that
    own = rows._replace(ends=rows.ends[accounts.start : accounts.stop + 1])
    text.histories(program.copy(), own, days.first, out)  # threads wait for each other who share
    if not np.shares_memory(out, into):
        into[:] = out.swapaxes(0, 1)


def _day(
    program: Program,
    book: Book,
    log: ActivityLog,
    days: Range,
    text: ModuleType,
    accounts: slice,
    into: Floats,
) -> None:
    """Writes the points of some accounts on a day, from their ledger, which is kept."""
    ledger, on = book.ledger(log, accounts), days.first
    n, n_levels = ledger.n_accounts, len(book.levels)
    sums, (states, stated) = np.zeros((len(book.slots), n)), np.zeros((2, n_levels, n))
    begin = 0
    for faded in ledger.faded:
        end = begin + faded.n_slots
        text.add_left(*faded.reached(on), program.fade[begin], on, sums[begin:end].reshape(-1))
        begin = end
    text.set_states(*ledger.stated, on, states.reshape(-1), stated.reshape(-1))
    touched = np.full((len(program.slots), 2), [0, n])
    out = np.empty((len(into), n))
    text.score(program.copy(), touched, sums, states, stated, np.empty(n), np.empty(n), out)
    into[:, :, 0] = out


def n_threads() -> int:
    """How many threads this process may run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    spec = find_spec("estimator.score.fast.loops")
    if spec is None or spec.loader is None:
        raise ImportError(
            "estimator.score.fast.loops is not there to compile; reinstall ssi-estimator"
        )
    text = module_from_spec(spec)
    spec.loader.exec_module(text)
    compiler = numba.njit(nogil=True, cache=True, fastmath={"contract"})
    for name, function in [*vars(text).items()]:
        if isfunction(function):
            setattr(text, name, compiler(function))
    return text


def how_to_mend(text: ModuleType) -> str:
    """What to do where the compiled loops fail, which is where their cache is damaged."""
    folder = text.histories.stats.cache_path
    what = "the compiled loops cannot be used, slower ones were"
    return f"{what}; if this stays, delete the files *.nbi and *.nbc in {folder}"
