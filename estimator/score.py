"""The score: a pure function of log, rules, day and seat.

No clock, no environment, no randomness: the same inputs give the same bytes.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.days import to_date, to_day
from estimator.errors import NotEnoughEvidence
from estimator.log import ActivityLog
from estimator.pillars import PillarPoints, pillar_points, signal_shares
from estimator.rank import rank
from estimator.results import Estimate, Estimates, History, Interval, Stamp
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.signals import Range
from estimator.trace import traced
from estimator.version import VERSION

Floats = npt.NDArray[np.float64]
Columns = tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]


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
    day = last_day(log) if on is None else to_day(on)
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
        rank=averages
        and {
            group: {"average": average, "top_percent": rank(total, average, model.rank_spread)}
            for group, average in averages.items()
        },
        warnings=_warnings(log, day),
    )


def estimate_accounts(
    log: ActivityLog, rules: Rules, on: date | None = None, seat: Seat = "free"
) -> Estimates:
    """The estimates of every account of the log, as columns. See `estimate`."""
    day = last_day(log) if on is None else to_day(on)
    columns = score_columns(log, rules, Range(day, day), seat)
    points, low, high = ({k: v[:, 0] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(day).level, _stamp(log, rules, day, seat)
    warnings = _warnings(log, day)
    return Estimates(to_date(day), seat, log.accounts, points, low, high, level, stamp, warnings)


def history(log: ActivityLog, rules: Rules, start: date, end: date, seat: Seat = "free") -> History:
    """The score of every day from `start` to `end`, both included.

    Arrays of shape (n_days,), or (n_accounts, n_days) when the log has several accounts.

    Raises: ValueError when `end` is before `start`.
    """
    days = Range(to_day(start), to_day(end))
    if days.n_days < 1:
        raise ValueError(f"history ends ({end}) before it starts ({start})")
    alone = 0 if log.n_accounts == 1 else slice(None)
    columns = score_columns(log, rules, days, seat)
    points, low, high = ({k: v[alone] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(days.last).level, _stamp(log, rules, days.last, seat)
    warnings = _warnings(log, days.last)
    return History(start, end, seat, log.accounts, points, low, high, level, stamp, warnings)


def score_columns(log: ActivityLog, rules: Rules, days: Range, seat: Seat) -> Columns:
    """Points, low and high by pillar and "total": arrays of shape (n_accounts, n_days).

    A range that crosses a day on which a number of the rules changes is computed in pieces.
    """
    edges = [days.first, *(d for d in rules.change_days() if days.first < d <= days.last)]
    pieces = [Range(a, b - 1) for a, b in pairwise([*edges, days.last + 1])]
    computed = [_piece(log, rules.on(piece.first), piece, seat) for piece in pieces]
    if len(computed) == 1:
        return computed[0]
    points, low, high = (
        {name: np.concatenate([c[i][name] for c in computed], axis=1) for name in computed[0][i]}
        for i in range(3)
    )
    return points, low, high


def _piece(log: ActivityLog, model: Model, days: Range, seat: Seat) -> Columns:
    shares = signal_shares(model.pillars, log, days, seat)
    parts = {p.name: pillar_points(p, shares, seat) for p in model.pillars}
    shape = (log.n_accounts, days.n_days)
    points, low, high = (
        {name: np.broadcast_to(column, shape) for name, column in columns.items()}
        for columns in with_intervals(model, parts, seat)
    )
    return points, low, high


def with_intervals(model: Model, parts: Mapping[str, PillarPoints], seat: Seat) -> Columns:
    """Points, low and high by pillar and "total".

    What is unknown moves all signals together, so its deviations add up; the residual spreads of
    the pillars are independent of it and of each other, so they add in squares.
    """
    z = NormalDist().inv_cdf((1.0 + model.level) / 2.0)
    most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
    spread = {p.name: z * p.spread for p in model.pillars}
    points = {name: part.points for name, part in parts.items()}
    down = {name: part.points - part.low for name, part in parts.items()}
    up = {name: part.high - part.points for name, part in parts.items()}
    for column in (points, down, up):
        column["total"] = sum(column.values(), np.zeros((1, 1)))
    most["total"] = sum(most.values())
    spread["total"] = float(np.hypot.reduce(list(spread.values())))
    low = {n: np.maximum(points[n] - np.hypot(down[n], spread[n]), 0.0) for n in points}
    high = {n: np.minimum(points[n] + np.hypot(up[n], spread[n]), most[n]) for n in points}
    return points, low, high


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


def _stamp(log: ActivityLog, rules: Rules, day: int, seat: Seat) -> Stamp:
    until = rules.calibrated_until.isoformat()
    return Stamp(VERSION, rules.sha256, log.sha256, to_date(day).isoformat(), seat, until)


def _warnings(log: ActivityLog, day: int) -> tuple[str, ...]:
    aside = [
        f"{rows} rows of the unknown action {name!r} were set aside"
        for name, rows in log.set_aside.items()
    ]
    if log.n_rows == 0 and not log.coverage.spans:
        aside.append("the log shows nothing: this is the population's estimate, not yours")
    if log.last_day is not None and log.last_day > day:
        aside.append(f"the log goes on after the scored day, until {to_date(log.last_day)}")
    return tuple(aside)


def _only(column: Floats) -> float:
    return float(column[0, 0])
