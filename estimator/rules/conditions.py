"""How a rule file writes which rows a signal looks at: conditions on columns, and their joins."""

from collections.abc import Mapping
from math import isnan
from typing import NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from estimator.actions import no_such_action, vocabulary
from estimator.entries import Entry, shown
from estimator.errors import listed, near_miss
from estimator.form import document_of, said
from estimator.rules.match import NOTHING, Condition, Either, Every, Match, Not, Value, actions_of

BOUNDS = ("gte", "gt", "lte", "lt")
OPERATORS = ("in", *BOUNDS, "not")
JOINS = ("all", "any", "not")


class Matching(NamedTuple):
    """What stands at `match`. level: whether all of its actions are levels, or none is."""

    level: bool | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"$comment": "Match"}  # `estimator.rules.schema` defines it

    def read(self, raw: object, info: ValidationInfo) -> Match:
        """The match that a mapping states; what is wrong with it is noted in its document."""
        document = document_of(info)
        if document is None or not isinstance(raw, dict):
            raise said(f"is a mapping of conditions (got {shown(raw)})")
        at = Entry(document, document.paths[id(raw)], raw)
        before, match = len(document.found), _every(at, ())
        if len(document.found) > before:
            return match
        actions = actions_of(match)
        if not actions:
            at.note("names no action; without one nobody knows what it looks at")
        wrong = [a for a in actions if self.level not in (None, vocabulary()[a].level)]
        if wrong:
            what = "is no level: a stock is the last level"
            at.note(f"{wrong[0]} {what if self.level else 'is a level: see kind stock'}")
        return match


def _every(at: Entry, actions: tuple[str, ...]) -> Match:
    """Every condition of a mapping. actions: those that the mappings around it name."""
    if not isinstance(at.raw, dict) or not at.raw:
        if at.is_there:
            at.other("is a mapping of conditions")
        return NOTHING
    wanted = at.raw.get("action")
    if isinstance(wanted, dict):
        wanted = wanted.get("in", ())
    words = wanted if isinstance(wanted, tuple) else (wanted,)
    named = tuple(str(word) for word in words if word) or actions
    parts = [_entry(key, at.at(key), named) for key in _ordered(at.raw)]
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _entry(key: str, at: Entry, actions: tuple[str, ...]) -> Match:
    if key == "not":
        return Not(_every(at, actions))
    if key not in JOINS:
        _judge_column(key, at, actions)
        return _column(key, at)
    if not isinstance(at.raw, tuple) or not at.raw:
        at.other("is a list of mappings of conditions")
    parts = tuple(_every(one, actions) for one in at.elements(""))
    return Every(parts) if key == "all" else Either(parts)


def _judge_column(column: str, at: Entry, actions: tuple[str, ...]) -> None:
    """Notes a column that is not `action` nor an attribute of every action named beside it."""
    words = vocabulary()
    lacking = [a for a in actions if a in words and column not in words[a].attributes]
    if column == "action" or (actions and not lacking):
        return
    known = sorted({name for action in lacking or words for name in words[action].attributes})
    if lacking or column not in known:
        there_are = f"{lacking[0]} has" if lacking else "actions have"
        there_are += f" {listed(known) or 'none'}"
        hint = near_miss(column, [*known, "action", *JOINS])
        at.note(f"no such attribute{hint or f'; {there_are}'}")


def _column(column: str, at: Entry) -> Match:
    if not isinstance(at.raw, dict):
        return Condition(column, "eq", _values(column, at))
    parts = [_operator(column, operator, at.at(operator)) for operator in _ordered(at.raw)]
    if not parts:
        at.note("is a value, a list, or a mapping with " + listed(OPERATORS))
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _operator(column: str, operator: str, at: Entry) -> Match:
    if operator == "not":
        return Not(_column(column, at))
    if operator == "in":
        return Condition(column, "eq", _values(column, at))
    if operator not in OPERATORS:
        hint = near_miss(operator, OPERATORS) or f"; one of {listed(OPERATORS)}"
        at.note(f"unknown comparison{hint}")
    elif isinstance(at.raw, bool) or not isinstance(at.raw, int | float) or isnan(at.raw):
        at.other("compares with a number")
    else:
        return Condition(column, operator, (at.raw,))
    return NOTHING


def _values(column: str, at: Entry) -> tuple[Value, ...]:
    values = at.raw if isinstance(at.raw, tuple) else (at.raw,)
    for value in values:
        if not isinstance(value, str | bool | int | float):
            at.note(f"is text, a number, true or false (got {shown(value)})")
        elif column == "action" and value not in vocabulary():
            at.note(no_such_action(value))
    if not values:
        at.note("is an empty list, which nothing matches")
    return tuple(value for value in values if isinstance(value, str | bool | int | float))


def _ordered(raw: Mapping[object, object]) -> list[str]:
    """The keys with `action` first and the rest by name: the order in a file says nothing."""
    return sorted(map(str, raw), key=lambda key: (key != "action", key))
