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


def test_values_set_by_hand_make_an_overlay_that_the_rules_take(tmp_path):
    file = tmp_path / "mine.yaml"

    done = ssi("rules", "set", "insight.comments.half_life=21 d", "find.spread=3",
               "--rules", RULES, "-o", file)  # fmt: skip

    assert (done.exit_code, done.stdout) == (0, "")
    changed = {"insight.comments.half_life": 21.0, "find.spread": 3.0}
    assert load_rules(RULES, file) == load_rules(RULES).replace(changed)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("find.sprad=3", "did you mean find.spread"),
        ("find.spread", "write PATH=VALUE"),
        ("find.spread=much", "find.spread: not a number (got 'much')"),
        ("insight.comments.half_life=21", "half_life"),
        ("find.spread=-1", "out of range"),
    ],
)
def test_a_value_that_the_rules_do_not_take_is_refused_and_nothing_is_written(
    value, words, tmp_path
):
    file = tmp_path / "mine.yaml"

    done = ssi("rules", "set", value, "--rules", RULES, "-o", file)

    assert done.exit_code == 2
    assert words in done.stderr
    assert not file.exists()


def test_an_overlay_is_never_set_over_the_rules_it_is_laid_on(tmp_path):
    mine = tmp_path / "rules.yaml"
    mine.write_bytes(RULES.read_bytes())

    done = ssi("rules", "set", "find.spread=3", "--rules", mine, "-o", mine, "--force")

    assert done.exit_code == 2
    assert mine.read_bytes() == RULES.read_bytes()


def test_a_warning_about_rules_is_a_sentence(overlay):
    text = overlay.read_text(encoding="utf-8")
    overlay.write_text(text.replace(text.splitlines()[2] + "\n", ""), encoding="utf-8")

    done = ssi("rules", "show", "find.spread", "--rules", RULES, "--rules", overlay)

    assert done.exit_code == 0
    assert done.stderr.startswith(f"{overlay}: states no base_sha256")
    assert "RulesWarning" not in done.stderr


def test_help_of_a_command_is_asked_for_in_either_way():
    assert ssi("help", "rules", "set").stdout == ssi("rules", "set", "--help").stdout
    assert ssi("help").stdout == ssi("--help").stdout


def test_a_difference_for_a_log_is_of_the_seat_that_its_source_tells(tmp_path):
    report = tmp_path / "usage_2026-03-01_2026-03-31.csv"
    report.write_text("User,Leads Saved,Profiles Viewed,Days Active\nu1,12,33,14\n", "utf-8")
    mine = tmp_path / "mine.yaml"
    ssi("rules", "set", "find.leads_saved.points=7", "-o", mine)

    told, named = (
        json.loads(ssi("rules", "diff", mine, "--log", report, "--format", "json", *seat).stdout)
        for seat in ((), ("--seat", "sales_navigator"))
    )

    assert told == named and told["seat"] == "sales_navigator"


@pytest.mark.parametrize(
    "command",
    [("show", "find.cap", "--rules"), ("lint",), ("diff",), ("set", "find.cap=21", "--rules")],
)
def test_quiet_says_nothing_of_an_overlay_that_names_no_digest(command, tmp_path):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text('schema: ssi-overlay/1\nbase: "ssi"\nvalues:\n  find.cap: 20\n', "utf-8")

    loud, quiet = (ssi("rules", *command, overlay, *more) for more in ((), ("-q",)))

    assert loud.exit_code == quiet.exit_code == 0
    assert "base_sha256" in loud.stderr and not quiet.stderr
    assert quiet.stdout == loud.stdout
