"""Conditions on a row of the log; how a rule file writes them is said in `rules.form`."""

from dataclasses import dataclass, field
from functools import lru_cache

Value = str | bool | int | float


@dataclass(frozen=True)
class Condition:
    """A column against constants: `eq` any of `values`, or a bound (`gte`, `gt`, `lte`, `lt`)."""

    column: str
    operator: str
    values: tuple[Value, ...]
    kinds: tuple[type, ...] = field(init=False, repr=False)  # of values: true and 1 are two matches

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", tuple(map(type, self.values)))

    def holds(self, value: Value) -> bool:
        """Whether one value of the column satisfies it; text is never compared with numbers."""
        if self.operator == "eq":
            return any(_same(value, wanted) for wanted in self.values)
        bound = self.values[0]
        if isinstance(value, str | bool) or isinstance(bound, str | bool):
            return False
        compare = {"gte": value >= bound, "gt": value > bound}
        compare |= {"lte": value <= bound, "lt": value < bound}
        return compare[self.operator]


@dataclass(frozen=True)
class Every:
    """All of the parts hold."""

    parts: tuple["Match", ...]


@dataclass(frozen=True)
class Either:
    """At least one of the parts holds."""

    parts: tuple["Match", ...]


@dataclass(frozen=True)
class Not:
    """The part fails."""

    part: "Match"


Match = Condition | Every | Either | Not
NOTHING = Condition("action", "eq", ())


@lru_cache(maxsize=4096)
def actions_of(match: Match) -> tuple[str, ...]:
    """The actions a match names, sorted: what must be covered for it to be known."""
    if isinstance(match, Condition):
        return tuple(sorted(map(str, match.values))) if match.column == "action" else ()
    if isinstance(match, Not):
        return ()
    return tuple(sorted({name for part in match.parts for name in actions_of(part)}))


def _same(value: Value, wanted: Value) -> bool:
    """Equality in which true is not 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
