"""How often what is sent is accepted or answered, where a habit does not say: as the log shows,
drawn to the prior of the rules."""

from collections.abc import Mapping

from estimator.log import ActivityLog
from estimator.rules.match import actions_of
from estimator.rules.model import Model, SignalModel
from estimator.signals import Range, amounts
from estimator.whatif.plans import Plan
from estimator.whatif.practice import practice


def outcome_rates(log: ActivityLog, model: Model, on: int) -> dict[str, float]:
    """The part of each sent action that is answered, by action, as the rate signals see it.

    Without enough of it in the log, the prior of the rules; actions without a rate signal are
    not in the result.
    """
    found = {}
    for sent, outcome in practice().outcomes.items():
        for signal in _rates_of(model, sent, outcome.action):
            seen = amounts(signal, log, Range(on, on))
            known = seen.known[0, 0] >= 1 and seen.amount[0, 0] > 0
            found[sent] = float(seen.amount[0, 0]) if known else signal.prior_rate
    return found


def filled(plan: Plan, log: ActivityLog, model: Model, on: int) -> Plan:
    """The plan with an outcome for every habit that sends something and does not state one."""
    return answered(plan, outcome_rates(log, model, on)) if is_open(plan) else plan


def is_open(plan: Plan) -> bool:
    """Whether a habit sends something and does not say how much of it is answered."""
    return any(h.outcome is None and h.action in practice().outcomes for h in plan)


def answered(plan: Plan, rates: Mapping[str, float]) -> Plan:
    """The plan with these outcomes where a habit does not state one."""
    return Plan(
        habit.answered_by(rates[habit.action])
        if habit.outcome is None and habit.action in rates
        else habit
        for habit in plan
    )


def _rates_of(model: Model, sent: str, answered: str) -> list[SignalModel]:
    return [
        signal
        for pillar in model.pillars
        for signal in pillar.signals
        if signal.kind == "rate"
        and actions_of(signal.match) == (answered,)
        and actions_of(signal.of) == (sent,)
    ]
