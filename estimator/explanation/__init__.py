"""Why an estimate is what it is, and why it moved.

Read it in this order: `prospects` (a signal on a day, and what becomes of it) and `day` (every
signal of an estimate); then `attribution` (the parts of a change, and how it is shared out),
`fates` (what became of acts) and `steps` (how a signal got from one day to the other),
`rule_changes` (when its rules changed, too), `comparisons` (what a score is held against, readings
among it) and `change`. Beside them: `citing` (a number followed to its source), `teams`,
`formula_shifts` (changes of LinkedIn's formula), `rule_effects` (changes of ours).

Each name is imported when it is first used: to name a band is to load no model.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.explanation.attribution import CAUSES, Cause, ChangePart, Moved, NumberMoved
    from estimator.explanation.change import Change, PillarChange, explain
    from estimator.explanation.citing import Why, why
    from estimator.explanation.comparisons import Recorded, Rest
    from estimator.explanation.day import Explanation, PillarReason, SignalReason
    from estimator.explanation.formula_shifts import Shift, shifts
    from estimator.explanation.prospects import Fading, NextAction
    from estimator.explanation.teams import Team, team

_HOME = {
    **dict.fromkeys(("CAUSES", "Cause", "Moved", "NumberMoved", "ChangePart"), "attribution"),
    **dict.fromkeys(("Change", "PillarChange", "explain"), "change"),
    **dict.fromkeys(("Recorded", "Rest"), "comparisons"),
    **dict.fromkeys(("Explanation", "PillarReason", "SignalReason"), "day"),
    **dict.fromkeys(("Fading", "NextAction"), "prospects"),
    **dict.fromkeys(("Shift", "shifts"), "formula_shifts"),
    **dict.fromkeys(("Team", "team"), "teams"),
    **dict.fromkeys(("Why", "why"), "citing"),
}

__all__ = [
    "CAUSES",
    "Cause",
    "Change",
    "ChangePart",
    "Explanation",
    "Fading",
    "Moved",
    "NextAction",
    "NumberMoved",
    "PillarChange",
    "PillarReason",
    "Recorded",
    "Rest",
    "Shift",
    "SignalReason",
    "Team",
    "Why",
    "explain",
    "shifts",
    "team",
    "why",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.explanation' has no attribute {name!r}")
    return getattr(import_module(f"estimator.explanation.{_HOME[name]}"), name)
