"""Scores of rows that come and go: columns as they are, of which no log is made.

A log is sorted once and asked often. Rows that are asked once, for one date, need not be sorted as
a whole: those that no window reaches are left out first, and the rest go straight into the order
of a layout. The scores are those of `estimate` on a log of the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat, known_seat
from estimator.coverage import Coverage
from estimator.days import to_day
from estimator.kernel.blocks import block_points
from estimator.layout.laying import laid_out
from estimator.log import ActivityLog, Coded
from estimator.matching import by_action
from estimator.ordering import in_order
from estimator.rules import Rules
from estimator.rules.match import Condition, Match, Not
from estimator.rules.model import Model, SignalModel
from estimator.score.columns import columns_of
from estimator.score.intervals import Columns
from estimator.signals import Range
from estimator.threads import each, runs, taken

Whole = npt.NDArray[np.int32]
AnyWhole = npt.NDArray[np.integer]
Places = npt.NDArray[np.intp]

BLOCK = 1 << 16  # rows judged at a time: what is in between stays in the cache
EVER, NEVER = np.iinfo(np.int32).min, np.iinfo(np.int32).max


def score_rows(
    rules: Rules,
    on: date,
    seat: Seat = "free",
    *,
    account: Coded,
    day: AnyWhole,
    action: Coded,
    count: npt.NDArray[np.floating],
    attributes: Mapping[str, Coded] | None = None,
    coverage: Coverage,
    intervals: bool = True,
    fast: bool = False,
) -> Columns:
    """Points, low and high by pillar and "total", one row an account in the order of its codes.

    The columns may be in any order of rows, their codes of any width. See
    `estimator.score.score_columns`.

    Raises: ValueError where a row that counts has no account, or no count of 0 or more.
    """
    since = Since(rules.on(to_day(on)), known_seat(seat), to_day(on))
    named = dict(attributes or {})
    rows = since.reached(tuple(map(str, action.values)), action.codes, day)
    whole = [account.codes, day, action.codes, *(coded.codes for coded in named.values())]
    (of_account, of_day, of_action, *others), of_count = _at(rows, whole, count)
    return scored(
        since,
        account=Coded(of_account, account.values),
        day=of_day,
        action=Coded(of_action, action.values),
        count=of_count,
        attributes={
            name: Coded(codes, coded.values)
            for (name, coded), codes in zip(named.items(), others, strict=True)
        },
        coverage=coverage,
        intervals=intervals,
        fast=fast,
    )


def _at(
    rows: Places, columns: Sequence[AnyWhole], count: npt.NDArray[np.floating]
) -> tuple[list[Whole], npt.NDArray[np.float64]]:
    """The columns, the first of them the accounts, and the counts at some rows."""
    *some, of_count = taken([*columns, count], rows)
    whole = [column.astype(np.int32, copy=False) for column in some]
    if len(rows) and not (whole[0].min() >= 0 and of_count.min() >= 0):
        raise ValueError("account, count: a row has none; each needs an account and a count from 0")
    return whole, of_count.astype(float, copy=False)


def scored(
    since: "Since",
    *,
    account: Coded,
    day: Whole,
    action: Coded,
    count: npt.NDArray[np.float64],
    attributes: Mapping[str, Coded],
    coverage: Coverage,
    intervals: bool,
    fast: bool,
) -> Columns:
    """The scores of rows that count, in any order: those that `since` reaches."""
    keys = [action.codes, day, account.codes, *(coded.codes for coded in attributes.values())]
    (of_action, of_day, of_account, *others), counts = in_order(keys, count)
    log = ActivityLog(
        accounts=tuple(map(str, account.values)),
        actions=tuple(map(str, action.values)),
        account=of_account,
        day=of_day,
        action=of_action,
        count=counts,
        attributes={
            name: Coded(codes, coded.values)
            for (name, coded), codes in zip(attributes.items(), others, strict=True)
        },
        coverage=coverage,
    )
    layout = laid_out(log)
    if fast:
        from estimator.kernel.fast import compiled  # noqa: PLC0415 only where there is work for it

        layout = layout.with_loops(compiled())
    days = Range(since.on, since.on)
    parts = block_points(since.model.pillars, layout, days, since.seat, intervals)
    return columns_of(since.model, parts, since.seat, intervals)


@dataclass(frozen=True)
class Since:
    """From which day on the rows of an action count on a day; those of levels always do."""

    model: Model
    seat: Seat
    on: int

    def reached(self, actions: Sequence[str], action: AnyWhole, day: AnyWhole) -> Places:
        """The rows that count, given the codes of their actions; those without one never do."""
        since = self.first_days(tuple(actions))
        inside = np.empty(len(day), dtype=bool)

        def judge(rows: slice) -> None:
            for start in range(rows.start, rows.stop, BLOCK):
                run = slice(start, min(start + BLOCK, rows.stop))
                np.greater_equal(day[run], since.take(action[run], mode="wrap"), out=inside[run])
                inside[run] &= day[run] <= self.on

        each(judge, runs(len(day)))
        return inside.nonzero()[0]

    def first_days(self, actions: tuple[str, ...]) -> Whole:
        """The first day of each action that counts; last, for code -1, that none does."""
        since = np.full(len(actions) + 1, NEVER, dtype=np.int32)
        for signal, match in self._looked_at():
            level = signal.kind in ("stock", "checklist")
            first = EVER if level else self.on - signal.decay.window + 1
            for place, _ in by_action(match, actions):
                since[place] = min(since[place], first)
        return since

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that decide anything."""
        columns = {name for _, match in self._looked_at() for name in columns_of_match(match)}
        return frozenset(columns - {"action"})

    def _looked_at(self) -> Iterator[tuple[SignalModel, Match]]:
        for signal in (s for pillar in self.model.pillars for s in pillar.signals):
            if signal.applies(self.seat):
                for match in (signal.match, signal.of, *(item.match for item in signal.items)):
                    yield signal, match


def columns_of_match(match: Match) -> frozenset[str]:
    """The columns that a match looks at."""
    if isinstance(match, Condition):
        return frozenset({match.column})
    parts = (match.part,) if isinstance(match, Not) else match.parts
    return frozenset(name for part in parts for name in columns_of_match(part))
