"""This engine: by arrays alone, or with compiled loops.

Tried on 200,000 accounts, and not kept: more or fewer accounts at a time; arrays with a thread a
core (longer, on two cores).
"""

from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from benchmarks.speed.model import PILLARS, SEAT
from benchmarks.speed.team import ACTIONS, DAYS, FIRST, HOURS, ON, SECTIONS, Team
from estimator.coverage import Coverage
from estimator.days import Range
from estimator.log import ActivityLog, Coded, Codes
from estimator.rules import load_rules
from estimator.score import score_columns
from estimator.version import VERSION

if TYPE_CHECKING:
    from benchmarks.speed.plans import Plans

Floats = npt.NDArray[np.float64]
RULES = load_rules()


class Ours:
    """A log as it is kept in memory, sorted; a snapshot's ledger is made by the warm-up."""

    fast = False

    def __init__(self, team: Team) -> None:
        self.log = log_of(team)

    def snapshot(self) -> dict[str, Floats]:
        """Points by pillar, (n_accounts, 1)."""
        return score_columns(self.log, RULES, Range(ON, ON), SEAT, False, self.fast)[0]

    @classmethod
    def history_of(cls, team: Team) -> dict[str, Floats]:
        """Points by pillar of columns as they come, (n_accounts, n_days); nothing is kept."""
        log, days = log_of(team), Range(FIRST, FIRST + DAYS - 1)
        return score_columns(log, RULES, days, SEAT, False, cls.fast)[0]

    @classmethod
    def from_raw(cls, team: Team) -> dict[str, Floats]:
        """The snapshot of columns as they come."""
        return cls(team).snapshot()

    @classmethod
    def plans_of(cls, asked: "Plans") -> Callable[[], dict[str, Floats]]:
        """Points by pillar, (n_plans, n_days)."""
        from estimator.whatif import project_many

        asks = partial(project_many, asked.log, asked.habits, asked.per_week, RULES, asked.until)
        if "fast" in signature(project_many).parameters:
            asks = partial(asks, fast=cls.fast)
        return lambda: dict(asks().points)


class OursFast(Ours):
    """The same by compiled loops."""

    fast = True


def to_array(result: dict[str, Floats]) -> Floats:
    """Pillars last: (n_accounts, n_days, 4)."""
    return np.stack([result[name] for name in PILLARS], axis=-1)


def log_of(team: Team) -> ActivityLog:
    """The team's log, with everything covered."""
    return ActivityLog.build(
        **coded(team), day=team.day, count=team.count, coverage=Coverage.complete()
    )


def coded(team: Team) -> dict[str, Any]:
    """The columns of codes, with what they stand for; codes are taken in any width."""
    account, action, section, hours = (
        cast(Codes, column) for column in (team.account, team.action, team.section, team.hours)
    )
    return {
        "account": Coded(account, team.names),
        "action": Coded(action, ACTIONS),
        "attributes": {"section": Coded(section, SECTIONS), "hours": Coded(hours, HOURS)},
    }


def version() -> str:
    return f"{VERSION}, numpy {np.__version__}"
