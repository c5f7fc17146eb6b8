"""Readings of one formula only: those of the newest regime that has any."""

import numpy as np

from estimator.calibration.cases import Cases
from estimator.calibration.ladder import SCALE
from estimator.days import to_day
from estimator.rules import Rules


def of_one_regime(cases: Cases, rules: Rules) -> tuple[Cases, tuple[str, ...]]:
    """The readings since the newest known change of formula, and a sentence about the others.

    When too few are that new to fit anything, the regime before it is taken, and so on.
    """
    starts = [to_day(regime.from_) for regime in rules.regimes]
    place = np.searchsorted(starts, cases.day, side="right")
    found = [int(p) for p in np.unique(place)]
    enough = [p for p in found if (place == p).sum() >= SCALE.readings]
    newest = max(enough, default=found[-1])
    others = int((place != newest).sum())
    if not others:
        return cases, ()
    names = ["before any known regime", *(f"of {regime.id}" for regime in rules.regimes)]
    told = f"{others} readings of other formulas were not used; those {names[newest]} were"
    return cases.where(place == newest), (told,)
