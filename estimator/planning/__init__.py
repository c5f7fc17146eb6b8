"""Plan: the least that reaches a target, or the most that the minutes give.

choices     what is wanted; what somebody can do, how often at most, how they begin
payoffs     what each choice is worth on the day
programme   the choices as a whole-number programme; the plan that is proven best
proof       what is asked; what is in the way when no plan is enough; other rules
solution    the answer in words and days
"""

from estimator.planning.solution import Solution

__all__ = ["Solution"]
