"""A habit, day by day: whole actions, spread evenly over the days of the week it is done on.

After k of the days on which a habit is done, rate / n * k of it should be done, n being how many
such days a week has. Rounded to the nearest whole number, that is what is done by then: ten a week
on five days are two a day, three a week are Monday, Wednesday, Friday, one in four weeks comes in
the middle of them. Not rounded (`whole=False`), it is linear in the rate.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.days import to_day
from estimator.log import ActivityLog, Coded, Value
from estimator.whatif.habits import WEEKDAYS, WORKDAYS, Habit
from estimator.whatif.practice import practice

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
DayNumbers = npt.NDArray[np.intp]
Attributes = tuple[tuple[str, Value], ...]

WEEK = len(WEEKDAYS)
DAY_ZERO = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, eq=False)
class Acts:
    """One action, day by day, in one or several versions.

    counts: shape (n_versions, n_days). present: where the log has a row at all; a level of 0 is a
    row, an act of 0 is none.
    """

    action: str
    attributes: Attributes
    counts: Floats
    present: Mask

    def versions(self, times: Floats) -> "Acts":
        """The acts as many times as `times` says, shape (n_versions, 1); a level is or is not."""
        present = self.present & (times > 0)
        return replace(
            self, counts=self.counts * (times > 0 if self.level else times), present=present
        )

    @property
    def level(self) -> bool:
        return vocabulary()[self.action].level

    def of(self, versions: npt.NDArray[np.intp]) -> "Acts":
        """The acts in the versions with these numbers."""
        return replace(self, counts=self.counts[versions], present=self.present[versions])


def spread(
    habit: Habit, first: int, last: int, rates: Floats | None = None, whole: bool = True
) -> list[Acts]:
    """What is done on each day from `first` to `last`, and what comes of it.

    rates: shape (n_versions,), how many a week in each version; the habit's own without them.
    What is sent without a known outcome has none.

    >>> spread(Habit("post", per_week=3), 4, 10)[0].counts.tolist()  # Monday to Sunday
    [[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]]
    """
    rates = np.array([habit.rate]) if rates is None else rates
    days = np.arange(monday(min(_or(habit.start, first), first, last)), last + 1)
    if habit.is_once:
        sent = _once(habit, first, last)
        done = sent.counts
    else:
        done = _repeated(habit, first, days, rates, whole)
        sent = _acts(habit.action, habit.attributes, done, first, last)
    outcome = practice().outcomes.get(habit.action)
    if outcome is None or not habit.outcome:
        return [sent]
    answered = _steps(np.cumsum(done, axis=1) * habit.outcome, whole)
    known = vocabulary()[outcome.action].attributes
    kept = tuple(pair for pair in habit.attributes if pair[0] in known)
    return [sent, _acts(outcome.action, kept, answered, first, last)]


def monday(day: int) -> int:
    """The Monday of the week that the day lies in."""
    return day - (day + DAY_ZERO) % WEEK


def _once(habit: Habit, first: int, last: int) -> Acts:
    counts = np.zeros((1, last - first + 1))
    present = np.zeros(counts.shape, dtype=bool)
    day = first if habit.on is None else to_day(habit.on)
    if first <= day <= last:
        counts[0, day - first] = habit.count
        present[0, day - first] = habit.kind.level or habit.count > 0
    return Acts(habit.action, habit.attributes, counts, present)


def _repeated(habit: Habit, first: int, days: DayNumbers, rates: Floats, whole: bool) -> Floats:
    """What is done on each of the days, which begin on a Monday: shape (n_versions, n_days)."""
    due = _due(habit.weekdays or WORKDAYS, int(days[0]), len(days))
    done = _steps(rates[:, None] * due, whole)
    begin, end = _or(habit.start, first), _or(habit.until, int(days[-1]))
    done[:, : max(begin - int(days[0]), 0)] = 0.0
    done[:, max(end + 1 - int(days[0]), 0) :] = 0.0
    return done


@lru_cache(maxsize=256)
def _due(weekdays: tuple[str, ...], first: int, n_days: int) -> Floats:
    """The part of a week's worth that is to be done by each day, at one a week; read-only."""
    on = np.array([day in weekdays for day in WEEKDAYS])
    due: Floats = np.cumsum(on[(np.arange(first, first + n_days) + DAY_ZERO) % WEEK])
    due = due / len(weekdays)
    due.setflags(write=False)
    return due


def _acts(action: str, attributes: Attributes, counts: Floats, first: int, last: int) -> Acts:
    """The acts of the days `first` to `last`, of counts that end on the last of them."""
    n_days = last - first + 1
    if counts.shape[1] < n_days:
        before = np.zeros((len(counts), n_days - counts.shape[1]))
        counts = np.concatenate([before, counts], axis=1)
    counts = counts[:, counts.shape[1] - n_days :]
    return Acts(action, attributes, counts, counts > 0)


def _steps(by_then: Floats, whole: bool) -> Floats:
    """What is done on each day when this much is done by then: shape (n_versions, n_days)."""
    done = np.floor(by_then + 0.5) if whole else by_then.copy()
    done[:, 1:] -= done[:, :-1].copy()
    return done


def _or(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else to_day(day)


def to_rows(
    acts: list[Acts], first: int, accounts: tuple[str, ...] | None = None, account: str = "me"
) -> ActivityLog:
    """The acts as a log that covers nothing: version i is done by `accounts[i]`.

    With one version only, and no `accounts`, all is done by `account`.
    """
    names = accounts or (account,)
    where = [np.nonzero(a.present) for a in acts]
    sizes = [len(rows) for rows, _ in where]
    keys = sorted({name for a in acts for name, _ in a.attributes})
    none = np.zeros(0, dtype=np.int32)
    return ActivityLog.build(
        account=Coded(np.concatenate([none, *(r for r, _ in where)]).astype(np.int32), names),
        day=np.concatenate([none, *(d + first for _, d in where)]),
        action=_repeat([a.action for a in acts], sizes),
        count=np.concatenate([none, *(a.counts[w] for a, w in zip(acts, where, strict=True))]),
        attributes={
            key: _repeat([dict(a.attributes).get(key) for a in acts], sizes) for key in keys
        },
        accounts=names,
    )


def _repeat(values: list[Value] | list[str] | list[Value | None], sizes: list[int]) -> Coded:
    column = Coded.of(values)
    return Coded(np.repeat(column.codes, sizes), column.values)
