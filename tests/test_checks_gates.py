"""Gates: each pillar by itself, errors beside rivals and a baseline, what nobody would notice."""

import json
from datetime import date

import pytest
from checked import NOTHING, ON, SCENARIO, SMALL, idle_account, one, reading, scenario
from checked import unknown_account as unknown

from estimator.checks.accuracy import accuracies, held_of
from estimator.checks.baseline import baseline_of, read_baseline, renewed
from estimator.checks.check_report import check
from estimator.checks.trials import trial
from estimator.errors import InputError, ReadingError
from estimator.reading import Group, Reading

MAY = [date(2026, 5, day) for day in (1, 8, 15)]


def inside(report):
    return {v.figure: v.passed for v in report.verdicts if v.what == "inside"}


def test_a_reading_inside_the_interval_of_what_is_unknown_passes():
    assert check(unknown(reading(ON, **NOTHING)), SMALL).passed


def test_pillars_that_miss_in_opposite_directions_fail_though_the_total_is_right():
    case = idle_account(reading(ON, brand=0.0, find=9.0), reading(ON, brand=9.0, find=0.0))

    report = check(case, SMALL)

    assert not report.passed
    assert [v.figure for v in report.failures] == ["find", "brand"]


def test_a_total_alone_is_told_and_gates_nothing():
    report = check(idle_account(Reading(80.0, captured=ON)), SMALL)

    assert [(v.figure, v.passed, v.gates) for v in report.verdicts] == [("total", False, False)]
    assert report.passed


def test_a_tolerance_binds_the_estimate_even_inside_the_interval():
    near = reading(ON, **NOTHING | {"find": 12.0})

    assert check(unknown(near, tolerances={"find": 2.0}), SMALL).passed
    assert not check(unknown(near, tolerances={"find": 1.9}), SMALL).passed


def test_an_interval_that_is_wider_than_promised_fails():
    case = unknown(reading(ON, **NOTHING), widths={"insight": 3.0})

    [failure] = check(case, SMALL).failures

    assert failure.what == "width" and failure.estimated > 3.0


def test_a_seat_that_is_not_known_has_the_interval_around_those_of_all():
    tall = reading(ON, find=15.4)

    free = check(unknown(tall, seats=("free",)), SMALL)
    every = check(unknown(tall, seats=("free", "sales_navigator")), SMALL)

    assert inside(free)["find"] is False and inside(every)["find"] is True


def test_an_undated_reading_without_a_day_is_an_error_and_not_a_guess():
    with pytest.raises(ReadingError, match="say which with on"):
        check(unknown(Reading(20.0)), SMALL)


def test_errors_stand_beside_those_of_trivial_rivals_on_the_same_readings():
    averages = Group(pillars={"brand": 7.0})
    first, second, third = (
        Reading(None, {"brand": points}, industry=averages, captured=day)
        for points, day in zip((5.0, 8.0, 8.0), MAY, strict=True)
    )

    [brand] = accuracies(held_of([trial(unknown(first, second, third), SMALL)]))

    assert (brand.readings, brand.error, brand.bias) == (3, pytest.approx(5 / 3), pytest.approx(-1))
    last, mean, average = brand.rivals.values()
    assert (last.readings, last.error, last.ours) == (2, 1.5, 2.0)
    assert (mean.readings, mean.error) == (2, pytest.approx((3 + 1.5) / 2))
    assert (average.readings, average.error) == (3, pytest.approx(4 / 3))


def test_a_reading_that_comes_twice_counts_once():
    days = [reading(day, brand=5.0 + n, find=9.0) for n, day in enumerate(MAY)]

    once, twice = (check(unknown(*readings), SMALL) for readings in (days, [*days, *days]))

    assert twice.to_dict() == once.to_dict()


def test_a_rival_without_what_it_needs_is_absent_and_not_zero():
    [brand] = accuracies(held_of([trial(unknown(reading(ON, brand=6.0)), SMALL)]))

    assert set(brand.rivals.values()) == {None}


def test_an_error_may_not_grow_beyond_the_baseline_and_its_tolerance():
    before = renewed(None, check(unknown(reading(ON, brand=6.5)), SMALL).figures)

    same = check(unknown(reading(ON, brand=6.59)), SMALL, baseline=before)
    worse = check(unknown(reading(ON, brand=6.61)), SMALL, baseline=before)
    better = check(unknown(reading(ON, brand=6.1)), SMALL, baseline=before)

    assert same.passed and better.passed and not worse.passed
    assert {one.figure for one in worse.regressions} == {"all.brand", "somebody.brand"}
    assert {one.state for one in better.baseline} == {"better"}


def test_a_figure_that_vanished_fails_and_a_new_one_does_not():
    before = renewed(None, check(unknown(reading(ON, brand=6.5)), SMALL).figures)

    report = check(unknown(reading(ON, find=10.0)), SMALL, baseline=before)

    states = {one.figure: one.state for one in report.baseline}
    assert states["somebody.brand"] == "vanished" and states["somebody.find"] == "new"
    assert not report.passed


def test_a_baseline_survives_its_own_file_and_keeps_its_tolerances():
    mine = baseline_of(
        '{"schema": "ssi-baseline/1", "tolerances": {"brand": 2}, "figures": {}}', "b"
    )

    again = baseline_of(renewed(mine, {"all.brand": 1.23456789}).to_json(), "b")

    assert again.tolerances == {"brand": 2} and again.figures == {"all.brand": 1.234568}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "is no baseline"),
        ('{"schema": "ssi-baseline/1", "figurs": {}}', "did you mean figures?"),
        ('{"schema": "ssi-baseline/1", "figures": {"a.brand": -1}, "tolerances": {}}', "0 or more"),
        ('{"schema": "ssi-baseline/1", "figures": {}, "tolerances": {"brnd": 1}}', "mean brand?"),
        (f'{{"schema": "ssi-baseline/1", "figures": {{"a.b": 1{"0" * 400}}}}}', "number of points"),
        ("[" * 100_000, "levels deep; 100 are read"),
    ],
)
def test_a_wrong_baseline_is_told(text, words):
    with pytest.raises(InputError) as error:
        baseline_of(text, "baseline.json")

    assert words in str(error.value)


def test_a_baseline_that_is_no_text_is_an_error_with_its_name(tmp_path):
    file = tmp_path / "baseline.json"
    file.write_bytes(b'{"schema": "ssi-baseline/1", "figures": {"\xff": 1}}')

    with pytest.raises(InputError, match="not UTF-8"):
        read_baseline(file)


def test_a_number_that_a_scenario_depends_on_is_noticed_and_others_are_listed(tmp_path):
    text = "".join(row for row in SCENARIO.splitlines(True) if not row.startswith("rules"))
    case = one(scenario(tmp_path, text))

    report = check(case, SMALL, mutate=True)

    noticed = {m.number: m.noticed_by for m in report.mutated if m.noticed_by}
    assert noticed == {
        "defaults.lag": "Four comments",  # a whole day more is the least that it can move
        "insight.comments.full_at": "Four comments",
        "insight.comments.points": "Four comments",
    }
    assert "insight.cap" in {m.number for m in report.unnoticed}


def test_what_mutation_finds_is_what_checking_moved_rules_would_find(tmp_path):
    text = "".join(row for row in SCENARIO.splitlines(True) if not row.startswith("rules"))
    cases = [
        one(scenario(tmp_path, text)),
        unknown(reading(ON, **NOTHING), tolerances={"find": 0.5}),
    ]

    report = check(cases, SMALL, mutate=True)

    before = [v.passed for v in check(cases, SMALL).verdicts if v.gates]
    for moved in report.mutated:
        if moved.after is not None:
            rules = SMALL.replace({moved.number: moved.after})
            after = [v.passed for v in check(cases, rules).verdicts if v.gates]
            assert (after != before) == (moved.noticed_by is not None), moved.number


def test_the_baseline_notices_what_no_interval_does():
    case = unknown(reading(ON, brand=5.5))
    baseline = renewed(None, check(case, SMALL).figures)

    without = check(case, SMALL, mutate=True)
    beside = check(case, SMALL, baseline=baseline, mutate=True)

    assert without.unnoticed == without.mutated
    assert "brand.profile.points" in {m.number for m in beside.mutated if m.noticed_by}


def test_a_number_that_can_go_nowhere_is_said_to_and_not_called_noticed():
    report = check(unknown(reading(ON, brand=6.0)), SMALL, mutate=True)

    stuck = {m.number for m in report.mutated if m.after is None}
    assert "brand.profile.unknown.low" in stuck  # 0 moved by a tenth is 0
    assert stuck <= {m.number for m in report.unnoticed}


def test_a_report_is_json_without_nan():
    report = check(unknown(reading(ON, **NOTHING)), SMALL, mutate=True)

    text = json.dumps(report.to_dict(), allow_nan=False, default=str)

    assert json.loads(text)["passed"] is True
