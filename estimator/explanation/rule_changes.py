"""What changed rules do to signals and to a score: two rule sets mixed, and the parts of a change.

The rules are taken apart into players: a number that differs, by the name under which the rules
state it, or a signal that differs in more than numbers, with all it has. The ends of what is
unknown move no points, so they are not among them. Between two days there are two players, rules
and activity: activity is the mean of its splits under either rule set; the rules are the mean, over
either day, of what they change. On one day a cap or ceiling is a player, too, and within a pillar
all share its change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from math import inf
from typing import NamedTuple

from estimator.actions import Seat
from estimator.days import to_date, to_day
from estimator.explanation.attribution import ChangePart, NumberMoved, averaged, shapley
from estimator.explanation.prospects import Day, held_by
from estimator.explanation.steps import parts_of
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.rules.building import parameters_of, with_parameters
from estimator.rules.model import SignalModel, Unknown
from estimator.saturation import Linear
from estimator.score import last_day

OF_AMOUNTS = frozenset({"half_life", "window", "lag", "per_day_max", "prior", "min_of", "items"})
ANY_CURVE, ANY_SHARE = Linear(1.0), Unknown(0.0, 0.0, 0.0)


def bare(signal: SignalModel) -> SignalModel:
    """The signal without what moves no points: who vouches for it, the ends of the unknown."""
    unknown = replace(signal.unknown, low=0.0, high=0.0, spread=0.0)
    return replace(signal, status="", source="", unknown=unknown)


def amounting(signal: SignalModel | None) -> SignalModel | None:
    """The signal without what moves its worth only."""
    return signal and replace(bare(signal), points=0.0, curve=ANY_CURVE, unknown=ANY_SHARE)


class RuleSet(NamedTuple):
    """Rules as they stand on one of two days, and the log on both under them, the earlier first."""

    rules: Rules
    then: Day
    now: Day


class RuleMixture:
    """Two rule sets for one seat and log, and any mixture of them.

    Players have the names of numbers, `x.window and lag` and `x.at and shares` those of numbers
    that join together, since one alone may not fit the other of the other rules; a signal that is
    in one of the rule sets only, or differs in its kind, rows or curve, is the player `x`.
    """

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self.before, self.after, self.seat = before, after, before.then.seat
        self.models = before.then.model, after.then.model
        self.signals = [model.signals(self.seat) for model in self.models]
        self.paths = sorted({**self.signals[0], **self.signals[1]})
        self.own_players = cache(self._own_players)
        self.players = cache(self._players)
        self.worth = cache(self._worth)

    def pair(self, path: str) -> tuple[SignalModel | None, SignalModel | None]:
        """A signal as either has it; None where one does not."""
        return self.signals[0].get(path), self.signals[1].get(path)

    def _own_players(self, path: str) -> dict[str, dict[str, NumberMoved]]:
        """Those that change the signal itself, each with its numbers by their names below it."""
        one, other = self.pair(path)
        was, is_ = ({} if side is None else parameters_of(side) for side in (one, other))
        numbers = {}
        for name in dict.fromkeys([*was, *is_]):
            if (then := was.get(name)) != (now := is_.get(name)):
                _, before = _told(self.before.rules, path, name, then)
                full, after = _told(self.after.rules, path, name, now)
                numbers[name] = NumberMoved(full, then, now, before, after)
        if one is None or other is None:
            return {} if one is other else {path: numbers}
        if bare(with_parameters(one, {"per_day_max": None, **is_})) != bare(other):
            return {path: numbers}
        found: dict[str, dict[str, NumberMoved]] = {}
        for name, number in numbers.items():
            found.setdefault(_player(number.path), {})[name] = number
        return found

    def _players(self, path: str) -> dict[str, list[NumberMoved]]:
        """Those that change what the signal is worth, by what it is inferred from, too."""
        found = {player: [*numbers.values()] for player, numbers in self.own_players(path).items()}
        sides = [signal for signal in self.pair(path) if signal is not None]
        for source in dict.fromkeys(side.unknown.inferred_from or "" for side in sides):
            one, other = map(amounting, self.pair(source))
            for player, numbers in self.own_players(source).items() if one != other else ():
                telling = [n for key, n in numbers.items() if key.partition(".")[0] in OF_AMOUNTS]
                if telling or player == source:
                    found[player] = [*dict.fromkeys([*found.get(player, ()), *telling])]
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

    def _worth(self, path: str, joined: frozenset[str]) -> float:
        """The points of the mixed signal, the mean over the days there are."""
        mixed = self.mixed(path, joined)
        if mixed is None:
            return 0.0
        source = self.mixed(mixed.unknown.inferred_from or "", joined)
        days = {day.day: day for day in (self.after.then, self.after.now)}
        shares = [held_by(mixed, source, one.log, day).share for day, one in days.items()]
        return mixed.points * sum(shares) / len(shares)

    def points(self, pillar: str, joined: frozenset[str]) -> float:
        """The points of the mixed pillar after its cuts."""
        own = (path for path in self.paths if path.startswith(f"{pillar}."))
        # a signal is what it was for whoever does not touch it
        uncut = sum(self.worth(path, joined.intersection(self.players(path))) for path in own)
        return min(uncut, *(ends[name in joined] for name, ends in self.cuts(pillar).items()))

    def cuts(self, pillar: str) -> dict[str, tuple[float, float]]:
        """The cap of a pillar and the seat's ceiling before and after, by name."""
        one, other = (model.pillar(pillar) for model in self.models)
        ceilings = one.ceilings.get(self.seat, inf), other.ceilings.get(self.seat, inf)
        return {f"{pillar}.cap": (one.cap, other.cap), f"{pillar}.ceiling.{self.seat}": ceilings}

    def cuts_moved(self, pillar: str) -> list[NumberMoved]:
        """Those that differ; a seat without a ceiling ends at the cap."""
        (cap, caps), (ceiling, ends) = self.cuts(pillar).items()
        moved = {cap: caps}
        if ends[0] != ends[1]:
            was, is_ = (most if at == inf else at for at, most in zip(ends, caps, strict=True))
            moved[ceiling] = was, is_
        return [
            NumberMoved(name, was, is_, f"{was:g}", f"{is_:g}")
            for name, (was, is_) in moved.items()
            if was != is_
        ]

    # --- between two days ---

    def parts(self, uncut: Mapping[str, tuple[float, float]]) -> Iterator[ChangePart]:
        """The parts of the change of every pillar. uncut: the sum of its signals on either day."""
        for path in self.paths:
            yield from self._signal_parts(path)
        for pillar, ends in uncut.items():
            yield from self._cap_parts(pillar, ends)

    def _signal_parts(self, path: str) -> list[ChangePart]:
        """The parts of a signal's change; it need not be in both rule sets."""
        players, sides = (
            self.players(path),
            zip(self.signals, (self.before, self.after), strict=True),
        )
        splits = (
            parts_of(signals[path], side.then, side.now)
            for signals, side in sides
            if path in signals
        )
        if not players:
            return next(splits)
        pillar, _, name = path.partition(".")
        parts = averaged(splits)
        for player, points in shapley([*players], partial(self.worth, path)).items():
            numbers = players[player]
            if len(numbers) == 1:
                numbers = [replace(numbers[0], points=points)]
            parts.append(ChangePart("rules", pillar, name, points, numbers=tuple(numbers)))
        return parts

    def _cap_parts(self, pillar: str, uncut: tuple[float, float]) -> Iterator[ChangePart]:
        """The part of a pillar's cuts, and of the numbers that cut when those changed.

        Two players: how much there is to cut, and where it is cut.
        """
        most = [model.pillar(pillar).most(self.seat) for model in self.models]
        cut = [[max(points - at, 0.0) for at in most] for points in uncut]
        moved = (cut[0][1] - cut[0][0] + cut[1][1] - cut[1][0]) / 2.0
        grown = cut[1][1] - cut[0][0] - moved
        yield ChangePart("cap", pillar, None, -grown, cut[0][0], cut[1][1], unit="points")
        if most[0] != most[1]:
            yield ChangePart("rules", pillar, None, -moved, numbers=tuple(self.cuts_moved(pillar)))


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


# --- what a change of rules does on one day ------------------------------------------------------


@dataclass(frozen=True)
class NumberEffect(AsJson, also="total"):
    """One number that differs, or one signal that differs in more than numbers.

    before, after: its values as the rules write them, None where they have none. points: what it
    does to each pillar that it touches.
    """

    name: str
    before: str | None
    after: str | None
    points: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.points.values())


@dataclass(frozen=True)
class Effect(AsJson, schema="ssi.rules-effect/1", also="change"):
    """A score before and after a change of rules: points by pillar and "total", and the causes.

    The points of the causes add up to the change, pillar by pillar. Largest first.
    """

    account: str
    on: date
    seat: Seat
    before: Mapping[str, float]
    after: Mapping[str, float]
    causes: tuple[NumberEffect, ...]

    @property
    def change(self) -> dict[str, float]:
        """After minus before, by pillar and "total"."""
        return {name: self.after[name] - self.before[name] for name in self.after}


def effect(
    log: ActivityLog, before: Rules, after: Rules, on: date | None = None, seat: Seat = "free"
) -> Effect:
    """What the change from one rule set to another does to the score of a log of one account.

    `on` defaults to the log's last day. Each number is a player of a pillar's points after its
    cuts: no number is favoured for standing first.

    Raises: NotEnoughEvidence for a log without a day when `on` is not given.
    """
    day = last_day(log) if on is None else to_day(on)
    sides = [RuleSet(rules, *[Day(log, rules.on(day), day, seat)] * 2) for rules in (before, after)]
    mixture = RuleMixture(*sides)
    ends: list[dict[str, float]] = [{}, {}]
    points: dict[str, dict[str, float]] = {}
    numbers: dict[str, dict[NumberMoved, None]] = {}
    for pillar in before.pillars:
        players = {cut.path: [cut] for cut in mixture.cuts_moved(pillar)}
        for path in (path for path in mixture.paths if path.startswith(f"{pillar}.")):
            for player, moved in mixture.players(path).items():
                players[player] = [*players.get(player, ()), *moved]
        value = partial(mixture.points, pillar)
        ends[0][pillar], ends[1][pillar] = value(frozenset()), value(frozenset(players))
        for player, brought in shapley([*players], value).items():
            numbers.setdefault(player, {}).update(dict.fromkeys(players[player]))
            if brought:
                points.setdefault(player, {})[pillar] = brought
    causes = [_cause(p, own, [*numbers[p]], (before, after)) for p, own in points.items()]
    was, now = ({**one, "total": sum(one.values())} for one in ends)
    return Effect(
        log.accounts[0],
        to_date(day),
        seat,
        was,
        now,
        tuple(sorted(causes, key=lambda one: (-abs(one.total), one.name))),
    )


def _cause(
    player: str,
    points: Mapping[str, float],
    numbers: Iterable[NumberMoved],
    rules: tuple[Rules, Rules],
) -> NumberEffect:
    if player in {**rules[0].signals(), **rules[1].signals()}:
        before, after = ("as it was" if player in one.signals() else None for one in rules)
    else:
        ends = zip(*((n.written_before, n.written_after) for n in numbers), strict=True)
        before, after = (", ".join(filter(None, words)) or None for words in ends)
    return NumberEffect(player, before, after, points)
