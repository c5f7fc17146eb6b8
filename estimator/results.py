"""The results of a score, by their former name; they live in `estimator.score.results`."""

from estimator.score.results import (
    Estimate,
    Estimates,
    Floats,
    History,
    Interval,
    Json,
    PillarEstimate,
    ReadingsUsed,
    SignalEstimate,
    Stamp,
    State,
)

__all__ = [
    "Estimate",
    "Estimates",
    "Floats",
    "History",
    "Interval",
    "Json",
    "PillarEstimate",
    "ReadingsUsed",
    "SignalEstimate",
    "Stamp",
    "State",
]
