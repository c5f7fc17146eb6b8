"""The numbers that a result rests on, each with who vouches for it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from estimator.actions import Seat
from estimator.results import Json
from estimator.rules import Rules


@dataclass(frozen=True)
class NumberUsed:
    """A number of the rules as it stood on the day.

    path: its name; `defaults.half_life` where a signal states none of its own. value: infinite
    for a half-life of `never`. written: as a rule file has it. source, title: the key of its
    source and what a reader would look for.
    """

    path: str
    value: float
    written: str
    unit: str
    status: str
    source: str
    title: str

    def to_dict(self) -> Json:
        """The same; an infinite value has no number in JSON, only its word."""
        return {**vars(self), "value": self.value if math.isfinite(self.value) else None}


def of_signal(rules: Rules, path: str, day: int) -> tuple[NumberUsed, ...]:
    """The numbers a signal is computed from, the decay it inherits included."""
    own = [name for name in rules.numbers() if name.startswith(f"{path}.")]
    return _used(rules, [*own, *rules.inherited(path)], day)


def of_pillar(rules: Rules, pillar: str, seat: Seat, day: int) -> tuple[NumberUsed, ...]:
    """The numbers of a pillar itself: its cap, the seat's ceiling, if it has one, its spread."""
    names = (f"{pillar}.cap", f"{pillar}.ceiling.{seat}", f"{pillar}.spread")
    return _used(rules, [name for name in names if name in rules.numbers()], day)


def stated_at(rules: Rules, name: str) -> str:
    """The name under which the rules state a number: that of the default, where it is inherited."""
    return name if name in rules.numbers() else f"defaults.{name.rpartition('.')[2]}"


def _used(rules: Rules, names: Iterable[str], day: int) -> tuple[NumberUsed, ...]:
    return tuple(_number(rules, name, day) for name in names)


def _number(rules: Rules, name: str, day: int) -> NumberUsed:
    number = rules.number(name)
    value = number.on(day)
    return NumberUsed(
        path=stated_at(rules, name),
        value=value,
        written=number.quantity.write(value),
        unit=number.quantity.unit,
        status=number.status,
        source=number.source,
        title=rules.sources[number.source].title,
    )
