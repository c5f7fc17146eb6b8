"""Amounts under many plans: from a table, as a sum of parts, or of days that are counted first."""

from dataclasses import dataclass

import numpy as np

from estimator.rules.model import SignalModel
from estimator.whatif.parts import Picks
from estimator.whatif.spread import Floats


@dataclass(frozen=True, eq=False)
class Table:
    """Amounts that only take the values of a table: plan i has row `rows[i]`."""

    values: Floats
    rows: Picks

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans or 1, n_days)."""
        return self.values if len(self.values) == 1 else self.values[self.rows[plans]]


@dataclass(frozen=True, eq=False)
class Summed:
    """A flow that several parts add to: the baseline and a table of each part."""

    parts: tuple[int, ...]
    base: Floats
    tables: tuple[Floats, ...]
    picks: Picks

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans, n_days)."""
        amount = self.base + self.tables[0][self.picks[plans, self.parts[0]]]
        for part, table in zip(self.parts[1:], self.tables[1:], strict=True):
            amount += table[self.picks[plans, part]]
        return amount


@dataclass(frozen=True, eq=False)
class Counted:
    """A signal that looks at whole days: what several parts do on each is added up, then counted.

    daily: what the baseline holds on the days on which a plan does anything, shape (1, n_done);
    tables: what each part does on them. response: what a count of 1 on each of them amounts to,
    shape (n_done, n_days).
    """

    signal: SignalModel
    parts: tuple[int, ...]
    base: Floats
    daily: Floats
    tables: tuple[Floats, ...]
    response: Floats
    picks: Picks

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans, n_days)."""
        daily = self.daily + self.tables[0][self.picks[plans, self.parts[0]]]
        for part, table in zip(self.parts[1:], self.tables[1:], strict=True):
            daily += table[self.picks[plans, part]]
        return self.base + added(self.signal, self.daily, daily, self.response)


def counted(signal: SignalModel, daily: Floats) -> Floats:
    """What of each day's count a flow or a number of days takes in."""
    if signal.kind == "days":
        return (daily > 0).astype(np.float64)
    return daily if signal.per_day_max is None else np.minimum(daily, signal.per_day_max)


def added(signal: SignalModel, before: Floats, daily: Floats, response: Floats) -> Floats:
    """The amount that days bring which were `before` and now are `daily`: (n_plans, n_days)."""
    return (counted(signal, daily) - counted(signal, before)) @ response
