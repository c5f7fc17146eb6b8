"""Readings of one formula only: those of the newest regime that has any; others are told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from estimator.calibration.cases import Cases
from estimator.calibration.ladder import SCALE
from estimator.calibration.terms import Pillar
from estimator.days import to_date, to_day
from estimator.reading import PILLARS
from estimator.rules import Rules
from estimator.shifts import shifts

LOOKED_AT = 20  # accounts, those with the most readings: a change of formula shows in all


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


@dataclass(frozen=True)
class _Held:
    """One recorded pillar of a member; residual: estimated minus recorded."""

    account: str
    on: date
    pillar: str
    recorded: float
    residual: float


def suspected(cases: Cases, pillars: Mapping[str, Pillar], rules: Rules) -> tuple[str, ...]:
    """A sentence about each change of formula that these readings look mixed across.

    Sought in the residuals of the rules as they are: a fit would bend to a shift and hide it.
    """
    return tuple(
        f"formula shift suspected on {shift.on}: readings of {_accounts(len(shift.accounts))} "
        f"moved by {shift.points:+.1f} points with no activity to explain it; those before and "
        "after were fitted together"
        for shift in shifts([*_held(cases, pillars)], rules)
    )


def _accounts(n: int) -> str:
    return "1 account" if n == 1 else f"{n} accounts"


def _held(cases: Cases, pillars: Mapping[str, Pillar]) -> Iterator[_Held]:
    member = cases.member
    most = np.argsort(-np.bincount(member), kind="stable")[:LOOKED_AT]
    looked_at = np.isin(member, most)
    for place, name in enumerate(PILLARS):
        points = pillars[name].points
        for row in np.flatnonzero(cases.shown[:, place] & looked_at):
            recorded = float(cases.recorded[row, place])
            residual = float(points[row]) - recorded
            day = to_date(int(cases.day[row]))
            yield _Held(str(member[row]), day, name, recorded, residual)
