"""The what-if page as a file; what its script does is tested in a browser (tests/page)."""

import json

from commanded import ssi, write_rows
from futures import TODAY, busy_log

from estimator.actions import SEATS
from estimator.page import page_numbers, page_of
from estimator.rules import load_rules
from estimator.whatif import Plan, project
from estimator.whatif.habits import practice

RULES = load_rules()


def held(text):
    return json.loads(
        text[text.index("const N = ") + 10 : text.index(";\n\n// --- what the engine")]
    )


def test_the_page_holds_every_signal_and_what_was():
    numbers = page_numbers(busy_log(), RULES)

    model = RULES.on(0)
    assert {one["path"] for one in numbers["signals"]} == {
        signal.path for pillar in model.pillars for signal in pillar.signals
    }
    was = project(busy_log(), Plan(), RULES, TODAY.replace(month=6)).actual
    assert numbers["actual"]["points"]["total"][-1] == round(was.total[-1], 7)
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
    assert held(shown.stdout)["today"] == "2026-05-10"


def test_two_accounts_are_one_too_many_for_a_page(tmp_path):
    rows = [{"day": "2026-05-01", "account": name, "action": "comment"} for name in "ab"]
    log = write_rows(tmp_path / "two.jsonl", *rows)

    assert "--account NAME" in ssi("page", log).stderr
    assert ssi("page", log, "--account", "a", "-q").exit_code == 0
