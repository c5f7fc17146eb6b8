"""The score: a pure function of log, rules, day and seat.

No clock, no environment, no randomness: the same inputs give the same bytes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from statistics import NormalDist
from typing import Protocol

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat, known_seat
from estimator.columns import block_points
from estimator.days import to_date, to_day
from estimator.errors import NotEnoughEvidence
from estimator.laying import block_of, blocks_of, layout_of
from estimator.log import ActivityLog
from estimator.pillars import pillar_points, signal_shares
from estimator.rank import rank
from estimator.results import Estimate, Estimates, History, Interval, Stamp
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.signals import Range
from estimator.trace import traced
from estimator.version import VERSION

Floats = npt.NDArray[np.float64]
WIDTH = 4096  # accounts of a history at a time: what is in between stays in the cache
Columns = tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]


class Ranged(Protocol):
    """A pillar's points and the range that what is unknown leaves them."""

    @property
    def points(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...


def estimate(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
) -> Estimate | Estimates:
    """The estimated SSI on a day: an `Estimate` with its trace, or columns for many accounts.

    `on` defaults to the log's last day. `averages` gives what LinkedIn shows as the average of
    a group ({"industry": 34.5}); the estimate then carries the rank in it.

    Raises: NotEnoughEvidence for a log without a day when `on` is not given.
    """
    if log.n_accounts == 1:
        return estimate_account(log, rules, on, seat, averages)
    return estimate_accounts(log, rules, on, seat)


def estimate_account(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
) -> Estimate:
    """The estimate, with its trace, of a log of one account. See `estimate`."""
    day, seat = last_day(log) if on is None else to_day(on), known_seat(seat)
    model = rules.on(day)
    shares = signal_shares(model.pillars, log, Range(day, day), seat)
    parts = {p.name: pillar_points(p, shares, seat) for p in model.pillars}
    points, low, high = with_intervals(model, parts, seat)
    intervals = {
        name: Interval(_only(points[name]), _only(low[name]), _only(high[name]), model.level)
        for name in points
    }
    total = intervals["total"].points
    return Estimate(
        on=to_date(day),
        seat=seat,
        account=log.accounts[0],
        total=intervals["total"],
        pillars={p.name: traced(p, parts[p.name], shares, seat, intervals) for p in model.pillars},
        stamp=_stamp(log, rules, day, seat),
        api_names={p.name: p.api_name for p in model.pillars},
        rank=_ranks(total, averages or {}, model.rank_spread),
        warnings=_warnings(log),
        log=log,
        rules=rules,
    )


def estimate_accounts(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    intervals: bool = True,
    fast: bool = False,
) -> Estimates:
    """The estimates of every account of the log, as columns. See `estimate` and `score_columns`."""
    day = last_day(log) if on is None else to_day(on)
    columns = score_columns(log, rules, Range(day, day), seat, intervals, fast)
    points, low, high = ({k: v[:, 0] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(day).level, _stamp(log, rules, day, seat)
    warnings = (*_warnings(log), *_ended(log, day))
    return Estimates(to_date(day), seat, log.accounts, points, low, high, level, stamp, warnings)


def history(
    log: ActivityLog,
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    intervals: bool = True,
    fast: bool = False,
) -> History:
    """The score of every day from `start` to `end`, both included. See `score_columns`.

    Arrays of shape (n_days,), or (n_accounts, n_days) when the log has several accounts.

    Raises: ValueError when `end` is before `start`.
    """
    days = Range(to_day(start), to_day(end))
    if days.n_days < 1:
        raise ValueError(f"history ends ({end}) before it starts ({start})")
    alone = 0 if log.n_accounts == 1 else slice(None)
    columns = score_columns(log, rules, days, seat, intervals, fast)
    points, low, high = ({k: v[alone] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(days.last).level, _stamp(log, rules, days.last, seat)
    warnings = _warnings(log)
    return History(start, end, seat, log.accounts, points, low, high, level, stamp, warnings)


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
        from estimator.fast import fast_points  # noqa: PLC0415 a small log needs no compiler

        made = fast_points(model.pillars, log, days, seat, intervals)
        if made is not None:
            return _columns(model, made[0], seat, intervals, total=made[1])
    if days.n_days == 1 or log.n_accounts <= WIDTH:
        parts = block_points(model.pillars, layout_of(log), days, seat, intervals)
        return _columns(model, parts, seat, intervals)
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
        block = _columns(model, parts, seat, intervals)
        for whole, part in zip(columns, block, strict=False):
            for name, column in part.items():
                whole[name][first : first + n_accounts] = column
    return (columns[0], columns[1], columns[2]) if intervals else (columns[0], {}, {})


def _columns(
    model: Model,
    parts: Mapping[str, Ranged],
    seat: Seat,
    intervals: bool,
    total: Floats | None = None,
) -> Columns:
    if intervals:
        return with_intervals(model, parts, seat)
    points = {name: part.points for name, part in parts.items()}
    return {**points, "total": _sum(points.values()) if total is None else total}, {}, {}


def with_intervals(model: Model, parts: Mapping[str, Ranged], seat: Seat) -> Columns:
    """Points, low and high by pillar and "total".

    What is unknown moves all signals together, so its deviations add up; the residual spreads of
    the pillars are independent of it and of each other, so they add in squares.
    """
    z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
    most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
    spread = {p.name: z * p.spread for p in model.pillars}
    points = {name: part.points for name, part in parts.items()}
    down = {n: p.points - p.low for n, p in parts.items() if p.low is not p.points}
    up = {n: p.high - p.points for n, p in parts.items() if p.high is not p.points}
    for column in (points, down, up):
        if column:
            column["total"] = _sum(column.values())
    most["total"] = sum(most.values())
    spread["total"] = float(np.hypot.reduce(list(spread.values())))
    low = {n: np.maximum(points[n] - _reach(down.get(n), spread[n]), 0.0) for n in points}
    high = {n: np.minimum(points[n] + _reach(up.get(n), spread[n]), most[n]) for n in points}
    return points, low, high


def _reach(unknown: Floats | None, spread: float) -> Floats | float:
    """How far an interval goes to one side; None: nothing is unknown."""
    reach: Floats | float = spread if unknown is None else np.hypot(unknown, spread)
    return reach


def _sum(columns: Iterable[Floats]) -> Floats:
    first, *others = columns
    total = first.copy(order="K")
    for column in others:
        total = np.add(total, column, out=total if total.shape == column.shape else None)
    return total


def last_day(log: ActivityLog) -> int:
    """The last day the log speaks of, by its rows and its coverage.

    Raises: NotEnoughEvidence when it speaks of none.
    """
    days = [span.last for span in log.coverage.spans if span.last is not None]
    if log.last_day is not None:
        days.append(log.last_day)
    if not days:
        raise NotEnoughEvidence("the log has no day to score; name one with on (--on DATE)")
    return max(days)


def _ranks(
    total: float, averages: Mapping[str, float], spread: float | None
) -> dict[str, dict[str, float]] | None:
    if not averages or spread is None:
        return None
    return {
        group: {"average": average, "top_percent": rank(total, average, spread)}
        for group, average in averages.items()
    }


def _stamp(log: ActivityLog, rules: Rules, day: int, seat: Seat) -> Stamp:
    until = rules.calibrated_until.isoformat()
    return Stamp(VERSION, rules.sha256, log, to_date(day).isoformat(), seat, until)


def _warnings(log: ActivityLog) -> tuple[str, ...]:
    aside = [
        f"{rows} {'row' if rows == 1 else 'rows'} of the unknown action {name!r} set aside"
        for name, rows in log.set_aside.items()
    ]
    if log.n_rows == 0 and not log.coverage.spans:
        aside.append("the log shows nothing: this is the population's estimate, not yours")
    return tuple(aside)


def _ended(log: ActivityLog, day: int) -> tuple[str, ...]:
    """The sentence about accounts of which the log speaks only of days before the scored one."""
    lasts: dict[str, int] = {}
    for span in log.coverage.spans:
        if span.account is not None:
            last = day if span.last is None else span.last
            lasts[span.account] = max(lasts.get(span.account, last), last)
    ended = sum(last < day for last in lasts.values())
    if not ended:
        return ()
    what = "accounts end" if ended > 1 else "account ends"
    return (f"{ended} {what} before the scored day; for their own score name it (--on DATE)",)


def _only(column: Floats) -> float:
    return float(column[0, 0])
