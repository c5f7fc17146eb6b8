"""An offline estimate of LinkedIn's Social Selling Index from a log of activity.

Each public name is imported when it is first used, so that a small command stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.calibration import calibrate
    from estimator.checks import check
    from estimator.explanation import explain
    from estimator.log import ActivityLog
    from estimator.planning import plan_to
    from estimator.readers.recorded import read_readings
    from estimator.readers.sources import read_log
    from estimator.reading import Reading
    from estimator.rules import Rules, load_rules
    from estimator.score import estimate, history
    from estimator.whatif import Habit, Plan, marginal, project

_HOME = {
    "ActivityLog": "estimator.log",
    "Habit": "estimator.whatif",
    "Plan": "estimator.whatif",
    "Reading": "estimator.reading",
    "Rules": "estimator.rules",
    "calibrate": "estimator.calibration",
    "check": "estimator.checks",
    "estimate": "estimator.score",
    "explain": "estimator.explanation",
    "history": "estimator.score",
    "load_rules": "estimator.rules",
    "marginal": "estimator.whatif",
    "plan_to": "estimator.planning",
    "project": "estimator.whatif",
    "read_log": "estimator.readers.sources",
    "read_readings": "estimator.readers.recorded",
}

__all__ = [
    "ActivityLog",
    "Habit",
    "Plan",
    "Reading",
    "Rules",
    "calibrate",
    "check",
    "estimate",
    "explain",
    "history",
    "load_rules",
    "marginal",
    "plan_to",
    "project",
    "read_log",
    "read_readings",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
