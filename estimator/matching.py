"""The rows of a log that satisfy a match of the rules.

A condition on an attribute that a row lacks neither holds nor fails, so such a row never matches,
not even under `not`.
"""

import numpy as np
import numpy.typing as npt

from estimator.log import ActivityLog, Coded
from estimator.rules.match import Condition, Every, Match, Not

Mask = npt.NDArray[np.bool_]
Verdict = tuple[Mask, Mask]  # per row: it holds; it fails. Neither: an attribute is missing


def matching(match: Match, log: ActivityLog) -> Mask:
    """The rows of the log that match: shape (n_rows,)."""
    return _judged(match, log)[0]


def _judged(match: Match, log: ActivityLog) -> Verdict:
    if isinstance(match, Condition):
        return _condition(match, log)
    if isinstance(match, Not):
        holds, fails = _judged(match.part, log)
        return fails, holds
    parts = [_judged(part, log) for part in match.parts]
    hold, fail = [part[0] for part in parts], [part[1] for part in parts]
    if isinstance(match, Every):
        return np.logical_and.reduce(hold), np.logical_or.reduce(fail)
    return np.logical_or.reduce(hold), np.logical_and.reduce(fail)


def _condition(condition: Condition, log: ActivityLog) -> Verdict:
    column = _column(log, condition.column)
    if column is None:
        nowhere = np.zeros(log.n_rows, dtype=bool)
        return nowhere, nowhere
    satisfied = np.array([condition.holds(value) for value in column.values] + [False])
    failed = np.append(~satisfied[:-1], False)
    return satisfied[column.codes], failed[column.codes]


def _column(log: ActivityLog, name: str) -> Coded | None:
    if name == "action":
        return Coded(log.action, log.actions)
    return log.attributes.get(name)
