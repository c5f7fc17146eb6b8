"""The calibration's columns are the book's numbers, and its derivatives are derivatives."""

import math

import numpy as np
import pytest
from simulated import BEGUN, USUAL, account

from estimator import Reading, estimate, load_rules
from estimator.calibration.design import ABSENT, EMPTY, UNDATED, design_of, paired
from estimator.calibration.identified import searched
from estimator.coverage import Coverage, Span
from estimator.days import to_date
from estimator.log import concat

RULES = load_rules()
MODEL = RULES.on(BEGUN)
RANDOM = np.random.default_rng(1)
KNOWN = account(RANDOM, (120, USUAL))
PARTLY = KNOWN.with_coverage(
    Coverage((Span("profile_view", BEGUN + 70, BEGUN + 100), Span("comment", BEGUN + 90, None)))
)
FLOWS = [
    s.path
    for p in MODEL.pillars
    for s in p.signals
    if s.kind == "flow" and math.isfinite(s.decay.half_life)
]


def read_on(*days, seat=None, account="me", **pillars):
    shown = pillars or {"brand": 9.0, "find": 5.0, "insight": 3.0, "relationship": 8.0}
    return [Reading(pillars=shown, captured=to_date(d), seat=seat, account=account) for d in days]


def cases_of(log):
    days = BEGUN + 60, BEGUN + 95, BEGUN + 119
    readings = [r for seat in ("free", "sales_navigator") for r in read_on(*days, seat=seat)]
    return paired([log], readings, "free")[0]


def followed_at(cases):
    return design_of(cases, MODEL).followed(FLOWS, cases)


@pytest.mark.parametrize("log", [KNOWN, PARTLY], ids=["all known", "partly known"])
def test_the_points_are_those_of_the_estimate(log):
    cases = cases_of(log)

    points = followed_at(cases).points

    for row, (day, seat) in enumerate(zip(cases.day, cases.seat, strict=True)):
        now = estimate(log, RULES, to_date(int(day)), seat)
        for name, own in points.items():
            assert own[row] == pytest.approx(now.pillars[name].points, abs=1e-9)


@pytest.mark.parametrize("log", [KNOWN, PARTLY], ids=["all known", "partly known"])
@pytest.mark.parametrize("factor", [1.0, 1.3], ids=["where a fit begins", "on its way"])
def test_every_slope_is_the_derivative_by_its_number(log, factor):
    begun = followed_at(cases_of(log))
    for path, term in begun.terms.items():
        values = {name: factor * RULES.value(f"{path}.{name}") for name in moving(path, term)}
        design = begun.with_numbers({f"{path}.{name}": v for name, v in values.items()})
        for name, value in values.items():
            step = 1e-5 * (value or 1.0)  # a signal may be worth no points
            above, below = (
                design.with_numbers({f"{path}.{name}": value + sign * step}).uncut[pillar_of(path)]
                for sign in (1, -1)
            )

            slope = design.slope(f"{path}.{name}")

            expected = (above - below) / (2 * step)
            assert slope == pytest.approx(expected, rel=1e-4, abs=1e-7), (path, name)


def pillar_of(path):
    return path.partition(".")[0]


def moving(path, term):
    yield "points"
    if term.signal.kind != "checklist":
        yield from (n for n in vars(term.signal.curve) if n in ("half_at", "full_at", "steepness"))
    if path in FLOWS:
        yield "half_life"


def test_another_half_life_gives_the_amounts_of_rules_that_have_it():
    cases, other = cases_of(KNOWN), RULES.replace({"insight.comments.half_life": 11.0})

    moved = followed_at(cases).with_numbers({"insight.comments.half_life": 11.0})

    expected = design_of(cases, other.on(BEGUN))
    assert moved.uncut["insight"] == pytest.approx(expected.uncut["insight"], abs=1e-9)


def test_readings_find_their_accounts_or_are_set_aside_with_the_reason():
    two = concat([account(RANDOM, (9, USUAL)), account(RANDOM, (9, USUAL))])
    readings = [
        *read_on(BEGUN, account="me"),
        *read_on(BEGUN, account="you"),
        Reading(pillars={"brand": 9.0}),
        Reading(captured=to_date(BEGUN)),
    ]

    cases, aside = paired([two], readings, "free")

    assert len(cases) == 1
    assert aside == {ABSENT: 1, UNDATED: 1, EMPTY: 1}


def test_readings_of_another_name_belong_to_the_only_account_there_is():
    assert len(paired([KNOWN], read_on(BEGUN, BEGUN + 7, account="x1"), "free")[0]) == 2


def test_nothing_near_what_was_found_costs_less_within_the_bounds():
    cases = paired([KNOWN], read_on(*range(BEGUN + 60, BEGUN + 119, 4)), "free")[0]

    for solution in searched(cases, design_of(cases, MODEL), RULES, "points"):
        block = solution.block
        found = block.solved(solution.inner)

        least = block.cost(found)
        for place, free in enumerate(block.free):
            for step in (-0.02, 0.02):
                tried = found.copy()
                tried[place] += step * free.spread
                if free.inner(free.low) <= tried[place] <= free.inner(free.high):
                    assert block.cost(tried) >= least * (1 - 1e-6), free.name
