"""Checks: the model held against recorded readings and against scenarios, for CI.

To be read in this order:

entries, runs, activity    strict YAML with places; compact logs; what was done
cases, scenarios, loading  what is checked
scoring, trials, verdicts  the book's functions on it, and whether that is allowed
accuracy, baseline         errors beside trivial rivals, and the ratchet
rule_coverage, mutation    what of the rules the cases exercise, and what they would notice
estimator.shifts           changes of LinkedIn's formula
mixing, effects            changes of ours
checking, updating         all of it together; expectations rewritten on purpose
"""

from estimator.checks.baseline import Baseline, baseline_of, renewed
from estimator.checks.cases import Case, Known, read_case
from estimator.checks.checking import CheckReport, check
from estimator.checks.effects import Effect, effect
from estimator.checks.loading import Checked, read_checks
from estimator.checks.scenarios import Expected, Scenario, read_scenario
from estimator.checks.verdicts import Verdict
from estimator.shifts import Shift, shifts

__all__ = [
    "Baseline",
    "Case",
    "CheckReport",
    "Checked",
    "Effect",
    "Expected",
    "Known",
    "Scenario",
    "Shift",
    "Verdict",
    "baseline_of",
    "check",
    "effect",
    "read_case",
    "read_checks",
    "read_scenario",
    "renewed",
    "shifts",
]
