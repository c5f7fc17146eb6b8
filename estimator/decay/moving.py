"""Sums over windows that move a day at a time, in which nothing is ever subtracted.

An empty window is exactly 0, and a huge count leaves no trace once it is gone.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Pieces = Iterator[tuple[slice, Floats]]  # days, and an array (n_accounts, n of them)

TILE = 1 << 15  # accounts times days that are worked on at a time
NARROW = 128  # accounts up to which numpy's own running sum is quicker than a loop over days


def moving_sums(daily: Callable[[int, int], Floats], length: int, fade: Floats) -> Pieces:
    """The sum of `length` neighbouring days, times its day's fade: `length` windows at a time.

    daily: the columns from one on and before another, (n_accounts, n); the piece is made in them.

    Days are cut into blocks of `length`; a window is the end of one block and the start of the
    next, so two running sums, one back and one forth, give every window by additions alone.
    """
    n_days = len(fade)
    old = daily(0, length)
    for start in range(0, n_days if length else 0, length or 1):
        n, next_ = min(length, n_days - start), start + length
        new = daily(next_, next_ + (n - 1 if next_ >= n_days else length))
        into = _narrow if len(old) <= NARROW else _wide
        into(old, new, fade[start : start + n])
        yield slice(start, start + n), old[:, :n]
        old = new


def _narrow(old: Floats, new: Floats, fade: Floats) -> None:
    """One block by accounts: each column of `old` becomes the window that starts there."""
    n = len(fade)
    old[:, ::-1] = np.add.accumulate(old[:, ::-1], axis=1)
    old[:, 1:n] += np.add.accumulate(new[:, : n - 1], axis=1)
    old[:, :n] *= fade


def _wide(old: Floats, new: Floats, fade: Floats) -> None:
    """The same, a day of all accounts at a time: each step is one contiguous addition."""
    later, *earlier = old.T[::-1]
    for column in earlier:
        np.add(column, later, out=column)
        later = column
    since = np.zeros(len(old))
    old[:, 0] *= fade[0]
    for column, entered, left in zip(old.T[1:], new.T, fade[1:].tolist(), strict=False):
        np.add(since, entered, out=since)
        np.add(column, since, out=column)
        np.multiply(column, left, out=column)


def tiles(n_accounts: int, n_days: int) -> Iterator[slice]:
    """Runs of days, in each of which an array over so many accounts stays in the cache."""
    step = max(TILE // max(n_accounts, 1), 1)
    return (slice(start, min(start + step, n_days)) for start in range(0, n_days, step))
