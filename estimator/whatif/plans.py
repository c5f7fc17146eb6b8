"""Plan: habits together, spread over days, written to a file and read from one.

A habit is done in whole actions, spread evenly over the days of the week it is done on. After k of
these days rate / n * k of it should be done, n being how many such days a week has. Rounded to the
nearest whole number, that is what is done by then: ten a week on five days are two a day, three a
week are Monday, Wednesday, Friday, one in four weeks comes in the middle of them. Not rounded
(`whole=False`), it is linear in the rate.

A plan's file is YAML, judged whole, every fault at its line:

    schema: ssi-plan/1
    habits:
      - {action: comment, per_week: 10, with: {words: 40}}
      - {action: invitation_sent, per_week: 15, accepted: 0.4, weekdays: [mon, wed]}
      - {action: profile_section, with: {section: about}, on: 2026-06-01}
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import yaml

from estimator.actions import vocabulary
from estimator.days import to_day
from estimator.entries import Entry, entry_of, text_of
from estimator.errors import InputError, listed
from estimator.log import OWNER, ActivityLog, Coded, Value
from estimator.notebook import Shown, plain
from estimator.score.rows import Flags, Floats
from estimator.whatif.habits import WEEKDAYS, WORKDAYS, Habit, practice

DayNumbers = npt.NDArray[np.intp]
Attributes = tuple[tuple[str, Value], ...]
Baseline = Literal["continue", "nothing"]
BASELINES: tuple[Baseline, ...] = ("continue", "nothing")

WEEK = len(WEEKDAYS)
DAY_ZERO = 3  # 1970-01-01 was a Thursday


def is_level(action: str) -> bool:
    """Whether the action is a state that holds until it changes."""
    return vocabulary()[action].level


@dataclass(frozen=True, eq=False)
class Acts:
    """One action, day by day, in one or several versions.

    counts: shape (n_versions, n_days). present: where the log has a row at all; a level of 0 is a
    row, an act of 0 is none.
    """

    action: str
    attributes: Attributes
    counts: Floats
    present: Flags

    def versions(self, times: Floats) -> "Acts":
        """The acts as many times as `times` says, shape (n_versions, 1); a level is or is not."""
        there = times > 0
        counts = self.counts * (there if is_level(self.action) else times)
        return replace(self, counts=counts, present=self.present & there)

    def of(self, versions: npt.NDArray[np.intp]) -> "Acts":
        """The acts in the versions with these numbers."""
        return replace(self, counts=self.counts[versions], present=self.present[versions])


def spread(
    habit: Habit, first: int, last: int, rates: Floats | None = None, whole: bool = True
) -> list[Acts]:
    """What is done on each day from `first` to `last`, what comes of it, and what it is besides.

    rates: shape (n_versions,), how many a week in each version; the habit's own without them.
    What is sent without a known outcome has none.

    >>> spread(Habit("post", per_week=3), 4, 10)[0].counts.tolist()  # Monday to Sunday
    [[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]]
    """
    start = first if habit.start is None else to_day(habit.start)
    days = np.arange(monday(min(start, first, last)), last + 1)
    if habit.is_once:
        here = days == (first if habit.on is None else to_day(habit.on))
        done = np.where(here, habit.count, 0.0)[None]
    else:
        rates = np.array([habit.rate]) if rates is None else rates
        until = last if habit.until is None else to_day(habit.until)
        here = (days >= start) & (days <= until)
        weekdays = habit.weekdays or WORKDAYS
        on = np.array([day in weekdays for day in WEEKDAYS])[(days + DAY_ZERO) % WEEK]
        due = np.cumsum(on) / len(weekdays)  # the part of a week's worth, at one a week
        done = _steps(rates[:, None] * due) if whole else rates[:, None] * np.diff(due, prepend=0.0)
        done[:, ~here] = 0.0
    found, outcome = [(habit.action, done)], practice().outcomes.get(habit.action)
    if outcome and habit.outcome:
        answered = (
            _steps(np.cumsum(done, axis=1) * habit.outcome) if whole else done * habit.outcome
        )
        found.append((outcome.action, answered))
    if outcome and outcome.also:
        found.append((outcome.also, done))
    acts, inside = [], slice(first - int(days[0]), None)
    for action, counts in found:
        kind, own = vocabulary()[action], counts[:, inside].copy()  # without the days before
        attributes = tuple(pair for pair in habit.attributes if pair[0] in kind.attributes)
        acts.append(Acts(action, attributes, own, (own > 0) | (kind.level & here[inside])))
    return acts


def monday(day: int) -> int:
    """The Monday of the week that the day lies in."""
    return day - (day + DAY_ZERO) % WEEK


def _steps(by_then: Floats) -> Floats:
    """What is done on each day, in whole acts, when about this much is done by then."""
    return np.diff(np.floor(by_then + 0.5), axis=1, prepend=0.0)


def to_rows(acts: Sequence[Acts], first: int, accounts: tuple[str, ...] = (OWNER,)) -> ActivityLog:
    """The acts as a log that covers nothing: version i is done by `accounts[i]`."""
    where = [np.nonzero(a.present) for a in acts]
    sizes = [len(rows) for rows, _ in where]
    keys = sorted({name for a in acts for name, _ in a.attributes})
    none = np.zeros(0, dtype=np.int32)

    def column(values: Sequence[Value | None]) -> Coded:
        one_each = Coded.of(values)
        return Coded(np.repeat(one_each.codes, sizes), one_each.values)

    return ActivityLog.build(
        account=Coded(np.concatenate([none, *(r for r, _ in where)]).astype(np.int32), accounts),
        day=np.concatenate([none, *(d + first for _, d in where)]),
        action=column([a.action for a in acts]),
        count=np.concatenate([none, *(a.counts[w] for a, w in zip(acts, where, strict=True))]),
        attributes={key: column([dict(a.attributes).get(key) for a in acts]) for key in keys},
        accounts=accounts,
    )


def one_each(kinds: Sequence[tuple[str, Attributes]]) -> ActivityLog:
    """A log of one act of each kind: row i is of `kinds[i]`, an action with its attributes."""
    present = np.eye(len(kinds), dtype=bool)
    acts = [
        Acts(*kind, 1.0 * row[None], row[None]) for kind, row in zip(kinds, present, strict=True)
    ]
    return to_rows(acts, 0)


@dataclass(frozen=True, init=False)
class Plan(Shown):
    """What would be done, as habits in a fixed order; plans add up.

    baseline: what it is done beside; until: the day it is for. Both None where it does not say.

    >>> a, b = Habit("comment", per_week=10), Habit("post", per_week=1)
    >>> Plan([a]) + Plan([b]) == Plan([b, a])
    True
    """

    habits: tuple[Habit, ...]
    baseline: Baseline | None
    until: date | None

    def __init__(
        self,
        habits: Iterable[Habit] = (),
        baseline: Baseline | None = None,
        until: date | None = None,
    ) -> None:
        given = [*habits]
        for other in (one for one in given if not isinstance(one, Habit)):
            right = "a plan holds habits, as Habit('comment', per_week=10)"
            raise InputError.at("plan", f"holds what is no habit (got {other!r}); {right}")
        object.__setattr__(self, "habits", tuple(sorted(given, key=Habit.key)))
        object.__setattr__(self, "baseline", baseline)
        object.__setattr__(self, "until", until)

    @classmethod
    def from_yaml(cls, path: str | Path) -> "Plan":
        """The plan that a file states. Raises: InputError with every fault, each with its line."""
        return plan_of(text_of(Path(path)), str(path))

    @property
    def minutes_per_week(self) -> float:
        """What the repeated habits take a week in the plan's fullest week, as far as is known."""
        changes: dict[tuple[date, bool], Fraction] = defaultdict(Fraction)  # at a day's end: True
        for habit in self.habits:
            minutes = Fraction(0 if habit.is_once else habit.minutes or 0)  # adds up in any order
            changes[habit.start or date.min, False] += minutes
            changes[habit.until or date.max, True] -= minutes
        return float(max(accumulate(changes[one] for one in sorted(changes)), default=0))

    @property
    def minutes_once(self) -> float:
        """What the habits that are done once take together, as far as is known."""
        return sum(habit.minutes or 0.0 for habit in self.habits if habit.is_once)

    def acts(self, first: int, last: int, whole: bool = True) -> list[Acts]:
        """What is done on each day from `first` to `last` (days since 1970-01-01)."""
        return [acts for habit in self.habits for acts in spread(habit, first, last, None, whole)]

    def to_log(self, start: date, end: date, whole: bool = True) -> ActivityLog:
        """The plan as a log of its own, from `start` to `end`: whole actions, no coverage.

        whole: False spreads a rate evenly, in parts of an action if need be; then twice the rate
        is twice every row.
        """
        first = to_day(start)
        return to_rows(self.acts(first, to_day(end), whole), first)

    def to_yaml(self) -> str:
        """The plan as the text of a file; `from_yaml` reads the same plan back."""
        lines = [f"{key}: {value}" for key, value in {"schema": SCHEMA, **self._stated}.items()]
        lines.append("habits:" if self.habits else "habits: []")
        for habit in self:  # each on one line, text quoted only where it must be
            said = yaml.safe_dump(
                habit.to_dict(),
                default_flow_style=True,
                width=float("inf"),
                allow_unicode=True,
                sort_keys=False,
            )
            lines.append(f"  - {said.strip()}")
        return "\n".join(lines) + "\n"

    def to_dict(self) -> dict[str, object]:
        """The plan as its file states it, dates as text."""
        told: dict[str, object]
        told = plain({**self._stated, "habits": [habit.to_dict() for habit in self.habits]})
        return told

    @property
    def _stated(self) -> dict[str, object]:
        said = {"baseline": self.baseline, "until": self.until}
        return {key: value for key, value in said.items() if value is not None}

    def __add__(self, other: "Plan") -> "Plan":
        """Both plans as one. Raises: InputError when each says another baseline."""
        if None not in (both := {self.baseline, other.baseline}) and len(both) > 1:
            what = f"one plan is beside {self.baseline!r}, another beside {other.baseline!r}"
            raise InputError.at("plan", f"{what}; plans add up beside the same")
        until = max((day for day in (self.until, other.until) if day), default=None)
        habits = (*self.habits, *other.habits)
        return Plan(habits, self.baseline or other.baseline, until)

    def __iter__(self) -> Iterator[Habit]:
        return iter(self.habits)

    def __len__(self) -> int:
        return len(self.habits)

    def __repr__(self) -> str:
        more = "".join(f", {key}={value!r}" for key, value in self._stated.items())
        return f"Plan([{', '.join(map(repr, self.habits))}]{more})"


SCHEMA = "ssi-plan/1"
TOP = ("schema", "baseline", "until", "habits")
NUMBER: tuple[tuple[type, ...], str] = ((int, float), "is a number")
DAY: tuple[tuple[type, ...], str] = ((date,), "is a date such as 2026-05-19")
# What a habit may say: the kinds of its value, and the words for them.
KEYS = {
    "action": ((str,), "is an action"),
    "per_week": NUMBER,
    "on": DAY,
    "count": NUMBER,
    "weekdays": ((tuple,), "is a list of days such as [mon, wed]"),
    "start": DAY,
    "until": DAY,
    "accepted": NUMBER,
    "answered": NUMBER,
    "with": ((Mapping,), "is a mapping of attributes"),
}


def plan_of(text: str, name: str = "plan.yaml") -> Plan:
    """The plan that a text states; `name` is what faults call it. Raises: InputError."""
    entry = entry_of(text, name).mapping(TOP, form="a mapping with schema and habits")
    baseline, until, habits = map(entry.at, ("baseline", "until", "habits"))
    if isinstance(entry.raw, Mapping):
        if entry.at("schema").raw != SCHEMA:
            entry.at("schema").other(f"is {SCHEMA}")
        if baseline.raw not in (None, *BASELINES):
            baseline.other(f"is one of {listed(BASELINES)}")
        if not isinstance(habits.raw, tuple):
            habits.other("is a list of habits")
    day = until.of(date)
    found = [habit for one in habits.elements("") if (habit := _habit(one)) is not None]
    entry.document.judge()
    said: Any = baseline.raw  # one of the two: nothing was noted
    return Plan(found, said, day)


def _habit(entry: Entry) -> Habit | None:
    """The habit that an entry states; None, with what is wrong noted, where it is none."""
    if not isinstance(entry.raw, Mapping) or not isinstance(entry.raw.get("action"), str):
        entry.note("is a mapping with an action and what is done of it")
        return None
    before = len(entry.document.found)
    given: dict[str, Any] = {}  # of the right kinds, or a fault is noted
    for key, one in entry.mapping(KEYS).items(""):
        kinds, words = KEYS.get(key, ((object,), ""))
        if not isinstance(one.raw, kinds) or (isinstance(one.raw, bool) and key in KEYS):
            one.other(words)
        given["attributes" if key == "with" else key] = one.raw
    if len(entry.document.found) > before:
        return None
    try:
        return Habit(**given)
    except InputError as error:
        for fault in error.faults:
            key = fault.where.rpartition(", ")[2]
            within = entry.at("with") if key in given.get("attributes", ()) else entry
            within.at(key).note(fault.what)
        return None
