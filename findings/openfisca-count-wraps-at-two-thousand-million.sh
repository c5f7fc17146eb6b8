#!/bin/sh
# Guess: a count too large for a whole-number variable is refused, or kept, by whichever way it is set.
# Seen (openfisca-core 46.0.1, CPython 3.11): set from an array, 3,000,000,000 impressions become
# -1,294,967,296 without a word; from a situation (a dictionary) the same number is refused as too large
# and 2.9 becomes 2. A fractional variable counts 16,777,217 as 16,777,216: it holds 32 bits.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "openfisca-core==46.0.1"
cat > "$work/counts.py" <<'PY'
import warnings

warnings.simplefilter("ignore")

import numpy as np
from openfisca_core import entities, errors, periods, simulation_builder, taxbenefitsystems, variables

person = entities.Entity("person", "persons", "", "")
system = taxbenefitsystems.TaxBenefitSystem([person])


class impressions(variables.Variable):
    value_type, entity, definition_period = int, person, periods.DateUnit.DAY


class weight(variables.Variable):
    value_type, entity, definition_period = float, person, periods.DateUnit.DAY


system.add_variable(impressions)
system.add_variable(weight)


def from_array(name, value):
    simulation = simulation_builder.SimulationBuilder().build_default_simulation(system, 1)
    simulation.set_input(name, "2026-05-01", np.array([value]))
    return float(simulation.calculate(name, "2026-05-01")[0])


def from_situation(value):
    situation = {"persons": {"a": {"impressions": {"2026-05-01": value}}}}
    try:
        made = simulation_builder.SimulationBuilder().build_from_entities(system, situation)
    except errors.SituationParsingError:
        return "refused"
    return int(made.calculate("impressions", "2026-05-01")[0])


seen = (
    from_array("impressions", 3_000_000_000),
    from_situation(3_000_000_000),
    from_situation(2.9),
    from_array("weight", 16_777_217.0),
)
print(seen)
raise SystemExit(0 if seen == (-1_294_967_296, "refused", 2, 16_777_216) else 1)
PY
"$work/env/bin/python" "$work/counts.py"
