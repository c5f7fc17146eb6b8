"""What is given beside a log: other tools' histories, class C files, columns that are not there."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from estimator.days import to_date
from estimator.errors import LogError
from estimator.readers.sources import read_log, read_sources

ROWS = [{"day": "2026-03-05", "action": "comment", "count": 2}]
PILLARS = {
    "establish_brand": 11.5,
    "find_right_people": 6.25,
    "engage_with_insights": 2.5,
    "build_relationships": 9.75,
}
HISTORIES = {
    "booster.json": json.dumps([{"date": "2026-05-01", "total": 30, **PILLARS}]),
    "tracker.json": json.dumps([{"date_created": "2026-05-01", **PILLARS}]),
    "link.csv": "Date,CapturedAt,Total,Brand,People,Insights,Relationships\n"
    "2026-05-01,2026-05-01T10:00:00Z,30,11.5,6.25,2.5,9.75\n",
    "pilot.csv": "date,ts,total,brand,find_people,engage_insights,relationships\n"
    "2026-05-01,2026-05-01,30,11.5,6.25,2.5,9.75\n",
    "long.csv": "data_referencia;hora_referencia;secao;campo;valor_original\n"
    "2026-05-01;10:00;partes;Estabelecer sua marca profissional;11,5\n"
    "2026-05-01;10:00;partes;Localizar as pessoas certas;6,25\n"
    "2026-05-01;10:00;partes;Interagir oferecendo insights;2,5\n"
    "2026-05-01;10:00;partes;Criar relacionamentos;9,75\n",
    "reading.jsonl": json.dumps({"captured": "2026-05-01", "response": {"memberScore": PILLARS}}),
}
NEVER = (
    "Email Addresses.csv",
    "PhoneNumbers (1).csv",
    "guide_messages.csv",
    "Logins_123456789.csv",
)


def test_a_shifted_cell_that_may_be_a_name_is_in_no_message(tmp_path):
    usage = tmp_path / "usage_2025-08-01_2025-08-31.csv"
    usage.write_text("Name,Days Active,Searches,Profile Views\nExample, Ada,3,4\nBo,1,2,3\n")
    hand = tmp_path / "hand.csv"
    hand.write_text("day,action,count\n2026-03-05,comment,Ada Example\nAda Example,comment,1\n")

    outcome = read_sources([usage, hand, ROWS])

    faults = " ".join(str(fault) for report in outcome.files for fault in report.faults)
    assert "not a number" in faults and "not a date" in faults
    assert "Ada" not in faults and "Example" not in faults


@pytest.mark.parametrize("name", HISTORIES)
def test_the_history_of_another_tool_beside_a_log_becomes_readings(name, tmp_path):
    (tmp_path / name).write_text(HISTORIES[name])

    outcome = read_sources([ROWS, tmp_path / name])

    assert outcome.log.sha256 == read_log(ROWS).sha256
    assert [str(reading.captured) for reading in outcome.readings] == ["2026-05-01"]
    assert outcome.readings[0].overall == 30 or outcome.readings[0].pillars["find"] == 6.25
    assert not any(report.faults for report in outcome.files)


@pytest.mark.parametrize("name", HISTORIES)
def test_the_history_of_another_tool_alone_is_sent_to_where_readings_go(name, tmp_path):
    (tmp_path / name).write_text(HISTORIES[name])

    with pytest.raises(LogError, match="not a log; give it with --readings"):
        read_log(tmp_path / name)


def test_a_history_that_cannot_be_read_is_reported_beside_the_log(tmp_path):
    path = tmp_path / "history.json"
    path.write_text(json.dumps([{"date": "2026-05-01", **PILLARS, "establish_brand": 99}]))

    outcome = read_sources([ROWS, path])

    assert not outcome.readings
    assert any("establish_brand" in str(f) or "brand" in str(f) for f in outcome.files[-1].faults)


def test_comments_with_figures_in_their_text_are_no_table_of_messages_sent(tmp_path):
    file = tmp_path / "Comments.csv"
    row = "2026-05-10 10:11:12,https://www.linkedin.com/feed/update/urn:li:share:1,Top 10\n"
    file.write_text(f"Date,Link,Message\n{row}")

    log = read_log(tmp_path)

    assert "comment" in log.actions
    assert "message_sent" not in log.actions


def test_a_loose_file_that_is_never_opened_is_not_opened_to_recognise_it(tmp_path):
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    for name in NEVER:
        (tmp_path / name).write_text("Date,Type,Link\n")
    opened.clear()

    outcome = read_sources([ROWS, *(tmp_path / name for name in NEVER)])

    assert not [path for path in opened if Path(path).parent == tmp_path]
    assert sum("never opened" in str(report.faults) for report in outcome.files) == len(NEVER)


@pytest.mark.parametrize("name", ["usage_2025-08-01_2025-08-31.csv", "other.csv"])
def test_a_mapped_column_that_is_not_there_is_an_error_that_names_those_that_are(name, tmp_path):
    known = "Days Active,Searches,Profile Views" if name.startswith("usage") else "a,b,c"
    (tmp_path / name).write_text(f"{known},Suchen\n3,4,5,6\n")

    with pytest.raises(LogError, match=r"no column '?Sucehn.*Suchen"):
        read_log(tmp_path / name, column_map={"Sucehn": "people_search"})


def test_a_mapped_column_may_be_in_one_source_of_several():
    german = [{"Tag": "2026-03-05", "action": "comment"}]

    assert read_log(ROWS, german, column_map={"Tag": "day"}).count.sum() == 3
    with pytest.raises(LogError, match="no column 'Tag' in any source"):
        read_log(ROWS, column_map={"Tag": "day"})


def test_acts_that_two_sources_show_on_the_same_days_are_told():
    more = [{"day": "2026-03-05", "action": "comment"}, {"day": "2026-03-06", "action": "post"}]

    outcome = read_sources([ROWS, more])

    assert "check FAILED: two sources show comment on the same days (1)" in outcome.notes[-1]


@pytest.mark.parametrize(
    "row",
    [
        {"day": "2026-03-06", "action": "comment"},
        {"day": "2026-03-05", "action": "comment", "account": "you"},
        {"day": "2026-03-05", "action": "post"},
    ],
    ids=["another day", "another account", "another act"],
)
def test_acts_that_only_one_source_shows_are_not_told(row):
    assert not read_sources([ROWS, [row]]).notes


def test_levels_of_two_sources_do_not_add_up_and_are_not_told():
    level = [{"day": "2026-03-05", "action": "connections", "count": 5}]

    assert not read_sources([level, level]).notes


@pytest.mark.parametrize("turned", [False, True])
def test_days_of_a_long_table_that_follow_each_other_tell_their_order(tmp_path, turned):
    days = ["4/5/2026", "5/5/2026", "6/5/2026"]
    rows = "".join(f"{day},comment\n" for day in (reversed(days) if turned else days))
    (tmp_path / "log.csv").write_text(f"day,action\n{rows}")
    (tmp_path / "alone.csv").write_text("day,action\n4/5/2026,comment\n")

    log = read_log(tmp_path / "log.csv", strict=True)

    assert {to_date(day) for day in log.day.tolist()} == {date(2026, 5, day) for day in (4, 5, 6)}
    with pytest.raises(LogError, match="day is not a date"):
        read_log(tmp_path / "alone.csv")
