"""Calibration: the numbers of the rules that explain readings best, and how sure that is.

Read it in this order: `cases` (readings beside their accounts), `fading`, `terms` and `placing`
(the signals at every reading, and how they move with their numbers), `numbers` and `ladder` (what
may move, by how many readings there are), `descent` and `blocks` (the least squares), `identified`
(what the readings tell and what not), `search` (both together), `validation` and `conformal` (how
well it foretells), `regimes`, `habits` and `experiments` (what to try next), `fit`, `writing` and
`calibrating`.
"""

from estimator.calibration.calibrating import calibrate
from estimator.calibration.fit import Fit, FittedNumber, Report

__all__ = ["Fit", "FittedNumber", "Report", "calibrate"]
