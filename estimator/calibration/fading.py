"""A flow day by day before each reading, so that its half-life can move."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.calibration.cases import Cases
from estimator.decay import Decay, daily_sums
from estimator.matching import matching
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.saturation import LN2

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fading:
    """What counts of a flow by its age, before decay.

    counts: what was done, shape (n, window). covered: the part of the day the log shows, the same
    shape. decay: its window and lag.
    """

    counts: Floats
    covered: Floats
    decay: Decay

    def where(self, rows: Mask) -> Self:
        return replace(self, counts=self.counts[rows], covered=self.covered[rows])

    def amount(self, half_life: float) -> tuple[Floats, Floats]:
        """The amount with this half-life, and the part of it that is known: shapes (n,)."""
        weights = replace(self.decay, half_life=half_life).weights()
        return self.counts @ weights, self.covered @ weights / weights.sum()

    def slope(self, half_life: float) -> tuple[Floats, Floats]:
        """The derivatives of both by the half-life: 0.5^(age / h) * age * ln 2 / h^2 a count."""
        weights = replace(self.decay, half_life=half_life).weights()
        steep = weights * np.arange(len(weights)) * LN2 / half_life**2
        whole = weights.sum()
        known = self.covered @ weights / whole
        return self.counts @ steep, (self.covered @ steep - known * steep.sum()) / whole


def fading_of(signal: SignalModel, cases: Cases) -> Fading:
    """The flow of a signal in the window before each reading."""
    shape = (len(cases), signal.decay.window)
    counts, covered = np.zeros(shape), np.zeros(shape)
    for place in np.unique(cases.log):
        rows = np.flatnonzero(cases.log == place)
        first = int(cases.day[rows].min()) - signal.decay.window + 1
        last = int(cases.day[rows].max())
        days = cases.day[rows][:, None] - first - np.arange(signal.decay.window)
        daily, shown = _daily(signal, cases, int(place), first, last)
        counts[rows] = daily[cases.account[rows][:, None], days]
        covered[rows] = np.broadcast_to(shown, daily.shape)[cases.account[rows][:, None], days]
    return Fading(counts, covered, signal.decay)


def _daily(
    signal: SignalModel, cases: Cases, place: int, first: int, last: int
) -> tuple[Floats, Floats]:
    """What each account of a log did, and could be seen to do, on each day."""
    log = cases.logs[place]
    rows = matching(signal.match, log)
    columns = log.account[rows], log.day[rows], log.count[rows]
    daily = daily_sums(*columns, first, last, log.n_accounts)
    actions = signal.known_by or actions_of(signal.match)
    shown = [log.coverage.days(action, log.accounts, first, last) for action in actions]
    most = np.inf if signal.per_day_max is None else signal.per_day_max
    covered = sum(shown, np.zeros((1, 1))) / len(actions)
    return np.minimum(daily, most), covered
