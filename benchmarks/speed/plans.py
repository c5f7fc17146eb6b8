"""Many plans of one account, and the same as rows for engines that know nothing of plans.

The account is that of `benchmarks/whatif.py`: a year of it, twelve habits, whole numbers a week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from benchmarks.speed.team import ACTIONS, MISSING, Team
from benchmarks.whatif import DAYS, HABITS, TODAY, year
from estimator.days import to_day
from estimator.log import ActivityLog
from estimator.rules import load_rules
from estimator.whatif import Habit
from estimator.whatif.outlook import Outlook, filled, outlook
from estimator.whatif.plans import spread

MOST = 30  # times a week of one habit
FIRST = to_day(TODAY) + 1
UNTIL = TODAY + timedelta(days=DAYS)


@dataclass(frozen=True)
class Plans:
    """Plan i does `per_week[i, j]` of habit j in the days from FIRST to UNTIL: (n_plans, n_habits).

    past, ahead: what the account did, and what it is assumed to do without a plan. doing: what
    each habit at each rate adds: columns habit, rate, day, action, count. A level is a state, acts
    are added up.
    """

    log: ActivityLog
    habits: tuple[Habit, ...]
    per_week: npt.NDArray[np.float64]
    past: Team
    ahead: Team
    doing: dict[str, npt.NDArray[np.generic]]
    first: int = FIRST
    until: date = UNTIL

    @property
    def n_days(self) -> int:
        return to_day(self.until) - self.first + 1

    @property
    def n_plans(self) -> int:
        return len(self.per_week)

    @property
    def n_bytes(self) -> int:
        return self.per_week.nbytes

    def picks(self) -> dict[str, npt.NDArray[np.int32]]:
        """What each plan does as columns: account (the plan), habit, rate."""
        n_plans, n_habits = self.per_week.shape
        return {
            "account": np.repeat(np.arange(n_plans, dtype=np.int32), n_habits),
            "habit": np.tile(np.arange(n_habits, dtype=np.int32), n_plans),
            "rate": self.per_week.ravel().astype(np.int32),
        }


def plans(n_plans: int) -> Plans:
    """The first so many plans; the same every time."""
    per_week = np.random.default_rng(2).integers(0, MOST, (n_plans, len(HABITS))).astype(float)
    log, past, ahead, doing = _account()
    return Plans(log, tuple(HABITS), per_week, past, ahead, doing)


@cache
def _account() -> tuple[ActivityLog, Team, Team, dict[str, npt.NDArray[np.generic]]]:
    log = year()
    to_come = outlook(log, FIRST - 1, to_day(UNTIL))
    parts = list(_doing(to_come))
    doing = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return log, _team(to_come.past), _team(to_come.ahead), doing


def _doing(to_come: Outlook) -> Iterator[dict[str, npt.NDArray[np.generic]]]:
    """What each habit at each rate adds, levels that it raises included."""
    rates, model = np.arange(MOST, dtype=float), load_rules().on(to_come.on)
    for number, habit in enumerate(filled(HABITS, to_come.past, model, to_come.on)):
        acts = spread(habit, to_come.first, to_come.last, rates, whole=True)
        versions = to_come.log(acts)
        raised = _named(versions, "connections") & (versions.day >= to_come.first)
        if habit.action == "invitation_sent":
            levels = versions.where(raised)
            yield _part(number, levels.account, levels.day, "connections", levels.count)
        for act in acts:
            rate, day = act.present.nonzero()
            counts = act.counts[act.present]
            yield _part(number, rate, day + to_come.first, act.action, counts)


def _part(
    habit: int,
    rate: npt.ArrayLike,
    day: npt.ArrayLike,
    action: str,
    count: npt.NDArray[np.floating],
) -> dict[str, npt.NDArray[np.generic]]:
    n_rows = len(count)
    return {
        "habit": np.full(n_rows, habit, dtype=np.int32),
        "rate": np.asarray(rate, dtype=np.int32),
        "day": np.asarray(day, dtype=np.int32),
        "action": np.full(n_rows, ACTIONS.index(action), dtype=np.int16),
        "count": count.astype(np.float32),
    }


def _named(log: ActivityLog, action: str) -> npt.NDArray[np.bool_]:
    return np.array([name == action for name in log.actions])[log.action]


def _team(log: ActivityLog) -> Team:
    """One account's log in the columns that the engines know."""
    codes = np.array([ACTIONS.index(name) for name in log.actions], dtype=np.int16)
    none = np.full(log.n_rows, MISSING, dtype=np.int8)
    account, action = np.zeros(log.n_rows, dtype=np.int32), codes[log.action]
    return Team(1, account, log.day, action, log.count.astype(np.float32), none, none)
