"""Plan: the least that reaches a target, or the most that the minutes give.

targets            what is wanted: points, or the name of a role
options, ramps     what somebody can do, how often at most, how they begin
tables, programme  what each choice is worth, as a whole-number programme
solving, reaching  the plan that is proven best; what stands in the way when none is enough
robustness         how the plan fares when the rules are not quite what they are held to be
steps, solution    the answer in words and days
"""
