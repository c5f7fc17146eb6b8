"""A log that grows by a day: the layout of what was there stays, and what is new is laid beside it.

Putting ten million rows in order for the sake of one more day's would be starting over. The columns
of the two are merged only when somebody looks at them: a history does, the score of a date does
not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import numpy as np

from estimator.days import Days
from estimator.layout.laying import block_of, layout_of
from estimator.layout.layout import SMALL, Floats, Layout, Name, Places, joined_rows
from estimator.layout.marking import Marked
from estimator.layout.rows import Rows
from estimator.log import ActivityLog, Coded, Codes, Counts, concat
from estimator.rules.match import Match

NONE = np.zeros(0, dtype=np.int32)


def grown(log: ActivityLog, later: ActivityLog) -> ActivityLog:
    """The log with rows of days after its own: what `concat([log, later])` is, its layout kept.

    Both must list the same accounts (`ActivityLog.build(..., accounts=log.accounts)`). Where there
    is nothing to keep it is `concat` itself: for a small log, and for rows of days that it has.
    """
    before = log
    if isinstance(log, GrownLog) and "before" in vars(log):
        before, later = log.before, concat([log.later, later])
    if not _grows(before, later):
        return concat([before, later])
    return GrownLog.of(before, later)


def _grows(log: ActivityLog, later: ActivityLog) -> bool:
    """Whether the layout of a log serves on."""
    if log.accounts != later.accounts or log.n_rows <= SMALL or log.n_accounts < 2:
        return False
    return not later.n_rows or int(later.day.min()) > int(log.day.max())


class GrownLog(ActivityLog):
    """Two logs of the same accounts, one after the other, as one."""

    before: ActivityLog
    later: ActivityLog

    @classmethod
    def of(cls, before: ActivityLog, later: ActivityLog) -> "GrownLog":
        """The two as one, not merged yet."""
        made, aside = object.__new__(cls), dict(before.set_aside)
        for name, rows in later.set_aside.items():
            aside[name] = aside.get(name, 0) + rows
        halves = layout_of(before), block_of(later, 0, later.n_accounts, slice(0, later.n_rows))
        vars(made).update(
            before=before,
            later=later,
            accounts=before.accounts,
            actions=tuple(sorted({name for half in halves for name in half.actions()})),
            coverage=before.coverage | later.coverage,
            set_aside=aside,
        )
        vars(made)["_layout"] = GrownLayout(made, 0, made.n_accounts, (), NONE, (), halves=halves)
        return made

    @property
    def n_rows(self) -> int:
        return len(self.day) if "day" in vars(self) else self.before.n_rows + self.later.n_rows

    @property
    def first_day(self) -> int | None:
        return min((d for d in self._ends("first_day")), default=None)

    @property
    def last_day(self) -> int | None:
        return max((d for d in self._ends("last_day")), default=None)

    def _ends(self, name: str) -> list[int]:
        ends = (getattr(half, name) for half in (self.before, self.later))
        return [end for end in ends if end is not None]

    @cached_property
    def merged(self) -> ActivityLog:
        """The same in columns of its own."""
        return concat([self.before, self.later])

    # What a plain log holds from the start is looked up here for as long as it is not its own.

    @cached_property
    def account(self) -> Codes:
        return self.merged.account

    @cached_property
    def day(self) -> Days:
        return self.merged.day

    @cached_property
    def action(self) -> Codes:
        return self.merged.action

    @cached_property
    def count(self) -> Counts:
        return self.merged.count

    @cached_property
    def attributes(self) -> Mapping[str, Coded]:
        return self.merged.attributes


@dataclass(frozen=True, eq=False)
class GrownLayout(Layout):
    """The layouts of a log and of later rows, side by side."""

    log: GrownLog
    halves: tuple[Layout, ...] = ()

    def rows(self, match: Match, first: int | None = None, last: int | None = None) -> Rows:
        return joined_rows(self.parts(match, first, last))

    def named_parts(self, match: Match) -> Iterator[tuple[Name, Rows]]:
        """Those of both, each part of the one before that of the other."""
        named = [pair for half in self.halves for pair in half.named_parts(match)]
        yield from sorted(named, key=itemgetter(0))

    def daily(self, match: Match, first: int, last: int) -> Rows:
        return joined_rows([half.daily(match, first, last) for half in self.halves])

    def days_done(self, match: Match, first: int, last: int) -> Floats | None:
        before, later = self.halves
        done = before.days_done(match, first, last)
        if done is None:
            return None
        rows = [part for part in later.parts(match, first, last) if len(part.day)]
        return done + Marked.of(rows, first, last, self.n_accounts).counted(first, last)

    def touched(self, matches: Iterable[Match]) -> tuple[Places, Layout]:
        return layout_of(self.log.merged).touched(matches)
