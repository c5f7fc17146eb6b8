"""How the projected score moves with the rate of each habit: slopes, not differences of two runs.

The slope of a signal's share is the curve's own, at what the signal amounts to under the plan; how
that amount moves with a rate is read off the book at a rate a little below and a little above.
Rates are spread evenly (`whole=False`), since whole actions have no slope. A number of days has
none either: a day is active or it is not. At a pillar's cap the slope is 0.
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
from estimator.signals import Range
from estimator.whatif.adding import Taken
from estimator.whatif.habits import Habit
from estimator.whatif.outlook import Baseline, filled, outlook
from estimator.whatif.parts import Part, Picks, Setting, longest_window, pieces
from estimator.whatif.plans import Plan, spread
from estimator.whatif.projection import days_of
from estimator.whatif.term import Term
from estimator.whatif.terms import terms

STEP = 1e-3  # a week: small beside a rate, large beside the rounding of an amount
BELOW, AT, ABOVE = range(3)


@dataclass(frozen=True, repr=False, eq=False)
class Gradient(Shown):
    """Points that one more a week of each habit gives: shape (n_habits, n_days), by pillar and for
    "total"; a slope at the plan's own rates."""

    habits: tuple[Habit, ...]
    start: date
    until: date
    points: Mapping[str, Floats]

    @property
    def total(self) -> Floats:
        return self.points["total"]

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.gradient/1`: the last day."""
        return {
            "schema": "ssi.gradient/1",
            "until": self.until.isoformat(),
            "habits": Plan(self.habits).to_dict()["habits"],
            "points": {name: column[:, -1].tolist() for name, column in self.points.items()},
        }

    def __repr__(self) -> str:
        return f"Gradient({len(self.habits)} habits, {self.start} to {self.until})"


def gradient(
    log: ActivityLog,
    plan: Plan,
    rules: Rules,
    until: date,
    seat: Seat = "free",
    baseline: Baseline = "continue",
    weeks: int = 4,
    *,
    on: date | None = None,
) -> Gradient:
    """How the score of every day until `until` moves with the rate of every repeated habit.

    Raises: LogError for a log of several accounts; ValueError when `until` is not after `on`.
    """
    today, last = days_of(log, on, until)
    ahead = outlook(log, today, last, baseline, weeks)
    plan = filled(plan, ahead.past, rules.on(today), today)
    habits = [habit for habit in plan if not habit.is_once]
    parts, picks, widths = _around(plan, habits, ahead.first, last)
    found = []
    for days in pieces(rules, Range(today + 1, last)):
        model = rules.on(days.first)
        here = ahead.since(days.first - longest_window(model))
        found.append(slopes(Setting(here, model, seat, days, parts), picks, widths))
    points = {name: np.concatenate([one[name] for one in found], axis=1) for name in found[0]}
    return Gradient(tuple(habits), to_date(today + 1), until, points)


def slopes(setting: Setting, picks: Picks, widths: Floats) -> dict[str, Floats]:
    """The slope of each pillar and the total: shape (n_moved, n_days).

    picks: the plan itself in the first row, then two rows for everything that is moved: a little
    less of it, a little more. widths: how much lies between the two, shape (n_moved,).
    """
    found = terms(setting, Taken(picks))
    points = {}
    for pillar in setting.model.pillars:
        own = [term for term in found if term.signal.path.startswith(f"{pillar.name}.")]
        most = min(pillar.cap, pillar.ceiling(setting.seat))
        shape = (len(widths), setting.days.n_days)
        points[pillar.name] = np.where(_uncut(own) < most, _slope(own, widths, shape), 0.0)
    return {**points, "total": sum(points.values(), np.zeros(1))}


def _uncut(own: Sequence[Term]) -> Floats:
    """The points of the plan itself before cap and ceiling: shape (1, n_days)."""
    at = (t.signal.points * t.signal.curve.share(t.effective(slice(1))) for t in own)
    return sum(at, np.zeros((1, 1)))


def _slope(own: Sequence[Term], widths: Floats, shape: tuple[int, int]) -> Floats:
    slope = np.zeros(shape)
    for term in own:
        if term.parts and term.signal.kind != "days":
            every = (2 * len(widths) + 1, shape[1])
            amount = np.broadcast_to(term.effective(slice(None)), every)
            moved = (amount[2::2] - amount[1::2]) / widths[:, None]
            slope += term.signal.points * term.signal.curve.slope(amount[:1]) * moved
    return slope


def _around(
    plan: Plan, habits: Sequence[Habit], first: int, last: int
) -> tuple[tuple[Part, ...], Picks, Floats]:
    """A part for each habit: a little below, at and above its rate; picks and widths."""
    parts: list[Part] = []
    widths = []
    for habit in habits:
        rates = np.array([max(habit.rate - STEP, 0.0), habit.rate, habit.rate + STEP])
        parts.append(tuple(spread(habit, first, last, rates, whole=False)))
        widths.append(rates[ABOVE] - rates[BELOW])
    parts += [tuple(spread(habit, first, last)) for habit in plan if habit.is_once]
    picks = np.zeros((2 * len(habits) + 1, len(parts)), dtype=np.intp)
    picks[:, : len(habits)] = AT
    for j in range(len(habits)):
        picks[2 * j + 1, j], picks[2 * j + 2, j] = BELOW, ABOVE
    return tuple(parts), picks, np.array(widths)
