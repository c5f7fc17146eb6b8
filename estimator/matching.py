"""The rows of a log that satisfy a match of the rules.

A condition on an attribute that a row lacks neither holds nor fails, so such a row never matches,
not even under `not`.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.log import ActivityLog, Coded, Value
from estimator.rules.match import Condition, Every, Match, Not

Mask = npt.NDArray[np.bool_]
Verdict = tuple[Mask, Mask]  # per row: it holds; it fails. Neither: an attribute is missing
Columns = Callable[[str], Coded | None]


def matching(match: Match, log: ActivityLog) -> Mask:
    """The rows of the log that match: shape (n_rows,)."""

    def column(name: str) -> Coded | None:
        if name == "action":
            return Coded(log.action, log.actions)
        return log.attributes.get(name)

    return matching_among(match, column, log.n_rows)


def matching_among(match: Match, column: Columns, n_rows: int) -> Mask:
    """Which of some rows match, given their columns by name (None: no row has the attribute)."""
    return _judged(match, column, n_rows)[0]


@lru_cache(maxsize=4096)
def by_action(match: Match, actions: tuple[str, ...]) -> tuple[tuple[int, Match | None], ...]:
    """The actions (by their place) of which rows may match, and what is left to ask of each row.

    Nothing is left (None) where the action decides.

    >>> from estimator.rules.match import Either
    >>> short = Every((Condition("action", "eq", ("comment",)), Condition("words", "lt", (9,))))
    >>> posts = Condition("action", "eq", ("post",))
    >>> by_action(Either((short, posts)), ("comment", "like", "post"))
    ((0, Condition(column='words', operator='lt', values=(9,))), (2, None))
    """
    left = ((place, _left(match, action)) for place, action in enumerate(actions))
    kept = ((place, rest) for place, rest in left if rest is not False)
    return tuple((place, None if rest is True else rest) for place, rest in kept)


def _left(match: Match, action: str) -> Match | bool:
    """What is left of a match for the rows of one action: nothing when it holds or fails."""
    if isinstance(match, Condition):
        return match.holds(action) if match.column == "action" else match
    if isinstance(match, Not):
        inner = _left(match.part, action)
        return not inner if isinstance(inner, bool) else Not(inner)
    decisive = not isinstance(match, Every)
    parts = [_left(part, action) for part in match.parts]
    if decisive in parts:
        return decisive
    open_ = tuple(part for part in parts if not isinstance(part, bool))
    if len(open_) > 1:
        return type(match)(open_)
    return open_[0] if open_ else not decisive


def kinds_of(column: Coded) -> tuple[type, ...]:
    """The types of a column's values: where values are keys, true must not pass for 1."""
    return tuple(map(type, column.values))


@lru_cache(maxsize=4096)
def codes_of(
    condition: Condition, values: tuple[Value, ...], kinds: tuple[type, ...]
) -> tuple[int, ...]:
    """The codes of the values that satisfy a condition. kinds: their types; true is not 1."""
    return tuple(code for code, value in enumerate(values) if condition.holds(value))


def _judged(match: Match, column: Columns, n_rows: int) -> Verdict:
    if isinstance(match, Condition):
        return _condition(match, column(match.column), n_rows)
    if isinstance(match, Not):
        holds, fails = _judged(match.part, column, n_rows)
        return fails, holds
    parts = [_judged(part, column, n_rows) for part in match.parts]
    hold, fail = [part[0] for part in parts], [part[1] for part in parts]
    if isinstance(match, Every):
        return np.logical_and.reduce(hold), np.logical_or.reduce(fail)
    return np.logical_or.reduce(hold), np.logical_and.reduce(fail)


def _condition(condition: Condition, column: Coded | None, n_rows: int) -> Verdict:
    if column is None:
        nowhere = np.zeros(n_rows, dtype=bool)
        return nowhere, nowhere
    holds, fails = _by_value(condition, column.values, kinds_of(column))
    return holds[column.codes], fails[column.codes]


@lru_cache(maxsize=4096)
def _by_value(condition: Condition, values: tuple[Value, ...], kinds: tuple[type, ...]) -> Verdict:
    """Whether each value holds, or fails; last, for code -1, that a missing one does neither."""
    holds = np.zeros(len(values) + 1, dtype=bool)
    holds[list(codes_of(condition, values, kinds))] = True
    fails = np.append(~holds[:-1], False)
    return holds, fails
