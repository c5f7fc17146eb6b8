"""`ssi whatif` and `ssi plan`: arguments, streams, forms, exit codes; pages that stay as they are.

The golden pages are of three people under rules of their own (golden/rules.yaml): a quiet account,
a steady creator, a seller with Sales Navigator. REWRITE_GOLDEN=1 rewrites them.
"""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from commanded import process, ssi, write_rows
from futures import TODAY
from reported import GOLDEN, MODEL, RULES, STAMP, assert_golden
from strategies import log_of

from estimator.actions import vocabulary
from estimator.cli.whatif import BASELINES
from estimator.days import to_day
from estimator.errors import InputError
from estimator.explanation.change import explain
from estimator.planning.choices import Target
from estimator.planning.solution import plan_to
from estimator.report import render, to_lines
from estimator.report.whatif_page import habit_words
from estimator.report.wording import minutes, often
from estimator.score import estimate
from estimator.whatif import BASELINES as KNOWN
from estimator.whatif import Habit, Plan, marginal, project
from estimator.whatif.habits import habit_of

SMALL = ("--rules", GOLDEN / "rules.yaml")


@pytest.fixture
def log(tmp_path):
    rows = [
        {"day": (TODAY - timedelta(days=back)).isoformat(), "action": "comment", "count": 1}
        for back in range(60)
    ]
    return write_rows(tmp_path / "log.jsonl", *rows)


def person(**weekly):
    """The log of somebody who did this every week for twelve weeks; levels stand since then."""
    rows = []
    for week in range(12):
        day = to_day(TODAY) - 7 * week
        rows += [{"day": day, "action": name, "count": n} for name, n in weekly.items()]
    rows.append({"day": to_day(TODAY) - 80, "action": "connections", "count": 250})
    return log_of(rows)


PEOPLE = {
    "quiet": (person(reaction=1), "free", 45),
    "creator": (person(post=2, comment=8, impression=30), "free", 40),
    "seller": (person(lead_saved=10, people_search=15, message_sent=5), "sales_navigator", 60),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_plan_reads_as_it_did(name):
    log, seat, target = PEOPLE[name]

    found = plan_to(log, RULES, target=target, minutes_per_week=60, seat=seat)

    planned = replace(found.projection.planned, stamp=STAMP)
    found = replace(found, projection=replace(found.projection, planned=planned))
    assert_golden(f"plan_{name}.txt", render(found, "text", MODEL))


@pytest.mark.parametrize("name", PEOPLE)
def test_the_reasons_of_a_person_read_as_they_did(name):
    log, seat, _ = PEOPLE[name]
    now = estimate(log, RULES, TODAY, seat=seat)
    moved = explain(log, RULES, TODAY - timedelta(days=28), TODAY, seat=seat)

    days = (replace(day, stamp=STAMP) for day in (moved.before, moved.after))
    change = replace(moved, before=next(days), after=next(days))
    told = [explain(replace(now, stamp=STAMP)), change]
    assert sum(part.points for part in moved.parts) == pytest.approx(moved.change, abs=1e-9)
    assert_golden(f"person_{name}.txt", "\n".join(render(one, "text", MODEL) for one in told))


@pytest.mark.parametrize("form", ["text", "md", "html", "csv", "json"])
def test_a_projection_has_every_form_and_reads_as_it_did(form):
    log, seat, _ = PEOPLE["creator"]
    plan = Plan([Habit("comment", 10), Habit("profile_section", section="photo")])

    found = project(log, plan, RULES, TODAY + timedelta(days=28), seat)

    content = render(replace(found, planned=replace(found.planned, stamp=STAMP)), form, MODEL)
    assert len(content) > 200 and content.endswith("\n")
    if form in ("text", "md"):
        assert_golden(f"projection.{'txt' if form == 'text' else form}", content)


@pytest.mark.parametrize("form", ["md", "html", "csv", "json"])
def test_a_plan_has_every_form(form):
    log, seat, _ = PEOPLE["creator"]

    content = render(plan_to(log, RULES, target=99, minutes_per_week=20, seat=seat), form, MODEL)

    assert len(content) > 200 and "None" not in content
    assert form in ("csv", "json") or "In the way" in content


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_page(width):
    log, seat, target = PEOPLE["seller"]

    found = plan_to(log, RULES, target=target, minutes_per_week=60, seat=seat)

    wide = [
        line for line in to_lines(found, MODEL, width) if sum(len(s.text) for s in line) > width
    ]
    assert not wide or width == 40  # a table of a week has its columns


def test_whatif_prints_the_lift_and_what_the_plan_takes(log):
    done = ssi("whatif", log, "--add", "comment=10/week", "--weeks", "4", *SMALL)

    assert done.exit_code == 0
    assert "2026-05-15 to 2026-06-12" in done.stdout
    assert "The plan: 30 minutes a week" in done.stdout and "lift" in done.stdout
    assert "from 2026-05-15 on, the log's last day" in done.stderr


@pytest.mark.parametrize("form", ["text", "md", "html", "csv", "json"])
def test_one_more_of_each_has_every_form_and_reads_as_it_did(form):
    log, seat, _ = PEOPLE["seller"]

    content = render(replace(marginal(log, RULES, seat=seat), stamp=STAMP), form, MODEL)

    assert "comment" in content and "None" not in content
    if form == "text":
        assert_golden("one_more.txt", content)


def test_one_more_of_a_full_pillar_is_named_apart():
    full = RULES.replace({"insight.cap": 0.2})

    content = render(marginal(PEOPLE["creator"][0], full), "text", MODEL)

    assert "Full already (insight): comment" in content


def test_each_prints_what_one_more_of_every_action_adds(log):
    told, data = (
        ssi("whatif", log, "--each", "--on", "2026-05-01", *form, *SMALL)
        for form in ((), ("--format", "json"))
    )

    content = json.loads(data.stdout)
    assert told.exit_code == 0 and "2026-05-01, no seat" in told.stdout
    assert content["schema"] == "ssi.marginals/1" and content["on"] == "2026-05-01"
    assert {row["action"] for row in content["actions"]} > {"comment", "people_search"}


def test_a_plan_that_does_nothing_goes_down(log):
    done = ssi("whatif", log, "--baseline", "nothing", "--format", "json", *SMALL)

    content = json.loads(done.stdout)
    assert content["planned"]["total"]["points"][-1] < content["actual"]["total"]["points"][-1]
    assert set(content["lift"].values()) == {0.0}


def test_the_json_is_the_same_bytes_each_time(log):
    once, again = (
        ssi("whatif", log, "--add", "comment=3/week", "--format", "json", *SMALL).stdout
        for _ in range(2)
    )

    assert once == again and json.loads(once)["schema"] == "ssi.projection/1"


def test_the_csv_has_a_row_a_day_and_series(log):
    done = ssi("whatif", log, "--weeks", "2", "--format", "csv", *SMALL)

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["series"] for row in rows] == ["actual"] * 28 + ["baseline"] * 14 + ["planned"] * 14


@pytest.mark.parametrize("baseline", [(), ("--baseline", "nothing")])
def test_a_plan_that_was_found_can_be_looked_at(log, tmp_path, baseline):
    """plan writes it down, whatif reads it: the same points on the same day, beside the same."""
    file = tmp_path / "plan.yaml"
    asked = ("--minutes", 40, "--by", "2026-07-20", *baseline, "--format", "json", *SMALL)

    found = ssi("plan", log, *asked, "--save", file)
    seen = ssi("whatif", log, "--plan", file, "--format", "json", *SMALL)

    assert json.loads(seen.stdout)["until"] == "2026-07-20"
    assert json.loads(seen.stdout)["assumed"]["baseline"] == (baseline or ["continue"])[-1]
    assert found.exit_code == seen.exit_code == 0
    points = json.loads(seen.stdout)["planned"]["total"]["points"]
    assert points[-1] == pytest.approx(json.loads(found.stdout)["points"], abs=1e-5)


def test_what_is_reachable_exits_with_0_and_what_is_not_with_1(log):
    assert ssi("plan", log, "--target", 10, "--minutes", 60, *SMALL).exit_code == 0

    missed = ssi("plan", log, "--target", 99, "--minutes", 5, *SMALL)
    assert missed.exit_code == 1
    assert "Not reachable by 2026-08-07" in missed.stdout and "minutes: 7.5" in missed.stdout


def test_a_target_below_todays_score_is_one_where_you_are(log):
    there = ssi("plan", log, "--target", 10, "--format", "text", *SMALL)

    assert there.exit_code == 0 and "on top of the last 4 weeks" in there.stdout
    assert "You are there: " in there.stdout and "no plan is needed" in there.stdout


def test_a_target_that_only_going_on_holds_is_held_by_a_plan(log):
    """Where nothing is done beside the plan, today's points fade."""
    today = json.loads(ssi("score", log, "--format", "json", *SMALL).stdout)["total"]["points"]

    held = ssi("plan", log, "--target", today, "--baseline", "nothing", *SMALL)

    assert "You are there: " in held.stdout and "hold it." in held.stdout


def test_what_no_reading_ever_showed_is_on_paper(log):
    found = plan_to(PEOPLE["creator"][0], RULES, minutes_per_week=600)
    low = replace(found.projection.planned, seat="premium")  # of which no reading is known

    told, other = (
        render(replace(found, projection=replace(found.projection, planned=part)), "text", MODEL)
        for part in (found.projection.planned, low)
    )

    assert ("On paper: no reading above 52.8" in told) == (found.points > 52.8)
    assert "On paper" not in other


def test_a_pillar_that_stands_in_the_way_is_named():
    """The total is easily had; 24.9 of a pillar are not."""
    wanted = Target(total=5, pillars={"find": 24.9})

    missed = plan_to(PEOPLE["creator"][0], RULES, target=wanted, minutes_per_week=60)

    told = " ".join(render(missed, "text", MODEL).split())
    assert "find has " in told and "of the 24.9 that are wanted; the total is enough" in told


def test_nothing_but_json_comes_out_of_the_process(log):
    done = process("plan", log, "--minutes", "45", "--format", "json")

    assert done.returncode == 0 and json.loads(done.stdout)["schema"] == "ssi.plan/1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("whatif", "--add", "commnt=3/week"), "did you mean comment?"),
        (("whatif", "--add", "comment=3/year"), "no such period (got 'year')"),
        (("whatif", "--add", "comment=often"), "not a rate (got 'often')"),
        (("whatif", "--add", "comment=3/week,accepted=x"), "accepted is a number"),
        (("whatif", "--add", "comment=3/week,from=soon"), "not a date (got 'soon')"),
        (("whatif", "--add", "comment=3/week,words"), "not KEY=VALUE"),
        (("whatif", "--add", "=3"), "not a habit"),
        (("whatif", "--until", "2026-01-01"), "is not after 2026-05-15"),
        (("plan",), "nothing to plan for"),
        (("plan", "--target", "sellr"), "did you mean seller?"),
        (("plan", "--target", "120"), "from 0 to 100"),
        (("plan", "--minutes", "9", "--limit", "coment=3"), "did you mean comment?"),
        (("plan", "--minutes", "9", "--limit", "comment"), "write comment=10"),
        (("plan", "--minutes", "20000"), "a week has 10,080 (got 20,000)"),
        (("whatif", "--add", "profile_section=abuot"), "did you mean about?"),
        (("plan", "--minutes", "9", "--by", "2026-01-01"), "is not after 2026-05-15"),
        (("whatif", "--strict", "--add", "comment=90/week"), "--strict: more in a week"),
        (("whatif", "--format", "ssi"), "--format: not known (got 'ssi')"),
        (("whatif", "--each", "--add", "comment=3/week"), "one more of every action is no plan"),
        (("whatif", "--each", "--weeks", "4", "--with-seat", "free"), "--weeks and --with-seat"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_with_exit_code_2(log, arguments, words):
    name, *more = arguments

    done = ssi(name, log, *more)

    assert done.exit_code == 2 and words in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and (done.stdout == "" or "--strict" in arguments)


def test_two_accounts_are_one_too_many(tmp_path):
    rows = [{"day": "2026-05-01", "account": name, "action": "comment"} for name in "ab"]
    log = write_rows(tmp_path / "two.jsonl", *rows)

    both, one = ssi("whatif", log), ssi("whatif", log, "--account", "a")

    assert both.exit_code == 2 and "--account NAME" in both.stderr and one.exit_code == 0


def test_a_saved_plan_is_not_written_over(log, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text("mine", encoding="utf-8")

    done = ssi("plan", log, "--minutes", 9, "--save", file, *SMALL)

    assert done.exit_code == 2 and file.read_text("utf-8") == "mine"


def test_the_baselines_of_the_command_are_those_there_are():
    assert BASELINES == KNOWN


@pytest.mark.parametrize(
    ("text", "habit"),
    [
        ("comment=10/week", Habit("comment", 10)),
        ("comment=2/day", Habit("comment", 10, weekdays=("mon", "tue", "wed", "thu", "fri"))),
        ("comment=2/day,weekdays=mon+sat", Habit("comment", 4, weekdays=("mon", "sat"))),
        ("article=1/month", Habit("article", 7 / 30)),
        ("article=2,on=2026-06-01", Habit("article", count=2, on=TODAY + timedelta(days=17))),
        ("article", Habit("article")),
        ("connections=600", Habit("connections", count=600)),
        ("invitation_sent=9/week,accepted=0.4", Habit("invitation_sent", 9, accepted=0.4)),
        (
            "comment=1/week,from=2026-06-01,until=2026-06-30",
            Habit("comment", 1, start=date(2026, 6, 1), until=date(2026, 6, 30)),
        ),
        ("profile_section=about", Habit("profile_section", section="about")),
        ("people_search=3/week,advanced=true", Habit("people_search", 3, advanced=True)),
        ("message_sent=5/week,answered=0.3", Habit("message_sent", 5, answered=0.3)),
    ],
)
def test_a_habit_can_be_written_in_a_word(text, habit):
    assert habit_of(text) == habit


def test_a_habit_in_a_word_is_judged():
    with pytest.raises(InputError, match="has no such attribute"):
        habit_of("comment=3/week,colour=red")


def test_rates_and_times_are_said_as_people_say_them():
    assert (
        often(7 / 30) == "1 a month" and often(0.5) == "1 in 2 weeks" and often(2.5) == "2.5 a week"
    )
    assert minutes(58.2) == "59 minutes" and minutes(61) == "1 h 1 min" and minutes(120) == "2 h"
    assert habit_words(Habit("comment", 3, weekdays=("mon",))) == "comment, 3 a week, mon"
    assert habit_words(habit_of("like=2/day")) == "reaction, 10 a week, Monday to Friday"


def test_every_action_is_listed_with_unit_minutes_limits_and_other_names():
    text, data = ssi("actions"), ssi("actions", "--format", "json")

    told = json.loads(data.stdout)
    assert text.exit_code == data.exit_code == 0 and told["schema"] == "ssi.actions/1"
    assert told["actions"].keys() == vocabulary().keys()
    assert all(f"  {name}  " in text.stdout for name in vocabulary())
    assert "invitation_sent: 100 in 7 days; sourced" in text.stdout
    assert "like, likes" in text.stdout and "minutes" in text.stdout


def test_actions_are_asked_for_by_any_of_their_names():
    done, wrong = ssi("actions", "invites", "comment"), ssi("actions", "liks")

    assert "invitation_sent" in done.stdout and "comments" in done.stdout
    assert "people_search" not in done.stdout
    assert wrong.exit_code == 2 and "did you mean reaction?" in wrong.stderr


def team_log(tmp_path):
    """Three accounts: one comments a lot, one a little, one not at all."""
    rows = [
        {"account": who, "day": f"2026-04-{day:02}", "action": "comment", "count": count}
        for who, count in (("a", 9), ("b", 1), ("c", 0))
        for day in range(1, 29)
    ]
    return write_rows(tmp_path / "team.jsonl", *rows)


def test_each_account_is_a_row_that_says_what_it_says_alone(tmp_path):
    log = team_log(tmp_path)

    asked = ("whatif", log, "-q", "--add", "comment=10/week", "--format")
    table = list(csv.DictReader(ssi(*asked, "csv", "--each-account").stdout.splitlines()))

    assert {row["account"] for row in table} == {"a", "b", "c"}
    lifts = [float(row["total"]) - float(row["total_without"]) for row in table]
    assert lifts == sorted(lifts, reverse=True) and table[-1]["account"] == "a"
    for row in table:
        alone = json.loads(ssi(*asked, "json", "--account", row["account"]).stdout)
        planned = alone["planned"]["total"]["points"][-1]
        assert float(row["total"]) == pytest.approx(planned, abs=5e-4)


def test_plans_of_a_team_are_a_row_each_and_one_that_cannot_fails(tmp_path):
    log = team_log(tmp_path)

    done = ssi("plan", log, "-q", "--target", "38", "--minutes", "60", "--each-account")
    hard = ssi("plan", log, "-q", "--target", "95", "--each-account", "--format", "json")
    saved = ssi("plan", log, "--target", "38", "--each-account", "--save", tmp_path / "p.yaml")

    assert done.exit_code in (0, 1) and done.stdout.count(" minute") + done.stdout.count(" h") >= 3
    assert hard.exit_code == 1 and len(json.loads(hard.stdout)["accounts"]) == 3
    assert saved.exit_code == 2 and "--account" in saved.stderr


def test_what_is_added_may_be_repeated(log):
    one, other, both = (
        ssi("whatif", log, *added, "--format", "csv", "-q", *SMALL).stdout
        for added in (
            ["--add", "comment=10/week"],
            ["--add", "people_search=5/week"],
            ["--add", "comment=10/week", "--add", "people_search=5/week"],
        )
    )

    assert len({one, other, both}) == 3


def test_an_index_is_projected_as_it_was_and_as_it_comes_without_the_plan_and_with_it(log):
    done = ssi(
        "whatif", log, "--add", "comment=10/week", "--weeks", "4", "--format", "csv", "-q", *SMALL
    )

    days = {}
    for row in csv.DictReader(io.StringIO(done.stdout)):
        days.setdefault(row["series"], []).append((row["day"], float(row["total"])))
    was, without, planned = days["actual"], days["baseline"], days["planned"]
    assert was[-1][0] == TODAY.isoformat() < without[0][0]
    assert [day for day, _ in without] == [day for day, _ in planned]
    assert planned[-1][1] > without[-1][1]
