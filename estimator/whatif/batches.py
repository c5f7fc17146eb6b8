"""Many plans at once: the points of each on each day, as columns.

The points are those of `project` to 1e-9 (a test); how is said in `estimator.whatif.terms`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.days import to_date
from estimator.log import ActivityLog
from estimator.notebook import Shown
from estimator.results import Floats, Json
from estimator.rules import Rules
from estimator.rules.model import PillarModel
from estimator.signals import Range
from estimator.whatif.adding import Taken
from estimator.whatif.habits import Habit
from estimator.whatif.outlook import filled, outlook
from estimator.whatif.parts import Part, Picks, Setting, longest_window, pieces
from estimator.whatif.plans import Baseline, Plan, spread
from estimator.whatif.projection import days_of
from estimator.whatif.term import Term
from estimator.whatif.terms import FEW, terms

AT_ONCE = 256  # plans: what is in between stays in the cache


@dataclass(frozen=True, repr=False, eq=False)
class Projections(Shown):
    """The points of many plans, by pillar and for "total": shape (n_plans, n_days) each.

    habits, per_week: what the plans are; plan i does `per_week[i, j]` of habit j.
    """

    habits: tuple[Habit, ...]
    per_week: Floats
    start: date
    until: date
    points: Mapping[str, Floats]

    @property
    def total(self) -> Floats:
        return self.points["total"]

    def plan(self, i: int) -> Plan:
        """The plan of row i."""
        rates = self.per_week[i].tolist()
        taken = [(h, r) for h, r in zip(self.habits, rates, strict=True) if r > 0]
        return Plan(h if h.is_once else h.at(r) for h, r in taken)

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.projections/1`: the last day of every plan."""
        return {
            "schema": "ssi.projections/1",
            "start": self.start.isoformat(),
            "until": self.until.isoformat(),
            "habits": [Plan([habit]).to_dict()["habits"] for habit in self.habits],
            "per_week": self.per_week.tolist(),
            "points": {name: column[:, -1].tolist() for name, column in self.points.items()},
        }

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
) -> Projections:
    """What `project` says of many plans, without the intervals: points by plan and day.

    per_week: shape (n_plans, n_habits), how many a week of each habit, whatever rate it states
    itself; for a habit that is done once, above 0 is done. The rest as in `project`.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`.
    """
    today, last = days_of(log, on, until)
    ahead = outlook(log, today, last, baseline, weeks)
    plan = filled(Plan(habits), ahead.past, rules.on(today), today)
    given = {h.with_(outcome=None).key(): h for h in plan}
    habits = tuple(given.get(h.key(), h) for h in habits)
    parts, taken = _parts(habits, per_week, ahead.first, last, whole)
    points: dict[str, Floats] = {}
    for days in pieces(rules, Range(today + 1, last)):
        model = rules.on(days.first)
        here = ahead.since(days.first - longest_window(model))
        columns = points_of(Setting(here, model, seat, days, parts), taken)
        points = {
            name: np.concatenate([points[name], column], axis=1) if name in points else column
            for name, column in columns.items()
        }
    return Projections(habits, per_week, to_date(today + 1), until, points)


def points_of(setting: Setting, taken: Taken) -> dict[str, Floats]:
    """The points of every plan by pillar and for "total": shape (n_plans, n_days) each."""
    found = terms(setting, taken)
    total = np.zeros((len(taken), setting.days.n_days))
    points = {}
    for pillar in setting.model.pillars:
        own = [term for term in found if term.signal.path.startswith(f"{pillar.name}.")]
        points[pillar.name] = _pillar(pillar, setting.seat, own, total)
    return {**points, "total": total}


def _pillar(pillar: PillarModel, seat: Seat, own: Sequence[Term], total: Floats) -> Floats:
    """The points of a pillar under every plan, which are also added to `total`."""
    most = min(pillar.cap, pillar.ceiling(seat))
    tables, others = _tables(own)
    points = np.empty_like(total)
    for start in range(0, len(total), AT_ONCE):
        plans = slice(start, start + AT_ONCE)
        here = points[plans]
        here[:] = 0.0
        for table, rows in tables:
            here += table if len(table) == 1 else table[rows[plans]]
        for term in others:
            share = term.signal.curve.share(term.effective(plans))
            share *= term.signal.points
            here += share
        np.minimum(here, most, out=here)
        total[plans] += here
    return points


def _tables(own: Sequence[Term]) -> tuple[list[tuple[Floats, Picks]], list[Term]]:
    """The points of signals that look at the same parts as one table each, and what is left."""
    summed: dict[tuple[int, ...], tuple[Floats, Picks]] = {}
    others: list[Term] = []
    for term in own:
        if (table := term.table) is None:
            others.append(term)
            continue
        points = term.signal.points * term.signal.curve.share(table.values)
        before = summed[term.parts][0] if term.parts in summed else 0.0
        summed[term.parts] = (before + points, table.rows)
    return list(summed.values()), others


def _parts(
    habits: Sequence[Habit], per_week: Floats, first: int, last: int, whole: bool
) -> tuple[tuple[Part, ...], Taken]:
    """A part for each habit with a version for each rate that occurs, and what each plan takes.

    Not whole, what a habit does is its rate times what it does at one a week.
    """
    parts: list[Part] = []
    picks = np.zeros(per_week.shape, dtype=np.intp)
    times = np.zeros(per_week.shape)
    for j, habit in enumerate(habits):
        rates = per_week[:, j]
        if habit.is_once:
            rates = np.where(rates > 0, 1.0, 0.0)
        times[:, j] = rates
        versions = np.ones(1)
        if whole:
            versions, picks[:, j] = _versions(rates)
        if habit.is_once:
            acts = [act.versions(versions[:, None]) for act in spread(habit, first, last)]
        else:
            acts = spread(habit, first, last, versions, whole)
        parts.append(tuple(acts))
    return tuple(parts), Taken(picks, None if whole else times)


def _versions(rates: Floats) -> tuple[Floats, Picks]:
    """The rates that differ, and which of them each plan has; where most do, one of its own."""
    found, rows = np.unique(rates, return_inverse=True)
    if FEW * len(found) <= len(rates):
        return found, rows
    return rates, np.arange(len(rates))
