"""What a score is made of: frozen results that hold numbers unrounded and know no files."""

from estimator.results.columns import Estimates, Floats, History
from estimator.results.single import Estimate, PillarEstimate, SignalEstimate, State
from estimator.results.stamp import Interval, Json, Stamp

__all__ = [
    "Estimate",
    "Estimates",
    "Floats",
    "History",
    "Interval",
    "Json",
    "PillarEstimate",
    "SignalEstimate",
    "Stamp",
    "State",
]
