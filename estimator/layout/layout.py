"""The layout itself; see the room's own text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator.layout.marking import Marked, n_words
from estimator.layout.rows import NO_ROWS, Order, Rows
from estimator.log import ActivityLog, Coded, Value
from estimator.matching import by_action, codes_of, kinds_of, matching_among
from estimator.rules.match import Condition, Match

Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Name = tuple[str, str, Value]

SMALL = 50_000  # rows up to which narrower columns save less than they cost


@dataclass(frozen=True, eq=False)
class Layout:
    """The rows of the accounts `first_account` and on, sorted by action, day and account.

    by_action: the rows of each action, slices of the same columns. order: of all of them. A small
    layout keeps the rows of every match it was asked for; any keeps those of an attribute's values
    apart once they were asked for one by one, those that another question of attributes left over,
    and marks of days. loops: those of `estimator.kernel.loops`, where sums are to be made by them.
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
    _asked: dict[tuple[int, Match], Rows] = field(default_factory=dict)
    _daily: dict[Match, Rows] = field(default_factory=dict)
    _marked: dict[Match, Marked] = field(default_factory=dict)

    def rows(self, match: Match, first: int | None = None, last: int | None = None) -> Rows:
        """The rows that match, of the days from `first` to `last`, both included."""
        if len(self.order) > SMALL:
            return joined_rows(self.parts(match, first, last))
        found = self._found.get(match)
        if found is None:
            found = self._found[match] = joined_rows(self.parts(match))
        return found.between(first, last)

    def parts(self, match: Match, first: int | None = None, last: int | None = None) -> list[Rows]:
        """The same, each part sorted by day and account."""
        return [part.between(first, last) for _, part in self.named_parts(match)]

    def named_parts(self, match: Match) -> Iterator[tuple[Name, Rows]]:
        """The parts of all days by action, and by the value that was asked for, if one was."""
        for run, rest in by_action(match, self.log.actions):
            rows, action = self.by_action[run], self.log.actions[run]
            if len(rows.day) == 0:
                continue
            if rest is None:
                yield (action, "", ""), rows
            elif isinstance(rest, Condition) and rest.operator == "eq":
                for value, part in self._equal(run, rest):
                    yield (action, type(value).__name__, value), part
            else:
                yield (action, "", ""), self._matching(run, rest)

    def daily(self, match: Match, first: int, last: int) -> Rows:
        """The rows that match, made one for each account and day."""
        kept = self._daily.get(match)
        if kept is None:
            kept = self._daily[match] = joined_rows(self.parts(match)).daily()
        return kept.between(first, last)

    def days_done(self, match: Match, first: int, last: int) -> Floats | None:
        """On how many days each account did what matches: (n_accounts,).

        None where marks of all days would take much room beside the rows.
        """
        kept = self._marked.get(match)
        if kept is None:
            days = [rows.day for rows in self.by_action if len(rows.day)]
            if len(self.order) <= SMALL:
                return None
            since, until = min(int(day[0]) for day in days), max(int(day[-1]) for day in days)
            if n_words(since, until) * self.n_accounts > len(self.order) // 4:
                return None
            kept = Marked.of(self.parts(match), since, until, self.n_accounts)
            self._marked[match] = kept
        return kept.counted(first, last)

    def actions(self) -> list[str]:
        """The actions of which there are rows."""
        there = zip(self.log.actions, self.by_action, strict=True)
        return [action for action, rows in there if len(rows.day)]

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
            self,
            n_accounts=len(accounts),
            by_action=rows,
            _found={},
            _valued={},
            _asked={},
            _daily={},
            _marked={},
        )

    def _equal(self, action: int, condition: Condition) -> list[tuple[Value, Rows]]:
        """The rows of an action, by each of the values that an attribute may have."""
        coded = self.log.attributes.get(condition.column)
        if coded is None:
            return []
        kept = self._valued.get((action, condition.column))
        if kept is None:
            kept = self._by_value(action, coded)
            self._valued[action, condition.column] = kept
        codes = codes_of(condition, coded.values, kinds_of(coded))
        return [(coded.values[code], kept[code]) for code in codes]

    def _by_value(self, action: int, coded: Coded) -> list[Rows]:
        codes = coded.codes[self.order[self._run(action)]] + 1  # 0: the row has none
        narrow = codes.astype(np.uint16) if len(coded.values) < 1 << 16 else codes
        rows = self.by_action[action].at(np.argsort(narrow, kind="stable"))
        ends = np.bincount(codes, minlength=len(coded.values) + 1).cumsum().tolist()
        parts = (rows.at(slice(*run)) for run in pairwise(ends))
        return [part._replace(single=part.single or not _repeats(part)) for part in parts]

    def _matching(self, action: int, match: Match) -> Rows:
        """The rows of an action that match, by their attributes."""
        kept = self._asked.get((action, match))
        if kept is not None:
            return kept
        rows, order = self.by_action[action], self.order[self._run(action)]

        def column(name: str) -> Coded | None:
            coded = self.log.attributes.get(name)
            return None if coded is None else coded.take(order)

        found = rows.at(matching_among(match, column, len(order)))
        self._asked[action, match] = found
        return found

    def _run(self, action: int) -> slice:
        return slice(self.starts[action], self.starts[action + 1])


def _repeats(rows: Rows) -> bool:
    """Whether two neighbouring rows are of one account and day."""
    same = (rows.account[1:] == rows.account[:-1]) & (rows.day[1:] == rows.day[:-1])
    return bool(same.any())


def joined_rows(parts: list[Rows]) -> Rows:
    """The rows of all parts."""
    parts = [part for part in parts if len(part.day)]
    if len(parts) <= 1:
        return parts[0] if parts else NO_ROWS
    account, day, count = zip(*(part[:3] for part in parts), strict=True)
    joined = np.concatenate(account), np.concatenate(day), np.concatenate(count)
    turns = all(part.by_day for part in parts)
    turns &= all(a.day[-1] < b.day[0] for a, b in pairwise(parts)) if turns else False
    return Rows(*joined, by_day=turns, single=turns and all(part.single for part in parts))
