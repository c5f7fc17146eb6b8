"""An offline estimate of LinkedIn's Social Selling Index from a log of activity.

Each public name is imported when it is first used, so that a small command stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.calibration import calibrate as calibrate
    from estimator.checks.check_report import check as check
    from estimator.explanation.change import explain as explain
    from estimator.log import ActivityLog as ActivityLog
    from estimator.planning.solution import plan_to as plan_to
    from estimator.readers.recorded import read_readings as read_readings
    from estimator.readers.sources import read_log as read_log
    from estimator.reading import Reading as Reading
    from estimator.rules import Rules as Rules
    from estimator.rules import load_rules as load_rules
    from estimator.score import estimate as estimate
    from estimator.score import history as history
    from estimator.whatif import (
        Habit as Habit,
    )
    from estimator.whatif import (
        Plan as Plan,
    )
    from estimator.whatif import (
        marginal as marginal,
    )
    from estimator.whatif import (
        project as project,
    )

    __version__: str

_HOME = {
    "__version__": ("estimator.version", "VERSION"),
    "ActivityLog": ("estimator.log", "ActivityLog"),
    "Habit": ("estimator.whatif", "Habit"),
    "Plan": ("estimator.whatif", "Plan"),
    "Reading": ("estimator.reading", "Reading"),
    "Rules": ("estimator.rules", "Rules"),
    "calibrate": ("estimator.calibration", "calibrate"),
    "check": ("estimator.checks.check_report", "check"),
    "estimate": ("estimator.score", "estimate"),
    "explain": ("estimator.explanation.change", "explain"),
    "history": ("estimator.score", "history"),
    "load_rules": ("estimator.rules", "load_rules"),
    "marginal": ("estimator.whatif", "marginal"),
    "plan_to": ("estimator.planning.solution", "plan_to"),
    "project": ("estimator.whatif", "project"),
    "read_log": ("estimator.readers.sources", "read_log"),
    "read_readings": ("estimator.readers.recorded", "read_readings"),
}

__all__ = [name for name in _HOME if not name.startswith("_")]  # texts


if not TYPE_CHECKING:  # a type checker knows the names above, and that there are no others

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'estimator' has no attribute {name!r}")
        home, own = _HOME[name]
        return getattr(import_module(home), own)


def __dir__() -> list[str]:
    return sorted(__all__)
