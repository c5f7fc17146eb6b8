"""What a change of rules does to a score, in points, split by number.

Numbers that differ are players. A signal that differs in more than numbers, or is in one rule set
only, is one player with all it has. Within a pillar, up to six players share the change by
Shapley's value, more by the mean of two orders, that of the file and its reverse. Either way the
parts add up to the change, and no number is favoured for standing first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from estimator.actions import Seat
from estimator.days import Range, to_date, to_day
from estimator.explanation.attribution import shapley
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.rules.building import build
from estimator.rules.model import Model, PillarModel
from estimator.rules.rule_contents import difference
from estimator.score import last_day
from estimator.score.book import book_of

EXACTLY = 6  # players: 64 models a pillar
NO_POINTS = ("spread", "level", "unknown.low", "unknown.high")  # intervals and ranks only
Worth = Callable[[frozenset[str]], float]


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
    mixture = RuleMixture(before, after, log, day, seat)
    parts: dict[str, dict[str, float]] = {}
    for pillar in before.pillars:
        for player, points in mixture.shared(pillar).items():
            if points:
                parts.setdefault(player, {})[pillar] = points
    causes = (
        NumberEffect(
            player, mixture.written(before, player), mixture.written(after, player), points
        )
        for player, points in parts.items()
    )
    largest = tuple(sorted(causes, key=lambda one: (-abs(one.total), one.name)))
    was, now = map(mixture.points, mixture.models)
    return Effect(log.accounts[0], to_date(day), seat, was, now, largest)


@dataclass(frozen=True, eq=False)
class RuleMixture:
    """Two rule sets, and any mixture of them, for a log of one account on a day."""

    before: Rules
    after: Rules
    log: ActivityLog
    day: int
    seat: Seat

    @cached_property
    def models(self) -> tuple[Model, Model]:
        """Both as they stand on the day."""
        return self.before.on(self.day), self.after.on(self.day)

    def shared(self, pillar: str) -> Mapping[str, float]:
        """What each player brings to a pillar; the sum is the pillar's change."""
        players = [one for one in self.players() if self._touches(one, pillar)]

        @cache
        def worth(joined: frozenset[str]) -> float:
            return self.points(self._model(joined))[pillar]

        return shapley(players, worth) if len(players) <= EXACTLY else _both_ways(players, worth)

    def players(self) -> tuple[str, ...]:
        """What can differ: signals that differ in more than numbers, then single numbers."""
        whole = self.whole_signals
        numbers = (
            name
            for name in self.moved
            if not name.startswith(tuple(f"{path}." for path in whole))
            and not name.endswith(NO_POINTS)
        )
        return (*whole, *dict.fromkeys(_player(name) for name in numbers))

    def points(self, model: Model) -> dict[str, float]:
        """The points of each pillar and of the total under a model."""
        found = book_of(model, self.seat).score(self.log, Range(self.day, self.day))
        names = [*(pillar.name for pillar in model.pillars), "total"]
        return dict(zip(names, found.points[:, 0, 0].tolist(), strict=True))

    def written(self, rules: Rules, player: str) -> str | None:
        """The values of a player as the rules write them; None where they have none."""
        if player in self.whole_signals:
            return "as it was" if player in rules.signals() else None
        names = [name for name in self.moved if _player(name) == player]
        told = [rules.numbers()[name].written for name in names if name in rules.numbers()]
        return ", ".join(told) or None

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The names of numbers whose value on the day differs, those of one side included."""
        one, other = self.before.numbers(), self.after.numbers()
        day = self.day
        return tuple(
            name
            for name in {**one, **other}
            if name not in one or name not in other or one[name].on(day) != other[name].on(day)
        )

    @cached_property
    def whole_signals(self) -> tuple[str, ...]:
        """The signals that came, went, or differ in what they match, their kind or their curve."""
        paths = {**self.before.signals(), **self.after.signals()}
        numbers = {*self.before.numbers(), *self.after.numbers()}
        changed = [c.path for c in difference(self.before, self.after)]
        rest = [path for path in changed if _number_of(path) not in numbers]
        return tuple(
            path for path in paths if any(p == path or p.startswith(f"{path}.") for p in rest)
        )

    def _touches(self, player: str, pillar: str) -> bool:
        """Whether a player can move a pillar: its own, a default, what one is inferred from."""
        if player.split(".", 1)[0] in (pillar, "defaults"):
            return True
        named = {
            signal.unknown.inferred_from
            for model in self.models
            for signal in model.pillar(pillar).signals
        }
        return any(path and (player == path or player.startswith(f"{path}.")) for path in named)

    def _model(self, joined: frozenset[str]) -> Model:
        one, other = dict(self.before.numbers()), self.after.numbers()
        for name in self.moved:
            if _player(name) in joined:
                one.pop(name, None)
                one |= {name: other[name]} if name in other else {}
        model = build(self.before.file, one, self.day)
        whole = self.whole_signals
        pillars = (self._mixed(pillar, whole, joined) for pillar in model.pillars)
        return replace(model, pillars=tuple(pillars)) if whole else model

    def _mixed(
        self, pillar: PillarModel, whole: Sequence[str], joined: frozenset[str]
    ) -> PillarModel:
        """The pillar with the signals that joined as they are after."""
        kept = {s.path: s for s in pillar.signals if s.path not in joined}
        come = {s.path: s for s in self.models[1].pillar(pillar.name).signals}
        signals = kept | {path: come[path] for path in whole if path in joined and path in come}
        return replace(pillar, signals=tuple(signals[path] for path in sorted(signals)))


def _both_ways(players: Sequence[str], worth: Worth) -> dict[str, float]:
    """The mean of what each brings when they join in their order, and in the reverse."""
    brought = dict.fromkeys(players, 0.0)
    for order in (players, players[::-1]):
        for player, points in _in_order(order, worth):
            brought[player] += points / 2.0
    return brought


def _in_order(order: Sequence[str], worth: Worth) -> Iterator[tuple[str, float]]:
    joined: frozenset[str] = frozenset()
    for player in order:
        more = joined | {player}
        yield player, worth(more) - worth(joined)
        joined = more


def _player(name: str) -> str:
    """The player that a number belongs to: window and lag join together, so that one never is
    beyond the other; so do the steps of a curve.

    >>> _player("find.people_searches.window"), _player("insight.comments.at.0")
    ('find.people_searches.window and lag', 'insight.comments.at')
    """
    owner, _, last = name.rpartition(".")
    if last in ("window", "lag"):
        return f"{owner}.window and lag"
    return owner if last.isdigit() else name


def _number_of(path: str) -> str:
    """The number that a difference is about: `x.status` is about x."""
    for ending in (".status", ".source"):
        path = path.removesuffix(ending)
    return path.split(".bounds")[0].split(".values.")[0]
