"""Formula shifts: what moves together on a day is suspected; drift and noise are not."""

import random
from datetime import date

import pytest
from checked import SMALL, SMALL_FILE, days, reading, unknown_account

from estimator.checks.check_report import check
from estimator.explanation.formula_shifts import Residual, Shift, shifts
from estimator.report.check_page import check_text
from estimator.rules import rules_of

WEEKS = days(date(2026, 1, 5), 24)
LEVEL = {"brand": 12.0, "find": 5.0, "insight": 8.0, "relationship": 15.0}


def held(recorded, account="me", noise=0.0, seed=1):
    """Readings of (day, pillar) as `recorded` says, the estimate standing at LEVEL."""
    dice = random.Random(f"{account} {seed}")
    return [
        Residual(account, day, pillar, read, points - read)
        for i, day in enumerate(WEEKS)
        for pillar, points in LEVEL.items()
        for read in [recorded(i, pillar) + dice.gauss(0, noise)]
    ]


def fell(i, pillar):
    """Seven per cent less from the thirteenth reading on."""
    return LEVEL[pillar] * (0.93 if i >= 12 else 1.0)


def test_all_pillars_of_an_account_falling_on_a_day_is_a_suspected_shift():
    [shift] = shifts(held(fell), SMALL)

    assert (shift.after, shift.on, shift.accounts) == (WEEKS[11], WEEKS[12], ("me",))
    assert shift.percent == pytest.approx(-7.0)
    assert shift.moved == pytest.approx({p: -0.07 * points for p, points in LEVEL.items()})


@pytest.mark.parametrize("seed", range(12))
def test_a_shift_is_found_in_noise_and_on_its_day(seed):
    [shift] = shifts(
        held(lambda i, p: LEVEL[p] * (0.8 if i >= 12 else 1.0), noise=0.3, seed=seed), SMALL
    )

    assert abs((shift.on - WEEKS[12]).days) <= 7
    assert shift.percent == pytest.approx(-20.0, abs=3.0)


@pytest.mark.parametrize("seed", range(25))
def test_noise_is_no_shift(seed):
    assert shifts(held(lambda i, p: LEVEL[p], noise=0.5, seed=seed), SMALL) == ()


def test_a_slow_drift_is_no_shift():
    assert shifts(held(lambda i, p: LEVEL[p] * (1 - 0.01 * i)), SMALL) == ()


def test_one_pillar_alone_is_no_shift():
    moved = held(lambda i, p: LEVEL[p] - (3.0 if p == "insight" and i >= 12 else 0.0))

    assert shifts(moved, SMALL) == ()


def test_pillars_that_go_different_ways_are_no_shift():
    moved = held(lambda i, p: LEVEL[p] + (0 if i < 12 else 1.0 if p == "find" else -1.0))

    assert shifts(moved, SMALL) == ()


def test_all_accounts_moving_in_one_pillar_is_a_suspected_shift():
    def recorded(i, pillar):
        return LEVEL[pillar] - (2.0 if pillar == "find" and i >= 12 else 0.0)

    many = [one for name in ("a", "b", "c") for one in held(recorded, name, noise=0.1)]

    [shift] = shifts(many, SMALL)

    assert shift.accounts == ("a", "b", "c") and shift.on == WEEKS[12]
    assert shift.moved["find"] == pytest.approx(-2.0, abs=0.2)


def test_one_account_of_several_is_its_own_affair():
    others = [one for name in ("b", "c") for one in held(lambda i, p: LEVEL[p], name)]

    [shift] = shifts([*held(fell, "a"), *others], SMALL)

    assert shift.accounts == ("a",)


def test_two_shifts_are_found_both():
    def recorded(i, pillar):
        return LEVEL[pillar] * (1.0 if i < 8 else 0.85 if i < 16 else 0.7)

    assert [shift.on for shift in shifts(held(recorded), SMALL)] == [WEEKS[8], WEEKS[16]]


def test_too_few_readings_raise_no_suspicion():
    few = [one for one in held(fell) if one.on in WEEKS[10:14]]

    assert shifts(few, SMALL) == () and shifts([], SMALL) == ()


def test_the_order_of_readings_is_irrelevant():
    assert shifts(held(fell)[::-1], SMALL) == shifts(held(fell), SMALL)


def test_a_regime_that_the_rules_know_is_named():
    regime = f"regimes: [{{id: r2026, from: {WEEKS[12]}, note: known, source: guess}}]\n"
    rules = rules_of(
        SMALL_FILE.read_text(encoding="utf-8").replace("sources:", regime + "sources:")
    )

    [shift] = shifts(held(fell), rules)

    assert shift.known == "r2026"


def test_what_is_proposed_is_a_regime_that_rules_accept():
    [shift] = shifts(held(fell), SMALL)
    text = SMALL_FILE.read_text(encoding="utf-8")
    proposal = shift.proposal().replace("source: readings", "source: guess")

    rules = rules_of(proposal + text)

    assert [(r.id, r.from_) for r in rules.regimes] == [(f"r{shift.on}", shift.on)]
    assert "fell by 2.8 points (7 %)" in rules.regimes[0].note


def test_a_shift_is_told_with_its_size_and_what_to_write_and_github_is_warned():
    readings = [reading(day, **{p: fell(i, p) for p in LEVEL}) for i, day in enumerate(WEEKS)]
    report = check(unknown_account(*readings), SMALL)

    text, github, md = (check_text(report, form) for form in ("text", "github", "md"))

    assert (
        f"formula shift suspected on {WEEKS[12]}: readings of me fell by 2.8 points (7 %)" in text
    )
    assert f"from: {WEEKS[12]}" in text and f"from: {WEEKS[12]}" in md
    assert "::warning title=formula shift suspected::" in github and "(7 %25)" in github


def test_a_check_tells_a_shift_and_does_not_fail_for_it():
    readings = [reading(day, **{p: fell(i, p) for p in LEVEL}) for i, day in enumerate(WEEKS)]

    report = check(unknown_account(*readings), SMALL)

    [shift] = report.shifts
    assert isinstance(shift, Shift) and shift.on == WEEKS[12]
    assert report.passed
