"""`ssi score`, `ssi history` and `ssi demo`: streams, forms, exit codes, what is said of a log."""

import csv
import io
import json
import re
import zipfile

import pyarrow.parquet as pq
import pytest
from commanded import ssi, write_rows
from reported import GOLDEN

from estimator.cli.options import FORMS
from estimator.report import FORMS as REPORTED
from estimator.resources import resource

LOG = GOLDEN / "log.jsonl"
RULES = ("--rules", GOLDEN / "rules.yaml")
COMMENT = {"day": "2026-05-01", "action": "comment", "count": 2}


@pytest.fixture
def log(tmp_path):
    return write_rows(tmp_path / "log.jsonl", COMMENT)


@pytest.fixture
def faulty(tmp_path):
    """A log with a usable row and three that are not."""
    return write_rows(
        tmp_path / "faulty.jsonl",
        COMMENT,
        {"day": "2026-13-01", "action": "comment"},
        {"day": "2026-05-01", "action": "comment", "count": -2},
        {"day": "2026-05-01", "action": "commment"},
    )


def test_the_result_is_all_that_standard_output_gets():
    done = ssi("score", LOG, "--industry-average", "34", *RULES)

    assert done.exit_code == 0
    assert done.stdout == (GOLDEN / "score.txt").read_text("utf-8")


def test_standard_error_says_what_was_read_and_which_day_was_chosen():
    done = ssi("score", LOG, *RULES)

    assert "log.jsonl: 8 rows, 2026-01-05 to 2026-05-19" in done.stderr
    assert "scored on 2026-05-19, the log's last day" in done.stderr


def test_a_day_that_was_named_is_not_explained():
    done = ssi("score", LOG, *RULES, "--on", "2026-05-01")

    assert "2026-05-01" in done.stdout
    assert "last day" not in done.stderr


def test_a_day_after_the_last_of_the_log_is_told_with_the_number_of_days(tmp_path):
    """Comments on 1 March 2026; a comment counts for 90 days."""
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-03-01", "action": "comment", "count": 2})

    late = ssi("score", log, "--on", "2026-05-20")
    too_late = ssi("score", log, "--on", "2026-07-20")
    anyway = ssi("score", log, "--on", "2026-07-20", "--stale")

    assert "80 days after the last that the sources speak of (2026-03-01)" in late.stderr
    assert too_late.exit_code == 2 and "141 days after" in too_late.stderr
    assert "--stale" in too_late.stderr
    assert anyway.exit_code == 0 and "141 days after" in anyway.stderr


def test_what_was_given_of_earlier_days_is_not_asked_for(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-03-01", "action": "comment", "count": 2})

    told = ssi("score", log, "--on", "2026-07-20", "--stale", "--format", "md").stdout

    [gap] = [line for line in told.splitlines() if "comments" in line and "≤" in line]
    assert "a longer log" in gap and "export" not in gap


USAGE = (
    "Seat ID,Start Date,End Date,Days Active,Searches Performed,Profile Views,SSI - Overall Score\n"
    "a1,2026-05-01,2026-05-31,3,5,6,55\nb2,2026-05-01,2026-05-31,8,90,60,60.5\n"
)


def test_the_score_that_a_report_holds_stands_beside_the_estimate_in_every_form(tmp_path):
    report = tmp_path / "usage.csv"
    report.write_text(USAGE)

    def told(command, form, *more):
        return ssi(command, report, "--format", form, *more).stdout

    alone = json.loads(told("score", "json", "--account", "b2"))
    [row] = csv.DictReader(io.StringIO(told("score", "csv", "--account", "b2")))
    team = list(csv.DictReader(io.StringIO(told("score", "csv"))))
    days = json.loads(told("history", "json", "--account", "b2"))
    off = f"{alone['total']['points'] - 60.5:+.1f}".replace("-", "\N{MINUS SIGN}")

    assert [(one["on"], one["total"]) for one in alone["recorded"]] == [("2026-05-31", 60.5)]
    assert days["recorded"] == alone["recorded"]
    assert (row["recorded"], row["recorded_on"]) == ("60.500", "2026-05-31")
    assert [float(one["recorded"]) for one in team] == [55.0, 60.5]
    for form in ("text", "md", "html"):
        one = told("score", form, "--account", "b2")
        assert "Recorded in the sources: 60.5 on 31 May 2026" in one and off in one
        assert all(said in told("score", form) for said in ("recorded", "55.0", "60.5"))
        assert "60.5" in told("history", form, "--account", "b2")


def test_quiet_leaves_standard_error_empty():
    assert ssi("score", "-q", LOG).stderr == ""


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_score_is_written(form):
    done = ssi("score", LOG, "--format", form)

    assert done.exit_code == 0 and done.stdout


def test_the_forms_offered_are_those_there_are():
    assert FORMS == REPORTED


def test_standard_input_is_a_source():
    piped = ssi("score", "-q", "-", "--format", "json", stdin=LOG.read_bytes())

    assert piped.stdout == ssi("score", "-q", LOG, "--format", "json").stdout


def test_averages_give_the_rank():
    done = ssi("score", LOG, *RULES, "--industry-average", 34, "--format", "json")

    rank = json.loads(done.stdout)["rank"]
    assert rank["industry"]["average"] == 34
    assert 35 < rank["industry"]["top_percent"] < 45  # a few points above the average


def test_a_seat_changes_what_applies():
    free, seated = (
        json.loads(ssi("score", LOG, *RULES, "--seat", seat, "--format", "json").stdout)
        for seat in ("free", "sales_navigator")
    )

    assert free["pillars"]["find"]["signals"]["leads_saved"]["state"] == "not_applicable"
    assert seated["pillars"]["find"]["signals"]["leads_saved"]["state"] == "unknown"
    assert seated["pillars"]["find"]["ceiling"] == 25


def test_complete_declares_the_rest_zero(log):
    said, declared = (
        json.loads(ssi("score", log, *flags, "--format", "json").stdout)
        for flags in ((), ("--complete",))
    )

    assert said["pillars"]["relationship"]["unknown_share"] == 1
    assert declared["pillars"]["relationship"]["points"] == 0


@pytest.fixture
def team(tmp_path):
    return write_rows(
        tmp_path / "team.jsonl", COMMENT | {"account": "anna"}, COMMENT | {"account": "bo"}
    )


@pytest.mark.parametrize("form", [f for f in FORMS if f != "ssi"])
def test_several_accounts_are_a_row_each(team, form):
    done = ssi("score", team, "--format", form)

    assert done.exit_code == 0
    assert "anna" in done.stdout and "bo" in done.stdout


def test_json_of_several_accounts_has_its_own_schema(team):
    content = json.loads(ssi("score", team, "--format", "json").stdout)

    assert content["schema"] == "ssi.estimates/1"
    assert [row["account"] for row in content["accounts"]] == ["anna", "bo"]


def test_one_of_several_accounts_can_be_picked(team):
    done = ssi("score", team, "--account", "bo", "--format", "csv")

    assert [row["account"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["bo"]


def test_an_account_that_is_not_there_is_refused_by_name(team):
    done = ssi("score", team, "--account", "carl")

    assert done.exit_code == 2
    assert "carl: no such account in the log; it has anna, bo" in done.stderr


def test_the_ssi_form_of_several_accounts_is_a_usage_error(team):
    done = ssi("score", team, "--format", "ssi")

    assert done.exit_code == 2
    assert "use json" in done.stderr and done.stdout == ""


def test_faulty_rows_are_counted_and_named_and_the_rest_is_scored(faulty):
    done = ssi("score", faulty)

    assert done.exit_code == 0
    assert "1 of 4 rows" in done.stderr
    assert "faulty.jsonl:2: day is not a date (got '2026-13-01')" in done.stderr
    assert "faulty.jsonl:4: unknown action (got 'commment'), did you mean comment?" in done.stderr


def test_strict_makes_a_faulty_row_an_error(faulty):
    done = ssi("score", "--strict", faulty)

    assert done.exit_code == 2
    assert "faulty.jsonl:2" in done.stderr and done.stdout == ""


def test_strict_is_content_with_a_sound_log(log):
    assert ssi("score", "--strict", log).exit_code == 0


def test_a_row_of_the_future_is_rejected(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", COMMENT, COMMENT | {"day": "2190-01-01"})

    done = ssi("score", log)

    assert "impossible" in done.stderr and "2026-05-01" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "log.jsonl"),
        ('{"day": "never", "action": "comment"}\n', "its one row cannot be used"),
        ("schema: ssi-rules/1\n", "cannot be read as a source"),
    ],
)
def test_a_file_without_anything_usable_is_refused(tmp_path, text, said):
    log = tmp_path / "log.jsonl"
    log.write_text(text, encoding="utf-8")

    done = ssi("score", log)

    assert done.exit_code == 2
    assert said in done.stderr and done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_named():
    done = ssi("score", "nowhere.jsonl")

    assert done.exit_code == 2
    assert done.stderr == "nowhere.jsonl: no such file or folder\n"


def test_faults_of_rules_carry_their_line(tmp_path, log):
    rules = tmp_path / "mine.yaml"
    rules.write_text("schema: ssi-rules/1\nsaucers: {}\n", encoding="utf-8")

    done = ssi("score", log, "--rules", rules)

    assert done.exit_code == 2
    assert f"{rules}:2:1: saucers: unknown key" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scroe", LOG], "no such command 'scroe'; did you mean score?"),
        (["frobnicate"], "there are score"),
        (["rules", "shwo"], "no such command 'shwo'; did you mean show?"),
        (["score"], "SOURCE...: missing"),
        (["score", LOG, "--format"], "--format: cannot be used so"),
        (["score", LOG, "--quiet=3"], "--quiet: cannot be used so"),
        (["score", LOG, "--format", "yml"], "--format: not known (got 'yml'); it is text, json"),
        (["score", LOG, "--memory", "0.5"], "--memory: cannot be (got '0.5'); it is a whole"),
        (["plan", LOG, "--minutes", "-1"], "--minutes: cannot be (got '-1'); it is a number of 0"),
        (["plan", LOG, "--save", "."], "--save: a folder where a file belongs"),
        (["demo", "more"], "an argument too many"),
        (["rules", "show", "--nothing"], "--nothing: no such option"),
        (["--nothing"], "--nothing: no such option"),
        (["score", LOG, "--seat", "sales-nav"], "did you mean sales_navigator?"),
        (["score", LOG, "--seat", "gold"], "seats are free, premium, sales_navigator"),
        (["score", LOG, "--on", "19.5.2026"], "not a date (got '19.5.2026')"),
        (["score", LOG, "--period", "2026-05-02:2026-05-01"], "ends before it begins"),
        (["score", LOG, "--map", "Searches"], 'write "Column=action"'),
        (["score", LOG, "--fromat", "json"], "--fromat: no such option; did you mean --format?"),
        (["score", LOG, "--industry-average", "101"], "101"),
        (["history", LOG, "--from", "2026-05-02", "--to", "2026-05-01"], "is later than"),
    ],
)
def test_wrong_usage_says_what_would_be_right(arguments, said):
    done = ssi(*arguments)

    assert done.exit_code == 2
    assert said in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    "command", [[], ["score"], ["history"], ["import"], ["demo"], ["rules"], ["rules", "show"],
                ["rules", "lint"], ["rules", "diff"], ["rules", "schema"], ["readings"],
                ["readings", "add"]], ids=" ".join,
)  # fmt: skip
def test_help_is_everywhere(command):
    short, long = ssi(*command, "-h"), ssi(*command, "--help")

    assert short.exit_code == 0 and short.stdout == long.stdout
    assert " ".join(["ssi", *command]) in short.stdout.splitlines()[0]


def test_a_file_gets_the_result_in_the_form_of_its_ending(tmp_path):
    target = tmp_path / "score.json"

    done = ssi("score", "-q", LOG, "-o", target)

    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert target.read_text("utf-8") == ssi("score", "-q", LOG, "--format", "json").stdout


def test_a_file_that_is_there_is_written_over_only_by_force(tmp_path, log):
    target = tmp_path / "score.md"
    target.write_text("mine")

    refused, forced = ssi("score", log, "-o", target), ssi("score", log, "-o", target, "--force")

    assert refused.exit_code == 2 and "--force" in refused.stderr
    assert forced.exit_code == 0 and target.read_text("utf-8").startswith("## Social")


def test_a_source_is_never_written_over_not_even_by_force(log):
    before = log.read_bytes()

    done = ssi("score", log, "-o", log, "--force")

    assert done.exit_code == 2 and "is a source" in done.stderr
    assert log.read_bytes() == before


def test_a_file_in_a_source_folder_is_never_written_over(tmp_path):
    from estimator.cli.output import writable
    from estimator.errors import InputError

    member = tmp_path / "Connections.csv"
    member.write_text("x")

    with pytest.raises(InputError, match="is a source"):
        writable(member, [str(tmp_path)], force=True)


def test_an_output_folder_that_is_not_there_is_a_sentence(tmp_path, log):
    done = ssi("score", log, "-o", tmp_path / "none" / "score.json")

    assert done.exit_code == 2
    assert str(tmp_path / "none") in done.stderr and "Traceback" not in done.stderr


def test_a_history_takes_the_year_before_the_last_day():
    rows = list(csv.DictReader(io.StringIO(ssi("history", LOG, "--format", "csv").stdout)))

    assert (rows[0]["day"], rows[-1]["day"]) == ("2026-01-05", "2026-05-19")


@pytest.mark.parametrize("form", [f for f in FORMS if f != "ssi"])
def test_every_form_of_a_history_is_written(form):
    done = ssi("history", LOG, "--from", "2026-05-01", "--format", form)

    assert done.exit_code == 0 and done.stdout


def test_a_large_history_is_written_in_parts_and_is_the_same(tmp_path, monkeypatch):
    """Five accounts of ten days, one covered otherwise: whole, and two accounts at a time."""
    heading = {"covers": {"comment": ["2026-05-01", "2026-05-10"]}}
    heading["covers_of"] = [{"accounts": ["b"], "covers": {"post": ["2026-05-01", "2026-05-10"]}}]
    rows = [{"account": a, "day": f"2026-05-0{n}", "action": "comment", "count": n}
            for n, a in enumerate("abcde", 1)]  # fmt: skip
    log = write_rows(tmp_path / "log.jsonl", heading, *rows)
    asked = ("history", log, "--from", "2026-05-01", "--to", "2026-05-10", "-q")
    made = {}

    for at_once in (1 << 20, 20):
        monkeypatch.setattr("estimator.cli.score.AT_ONCE", at_once)
        files = [tmp_path / f"{at_once}.{ending}" for ending in ("csv", "parquet")]
        codes = [ssi(*asked, "-o", file).exit_code for file in files]
        shown = ssi(*asked, "--format", "csv").stdout
        table = pq.read_table(files[1])
        made[at_once] = (codes, shown, files[0].read_text("utf-8"), table)

    assert made[20] == made[1 << 20]
    assert made[20][0] == [0, 0] and made[20][1].count("\n") == 51
    assert ssi(*asked, "-o", files[0]).exit_code == 2  # it is there


def test_the_last_day_of_a_history_is_the_score_of_that_day():
    score = json.loads(ssi("score", LOG, "--format", "json").stdout)
    history = json.loads(ssi("history", LOG, "--format", "json").stdout)

    assert history["total"]["points"][-1] == score["total"]["points"]


def test_the_demo_scores_the_sample_archive():
    done = ssi("demo", "--format", "json")

    archive = next((resource("fixtures") / "exports").glob("Complete_*.zip"))
    assert done.exit_code == 0
    assert done.stdout == ssi("score", archive, "--format", "json").stdout


@pytest.mark.parametrize("kind", ["Complete", "Basic"])
@pytest.mark.parametrize("form", FORMS)
def test_both_sample_archives_are_scored_in_every_form(kind, form):
    archive = next((resource("fixtures") / "exports").glob(f"{kind}_*.zip"))

    done = ssi("score", archive, "--format", form)

    assert done.exit_code == 0 and done.stdout


def test_ctrl_c_ends_with_130(monkeypatch):
    def interrupted(*_args, **_given):
        raise KeyboardInterrupt

    monkeypatch.setattr("estimator.cli.given_sources.read_sources", interrupted)

    assert ssi("score", LOG).exit_code == 130


def test_an_average_that_is_no_score_is_refused():
    done = ssi("score", LOG, "--industry-average", "nan")

    assert done.exit_code == 2 and "a number from 0 to 100" in done.stderr


def test_only_a_score_offers_the_response_of_one():
    offered = {command: ssi(command, "-h").stdout for command in ("score", "history", "plan")}

    assert {command: "ssi|" in text for command, text in offered.items()} == {
        "score": True,
        "history": False,
        "plan": False,
    }


@pytest.mark.parametrize("form", ["text", "json", "csv", "md", "html"])
def test_what_was_taken_out_of_an_archive_is_a_warning_of_every_result(tmp_path, form):
    archive = next((resource("fixtures") / "exports").glob("Complete_*.zip"))
    thinned = tmp_path / archive.name
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(thinned, "w") as part:
        for name in whole.namelist():
            if not name.startswith(("Connections", "Votes")):
                part.writestr(name, whole.read(name))

    done = ssi("score", thinned, "--format", form)

    if form != "csv":
        said = " ".join(done.stdout.replace("│", " ").split())
        assert "every archive holds it" in said and "taken as none: votes" in said
    assert ssi("score", thinned, "--strict").exit_code == 2


def team_reports(tmp_path):
    """The usage reports of two months: one seat rises, one falls, one is new in the second."""
    months = {
        "2026-04-01_2026-04-30": {"1": ("5", "40"), "2": ("60", "50")},
        "2026-05-01_2026-05-31": {"1": ("80", "44.5"), "2": ("5", "49"), "3": ("9", "30")},
    }
    head = "Seat ID,Days Active,Searches Performed,Profile Views,InMails Sent,SSI - Overall Score"
    for days, seats in months.items():
        rows = [f"{seat},9,{searches},9,1,{ssi}" for seat, (searches, ssi) in seats.items()]
        text = "\n".join([head, *rows]) + "\n"
        (tmp_path / f"usage_{days}.csv").write_text(text, encoding="utf-8")
    return sorted(tmp_path.glob("usage_*.csv"))


def test_a_team_is_one_sorted_table_beside_what_was_recorded(tmp_path):
    first, second = team_reports(tmp_path)

    both = ssi("score", "-q", first, second, "--format", "csv")
    one = ssi("score", "-q", second, "--format", "csv")
    page = ssi("score", "-q", first, second).stdout

    rows = {row["account"]: row for row in csv.DictReader(io.StringIO(both.stdout))}
    assert [rows[seat]["recorded"] for seat in "123"] == ["44.500", "49.000", "30.000"]
    assert [rows[seat]["recorded_change"] for seat in "123"] == ["4.500", "-1.000", ""]
    assert float(rows["1"]["change"]) > float(rows["2"]["change"]) > 0
    assert "change" not in one.stdout.partition("\n")[0] and "recorded" in one.stdout
    listed = [line.split() for line in page.splitlines() if line[2:3].isdigit()]
    totals = [float(row[1]) for row in listed]
    assert totals == sorted(totals, reverse=True) and len(totals) == 3
    assert "average" in page and "since 2026-04-30" in page


def test_the_page_of_a_team_leads_from_a_list_to_each_of_them(tmp_path):
    page = ssi("score", "-q", *team_reports(tmp_path), "--format", "html").stdout

    places = re.findall(r'href="#(\w+)"', page)
    assert len(places) == 3 and all(f'id="{place}"' in page for place in places)


@pytest.mark.parametrize(
    "asked",
    [
        ("explain",),
        ("explain", "--from", "2026-05-01", "--to", "2026-05-31"),
        ("whatif", "--add", "comment=5/week"),
        ("plan", "--target", "60", "--minutes", "60"),
    ],
)
def test_every_page_has_the_score_that_the_sources_hold(tmp_path, asked):
    command, *options = asked

    page = ssi(command, "-q", *team_reports(tmp_path), "--account", "1", *options)

    assert "Recorded in the sources: 44.5 on 31 May 2026." in page.stdout


def test_a_seat_is_one_of_three_words():
    for seat in ("free", "premium", "sales_navigator"):
        done = ssi("score", LOG, *RULES, "--seat", seat, "--format", "json", "-q")
        assert json.loads(done.stdout)["seat"] == seat

    assert ssi("score", LOG, *RULES, "--seat", "gold").exit_code == 2
    assert "no seat" in ssi("score", LOG, *RULES, "--seat", "free").stdout
