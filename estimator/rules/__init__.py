"""The rules: strict YAML in, frozen numbers with their sources out."""

from estimator.rules.loading import load_rules, rules_of
from estimator.rules.numbers import Number
from estimator.rules.ruleset import Rules, periods

__all__ = ["Number", "Rules", "load_rules", "periods", "rules_of"]
