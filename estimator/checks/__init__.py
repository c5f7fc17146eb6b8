"""Checks: the model held against recorded readings and against scenarios, for CI.

Read it in this order: `entries` (strict YAML with places), `activity` (what was done, in short),
`cases` (what is checked), `trials` (logs scored on the days that matter), `verdicts` (whether what
came out is allowed), `accuracy` and `baseline` (errors beside trivial rivals, and the ratchet),
`exercised` (what of the rules cases exercise, and would notice), `checking` (all of it together).
"""

from estimator.checks.baseline import Baseline, baseline_of, read_baseline, renewed
from estimator.checks.cases import (
    Case,
    Checked,
    Documented,
    Expected,
    Scenario,
    read_case,
    read_checks,
    read_scenario,
)
from estimator.checks.check_report import CheckReport, check
from estimator.checks.verdicts import Verdict
from estimator.explanation.formula_shifts import Shift, shifts

__all__ = [
    "Baseline",
    "Case",
    "CheckReport",
    "Checked",
    "Documented",
    "Expected",
    "Scenario",
    "Shift",
    "Verdict",
    "baseline_of",
    "check",
    "read_baseline",
    "read_case",
    "read_checks",
    "read_scenario",
    "renewed",
    "shifts",
]
