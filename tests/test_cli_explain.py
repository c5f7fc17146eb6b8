"""`ssi explain`: one day, a change, a path of the rules, a team; exit codes."""

import json

import pytest
from commanded import process, ssi, write_rows
from reported import GOLDEN

from estimator.resources import resource

LOG = GOLDEN / "log.jsonl"
RULES = ("--rules", GOLDEN / "rules.yaml")
PERSONA = resource("fixtures") / "personas" / "goes_quiet.jsonl"
CHANGE = ("--from", "2026-03-16", "--to", "2026-05-16")


@pytest.fixture
def team(tmp_path):
    """A log of three accounts with the names of people."""
    return write_rows(
        tmp_path / "team.jsonl",
        *(
            {"account": name, "day": "2026-05-01", "action": "comment", "count": count}
            for name, count in (("ana.silva", 9), ("bo.lind", 4), ("cy.oduya", 1))
        ),
    )


def reading(folder, day, pillars):
    api = ("PROFESSIONAL_BRAND", "FIND_RIGHT_PEOPLE", "INSIGHT_ENGAGEMENT", "STRONG_RELATIONSHIP")
    scores = [{"pillar": n, "score": s} for n, s in zip(api, pillars, strict=True)]
    content = {
        "captured": day,
        "account": "somebody",
        "response": {"memberScore": {"pillars": scores}},
    }
    (folder / f"{day}.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_day_is_explained_signal_by_signal():
    done = ssi("explain", LOG, *RULES)

    assert done.exit_code == 0
    assert "Why the index is what it is" in done.stdout
    assert "explained on 2026-05-19, the log's last day" in done.stderr


def test_a_change_is_told_as_a_waterfall_of_causes():
    done = ssi("explain", "-q", PERSONA, *RULES, *CHANGE)

    assert done.exit_code == 0 and done.stderr == ""
    assert "comments faded (" in done.stdout
    assert "16 Mar to 16 May 2026" in done.stdout


def test_json_of_a_change_adds_up():
    done = ssi("explain", "-q", PERSONA, *CHANGE, "--format", "json")

    told = json.loads(done.stdout)
    points = [part["points"] for p in told["pillars"].values() for part in p["parts"]]
    assert told["schema"] == "ssi.change/1"
    assert sum(points) == pytest.approx(told["total"]["change"], abs=1e-4)


@pytest.mark.parametrize("form", ["text", "json", "csv", "md", "html"])
@pytest.mark.parametrize("asked", [(), CHANGE, ("--why", "comments"), ("--team",)])
def test_every_form_is_written(form, asked):
    done = ssi("explain", "-q", PERSONA, *asked, "--format", form)

    assert done.exit_code == 0 and done.stdout


def test_the_form_of_a_response_is_refused():
    done = ssi("explain", PERSONA, *CHANGE, "--format", "ssi")

    assert done.exit_code == 2
    assert "--format: not known (got 'ssi'); it is text, json, csv, md, html" in done.stderr


def test_the_last_day_alone_is_compared_with_four_weeks_before():
    done = ssi("explain", PERSONA, "--to", "2026-05-16")

    assert "since 2026-04-18, four weeks before" in done.stderr
    assert "18 Apr to 16 May 2026" in done.stdout


def test_a_day_before_linkedin_is_a_sentence():
    done = ssi("explain", PERSONA, "--to", "0001-01-09")

    assert done.exit_code == 2 and "an impossible day (got 0001-01-09)" in done.stderr


def test_a_path_is_followed_to_its_sources_without_a_log():
    done = ssi("explain", "--why", "find.people_searches", *RULES)

    assert done.exit_code == 2  # the golden rules have no such signal
    assert "nothing of that name" in done.stderr

    done = ssi("explain", "--why", "insight.comments", *RULES)

    assert done.exit_code == 0 and done.stderr == ""
    assert "rules.yaml:" in done.stdout and "Made for tests" in done.stdout


def test_a_path_with_a_log_says_where_the_signal_stands():
    done = ssi("explain", "-q", LOG, *RULES, "--why", "comments")

    assert "Now: 8.0 of 16.0 points, 20 comments" in done.stdout


def test_other_rules_on_the_same_day_show_what_they_change(tmp_path):
    overlay = tmp_path / "more.yaml"
    shown = json.loads(ssi("rules", "show", *RULES, "--format", "json").stdout)
    overlay.write_text(
        "schema: ssi-overlay/1\n"
        f"base: {shown['rules']}\nbase_sha256: {shown['sha256']}\n"
        "note: comments doubted\nvalues:\n  insight.comments.points: 12\n",
        encoding="utf-8",
    )

    done = ssi("explain", "-q", LOG, *RULES, "--rules", overlay, "--rules-before", RULES[1])

    assert "rules: insight.comments.points from 16 to 12" in done.stdout


def test_readings_tell_what_no_cause_explains(tmp_path):
    reading(tmp_path, "2026-03-16", (12.0, 6.0, 10.0, 14.0))
    reading(tmp_path, "2026-05-16", (9.0, 4.0, 1.0, 9.0))

    done = ssi("explain", PERSONA, *RULES, *CHANGE, "--readings", tmp_path)

    assert "Held against readings of 16 Mar to 16 May 2026" in done.stdout
    assert "unexplained" in done.stdout


def test_a_team_is_shown_under_pseudonyms(team):
    done = ssi("explain", "-q", team, "--team", "--from", "2026-04-01", "--to", "2026-05-02")

    assert done.exit_code == 0
    assert "By improvement" in done.stdout and "seat 3" in done.stdout
    assert "silva" not in done.stdout + done.stderr


def test_names_are_shown_when_they_are_wanted(team):
    done = ssi("explain", "-q", team, "--team", "--names")

    assert "ana.silva" in done.stdout


def test_one_of_several_accounts_has_to_be_named(team):
    done = ssi("explain", team)

    assert done.exit_code == 2
    assert "3 accounts (ana.silva, bo.lind, cy.oduya); name one with --account" in done.stderr
    assert ssi("explain", "-q", team, "--account", "bo.lind").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a SOURCE"),
        ([LOG, "--on", "2026-05-01", "--from", "2026-04-01"], "--on is one day"),
        ([LOG, "--from", "2026-05-02", "--to", "2026-05-01"], "is later than"),
        ([LOG, "--why", "find", "--team"], "--why is of one day"),
        ([LOG, "--names"], "--names goes with --team"),
        (["--why", "finds"], "did you mean find?"),
        (["nowhere.jsonl"], "nowhere.jsonl"),
        ([LOG, "--readings", "nowhere"], "no such file or folder"),
    ],
)
def test_what_does_not_go_together_is_said(arguments, words):
    done = ssi("explain", *arguments)

    assert done.exit_code == 2 and words in done.stderr
    assert done.stdout == ""


def test_a_faulty_row_is_an_error_with_strict(tmp_path):
    faulty = tmp_path / "log.jsonl"
    faulty.write_text('{"day": "2026-03-05", "action": "coment"}\n' + LOG.read_text("utf-8"))

    done = ssi("explain", "--strict", faulty, *RULES, "--on", "2026-04-01")

    assert done.exit_code == 2 and "--strict" in done.stderr


def test_explaining_imports_neither_scipy_nor_pyarrow():
    code = (
        "import sys; from estimator.cli import main;"
        f"main(['explain', '-q', {str(PERSONA)!r}, '--from', '2026-03-16'], standalone_mode=False);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'scipy', 'pyarrow', 'jinja2'}))"
    )

    assert process(code=code).stdout.decode().splitlines()[-1] == "[]"
