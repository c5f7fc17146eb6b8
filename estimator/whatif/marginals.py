"""Marginals: what one more of each action, done today, adds to the score, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.days import to_date
from estimator.log import ActivityLog, Value
from estimator.notebook import Shown
from estimator.results import Floats, Json, Stamp
from estimator.rules import Rules
from estimator.signals import Range
from estimator.version import VERSION
from estimator.whatif.examples import one_more
from estimator.whatif.gains import gains_of
from estimator.whatif.habits import Habit
from estimator.whatif.outcomes import outcome_rates
from estimator.whatif.outlook import Baseline, outlook
from estimator.whatif.parts import Part, Setting, longest_window
from estimator.whatif.projection import today_of
from estimator.whatif.spread import spread

NOTHING_LEFT = 1e-9  # points: rounding, not a gain
LITTLE = 1e-3  # of an act: what a slope is measured with


@dataclass(frozen=True)
class Marginal:
    """What one more of an action adds.

    points: at its peak. slope: the same per act for a very small part of one. pillars: where the
    points come from on that day. half_gone_on: the first day with at most half of the peak left;
    None within the days looked at. capped: pillars that it would add to and that are full when it
    would show. outcome: the part of it that is taken to be accepted or answered.
    """

    action: str
    attributes: Mapping[str, Value]
    points: float
    slope: float
    pillars: Mapping[str, float]
    peak_on: date | None
    half_gone_on: date | None
    minutes: float | None
    capped: tuple[str, ...]
    outcome: float | None

    @property
    def points_per_minute(self) -> float | None:
        """None where nobody knows what one takes, or it is not one's own doing."""
        return self.points / self.minutes if self.minutes else None

    def to_dict(self) -> Json:
        days = {"peak_on": self.peak_on, "half_gone_on": self.half_gone_on}
        return {
            **vars(self),
            "attributes": dict(self.attributes),
            "pillars": dict(self.pillars),
            "capped": list(self.capped),
            "points_per_minute": self.points_per_minute,
            **{name: day and day.isoformat() for name, day in days.items()},
        }


@dataclass(frozen=True, repr=False, eq=False)
class Marginals(Shown):
    """Every action with what one more of it adds, the most points first.

    gains: by pillar and for "total", what the action of each row adds on the day `on` and every
    day after it, shape (n_actions, n_days).
    """

    on: date
    seat: Seat
    account: str
    rows: tuple[Marginal, ...]
    gains: Mapping[str, Floats]
    stamp: Stamp

    def of(self, action: str) -> Marginal:
        """The first row of an action. Raises: KeyError when it moves nothing."""
        found = [row for row in self.rows if row.action == action]
        if not found:
            raise KeyError(action)
        return found[0]

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.marginals/1`; numbers unrounded."""
        return {
            "schema": "ssi.marginals/1",
            "on": self.on.isoformat(),
            "seat": self.seat,
            "account": self.account,
            "actions": [row.to_dict() for row in self.rows],
            "stamp": self.stamp.to_dict(),
        }

    def __repr__(self) -> str:
        first = f", {self.rows[0].action} first" if self.rows else ""
        return f"Marginals({len(self.rows)} actions on {self.on}{first})"


def marginal(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    baseline: Baseline = "continue",
    weeks: int = 4,
) -> Marginals:
    """What one more of every action adds when it is done on the day `on` (the log's last).

    The difference of two projections, with the one and without it; the rest of the days to come
    is the last weeks again, or nothing, as in `project`. What is sent comes with its expected
    answers. At a full pillar it is 0, and `capped` says so.

    Raises: LogError for a log of several accounts.
    """
    today = today_of(log, on)
    model = rules.on(today)
    days = Range(today, today + longest_window(model))
    ahead = outlook(log, today, days.last, baseline, weeks)
    rates = outcome_rates(ahead.past, model, today)
    acts = [_answered(habit, rates) for habit in one_more(model, seat, ahead)]
    parts = tuple(_part(habit, days) for habit in acts)
    here = ahead.since(days.first - longest_window(model)).from_today()
    setting = Setting(here, model, seat, days, parts)
    gains, slopes, capped = gains_of(setting, np.array([_little(habit) for habit in acts]))
    rows = [
        _row(habit, {k: v[i] for k, v in gains.items()}, slopes[i], capped[i], today)
        for i, habit in enumerate(acts)
    ]
    order = sorted(range(len(rows)), key=lambda i: (-rows[i].points, acts[i].key()))
    until = rules.calibrated_until.isoformat()
    stamp = Stamp(VERSION, rules.sha256, log.sha256, to_date(today).isoformat(), seat, until)
    return Marginals(
        *(to_date(today), seat, log.accounts[0], tuple(rows[i] for i in order)),
        *({name: column[order] for name, column in gains.items()}, stamp),
    )


def _answered(habit: Habit, rates: Mapping[str, float]) -> Habit:
    return habit.answered_by(rates[habit.action]) if habit.action in rates else habit


def _part(habit: Habit, days: Range) -> Part:
    """Three versions of an act: none of it, a little, one; of a level, none, one and one."""
    times = np.array([[0.0], [_little(habit)], [1.0]])
    acts = spread(habit, days.first, days.last, whole=False)
    return tuple(act.versions(times) for act in acts)


def _little(habit: Habit) -> float:
    return 1.0 if habit.kind.level else LITTLE


def _row(
    habit: Habit,
    gains: Mapping[str, Floats],
    slope: Floats,
    capped: tuple[str, ...],
    today: int,
) -> Marginal:
    total = gains["total"]
    peak = int((total >= total.max() - NOTHING_LEFT).argmax())
    gone = np.flatnonzero(total[peak:] <= total[peak] / 2)
    gained = bool(total[peak] > NOTHING_LEFT)
    return Marginal(
        action=habit.action,
        attributes=dict(habit.attributes),
        points=float(total[peak]) if gained else 0.0,
        slope=float(slope[peak]),
        pillars={k: float(v[peak]) for k, v in gains.items() if k != "total" and v[peak] != 0},
        peak_on=to_date(today + peak) if gained else None,
        half_gone_on=to_date(today + peak + int(gone[0])) if gained and len(gone) else None,
        minutes=habit.kind.minutes,
        capped=capped,
        outcome=habit.outcome,
    )
