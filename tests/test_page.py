"""The what-if page as a file; what its script does is tested in a browser (tests/page)."""

import json
from datetime import date
from zipfile import ZipFile

import pytest
from commanded import ssi, write_rows
from futures import TODAY, busy_log

from estimator.actions import SEATS
from estimator.cli.options import OfAccount, said_again
from estimator.log import ActivityLog
from estimator.page import page_numbers
from estimator.page import page_of as whole
from estimator.resources import resource
from estimator.rules import load_rules
from estimator.whatif import Plan, project
from estimator.whatif.habits import practice

RULES = load_rules()


def page_of(*given):
    return whole(page_numbers(*given))


def held(text):
    return json.loads(text[text.index("const N = ") + 10 : text.index(";\n// What a plan gives")])


def test_the_page_holds_every_signal_and_what_was():
    numbers = page_numbers(busy_log(), RULES)

    model = RULES.on(0)
    assert {one["path"] for one in numbers["signals"]} == {
        signal.path for pillar in model.pillars for signal in pillar.signals
    }
    was = project(busy_log(), Plan(), RULES, TODAY.replace(month=6)).actual
    assert numbers["actual"]["total"][0][-1] == pytest.approx(was.total[-1], abs=1e-4)
    assert [one["action"] for one in numbers["acts"]] == list(practice().suggest)
    assert numbers["seats"] == list(SEATS) and numbers["rules"] == RULES.sha256


def test_the_page_is_one_small_file_without_a_way_out():
    text = page_of(busy_log(), RULES)

    assert len(text.encode()) < 100_000 and page_of(busy_log(), RULES) == text
    assert "http:" not in text and "https:" not in text and "default-src 'none'" in text
    assert held(text) == json.loads(json.dumps(page_numbers(busy_log(), RULES)))


def test_a_command_writes_it_and_never_over_a_source(tmp_path):
    rows = [{"day": f"2026-05-{n:02}", "action": "comment"} for n in range(1, 20)]
    log, file = write_rows(tmp_path / "log.jsonl", *rows), tmp_path / "ssi.html"

    done, again = ssi("page", log, "-o", file), ssi("page", log, "-o", file)
    over = ssi("page", log, "-o", log, "--force")
    shown = ssi("page", log, "--on", "2026-05-10", "-q")

    assert done.exit_code == 0 and file.read_text("utf-8").startswith("<!doctype html>")
    assert again.exit_code == 2 and "--force" in again.stderr
    assert over.exit_code == 2 and "source" in over.stderr
    assert "in .html" in ssi("page", log, "-o", tmp_path / "ssi.csv").stderr
    assert held(shown.stdout)["today"] == "2026-05-10"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (("-o", "ssi.json"), "the page is HTML (got .json); name a file in .html"),
        (("-o", "ssi"), "the page is HTML (got no ending); name a file in .html"),
        (("--format", "json"), "--format"),
    ],
)
def test_a_page_is_html_and_nothing_else(where, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-05-01", "action": "comment"})

    refused = ssi("page", log, *where)

    assert refused.exit_code == 2 and said in refused.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["log.jsonl"]


def test_the_page_knows_what_was_said_of_its_sources_for_the_command_it_shows(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-05-01", "action": "comment"})
    note = tmp_path / "note.csv"
    note.write_text("date,brand,find,insight,relationship\n2026-05-10,12,5,2,20\n", "utf-8")
    own = resource("rules") / "ssi.yaml"
    week = (date(2026, 5, 1), date(2026, 5, 7))
    of = {"sources": ("x",), "complete": False, "stale": True, "period": week, "rules": ()}
    all_of = OfAccount(**of, column_map=(("a b", "post"),))

    def named(*arguments):
        return held(ssi("page", *arguments, "-q").stdout)["named"]

    assert named(log) == "SOURCE" and named("--readings", note) == ""
    assert named(log, "--complete", "--rules", own) == "SOURCE --complete --rules FILE"
    assert said_again(all_of) == "SOURCE --stale --period 2026-05-01:2026-05-07 --map 'a b=post'"


def test_what_a_source_leaves_to_assume_is_said_on_the_page_and_counts_for_strict(tmp_path):
    part, file = tmp_path / "archive.zip", tmp_path / "ssi.html"
    whole = resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"
    with ZipFile(whole) as given, ZipFile(part, "w") as made:
        for name in given.namelist():
            if "Comments" not in name:
                made.writestr(name, given.read(name))

    told = json.loads(ssi("score", part, "--format", "json", "-q").stdout)["warnings"]
    strict = ssi("page", part, "--strict", "-o", file)

    assert told and held(ssi("page", part, "-q").stdout)["now"]["warnings"] == told
    assert strict.exit_code == 2 and told[0] in strict.stderr and not file.exists()


def test_several_accounts_are_named_and_one_of_them_gets_a_page(tmp_path):
    rows = [{"day": "2026-05-01", "account": name, "action": "comment"} for name in "ab"]
    log = write_rows(tmp_path / "two.jsonl", *rows)

    refused = ssi("page", log)

    assert refused.exit_code == 2 and "(a, b)" in refused.stderr
    assert "--account" in refused.stderr
    assert ssi("page", log, "--account", "a", "-q").exit_code == 0


def test_readings_move_the_page_as_they_move_what_if(tmp_path):
    rows = [{"day": f"2026-05-{n:02}", "action": "comment"} for n in range(1, 20)]
    log, note = write_rows(tmp_path / "log.jsonl", *rows), tmp_path / "note.csv"
    note.write_text("date,brand,find,insight,relationship\n2026-05-10,12,5,2,20\n", "utf-8")

    alone = held(ssi("page", "--readings", note, "--on", "2026-05-25", "-q").stdout)
    found = held(ssi("page", log, "--readings", note, "-q").stdout)
    wanted = json.loads(
        ssi("whatif", log, "--readings", note, "--weeks", "1", "--format", "json", "-q").stdout
    )["actual"]

    assert found["actual"]["total"][0][-1] == pytest.approx(wanted["total"]["points"][-1], abs=1e-4)
    assert found["dots"] == [
        {
            "day": -10,
            "total": 39.0,
            "brand": 12.0,
            "find": 5.0,
            "insight": 2.0,
            "relationship": 20.0,
        }
    ]
    assert alone["today"] == "2026-05-25" and alone["anchor"]["rows"]


def test_without_rows_it_is_the_populations_estimate_and_says_so(tmp_path):
    numbers = page_numbers(ActivityLog.empty(), RULES, on=TODAY)

    assert "the population's estimate" in numbers["now"]["warnings"][0]


def test_a_usage_report_is_of_a_seat(tmp_path):
    report = tmp_path / "usage_2026-03-01_2026-03-31.csv"
    heads = "User,Searches Performed,Leads Saved,Profile Views,Days Active"
    report.write_text(f"{heads}\nu1,40,12,33,14\nu2,4,0,3,2\n", "utf-8")

    assert held(ssi("page", report, "--account", "u1", "-q").stdout)["seat"] == "sales_navigator"
