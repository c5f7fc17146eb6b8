"""Shifts of the formula: readings whose residuals move together, which no activity explains.

A step is sought in the residuals (estimated minus recorded), where a change of habits that the log
shows leaves none. It counts as LinkedIn's doing when all pillars of an account move the same way,
or all accounts do. Nothing is refitted; a regime is proposed, and a person decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from estimator.days import to_date
from estimator.residual_steps import Held, Series, Step, series_of, steps_of
from estimator.rules import Rules

ACCOUNTS = 3  # that must move together to speak of all accounts
SURE = 3.0  # times its own standard error a step must be
SPEAKS = 2.0  # points a pillar must have to show a shift of some per cent at all


@dataclass(frozen=True)
class Shift:
    """A suspected change of formula between two readings.

    after: the last day of the old formula that has a reading; on: the first of the new one.
    moved: by how much readings moved against the estimate, in points by pillar, the mean over the
    accounts; percent: the same for all pillars together. known: the regime of the rules that
    begins there, None where none does.
    """

    after: date
    on: date
    accounts: tuple[str, ...]
    moved: Mapping[str, float]
    percent: float
    known: str | None

    @property
    def points(self) -> float:
        """By how much the total moved."""
        return sum(self.moved.values())

    def to_dict(self) -> dict[str, object]:
        days = {"after": self.after.isoformat(), "on": self.on.isoformat()}
        return {**vars(self), **days, "accounts": list(self.accounts), "points": self.points}

    def proposal(self) -> str:
        """A regime to add to the rules, as YAML; its source is yours to name.

        What is measured is the size only: numbers stay as they are until somebody refits them.
        """
        verb = "rose" if self.points > 0 else "fell"
        size = f"{abs(self.points):.1f} points ({abs(self.percent):.0f} %)"
        who = "1 account" if len(self.accounts) == 1 else f"{len(self.accounts)} accounts"
        note = f"readings of {who} {verb} by {size} with no activity to explain it; suspected"
        return (
            "regimes:\n"
            f"  - id: r{self.on.isoformat()}\n"
            f"    from: {self.on.isoformat()}\n"
            f"    note: {note}\n"
            "    source: readings  # name it under sources\n"
        )


def shifts(held: Sequence[Held], rules: Rules) -> tuple[Shift, ...]:
    """Every suspected shift, the earliest first; those of all accounts where there are enough."""
    series = [*series_of(held)]
    if not series:
        return ()
    found = [*_split(series, _of_accounts, *_reach(series))]
    if not found:
        for _, own in groupby(series, key=lambda one: one.account):
            alone = list(own)
            found += _split(alone, _of_pillars, *_reach(alone))
    return tuple(_shift(day, steps, series, rules) for day, steps in sorted(found, key=_day))


Found = tuple[int, tuple[Step, ...]]
Agreement = Callable[[Sequence[Step]], tuple[Step, ...]]  # the steps of a shift; none: no shift


def _day(found: Found) -> int:
    return found[0]


def _reach(series: Sequence[Series]) -> tuple[int, int]:
    days = np.concatenate([one.day for one in series])
    return int(days.min()), int(days.max())


def _split(series: Sequence[Series], agree: Agreement, first: int, last: int) -> Iterator[Found]:
    """The surest day on which the series agree, then those on either side of it."""
    inside = [one.within(first, last) for one in series]
    days = sorted({int(day) for one in inside for day in one.day})
    asked = ((day, agree([s for one in inside for s in steps_of(one, day)])) for day in days)
    agreed = [(day, steps) for day, steps in asked if steps]
    if not agreed:
        return
    day, steps = max(agreed, key=lambda one: sum(min(step.sure, 50.0) ** 2 for step in one[1]))
    yield day, steps
    yield from _split(series, agree, first, day - 1)
    yield from _split(series, agree, day, last)


def _of_pillars(steps: Sequence[Step]) -> tuple[Step, ...]:
    """All steps, when every pillar that can show a shift steps the same way."""
    speaking = [step for step in steps if step.level >= SPEAKS]
    sure = all(step.sure >= SURE for step in speaking)
    if len({step.pillar for step in speaking}) < 2 or not sure or not _is_step(speaking):
        return ()
    return tuple(steps) if not _against(steps, speaking[0].size) else ()


def _of_accounts(steps: Sequence[Step]) -> tuple[Step, ...]:
    """All steps, when in every account what is sure goes the same way, and there is some."""
    sure = [step for step in steps if step.sure >= SURE]
    accounts = {step.account for step in steps}
    moved = {step.account for step in sure} == accounts and _is_step(sure)
    if len(accounts) < ACCOUNTS or not moved:
        return ()
    return tuple(steps) if not _against(steps, sure[0].size) else ()


def _is_step(steps: Iterable[Step]) -> bool:
    """Whether two levels fit all of them together better than straight lines do."""
    return sum(step.worse for step in steps) > 0


def _against(steps: Iterable[Step], size: float) -> bool:
    """Whether a step that is sure goes the other way."""
    return any(step.sure >= SURE and step.size * size < 0 for step in steps)


def _shift(day: int, steps: Sequence[Step], series: Sequence[Series], rules: Rules) -> Shift:
    accounts = tuple(sorted({step.account for step in steps}))
    earlier = [d for one in series if one.account in accounts for d in one.day if d < day]
    moved = {
        pillar: -float(np.mean([s.size for s in steps if s.pillar == pillar]))
        for pillar in rules.pillars
        if any(s.pillar == pillar for s in steps)
    }
    level = sum(step.level for step in steps) / len(accounts)
    size = -sum(step.size for step in steps) / len(accounts)
    after, on = to_date(int(max(earlier))), to_date(day)
    return Shift(after, on, accounts, moved, 100.0 * size / level, _known(rules, after, on))


def _known(rules: Rules, after: date, on: date) -> str | None:
    """The regime that begins between two readings, or a few days around."""
    week = timedelta(days=7)
    near = [one.id for one in rules.regimes if after - week < one.from_ <= on + week]
    return near[-1] if near else None
