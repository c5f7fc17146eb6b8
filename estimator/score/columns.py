"""The scores of many accounts and days, as columns."""

from collections.abc import Mapping
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from estimator.actions import Seat, known_seat
from estimator.kernel.blocks import block_points
from estimator.layout import blocks_of, kept_block, layout_of
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.score.intervals import Columns, Floats, Ranged, summed, with_intervals
from estimator.signals import Range

WIDTH = 4096  # accounts of a history at a time, at most: what is in between stays in the cache
LARGE = 5_000_000  # rows and days of accounts of a history that repay loading compiled loops
LARGE_DATE = 150_000_000  # rows that do for one date, by what `benchmarks/compiled.py` measures
# of histories across the crossover, of dates up to ten million rows


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

    fast: by compiled loops (extra `fast`), which agree with the arrays to 1e-9 and not to the last
    bit. Left open, they are taken where they are installed and the work is so large that they pay:
    that hangs on sizes alone, so the same inputs give the same bytes wherever the same extras are
    installed. False gives the same bytes everywhere, and in any division of the accounts.
    """
    seat, fast = known_seat(seat), pays(log, days) if fast is None else fast
    edges = [days.first, *(d for d in rules.change_days() if days.first < d <= days.last)]
    pieces = [Range(a, b - 1) for a, b in pairwise([*edges, days.last + 1])]
    computed = [_piece(log, rules.on(p.first), p, seat, intervals, fast) for p in pieces]
    if len(computed) == 1:
        return computed[0]
    points, low, high = (
        {name: np.hstack([part[name] for part in parts]) for name in parts[0]}
        for parts in zip(*computed, strict=True)
    )
    return points, low, high


def pays(log: ActivityLog, days: Range) -> bool:
    """Whether compiled loops are installed and worth loading for so much work."""
    if days.n_days == 1:
        large = log.n_rows >= LARGE_DATE
    else:
        large = log.n_rows + log.n_accounts * days.n_days >= LARGE
    return large and find_spec("numba") is not None


def _piece(
    log: ActivityLog, model: Model, days: Range, seat: Seat, intervals: bool, fast: bool
) -> Columns:
    """The columns of days that have one model."""
    if fast:
        from estimator.kernel.fast import fast_points  # noqa: PLC0415 a small log needs no compiler

        made = fast_points(model.pillars, log, days, seat, intervals)
        if made is not None:
            return columns_of(model, made[0], seat, intervals, total=made[1])
    if days.n_days == 1 or log.n_accounts <= WIDTH:
        parts = block_points(model.pillars, layout_of(log), days, seat, intervals)
        return columns_of(model, parts, seat, intervals)
    return _block_by_block(log, model, days, seat, intervals)


def _block_by_block(
    log: ActivityLog, model: Model, days: Range, seat: Seat, intervals: bool
) -> Columns:
    """The same, a block of accounts at a time; pillars are added up where they are to stand."""
    names, shape = [*(p.name for p in model.pillars), "total"], (days.n_days, log.n_accounts)
    columns = [{name: np.zeros(shape).T for name in names} for _ in range(3 if intervals else 1)]

    n_blocks = -(-log.n_accounts // WIDTH)
    for first, n_accounts, rows in blocks_of(log, -(-log.n_accounts // n_blocks)):
        run, layout = slice(first, first + n_accounts), kept_block(log, first, n_accounts, rows)
        into = {name: column[run] for name, column in columns[0].items()}
        parts = block_points(model.pillars, layout, days, seat, intervals, into=into)
        total = None if intervals else summed((p.points for p in parts.values()), into["total"])
        made = columns_of(model, parts, seat, intervals, total)
        for whole, part in zip(columns, made, strict=False):
            for name, column in part.items():
                if column is not into[name]:
                    whole[name][run] = column
    return (columns[0], columns[1], columns[2]) if intervals else (columns[0], {}, {})


def columns_of(
    model: Model,
    parts: Mapping[str, Ranged],
    seat: Seat,
    intervals: bool,
    total: Floats | None = None,
) -> Columns:
    """The columns of some pillars, with their total."""
    if intervals:
        return with_intervals(model, parts, seat)
    points = {name: part.points for name, part in parts.items()}
    return {**points, "total": summed(points.values()) if total is None else total}, {}, {}
