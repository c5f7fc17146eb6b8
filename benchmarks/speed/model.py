"""The shipped rules on the day that is scored: what every engine computes."""

from collections.abc import Iterator
from functools import cache, lru_cache

from benchmarks.speed.team import ACTIONS, FIRST, HOURS, ON, SECTIONS
from estimator.actions import Seat
from estimator.rules import load_rules
from estimator.rules.match import Condition, Every, Match, Not
from estimator.rules.model import Model, PillarModel, SignalModel

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


@lru_cache(maxsize=4096)
def by_action(match: Match, actions: tuple[str, ...]) -> tuple[tuple[int, Match | None], ...]:
    """The actions (by their place) of which rows may match, and what is left to ask of each row.

    Nothing is left (None) where the action decides.

    >>> from estimator.rules.match import Either
    >>> short = Every((Condition("action", "eq", ("comment",)), Condition("words", "lt", (9,))))
    >>> posts = Condition("action", "eq", ("post",))
    >>> by_action(Either((short, posts)), ("comment", "like", "post"))
    ((0, Condition(column='words', operator='lt', values=(9,))), (2, None))
    """
    left = ((place, _left(match, action)) for place, action in enumerate(actions))
    kept = ((place, rest) for place, rest in left if rest is not False)
    return tuple((place, None if rest is True else rest) for place, rest in kept)


def _left(match: Match, action: str) -> Match | bool:
    """What is left of a match for the rows of one action: nothing when it holds or fails."""
    if isinstance(match, Condition):
        return match.holds(action) if match.column == "action" else match
    if isinstance(match, Not):
        inner = _left(match.part, action)
        return not inner if isinstance(inner, bool) else Not(inner)
    decisive = not isinstance(match, Every)
    parts = [_left(part, action) for part in match.parts]
    if decisive in parts:
        return decisive
    open_ = tuple(part for part in parts if not isinstance(part, bool))
    if len(open_) > 1:
        return type(match)(open_)
    return open_[0] if open_ else not decisive
