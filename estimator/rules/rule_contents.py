"""What a rule set says: a part of it shown, tallied by status, held beside another."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from estimator.errors import RulesError, near_miss
from estimator.rules.numbers import Number, name_of
from estimator.rules.quantity import STATUSES
from estimator.rules.ruleset import Plain, Rules, plain, plain_form, plain_number
from estimator.rules.signal_forms import AnySignal


@dataclass(frozen=True)
class RuleTally:
    """What rests on one status: how many numbers, the points they state, the points they touch.

    points: of the signals whose `points` have the status. touched: of those any of whose numbers,
    inherited decay included, has it. Signals that are off count in `numbers` only.
    """

    numbers: int
    points: float
    touched: float


def tally(rules: Rules) -> Mapping[str, RuleTally]:
    """What rests on each status, from the best known to the least.

    >>> from estimator.rules import load_rules
    >>> list(tally(load_rules()))
    ['sourced', 'fitted', 'assumed']
    """
    return {status: _tally(rules, status) for status in STATUSES}


def _tally(rules: Rules, status: str) -> RuleTally:
    stated = touched = 0.0
    for path, form in rules.signals().items():
        if form.off is None:
            points = rules.number(f"{path}.points")
            used = numbers_of(rules, path).values()
            stated += points.value * (points.status == status)
            touched += points.value * any(number.status == status for number in used)
    every = sum(number.status == status for number in rules.numbers().values())
    return RuleTally(every, stated, touched)


def numbers_of(rules: Rules, signal: str) -> Mapping[str, Number]:
    """The numbers a signal is computed from, by name, the decay it inherits included."""
    own = {n: one for n, one in rules.numbers().items() if n.startswith(f"{signal}.")}
    return own | {name: rules.number(name) for name in rules.inherited(signal)}


@dataclass(frozen=True)
class ShownRules:
    """Signals and numbers by name. For one signal, the decay it inherits is among its numbers."""

    path: str
    name: str
    version: int | None
    sha256: str
    signals: Mapping[str, AnySignal]
    numbers: Mapping[str, Number]

    def to_dict(self) -> dict[str, Plain]:
        """The shown signals and numbers as JSON takes them."""
        return {
            "schema": "ssi.rules/1",
            "rules": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "path": self.path,
            "signals": {path: plain_form(form) for path, form in self.signals.items()},
            "numbers": {
                name: plain_number(one)
                | {"unit": one.quantity.unit, "range": one.quantity.range, "where": one.where}
                for name, one in self.numbers.items()
            },
        }


def show(rules: Rules, path: str | None = None) -> ShownRules:
    """The rules at a path: all without one, a pillar, a signal, or a single number.

    Raises: RulesError with the nearest path there is.

    >>> from estimator.rules import load_rules
    >>> list(show(load_rules(), "find.cap").numbers)
    ['find.cap']
    """
    name = ".".join(part for part in (path or "").split(".") if part not in ("pillars", "signals"))
    signals = {p: form for p, form in rules.signals().items() if path is None or _below(p, name)}
    numbers = {
        n: number for n, number in rules.numbers().items() if path is None or _below(n, name)
    }
    if name in signals:
        numbers |= numbers_of(rules, name)
    if path is not None and not signals and not numbers:
        numbers = {_known(rules, path): rules.number(path)}
    return ShownRules(name, rules.name, rules.file.version, rules.sha256, signals, numbers)


def _known(rules: Rules, path: str) -> str:
    """The path, when it is that of a number. Raises: RulesError with the nearest of any kind."""
    try:
        return rules.resolve(path)
    except RulesError:
        known = [*rules.pillars, *rules.signals(), *rules.numbers()]
        hint = near_miss(path, known) or "; name a pillar, a signal or a number"
        raise RulesError.at(path, f"nothing of that name{hint}") from None


def _below(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


What = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class RuleChange:
    """One entry that differs. `before` is None where it was added, `after` where it was removed."""

    path: str
    what: What
    before: Plain = None
    after: Plain = None


def difference(a: Rules, b: Rules) -> tuple[RuleChange, ...]:
    """What changes from `a` to `b`, by path: numbers by name, signals that came or went as one.

    >>> from estimator.rules import load_rules
    >>> rules = load_rules()
    >>> change, *_ = difference(rules, rules.replace({"find.spread": 2.5}))
    >>> change.path, change.after
    ('find.spread', 2.5)
    """
    gone = [path for path in a.signals() if path not in b.signals()]
    come = [path for path in b.signals() if path not in a.signals()]
    inside = tuple(f"{path}." for path in (*gone, *come))
    before, after = (
        {path: value for path, value in entries(rules).items() if not path.startswith(inside)}
        for rules in (a, b)
    )
    changes = [RuleChange(path, "removed") for path in gone]
    changes += [RuleChange(path, "added") for path in come]
    for path in dict.fromkeys((*before, *after)):
        was, is_ = before.get(path), after.get(path)
        if path not in before or path not in after:
            changes.append(RuleChange(path, "added" if path in after else "removed", was, is_))
        elif json.dumps(was) != json.dumps(is_):  # in JSON, true is not 1
            changes.append(RuleChange(path, "changed", was, is_))
    return tuple(changes)


def entries(rules: Rules) -> dict[str, Plain]:
    """Every entry of the rules by path: the numbers first, then all the rest."""
    told = plain(rules)
    numbers = {p.removesuffix(".value"): value for p, value in _leaves(told["numbers"], "")}
    rest = {name_of(tuple(path.split("."))): value for path, value in _leaves(told["rules"], "")}
    sources = dict(_leaves(told["sources"], "sources"))
    return {**numbers, "calibrated_until": told["calibrated_until"], **rest, **sources}


def _leaves(told: Plain, path: str) -> Iterator[tuple[str, Plain]]:
    if not isinstance(told, Mapping):
        yield path, told
        return
    for key, value in told.items():
        yield from _leaves(value, f"{path}.{key}" if path else key)
