"""Tables say what they mean or are told so: empty counts, keys named twice, days to come."""

import io
import json
from datetime import date

import pytest
import table_forms as forms
from hypothesis import given
from hypothesis import strategies as st

from estimator.coverage import Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers.outcome import few
from estimator.readers.sources import read_log, read_sources
from estimator.readers.tables.judging import outcome_of
from estimator.readers.tables.text_tables import csv_table, jsonl_table, rows_table

ROW = {"day": "2026-03-05", "action": "comment", "count": 2}
EMPTY = "count is empty; write a number, or leave it out for 1"
TODAY = to_day(date(2026, 3, 31))


def read_jsonl(text, **manner):
    return outcome_of(jsonl_table(io.BytesIO(text.encode()), "log.jsonl"), **manner)


def faults(outcome):
    return [str(fault) for report in outcome.files for fault in report.faults]


@pytest.mark.parametrize("empty", ['""', "null"])
@pytest.mark.parametrize("action", ["comment", "connections", "profile_section"])
def test_a_count_that_is_there_and_empty_is_a_fault(empty, action):
    line = f'{{"day": "2026-03-05", "action": "{action}", "count": {empty}}}'

    outcome = read_jsonl(f"{json.dumps(ROW)}\n{line}\n")

    assert faults(outcome) == [f"log.jsonl:2: {EMPTY}"]
    assert outcome.log.count.tolist() == [2.0]


def test_a_count_that_is_left_out_is_one():
    log = read_jsonl('{"day": "2026-03-05", "action": "comment"}').log

    assert log.count.tolist() == [1.0]


@pytest.mark.parametrize("tail", [",", ""], ids=["an empty cell", "a short row"])
def test_an_empty_cell_of_the_count_column_is_a_fault(tail):
    text = f"day,action,count\n2026-03-05,comment,2\n2026-03-05,post{tail}\n"

    outcome = outcome_of(csv_table(text.encode(), "log.csv"))

    assert faults(outcome) == [f"log.csv:3: {EMPTY}"]


def test_a_csv_without_a_count_column_counts_one_a_row():
    log = outcome_of(csv_table(b"day,action\n2026-03-05,comment\n", "log.csv")).log

    assert log.count.tolist() == [1.0]


def columns_of(count):
    return {"day": ["2026-03-05"] * 2, "action": ["comment", "post"], "count": count}


def arrow(_folder):
    import pyarrow as pa

    return pa.table(columns_of([2, None]))


def parquet(folder):
    import pyarrow.parquet as pq

    pq.write_table(arrow(folder), folder / "log.parquet")
    return folder / "log.parquet"


def pandas(_folder):
    import pandas as pd

    return pd.DataFrame(columns_of([2, float("nan")]))


def polars(_folder):
    import polars as pl

    return pl.DataFrame(columns_of([2, None]))


def rows(_folder):
    return [ROW, {"day": "2026-03-05", "action": "post", "count": None}]


@pytest.mark.parametrize("form", [arrow, parquet, pandas, polars, rows], ids=lambda f: f.__name__)
def test_a_null_in_the_count_column_is_a_fault_in_every_form(form, tmp_path):
    outcome = read_sources([form(tmp_path)])

    (fault,) = faults(outcome)
    assert fault.endswith(f":2: {EMPTY}")
    assert outcome.log.actions == ("comment",)


def test_a_frame_without_a_count_column_counts_one_a_row():
    import pyarrow as pa

    table = pa.table({"day": ["2026-03-05"], "action": ["comment"]})

    assert read_log(table).count.tolist() == [1.0]


@pytest.mark.parametrize("count", ["1e308", "1000000001", "1" + "0" * 400])
def test_a_count_beyond_anything_real_is_a_fault(count):
    line = f'{{"day": "2026-03-05", "action": "post", "count": {count}}}'

    outcome = read_jsonl(f"{json.dumps(ROW)}\n{line}\n")

    assert "log.jsonl:2: count is beyond anything real (got " in faults(outcome)[0]


def test_a_frame_whose_count_is_beyond_anything_real_says_so():
    import pyarrow as pa

    outcome = read_sources([pa.table(columns_of([2.0, 1e12]))])

    assert "count is beyond anything real (got 1000000000000.0)" in faults(outcome)[0]


@pytest.mark.parametrize(
    "line",
    [
        '{"day": "2026-03-05", "action": "post", "count": 1, "count": 9}',
        '{"day": "2026-03-05", "action": "post", "count" : 1, "count" :9}',
        '{"day": "2026-03-05", "action": "post", "count": 1, "count": 1, "x": "a\\":b"}',
    ],
)
def test_a_key_that_is_named_twice_is_a_fault(line):
    outcome = read_jsonl(f"{json.dumps(ROW)}\n{line}\n")

    assert faults(outcome) == ["log.jsonl:2: names 'count' twice; name each key once"]
    assert outcome.files[0].skipped == {"key named twice": 1}


def test_a_heading_that_names_an_action_twice_is_a_fault():
    line = '{"covers": {"post": ["2026-01-01", null], "post": ["2026-02-01", null]}}'

    outcome = read_jsonl(f"{line}\n{json.dumps(ROW)}\n")

    assert faults(outcome) == ["log.jsonl:1: names 'post' twice; name each key once"]


def test_a_json_list_with_a_key_named_twice_is_refused(tmp_path):
    path = tmp_path / "log.json"
    path.write_text('[{"day": "2026-03-05", "action": "post", "action": "comment"}]')

    with pytest.raises(LogError, match=r"log\.json: names 'action' twice"):
        read_log(path)


@given(text=st.text(st.sampled_from('":, \\ab'), max_size=12))
def test_texts_that_look_like_keys_are_no_keys(text):
    rows = [{**ROW, "note": text}, {**ROW, "note": text * 2}]

    assert read_jsonl(forms.jsonl(rows).decode()).log.n_rows == 2


COVERS = '{"covers": {"comment": ["2026-01-01", "2026-03-31"]}}'
LATE = "covers belongs in the first line, and there once; this one is not used"


@pytest.mark.parametrize(
    ("lines", "at"),
    [([COVERS, json.dumps(ROW), COVERS], 3), ([json.dumps(ROW), COVERS], 2), ([COVERS, COVERS], 2)],
    ids=["again", "below a row", "at once"],
)
def test_what_is_covered_stands_in_the_first_line_alone(lines, at):
    outcome = read_jsonl("\n".join(lines))
    listed = outcome_of(rows_table([json.loads(line) for line in lines]))

    assert faults(outcome) == [f"log.jsonl:{at}: {LATE}"]
    assert faults(listed) == [f"rows:{at}: {LATE}"]


@pytest.mark.parametrize(
    "day", ["20260305", "2026-W10-4", "2026-064", "2026-W10-4T10:00:00", "20260305T101112", "2026"]
)
def test_other_forms_of_iso_8601_are_no_days(day):
    outcome = read_jsonl(f'{json.dumps(ROW)}\n{{"day": "{day}", "action": "post"}}')

    assert "day is not a date" in faults(outcome)[0]


def test_coverage_of_days_to_come_is_a_fault_and_cut_off():
    covers = '{"covers": {"comment": ["2026-01-01", "2099-03-31"], "post": ["2099-01-01", null]}}'

    outcome = read_jsonl(f"{covers}\n{json.dumps(ROW)}", not_after=TODAY)

    assert faults(outcome) == [
        "log.jsonl:1: covers: comment reaches into the future (got 2099-03-31); cut at 2026-03-31",
        "log.jsonl:1: covers: post reaches into the future (got 2099-01-01); cut at 2026-03-31",
    ]
    assert outcome.log.coverage.spans == (Span("comment", to_day(date(2026, 1, 1)), TODAY),)


def test_coverage_without_a_last_day_is_no_fault():
    outcome = read_jsonl('{"covers": {"*": ["2026-01-01", null]}}', not_after=TODAY)

    assert faults(outcome) == []


def test_parquet_that_covers_days_to_come_is_told_so_too(tmp_path):
    from estimator.coverage import Coverage
    from estimator.readers.writing import write_log

    log = read_log([ROW]).with_coverage(Coverage((Span("comment", None, TODAY + 9999),)))
    write_log(log, tmp_path / "log.parquet")

    outcome = read_sources([tmp_path / "log.parquet"], not_after=date(2026, 3, 31))

    assert "log.parquet: metadata: covers: comment reaches into the future" in faults(outcome)[0]
    assert outcome.log.coverage.spans == (Span("comment", None, TODAY),)


def test_faults_stand_in_the_order_of_lines_and_the_rest_is_counted():
    lines = [{**ROW, "count": -1}, {**ROW, "day": "x"}] * 12

    report = read_jsonl(forms.jsonl([ROW, *lines]).decode()).files[0]
    told = [str(fault) for fault in few(report.faults, report.skipped)]

    assert [line.split(":")[1] for line in told] == ["2", "3", "4", "5", "6", " ... and 9 more of "
        "this kind", "7", " ... and 9 more of this kind"]  # fmt: skip


def test_all_faults_are_told_when_asked_for_and_no_more_are_promised():
    report = read_jsonl(forms.jsonl([ROW, *[{**ROW, "count": -1}] * 20]).decode()).files[0]

    assert len(list(few(report.faults, report.skipped, most=300))) == 20


def test_more_faults_than_are_kept_are_counted():
    report = read_jsonl(forms.jsonl([ROW, *[{**ROW, "count": -1}] * 700]).decode()).files[0]

    *_, last = few(report.faults, report.skipped, most=9999)
    assert str(last) == "log.jsonl: ... and 400 more of this kind"
