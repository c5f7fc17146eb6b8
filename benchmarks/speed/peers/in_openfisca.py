"""The rule layer alone in OpenFisca: a tax-benefit system with an input variable and a variable of
points for each signal, a variable for each pillar, and the model's numbers as dated parameters.

Formulas take whole columns, as its documentation asks for. Prepared: the system with its parameters
and variables. Timed: a simulation, its inputs set, the pillars calculated. A simulation keeps what
it calculated, so each run builds its own; there is no other way to ask it again. It counts in
float32, which makes its curves cheaper and its answers coarser than ours. Tried on 200,000
accounts, and not kept: `0.5 ** x` instead of `exp2` (1.7 times as long). Inputs that are float32
already, which nobody is given here, would save it a fifth.
"""

from collections.abc import Callable
from importlib.metadata import version as installed
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.speed.amounts import Amounts, scored
from benchmarks.speed.model import PILLARS, cut_of, model
from benchmarks.speed.team import ON
from estimator.days import to_date
from estimator.rules.model import PillarModel, SignalModel
from estimator.saturation import Exp, Hill, Hyperbolic, Linear, Log

Floats = npt.NDArray[np.floating[Any]]
Formula = Callable[[Any, Any, Any], Floats]
DAY = to_date(ON).isoformat()
SINCE = "2000-01-01"  # no number of the model is older


class InOpenFisca:
    """A system of the model's variables."""

    @staticmethod
    def rules_of(amounts: Amounts) -> Callable[[], dict[str, Floats]]:
        """Points by pillar, (n_accounts,)."""
        system = made_system()

        def answer() -> dict[str, Floats]:
            builder = SimulationBuilder()
            simulation = builder.build_default_simulation(system, count=amounts.n_accounts)
            for path, amount in amounts.by_path.items():
                simulation.set_input(f"{variable_name(path)}_amount", DAY, amount)
            return {name: simulation.calculate(name, DAY) for name in PILLARS}

        return answer


def made_system() -> TaxBenefitSystem:
    """The tax-benefit system of the model."""
    account = build_entity(key="account", plural="accounts", label="An account", is_person=True)
    system = TaxBenefitSystem([account])
    pillars = {pillar.name: parameters_of(pillar) for pillar in model().pillars}
    system.parameters = ParameterNode("", data=pillars)
    for pillar in model().pillars:
        for signal in scored(pillar.signals):
            name = variable_name(signal.path)
            system.add_variable(variable(account, f"{name}_amount"))
            system.add_variable(variable(account, name, formula_of(pillar.name, signal)))
        system.add_variable(variable(account, pillar.name, formula_of_pillar(pillar)))
    return system


def parameters_of(pillar: PillarModel) -> dict[str, Any]:
    """The numbers of a pillar as a tree of dated parameters."""
    numbers = {
        signal.name: {"points": dated(signal.points), "at": dated(at_of(signal))}
        for signal in scored(pillar.signals)
    }
    return {**numbers, "most": dated(cut_of(pillar))}


def dated(value: float) -> dict[str, Any]:
    return {"values": {SINCE: {"value": value}}}


def at_of(signal: SignalModel) -> float:
    """The one number of a curve: its amount of a half, or of all."""
    names = [name for name in ("half_at", "full_at") if hasattr(signal.curve, name)]
    return float(getattr(signal.curve, names[0]))


def variable(account: Any, name: str, formula: Formula | None = None) -> type[Variable]:
    """A variable of an account on a day."""
    says = {"value_type": float, "entity": account, "definition_period": DateUnit.DAY}
    members: dict[str, Any] = {**says, "label": name}
    if formula is not None:
        members["formula"] = formula
    return type(name, (Variable,), members)


def formula_of(pillar: str, signal: SignalModel) -> Formula:
    """The points of a signal."""
    name, curve = f"{variable_name(signal.path)}_amount", signal.curve

    def formula(accounts: Any, period: Any, parameters: Any) -> Floats:
        numbers, amount = parameters(period)[pillar][signal.name], accounts(name, period)
        share: Floats
        match curve:
            case Exp():
                share = 1 - np.exp2(amount * np.float32(-1.0 / numbers.at))
            case Hyperbolic():
                share = amount / (amount + np.float32(numbers.at))
            case Hill(steepness=steep):
                share = 1 - 1 / (1 + (amount / np.float32(numbers.at)) ** np.float32(steep))
            case Log():
                share = np.minimum(np.log1p(amount) / np.float32(np.log1p(numbers.at)), 1)
            case Linear():
                share = np.minimum(amount / np.float32(numbers.at), 1)
            case _:
                raise NotImplementedError(type(curve))
        return np.float32(numbers.points) * share

    return formula


def formula_of_pillar(pillar: PillarModel) -> Formula:
    """The sum of a pillar's signals, cut."""
    names = [variable_name(signal.path) for signal in scored(pillar.signals)]

    def formula(accounts: Any, period: Any, parameters: Any) -> Floats:
        total = sum(accounts(name, period) for name in names)
        most: Floats = np.minimum(total, np.float32(parameters(period)[pillar.name].most))
        return most

    return formula


def variable_name(path: str) -> str:
    return path.replace(".", "_")


def to_array(result: dict[str, Floats]) -> npt.NDArray[np.float64]:
    """Pillars last: (n_accounts, 4)."""
    return np.stack([result[name].astype(np.float64) for name in PILLARS], axis=-1)


def version() -> str:
    return installed("openfisca-core")
