"""A part of the rules, ready to be shown: signals in words, numbers with who vouches for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from estimator.errors import RulesError
from estimator.rules.forms import AnySignal
from estimator.rules.near import near_miss
from estimator.rules.numbers import Number
from estimator.rules.plain import Plain, plain_form, plain_number
from estimator.rules.ruleset import Rules
from estimator.rules.tallying import numbers_of


@dataclass(frozen=True)
class Shown:
    """Signals and numbers by name. For one signal, the decay it inherits is among its numbers."""

    path: str
    name: str
    sha256: str
    signals: Mapping[str, AnySignal]
    numbers: Mapping[str, Number]

    def to_dict(self) -> dict[str, Plain]:
        """The same as JSON takes it."""
        return {
            "schema": "ssi.rules/1",
            "rules": self.name,
            "sha256": self.sha256,
            "path": self.path,
            "signals": {path: plain_form(form) for path, form in self.signals.items()},
            "numbers": {name: _number(number) for name, number in self.numbers.items()},
        }


def show(rules: Rules, path: str | None = None) -> Shown:
    """The rules at a path: all without one, a pillar, a signal, or a single number.

    Raises: RulesError with the nearest path there is.

    >>> from estimator.rules import load_rules
    >>> list(show(load_rules(), "find.cap").numbers)
    ['find.cap']
    """
    if path is None:
        return _shown("", rules, rules.signals(), rules.numbers())
    name = ".".join(part for part in path.split(".") if part not in ("pillars", "signals"))
    signals = {p: form for p, form in rules.signals().items() if _below(p, name)}
    numbers = {n: number for n, number in rules.numbers().items() if _below(n, name)}
    if name in signals:
        numbers |= numbers_of(rules, name)
    if not signals and not numbers:
        numbers = {rules.resolve(_known(rules, path)): rules.number(path)}
    return _shown(name, rules, signals, numbers)


def _known(rules: Rules, path: str) -> str:
    """The path, when it is that of a number. Raises: RulesError with the nearest of any kind."""
    try:
        return rules.resolve(path)
    except RulesError:
        known = [*rules.pillars, *rules.signals(), *rules.numbers()]
        hint = near_miss(path, known) or "; name a pillar, a signal or a number"
        raise RulesError.at(path, f"nothing of that name{hint}") from None


def _shown(
    path: str, rules: Rules, signals: Mapping[str, AnySignal], numbers: Mapping[str, Number]
) -> Shown:
    return Shown(path, rules.name, rules.sha256, signals, numbers)


def _below(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _number(number: Number) -> Plain:
    told = plain_number(number)
    unit = {"unit": number.quantity.unit, "range": number.quantity.range}
    return {**told, **unit, "where": number.where}
