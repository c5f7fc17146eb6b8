"""Cases: what is known of an account, and nothing else; compact logs, levels, personas."""

import re

import pytest
from checked import SMALL, one

from estimator import read_log
from estimator.checks.activity import expanded
from estimator.checks.cases import Case, read_checks
from estimator.checks.check_report import check
from estimator.days import to_date
from estimator.errors import InputError
from estimator.resources import resource

CASES = resource("fixtures") / "cases"
READING = resource("fixtures") / "readings" / "prof-2026-05-19.json"

CASE = f"""\
schema: ssi-case/1
about: Somebody.
seat: free
readings: [{READING}]
start: 2026-05-01
log:
  comment: "5x10 0x9"
  post: {{runs: "1x1", from: 2026-05-03, with: {{format: image}}}}
levels:
  connections: 600
  skills: {{value: 7, from: 2026-05-10}}
  profile_section: [photo, about]
tolerances: {{brand: 3}}
widths: {{brand: 20}}
known:
  - {{what: 600 connections, source: a test}}
"""


@pytest.fixture
def written(tmp_path):
    def write(text=CASE, **files):
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
        (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def rows(log):
    names = [log.actions[code] for code in log.action]
    days = [to_date(int(day)).isoformat() for day in log.day]
    return list(zip(days, names, log.count.tolist(), strict=True))


def test_runs_are_counts_day_by_day():
    assert expanded("5x2 0x3 40x1").tolist() == [5, 5, 0, 0, 0, 40]


@pytest.mark.parametrize("text", ["5*10", "5x", "x5", "-1x2", "5x10,3x1", "5x0", "1x99999999"])
def test_what_is_no_run_is_refused(text):
    with pytest.raises(ValueError, match=r"not a run|speaks of"):
        expanded(text)


def test_a_case_holds_the_rows_that_its_runs_and_levels_say(written):
    log = one(written()).log

    assert sum(name == "comment" for _, name, _ in rows(log)) == 10
    assert ("2026-05-03", "post", 1.0) in rows(log)
    assert ("2026-05-01", "connections", 600.0) in rows(log)
    assert ("2026-05-10", "skills", 7.0) in rows(log)
    assert {log.attributes["section"][i] for i in range(log.n_rows)} == {None, "photo", "about"}


def test_a_run_covers_its_days_and_nothing_else(written):
    covers = one(written()).log.coverage.to_dict()

    assert covers == {"comment": ["2026-05-01", "2026-05-19"], "post": ["2026-05-03"] * 2}


def test_what_is_not_said_stays_unknown(written):
    case = one(written("".join(CASE.splitlines(True)[:4])))

    assert case.log.n_rows == 0 and not case.log.coverage.spans


def test_an_unknown_seat_is_every_seat(written):
    case = one(written(CASE.replace("seat: free", "seat: unknown")))

    assert case.seats == ("free", "premium", "sales_navigator")


def test_a_persona_of_habits_becomes_a_log_until_the_reading(written):
    plan = "schema: ssi-plan/1\nhabits:\n  - {action: comment, per_week: 7, weekdays: [mon]}\n"
    text = re.sub(r"log:\n(  .*\n)+levels", "plan: habits.yaml\nlevels", CASE)

    log = one(written(text, habits_yaml=plan)).log

    comments = [row for row in rows(log) if row[1] == "comment"]
    assert [day for day, *_ in comments] == ["2026-05-04", "2026-05-11", "2026-05-18"]
    assert log.coverage.to_dict()["comment"] == ["2026-05-01", "2026-05-19"]


def test_a_file_of_rows_is_read_with_its_own_coverage(written):
    text = re.sub(r"log:\n(  .*\n)+levels", "log: log.jsonl\nlevels", CASE)
    log = '{"covers": {"comment": ["2026-05-01", "2026-05-09"]}}\n' + (
        '{"day": "2026-05-02", "action": "comment", "count": 3}\n'
    )

    case = one(written(text, log_jsonl=log))

    assert ("2026-05-02", "comment", 3.0) in rows(case.log)
    assert case.log.coverage.to_dict()["comment"] == ["2026-05-01", "2026-05-09"]


@pytest.mark.parametrize(
    ("before", "after", "where", "words"),
    [
        ("comment:", "coment:", "7:3", "did you mean comment?"),
        ('"5x10 0x9"', '"5*10 0x9"', "7:12", "<count>x<days>"),
        ("connections: 600", "conections: 600", "10:3", "did you mean connections?"),
        ("connections: 600", "connections: many", "10:16", "is a number"),
        ("connections: 600", f"connections: 1{'0' * 400}", "10:16", "is a number, 0 or more"),
        ("format: image", "formt: image", "8:48", "did you mean format?"),
        ("seat: free", "seat: gratis", "3:7", "it is one of free"),
        ("brand: 20", "brnd: 20", "14:10", "did you mean brand?"),
        ("start: 2026-05-01", "start: 2026-06-01", "5:8", "after the day that is scored"),
        ("start: 2026-05-01\n", "", "1:1", "the day that the runs begin on"),
        ("about: Somebody.\n", "", "1:1", "about: missing"),
        ("widths", "width", "14:1", "did you mean widths?"),
        ("tolerances: {brand: 3}", "tolerances: {brand: -3}", "13:21", "0 or more"),
    ],
)
def test_a_fault_is_named_with_file_line_and_column(written, before, after, where, words):
    folder = written(CASE.replace(before, after))

    with pytest.raises(InputError) as error:
        one(folder)

    assert f"case.yaml:{where}: " in str(error.value) and words in str(error.value)


def test_every_fault_of_every_case_is_told_at_once(written, tmp_path):
    folder = written(CASE.replace("comment:", "coment:").replace("seat: free", "seat: gratis"))

    with pytest.raises(InputError) as error:
        one(folder)

    assert len(error.value.faults) == 2


def test_an_undated_reading_needs_a_day(written):
    undated = resource("fixtures") / "readings" / "unipile-54.6.json"

    with pytest.raises(InputError, match="which day it is of"):
        one(written(CASE.replace(str(READING), str(undated))))


def test_a_folder_without_cases_says_so(tmp_path):
    with pytest.raises(InputError, match="holds no case"):
        one(tmp_path)


@pytest.mark.parametrize("folder", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_the_readings_of_a_shipped_case_lie_inside_intervals_as_narrow_as_promised(folder):
    from estimator import load_rules

    rules = load_rules()
    report = check(read_checks([CASES / folder], read_log, rules), rules)

    assert report.failures == ()


def test_the_readme_of_the_cases_says_how_wide_an_interval_may_be():
    table = (CASES / "README.md").read_text(encoding="utf-8")
    cases = read_checks([CASES], read_log, SMALL)

    for case in cases:
        assert isinstance(case, Case)
        widths = " | ".join(f"{case.widths[p]:g}" for p in SMALL.pillars)
        row = next(row for row in table.splitlines() if row.startswith(f"| `{case.name}` "))
        assert widths in row


def test_at_most_one_pillar_in_five_of_the_cases_is_a_known_miss():
    cases = read_checks([CASES], read_log, SMALL)
    with_pillars = [case for case in cases if any(one.pillars for one in case.readings)]

    assert sum(len(case.misses) for case in cases) <= 4 * len(with_pillars) / 5


def test_every_account_of_the_recorded_readings_has_a_case_but_the_one_of_a_single_total():
    from estimator import read_readings

    accounts = {r.account for r in read_readings(resource("fixtures") / "readings")}
    cases = {r.account for c in read_checks([CASES], read_log, SMALL) for r in c.readings}

    assert len(accounts - cases) == 1


def test_what_is_known_of_a_shipped_case_has_a_source():
    for case in read_checks([CASES], read_log, SMALL):
        assert case.known and case.about
