"""Plans as YAML: `schema: ssi-plan/1` and a list of habits, judged whole, every fault at its line.

schema: ssi-plan/1
habits:
  - {action: comment, per_week: 10, with: {words: 40}}
  - {action: invitation_sent, per_week: 15, accepted: 0.4, weekdays: [mon, wed]}
  - {action: profile_section, with: {section: about}, on: 2026-06-01}
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from estimator.errors import InputError, RulesError
from estimator.rules.document import Document
from estimator.rules.document import Path as KeyPath
from estimator.rules.near import listed, near_miss
from estimator.rules.quantity import shown
from estimator.rules.reading_yaml import read_document
from estimator.whatif.habits import Habit

if TYPE_CHECKING:
    from estimator.whatif.plans import Plan

SCHEMA = "ssi-plan/1"
KEYS = ("action", "per_week", "on", "count", "weekdays", "start", "until", "accepted", "answered")
NUMBERS = ("per_week", "count", "accepted", "answered")
DATES = ("on", "start", "until")


def read_plan(path: str | Path) -> "Plan":
    """The plan that a file states. Raises: InputError with every fault, each with its line."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError.at(path, (error.strerror or "cannot be read").lower()) from None
    except UnicodeDecodeError:
        raise InputError.at(path, "not text in UTF-8") from None
    return plan_of(text, str(path))


def plan_of(text: str, name: str = "plan.yaml") -> "Plan":
    """The plan that a text states; `name` is what faults call it. Raises: InputError."""
    from estimator.whatif.plans import Plan  # noqa: PLC0415  # a plan reads itself with this

    try:
        document = read_document(text, name)
    except RulesError as error:
        raise InputError(error.faults) from None
    habits = [_habit(document, path, raw) for path, raw in _listed(document)]
    if document.found:
        raise InputError(fault for _, fault in sorted(document.found))
    return Plan(habit for habit in habits if habit is not None)


def plan_text(plan: "Plan") -> str:
    """The plan as the text of a file."""
    lines = [f"schema: {SCHEMA}", "habits:" if len(plan) else "habits: []"]
    lines += [f"  - {_flow(habit.to_dict())}" for habit in plan]
    return "\n".join(lines) + "\n"


def _listed(document: Document) -> list[tuple[KeyPath, object]]:
    tree = document.tree
    if not isinstance(tree, Mapping):
        document.note((), f"is a mapping with schema and habits (got {shown(tree)})")
        return []
    if tree.get("schema") != SCHEMA:
        document.note(("schema",), f"is {SCHEMA} (got {shown(tree.get('schema'))})")
    for key in tree:
        if key not in ("schema", "habits"):
            hint = near_miss(key, ("schema", "habits")) or "; known are schema, habits"
            document.note((str(key),), f"unknown key{hint}", document.at_key((str(key),)))
    habits = tree.get("habits")
    if not isinstance(habits, tuple):
        document.note(("habits",), f"is a list of habits (got {shown(habits)})")
        return []
    return [(("habits", i), raw) for i, raw in enumerate(habits)]


def _habit(document: Document, path: KeyPath, raw: object) -> Habit | None:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("action"), str):
        document.note(path, "is a mapping with an action and what is done of it")
        return None
    before = len(document.found)
    given: dict[str, Any] = {  # of the right kinds, or a fault is noted
        "attributes" if key == "with" else str(key): _value(document, (*path, str(key)), value)
        for key, value in raw.items()
    }
    if len(document.found) > before:
        return None
    try:
        return Habit(**given)
    except InputError as error:
        for fault in error.faults:
            key = fault.where.rpartition(", ")[2]
            inner = (*path, "with", key) if key in _mapping(raw.get("with")) else (*path, key)
            document.note(inner, fault.what)
        return None


def _value(document: Document, path: KeyPath, value: object) -> object:
    """The value of a key of a habit; what is wrong with it is noted."""
    key = str(path[-1])
    wrong = ""
    if key in NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        wrong = f"is a number (got {shown(value)})"
    elif key in DATES and not isinstance(value, date):
        wrong = f"is a date such as 2026-05-19 (got {shown(value)})"
    elif key == "weekdays" and not isinstance(value, tuple):
        wrong = f"is a list of days such as [mon, wed] (got {shown(value)})"
    elif key == "with" and not isinstance(value, Mapping):
        wrong = f"is a mapping of attributes (got {shown(value)})"
    elif key not in KEYS and key != "with":
        hint = near_miss(key, (*KEYS, "with")) or f"; known are {listed((*KEYS, 'with'))}"
        document.note(path, f"unknown key{hint}", document.at_key(path))
    if wrong:
        document.note(path, wrong)
    return value


def _mapping(raw: object) -> Mapping[object, object]:
    return raw if isinstance(raw, Mapping) else {}


def _flow(content: object) -> str:
    """A value on one line, text quoted only where it must be."""
    text: str = yaml.safe_dump(
        content, default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False
    )
    return text.strip()
