"""Projection: the score up to today, and after it without and with a plan.

All three series are what `estimator.score` makes of a log: the past, the assumed acts, the plan.
The ends of an interval are those of the same log with less and with more of what is assumed done;
a later day is never surer than one before it.
"""

from collections.abc import Mapping, Sequence
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
from estimator.score import Columns, last_day, score_columns
from estimator.signals import Range
from estimator.version import VERSION
from estimator.whatif.cautions import cautions
from estimator.whatif.outcomes import filled
from estimator.whatif.outlook import Baseline, Outlook, outlook
from estimator.whatif.plans import Plan
from estimator.whatif.practice import practice
from estimator.whatif.spread import WEEK, Acts, spread


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
    baseline: Baseline = "continue",
    weeks: int = 4,
    *,
    on: date | None = None,
    with_seat: Seat | None = None,
    with_rules: Rules | None = None,
    whole: bool = True,
) -> Projection:
    """The score up to `on` (the log's last day), and until a day with and without a plan.

    baseline: `continue` repeats the last `weeks` weeks and the plan comes on top; `nothing` does
    only what the plan says. with_seat, with_rules: the plan takes another seat, or other rules
    are held to be right, from tomorrow on; the lift includes what that gives. whole: see
    `Plan.to_log`.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`.
    """
    today, last = days_of(log, on, until)
    ahead = outlook(log, today, last, baseline, weeks)
    plan = filled(plan, ahead.past, rules.on(today), today)
    done = [spread(habit, ahead.first, last, whole=whole) for habit in plan]
    back = Range(today - WEEK * ahead.weeks + 1, last)
    models = [one.on(day) for one in (rules, with_rules or rules) for day in (today, last)]
    versions = _versions(ahead.since(back.first - longest_window(*models)), done)
    scored = score_columns(versions, rules, back, seat)
    other = scored
    if (with_seat or seat) != seat or (with_rules or rules) is not rules:
        other = score_columns(versions, with_rules or rules, back, with_seat or seat)
    past, to_come = (slice(0, today - back.first + 1), slice(today - back.first + 1, None))
    under = (rules, seat), (with_rules or rules, with_seat or seat)
    most = [most_points(one.on(last), its_seat) for one, its_seat in under]
    actual = _history(log, _only(scored, 0, past), Range(back.first, today), *under[0])
    days = Range(today + 1, last)
    without, planned = (
        _history(log, _widening(columns, versions, to_come, tops), days, *by)
        for columns, versions, tops, by in zip(
            (scored, other), ((0, 1, 2), (3, 4, 5)), most, under, strict=True
        )
    )
    warnings = cautions(ahead, plan, done, under[1][0].on(last), under[1][1], planned)
    return Projection(plan, baseline, ahead.weeks, actual, without, planned, warnings)


def today_of(log: ActivityLog, on: date | None) -> int:
    """The last day of the past. Raises: LogError for a log of several accounts."""
    if log.n_accounts != 1:
        what = f"a plan is of one account (got {log.n_accounts})"
        raise LogError.at("log", f"{what}; name it with account (--account NAME)")
    return last_day(log) if on is None else to_day(on)


def days_of(log: ActivityLog, on: date | None, until: date) -> tuple[int, int]:
    """The last day of the past and the last of the projection.

    Raises: LogError for a log of several accounts; ValueError when the second is not later.
    """
    today, last = today_of(log, on), to_day(until)
    if last <= today:
        raise ValueError(f"the projection ends ({until}), but it begins after {to_date(today)}")
    return today, last


def longest_window(*models: Model) -> int:
    """The longest window of any signal, in days."""
    return max([1, *(s.decay.window for m in models for p in m.pillars for s in p.signals)])


def _versions(ahead: Outlook, acts: Sequence[Sequence[Acts]]) -> ActivityLog:
    """Six futures, an account each: without the plan as assumed, less and more of it, and with."""
    habits, planned = practice().done["habits"], practice().done["plan"]
    held = np.array([1.0, habits.low, habits.high] * 2)
    done = np.array([[0.0], [0.0], [0.0], [1.0], [planned.low], [planned.high]])
    return ahead.log([act.versions(done) for own in acts for act in own], held)


def _only(columns: Columns, version: int, days: slice) -> Columns:
    points, low, high = ({k: v[version, days] for k, v in part.items()} for part in columns)
    return points, low, high


def _widening(
    columns: Columns, versions: tuple[int, int, int], days: slice, most: Mapping[str, float]
) -> Columns:
    """One version with its ends those of two others, never nearer to it than the day before."""
    (middle, _, _), (_, low, _), (_, _, high) = (_only(columns, v, days) for v in versions)
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


def _history(log: ActivityLog, columns: Columns, days: Range, rules: Rules, seat: Seat) -> History:
    start, end = to_date(days.first), to_date(days.last)
    until = rules.calibrated_until.isoformat()
    stamp = Stamp(VERSION, rules.sha256, log.sha256, end.isoformat(), seat, until)
    level = rules.on(days.last).level
    return History(start, end, seat, log.accounts, *columns, level, stamp)


def _series(history: History) -> Mapping[str, object]:
    return {
        "seat": history.seat,
        "days": [day.isoformat() for day in history.days],
        "total": history.series(0, "total"),
        "pillars": {name: history.series(0, name) for name in history.pillars},
    }
