"""Plan: habits together; immutable, the same whatever order they were named in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from estimator.days import to_day
from estimator.log import OWNER, ActivityLog
from estimator.notebook import Shown
from estimator.whatif.habits import Habit
from estimator.whatif.spread import Acts, spread, to_rows


@dataclass(frozen=True, init=False)
class Plan(Shown):
    """What would be done, as habits in a fixed order; plans add up.

    >>> a, b = Habit("comment", per_week=10), Habit("post", per_week=1)
    >>> Plan([a]) + Plan([b]) == Plan([b, a])
    True
    """

    habits: tuple[Habit, ...]

    def __init__(self, habits: Iterable[Habit] = ()) -> None:
        object.__setattr__(self, "habits", tuple(sorted(habits, key=Habit.key)))

    @classmethod
    def from_yaml(cls, path: str | Path) -> "Plan":
        """The plan that a file states. Raises: InputError with every fault, each with its line."""
        from estimator.whatif.plan_files import read_plan  # noqa: PLC0415  # it knows plans

        return read_plan(path)

    @property
    def minutes_per_week(self) -> float:
        """What the repeated habits take a week in the plan's fullest week, as far as is known."""
        starts = {habit.start for habit in self.habits}
        return max((self._minutes_in(day) for day in starts), default=0.0)

    @property
    def minutes_once(self) -> float:
        """What the habits that are done once take together, as far as is known."""
        return sum(habit.minutes or 0.0 for habit in self.habits if habit.is_once)

    def _minutes_in(self, day: date | None) -> float:
        """Minutes a week of the habits that hold on a day; None is before any habit starts."""
        running = (
            habit
            for habit in self.habits
            if not habit.is_once
            and (habit.start is None or (day is not None and habit.start <= day))
            and (habit.until is None or day is None or day <= habit.until)
        )
        return sum(habit.minutes or 0.0 for habit in running)

    def acts(self, first: int, last: int, whole: bool = True) -> list[Acts]:
        """What is done on each day from `first` to `last` (days since 1970-01-01)."""
        return [acts for habit in self.habits for acts in spread(habit, first, last, None, whole)]

    def to_log(self, start: date, end: date, whole: bool = True) -> ActivityLog:
        """The plan as a log of its own, from `start` to `end`: whole actions, no coverage.

        whole: False spreads a rate evenly, in parts of an action if need be; then twice the rate
        is twice every row.
        """
        first = to_day(start)
        return to_rows(self.acts(first, to_day(end), whole), first, account=OWNER)

    def to_yaml(self) -> str:
        """The plan as the text of a file; `from_yaml` reads the same plan back."""
        from estimator.whatif.plan_files import plan_text  # noqa: PLC0415  # it knows plans

        return plan_text(self)

    def to_dict(self) -> dict[str, object]:
        """The plan as its file states it, dates as text."""
        habits = [habit.to_dict() for habit in self.habits]
        return {"habits": [{k: _plain(v) for k, v in one.items()} for one in habits]}

    def __add__(self, other: "Plan") -> "Plan":
        return Plan((*self.habits, *other.habits))

    def __iter__(self) -> Iterator[Habit]:
        return iter(self.habits)

    def __len__(self) -> int:
        return len(self.habits)

    def __repr__(self) -> str:
        return f"Plan([{', '.join(map(repr, self.habits))}])"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
