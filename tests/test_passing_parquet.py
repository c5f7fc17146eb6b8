"""Scores straight from a Parquet file: those of the log that is read from it."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_logs import ACTIONS, ON, table_of, team
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator import load_rules, read_log
from estimator.coverage import Coverage
from estimator.days import to_day
from estimator.errors import LogError
from estimator.score import score_columns
from estimator.score.passing_parquet import score_parquet
from estimator.signals import Range

RULES = load_rules()
WHOLE = Coverage.complete()

names, counts = st.sampled_from("abcdé"), st.integers(0, 9).map(float) | st.floats(0, 9)
flow = st.tuples(names, st.integers(0, 900), st.sampled_from(ACTIONS), counts, st.none(), st.none())
section = st.tuples(
    names, st.integers(0, 900), st.just("profile_section"), counts, st.none(), st.just("photo")
)
tables = st.lists(flow | section, min_size=1, max_size=30).map(table_of)


def written(table, path, **settings):
    pq.write_table(table, path, **settings)
    return path


def same(path, on=ON):
    """Whether both ways give the same accounts the same bits."""
    log = read_log(path).with_coverage(WHOLE)
    every = score_columns(log, RULES, Range(to_day(on), to_day(on)), "free")
    accounts, some = score_parquet(path, RULES, on, coverage=WHOLE)
    order = np.argsort(accounts)
    return tuple(np.array(accounts)[order]) == log.accounts and all(
        np.array_equal(few[name][order], many[name])
        for few, many in zip(some, every, strict=True)
        for name in many
    )


@settings(max_examples=40)
@given(tables, st.integers(-30, 60), st.integers(1, 12), st.booleans())
def test_scores_are_those_of_the_log_bit_for_bit(tmp_path_factory, table, days, rows, coded):
    if coded:  # a dictionary that is the same in all row groups, whatever is in them
        for place in (0, 2, 5):
            column = table.column(place).dictionary_encode()
            table = table.set_column(place, table.column_names[place], column)
    path = tmp_path_factory.mktemp("log") / "log.parquet"

    written(table, path, row_group_size=rows)

    assert same(path, ON + timedelta(days=days))


@pytest.mark.parametrize("giant", [0.0, 0.9])
def test_row_groups_with_accounts_of_their_own_give_the_same_scores(tmp_path, giant):
    table = team(5000, 600, giant=giant)

    assert same(written(table, tmp_path / "shuffled.parquet", row_group_size=700))
    assert same(written(table.sort_by("account"), tmp_path / "a.parquet", row_group_size=700))
    assert same(written(table.sort_by("day"), tmp_path / "d.parquet", row_group_size=700))


def test_an_account_of_which_no_row_counts_is_scored_too(tmp_path):
    rows = [("old", 4000, "comment", 1.0, None, None), ("new", 1, "comment", 1.0, None, None)]
    path = written(table_of(rows), tmp_path / "log.parquet", row_group_size=1)

    accounts, (points, _, _) = score_parquet(path, RULES, ON, coverage=WHOLE)

    assert sorted(accounts) == ["new", "old"]
    assert same(path)
    assert points["total"].shape == (2, 1)


@pytest.mark.parametrize(
    "row, said",
    [
        ((None, 1, "comment", 1.0, None, None), "names no account"),
        (("a", 1, "comment", -1.0, None, None), "negative"),
        (("a", 1, "comment", None, None, None), "no number"),
    ],
)
def test_rows_that_must_be_judged_are_refused(tmp_path, row, said):
    path = written(table_of([row]), tmp_path / "log.parquet")

    with pytest.raises(LogError, match=said):
        score_parquet(path, RULES, ON, coverage=WHOLE)


def test_a_file_without_rows_is_refused(tmp_path):
    path = written(table_of([]), tmp_path / "log.parquet")

    with pytest.raises(LogError, match="holds no rows"):
        score_parquet(path, RULES, ON, coverage=WHOLE)


def test_an_attribute_that_no_rule_asks_for_may_hold_anything(tmp_path):
    table = team(50, 3).append_column("mood", pa.array([{"of": "no use"}] * 50))

    accounts, _ = score_parquet(written(table, tmp_path / "a.parquet"), RULES, ON, coverage=WHOLE)

    assert sorted(accounts) == ["seat-00000", "seat-00001", "seat-00002"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (pa.array(["2026-05-01"]), "day is not a column of dates"),
        (pa.array([None], pa.date32()), "a row has no day"),
        (None, "has no column day"),
    ],
)
def test_a_day_that_is_no_date_is_refused(tmp_path, day, said):
    columns = {"account": ["ann"], "action": ["post"], "count": [1.0]}
    table = pa.table(columns if day is None else columns | {"day": day})
    path = written(table, tmp_path / "log.parquet")

    with pytest.raises(LogError, match=said):
        score_parquet(path, RULES, ON, coverage=WHOLE)
