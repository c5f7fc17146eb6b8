"""What if: the same score on a longer log.

habits, plans             what would be done, day by day; a plan's file
outlook, cautions         what is assumed of the days to come; what a plan breaks
versions, standing        several versions of them, day by day
futures, without          the points of each version
projection                what a plan would give, beside nothing of it
marginals                 what one more of each action would
parts, adding, term, terms, batches    many plans at once

What few need is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from estimator.whatif.habits import Habit
from estimator.whatif.plans import BASELINES, Baseline, Plan
from estimator.whatif.projection import Projection, project

if TYPE_CHECKING:
    from estimator.whatif.batches import Projections, project_many
    from estimator.whatif.marginals import Marginal, Marginals, marginal

_HOME = {
    "Marginal": "marginals",
    "Marginals": "marginals",
    "Projections": "batches",
    "marginal": "marginals",
    "project_many": "batches",
}

__all__ = [
    "BASELINES",
    "Baseline",
    "Habit",
    "Marginal",
    "Marginals",
    "Plan",
    "Projection",
    "Projections",
    "marginal",
    "project",
    "project_many",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.whatif' has no attribute {name!r}")
    return getattr(import_module(f"estimator.whatif.{_HOME[name]}"), name)
