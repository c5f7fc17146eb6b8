"""Many accounts or many days, as columns: never an object an account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.notebook import Shown
from estimator.results.stamp import Json, Stamp

Floats = npt.NDArray[np.float64]


class ByPillar(Shown):
    """Columns by pillar and for "total"."""

    points: Mapping[str, Floats]

    @property
    def total(self) -> Floats:
        return self.points["total"]

    @property
    def pillars(self) -> dict[str, Floats]:
        return {name: column for name, column in self.points.items() if name != "total"}


@dataclass(frozen=True, repr=False, eq=False)
class Estimates(ByPillar):
    """The estimates of many accounts on one day, as columns of shape (n_accounts,).

    points, low, high: by pillar and for "total"; low and high are empty when not asked for.
    """

    on: date
    seat: Seat
    accounts: tuple[str, ...]
    points: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    level: float
    stamp: Stamp
    warnings: tuple[str, ...] = ()

    def rows(self) -> Iterator[Json]:
        """One flat dictionary an account, in the order of the CSV's columns."""
        names = ["total", *self.pillars]
        for i, account in enumerate(self.accounts):
            row: Json = {"account": account, "on": self.on.isoformat(), "seat": self.seat}
            for name in names:
                row[name] = float(self.points[name][i])
                for side, column in (("low", self.low), ("high", self.high)):
                    if name in column:
                        row[f"{name}_{side}"] = float(column[name][i])
            yield row

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.estimates/1`: one entry an account."""
        return {
            "schema": "ssi.estimates/1",
            "on": self.on.isoformat(),
            "seat": self.seat,
            "level": self.level,
            "accounts": list(self.rows()),
            "warnings": list(self.warnings),
            "stamp": self.stamp.to_dict(),
        }

    def __repr__(self) -> str:
        return f"Estimates({len(self.accounts)} accounts on {self.on})"


@dataclass(frozen=True, repr=False, eq=False)
class History(ByPillar):
    """Scores day by day: arrays of shape (n_days,), or (n_accounts, n_days) for many accounts.

    points, low, high: by pillar and for "total"; low and high are empty when not asked for.
    """

    start: date
    end: date
    seat: Seat
    accounts: tuple[str, ...]
    points: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    level: float
    stamp: Stamp
    warnings: tuple[str, ...] = field(default=())

    @property
    def days(self) -> list[date]:
        first = self.start.toordinal()
        return [date.fromordinal(first + i) for i in range(self.total.shape[-1])]

    def series(self, account: int, name: str) -> Json:
        """Points, low and high of one account's pillar (or total) as plain lists."""
        return {
            key: np.atleast_2d(column[name])[account].tolist()
            for key, column in (("points", self.points), ("low", self.low), ("high", self.high))
            if name in column
        }

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.history/1`; with many accounts a list of them."""
        if len(self.accounts) == 1:
            return self._header() | self._of(0)
        many = [self._of(i) for i in range(len(self.accounts))]
        return self._header() | {"schema": "ssi.histories/1", "accounts": many}

    def _header(self) -> Json:
        return {
            "schema": "ssi.history/1",
            "seat": self.seat,
            "days": [day.isoformat() for day in self.days],
            "level": self.level,
            "warnings": list(self.warnings),
            "stamp": self.stamp.to_dict(),
        }

    def _of(self, account: int) -> Json:
        return {
            "account": self.accounts[account],
            "total": self.series(account, "total"),
            "pillars": {name: self.series(account, name) for name in self.pillars},
        }

    def __repr__(self) -> str:
        return f"History({len(self.accounts)} accounts, {self.start} to {self.end})"
