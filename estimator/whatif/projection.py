"""Projection: the score up to today, and after it without and with a plan.

All three series are what `estimator.score` makes of a log: the past, the assumed acts, the plan.
The ends of an interval are those of the same log with less and with more of what is assumed done;
a later day is never surer than one before it. The points of many plans at once are the same to 1e-9
(a test); how is said in `estimator.whatif.linearisation`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.anchoring.anchor import Anchor
from estimator.days import Range, to_date, to_day
from estimator.errors import InputError, LogError
from estimator.log import ActivityLog
from estimator.notebook import Shown, plain
from estimator.reading import Reading
from estimator.rules import Rules, periods
from estimator.rules.model import Model
from estimator.score import last_day, score_columns
from estimator.score.anchors import AnchoredDays, anchor_of, anchored_days
from estimator.score.estimate import known_kinds, stamp_of
from estimator.score.results import History, Json, Stamp
from estimator.score.rows import Floats
from estimator.whatif.cautions import cautions
from estimator.whatif.habits import Habit, practice
from estimator.whatif.linearisation import Part, Setting, longest_window
from estimator.whatif.outlook import Outlook, filled, outlook
from estimator.whatif.plans import WEEK, Acts, Baseline, Plan, spread

WEEKS_AHEAD = 8  # where neither the user nor a plan says how far
MOST_WEEKS = 260  # that one can look ahead: five years, in which much of the model will change
FEW = 12  # accounts that a message names
AT_ONCE = 64  # plans with intervals: each is three accounts with the whole past


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
        series = {
            name: {
                "seat": part.seat,
                "days": [day.isoformat() for day in part.days],
                "total": part.series(0, "total"),
                "pillars": {pillar: part.series(0, pillar) for pillar in part.pillars},
            }
            for name, part in parts.items()
        }
        return {
            **super().to_dict(),
            "account": self.actual.accounts[0],
            "assumed": {"baseline": self.assumed, "weeks": self.weeks},
            **series,
            "lift": {name: float(lift[-1]) for name, lift in self.lift.items()},
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
    plan = replace(plan, habits=filled(plan, ahead.past, rules.on(today), today))
    done = [spread(habit, ahead.first, last, whole=whole) for habit in plan]
    acts = [act for own in done for act in own]
    both = (rules, seat), (with_rules or rules, with_seat or seat)  # without the plan, and with it
    series = [versions(ahead, some, back, *by) for some, by in zip(([], acts), both, strict=True)]
    n_past = today - back.first + 1
    was = series[0][:, :, 0, 0, :n_past]
    sides = [
        widened(one[:, :, :, 0, n_past:], most_of(its.on(last), own))
        for one, (its, own) in zip(series, both, strict=True)
    ]
    anchor = anchor_of(log, rules, seat, readings, today)
    if anchor is not None:
        was = anchored_days(anchor, log, *both[0], Range(back.first, today)).anchored
        bare = anchored_days(anchor, ahead.log(), *both[0], to_come)
        same = anchored_days(anchor, ahead.log(acts), *both[1], to_come, bare.sway)
        offset = bare.anchored[0] - bare.plain[0]
        sides = [
            _shifted(one, of, offset, most_of(its.on(last), own, anchor.highest))
            for one, of, (its, own) in zip(sides, (bare, same), both, strict=True)
        ]
    actual = _history(log, *both[0], was, Range(back.first, today), anchor)
    without, planned = (
        _history(log, *by, one, to_come, anchor) for one, by in zip(sides, both, strict=True)
    )
    warnings = cautions(ahead, plan, done, both[1][0].on(last), both[1][1], planned)
    return Projection(plan, baseline, ahead.weeks, actual, without, planned, warnings)


def versions(ahead: Outlook, acts: Sequence[Acts], days: Range, rules: Rules, seat: Seat) -> Floats:
    """Points, low and high by pillar and, last, in total, of some plans, each as assumed, less and
    more of it, as the accounts of a log: (3, n_pillars + 1, 3, n_plans, n_days).

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
    sides = np.stack([[*side.values()] for side in score_columns(log, rules, days, seat)])
    return sides.reshape(3, -1, 3, n_plans, days.n_days)


def widened(sides: Floats, most: Floats) -> Floats:
    """Plans as assumed with the ends of those of less and of more, never nearer to them than the
    day before: (3, n_pillars + 1, ...) of what `versions` says of them."""
    middle = sides[0, :, 0]
    return _ends(middle, np.stack([middle - sides[1, :, 1], sides[2, :, 2] - middle]), most)


def _shifted(sides: Floats, of: AnchoredDays, offset: Floats, most: Floats) -> Floats:
    """The days to come, moved by what readings add, as wide as an anchored day and what is assumed
    to be done make them: (3, n_pillars + 1, n_days).

    of: what `anchored_days` says of the same log.
    """
    points = np.clip(sides[0] + offset, 0.0, most[:, None])
    points[-1] = points[:-1].sum(axis=0)
    wide, bare, sure = (
        np.stack([one[0] - one[1], one[2] - one[0]]) for one in (sides, of.plain, of.anchored)
    )
    return _ends(points, np.sqrt(np.maximum(wide**2 - bare**2, 0.0) + sure**2), most)


def _ends(points: Floats, reach: Floats, most: Floats) -> Floats:
    """Points, low and high, which lie as far off as `reach` says, or as on a day before."""
    below, above = np.maximum.accumulate(reach, axis=-1)
    most = most.reshape(-1, *(1,) * (points.ndim - 1))
    high = np.maximum(np.minimum(points + above, most), points)
    return np.stack([points, np.maximum(points - below, 0.0), high])


def most_of(model: Model, seat: Seat, seen: Floats | float = 0.0) -> Floats:
    """The most that each pillar can show, and, last, all of them: (n_pillars + 1,).

    seen: the most that was read of each.
    """
    most = np.maximum([pillar.most(seat) for pillar in model.pillars], seen)
    return np.append(most, most.sum())


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


def _history(
    log: ActivityLog, rules: Rules, seat: Seat, sides: Floats, days: Range, anchor: Anchor | None
) -> History:
    model, stamp = rules.on(days.last), stamp_of(log, rules, days.last, seat, anchor)
    names = [*(pillar.name for pillar in model.pillars), "total"]
    points, low, high = (dict(zip(names, side, strict=True)) for side in sides)
    start, end = to_date(days.first), to_date(days.last)
    return History(start, end, seat, log.accounts, points, low, high, model.level, stamp)


@dataclass(frozen=True, repr=False, eq=False)
class Projections(
    Shown,
    schema="ssi.projections/1",
    apart="habits per_week points low high",
    also="habits per_week",
):
    """The points of many plans, by pillar and for "total": shape (n_plans, n_days) each.

    habits, per_week: what the plans are; plan i does `per_week[i, j]` of habit j. low, high: the
    ends of the intervals, where they were asked for, else empty.
    """

    habits: tuple[Habit, ...]
    per_week: Floats
    start: date
    until: date
    points: Mapping[str, Floats]
    low: Mapping[str, Floats] = field(default_factory=dict)
    high: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def total(self) -> Floats:
        return self.points["total"]

    def plan(self, i: int) -> Plan:
        """The plan of row i."""
        rates = self.per_week[i].tolist()
        taken = [(h, r) for h, r in zip(self.habits, rates, strict=True) if r > 0]
        return Plan(h if h.is_once else h.with_(per_week=r) for h, r in taken)

    def columns(self) -> Mapping[str, Sequence[object]]:
        """A row a plan: how often a week each habit, then its last day as `History` has one."""
        names = [habit.action for habit in self.habits]
        heads = [n if names.count(n) == 1 else f"{n}_{j + 1}" for j, n in enumerate(names)]
        ends = {"": self.points, "_low": self.low, "_high": self.high}
        days = {
            f"{n}{end}": part[n][:, -1] for n in self.points for end, part in ends.items() if part
        }
        return {**dict(zip(heads, self.per_week.T, strict=True)), **days}

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.projections/1`: the last day of every plan."""
        ends = {"points": self.points, "low": self.low, "high": self.high}
        last = {
            key: {name: column[:, -1] for name, column in part.items()}
            for key, part in ends.items()
            if part
        }
        told: Json = plain({**super().to_dict(), **last})
        return told

    def __repr__(self) -> str:
        return f"Projections({len(self.per_week)} plans, {self.start} to {self.until})"


def project_many(
    log: ActivityLog,
    habits: Sequence[Habit],
    per_week: Floats,
    rules: Rules,
    until: date,
    seat: Seat = "free",
    baseline: Baseline = "continue",
    weeks: int = 4,
    *,
    on: date | None = None,
    whole: bool = True,
    intervals: bool = False,
) -> Projections:
    """What `project` says of many plans: points by plan and day.

    per_week: shape (n_plans, n_habits), how many a week of each habit, whatever rate it states
    itself; for a habit that is done once, above 0 is done. intervals: their ends, too, which take
    some milliseconds a plan, where points alone take some microseconds. The rest as in `project`.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`.
    """
    today, last = days_of(log, on, until)
    ahead = outlook(log, today, last, baseline, weeks)
    habits = filled(habits, ahead.past, rules.on(today), today)
    parts, picks = list[Part](), np.zeros(per_week.shape, dtype=np.intp)
    for j, habit in enumerate(habits):  # a version for each rate that occurs
        rates = np.where(per_week[:, j] > 0, 1.0, 0.0) if habit.is_once else per_week[:, j]
        rates, picks[:, j] = np.unique(rates, return_inverse=True)
        acts = spread(habit, ahead.first, last, None if habit.is_once else rates, whole)
        parts.append(tuple(a.versions(rates[:, None]) if habit.is_once else a for a in acts))
    days = Range(ahead.first, last)
    settings = [
        Setting(ahead, rules.on(piece.first), seat, piece, tuple(parts))
        for piece in periods(rules, days)
    ]
    found = [setting.points(picks) for setting in settings]
    sides = [found[0] if len(found) == 1 else np.concatenate(found, axis=-1)]
    if intervals:
        most, ends = most_of(rules.on(last), seat), []
        for start in range(0, len(picks), AT_ONCE):
            some = picks[start : start + AT_ONCE]
            acts = [act.of(some[:, j]) for j, part in enumerate(parts) for act in part]
            ends.append(widened(versions(ahead, acts, days, rules, seat), most)[1:])
        sides.extend(np.concatenate(ends, axis=2))
    names = [*(pillar.name for pillar in settings[0].book.pillars), "total"]
    columns = [dict(zip(names, side, strict=True)) for side in sides]
    return Projections(habits, per_week, to_date(ahead.first), until, *columns)
