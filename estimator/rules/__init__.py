"""The rules: strict YAML in, frozen numbers with their sources out.

What few need (lint, differences, the JSON Schema) is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from estimator.rules.loading import load_rules, rules_of
from estimator.rules.numbers import Number
from estimator.rules.ruleset import Rules

if TYPE_CHECKING:
    from estimator.rules.forms import Source
    from estimator.rules.linting import Finding, lint
    from estimator.rules.rule_contents import (
        RuleChange,
        RuleTally,
        ShownRules,
        difference,
        show,
        tally,
    )
    from estimator.rules.schema import overlay_schema, rules_schema

_HOME = {
    "RuleChange": "rule_contents",
    "Finding": "linting",
    "ShownRules": "rule_contents",
    "Source": "forms",
    "RuleTally": "rule_contents",
    "difference": "rule_contents",
    "lint": "linting",
    "overlay_schema": "schema",
    "rules_schema": "schema",
    "show": "rule_contents",
    "tally": "rule_contents",
}

__all__ = [
    "Finding",
    "Number",
    "RuleChange",
    "RuleTally",
    "Rules",
    "ShownRules",
    "Source",
    "difference",
    "lint",
    "load_rules",
    "overlay_schema",
    "rules_of",
    "rules_schema",
    "show",
    "tally",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator.rules' has no attribute {name!r}")
    return getattr(import_module(f"estimator.rules.{_HOME[name]}"), name)
