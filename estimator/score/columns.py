"""The scores of many accounts and days, as columns."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from estimator.actions import Seat, known_seat
from estimator.kernel.blocks import block_points
from estimator.layout import block_of, blocks_of, layout_of
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.score.intervals import Columns, Floats, Ranged, summed, with_intervals
from estimator.signals import Range

WIDTH = 4096  # accounts of a history at a time: what is in between stays in the cache


def score_columns(
    log: ActivityLog,
    rules: Rules,
    days: Range,
    seat: Seat,
    intervals: bool = True,
    fast: bool = False,
) -> Columns:
    """Points, low and high by pillar and "total": arrays of shape (n_accounts, n_days).

    A range that crosses a day on which a number of the rules changes is computed in pieces.
    Without intervals there is neither low nor high. fast: by compiled loops (extra `fast`), which
    agree with the arrays to 1e-9 and not to the last bit; never unless asked for.
    """
    seat = known_seat(seat)
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
    """The same, a block of accounts at a time."""
    names, shape = [*(p.name for p in model.pillars), "total"], (days.n_days, log.n_accounts)
    kinds = 3 if intervals else 1
    columns = [{name: np.empty(shape).T for name in names} for _ in range(kinds)]
    for first, n_accounts, rows in blocks_of(log, WIDTH):
        layout = block_of(log, first, n_accounts, rows)
        parts = block_points(model.pillars, layout, days, seat, intervals)
        block = columns_of(model, parts, seat, intervals)
        for whole, part in zip(columns, block, strict=False):
            for name, column in part.items():
                whole[name][first : first + n_accounts] = column
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
