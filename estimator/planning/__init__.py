"""Plan: the least that reaches a target, or the most that the minutes give.

choices     what is wanted; what somebody can do, how often at most, how they begin
payoffs     what each choice is worth on the day
programme   the choices as a whole-number programme; the plan that is proven best
proof       what is asked; what is in the way when no plan is enough
robust      how a plan fares when the rules are not quite what they are held to be
solution    the answer in words and days

scipy is imported with the first plan, not before.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.planning.solution import Solution

__all__ = ["Solution"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'estimator.planning' has no attribute {name!r}")
    return getattr(import_module("estimator.planning.solution"), name)
