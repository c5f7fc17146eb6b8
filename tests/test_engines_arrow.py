"""The contract with engines: whole accounts in, their scores out, wherever the log was cut."""

import json
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from engine_logs import ACTIONS, ON, SECTIONS, in_order, table_of, team, write_folder
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator import estimate, history, load_rules, read_log
from estimator.coverage import Coverage, Span
from estimator.engines import Survey, history_table, local, score_table, whole_accounts
from estimator.engines.arrow import log_of, score_schema
from estimator.engines.survey import survey_table
from estimator.errors import LogError, NotEnoughEvidence
from estimator.readers.tables.frames import HEADING, frame_table
from estimator.readers.tables.judging import outcome_of
from estimator.readers.tables.parquet_folder import folder_of
from estimator.readers.writing import write_log

RULES = load_rules()
START = ON - timedelta(days=20)

names = st.sampled_from(["a", "b", "c", "dé", "e"])
ages, counts = st.integers(0, 500), st.one_of(st.integers(0, 9).map(float), st.floats(0, 9))
flow = st.tuples(
    names,
    ages,
    st.sampled_from(sorted({*ACTIONS} - {"connections"})),
    counts,
    st.none() | st.integers(1, 60),
    st.none(),
)
level = st.tuples(
    names, ages, st.just("connections"), st.integers(0, 9).map(float), st.none(), st.none()
)
section = st.tuples(
    names, ages, st.just("profile_section"), st.just(1.0), st.none(), st.sampled_from(SECTIONS)
)
logs = st.lists(st.one_of(flow, flow, level, section), min_size=1, max_size=30).map(table_of)
cuts = st.lists(st.integers(0, 30), max_size=4).map(sorted)


def of(table, accounts):
    return table.filter(pa.compute.is_in(table["account"], pa.array(accounts, pa.string())))


def cut(table, places):
    edges = [0, *(min(place, table.num_rows) for place in places), table.num_rows]
    return [table.slice(a, b - a) for a, b in pairwise(edges)]


def stating(table, content):
    return table.replace_schema_metadata({HEADING: json.dumps(content)})


def test_a_row_of_scores_is_what_estimate_says():
    table = team(400, 5)

    scores = score_table(table, RULES, ON, "premium")

    result = estimate(read_log(table), RULES, ON, "premium")
    assert scores.to_pylist() == [row | {"on": ON} for row in result.rows()]
    assert scores.schema == score_schema(RULES)


def test_a_row_of_a_history_is_what_history_says():
    table = team(400, 5)

    days = history_table(table, RULES, START, ON)

    result = history(read_log(table), RULES, START, ON)
    assert days["total"].to_numpy().reshape(5, 21).tolist() == result.total.tolist()
    assert days["find_low"].to_numpy().reshape(5, 21).tolist() == result.low["find"].tolist()
    assert days["day"].to_pylist() == result.days * 5


@given(logs, st.sets(names), st.randoms(use_true_random=False))
def test_an_account_has_the_same_score_whoever_is_in_its_table(table, some, dice):
    rows = dice.sample(range(table.num_rows), table.num_rows)
    coverage = Survey.of([survey_table(table)]).coverage()
    others = set(table["account"].to_pylist()) - some

    parts = [
        score_table(of(table.take(rows), sorted(part)), RULES, ON, coverage=coverage)
        for part in (some, others)
    ]

    assert in_order(pa.concat_tables(parts), score_schema(RULES)).equals(
        score_table(table, RULES, ON)
    )


spans = st.builds(
    Span,
    st.none() | st.sampled_from(ACTIONS),
    st.none() | st.integers(20_000, 20_540),
    st.none(),
    st.none() | names,
)


@settings(max_examples=30)
@given(logs, st.sets(names), st.lists(spans, max_size=5).map(tuple).map(Coverage))
def test_coverage_of_other_accounts_changes_nothing(table, some, coverage):
    others = set(table["account"].to_pylist()) - some

    parts = [of(table, sorted(part)) for part in (some, others)]
    scores = [score_table(part, RULES, ON, coverage=coverage) for part in parts]
    days = [history_table(part, RULES, START, ON, coverage=coverage) for part in parts]

    assert in_order(pa.concat_tables(scores), score_schema(RULES)).equals(
        score_table(table, RULES, ON, coverage=coverage)
    )
    assert in_order(pa.concat_tables(days), score_schema(RULES, "day")).equals(
        history_table(table, RULES, START, ON, coverage=coverage)
    )


@settings(max_examples=20)
@given(logs, st.sets(names))
def test_an_account_has_the_same_history_whoever_is_in_its_table(table, some):
    coverage = Survey.of([survey_table(table)]).coverage()
    others = set(table["account"].to_pylist()) - some

    parts = [
        history_table(of(table, sorted(part)), RULES, START, ON, coverage=coverage)
        for part in (some, others)
    ]

    assert in_order(pa.concat_tables(parts), score_schema(RULES, "day")).equals(
        history_table(table, RULES, START, ON)
    )


@pytest.mark.parametrize("cap", [1.0, 2.3])
def test_an_account_has_the_same_score_in_a_table_of_any_size(cap):
    table = team(60_000, 300)  # enough for the layout's narrower columns
    table = table.set_column(3, "count", pa.array(np.round(table["count"].to_numpy())))
    rules = RULES.replace({path: cap for path in RULES.numbers() if path.endswith("per_day_max")})
    coverage = Survey.of([survey_table(table)]).coverage()

    alone = score_table(of(table, ["seat-00007"]), rules, ON, coverage=coverage)
    days = history_table(of(table, ["seat-00007"]), rules, START, ON, coverage=coverage)

    assert of(score_table(table, rules, ON), ["seat-00007"]).equals(alone)
    assert of(history_table(table, rules, START, ON), ["seat-00007"]).equals(days)


@given(logs, cuts)
def test_what_a_log_spans_is_found_in_pieces_cut_anywhere(table, places):
    survey = Survey.of(survey_table(piece) for piece in cut(table, places))

    whole = log_of(table)
    assert survey.coverage() == whole.coverage
    assert survey.rows == whole.n_rows
    assert survey.last_day(Coverage()) == max(table["day"].to_pylist())


def test_rows_that_cannot_be_used_are_counted():
    rows = [("a", 3, "comment", 1.0, None, None), ("b", 3, "comment", -1.0, None, None)]
    rows.append(("c", 3, "yodel", 1.0, None, None))

    survey = Survey.of([survey_table(table_of(rows))])

    assert dict(survey.left_out) == {"count": 1, "unknown action": 1}
    assert str(survey.faults()[0]) == "log: count: 1 rows left out"
    assert score_table(table_of(rows), RULES, ON)["account"].to_pylist() == ["a", "c"]


@given(logs)
def test_a_survey_judges_rows_as_the_reader_does(table):
    """Of broken counts, too, which a level cannot have."""
    outcome = outcome_of(frame_table(stating(table, {"covers": {}})))

    survey = Survey.of([survey_table(table)])

    assert survey.rows == outcome.log.n_rows
    assert dict(survey.left_out) == dict(outcome.files[0].skipped)


def test_a_table_without_a_usable_row_has_no_scores():
    wrong = table_of([("b", 3, "comment", -1.0, None, None)])

    for table in (wrong, wrong.slice(0, 0)):
        assert score_table(table, RULES, ON).equals(score_schema(RULES).empty_table())
        assert history_table(table, RULES, ON, ON).num_rows == 0
        assert Survey.of([survey_table(table)]).rows == 0


def test_a_log_without_a_day_needs_one():
    with pytest.raises(NotEnoughEvidence, match="--on DATE"):
        Survey.of([]).last_day(Coverage.complete())


def test_a_table_without_the_columns_of_a_log_is_refused():
    with pytest.raises(LogError, match="no column action"):
        score_table(pa.table({"account": ["a"], "day": [ON]}), RULES, ON)


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["7", "8", "7"]),
        pa.array(["7", "8", "7"], pa.large_string()),
        pa.array([7, 8, 7], pa.uint16()),
        pa.array(["7", "8", "7"]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type),
)
def test_accounts_may_be_texts_or_whole_numbers(column):
    table = team(3, 1).set_column(0, "account", column)

    assert score_table(table, RULES, ON)["account"].to_pylist() == ["7", "8"]


def test_rows_that_name_no_account_are_the_owners_wherever_they_stand():
    table = team(3, 1).set_column(0, "account", pa.array([None, "", "me"]))

    assert score_table(table, RULES, ON)["account"].to_pylist() == ["me"]


def test_what_a_table_states_of_its_coverage_holds():
    table = team(50, 2)
    stated = stating(table, {"covers": {"*": [None, None]}})

    assert log_of(stated).coverage == Coverage.complete()
    assert score_table(stated, RULES, ON).equals(
        score_table(table, RULES, ON, coverage=Coverage.complete())
    )


@given(logs, cuts, st.integers(1, 12))
def test_a_sorted_stream_is_put_together_to_whole_accounts(table, places, rows):
    table = table.sort_by("account")
    batches = [batch for piece in cut(table, places) for batch in piece.to_batches()]

    blocks = list(whole_accounts(batches, rows))

    held = [set(block["account"].to_pylist()) for block in blocks]
    assert sum(map(len, held)) == len(set().union(*held))
    assert pa.concat_tables(blocks).equals(table)


def test_a_block_is_no_longer_than_it_must_be():
    table = team(1000, 20).sort_by("account")
    most = max(table["account"].value_counts().field("counts").to_pylist())

    blocks = list(whole_accounts(table.to_batches(max_chunksize=7), 50))

    assert max(block.num_rows for block in blocks) < 50 + most + 7


@pytest.mark.parametrize("order", ["aba", "abca", "ba", "aab|a|b|a"])
def test_a_stream_that_cuts_an_account_in_two_is_refused(order):
    batches = [
        table_of([(name, 1, "comment", 1.0, None, None) for name in part])
        for part in order.split("|")
    ]

    with pytest.raises(LogError, match="may be cut in two") as refusal:
        list(whole_accounts(batches, 1))

    assert "sort the stream by account" in str(refusal.value)


def test_files_may_lack_columns_and_code_them_as_they_like(tmp_path):
    table = team(40, 3)
    folder = write_folder(table.drop_columns(["words"]), tmp_path / "logs", 1)
    coded = table.set_column(2, "action", table["action"].dictionary_encode())
    write_folder(coded, tmp_path / "more", 1)
    (tmp_path / "more" / "000.parquet").rename(folder / "001.parquet")

    found = folder_of(folder)

    read = [*found.batches()]
    assert {tuple(sorted(piece.column_names)) for piece in read} == {
        tuple(sorted(table.column_names))
    }
    assert score_table(pa.concat_tables(read), RULES, ON).num_rows == 3


@pytest.mark.parametrize(
    "table, said",
    [
        (pa.table({"day": [ON], "action": ["comment"]}), "says whose each row is"),
        (pa.table({"account": [True], "day": [ON], "action": ["comment"]}), "texts or numbers"),
    ],
)
def test_a_folder_that_does_not_name_accounts_is_refused(tmp_path, table, said):
    with pytest.raises(LogError, match=said):
        local.log_of(write_folder(table, tmp_path / "logs", 1))


def test_a_folder_without_parquet_is_refused(tmp_path):
    with pytest.raises(LogError, match="Parquet"):
        folder_of(tmp_path)


def test_a_log_written_by_import_keeps_what_it_states(tmp_path):
    log = read_log(team(60, 4), complete=True)
    (tmp_path / "logs").mkdir()
    write_log(log, tmp_path / "logs" / "log.parquet")

    folder = folder_of(tmp_path / "logs")

    tables = [survey_table(table) for table in folder.batches()]
    assert Survey.of(tables, folder.content).coverage() == Coverage.complete()
