"""What of the rules some case exercises: every signal, cap, ceiling, seat and dated value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product, zip_longest
from typing import Literal

from estimator.actions import SEATS, Seat
from estimator.checks.scoring import Scored
from estimator.checks.trials import Trial
from estimator.days import to_date, to_day
from estimator.rules import Rules
from estimator.rules.model import PillarModel

Kind = Literal["signal", "cap", "ceiling", "seat", "dated value"]


@dataclass(frozen=True)
class Exercised:
    """One thing the rules hold, and the cases that exercise it, by name.

    A signal is exercised where an amount of it is seen; a cap or ceiling where it cuts something
    off; a seat where an account has it; a dated value where a day is scored on which it holds.
    """

    kind: Kind
    name: str
    cases: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        return {"kind": self.kind, "name": self.name, "cases": list(self.cases)}


def rule_coverage(rules: Rules, trials: Sequence[Trial]) -> tuple[Exercised, ...]:
    """Everything that cases can exercise, in the order of the rules; see `Exercised`."""
    named = [
        (one.case.name, score, day)
        for one in trials
        if not one.own_rules
        for day, scores in one.scores.items()
        for score in scores
    ]
    found: list[Exercised] = []

    def note(kind: Kind, name: str, says: Callable[[Scored, date], bool]) -> None:
        cases = dict.fromkeys(case for case, score, day in named if says(score, day))
        found.append(Exercised(kind, name, tuple(cases)))

    for path, form in rules.signals().items():
        if form.off is None:
            note("signal", path, partial(_sees, path))
    for pillar in rules.pillars:
        note("cap", f"{pillar}.cap", partial(_reaches_cap, pillar))
    for pillar, seat in product(rules.pillars, SEATS):
        if f"{pillar}.ceiling.{seat}" in rules.numbers():
            note("ceiling", f"{pillar}.ceiling.{seat}", partial(_reaches_ceiling, pillar, seat))
    for seat in SEATS:
        note("seat", seat, partial(_has, seat))
    for name, number in rules.numbers().items():
        for first, after in zip_longest(number.dated, number.dated[1:]):
            last = None if after is None else after[0]
            day = to_date(first[0]).isoformat()
            note("dated value", f"{name} from {day}", partial(_lies, first[0], last))
    return tuple(found)


def _sees(path: str, score: Scored, on: date) -> bool:
    return (score.amount(path, on) or 0.0) > 0


def _reaches_cap(pillar: str, score: Scored, on: date) -> bool:
    model = _pillar(pillar, score)
    return model.ceiling(score.seat) >= model.cap and score.uncut(pillar, on) > model.cap


def _reaches_ceiling(pillar: str, seat: Seat, score: Scored, on: date) -> bool:
    model = _pillar(pillar, score)
    most = model.ceilings.get(seat)
    return score.seat == seat and most is not None and score.uncut(pillar, on) > most


def _has(seat: Seat, score: Scored, on: date) -> bool:
    return score.seat == seat


def _lies(first: int, last: int | None, score: Scored, on: date) -> bool:
    day = to_day(on)
    return first <= day and (last is None or day < last)


def _pillar(name: str, score: Scored) -> PillarModel:
    return next(one for one in score.model.pillars if one.name == name)
