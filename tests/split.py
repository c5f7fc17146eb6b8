"""Changes to take apart: a pillar of drawn signals on two days, under one model or two."""

from rules_text import small

from estimator.days import Range
from estimator.explanation.attribution import kept
from estimator.explanation.prospects import Day
from estimator.explanation.rule_changes import RuleMixture, RuleSet
from estimator.rules.model import Model
from estimator.score.book import Book

RULES = small()  # only lends the names of numbers


def points(pillar, log, day):
    """Uncut and shown points of a pillar on a day, by the book."""
    found = Book(Model((pillar,), 0.8, 14.0), "free").score(log, Range(day, day))
    return float(found.uncut[0, 0, 0]), float(found.points[0, 0, 0])


def rule_set(pillar, log, days):
    model = Model((pillar,), 0.8, 14.0)
    return RuleSet(RULES, *(Day(log, model, day, "free") for day in days))


def parts_between(log, days, before, after=None):
    """The parts of the change of a pillar, the earlier day first; `after` are other rules."""
    sides = (rule_set(before, log, days), rule_set(after or before, log, days))
    ends = points(before, log, days[0]), points(after or before, log, days[1])
    uncut = {before.name: (ends[0][0], ends[1][0])}
    return kept(RuleMixture(*sides).parts(uncut))


def change_between(log, days, before, after=None):
    """By how many points the pillar moved, by the book."""
    return points(after or before, log, days[1])[1] - points(before, log, days[0])[1]
