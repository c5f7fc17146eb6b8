"""What a change of rules does to a score, in points, split by number.

What differs is a player (`estimator.explanation.rule_changes`), and so is a cap or ceiling. Within
a pillar they share the change by Shapley's value; the parts add up to it, and no number is favoured
for standing first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from estimator.actions import Seat
from estimator.days import to_date, to_day
from estimator.explanation.attribution import NumberMoved, shapley
from estimator.explanation.prospects import Day
from estimator.explanation.rule_changes import RuleMixture, RuleSet, cuts_moved
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.score import last_day


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

    `on` defaults to the log's last day.

    Raises: NotEnoughEvidence for a log without a day when `on` is not given.
    """
    day = last_day(log) if on is None else to_day(on)
    sides = [RuleSet(rules, *[Day(log, rules.on(day), day, seat)] * 2) for rules in (before, after)]
    mixture = RuleMixture(*sides)
    found = {pillar: _of_pillar(pillar, mixture) for pillar in before.pillars}
    players = dict.fromkeys(player for one in found.values() for player in one.brought)
    causes = [_cause(player, found, (before, after)) for player in players]
    was, now = ({name: one.ends[i] for name, one in found.items()} for i in (0, 1))
    return Effect(
        log.accounts[0],
        to_date(day),
        seat,
        {**was, "total": sum(was.values())},
        {**now, "total": sum(now.values())},
        tuple(sorted(causes, key=lambda one: (-abs(one.total), one.name))),
    )


@dataclass(frozen=True)
class PillarEffect:
    """What each player brings to a pillar, and its numbers. ends: the points before and after."""

    ends: tuple[float, float]
    brought: dict[str, float]
    numbers: dict[str, list[NumberMoved]]


def _of_pillar(pillar: str, mixture: RuleMixture) -> PillarEffect:
    paths = {**mixture.before.signals, **mixture.after.signals}
    own = {path: mixture.players(path) for path in paths if path.startswith(f"{pillar}.")}
    numbers = {one.path: [one] for one in cuts_moved(pillar, mixture.before, mixture.after)}
    for player, moved in (one for players in own.values() for one in players.items()):
        there = numbers.setdefault(player, [])
        there += [number for number in moved if number not in there]
    worth = cache(mixture.worth)  # a signal is what it was for whoever does not touch it

    @cache
    def value(joined: frozenset[str]) -> float:
        uncut = sum(worth(path, joined.intersection(players)) for path, players in own.items())
        return min(uncut, mixture.most(pillar, joined))

    brought = {player: points for player, points in shapley([*numbers], value).items() if points}
    return PillarEffect((value(frozenset()), value(frozenset(numbers))), brought, numbers)


def _cause(
    player: str, found: Mapping[str, PillarEffect], rules: tuple[Rules, Rules]
) -> NumberEffect:
    told = {n.path: n for one in found.values() for n in one.numbers.get(player, ())}.values()
    ends = zip(*((n.written_before, n.written_after) for n in told), strict=True)
    before, after = (", ".join(filter(None, words)) or None for words in ends)
    if player in {**rules[0].signals(), **rules[1].signals()}:
        before, after = ("as it was" if player in one.signals() else None for one in rules)
    points = {name: one.brought[player] for name, one in found.items() if player in one.brought}
    return NumberEffect(player, before, after, points)
