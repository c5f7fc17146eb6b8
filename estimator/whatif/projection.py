"""Projection: the score up to today, and after it without and with a plan.

All three series are what `estimator.score` makes of a log: the past, the assumed acts, the plan.
The ends of an interval are those of the same log with less and with more of what is assumed done;
a later day is never surer than one before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.days import to_date, to_day
from estimator.errors import LogError
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.results import Floats, History, Json, Stamp
from estimator.rules import Rules
from estimator.rules.model import Model
from estimator.score import Columns, last_day
from estimator.signals import Range
from estimator.version import VERSION
from estimator.whatif.cautions import cautions
from estimator.whatif.outlook import answered, is_open
from estimator.whatif.plans import Baseline, Plan, spread
from estimator.whatif.without import Asked, Without, without_plan


@dataclass(frozen=True, repr=False, eq=False)
class Projection(Shown):
    """Three series of one account, each a `History` with arrays of shape (n_days,).

    actual: the last weeks up to today. baseline, planned: from tomorrow on, without and with the
    plan. assumed: what the baseline is made of; weeks: how many weeks it repeats. plan: with the
    outcomes that were filled in.
    """

    plan: Plan
    assumed: Baseline
    weeks: int
    actual: History
    baseline: History
    planned: History
    warnings: tuple[str, ...]

    @property
    def today(self) -> date:
        return self.actual.end

    @property
    def until(self) -> date:
        return self.planned.end

    @property
    def stamp(self) -> Stamp:
        return self.planned.stamp

    @property
    def lift(self) -> dict[str, Floats]:
        """With the plan minus without, by pillar and for "total": shape (n_days,) each."""
        with_plan, without = self.planned.points, self.baseline.points
        return {name: with_plan[name] - without[name] for name in with_plan}

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.projection/1`; numbers unrounded."""
        return {
            "schema": "ssi.projection/1",
            "account": self.actual.accounts[0],
            "today": self.today.isoformat(),
            "until": self.until.isoformat(),
            "assumed": {"baseline": self.assumed, "weeks": self.weeks},
            "plan": self.plan.to_dict(),
            "minutes_per_week": self.plan.minutes_per_week,
            "minutes_once": self.plan.minutes_once,
            "actual": _series(self.actual),
            "baseline": _series(self.baseline),
            "planned": _series(self.planned),
            "lift": {name: float(series[-1]) for name, series in self.lift.items()},
            "warnings": list(self.warnings),
            "stamp": self.planned.stamp.to_dict(),
        }

    def __repr__(self) -> str:
        now, without, then = (
            float(h.total[-1]) for h in (self.actual, self.baseline, self.planned)
        )
        ends = f"{then:.1f} with the plan, {without:.1f} without"
        return f"Projection({now:.1f} on {self.today}; on {self.until} {ends})"


def project(
    log: ActivityLog,
    plan: Plan,
    rules: Rules,
    until: date,
    seat: Seat = "free",
    baseline: Baseline | None = None,
    weeks: int = 4,
    *,
    on: date | None = None,
    with_seat: Seat | None = None,
    with_rules: Rules | None = None,
    whole: bool = True,
) -> Projection:
    """The score up to `on` (the log's last day), and until a day with and without a plan.

    baseline: `continue` repeats the last `weeks` weeks and the plan comes on top; `nothing` does
    only what the plan says; without one what the plan says itself, or else `continue`. with_seat,
    with_rules: the plan takes another seat, or other rules are held to be right, from tomorrow on;
    the lift includes what that gives. whole: see `Plan.to_log`.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`;
    TypeError for a day that is no date.
    """
    today, last = days_of(log, on, until)
    baseline = baseline or plan.baseline or "continue"
    asked = Asked(today, last, baseline, weeks)
    alone = without_plan(log, asked, rules, seat)
    other = alone.under(with_rules or rules, with_seat or seat)
    ahead, days = alone.ahead, Range(today + 1, last)
    plan = answered(plan, alone.rates) if is_open(plan) else plan
    done = [spread(habit, ahead.first, last, whole=whole) for habit in plan]
    past, to_come = slice(0, today - alone.days.first + 1), slice(-days.n_days, None)
    actual = _history(log, alone, _only(alone.columns, 0, past), Range(alone.days.first, today))
    without = _history(log, alone, _widening(alone, alone.columns, to_come), days)
    columns = other.planned([act for own in done for act in own])
    planned = _history(log, other, _widening(other, columns, to_come), days)
    warnings = cautions(ahead, plan, done, other.rules.on(last), other.seat, planned)
    return Projection(plan, baseline, ahead.weeks, actual, without, planned, warnings)


def today_of(log: ActivityLog, on: date | None) -> int:
    """The last day of the past. Raises: LogError for a log of several accounts."""
    if log.n_accounts != 1:
        what = f"a plan is of one account (got {log.n_accounts})"
        raise LogError.at("log", f"{what}; name it with account (--account NAME)")
    return last_day(log) if on is None else to_day(on, "on")


def days_of(log: ActivityLog, on: date | None, until: date) -> tuple[int, int]:
    """The last day of the past and the last of the projection.

    Raises: LogError for a log of several accounts; ValueError when the second is not later.
    """
    today, last = today_of(log, on), to_day(until, "until")
    if last <= today:
        raise ValueError(f"the projection ends ({until}), but it begins after {to_date(today)}")
    return today, last


def _only(columns: Columns, version: int, days: slice) -> Columns:
    points, low, high = ({k: v[version, days].copy() for k, v in part.items()} for part in columns)
    return points, low, high


def _widening(of: Without, columns: Columns, days: slice) -> Columns:
    """The version as assumed with the ends of those of less and of more, never nearer to it than
    the day before."""
    (middle, _, _), (_, low, _), (_, _, high) = (_only(columns, i, days) for i in range(3))
    most = most_points(of.rules.on(of.days.last), of.seat)
    down = {k: np.maximum.accumulate(middle[k] - low[k]) for k in middle}
    up = {k: np.maximum.accumulate(high[k] - middle[k]) for k in middle}
    return (
        middle,
        {k: np.maximum(middle[k] - down[k], 0.0) for k in middle},
        {k: np.minimum(middle[k] + up[k], most[k]) for k in middle},
    )


def most_points(model: Model, seat: Seat) -> dict[str, float]:
    """The most points each pillar and the total can have with a seat."""
    most = {p.name: min(p.cap, p.ceiling(seat)) for p in model.pillars}
    return {**most, "total": sum(most.values())}


def _history(log: ActivityLog, of: Without, columns: Columns, days: Range) -> History:
    start, end = to_date(days.first), to_date(days.last)
    until = of.rules.calibrated_until.isoformat()
    stamp = Stamp(VERSION, of.rules, log, end.isoformat(), of.seat, until)
    level = of.rules.on(days.last).level
    return History(start, end, of.seat, log.accounts, *columns, level, stamp)


def _series(history: History) -> Mapping[str, object]:
    return {
        "seat": history.seat,
        "days": [day.isoformat() for day in history.days],
        "total": history.series(0, "total"),
        "pillars": {name: history.series(0, name) for name in history.pillars},
    }
