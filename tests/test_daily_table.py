"""Tables by hand: a row a day, a column an act; columns of days by any name; folders of tables."""

import json
from datetime import date

import pytest
from workbooks import workbook

from estimator.coverage import Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers.sources import read_log, read_sources

MAY = to_day(date(2026, 5, 1))
WIDE = "date,comments,reactions\n2026-05-01,3,5\n2026-05-02,0,\n2026-05-03,1,2\n"


def read(tmp_path, text, **manner):
    (tmp_path / "mine.csv").write_text(text)
    return read_sources([tmp_path / "mine.csv"], **manner)


def sums(log):
    return {action: log.count[log.action == code].sum() for code, action in enumerate(log.actions)}


def test_a_wide_table_is_read_by_the_names_of_actions_in_the_plural_too(tmp_path):
    outcome = read(tmp_path, WIDE)

    assert sums(outcome.log) == {"comment": 4, "reaction": 7}
    assert outcome.log.accounts == ("me",)
    assert outcome.files[0].records == outcome.files[0].read == 3


def test_an_empty_cell_is_unknown_and_a_zero_is_none(tmp_path):
    spans = read(tmp_path, WIDE).log.coverage.spans

    assert Span("comment", MAY, MAY + 2, "me") in spans
    assert [s for s in spans if s.action == "reaction"] == [
        Span("reaction", MAY, MAY, "me"),
        Span("reaction", MAY + 2, MAY + 2, "me"),
    ]


def test_a_wide_table_may_be_a_sheet_and_have_accounts(tmp_path):
    rows = [["account", "day", "comments"], ["a", date(2026, 5, 1), 3], ["b", date(2026, 5, 1), 4]]
    (tmp_path / "mine.xlsx").write_bytes(workbook({"acts": rows}))

    log = read_log(tmp_path / "mine.xlsx")

    assert log.accounts == ("a", "b") and sums(log) == {"comment": 7}


@pytest.mark.parametrize(
    ("text", "column_map"),
    [
        ("Datum;Kommentare\n01.05.2026;3\n", {"Kommentare": "comment"}),
        ("whatever,comments\n2026-05-01,3\n", {}),
        ("whatever,comments\n5/1/2026,3\n5/2/2026,0\n", {}),
        ("whatever,action,count\n2026-05-01,comment,3\n", {}),
        ("Datum,action,count\n1 May 2026,comment,3\n", {}),
        ("x,action,count\n2026-05-01,comment,3\n", {"x": "day"}),
        ("day,action,count\n01.05.2026,comment,2\n2026-05-01,comment,1\n", {}),
    ],
)
def test_a_column_of_days_is_one_whatever_its_name_and_form(tmp_path, text, column_map):
    log = read(tmp_path, text, column_map=column_map).log

    assert (log.first_day, sums(log)) == (MAY, {"comment": 3})


def test_days_that_may_be_read_two_ways_are_refused_with_their_line(tmp_path):
    with pytest.raises(LogError, match=r"mine.csv:2: the dates may be month first or day first"):
        read(tmp_path, "date,comments\n3/5/2026,1\n")
    with pytest.raises(LogError, match=r"mine.csv:2: day is not a date \(got '3/5/2026'\)"):
        read(tmp_path, "day,action\n3/5/2026,comment\n")


def test_what_is_no_source_is_told_with_its_columns_and_what_it_needs(tmp_path):
    with pytest.raises(LogError, match=r"its columns are 'a', 'b'; a table needs a day and"):
        read(tmp_path, "a,b\n1,2\n")


def test_columns_that_differ_by_a_blank_are_refused():
    with pytest.raises(LogError, match="two columns are called 'day'"):
        read_log([{"day": "2026-05-01", "day ": "2026-05-02", "action": "comment"}])


def test_half_a_person_is_refused(tmp_path):
    [file] = read(tmp_path, "date,comments,connections\n2026-05-01,1,512.5\n").files

    assert "mine.csv:2: connections is not a whole number" in str(file.faults[0])


def test_a_folder_of_tables_is_one_log_and_other_files_are_named(tmp_path):
    (tmp_path / "one.jsonl").write_text('{"day": "2026-05-01", "action": "comment"}\n')
    (tmp_path / "two.csv").write_text("day,action\n2026-05-02,post\n")
    (tmp_path / "three.json").write_text(json.dumps([{"day": "2026-05-03", "action": "post"}]))
    (tmp_path / "readme.txt").write_text("no table")

    outcome = read_sources([tmp_path])

    assert sums(outcome.log) == {"comment": 1, "post": 2}
    assert any("left out: readme.txt" in note for file in outcome.files for note in file.notes)


LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A700"


def test_a_column_whose_texts_begin_with_a_figure_counts_nothing(tmp_path):
    """A file of an export by itself: its `Message` is a text, though each has a digit in it."""
    rows = [f"2026-05-{day:02} 10:00:00,{LINK}{day},{day} tips" for day in (4, 4, 5)]
    path = tmp_path / "Comments.csv"
    path.write_text("\n".join(["Date,Link,Message", *rows]))

    read = read_sources([path])

    assert read.kind == "linkedin_export"
    assert sums(read.log)["comment"] == 3
