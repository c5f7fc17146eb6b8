"""Plan: the least that reaches a target, or the most that the minutes give.

targets                        what is wanted: points, or the name of a role
ramps, options, questions      what somebody can do, how often at most, how they begin
tables, joints, programme      what each choice is worth, as a whole-number programme
climbing                       small changes that make a plan better
solving, reaching              the plan that is proven best; what is in the way when none is enough
robustness                     how it fares when the rules are not quite what they are held to be
calendars, steps, solution     the answer in words and days

scipy is imported with the first plan, not before.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.planning.solution import Solution, plan_to
    from estimator.planning.targets import Target, named_targets, target_of

_HOME = {
    "Solution": "solution",
    "Target": "targets",
    "named_targets": "targets",
    "plan_to": "solution",
    "target_of": "targets",
}

__all__ = ["Solution", "Target", "named_targets", "plan_to", "target_of"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.planning' has no attribute {name!r}")
    return getattr(import_module(f"estimator.planning.{_HOME[name]}"), name)
