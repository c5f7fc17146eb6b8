"""What the amounts of signals are counted in."""

from estimator.actions import vocabulary
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel

OF_KIND = {"rate": "of 1", "days": "days", "checklist": "weights"}


def unit(signal: SignalModel) -> str:
    """What an amount of the signal is counted in; `acts` when its actions have several units.

    >>> from estimator.rules import load_rules
    >>> insight = {signal.name: signal for signal in load_rules().on(0).pillars[2].signals}
    >>> unit(insight["comments"]), unit(insight["response_rate"])
    ('comments', 'of 1')
    """
    if signal.kind in OF_KIND:
        return OF_KIND[signal.kind]
    units = {vocabulary()[name].unit for name in actions_of(signal.match)}
    return units.pop() if len(units) == 1 else "acts"
