"""The layout itself; see the room's own text."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator.layout.rows import NO_ROWS, Order, Rows, days_between
from estimator.log import ActivityLog, Coded
from estimator.matching import by_action, codes_of, kinds_of, matching_among
from estimator.rules.match import Condition, Match

Places = npt.NDArray[np.intp]

SMALL = 50_000  # rows up to which narrower columns save less than they cost


@dataclass(frozen=True, eq=False)
class Layout:
    """The rows of the accounts `first_account` and on, sorted by action, day and account.

    by_action: the rows of each action, slices of the same columns. order: of all of them. A small
    layout keeps the rows of every match it was asked for; any keeps those of an attribute's values
    apart once they were asked for one by one. loops: those of `estimator.kernel.loops`, where sums
    are to be made by them.
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
