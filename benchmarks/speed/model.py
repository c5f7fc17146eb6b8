"""The shipped rules on the day that is scored: what every engine computes."""

from collections.abc import Iterator
from functools import cache

from benchmarks.speed.team import ACTIONS, FIRST, HOURS, ON, SECTIONS
from estimator.actions import Seat
from estimator.rules import load_rules
from estimator.rules.match import Condition, Match
from estimator.rules.model import Model, PillarModel, SignalModel
from estimator.score.rows import by_action

SEAT: Seat = "free"
PILLARS = ("brand", "find", "insight", "relationship")
VALUES: dict[str, tuple[str | int, ...]] = {  # what the codes of an attribute stand for
    "section": SECTIONS,
    "hours": HOURS,
}
ROUNDED = 1.0 - 1e-9  # windows that are subtracted leave that much behind


@cache
def model() -> Model:
    """The shipped rules as they stand on the scored day."""
    return load_rules().on(ON)


def signals(pillar: PillarModel) -> list[SignalModel]:
    """The signals of a pillar that the benchmark's seat has and the team's log can show."""
    return [s for s in pillar.signals if s.applies(SEAT) and (s.items or codes_of(s.match))]


def cut_of(pillar: PillarModel) -> float:
    """The most the pillar can show."""
    return min(pillar.cap, pillar.ceiling(SEAT))


def matches() -> Iterator[tuple[SignalModel, Match]]:
    """Every signal with each match that it looks at."""
    for signal in (s for pillar in model().pillars for s in signals(pillar)):
        for match in (signal.match, signal.of, *(item.match for item in signal.items)):
            yield signal, match


def reach() -> dict[int, list[int]]:
    """The first days that signals look back to from the scored day, each with its actions."""
    firsts: dict[int, int] = {}
    for signal, match in matches():
        level = signal.kind in ("stock", "checklist")
        first = FIRST if level else ON - signal.decay.window + 1
        for action, _ in codes_of(match):
            firsts[action] = min(firsts.get(action, first), first)
    by_first: dict[int, list[int]] = {}
    for action, first in firsts.items():
        by_first.setdefault(first, []).append(action)
    return by_first


def codes_of(match: Match) -> list[tuple[int, list[tuple[str, list[int]]]]]:
    """The actions of a match by code, each with the codes that some attributes must have."""
    return [(action, list(_codes(rest))) for action, rest in by_action(match, ACTIONS)]


def _codes(rest: Match | None) -> Iterator[tuple[str, list[int]]]:
    for part in () if rest is None else getattr(rest, "parts", (rest,)):
        if not isinstance(part, Condition):
            raise NotImplementedError(part)
        values = VALUES[part.column]
        yield part.column, [code for code, value in enumerate(values) if part.holds(value)]
