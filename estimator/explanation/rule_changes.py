"""What changed rules do to signals: two rule sets mixed, and the parts of one signal's change.

The rules are taken apart into players: a number that differs, by the name under which the rules
state it, or a signal that differs in more than numbers, with all it has. The ends of what is
unknown move no points, so they are not among them. Between two days there are two players, rules
and activity: activity is the mean of its splits under either rule set; the rules are the mean, over
either day, of what they change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import inf

from estimator.explanation.attribution import ChangePart, NumberMoved, averaged, shapley
from estimator.explanation.prospects import Day, held_by
from estimator.explanation.steps import parts_of
from estimator.rules import Rules
from estimator.rules.building import parameters_of, with_parameters
from estimator.rules.model import SignalModel, Unknown
from estimator.saturation import Linear

OF_AMOUNTS = frozenset({"half_life", "window", "lag", "per_day_max", "prior", "min_of", "items"})
ANY_CURVE, ANY_SHARE = Linear(1.0), Unknown(0.0, 0.0, 0.0)


def bare(signal: SignalModel) -> SignalModel:
    """The signal without what moves no points: who vouches for it, the ends of the unknown."""
    unknown = replace(signal.unknown, low=0.0, high=0.0, spread=0.0)
    return replace(signal, status="", source="", unknown=unknown)


def amounting(signal: SignalModel | None) -> SignalModel | None:
    """The signal without what moves its worth only."""
    return signal and replace(bare(signal), points=0.0, curve=ANY_CURVE, unknown=ANY_SHARE)


@dataclass(frozen=True)
class RuleSet:
    """Rules as they stand on one of two days, and the log on both under them, the earlier first."""

    rules: Rules
    then: Day
    now: Day

    @cached_property
    def signals(self) -> dict[str, SignalModel]:
        """Every signal that the seat has, by path."""
        return self.then.model.signals(self.then.seat)


class RuleMixture:
    """Two rule sets for one seat and log, and any mixture of them.

    Players have the names of numbers, `x.window and lag` and `x.at and shares` those of numbers
    that join together, since one alone may not fit the other of the other rules; a signal that is
    in one of the rule sets only, or differs in its kind, rows or curve, is the player `x`.
    """

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self.before, self.after = before, after
        self.own_players = cache(self._own_players)

    def pair(self, path: str) -> tuple[SignalModel | None, SignalModel | None]:
        """A signal as either has it; None where one does not."""
        return self.before.signals.get(path), self.after.signals.get(path)

    def _own_players(self, path: str) -> dict[str, dict[str, NumberMoved]]:
        """Those that change the signal itself, each with its numbers by their names below it."""
        one, other = self.pair(path)
        was, is_ = ({} if side is None else parameters_of(side) for side in (one, other))
        numbers = {
            name: self._moved(path, name, was.get(name), is_.get(name))
            for name in dict.fromkeys([*was, *is_])
            if was.get(name) != is_.get(name)
        }
        if one is None or other is None:
            return {} if one is other else {path: numbers}
        if bare(with_parameters(one, {"per_day_max": None, **is_})) != bare(other):
            return {path: numbers}
        found: dict[str, dict[str, NumberMoved]] = {}
        for name, number in numbers.items():
            found.setdefault(_player(number.path), {})[name] = number
        return found

    def players(self, path: str) -> dict[str, list[NumberMoved]]:
        """Those that change what the signal is worth, by what it is inferred from, too."""
        found = {player: [*numbers.values()] for player, numbers in self.own_players(path).items()}
        sides = [signal for signal in self.pair(path) if signal is not None]
        for source in dict.fromkeys(side.unknown.inferred_from or "" for side in sides):
            one, other = map(amounting, self.pair(source))
            for player, numbers in self.own_players(source).items() if one != other else ():
                telling = [n for key, n in numbers.items() if key.partition(".")[0] in OF_AMOUNTS]
                if telling or player == source:
                    there = found.setdefault(player, [])
                    there += [number for number in telling if number not in there]
        return found

    def mixed(self, path: str, joined: frozenset[str]) -> SignalModel | None:
        """The signal as the rules before have it, but for the players that joined."""
        one, other = self.pair(path)
        own = self.own_players(path)
        if one is None or other is None or path in own:
            return other if path in joined else one
        values = parameters_of(other)
        names = (name for player in own if player in joined for name in own[player])
        return with_parameters(one, {name: values.get(name) for name in names})

    def worth(self, path: str, joined: frozenset[str]) -> float:
        """The points of the mixed signal, the mean over the days there are."""
        mixed = self.mixed(path, joined)
        if mixed is None:
            return 0.0
        source = self.mixed(mixed.unknown.inferred_from or "", joined)
        days = {day.day: day for day in (self.after.then, self.after.now)}
        shares = [held_by(mixed, source, one.log, day).share for day, one in days.items()]
        return mixed.points * sum(shares) / len(shares)

    def most(self, pillar: str, joined: frozenset[str]) -> float:
        """What the mixed pillar can show; its cap and ceiling are players of their own."""
        sides = [side.then.model.pillar(pillar) for side in (self.before, self.after)]
        seat = self.before.then.seat
        ceilings = sides[f"{pillar}.ceiling.{seat}" in joined].ceilings
        return min(sides[f"{pillar}.cap" in joined].cap, ceilings.get(seat, inf))

    def _moved(
        self, path: str, name: str, before: float | None, after: float | None
    ) -> NumberMoved:
        _, was = _told(self.before.rules, path, name, before)
        full, is_ = _told(self.after.rules, path, name, after)
        return NumberMoved(full, before, after, was, is_)


def cuts_moved(pillar: str, before: RuleSet, after: RuleSet) -> Iterator[NumberMoved]:
    """The cap of a pillar and the seat's ceiling, where they differ."""
    seat = before.then.seat
    one, other = (side.then.model.pillar(pillar) for side in (before, after))
    ends = {"cap": (one.cap, other.cap)}
    if seat in one.ceilings or seat in other.ceilings:
        ends[f"ceiling.{seat}"] = one.ceiling(seat), other.ceiling(seat)
    for name, (was, is_) in ends.items():
        if was != is_:
            yield NumberMoved(f"{pillar}.{name}", was, is_, f"{was:g}", f"{is_:g}")


def signal_parts(path: str, before: RuleSet, after: RuleSet) -> list[ChangePart]:
    """The parts of a signal's change; it need not be in both rule sets."""
    mixture = RuleMixture(before, after)
    players = mixture.players(path)
    if not players:
        return _activity(path, after)
    brought = shapley([*players], lambda joined: mixture.worth(path, joined))
    rules = [_part(path, points, players[player]) for player, points in brought.items()]
    return [*averaged(_activity(path, before), _activity(path, after)), *rules]


def _activity(path: str, side: RuleSet) -> list[ChangePart]:
    signal = side.signals.get(path)
    return [] if signal is None else parts_of(signal, side.then, side.now)


def _part(path: str, points: float, numbers: Iterable[NumberMoved]) -> ChangePart:
    pillar, _, name = path.partition(".")
    told = tuple(numbers)
    if len(told) == 1:
        told = (replace(told[0], points=points),)
    return ChangePart("rules", pillar, name, points, numbers=told)


def _told(rules: Rules, path: str, name: str, value: float | None) -> tuple[str, str]:
    """The name of a number as the rules have it, and its value as they write it."""
    full = f"{path}.{name}"
    if value is None:
        return full, ""
    if full in rules.numbers() or (path in rules.signals() and full in rules.inherited(path)):
        return rules.stated(full), rules.number(full).quantity.write(value)
    return full, f"{value:g}"


def _player(name: str) -> str:
    """The player that a number belongs to.

    >>> _player("find.people_searches.window"), _player("insight.comments.at.0")
    ('find.people_searches.window and lag', 'insight.comments.at and shares')
    """
    owner, _, last = name.rpartition(".")
    if last in ("window", "lag"):
        return f"{owner}.window and lag"
    return f"{owner.rpartition('.')[0]}.at and shares" if last.isdigit() else name
