"""Which rows a signal looks at: conditions on action and attributes, as data.

A condition on an attribute that a row lacks neither holds nor fails, so such a row never matches,
not even under `not`. There are no expressions to evaluate.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.log import ActivityLog, Coded, Value

Mask = npt.NDArray[np.bool_]
Verdict = tuple[Mask, Mask]  # per row: it holds; it fails. Neither: an attribute is missing


@dataclass(frozen=True)
class Condition:
    """A column against constants: `eq` any of `values`, or a bound (`gte`, `gt`, `lte`, `lt`)."""

    column: str
    operator: str
    values: tuple[Value, ...]

    def holds(self, value: Value) -> bool:
        """Whether one value of the column satisfies it; text is never compared with numbers."""
        if self.operator == "eq":
            return any(_same(value, wanted) for wanted in self.values)
        bound = self.values[0]
        if isinstance(value, str | bool) or isinstance(bound, str | bool):
            return False
        compare = {"gte": value >= bound, "gt": value > bound}
        compare |= {"lte": value <= bound, "lt": value < bound}
        return compare[self.operator]

    def judge(self, log: ActivityLog) -> Verdict:
        column = _column(log, self.column)
        if column is None:
            nowhere = np.zeros(log.n_rows, dtype=bool)
            return nowhere, nowhere
        satisfied = np.array([self.holds(value) for value in column.values] + [False])
        failed = np.append(~satisfied[:-1], False)
        return satisfied[column.codes], failed[column.codes]


@dataclass(frozen=True)
class Every:
    """All of the parts hold."""

    parts: tuple["Match", ...]

    def judge(self, log: ActivityLog) -> Verdict:
        holds, fails = zip(*(part.judge(log) for part in self.parts), strict=True)
        return np.logical_and.reduce(holds), np.logical_or.reduce(fails)


@dataclass(frozen=True)
class Either:
    """At least one of the parts holds."""

    parts: tuple["Match", ...]

    def judge(self, log: ActivityLog) -> Verdict:
        holds, fails = zip(*(part.judge(log) for part in self.parts), strict=True)
        return np.logical_or.reduce(holds), np.logical_and.reduce(fails)


@dataclass(frozen=True)
class Not:
    """The part fails."""

    part: "Match"

    def judge(self, log: ActivityLog) -> Verdict:
        holds, fails = self.part.judge(log)
        return fails, holds


Match = Condition | Every | Either | Not
NOTHING = Condition("action", "eq", ())


def matching(match: Match, log: ActivityLog) -> Mask:
    """The rows of the log that match: shape (n_rows,)."""
    return match.judge(log)[0]


def actions_of(match: Match) -> tuple[str, ...]:
    """The actions a match names, sorted: what must be covered for it to be known."""
    if isinstance(match, Condition):
        return tuple(sorted(map(str, match.values))) if match.column == "action" else ()
    if isinstance(match, Not):
        return ()
    return tuple(sorted({name for part in match.parts for name in actions_of(part)}))


def _column(log: ActivityLog, name: str) -> Coded | None:
    if name == "action":
        return Coded(log.action, log.actions)
    return log.attributes.get(name)


def _same(value: Value, wanted: Value) -> bool:
    """Equality in which true is not 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
