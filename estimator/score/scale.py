"""The book over many accounts and days: a block of accounts at a time, and a range in pieces.

A block is so small that what is worked out in between stays in the cache; no number depends on how
accounts are divided. Where numba is installed and the work is large, compiled loops do the same.
"""

import warnings
from importlib.util import find_spec
from itertools import product

import numpy as np

from estimator.actions import Seat, known_seat
from estimator.advance import advancing
from estimator.days import Range
from estimator.errors import CompiledWarning
from estimator.log import ActivityLog
from estimator.rules import Rules, periods
from estimator.score.book import Amounts, Book, book_of
from estimator.score.rows import Floats

Columns = tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]

BLOCK = 1 << 16  # accounts times days whose amounts are worked out at a time
TILE = 1 << 14  # of these, those whose points are: several arrays of each signal
LARGE = 5_000_000  # rows and days of accounts of a history that repay loading compiled loops


def score_columns(
    log: ActivityLog,
    rules: Rules,
    days: Range,
    seat: Seat,
    intervals: bool = True,
    fast: bool | None = None,
) -> Columns:
    """Points, low and high by pillar and "total": arrays of shape (n_accounts, n_days).

    A range that crosses a day on which a number of the rules changes is computed in pieces.
    Without intervals there is neither low nor high.

    fast: what has no intervals by compiled loops (extra `fast`), which agree with the arrays to
    1e-9 and not to the last bit. Left open, they are taken for histories where they are installed
    and the work is so large that they pay: that hangs on sizes alone, so the same inputs give the
    same bytes wherever the same extras are installed. False gives the same bytes everywhere, and in
    any division of the accounts.
    """
    seat, fast = known_seat(seat), pays(log, days) if fast is None else fast
    names = [pillar.name for pillar in rules.on(days.first).pillars]
    # In memory an account's pillars lie side by side, as the loops write them.
    shape = 3 if intervals else 1, log.n_accounts, len(names) + 1, days.n_days
    sides = np.empty(shape).swapaxes(1, 2)
    for piece in periods(rules, days):
        into = sides[:, :, :, piece.first - days.first : piece.last + 1 - days.first]
        book = book_of(rules.on(piece.first), seat)
        if not (fast and _by_loops(book, log, piece, into)):
            _by_arrays(book, log, piece, into)
    points, *ends = (dict(zip([*names, "total"], side, strict=True)) for side in sides)
    low, high = ends or ({}, {})
    return points, low, high


def pays(log: ActivityLog, days: Range) -> bool:
    """Whether compiled loops are installed and worth loading for so much work."""
    large = log.n_rows + log.n_accounts * days.n_days >= LARGE
    return days.n_days > 1 and large and find_spec("numba") is not None


def _by_loops(book: Book, log: ActivityLog, days: Range, into: Floats) -> bool:
    """Writes the points by compiled loops; False where they cannot judge, or gain nothing."""
    if len(into) > 1:
        return False
    from estimator.score.fast import compiled, how_to_mend, points  # noqa: PLC0415 not without

    text = compiled()
    try:
        return points(book, log, days, into[0], text)
    except Exception:  # a damaged cache raises what it likes
        warnings.warn(how_to_mend(text), CompiledWarning, stacklevel=2)
        return False


def _by_arrays(book: Book, log: ActivityLog, days: Range, into: Floats) -> None:
    """Writes the sides of the days: (1 or 3, n_pillars + 1, n_accounts, n_days)."""
    step = max(BLOCK // days.n_days, 1)
    keep = days.n_days == 1 or log.n_accounts <= step  # a day is asked for again, a year is large
    blocks = range(0, log.n_accounts, step)
    for first in advancing("scoring", blocks, len(blocks)):
        some = slice(first, min(first + step, log.n_accounts))
        _write(book, book.amounts(log, days, some, keep), into[:, :, some])


def _write(book: Book, seen: Amounts, into: Floats) -> None:
    """Writes the sides of the accounts whose amounts are given, some of them at a time."""
    n_accounts, n_days = seen.amount.shape[1:]
    step = max(TILE // n_accounts, 1)  # days: the accounts of one lie side by side
    for first, day in product(range(0, n_accounts, TILE), range(0, n_days, step)):
        some = slice(first, first + TILE), slice(day, day + step)
        tile = Amounts(seen.amount[:, *some], seen.known[:, *some])
        if len(into) == 1:
            into[0, :, *some] = book.middle(book.shares(tile, sides=1))
        else:
            points = book.points(book.shares(tile))
            into[:, :, *some] = points.points, points.low, points.high
