"""`ssi rules`: numbers and their sources, findings, differences, the schema."""

import json

import pytest
from commanded import ssi
from reported import GOLDEN

from estimator.rules import load_rules

RULES = GOLDEN / "rules.yaml"
OVERLAY = """schema: ssi-overlay/1
base: rules
base_sha256: {sha}
note: made for a test
values:
  find.spread: 3
"""


@pytest.fixture
def overlay(tmp_path):
    file = tmp_path / "mine.yaml"
    text = OVERLAY.format(sha=load_rules(RULES).sha256)
    file.write_text(text, encoding="utf-8")
    return file


def test_every_number_is_shown_with_its_status_and_source():
    rules = load_rules(RULES)

    done = ssi("rules", "show", "--rules", RULES)

    assert done.exit_code == 0
    assert done.stdout.count("assumed") == len(rules.numbers())


def test_a_signal_is_shown_with_what_it_is_about_and_the_decay_it_inherits():
    done = ssi("rules", "show", "insight.comments", "--rules", RULES)

    assert "insight.comments  flow\n  Comments.\n" in done.stdout
    assert "half_life" in done.stdout and "30 d" in done.stdout


def test_one_number_is_traced_to_its_source():
    done = ssi("rules", "show", "insight.comments.full_at", "--rules", RULES)

    assert "40" in done.stdout
    assert "guess (assumption)" in done.stdout and "Made for tests" in done.stdout
    assert f"{RULES}:" in done.stdout


def test_a_path_that_is_not_there_is_answered_with_the_nearest():
    done = ssi("rules", "show", "insight.coments", "--rules", RULES)

    assert done.exit_code == 2
    assert "did you mean insight.comments" in done.stderr


@pytest.mark.parametrize("command", [["show"], ["show", "find.cap"], ["lint"]])
def test_json_of_the_shipped_rules_is_one_object_with_a_schema(command):
    done = ssi("rules", *command, "--format", "json")

    assert json.loads(done.stdout)["schema"].startswith("ssi.")


def test_lint_counts_what_rests_on_assumptions_and_is_no_failure():
    done = ssi("rules", "lint", RULES)

    assert done.exit_code == 0
    assert "assumed" in done.stdout and "points" in done.stdout


def test_lint_names_every_fault_of_a_wrong_file_with_its_place(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    text = RULES.read_text("utf-8").replace("half_life: 30 d", "half_life: 30")
    wrong.write_text(text.replace("points: 12", "pionts: 12"), encoding="utf-8")

    done = ssi("rules", "lint", wrong)

    assert done.exit_code == 2 and done.stdout == ""
    assert f"{wrong}:7:" in done.stderr and "without a unit" in done.stderr
    assert "did you mean points?" in done.stderr


def test_an_overlay_differs_from_the_rules_it_lies_on_in_its_values(overlay):
    done = ssi("rules", "diff", RULES, overlay)

    assert "find.spread  2 → 3\n" in done.stdout


def test_rules_do_not_differ_from_themselves():
    assert ssi("rules", "diff", RULES, RULES).stdout == "no difference\n"


def test_two_files_differ_in_the_number_that_was_changed(tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(RULES.read_text("utf-8").replace("points: 16", "points: 17"), "utf-8")

    done = ssi("rules", "diff", RULES, other)

    assert "insight.comments.points  16 → 17\n" in done.stdout


def test_the_schema_is_one_of_json_schema():
    for flags in ([], ["--overlay"]):
        assert "json-schema.org" in json.loads(ssi("rules", "schema", *flags).stdout)["$schema"]


def test_an_overlay_is_scored_with(overlay):
    done = ssi("score", GOLDEN / "log.jsonl", "--rules", RULES, "--rules", overlay,
               "--format", "json")  # fmt: skip

    plain = ssi("score", GOLDEN / "log.jsonl", "--rules", RULES, "--format", "json")
    wide, narrow = (json.loads(d.stdout)["pillars"]["find"] for d in (done, plain))
    assert wide["points"] == narrow["points"] and wide["high"] > narrow["high"]
