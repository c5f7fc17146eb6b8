"""What if: the same score on a longer log.

habits           one thing that would be done; what is known of doing it
plans            habits together, day by day; a plan's file
outlook          what is assumed of the days to come; versions of them as accounts of a log
cautions         what a plan breaks or leaves
linearisation    many plans at once: what adds up is added, the rest is scored
projection       what a plan would give, beside nothing of it; the same of many plans
marginals        what one more of each action would give
"""

from estimator.whatif.habits import Habit
from estimator.whatif.marginals import Marginal, Marginals, marginal
from estimator.whatif.plans import BASELINES, Baseline, Plan
from estimator.whatif.projection import Projection, Projections, project, project_many

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
