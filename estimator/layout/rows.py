"""Rows of columns, as many as a signal looks at."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import Days
from estimator.log import Codes

Counts = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Order = npt.NDArray[np.int32] | npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


class Rows(NamedTuple):
    """Some rows: account, day and count, each of shape (n_rows,).

    by_day: sorted by day, then account. single: no two are of one account and day.
    """

    account: Codes
    day: Days
    count: Counts  # type: ignore[assignment]  # a column, as everywhere; not tuple.count
    by_day: bool = True
    single: bool = False

    def between(self, first: int | None, last: int | None) -> "Rows":
        """The rows of the days from `first` to `last`, both included."""
        if first is None and last is None:
            return self
        if self.by_day:
            return self.at(days_between(self.day, first, last))
        inside = np.ones(len(self.day), dtype=bool)
        if first is not None:
            inside &= self.day >= first
        if last is not None:
            inside &= self.day <= last
        return self.at(inside)

    def at(self, places: "slice | Order | Mask") -> "Rows":
        """The rows at some places, given in their order."""
        account, day, count = self.account[places], self.day[places], self.count[places]
        return Rows(account, day, count, self.by_day, self.single)

    def daily(self) -> "Rows":
        """One row an account and day, with the sum of its counts."""
        if self.single or not len(self.day):
            return self
        rows = self
        if not rows.by_day:
            width = int(rows.account.max()) + 1
            rows = rows.at(np.argsort(rows.day * np.intp(width) + rows.account, kind="stable"))
        account, day, count = rows.account, rows.day, rows.count
        new = np.ones(len(day), dtype=bool)
        np.not_equal(day[1:], day[:-1], out=new[1:])
        new[1:] |= account[1:] != account[:-1]
        starts = new.nonzero()[0]
        if len(starts) < len(day):
            account, day = account[starts], day[starts]
            count = np.add.reduceat(count.astype(np.float64, copy=False), starts)
        return Rows(account, day, count, single=True)


NO_ROWS = Rows(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0), single=True)


def days_between(day: Days, first: int | None, last: int | None) -> slice:
    """Where the days from `first` to `last` lie in a sorted column."""
    start = 0 if first is None else int(day.searchsorted(np.int32(first)))
    end = len(day) if last is None else int(day.searchsorted(np.int32(last), "right"))
    return slice(start, max(start, end))
