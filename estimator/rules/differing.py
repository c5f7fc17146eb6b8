"""What two rule sets say differently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from estimator.rules.naming import name_of
from estimator.rules.plain import Plain, plain
from estimator.rules.ruleset import Rules


@dataclass(frozen=True)
class Change:
    """One entry that differs. `before` is None where it was added, `after` where it was removed."""

    path: str
    what: Literal["added", "removed", "changed"]
    before: Plain = None
    after: Plain = None


def difference(a: Rules, b: Rules) -> tuple[Change, ...]:
    """What changes from `a` to `b`, by path: numbers by name, signals that came or went as one.

    >>> from estimator.rules import load_rules
    >>> rules = load_rules()
    >>> change, *_ = difference(rules, rules.replace({"find.spread": 2.5}))
    >>> change.path, change.after
    ('find.spread', 2.5)
    """
    gone = {path: "removed" for path in a.signals() if path not in b.signals()}
    come = {path: "added" for path in b.signals() if path not in a.signals()}
    inside = tuple(f"{path}." for path in (*gone, *come))
    before, after = (
        {path: value for path, value in entries(rules).items() if not path.startswith(inside)}
        for rules in (a, b)
    )
    paths = [*before, *(path for path in after if path not in before)]
    changes = [_change(path, before, after) for path in paths if _differ(path, before, after)]
    removed = [Change(path, "removed") for path in gone]
    return (*removed, *(Change(path, "added") for path in come), *changes)


def entries(rules: Rules) -> dict[str, Plain]:
    """Every entry of the rules by path: the numbers first, then all the rest."""
    told = plain(rules)
    numbers = {p.removesuffix(".value"): value for p, value in _leaves(told["numbers"], "")}
    rest = {_short(path): value for path, value in _leaves(told["rules"], "")}
    sources = dict(_leaves(told["sources"], "sources"))
    return {**numbers, "calibrated_until": told["calibrated_until"], **rest, **sources}


def _short(path: str) -> str:
    """The path as numbers are called: without `pillars`, `signals` and the like."""
    return name_of(tuple(path.split(".")))


def _leaves(told: Plain, path: str) -> Iterator[tuple[str, Plain]]:
    if not isinstance(told, Mapping):
        yield path, told
        return
    for key, value in told.items():
        yield from _leaves(value, f"{path}.{key}" if path else key)


def _differ(path: str, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> bool:
    return path not in before or path not in after or before[path] != after[path]


def _change(path: str, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> Change:
    if path not in after:
        return Change(path, "removed", before=before[path])
    if path not in before:
        return Change(path, "added", after=after[path])
    return Change(path, "changed", before[path], after[path])
