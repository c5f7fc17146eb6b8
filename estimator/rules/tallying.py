"""How much of a rule set is known and how much is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass

from estimator.rules.numbers import Number
from estimator.rules.quantity import STATUSES
from estimator.rules.ruleset import Rules


@dataclass(frozen=True)
class Tally:
    """What rests on one status: how many numbers, the points they state, the points they touch.

    points: of the signals whose `points` have the status. touched: of those any of whose numbers,
    inherited decay included, has it. Signals that are off count in `numbers` only.
    """

    numbers: int
    points: float
    touched: float


def tally(rules: Rules) -> Mapping[str, Tally]:
    """What rests on each status, from the best known to the least.

    >>> from estimator.rules import load_rules
    >>> list(tally(load_rules()))
    ['sourced', 'fitted', 'assumed']
    """
    return {status: _tally(rules, status) for status in STATUSES}


def _tally(rules: Rules, status: str) -> Tally:
    stated = touched = 0.0
    for path, form in rules.signals().items():
        if form.off is None:
            points = rules.number(f"{path}.points")
            used = numbers_of(rules, path).values()
            stated += points.value * (points.status == status)
            touched += points.value * any(number.status == status for number in used)
    every = sum(number.status == status for number in rules.numbers().values())
    return Tally(every, stated, touched)


def numbers_of(rules: Rules, signal: str) -> Mapping[str, Number]:
    """The numbers a signal is computed from, by name, the decay it inherits included."""
    own = {n: one for n, one in rules.numbers().items() if n.startswith(f"{signal}.")}
    return own | {name: rules.number(name) for name in rules.inherited(signal)}
