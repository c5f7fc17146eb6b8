"""Calibration: the numbers of the rules that explain readings best, and how sure that is.

Read it in this order: `design` (readings beside their accounts, the signals at every one, and how
they move with their numbers), `problem` (what may move, by how many readings there are, and the
least squares), `identified` (what the readings tell and what not, and the best
numbers), `validation` (how well it foretells), `experiments` (what to try next) and `calibrating`
(all of it, and the fit as numbers of the rules).
"""

from estimator.calibration.calibrating import Fit, FittedNumber, Report, calibrate

__all__ = ["Fit", "FittedNumber", "Report", "calibrate"]
