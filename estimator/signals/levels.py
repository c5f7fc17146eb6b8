"""The state of a level, by a book of that level alone."""

from estimator.days import Range
from estimator.log import ActivityLog
from estimator.rules.match import Match
from estimator.rules.model import SignalModel, Unknown
from estimator.saturation import Linear
from estimator.signals.amounts import Floats, amounts


def level(match: Match, log: ActivityLog, first: int, last: int) -> tuple[Floats, Floats]:
    """The state on each day, 0 before any, and whether it is known: (n_accounts, n_days) each."""
    nobody = Unknown(0.0, 0.0, 0.0)
    signal = SignalModel("level", "stock", Linear(1.0), 1.0, nobody, "", "", match=match)
    found = amounts(signal, log, Range(first, last))
    return found.amount, found.known
