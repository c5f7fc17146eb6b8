"""Projection: the score up to today, and after it without and with a plan.

All three series are what `estimator.score` makes of a log: the past, the assumed acts, the plan.
The ends of an interval are those of the same log with less and with more of what is assumed done;
a later day is never surer than one before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.anchoring.anchor import Anchor
from estimator.days import Range, to_date, to_day
from estimator.errors import InputError, LogError
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.reading import Reading
from estimator.rules import Rules, periods
from estimator.rules.model import Model
from estimator.score import Columns, last_day, score_columns
from estimator.score.anchors import AnchoredDays, anchor_of, anchored_days
from estimator.score.estimate import known_kinds, stamp_of
from estimator.score.results import History, Json, Stamp
from estimator.score.rows import Floats
from estimator.whatif.cautions import cautions
from estimator.whatif.habits import practice
from estimator.whatif.linearisation import longest_window
from estimator.whatif.outlook import Outlook, answered, is_open, outcome_rates, outlook
from estimator.whatif.plans import WEEK, Acts, Baseline, Plan, spread

WEEKS_AHEAD = 8  # where neither the user nor a plan says how far
MOST_WEEKS = 260  # that one can look ahead: five years, in which much of the model will change
FEW = 12  # accounts that a message names


@dataclass(frozen=True, repr=False, eq=False)
class Projection(
    Shown,
    schema="ssi.projection/1",
    apart="weeks actual baseline planned",
    also="today until minutes_per_week=plan.minutes_per_week minutes_once=plan.minutes_once stamp",
):
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
        parts = {"actual": self.actual, "baseline": self.baseline, "planned": self.planned}
        return {
            **super().to_dict(),
            "account": self.actual.accounts[0],
            "assumed": {"baseline": self.assumed, "weeks": self.weeks},
            **{name: _series(part) for name, part in parts.items()},
            "lift": {name: float(series[-1]) for name, series in self.lift.items()},
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
    readings: Sequence[Reading] = (),
) -> Projection:
    """The score up to `on` (the log's last day), and until a day with and without a plan.

    baseline: `continue` repeats the last `weeks` weeks and the plan comes on top; `nothing` does
    only what the plan says; without one what the plan says itself, or else `continue`. with_seat,
    with_rules: the plan takes another seat, or other rules are held to be right, from tomorrow on;
    the lift includes what that gives. whole: see `Plan.to_log`. readings: the account's own anchor
    all three series. What they add to the days to come is that of the days without the plan, on
    both lines: the lift is the model's own.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`;
    TypeError for a day that is no date.
    """
    known_kinds(log, rules, readings)
    today, last = days_of(log, on, until)
    baseline = baseline or plan.baseline or "continue"
    ahead, to_come = outlook(log, today, last, baseline, weeks), Range(today + 1, last)
    back = Range(today - WEEK * ahead.weeks + 1, last)
    alone, other = (rules, seat), (with_rules or rules, with_seat or seat)
    if is_open(plan):
        plan = answered(plan, outcome_rates(ahead.past, rules.on(today), today))
    done = [spread(habit, ahead.first, last, whole=whole) for habit in plan]
    acts = [act for own in done for act in own]
    series = versions(ahead, [], back, *alone)
    past, later = slice(0, today - back.first + 1), slice(today - back.first + 1, None)
    actual = _history(log, alone, _only(series, past), Range(back.first, today))
    without = _history(log, alone, widened(_only(series, later), alone, last), to_come)
    series = versions(ahead, acts, back, *other)
    planned = _history(log, other, widened(_only(series, later), other, last), to_come)
    anchor = anchor_of(log, rules, seat, readings, today)
    if anchor is not None:
        past_days = anchored_days(anchor, log, *alone, Range(back.first, today))
        actual = _with_sides(actual, anchor, past_days.anchored)
        ends = [ahead.log(), ahead.log(acts)]
        days = anchored_days(anchor, ends[0], *alone, to_come)
        offset = days.anchored[0] - days.plain[0]
        without = _shifted(without, _most(anchor, rules.on(last), seat), anchor, offset, days)
        days = anchored_days(anchor, ends[1], *other, to_come, days.sway)
        planned = _shifted(
            planned, _most(anchor, other[0].on(last), other[1]), anchor, offset, days
        )
    warnings = cautions(ahead, plan, done, other[0].on(last), other[1], planned)
    return Projection(plan, baseline, ahead.weeks, actual, without, planned, warnings)


def versions(
    ahead: Outlook, acts: Sequence[Acts], days: Range, rules: Rules, seat: Seat
) -> Columns:
    """Points, low and high by pillar and "total" of some plans, each as assumed, less and more of
    it, as the accounts of a log: arrays of shape (3, n_plans, n_days).

    acts: what the plans do, all with n_plans versions; one plan that does nothing without any.
    """
    n_plans = len(acts[0].counts) if acts else 1
    habits, plan = practice().done["habits"], practice().done["plan"]
    held = np.repeat([1.0, habits.low, habits.high], n_plans)
    times = np.repeat([1.0, plan.low, plan.high], n_plans)
    three = np.tile(np.arange(n_plans), 3)
    window = longest_window(*(rules.on(piece.first) for piece in periods(rules, days)))
    near = ahead.since(days.first - window)
    log = near.log([act.of(three).versions(times[:, None]) for act in acts], held)
    points, low, high = (
        {name: column.reshape(3, n_plans, days.n_days) for name, column in part.items()}
        for part in score_columns(log, rules, days, seat)
    )
    return points, low, high


def _most(anchor: Anchor, model: Model, seat: Seat) -> Floats:
    """The most that each pillar can show, what was read included, and their sum."""
    most = np.maximum([pillar.most(seat) for pillar in model.pillars], anchor.highest)
    return np.append(most, most.sum())


def _with_sides(history: History, anchor: Anchor, sides: Floats) -> History:
    """The history with other points, low and high: (3, n_pillars + 1, n_days), the total last."""
    names = [*anchor.pillars, "total"]
    points, low, high = (dict(zip(names, side, strict=True)) for side in sides)
    stamp = replace(history.stamp, readings=anchor)
    return replace(history, points=points, low=low, high=high, stamp=stamp)


def _shifted(
    history: History, most: Floats, anchor: Anchor, offset: Floats, of: AnchoredDays
) -> History:
    """The days to come, moved by what readings add, as wide as an anchored day and what is assumed
    to be done make them; a later day is never surer than one before it.

    most: of each pillar, and the total. of: what `anchored_days` says of the same log.
    """
    names = [*anchor.pillars, "total"]
    own = np.stack(
        [[side[n] for n in names] for side in (history.points, history.low, history.high)]
    )
    points = np.clip(own[0] + offset, 0.0, most[:, None])
    points[-1] = points[:-1].sum(axis=0)
    reach = []
    for side, sign in ((1, -1.0), (2, 1.0)):
        wide, bare, sure = (sign * (one[side] - one[0]) for one in (own, of.plain, of.anchored))
        left = np.sqrt(np.maximum(wide**2 - bare**2, 0.0) + sure**2)
        reach.append(np.maximum.accumulate(left, axis=-1))
    low = np.maximum(points - reach[0], 0.0)
    high = np.minimum(points + reach[1], most[:, None])
    return _with_sides(history, anchor, np.stack([points, low, np.maximum(high, points)]))


def today_of(log: ActivityLog, on: date | None) -> int:
    """The last day of the past. Raises: LogError for a log of several accounts."""
    if log.n_accounts != 1:
        names = ", ".join(log.accounts[:FEW]) + (", ..." if log.n_accounts > FEW else "")
        what = f"a plan is of one account (got {log.n_accounts}: {names})"
        raise LogError.at("log", f"{what}; name it with account (--account NAME)")
    return last_day(log) if on is None else to_day(on, "on")


def days_of(log: ActivityLog, on: date | None, until: date) -> tuple[int, int]:
    """The last day of the past and the last of the projection.

    Raises: LogError for a log of several accounts; ValueError when the second is not later;
    InputError when it is too far ahead.
    """
    today, last = today_of(log, on), to_day(until, "until")
    if last <= today:
        raise ValueError(f"the projection ends ({until}), but it begins after {to_date(today)}")
    check_not_too_far(today, last, "until")
    return today, last


def check_not_too_far(today: int, last: int, where: str) -> None:
    """Nothing when a day can be looked ahead to. Raises: InputError when it is too far off."""
    if last > today + WEEK * MOST_WEEKS:
        farthest = to_date(today + WEEK * MOST_WEEKS)
        what = f"is more than {MOST_WEEKS} weeks ahead (got {to_date(last)})"
        raise InputError.at(where, f"{what}; name a day up to {farthest}")


def widened(columns: Columns, by: tuple[Rules, Seat], last: int) -> Columns:
    """The plans as assumed with the ends of those of less and of more, never nearer to them than
    the day before: arrays of shape (n_plans, n_days)."""
    (rules, seat), (points, low, high) = by, columns
    pillars = rules.on(last).pillars
    most = {pillar.name: pillar.most(seat) for pillar in pillars}
    most["total"] = sum(most.values())
    middle = {name: column[0] for name, column in points.items()}
    down = {k: np.maximum.accumulate(v - low[k][1], axis=-1) for k, v in middle.items()}
    up = {k: np.maximum.accumulate(high[k][2] - v, axis=-1) for k, v in middle.items()}
    return (
        middle,
        {k: np.maximum(v - down[k], 0.0) for k, v in middle.items()},
        {k: np.minimum(v + up[k], most[k]) for k, v in middle.items()},
    )


def _only(columns: Columns, days: slice) -> Columns:
    points, low, high = ({k: v[:, :, days] for k, v in part.items()} for part in columns)
    return points, low, high


def _history(log: ActivityLog, by: tuple[Rules, Seat], columns: Columns, days: Range) -> History:
    """The first plan of the columns, as the history of an account."""
    (rules, seat), (start, end) = by, (to_date(days.first), to_date(days.last))
    stamp = stamp_of(log, rules, days.last, seat)
    points, low, high = (
        {k: v.reshape(-1, days.n_days)[0].copy() for k, v in part.items()} for part in columns
    )
    level = rules.on(days.last).level
    return History(start, end, seat, log.accounts, points, low, high, level, stamp)


def _series(history: History) -> Mapping[str, object]:
    return {
        "seat": history.seat,
        "days": [day.isoformat() for day in history.days],
        "total": history.series(0, "total"),
        "pillars": {name: history.series(0, name) for name in history.pillars},
    }
