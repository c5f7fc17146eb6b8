"""Scenarios: a few lines in, exact numbers out; every fault with its place."""

import pytest
from checked import ON, SCENARIO, SMALL, SMALL_FILE, one, scenario

from estimator import read_log
from estimator.checks.cases import read_checks
from estimator.checks.check_report import check
from estimator.checks.verdicts import diff, updated
from estimator.errors import InputError
from estimator.resources import resource

SHIPPED = resource("fixtures") / "scenarios"


def test_a_scenario_passes_when_every_number_comes_out(tmp_path):
    report = check(one(scenario(tmp_path)), SMALL)

    assert report.passed and [v.estimated for v in report.verdicts] == [4, 1.6, 1.6]


def test_tolerance_is_zero_unless_it_is_stated(tmp_path):
    nearly = scenario(tmp_path, SCENARIO.replace("insight: 1.6}", "insight: 1.601}"))
    stated = SCENARIO.replace("insight: 1.6}", "insight: {value: 1.601, tolerance: 0.01}}")

    assert not check(one(nearly), SMALL).passed
    assert check(one(scenario(tmp_path, stated)), SMALL).passed


def test_a_number_that_does_not_come_out_is_named_with_its_place(tmp_path):
    file = scenario(tmp_path, SCENARIO.replace("insight: 1.6}", "insight: 2}"))

    [failure] = check(one(file), SMALL).failures

    assert failure.where == f"{file}:12:22"
    assert (failure.figure, failure.estimated, failure.wanted) == ("insight", 1.6, 2)
    assert failure.residual == pytest.approx(-0.4)


def test_a_signal_that_the_seat_has_not_fails_and_is_no_crash(tmp_path):
    text = SCENARIO.replace("amounts: {insight.comments: 4}", "amounts: {find.leads_saved: 4}")

    [failure] = check(one(scenario(tmp_path, text)), SMALL).failures

    assert failure.estimated is None and failure.residual is None


def test_what_is_not_covered_is_unknown_unless_the_scenario_says_it_is_complete(tmp_path):
    text = SCENARIO.replace("complete: true\n", "").replace("insight: 1.6}", "brand: 6}")

    report = check(one(scenario(tmp_path, text)), SMALL)

    assert next(v for v in report.verdicts if v.figure == "brand").passed


@pytest.mark.parametrize(
    ("before", "after", "where", "words"),
    [
        ("insight.comments: 4", "insight.coments: 4", "10:13", "did you mean insight.comments?"),
        ("pillars:", "pilars:", "12:3", "did you mean pillars?"),
        ("pillars: {insight", "pillars: {insigth", "12:13", "did you mean insight?"),
        ("insight: 1.6}", "insight: lots}", "12:22", "is a number"),
        ("on: 2026-05-19", "on: someday", "5:5", "is a date"),
        ("start: 2026-05-19\n", "", "1:1", "the day that the runs begin on"),
        ("name: Four comments\n", "", "1:1", "name: missing"),
        ("schema: ssi-scenario/1", "schema: ssi-scenario/2", "1:9", "ssi-scenario/1"),
        ("complete: true", "complete: yes", "8:11", "true or false"),
        ("complete: true", "on: 2026-05-20", "8:1", "written twice"),
        (f"rules: {SMALL_FILE}", "rules: .", "3:8", "is a folder"),
        (f"rules: {SMALL_FILE}", f"rules: {'x' * 300}", "3:8", "no such file"),
        ("insight: 1.6}", "insight: {value: 1, tol: 2}}", "12:33", "unknown key"),
    ],
)
def test_a_fault_is_named_with_file_line_and_column(tmp_path, before, after, where, words):
    file = scenario(tmp_path, SCENARIO.replace(before, after))

    with pytest.raises(InputError) as error:
        one(file)

    assert f"{file}:{where}: " in str(error.value) and words in str(error.value)


def test_a_scenario_that_checks_nothing_is_refused(tmp_path):
    text = SCENARIO[: SCENARIO.index("checks:")] + "checks: {pillars: {}}\n"

    with pytest.raises(InputError, match="checks nothing"):
        one(scenario(tmp_path, text))


def test_rules_that_are_wrong_are_told_with_their_own_place(tmp_path):
    (tmp_path / "mine.yaml").write_text("schema: ssi-rules/1\n", encoding="utf-8")
    text = SCENARIO.replace(
        f"rules: {SCENARIO.split('rules: ')[1].splitlines()[0]}", "rules: mine.yaml"
    )

    with pytest.raises(InputError, match=r"mine\.yaml:1:1: .*missing"):
        one(scenario(tmp_path, text))


def test_a_scenario_without_rules_of_its_own_is_of_those_that_are_checked(tmp_path):
    text = "".join(row for row in SCENARIO.splitlines(True) if not row.startswith("rules"))
    found = one(scenario(tmp_path, text))

    moved = check(found, SMALL.replace({"insight.comments.points": 20}))

    assert check(found, SMALL).passed and not moved.passed


def test_an_update_writes_what_came_out_and_keeps_all_else(tmp_path):
    wrong = SCENARIO.replace("insight: 1.6}", "insight: 2}").replace("comments: 4}", "comments: 5}")
    file = scenario(tmp_path, wrong)
    found = one(file)

    files = updated([found], check(found, SMALL).verdicts)

    assert files == {file: (wrong, SCENARIO)}
    assert "-  pillars: {insight: 2}\n+  pillars: {insight: 1.6}\n" in diff("x", *files[file])


def test_an_update_of_what_comes_out_touches_no_file(tmp_path):
    found = one(scenario(tmp_path))

    assert updated([found], check(found, SMALL).verdicts) == {}


def test_every_shipped_scenario_comes_out():
    from estimator import load_rules

    rules = load_rules()

    report = check(read_checks([SHIPPED], read_log, rules), rules)

    assert report.failures == ()
    assert len({v.case for v in report.verdicts}) == len([*SHIPPED.glob("*.ssi.yaml")])


def test_shipped_scenarios_on_the_small_rules_exercise_all_that_these_hold():
    from dataclasses import replace

    own = [c for c in read_checks([SHIPPED], read_log, SMALL) if c.rules == SMALL]

    report = check([replace(case, rules=None) for case in own], SMALL)

    missed = {one.name for one in report.unexercised}
    assert missed <= {"find.cap", "insight.cap", "relationship.cap", "premium",
                      "relationship.connections"}  # fmt: skip
    assert {one.kind for one in report.coverage} >= {"signal", "cap", "ceiling", "dated value"}
    assert ON  # the day of the made-up ones
