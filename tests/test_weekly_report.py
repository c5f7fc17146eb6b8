"""`ssi report`: Monday's questions on one page, the numbers those of the other commands."""

import json
import re
from datetime import date, timedelta

import pytest
from commanded import ssi, write_rows
from reported import LOG, MODEL, RULES

from estimator.explanation.change import explain
from estimator.reading import Reading
from estimator.report import FORMS, render
from estimator.report.weekly_page import weekly
from estimator.resources import resource
from estimator.score import estimate
from estimator.whatif import Habit, Plan

SUNDAY = date(2026, 5, 17)
ARCHIVE = resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"


def week(**given):
    return weekly(LOG, RULES, SUNDAY, **given)


def test_its_numbers_are_those_of_the_other_commands():
    found = week()

    assert found.now.total == estimate(LOG, RULES, SUNDAY).total
    assert found.week["total"] == explain(LOG, RULES, SUNDAY - timedelta(7), SUNDAY).change
    before = estimate(LOG, RULES, SUNDAY - timedelta(28)).total.points
    assert found.month["total"] == pytest.approx(found.now.total.points - before)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "ssi"])
def test_it_has_every_form_and_the_same_bytes_again(form):
    once, again = (render(week(), form, MODEL) for _ in range(2))

    assert once == again and once.endswith("\n")


def test_what_was_planned_stands_beside_what_was_done():
    plan = Plan([Habit("comment", 5, start=SUNDAY), Habit("lead_saved", 3)])

    done = {one.habit.action: one for one in week(plan=plan).done}

    assert done["comment"].planned == 5 and done["comment"].done is not None
    assert done["lead_saved"].done is None  # nothing in the log would show it
    assert "not in the log" in render(week(plan=plan), "text", MODEL)
    seldom = week(plan=Plan([Habit("comment", 0.25)]))
    assert "1 in 4 weeks" in render(seldom, "text", MODEL)
    assert json.loads(render(week(plan=plan), "json", MODEL))["done"][0]["start"] == "2026-05-17"


def test_readings_stand_beside_what_the_log_alone_says():
    pillars = {"brand": 12.0, "find": 6.0, "insight": 10.0, "relationship": 14.0}
    reading = Reading(pillars=pillars, captured=SUNDAY - timedelta(3))

    page = render(week(readings=[reading]), "text", MODEL)

    assert "Your readings, the last of 14 May" in page and "42.0" in page


def test_the_page_is_small_and_has_no_script():
    done = ssi("report", ARCHIVE, "--week", "2026-W20", "--format", "html", "-q")

    assert done.exit_code == 0 and len(done.stdout.encode()) < 60_000
    assert "<script" not in done.stdout and "http" not in done.stdout
    assert re.search(r"<svg[^>]*role=\"img\"[^>]*aria-labelledby", done.stdout)


def test_the_week_is_the_last_whole_one_and_said():
    done = ssi("report", ARCHIVE, "--format", "json")

    assert json.loads(done.stdout)["to"] == "2026-05-17"
    assert "week 2026-W20" in done.stderr


def test_of_a_log_that_begins_in_its_last_week_it_is_that_week(tmp_path):
    log = write_rows(tmp_path / "new.jsonl", {"day": "2026-05-01", "action": "comment"})

    assert json.loads(ssi("report", log, "--format", "json").stdout)["to"] == "2026-05-01"


@pytest.mark.parametrize("text", ["2026-W60", "next", "2026-05-19"])
def test_a_week_that_is_none_is_refused_with_what_to_write(text):
    done = ssi("report", ARCHIVE, "--week", text)

    assert done.exit_code == 2 and "2026-W48" in done.stderr


def test_several_accounts_are_a_table_by_improvement_under_pseudonyms(tmp_path):
    rows = [
        {"day": f"2026-05-{day:02}", "action": "comment", "account": who}
        for who in ("ana", "bo")
        for day in range(1, 18)
    ]

    done = ssi("report", write_rows(tmp_path / "team.jsonl", *rows), "-q")

    assert "By improvement, 10 May to 17 May 2026" in done.stdout
    assert "ana" not in done.stdout and "seat 1" in done.stdout


def test_a_week_after_the_sources_end_says_so_in_every_form_and_one_within_them_does_not():
    later, within = (
        ssi("report", ARCHIVE, "--week", week, "--format", "md", "-q").stdout
        for week in ("2026-W23", "2026-W20")
    )

    what = "the sources end 19 days before 2026-06-07: what was done since is not known"
    assert what in later and "the sources end" not in within
