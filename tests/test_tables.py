"""Tables: every form of the same rows is the same log; what cannot be used is said."""

import io
import json
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta, timezone

import pytest
import table_forms as forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.coverage import Coverage, Span
from estimator.days import to_date, to_day
from estimator.errors import LogError
from estimator.log import OWNER
from estimator.readers.outcome import LISTED
from estimator.readers.sources import read_log, read_sources
from estimator.readers.tables.columns import Coders
from estimator.readers.tables.judging import outcome_of
from estimator.readers.tables.text_tables import csv_table, jsonl_table, rows_table
from estimator.readers.writing import write_log

ROW = {"day": "2026-03-05", "action": "comment", "count": 2}
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


def read_jsonl(text: str | bytes, **manner):
    content = text.encode() if isinstance(text, str) else text
    return outcome_of(jsonl_table(io.BytesIO(content), "log.jsonl"), **manner)


def read_csv(text: str | bytes, **manner):
    content = text.encode() if isinstance(text, str) else text
    return outcome_of(csv_table(content, "log.csv"), **manner)


def faults(outcome) -> list[str]:
    return [str(fault) for report in outcome.files for fault in report.faults]


def test_a_log_in_json_lines_is_read():
    """
    {"day": "2026-03-05", "action": "comment", "count": 2, "words": 40}
    {"day": "2026-03-05", "action": "connections", "count": 512}
    {"day": "2026-03-06", "action": "reaction"}
    """
    log = read_jsonl(str(test_a_log_in_json_lines_is_read.__doc__)).log

    assert log.accounts == (OWNER,)
    assert log.actions == ("comment", "connections", "reaction")
    assert log.count.tolist() == [2.0, 512.0, 1.0]
    assert [to_date(day).isoformat() for day in log.day.tolist()] == [
        "2026-03-05",
        "2026-03-05",
        "2026-03-06",
    ]
    assert [log.attributes["words"][row] for row in range(3)] == [40, None, None]


@pytest.mark.parametrize("form", forms.FORMS)
@FOLDER
@given(rows=forms.rows)
def test_every_form_of_the_same_rows_is_the_same_log(form, rows, tmp_path):
    in_lines = read_log(forms.to_jsonl(rows, tmp_path))

    in_this_form = read_log(forms.FORMS[form](rows, tmp_path))

    assert in_this_form.sha256 == in_lines.sha256


@given(rows=forms.rows, data=st.data())
def test_the_order_of_rows_is_irrelevant(rows, data):
    shuffled = data.draw(st.permutations(rows))

    assert read_log(shuffled).sha256 == read_log(rows).sha256


def totals(log) -> Counter[tuple[int, int, int]]:
    keys = zip(log.account.tolist(), log.day.tolist(), log.action.tolist(), strict=True)
    found: Counter[tuple[int, int, int]] = Counter()
    for key, count in zip(keys, log.count.tolist(), strict=True):
        found[key] += count
    return found


@given(rows=forms.rows)
def test_splitting_a_row_in_two_changes_no_total(rows):
    half = {**rows[0], "count": float(rows[0]["count"]) / 2}

    split = read_log([half, half, *rows[1:]])

    assert totals(split) == pytest.approx(totals(read_log(rows)))
    assert split.coverage == read_log(rows).coverage


@given(rows=forms.rows, bad=st.sampled_from(['{"day": 5}', "[]", "{", "x", '{"action": "post"}']))
def test_a_bad_line_changes_nothing_but_the_report(rows, bad):
    good = read_jsonl(forms.jsonl(rows))

    spoilt = read_jsonl(bad.encode() + b"\n" + forms.jsonl(rows))

    assert spoilt.log.sha256 == good.log.sha256
    assert sum(spoilt.files[0].skipped.values()) == 1
    assert spoilt.files[0].records == len(rows) + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: b"\n\n" + content.replace(b"\n", b"\n  \n"),
        lambda content: content.decode().encode("utf-16"),
        lambda content: content.replace(b", ", b" ,\t"),
    ],
    ids=["CRLF", "no final newline", "BOM", "blank lines", "UTF-16", "spaces"],
)
def test_line_ends_marks_and_spaces_make_no_difference(change):
    content = forms.jsonl([ROW, {**ROW, "seniority": "vp"}])

    assert read_jsonl(change(content)).log.sha256 == read_jsonl(content).log.sha256


def test_lines_that_only_together_are_json_are_no_rows():
    parts = '{"day": "2026-03-05", "action": "comment", "x": [{}\n{}]},{"day": "2026-03-05"}\n'

    outcome = read_jsonl(parts + json.dumps(ROW))

    assert outcome.log.n_rows == 1
    assert outcome.files[0].skipped == {"not a JSON object": 2}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"day": "2026-03-05", "action": "comment"', "log.jsonl:2: is not JSON"),
        ('{"action": "comment"}', "log.jsonl:2: the row has no day"),
        ('{"day": "2026-03-05"}', "log.jsonl:2: the row has no action"),
        ('{"day": "2026-13-05", "action": "post"}', "not a date (got '2026-13-05')"),
        ('{"day": 20517, "action": "post"}', "not a date (got 20517)"),
        ('{"day": "1999-01-01", "action": "post"}', "impossible (got '1999-01-01')"),
        ('{"day": "2300-01-01", "action": "post"}', "days are 2002-12-28 to 2199-12-31"),
        ('{"day": "2026-03-05", "action": "coment"}', "did you mean comment?"),
        ('{"day": "2026-03-05", "action": 7}', "action is not a word (got 7)"),
        ('{"day": "2026-03-05", "action": "post", "count": -2}', "negative (got -2)"),
        ('{"day": "2026-03-05", "action": "post", "count": NaN}', "not finite (got nan)"),
        ('{"day": "2026-03-05", "action": "post", "count": 1e999}', "not finite (got inf)"),
        ('{"day": "2026-03-05", "action": "post", "count": "2"}', "not a number (got '2')"),
        ('{"day": "2026-03-05", "action": "post", "count": true}', "not a number (got True)"),
        ('{"day": "2026-03-05", "action": "post", "count": [1]}', "not a number (got a list)"),
        ('{"day": "2026-03-05", "action": "post", "account": {}}', "account is not a name"),
        ('{"day": "2026-03-05", "action": "connections"}', "is a level and has no count"),
        ("[1]", "log.jsonl:2: is a list, not a JSON object"),
        ("7", "is a number, not a JSON object"),
        ("1" * 5000, "more than 600 digits"),
        ("[" * 100_000, "levels deep; 100 are read"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line_and_value(row, words):
    outcome = read_jsonl(json.dumps(ROW) + "\n" + row + "\n")

    (fault,) = faults(outcome)
    assert fault.startswith("log.jsonl:2: ")
    assert words in fault
    assert (outcome.files[0].records, outcome.files[0].read) == (2, 1)


def test_a_line_that_is_not_utf_8_is_named():
    outcome = read_jsonl(forms.jsonl([ROW]) + '{"seniority": "é"}\n'.encode("cp1252"))

    assert faults(outcome) == ["log.jsonl:2: is not UTF-8 (byte 16); save the file as UTF-8"]


def test_a_row_later_than_the_last_possible_day_is_rejected():
    outcome = read_jsonl(forms.jsonl([ROW, {**ROW, "day": "2026-03-06"}]), not_after=20517)

    assert outcome.files[0].skipped == {"impossible day": 1}
    assert "days are 2002-12-28 to 2026-03-05" in faults(outcome)[0]


def test_texts_somebody_wrote_are_never_repeated():
    secret = "Dear Ada, thank you (and Bob) for the kind words!"
    rows = [{**ROW, "action": secret}, {**ROW, "day": secret}, {**ROW, "count": secret}]

    outcome = read_jsonl(forms.jsonl([ROW, *rows]))

    assert len(faults(outcome)) == 3
    assert not any("Ada" in fault for fault in faults(outcome))


def test_the_first_hundreds_of_faults_of_a_kind_are_kept_and_all_are_counted():
    outcome = read_jsonl(forms.jsonl([ROW, *[{**ROW, "count": -1}] * 700]))

    assert outcome.files[0].skipped == {"count": 700}
    assert len(faults(outcome)) == LISTED


def test_actions_are_read_by_what_people_call_them():
    called = [{**ROW, "action": word} for word in ("likes", "Comment", "reaction", "dm")]
    named = [
        {**ROW, "action": word} for word in ("reaction", "comment", "reaction", "message_sent")
    ]

    assert read_jsonl(forms.jsonl(called)).log.sha256 == read_jsonl(forms.jsonl(named)).log.sha256


def test_an_unknown_action_is_set_aside_once_for_all_its_rows():
    outcome = read_jsonl(
        forms.jsonl([ROW, {**ROW, "action": "coment"}, {**ROW, "action": "coment"}])
    )

    assert outcome.log.set_aside == {"coment": 2}
    assert outcome.files[0].skipped == {"unknown action": 2}
    assert faults(outcome) == [
        "log.jsonl:2: unknown action (got 'coment'), did you mean comment?; set aside with 2 rows"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "{}", '{"day": "x", "action": "post"}', "nonsense"])
def test_a_log_without_a_usable_row_is_an_error(text):
    with pytest.raises(LogError, match=r"^log\.jsonl: "):
        read_jsonl(text)


def test_a_table_without_its_columns_says_which_it_has():
    with pytest.raises(LogError, match=r"no column action \(got 'Date', 'day'\)"):
        read_csv("Date,day\n1,2026-03-05\n")


def test_lists_as_attributes_are_left_out_and_said():
    outcome = read_jsonl(forms.jsonl([{**ROW, "tags": ["a"]}, {**ROW, "tags": "b"}]))

    assert outcome.log.attributes["tags"].values == ("b",)
    assert outcome.files[0].notes == ("attribute 'tags' is a list in one row; not kept there",)


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        (lambda pa: pa.list_(pa.binary()), [b"x"], "a list"),
        (lambda pa: pa.struct([("x", pa.binary())]), {"x": b"x"}, "a struct"),
        (lambda pa: pa.time64("us"), time(9, 30), "a time"),
        (lambda pa: pa.duration("s"), timedelta(1), "a duration"),
    ],
)
def test_what_a_typed_column_holds_that_no_cell_can_is_left_out_and_said(kind, value, word):
    pa = pytest.importorskip("pyarrow")
    note = pa.array([value], kind(pa))
    table = pa.table({**{name: [one] for name, one in ROW.items()}, "note": note})

    outcome = read_sources([table])

    assert outcome.log.sha256 == read_log([ROW]).sha256
    assert outcome.files[0].notes == (f"attribute 'note' is {word} in one row; not kept there",)


def test_an_attribute_has_one_form():
    rows = [{**ROW, "words": value} for value in (40, 40.0, "", float("nan"), None)]

    column = read_log(rows).attributes["words"]

    assert sorted(column.codes.tolist()) == [-1, -1, -1, 0, 0]
    assert column.values == (40,)


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-05",
        "2026-03-05T23:59:59",
        "2026-03-05 10:11:12 UTC",
        "2026-03-05T00:30:00+02:00",
        "2026-03-05T23:30:00-05:00",
        datetime(2026, 3, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        date(2026, 3, 5),
    ],
)
def test_a_moment_is_on_the_day_that_its_writer_had(day):
    assert read_log([{**ROW, "day": day}]).day.tolist() == [to_day(date(2026, 3, 5))]


@pytest.mark.parametrize("typed", [False, True])
def test_a_level_that_is_not_whole_is_refused_with_its_row(typed):
    import pandas as pd

    level = {"day": "2026-03-05", "action": "followers", "count": 512.5}
    rows = [{"day": "2026-03-05", "action": "post", "count": 2.5}, level]

    outcome = read_sources([pd.DataFrame(rows) if typed else rows])

    assert outcome.log.actions == ("post",)
    assert outcome.files[0].skipped == {"level is not whole": 1}
    assert "followers counts whole ones (got 512.5)" in str(outcome.files[0].faults[0])


def test_accounts_may_be_numbers_and_a_row_without_one_is_the_owners():
    log = read_log([{**ROW, "account": 7}, {**ROW, "account": "7"}, ROW, {**ROW, "account": ""}])

    assert log.accounts == ("7", "me")
    assert log.account.tolist() == [0, 0, 1, 1]


# coverage


def test_without_a_word_of_it_actions_that_occur_are_covered_over_the_tables_days():
    log = read_log([{**ROW, "day": "2026-03-01"}, {**ROW, "day": "2026-03-09", "action": "post"}])

    first, last = to_day(date(2026, 3, 1)), to_day(date(2026, 3, 9))
    assert log.coverage.spans == (Span("comment", first, last), Span("post", first, last))


def test_a_level_is_covered_from_its_first_row_on():
    level = {"day": "2026-03-05", "action": "connections", "count": 512}

    log = read_log([{**ROW, "day": "2026-03-01"}, level])

    assert log.coverage.spans[1] == Span("connections", to_day(date(2026, 3, 5)), log.last_day)


def test_complete_covers_everything():
    assert read_log([ROW], complete=True).coverage == Coverage.complete()


def test_the_first_line_says_what_is_covered():
    line = {"covers": {"comment": ["2026-01-01", "2026-03-31"], "post": [None, "2026-03-31"]}}

    log = read_jsonl(forms.jsonl([line, ROW, {**ROW, "action": "reaction"}])).log

    first, last = to_day(date(2026, 1, 1)), to_day(date(2026, 3, 31))
    assert set(log.coverage.spans) == {Span("comment", first, last), Span("post", None, last)}


def test_a_first_line_alone_is_a_log_of_nothing_done():
    outcome = read_jsonl('{"covers": {"*": ["2026-01-01", "2026-03-31"]}}')

    assert (outcome.log.n_rows, outcome.log.accounts) == (0, ("me",))
    assert outcome.log.coverage.spans[0].action is None


@pytest.mark.parametrize(
    ("covers", "words"),
    [
        ({"coment": ["2026-01-01", None]}, "covers: unknown action (got 'coment'), did you mean"),
        ({"comment": ["2026-01-01"]}, "covers: comment has no span"),
        ({"comment": ["2026-03-31", "2026-01-01"]}, "the first not after the last"),
        ({"comment": "2026"}, "covers: comment has no span"),
        (["comment"], "covers is not a mapping"),
    ],
)
def test_a_first_line_that_says_nothing_is_a_fault(covers, words):
    outcome = read_jsonl(forms.jsonl([{"covers": covers}, ROW]))

    assert words in faults(outcome)[0]
    assert outcome.log.coverage == Coverage()


# CSV


@pytest.mark.parametrize(
    ("text", "count"), [("2", 2.0), ("2,5", 2.5), ("2.5", 2.5), (" 3 ", 3.0), ("1e3", 1000.0)]
)
def test_a_count_may_have_a_decimal_comma(text, count):
    assert read_csv(f"day;action;count\n2026-03-05;comment;{text}\n").log.count.tolist() == [count]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('2026-03-05,comment,"1,234"', "log.csv:3: count is not a number (got '1,234')"),
        ("2026-03-05,comment,two", "log.csv:3: count is not a number (got 'aaa')"),
        ("2026-03-05,comment,inf", "log.csv:3: count is not"),
        ("2026-03-05,comment,1,hello,you", "log.csv:3: has 5 cells, the header 3"),
        (",comment,1", "log.csv:3: the row has no day"),
    ],
)
def test_a_csv_row_that_cannot_be_used_is_named(line, words):
    outcome = read_csv(f"Day,Action,Count\n2026-03-04,post,1\n{line}\n")

    assert words in faults(outcome)[0]
    assert outcome.files[0].read == 1


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'day,action,seniority\n2026-03-05,post,"two\nlines"\n\n2026-03-05,nothing,x\n'

    assert faults(read_csv(text))[0].startswith("log.csv:5: unknown action")


def test_a_column_named_twice_is_refused():
    with pytest.raises(LogError, match=r"log\.csv:1: names 'day' twice"):
        read_csv("day,day,action\n")


def test_text_that_is_not_utf_8_is_read_as_windows_text_with_a_note():
    outcome = read_csv("day,action,seniority\n2026-03-05,post,Größe\n".encode("cp1252"))

    assert outcome.log.attributes["seniority"].values == ("Größe",)
    assert "read as Windows-1252" in outcome.files[0].notes[0]


def test_columns_may_be_renamed():
    log = read_csv("Tag,Was\n2026-03-05,post\n", column_map={"Tag": "day", "Was": "action"}).log

    assert log.n_rows == 1


# Arrow


def test_without_pyarrow_the_message_names_the_extra(monkeypatch, tmp_path):
    path = forms.to_parquet([ROW], tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(LogError, match=r"needs pyarrow.*pip install 'ssi-estimator\[data\]'"):
        read_log(path)


def test_a_damaged_parquet_file_is_an_error(tmp_path):
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1 and no more")

    with pytest.raises(LogError, match=r"log\.parquet: is not a Parquet file that can be read"):
        read_log(path)


def test_a_frame_with_lists_loses_them_with_a_note():
    import pyarrow as pa

    outcome = read_sources([pa.table({"day": ["2026-03-05"], "action": ["post"], "x": [[1]]})])

    assert "attribute 'x' is a list in one row" in outcome.files[0].notes[0]


def test_a_frame_that_names_a_column_twice_is_refused():
    import pyarrow as pa

    table = pa.table([["2026-03-05"], ["post"], ["post"]], names=["day", "action", "action"])

    with pytest.raises(LogError, match="data frame: names 'action' twice"):
        read_log(table)


def test_a_column_of_mixed_types_is_refused_without_repeating_a_value():
    import pandas as pd

    frame = pd.DataFrame({"day": ["2026-03-05"] * 2, "action": "post", "x": [1, "Dear Ada"]})

    with pytest.raises(LogError, match="give each column one type") as error:
        read_log(frame)
    assert "Ada" not in str(error.value)


def test_a_moment_with_a_zone_is_on_the_day_of_that_zone():
    import pandas as pd

    moment = pd.Timestamp("2026-03-05 20:00", tz="America/New_York")

    log = read_log(pd.DataFrame({"day": [moment], "action": ["post"]}))

    assert log.day.tolist() == [to_day(date(2026, 3, 5))]


def test_reading_json_lines_and_csv_imports_no_library_for_tables(tmp_path):
    forms.to_jsonl([ROW], tmp_path)
    forms.to_csv([ROW], tmp_path)
    code = (
        "import sys; from estimator.readers.sources import read_log\n"
        f"read_log({str(tmp_path / 'log.jsonl')!r}, {str(tmp_path / 'log.csv')!r})\n"
        "print(sorted({'pyarrow', 'pandas', 'polars', 'openpyxl', 'scipy'} & set(sys.modules)))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert loaded.stdout == "[]\n"


def test_rows_must_be_mappings():
    with pytest.raises(LogError, match=r"rows:2: is a list; a row is a mapping"):
        rows_table([ROW, ["2026-03-05", "comment"]])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_log_or_an_error_that_says_so(content):
    for read in (read_jsonl, read_csv):
        try:
            read(content)
        except LogError as error:
            assert str(error).startswith("log.")


def test_a_table_of_more_columns_than_any_is_refused(tmp_path):
    wide = ",".join(f"c{n}" for n in range(2000))
    (tmp_path / "wide.csv").write_text(f"day,action,{wide}\n2026-05-01,comment{',' * 2000}\n")
    rows = [{"day": "2026-05-01", "action": "comment", f"x{n}": 1} for n in range(600)]

    with pytest.raises(LogError, match="has 2,002 columns"):
        read_log(tmp_path / "wide.csv")
    with pytest.raises(LogError, match="a table has at most 512"):
        read_log(rows)


def test_half_a_surrogate_pair_can_be_written_and_makes_no_two_accounts_one(tmp_path):
    path = tmp_path / "log.jsonl"
    heading = '{"accounts": ["\\ud801", "\\ud83d\\ude00"], "covers": {"*": [null, null]}}\n'
    row = '{"day": "2026-05-01", "action": "comment", "account": "\\ud80%d"}\n'
    path.write_text(heading + row % 0 + row % 2)

    log = read_log(path)
    write_log(log, tmp_path / "out.jsonl")

    assert log.accounts == ("\\ud800", "\\ud801", "\\ud802", "😀")
    assert read_log(tmp_path / "out.jsonl").accounts == log.accounts


def test_coverage_of_many_accounts_is_written_as_it_was_read(tmp_path):
    groups = [
        {"accounts": [f"a{n}"], "covers": {"comment": ["2026-01-01", f"2026-05-{n % 28 + 1:02d}"]}}
        for n in range(300)
    ]
    log = read_log([{"covers": {}, "covers_of": groups}, {"day": "2026-01-02", "action": "post"}])

    write_log(log, tmp_path / "log.jsonl")

    assert set(read_log(tmp_path / "log.jsonl").coverage.spans) == set(log.coverage.spans)


@pytest.mark.parametrize("n_names", [3, 40])
def test_a_column_that_few_rows_have_is_as_every_column(n_names):
    """Of few such columns each row is asked, of many the cells are taken; null is a cell."""

    def value(row):
        return (row, f"w{row % 3}", True, None, 1.5)[row % 5]

    rows = [{"day": row, f"x{row % n_names}": value(row)} for row in range(100)]
    coders = Coders()
    coders.add_rows(rows[:60], range(60))
    coders.add_rows(rows[60:], range(60, 100))
    columns = coders.table("x", "x").columns

    assert [*columns] == sorted(columns) == sorted({name for row in rows for name in row})
    for name, column in columns.items():
        wanted = [("" if row[name] is None else row[name]) if name in row else None for row in rows]
        found = [column[place] for place in range(100)]
        assert list(zip(map(type, found), found, strict=True)) == [(type(w), w) for w in wanted]
