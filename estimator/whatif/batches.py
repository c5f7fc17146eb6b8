"""Many plans at once: the points of each on each day, as columns.

The points are those of `project` to 1e-9 (a test); how is said in `estimator.whatif.linearisation`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.days import Range, to_date
from estimator.log import ActivityLog
from estimator.notebook import Shown, plain
from estimator.rules import Rules, periods
from estimator.score.results import Json
from estimator.score.rows import Floats
from estimator.whatif.habits import Habit
from estimator.whatif.linearisation import Part, Picks, Setting
from estimator.whatif.outlook import Outlook, filled, outlook
from estimator.whatif.plans import Baseline, Plan, spread
from estimator.whatif.projection import days_of, most_of, versions, widened

AT_ONCE = 64  # plans with intervals: each is three accounts with the whole past


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
    parts, picks = _parts(habits, per_week, ahead.first, last, whole)
    settings = [
        Setting(ahead, rules.on(days.first), seat, days, parts)
        for days in periods(rules, Range(today + 1, last))
    ]
    found = [setting.points(picks) for setting in settings]
    sides = [found[0] if len(found) == 1 else np.concatenate(found, axis=-1)]
    if intervals:
        sides.extend(_ends(ahead, parts, picks, rules, seat))
    names = [*(pillar.name for pillar in settings[0].book.pillars), "total"]
    columns = [dict(zip(names, side, strict=True)) for side in sides]
    return Projections(habits, per_week, to_date(today + 1), until, *columns)


def _ends(
    ahead: Outlook, parts: tuple[Part, ...], picks: Picks, rules: Rules, seat: Seat
) -> Floats:
    """The ends of the plans' intervals: (2, n_pillars + 1, n_plans, n_days)."""
    days, most, found = Range(ahead.first, ahead.last), most_of(rules.on(ahead.last), seat), []
    for start in range(0, len(picks), AT_ONCE):
        some = picks[start : start + AT_ONCE]
        acts = [act.of(some[:, j]) for j, part in enumerate(parts) for act in part]
        found.append(widened(versions(ahead, acts, days, rules, seat), most)[1:])
    return np.concatenate(found, axis=2)


def _parts(
    habits: Sequence[Habit], per_week: Floats, first: int, last: int, whole: bool
) -> tuple[tuple[Part, ...], Picks]:
    """A part for each habit with a version for each rate that occurs, and which each plan takes."""
    parts: list[Part] = []
    picks = np.zeros(per_week.shape, dtype=np.intp)
    for j, habit in enumerate(habits):
        rates = np.where(per_week[:, j] > 0, 1.0, 0.0) if habit.is_once else per_week[:, j]
        rates, picks[:, j] = np.unique(rates, return_inverse=True)
        acts = spread(habit, first, last, None if habit.is_once else rates, whole)
        parts.append(tuple(act.versions(rates[:, None]) if habit.is_once else act for act in acts))
    return tuple(parts), picks
