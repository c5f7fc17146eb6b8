"""Checks: the model held against recorded readings and against scenarios, for CI.

Read it in this order: `activity` (what was done, in short),
`cases` (what is checked), `trials` (logs scored on the days that matter), `verdicts` (whether what
came out is allowed), `accuracy` and `baseline` (errors beside trivial rivals, and the ratchet),
`exercised` (what of the rules cases exercise, and would notice), `check_report` (all of it).
"""

from estimator.checks.check_report import CheckReport, check

__all__ = ["CheckReport", "check"]
