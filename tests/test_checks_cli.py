"""`ssi check` and `ssi rules diff --log`: exit codes, forms, updates, what CI is told."""

import json
import xml.etree.ElementTree as ET

import pytest
from checked import SCENARIO, SMALL_FILE, scenario
from commanded import ssi, write_rows

from estimator.resources import resource

WRONG = SCENARIO.replace("insight: 1.6}", "insight: 2}")


def checked(path, *more):
    return ssi("check", path, "--rules", SMALL_FILE, *more)


def test_what_ships_passes():
    done = ssi("check", "--no-mutate")

    assert done.exit_code == 0, done.output
    assert "consultant-br" in done.stdout and "checks passed" in done.stdout


def test_a_scenario_that_comes_out_exits_with_0_and_one_that_does_not_with_1(tmp_path):
    assert checked(scenario(tmp_path)).exit_code == 0

    done = checked(scenario(tmp_path, WRONG))

    assert done.exit_code == 1
    assert "four.ssi.yaml:12:22" in done.stdout
    assert "wanted 2, got 1.6: 0.4 too low" in done.stdout and "1 of 3 checks failed" in done.stdout


def test_a_file_that_is_wrong_exits_with_2_and_every_fault(tmp_path):
    done = checked(
        scenario(tmp_path, WRONG.replace("comment:", "coment:").replace("checks", "chks"))
    )

    assert done.exit_code == 2 and done.stdout == ""
    assert "did you mean comment?" in done.stderr and "did you mean checks?" in done.stderr


def test_a_folder_is_read_without_the_environments_in_it(tmp_path):
    (tmp_path / ".venv" / "lib").mkdir(parents=True)
    scenario(tmp_path / ".venv" / "lib", WRONG)
    scenario(tmp_path)

    assert checked(tmp_path).exit_code == 0


def test_a_path_that_is_not_there_exits_with_2(tmp_path):
    assert checked(tmp_path / "none").exit_code == 2


def test_errors_are_always_beside_the_rivals():
    done = ssi("check", resource("fixtures") / "cases", "--no-mutate")

    for words in ("last reading", "mean of readings", "group average", "relationship"):
        assert words in done.stdout


def test_numbers_that_nobody_notices_and_signals_nobody_exercises_are_listed(tmp_path):
    text = "".join(row for row in SCENARIO.splitlines(True) if not row.startswith("rules"))

    done = checked(scenario(tmp_path, text), "--mutate")

    assert "no signal: brand.profile" in done.stdout
    assert "brand.posts.*" in done.stdout and "3 of " in done.stdout


def test_ones_own_files_bring_nothing_that_is_of_the_rules_alone(tmp_path):
    done = checked(scenario(tmp_path, WRONG))

    assert "0.4 too low" in done.stdout
    assert "some case" not in done.stdout and "brand.posts" not in done.stdout


def test_json_is_one_object_the_same_every_time(tmp_path):
    file = scenario(tmp_path, WRONG)

    once, again = (checked(file, "--format", "json") for _ in range(2))

    assert once.stdout == again.stdout and once.exit_code == 1
    content = json.loads(once.stdout)
    assert content["schema"] == "ssi.check/1" and content["passed"] is False


def test_junit_has_a_case_for_each_check_and_the_failure_in_words(tmp_path):
    root = ET.fromstring(checked(scenario(tmp_path, WRONG), "--format", "junit").stdout)

    suite = root.find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    [failure] = suite.iter("failure")
    assert "0.4 too low" in failure.get("message")
    assert {case.get("line") for case in suite.iter("testcase")} == {"10", "11", "12"}


def test_junit_and_annotations_hold_any_name(tmp_path):
    name = "<a> & 'b', 50 %: \"c\""
    file = scenario(
        tmp_path,
        WRONG.replace("Four comments", json.dumps(name)[1:-1])
        .replace("name: ", 'name: "')
        .replace('\\"c\\"', '\\"c\\""', 1),
    )

    junit = checked(file, "--format", "junit")
    github = checked(file, "--format", "github")

    assert ET.fromstring(junit.stdout).find("testsuite/testcase").get("classname") == name
    assert "title=<a> & 'b'%2C 50 %25%3A" in github.stdout


def test_inside_github_actions_annotations_and_a_summary_are_written(tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    file = scenario(tmp_path, WRONG)

    done = checked(file)

    assert f"::error file={file},line=12,col=22,title=" in done.stdout
    written = summary.read_text(encoding="utf-8")
    assert written.startswith("before\n## ssi check: 1 of 3 checks failed")
    assert "0.4 too low" in written


def test_outside_of_it_a_summary_is_not_touched(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))

    done = checked(scenario(tmp_path))

    assert "::error" not in done.stdout and not (tmp_path / "summary.md").exists()


def test_a_form_that_is_asked_for_wins_inside_github_actions(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    done = checked(scenario(tmp_path), "--format", "md")

    assert done.stdout.startswith("## ssi check: 3 checks passed")


def test_an_update_rewrites_the_number_shows_the_difference_and_passes(tmp_path):
    file = scenario(tmp_path, WRONG)

    done = checked(file, "--update")

    assert done.exit_code == 0
    assert "-  pillars: {insight: 2}\n+  pillars: {insight: 1.6}" in done.stderr
    assert file.read_text(encoding="utf-8") == SCENARIO


@pytest.mark.parametrize("value", ["true", "1", "True", "woodpecker"])
def test_an_update_is_refused_under_ci(tmp_path, monkeypatch, value):
    monkeypatch.setenv("CI", value)
    file = scenario(tmp_path, WRONG)

    done = checked(file, "--update")

    assert done.exit_code == 2 and "refused in CI" in done.stderr
    assert file.read_text(encoding="utf-8") == WRONG


def test_an_update_of_nothing_that_is_named_never_rewrites_what_ships(tmp_path):
    moved = SMALL_FILE.read_text(encoding="utf-8").replace("points: 12", "points: 3")
    (tmp_path / "other.yaml").write_text(moved, encoding="utf-8")

    done = ssi("check", "--rules", tmp_path / "other.yaml", "--no-mutate", "--update")

    assert done.exit_code == 2 and "give the PATH" in done.stderr


def test_a_baseline_is_made_on_request_held_against_and_ratchets(tmp_path):
    baseline = tmp_path / "baseline.json"
    cases = resource("fixtures") / "cases"
    check = ("check", cases, "--no-mutate", "--baseline", baseline)

    absent = ssi(*check)
    made = ssi(*check, "--update")
    held = ssi(*check)
    content = json.loads(baseline.read_text(encoding="utf-8"))
    content["figures"]["all.brand"] -= 0.2
    content["figures"]["gone.brand"] = 1.0
    baseline.write_text(json.dumps(content), encoding="utf-8")
    worse = ssi(*check)

    assert (absent.exit_code, made.exit_code, held.exit_code, worse.exit_code) == (2, 0, 0, 1)
    assert "--update` makes it" in absent.stderr
    assert "all.brand: mean absolute error" in worse.stdout
    assert "gone.brand: vanished" in worse.stdout


def test_the_shipped_baseline_holds():
    baseline = resource("fixtures") / "cases" / "baseline.json"

    done = ssi("check", resource("fixtures") / "cases", "--no-mutate", "--baseline", baseline)

    assert done.exit_code == 0, done.output


@pytest.fixture
def changed(tmp_path):
    """Rules of which two numbers differ, and a log that both touch."""
    text = SMALL_FILE.read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(
        text.replace("points: 16", "points: 20").replace("window: 90 d", "window: 10 d")
    )
    rows = [
        {"day": "2026-05-01", "action": "comment", "count": 10},
        {"day": "2026-05-19", "action": "comment", "count": 10},
    ]
    return other, write_rows(tmp_path / "log.jsonl", *rows)


def test_a_difference_of_rules_is_told_in_points_of_a_log_number_by_number(changed):
    other, log = changed

    done = ssi("rules", "diff", SMALL_FILE, other, "--log", log)

    assert done.exit_code == 0
    assert "insight.comments.points" in done.stdout and "16 → 20" in done.stdout
    before, after = (
        json.loads(ssi("score", log, "--rules", rules, "--format", "json", "-q").stdout)
        for rules in (SMALL_FILE, other)
    )
    moved = after["total"]["points"] - before["total"]["points"]
    assert f"{moved:+.1f}".replace("-", "−") in done.stdout
    assert "defaults.window and lag" in done.stdout


def test_its_json_adds_up(changed):
    other, log = changed

    done = ssi("rules", "diff", SMALL_FILE, other, "--log", log, "--format", "json")

    told = json.loads(done.stdout)
    total = sum(cause["total"] for cause in told["causes"])
    assert total == pytest.approx(told["change"]["total"], abs=1e-5)


def test_it_asks_which_account_of_several(changed, tmp_path):
    rows = [{"day": "2026-05-01", "account": name, "action": "comment"} for name in ("a", "b")]
    log = write_rows(tmp_path / "two.jsonl", *rows)

    assert ssi("rules", "diff", SMALL_FILE, changed[0], "--log", log).exit_code == 2
    assert (
        ssi("rules", "diff", SMALL_FILE, changed[0], "--log", log, "--account", "a").exit_code == 0
    )
