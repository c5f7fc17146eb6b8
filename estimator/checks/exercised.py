"""What of the rules the cases exercise, and which of its numbers they would notice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product, zip_longest
from math import inf, isfinite
from typing import Literal

from estimator.actions import SEATS, Seat
from estimator.advance import advancing
from estimator.checks.trials import Scored, Trial
from estimator.checks.verdicts import judged
from estimator.days import to_date, to_day
from estimator.errors import RulesError
from estimator.notebook import AsJson
from estimator.rules import Number, Rules

Kind = Literal["signal", "cap", "ceiling", "seat", "dated value"]


@dataclass(frozen=True)
class Exercised(AsJson):
    """One thing the rules hold, and the cases that exercise it, by name.

    A signal is exercised where an amount of it is seen; a cap or ceiling where it cuts something
    off; a seat where an account has it; a dated value where a day is scored on which it holds.
    """

    kind: Kind
    name: str
    cases: tuple[str, ...]


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

    def note(kind: Kind, name: str, cases: Iterable[str]) -> None:
        found.append(Exercised(kind, name, tuple(dict.fromkeys(cases))))

    for path, form in rules.signals().items():
        if form.off is None:
            note("signal", path, (case for case, s, on in named if (s.amount(path, on) or 0.0) > 0))
    for pillar in rules.pillars:
        note("cap", f"{pillar}.cap", (c for c, s, on in named if _is_cut(s, pillar, on, None)))
    for pillar, seat in product(rules.pillars, SEATS):
        if f"{pillar}.ceiling.{seat}" in rules.numbers():
            cut = (c for c, s, on in named if _is_cut(s, pillar, on, seat))
            note("ceiling", f"{pillar}.ceiling.{seat}", cut)
    for seat in SEATS:
        note("seat", seat, (case for case, s, _ in named if s.seat == seat))
    for name, number in rules.numbers().items():
        for (first, _), after in zip_longest(number.dated, number.dated[1:]):
            last = inf if after is None else after[0]
            days = (case for case, _, on in named if first <= to_day(on) < last)
            note("dated value", f"{name} from {to_date(first).isoformat()}", days)
    return tuple(found)


def _is_cut(score: Scored, pillar: str, on: date, seat: Seat | None) -> bool:
    """Whether the cap cuts something off, or the ceiling of the seat that is named."""
    own = score.pillar(pillar)
    if seat is None:
        return own.ceiling(score.seat) >= own.cap and score.at("uncut", pillar, on) > own.cap
    return seat == score.seat and score.at("uncut", pillar, on) > own.ceilings.get(seat, inf)


STEP = 0.1
Gate = Callable[[Sequence[Trial]], bool]  # whether the trials fail a gate of their own


@dataclass(frozen=True)
class Mutated(AsJson):
    """One number moved. noticed_by: the first case whose verdict changes; None where none does.

    after: what it was moved to, None where nothing near it is allowed (0 stays 0, never stays
    never, and laws and bounds may forbid both ways).
    """

    number: str
    before: float
    after: float | None
    noticed_by: str | None

    def to_dict(self) -> dict[str, object]:
        return {**super().to_dict(), "before": self.before if isfinite(self.before) else "never"}


def mutations(
    rules: Rules, trials: Sequence[Trial], gate: Gate | None = None
) -> tuple[Mutated, ...]:
    """Every number that is in use, moved by 10 %, and who notices.

    gate: one more thing that may notice, the baseline; called where no verdict does.
    """
    asked = {one: _passes(one) for one in trials if not one.own_rules}
    names = _in_use(rules)
    moved = advancing("moving numbers", names, len(names))
    return tuple(_mutated(name, rules, asked, gate) for name in moved)


def _in_use(rules: Rules) -> list[str]:
    """The numbers of everything but signals that are off."""
    off = tuple(f"{path}." for path, form in rules.signals().items() if form.off is not None)
    return [name for name in rules.numbers() if not name.startswith(off)]


def _mutated(
    name: str,
    rules: Rules,
    passed: Mapping[Trial, tuple[bool, ...]],
    gate: Gate | None,
) -> Mutated:
    number = rules.numbers()[name]
    for value, moved in _moves(name, number, rules):
        return Mutated(name, number.value, value, _who_notices(moved, passed, gate))
    return Mutated(name, number.value, None, None)


def _who_notices(
    moved: Rules, passed: Mapping[Trial, tuple[bool, ...]], gate: Gate | None
) -> str | None:
    """The first case whose verdicts change; the baseline where only its figures do."""
    now: list[Trial] = []
    for one, before in passed.items():
        now.append(one.under(moved))
        if now[-1] is not one and _passes(now[-1]) != before:
            return one.case.name
    differs = any(one is not before for one, before in zip(now, passed, strict=True))
    return "the baseline" if gate and differs and gate(now) else None


def _moves(name: str, number: Number, rules: Rules) -> Iterator[tuple[float, Rules]]:
    """The rules with the number a tenth up, or down where up is forbidden."""
    for factor in (1.0 + STEP, 1.0 - STEP):
        value = number.value * factor
        if number.quantity.whole:
            value = float(round(value)) if round(value) != number.value else number.value + 1.0
        if value == number.value or not isfinite(value):
            continue
        try:
            yield value, rules.replace({name: _times(number, value, factor)})
        except RulesError:
            continue


def _times(number: Number, value: float, factor: float) -> Number:
    """The number with another newest value; those of earlier days move by the same part."""
    dated = tuple((day, old * factor) for day, old in number.dated[:-1])
    last = tuple((day, value) for day, _ in number.dated[-1:])
    return replace(number, value=value, dated=(*dated, *last))


def _passes(one: Trial) -> tuple[bool, ...]:
    return tuple(verdict.passed for verdict in judged(one) if verdict.gates)
