"""calibrate: what it fits at every rung, what it refuses, and what it says it cannot tell."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated import BEGUN, account, habits, other_numbers, readings

from estimator import Reading, calibrate, estimate, load_rules
from estimator.calibration.calibrating import proposed
from estimator.calibration.design import paired
from estimator.calibration.problem import rung_of
from estimator.calibration.validation import LEVELS, HalfWidth, half_width, needed
from estimator.days import to_date, to_day
from estimator.errors import NotEnoughEvidence

RULES = load_rules()
START = BEGUN + 150


def random(seed):
    return np.random.default_rng(seed)


def weekly(n, since=START):
    return [since + 7 * week for week in range(n)]


def simulated(seed, n, model=None, noise=0.15):
    """An account that changes its habits halfway, and its weekly readings."""
    chance = random(seed)
    truth = model or other_numbers(RULES, chance)
    log = account(chance, (150 + 7 * (n // 2), habits(chance)), (7 * n, habits(chance)))
    return log, readings(truth, log, weekly(n), chance, noise=noise)


RUNGS = {1: "offset", 3: "offset", 4: "scale", 11: "scale", 12: "points", 40: "shapes"}


@pytest.mark.parametrize(("n", "rung"), RUNGS.items())
def test_the_ladder_asks_for_more_with_more_readings(n, rung):
    fit = calibrate(*simulated(3, n), RULES)

    assert fit.report.rung == rung_of(n) == rung
    assert {kinds(number.path) for number in fit.report.numbers} <= ALLOWED[rung]


ALLOWED = {
    "offset": set(),
    "scale": {"scale"},
    "points": {"points"},
    "shapes": {"points", "half_at", "full_at", "half_life"},
}


def kinds(path):
    return path.rpartition(".")[2]


@pytest.mark.parametrize("n", [1, 3])
def test_too_few_readings_are_refused_and_show_the_offset(n):
    log, read = simulated(4, n)

    fit = calibrate(log, read, RULES)

    now = estimate(log, RULES, read[0].captured)
    assert not fit.accepted and "too few" in fit.refused
    assert fit.rules == RULES and fit.overlay == ""
    if n == 1:
        offset = now.pillars["brand"].points - read[0].pillars["brand"]
        assert fit.report.offsets["brand"] == pytest.approx(offset)


def test_no_usable_reading_is_an_error_that_says_why():
    log, _ = simulated(4, 1)

    with pytest.raises(NotEnoughEvidence, match="1 of them: its day is not known"):
        calibrate(log, [Reading(pillars={"brand": 9.0})], RULES)


@pytest.mark.parametrize("n", [8, 20, 45])
def test_fitting_to_its_own_output_changes_nothing(n):
    chance = random(n)
    log = account(chance, (150, habits(chance)), (7 * n, habits(chance)))
    own = [
        Reading(
            pillars={k: v.points for k, v in estimate(log, RULES, to_date(day)).pillars.items()},
            captured=to_date(day),
        )
        for day in weekly(n)
    ]

    fit = calibrate(log, own, RULES)

    assert fit.rules == RULES
    assert not fit.accepted and "no number" in fit.refused
    assert all(abs(offset) < 1e-9 for offset in fit.report.offsets.values())


@pytest.mark.parametrize("n", [6, 14, 42])
def test_the_order_of_readings_and_logs_is_irrelevant(n):
    log, read = simulated(5, n)
    order = random(0).permutation(n)

    one, other = calibrate(log, read, RULES), calibrate([log], [read[i] for i in order], RULES)

    assert one.overlay == other.overlay
    assert one.to_dict() == other.to_dict()


def test_a_fit_that_foretells_better_is_accepted_beside_its_rivals():
    fit = calibrate(*simulated(7, 30), RULES)

    total = {who: error["total"] for who, error in fit.report.errors.items()}
    assert fit.accepted
    assert set(total) == {"this fit", "shipped rules", "last reading", "mean of readings"}
    assert total["this fit"] < min(total["shipped rules"], total["mean of readings"])


def test_readings_that_no_activity_explains_are_refused():
    log, read = simulated(8, 16)
    walk = np.cumsum(random(1).standard_normal(16)) + 12
    odd = [
        replace(one, pillars={"brand": float(value), "insight": float(value) - 4})
        for one, value in zip(read, walk, strict=True)
    ]

    fit = calibrate(log, odd, RULES)

    assert not fit.accepted and "no better than" in fit.refused


def test_known_points_are_found_again():
    chance = random(11)
    truth = RULES.replace({"insight.comments.points": 7.5, "find.people_searches.points": 6.0})
    phases = [(60, habits(chance)) for _ in range(9)]
    log = account(chance, *phases)
    days = range(BEGUN + 60, BEGUN + 540, 8)

    read = readings(truth.on(BEGUN), log, days, chance, noise=0.05)
    fit = calibrate(log, read, RULES)

    assert fit.rules.value("insight.comments.points") == pytest.approx(7.5, abs=0.6)
    assert fit.rules.value("find.people_searches.points") == pytest.approx(6.0, abs=0.6)
    assert all(n.low <= n.value <= n.high for n in fit.report.numbers)


def test_a_bound_that_is_hit_is_reported():
    log, read = simulated(12, 14)
    low = [replace(r, pillars={"brand": 0.5}) for r in read]

    fit = calibrate(log, low, RULES)

    hit = {number.path: number for number in fit.report.numbers if number.bound is not None}
    assert hit["brand.profile.points"].bound == RULES.number("brand.profile.points").bounds[0]
    assert all(number.value == pytest.approx(number.bound, rel=1e-2) for number in hit.values())


def test_numbers_that_always_move_together_are_named_together():
    """Profile and connections that never change: only what both are worth can be told."""
    chance = random(13)
    log = account(chance, (300, {"reaction": 3.0}))

    fit = calibrate(log, readings(other_numbers(RULES, chance), log, weekly(14), chance), RULES)

    told = {group.names: group for group in fit.report.groups}
    both = told["brand.audience.points", "brand.profile.points"]
    worth = sum(fit.rules.value(path) for path in both.names)
    assert both.points[0] == pytest.approx(worth, rel=1e-3)
    assert fit.report.rank < len(fit.report.numbers)


def test_what_no_reading_depends_on_stays_and_says_so():
    log, read = simulated(14, 14)

    fit = calibrate(log, read, RULES)

    assert "no reading" in fit.report.frozen["find.leads_held.points"]
    assert fit.rules.number("find.leads_held.points") == RULES.number("find.leads_held.points")


def test_the_next_experiment_tells_more_than_reading_on():
    fit = calibrate(*simulated(15, 20), RULES)

    tried = fit.experiment
    assert tried.after < tried.otherwise <= tried.before + 1e-9


def test_readings_of_an_older_formula_are_left_out_and_counted():
    log, read = simulated(16, 12)
    old = [replace(r, captured=r.captured.replace(year=2016)) for r in read[:5]]

    fit = calibrate(log, [*old, *read], RULES)

    assert fit.report.readings == 12
    assert any("5 readings of other formulas" in note for note in fit.report.notes)


def test_a_fit_across_a_change_of_formula_mostly_says_so_and_never_where_there_is_none():
    told = 0
    for seed in range(8):
        log, read = simulated(seed, 16)
        day = read[10].captured  # not on the day on which the habits change
        shifted = [raised(r, 2.0) if r.captured >= day else r for r in read]

        quiet, loud = calibrate(log, read, RULES), calibrate(log, shifted, RULES)

        assert quiet.report.notes == ()
        told += f"formula shift suspected on {day}" in " ".join(loud.report.notes)
    assert told >= 5


def raised(reading, by):
    """The reading with every pillar higher."""
    return replace(reading, pillars={p: min(v + by, 25.0) for p, v in reading.pillars.items()})


def test_the_overlay_lays_the_fit_on_the_rules(tmp_path):
    log, read = simulated(7, 30)
    path = tmp_path / "mine.yaml"

    fit = calibrate(log, read, RULES)
    path.write_text(fit.overlay, encoding="utf-8")

    layered = load_rules(path)
    moved = layered.number(fit.report.numbers[0].path)
    source = layered.sources[moved.source]
    assert {k: n.value for k, n in layered.numbers().items()} == {
        k: n.value for k, n in fit.rules.numbers().items()
    }
    assert moved.status == "fitted" and source.readings == 30 and len(source.sha256) == 64
    assert (source.from_, source.to) == (read[0].captured, read[-1].captured)


def test_readings_of_the_total_alone_are_fitted_too():
    log, read = simulated(17, 16)
    totals = [Reading(overall=round(sum(r.pillars.values())), captured=r.captured) for r in read]

    fit = calibrate(log, totals, RULES)

    errors = fit.report.errors
    assert errors["this fit"]["total"] < errors["shipped rules"]["total"]


def test_likely_readings_weigh_less_than_real_ones():
    log, read = simulated(18, 10)
    now = estimate(log, RULES, read[0].captured).pillars["brand"].points

    def moved(evidence):
        higher = [
            replace(r, pillars={"brand": now + i % 2}, evidence=evidence if i % 2 else "real")
            for i, r in enumerate(read)
        ]
        return calibrate(log, higher, RULES).rules.value("brand.profile.points")

    assert RULES.value("brand.profile.points") < moved("likely") < moved("real")


def test_levels_without_enough_residuals_have_no_interval():
    eleven = np.linspace(-1, 1, 11)

    at = {level: half_width(eleven, level) for level in LEVELS}

    assert at[0.95].points is None and str(at[0.95]) == "no 95 % interval (11 of 19)"
    assert 0.7 < at[0.8].points < at[0.9].points <= 1


@given(sizes=st.lists(st.floats(0, 25), min_size=4, max_size=60))
@settings(max_examples=30)
def test_wider_levels_are_wider_and_no_interval_is_wider_than_its_worst_residual(sizes):
    widths = [half_width(np.array(sizes), level).points for level in LEVELS]

    known = [width for width in widths if width is not None]
    assert known == sorted(known) and max(known) <= max(sizes)
    assert [w is not None for w in widths] == [len(sizes) >= needed(level) for level in LEVELS]


def test_days_of_readings_are_those_of_the_report():
    log, read = simulated(19, 6)

    report = calibrate(log, read, RULES).report

    assert (to_day(report.first), to_day(report.last)) == (START, START + 35)
    assert report.accounts == 1


@pytest.mark.parametrize("points", [0.0, 0.7, 30.0])
def test_the_spread_of_an_overlay_is_never_below_half_of_what_it_was(points):
    """Few readings of one habit say little of how far off the rules are elsewhere."""
    log, own = simulated(3, 12)
    cases = paired([log], own, "free")[0]
    widths = {"brand": (HalfWidth(0.8, points, 12, 10),), "find": (HalfWidth(0.8, None, 2, 10),)}

    fitted, _ = proposed(cases, RULES, {}, widths)

    before = RULES.value("brand.spread")
    assert fitted.value("brand.spread") >= before / 2
    assert fitted.value("find.spread") == RULES.value("find.spread")
