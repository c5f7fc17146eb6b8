"""A rule file may leave out what it does not need."""

from datetime import date

from rules_text import text

from estimator import estimate
from estimator.coverage import Coverage
from estimator.log import ActivityLog
from estimator.rules import rules_of

HEAD, _, REST = text().partition("pillars:\n")
NOTHING = ActivityLog.empty(Coverage.complete())


def without(block, body):
    """The text without a top-level mapping."""
    kept, inside = [], False
    for line in body.splitlines(keepends=True):
        inside = line.startswith(f"{block}:") or (inside and line.startswith(" "))
        kept += [] if inside else [line]
    return "".join(kept)


def test_rules_without_a_rank_give_no_rank():
    rules = rules_of(without("rank", text()))

    assert estimate(NOTHING, rules, date(2026, 1, 1), averages={"industry": 30}).rank is None


def test_rules_without_an_interval_have_the_usual_one():
    assert rules_of(without("interval", text())).on(0).level == 0.8


def test_the_total_is_the_sum_of_the_pillars_there_are():
    whole = rules_of(text())
    first = "  brand:\n"
    only = REST[REST.index(first) : REST.index("  find:\n")]

    alone = rules_of(f"{HEAD}pillars:\n{only}")

    assert alone.pillars == ("brand",)
    assert estimate(ActivityLog.empty(), alone, date(2026, 1, 1)).total.points == (
        estimate(ActivityLog.empty(), whole, date(2026, 1, 1)).pillars["brand"].points
    )
