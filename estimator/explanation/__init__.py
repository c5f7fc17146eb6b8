"""Why an estimate is what it is, and why it moved.

Read it in this order: `prospects` (a signal on a day, and what becomes of it) and `day` (every
signal of an estimate, every number followed to its source); then `attribution` (the parts of a
change, and how it is shared out), `steps` (how a signal got from one day to the other),
`rule_changes` (when its rules changed, too, and what a change of rules does), `comparisons` (what a
score is held against, readings among it) and `change`. Beside them: `teams` and `formula_shifts`
(changes of LinkedIn's formula).

Its results are imported when they are first used: to name a band is to load no model.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.explanation.change import Change
    from estimator.explanation.day import Explanation, Why
    from estimator.explanation.teams import Team

_HOME = {"Change": "change", "Explanation": "day", "Team": "teams", "Why": "day"}

__all__ = ["Change", "Explanation", "Team", "Why"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.explanation' has no attribute {name!r}")
    return getattr(import_module(f"estimator.explanation.{_HOME[name]}"), name)
