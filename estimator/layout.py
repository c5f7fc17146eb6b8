"""The rows of a log put by action and day: where a signal finds its rows without a search.

A log is sorted by account and day. What a signal of one date needs is all rows of an action in a
run of days, of every account: one slice of columns sorted by action, then day, then account. The
layout knows no rules, so it is made once a log and serves every date and every overlay. A history
makes one for each block of neighbouring accounts in its turn, small enough for the cache.

Columns have the shape (n_rows,): account int32 from 0, day int32, count float64, or float32 where
that says the same; `order`, int32, leads back to the log's rows and their attributes. Acts of one
account and day that differ in nothing but their counts are one row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.days import Days
from estimator.log import ActivityLog, Coded, Codes
from estimator.matching import by_action, codes_of, kinds_of, matching_among
from estimator.rules.match import Condition, Match

Counts = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Order = npt.NDArray[np.int32] | npt.NDArray[np.intp]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

SMALL = 50_000  # rows up to which narrower columns save less than they cost


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


NO_ROWS = Rows(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0), single=True)


@dataclass(frozen=True, eq=False)
class Layout:
    """The rows of the accounts `first_account` and on, sorted by action, day and account.

    by_action: the rows of each action, slices of the same columns. order: of all of them. A small
    layout keeps the rows of every match it was asked for; any keeps those of an attribute's values
    apart once they were asked for one by one. loops: those of `estimator.loops`, where sums are to
    be made by them.
    """

    log: ActivityLog
    first_account: int
    n_accounts: int
    by_action: tuple[Rows, ...]
    order: Order
    starts: tuple[int, ...]
    loops: ModuleType | None = None
    _found: dict[Match, Rows] = field(default_factory=dict)
    _valued: dict[tuple[int, str], list[Rows]] = field(default_factory=dict)

    def rows(self, match: Match, first: int | None = None, last: int | None = None) -> Rows:
        """The rows that match, of the days from `first` to `last`, both included."""
        if len(self.order) > SMALL:
            return _joined(self.parts(match, first, last))
        found = self._found.get(match)
        if found is None:
            found = self._found[match] = _joined(self.parts(match))
        return found.between(first, last)

    def parts(self, match: Match, first: int | None = None, last: int | None = None) -> list[Rows]:
        """The same, each part sorted by day and account."""
        parts = []
        for action, rest in by_action(match, self.log.actions):
            rows = self.by_action[action]
            if len(rows.day) == 0:
                continue
            if rest is None:
                parts.append(rows.between(first, last))
            elif isinstance(rest, Condition) and rest.operator == "eq":
                parts += [part.between(first, last) for part in self._equal(action, rest)]
            else:
                parts.append(self._matching(action, rest, first, last))
        return parts

    def with_loops(self, loops: ModuleType) -> "Layout":
        """The same rows, summed by these loops."""
        return replace(self, loops=loops)

    def touched(self, matches: Iterable[Match]) -> tuple[Places, "Layout"]:
        """The accounts that have a row of the matches, and the layout of those rows alone.

        Nothing else is left in it, and its accounts are counted anew.
        """
        runs = {run for match in matches for run, _ in by_action(match, self.log.actions)}
        there = np.zeros(self.n_accounts, dtype=bool)
        for run in runs:
            there[self.by_action[run].account] = True
        place = there.cumsum(dtype=np.int32) - np.int32(1)
        rows = tuple(
            rows._replace(account=place[rows.account]) if run in runs else NO_ROWS
            for run, rows in enumerate(self.by_action)
        )
        accounts = there.nonzero()[0]
        return accounts, replace(
            self, n_accounts=len(accounts), by_action=rows, _found={}, _valued={}
        )

    def _equal(self, action: int, condition: Condition) -> list[Rows]:
        """The rows of an action, by each of the values that an attribute may have."""
        coded = self.log.attributes.get(condition.column)
        if coded is None:
            return []
        kept = self._valued.get((action, condition.column))
        if kept is None:
            kept = self._by_value(action, coded)
            self._valued[action, condition.column] = kept
        return [kept[code] for code in codes_of(condition, coded.values, kinds_of(coded))]

    def _by_value(self, action: int, coded: Coded) -> list[Rows]:
        codes = coded.codes[self.order[self._run(action)]] + 1  # 0: the row has none
        narrow = codes.astype(np.uint16) if len(coded.values) < 1 << 16 else codes
        rows = self.by_action[action].at(np.argsort(narrow, kind="stable"))
        ends = np.bincount(codes, minlength=len(coded.values) + 1).cumsum().tolist()
        parts = (rows.at(slice(*run)) for run in pairwise(ends))
        return [part._replace(single=part.single or not _repeats(part)) for part in parts]

    def _matching(self, action: int, match: Match, first: int | None, last: int | None) -> Rows:
        """The rows of an action that match, by their attributes."""
        rows, order = self.by_action[action], self.order[self._run(action)]
        among = days_between(rows.day, first, last)
        rows, order = rows.at(among), order[among]

        def column(name: str) -> Coded | None:
            coded = self.log.attributes.get(name)
            return None if coded is None else coded.take(order)

        return rows.at(matching_among(match, column, len(order)))

    def _run(self, action: int) -> slice:
        return slice(self.starts[action], self.starts[action + 1])


def days_between(day: Days, first: int | None, last: int | None) -> slice:
    """Where the days from `first` to `last` lie in a sorted column."""
    start = 0 if first is None else int(day.searchsorted(np.int32(first)))
    end = len(day) if last is None else int(day.searchsorted(np.int32(last), "right"))
    return slice(start, max(start, end))


def _repeats(rows: Rows) -> bool:
    """Whether two neighbouring rows are of one account and day."""
    same = (rows.account[1:] == rows.account[:-1]) & (rows.day[1:] == rows.day[:-1])
    return bool(same.any())


def _joined(parts: list[Rows]) -> Rows:
    if len(parts) <= 1:
        return parts[0] if parts else NO_ROWS
    account, day, count = zip(*(part[:3] for part in parts), strict=True)
    joined = np.concatenate(account), np.concatenate(day), np.concatenate(count)
    return Rows(*joined, by_day=False)
