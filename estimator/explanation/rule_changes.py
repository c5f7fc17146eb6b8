"""The change of one signal when its rules changed, too: two players, rules and activity.

Activity is the mean of its splits under either rule set; the rules are the mean, over either day,
of what they change, shared out among the numbers that differ. Those go by the names of the rules
below the signal's own: `points`, `half_at`, `unknown.share`, `items.photo.weight`. The ends of
what is unknown move no points, so they are not among them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from estimator.explanation.attribution import ChangePart, NumberMoved, averaged, shapley
from estimator.explanation.prospects import Day, held_by
from estimator.explanation.steps import parts_of
from estimator.rules import Rules
from estimator.rules.model import Item, SignalModel, Unknown
from estimator.saturation import Curve, Linear

Values = Mapping[str, float]
Place = tuple[str | int, ...]  # fields of a signal, one in the other; a number is of a tuple

OF_AMOUNTS = frozenset({"half_life", "window", "lag", "per_day_max", "prior", "min_of", "items"})


def parameters(signal: SignalModel) -> dict[str, float]:
    """The numbers of a signal that move its points, by name.

    >>> from estimator.rules import load_rules
    >>> signals = load_rules().on(0).pillars[1].signals
    >>> "points" in parameters(signals[0])
    True
    """
    found = {name: _at(signal, place) for name, place in _places(signal)}
    return {name: float(value) for name, value in found.items() if value is not None}


def with_parameters(signal: SignalModel, values: Values) -> SignalModel:
    """The signal with some of its numbers replaced, by name."""
    moved = signal
    for name, place in _places(signal):
        if name in values:
            whole = name in ("window", "lag")
            moved = _put(moved, place, int(values[name]) if whole else values[name])
    return replace(moved, curve=Linear(_whole(moved.items))) if _is_whole(signal) else moved


def same_but_for_numbers(one: SignalModel, other: SignalModel) -> bool:
    """Whether nothing but numbers tells the two apart: the same rows, kind and curve."""
    return bare(with_parameters(one, parameters(other))) == bare(other)


def moves_amount(name: str) -> bool:
    """Whether a number moves what a signal amounts to, not only what that is worth."""
    return name.partition(".")[0] in OF_AMOUNTS


def bare(signal: SignalModel) -> SignalModel:
    """The signal without what moves no points: who vouches for it, the ends of the unknown."""
    unknown = replace(signal.unknown, low=0.0, high=0.0, spread=0.0)
    return replace(signal, status="", source="", unknown=unknown)


def _places(signal: SignalModel) -> Iterator[tuple[str, Place]]:
    """Where each number stands in a signal; `per_day_max` may be None."""
    yield "points", ("points",)
    if not _is_whole(signal):
        yield from _of_curve(signal.curve, "", ("curve",))
    if signal.kind in ("flow", "rate"):
        yield "half_life", ("decay", "half_life")
    if signal.kind in ("flow", "rate", "days"):
        yield from (("window", ("decay", "window")), ("lag", ("decay", "lag")))
    yield "per_day_max", ("per_day_max",)
    if signal.kind == "rate":
        yield from (("prior.rate", ("prior_rate",)), ("prior.weight", ("prior_weight",)))
        yield "min_of", ("min_of",)
    for i, item in enumerate(signal.items):
        yield f"items.{item.name}.weight", ("items", i, "weight")
    yield "unknown.share", ("unknown", "share")
    if signal.unknown.curve is not None:
        yield "unknown.most", ("unknown", "most")
        yield from _of_curve(signal.unknown.curve, "unknown.", ("unknown", "curve"))


def _of_curve(curve: Curve, prefix: str, place: Place) -> Iterator[tuple[str, Place]]:
    for name in (field.name for field in fields(curve)):
        value = getattr(curve, name)
        if isinstance(value, tuple):
            yield from ((f"{prefix}{name}.{i}", (*place, name, i)) for i in range(len(value)))
        else:
            yield f"{prefix}{name}", (*place, name)


def _at(owner: Any, place: Place) -> Any:  # any part of a signal
    for key in place:
        owner = owner[key] if isinstance(key, int) else getattr(owner, key)
    return owner


def _put(owner: Any, place: Place, value: float) -> Any:  # of the same kind as its owner
    """The owner with another value at a place within it."""
    key, *rest = place
    inner = _put(_at(owner, (key,)), tuple(rest), value) if rest else value
    if isinstance(key, int):
        return (*owner[:key], inner, *owner[key + 1 :])
    return replace(owner, **{key: inner})


def _is_whole(signal: SignalModel) -> bool:
    """Whether the curve of a checklist is not stated but ends where all of its items are there."""
    return signal.kind == "checklist" and signal.curve == Linear(_whole(signal.items))


def _whole(items: tuple[Item, ...]) -> float:
    return sum(item.weight for item in items)


MOST_TOLD_APART = 5  # players: each more doubles the work of telling them apart
SOURCE = "source"  # the player that stands for all numbers of the signal it is inferred from
ANY_CURVE, ANY_SHARE = Linear(1.0), Unknown(0.0, 0.0, 0.0)


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


@dataclass(frozen=True)
class _Sides:
    """A signal as two rule sets have it; None where one does not."""

    path: str
    before: RuleSet
    after: RuleSet

    @property
    def signals(self) -> tuple[SignalModel | None, SignalModel | None]:
        return self.before.signals.get(self.path), self.after.signals.get(self.path)

    @cached_property
    def source(self) -> "_Sides":
        """The signal from which its unknown part is inferred."""
        named = [one.unknown.inferred_from for one in self.signals if one is not None]
        return _Sides(next(filter(None, named), ""), self.before, self.after)

    @property
    def alike(self) -> bool:
        """Whether both hold the same on any day."""
        one, other = self.signals
        same = one is not None and other is not None and bare(one) == bare(other)
        return same and self.source.amount_alike

    @property
    def amount_alike(self) -> bool:
        """Whether both amount to the same on any day, whatever that is worth."""
        one, other = map(amounting, self.signals)
        return one == other

    @property
    def numbers(self) -> dict[str, NumberMoved]:
        """The numbers that differ, by their name below the signal's."""
        one, other = ({} if signal is None else parameters(signal) for signal in self.signals)
        return {
            name: self._moved(name, one.get(name), other.get(name))
            for name in dict.fromkeys([*one, *other])
            if one.get(name) != other.get(name)
        }

    def _moved(self, name: str, before: float | None, after: float | None) -> NumberMoved:
        was, is_ = (
            _told(side.rules, self.path, name, value)
            for side, value in ((self.before, before), (self.after, after))
        )
        return NumberMoved(is_[0], before, after, was[1], is_[1])


def signal_parts(path: str, before: RuleSet, after: RuleSet) -> list[ChangePart]:
    """The parts of a signal's change; it need not be in both rule sets."""
    sides = _Sides(path, before, after)
    if sides.alike:
        return _activity(path, after)
    return [*averaged(_activity(path, before), _activity(path, after)), *_rules(sides)]


def _activity(path: str, side: RuleSet) -> list[ChangePart]:
    signal = side.signals.get(path)
    return [] if signal is None else parts_of(signal, side.then, side.now)


def _rules(sides: _Sides) -> Iterator[ChangePart]:
    """What the rules change: number by number where few differ, together otherwise."""
    one, other = sides.signals
    numbers = sides.numbers
    players = [*numbers, *([] if sides.source.amount_alike else [SOURCE])]
    if one and other and same_but_for_numbers(one, other) and len(players) <= MOST_TOLD_APART:
        mix = _Mix(one, parameters(other), sides)
        for player, points in shapley(players, mix.worth).items():
            alone = (
                [numbers[player]]
                if player != SOURCE
                else [n for name, n in sides.source.numbers.items() if moves_amount(name)]
            )
            yield _part(sides.path, points, alone)
        return
    days = ((sides.before.then, sides.after.then), (sides.before.now, sides.after.now))
    points = sum(new.points(other) - old.points(one) for old, new in days) / 2.0
    yield _part(sides.path, points, numbers.values())


@dataclass(frozen=True)
class _Mix:
    """A signal as the rules before have it, in which some numbers are those of the rules after."""

    signal: SignalModel
    values: dict[str, float]
    sides: _Sides

    def worth(self, joined: frozenset[str]) -> float:
        """The points of the mixed signal, the mean over both days."""
        values = {name: value for name, value in self.values.items() if name in joined}
        mixed = with_parameters(self.signal, values)
        source = self.sides.source.signals[SOURCE in joined]
        days = (self.sides.after.then, self.sides.after.now)
        held = (held_by(mixed, source, day.log, day.day) for day in days)
        return mixed.points * sum(one.share for one in held) / 2.0


def _part(path: str, points: float, numbers: Iterable[NumberMoved]) -> ChangePart:
    pillar, _, name = path.partition(".")
    told = tuple(numbers)
    if len(told) == 1:
        told = (replace(told[0], points=points),)
    return ChangePart("rules", pillar, name, points, numbers=told)


def amounting(signal: SignalModel | None) -> SignalModel | None:
    """The signal without what moves its worth only."""
    return signal and replace(bare(signal), points=0.0, curve=ANY_CURVE, unknown=ANY_SHARE)


def _told(rules: Rules, path: str, name: str, value: float | None) -> tuple[str, str]:
    """The name of a number as the rules have it, and its value as they write it."""
    full = f"{path}.{name}"
    if value is None:
        return full, ""
    inherited = path in rules.signals() and full in rules.inherited(path)
    if not inherited and full not in rules.numbers():
        return full, f"{value:g}"
    return f"defaults.{name}" if inherited else full, rules.number(full).quantity.write(value)
