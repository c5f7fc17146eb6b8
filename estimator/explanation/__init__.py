"""Why an estimate is what it is, and why it moved.

Read it in this order. Of one day: `numbers` (what a result rests on), `standing` (the result),
`held` (a signal on a day), `prospects` (what one more brings, how long it lasts), `reasons`. Of
two days: `attribution` (sharing out a change so that no order matters), `parts`, `units`, `steps`
and `ratios` (how an amount moved), `one_signal`, `parameters` and `rule_changes` (rules that
changed, too), `caps`, `recorded` (what readings say), `change` (the result) and `changing`. Then
`explaining`, which is both. Beside them: `comparisons` (bands, reference points), `citing` (a
number followed to its source), `teams`.

Each name is imported when it is first used: to name a band is to load no model.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.explanation.change import Change, PillarChange
    from estimator.explanation.citing import Why, why
    from estimator.explanation.explaining import explain
    from estimator.explanation.parts import CAUSES, Cause, Moved, NumberMoved, Part
    from estimator.explanation.recorded import Recorded, Rest
    from estimator.explanation.standing import (
        Explanation,
        Fading,
        NextAction,
        PillarReason,
        SignalReason,
    )
    from estimator.explanation.teams import Team, team

_HOME = {
    **dict.fromkeys(("CAUSES", "Cause", "Moved", "NumberMoved", "Part"), "parts"),
    **dict.fromkeys(("Change", "PillarChange"), "change"),
    **dict.fromkeys(("Recorded", "Rest"), "recorded"),
    **dict.fromkeys(
        ("Explanation", "Fading", "NextAction", "PillarReason", "SignalReason"), "standing"
    ),
    **dict.fromkeys(("Team", "team"), "teams"),
    **dict.fromkeys(("Why", "why"), "citing"),
    "explain": "explaining",
}

__all__ = [
    "CAUSES",
    "Cause",
    "Change",
    "Explanation",
    "Fading",
    "Moved",
    "NextAction",
    "NumberMoved",
    "Part",
    "PillarChange",
    "PillarReason",
    "Recorded",
    "Rest",
    "SignalReason",
    "Team",
    "Why",
    "explain",
    "team",
    "why",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.explanation' has no attribute {name!r}")
    return getattr(import_module(f"estimator.explanation.{_HOME[name]}"), name)
