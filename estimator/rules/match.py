"""Conditions on a row of the log, and how a rule file writes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    InitErrorDetails,
    PydanticCustomError,
    ValidationError,
    core_schema,
)

from estimator.actions import Action, vocabulary
from estimator.errors import listed, near_miss
from estimator.rules.document import KeyPath
from estimator.rules.quantity import shown

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


BOUNDS = ("gte", "gt", "lte", "lt")
OPERATORS = ("in", *BOUNDS, "not")
JOINS = ("all", "any", "not")
Note = Callable[[KeyPath, str], None]


def read_match(raw: object, note: Note) -> Match:
    """The match that `raw` states; what is wrong with it is noted by its path inside `raw`."""
    return _Conditions(vocabulary(), note).mapping(raw, (), ())


class _Conditions:
    def __init__(self, words: Mapping[str, Action], note: Note) -> None:
        self.words = words
        self.note = note

    def mapping(self, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        """Every condition of a mapping. actions: those that the mappings around it name."""
        if not isinstance(raw, Mapping) or not raw:
            self.note(path, f"is a mapping of conditions (got {shown(raw)})")
            return NOTHING
        named = self._named(raw) or actions
        parts = [self._entry(key, value, path, named) for key, value in _ordered(raw)]
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _named(self, raw: Mapping[object, object]) -> tuple[str, ...]:
        wanted = raw.get("action")
        if isinstance(wanted, Mapping):
            wanted = wanted.get("in", ())
        return tuple(
            str(word) for word in (wanted if isinstance(wanted, tuple) else (wanted,)) if word
        )

    def _entry(self, key: str, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        inner = (*path, key)
        if key == "not":
            return Not(self.mapping(raw, inner, actions))
        if key in JOINS:
            return self._join(key, raw, inner, actions)
        self._judge_column(key, inner, actions)
        return self._column(key, raw, inner)

    def _join(self, key: str, raw: object, path: KeyPath, actions: tuple[str, ...]) -> Match:
        if not isinstance(raw, tuple) or not raw:
            self.note(path, f"is a list of mappings of conditions (got {shown(raw)})")
            return NOTHING
        parts = tuple(self.mapping(part, (*path, i), actions) for i, part in enumerate(raw))
        return Every(parts) if key == "all" else Either(parts)

    def _judge_column(self, column: str, path: KeyPath, actions: tuple[str, ...]) -> None:
        """Notes a column that is not `action` nor an attribute of every action named beside it."""
        lacking = [a for a in actions if a in self.words and column not in self._of([a])]
        if column == "action" or (actions and not lacking):
            return
        known = self._of(lacking or self.words)
        if lacking or column not in known:
            hint = near_miss(column, [*known, "action", *JOINS])
            has = listed(known) or "none"
            beside = f"{lacking[0]} has {has}" if lacking else f"actions have {has}"
            self.note(path, f"no such attribute{hint or '; ' + beside}")

    def _of(self, actions: Iterable[str]) -> list[str]:
        found = {name for action in actions for name in self.words[action].attributes}
        return sorted(found)

    def _column(self, column: str, raw: object, path: KeyPath) -> Match:
        if not isinstance(raw, Mapping):
            return Condition(column, "eq", self._values(column, raw, path))
        parts = [self._operator(column, op, value, path) for op, value in _ordered(raw)]
        if not parts:
            self.note(path, "is a value, a list, or a mapping with " + listed(OPERATORS))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _operator(self, column: str, operator: str, raw: object, path: KeyPath) -> Match:
        inner = (*path, operator)
        if operator == "not":
            return Not(self._column(column, raw, inner))
        if operator == "in":
            return Condition(column, "eq", self._values(column, raw, inner))
        if operator not in OPERATORS:
            hint = near_miss(operator, OPERATORS) or f"; one of {listed(OPERATORS)}"
            self.note(inner, f"unknown comparison{hint}")
        elif isinstance(raw, bool) or not isinstance(raw, int | float) or isnan(raw):
            self.note(inner, f"compares with a number (got {shown(raw)})")
        else:
            return Condition(column, operator, (raw,))
        return NOTHING

    def _values(self, column: str, raw: object, path: KeyPath) -> tuple[Value, ...]:
        values = raw if isinstance(raw, tuple) else (raw,)
        for value in values:
            if not isinstance(value, str | bool | int | float):
                self.note(path, f"is text, a number, true or false (got {shown(value)})")
            elif column == "action" and value not in self.words:
                self.note(path, no_action(value, self.words))
        if not values:
            self.note(path, "is an empty list, which nothing matches")
        return tuple(value for value in values if isinstance(value, str | bool | int | float))


def _ordered(raw: Mapping[object, object]) -> list[tuple[str, object]]:
    """The entries with `action` first and the rest by key: the order in a file says nothing."""
    entries = [(str(key), value) for key, value in raw.items()]
    return sorted(entries, key=lambda entry: (entry[0] != "action", entry[0]))


def no_action(got: object, words: Iterable[str]) -> str:
    """The sentence about an action that is not in the vocabulary."""
    hint = near_miss(got, words) or "; rules/actions.yaml lists them"
    return f"no such action (got {shown(got)}){hint}"


class MatchText:
    """The pydantic type of a `match` entry: what is read is a `Match`."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"$comment": "Match"}  # `estimator.rules.schema` defines it

    @staticmethod
    def read(raw: object) -> Match:
        """The match. Raises: ValidationError with every fault, each at its own path."""
        found: list[tuple[KeyPath, str]] = []
        match = read_match(raw, lambda path, what: found.append((path, what)))
        if not found and not actions_of(match):
            found.append(((), "names no action; without one nobody knows what it looks at"))
        if found:
            raise several(found, raw)
        return match


def several(found: Iterable[tuple[KeyPath, str]], raw: object) -> ValidationError:
    """One pydantic error that carries every fault at its own path."""
    return ValidationError.from_exception_data(
        "rules", [InitErrorDetails(type=_said(what), loc=path, input=raw) for path, what in found]
    )


def _said(what: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{what}", {"what": what})
