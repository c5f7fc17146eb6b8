"""Logs larger than they may be in memory: whole accounts, no more rows at once, the same bits."""

from datetime import date, timedelta
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commanded import ssi
from engine_logs import ON, in_order, table_of, team, write_folder
from hypothesis import given
from hypothesis import strategies as st

from estimator import load_rules, read_log
from estimator.coverage import Coverage
from estimator.engines import history_table, local, score_table
from estimator.engines.arrow import score_schema
from estimator.engines.local import tables_of
from estimator.errors import LogError
from estimator.readers.writing import write_log

RULES = load_rules()
SCORES, HISTORIES = score_schema(RULES), score_schema(RULES, "day")
START = ON - timedelta(days=5)
MOST = 300  # rows


def limited(folder, most=MOST):
    """The log of a folder, of which so many rows may be held."""
    log = local.log_of(folder)
    return local.StreamedLog(log.folder, most * log.row)


def sizes(log):
    """How many rows and accounts each table that a job is given has."""
    tables = [table["account"].to_pylist() for table in log.tables()]
    held = [name for table in tables for name in set(table)]
    assert len(held) == len(set(held)), "an account is in two tables"
    return [(len(table), len(set(table))) for table in tables]


def written(folder, schema=SCORES):
    return in_order(pq.read_table(folder), schema)


def shuffled(table):
    return table.take(np.random.default_rng(7).permutation(table.num_rows))


LOGS = {
    "in no order": shuffled(team(4000, 80)),
    "sorted": team(4000, 80).sort_by("account"),
    "one account has half of the rows": team(4000, 80, giant=0.5),
    "sorted, and one account has half of the rows": team(4000, 80, giant=0.5).sort_by("account"),
    "one account": team(4000, 1),
    "an account a row": team(4000, 4000),
}


@pytest.mark.parametrize("table", LOGS.values(), ids=LOGS)
@pytest.mark.parametrize("n_files", [1, 3])
def test_scores_are_those_of_one_table_bit_for_bit(tmp_path, table, n_files):
    logs = write_folder(table, tmp_path / "logs", n_files, row_group_size=130)
    log = limited(logs)

    local.scores(log, RULES, seat="premium").write(tmp_path / "scores")

    assert written(tmp_path / "scores").equals(score_table(table, RULES, ON, "premium"))


@pytest.mark.parametrize("table", LOGS.values(), ids=LOGS)
def test_no_more_rows_are_held_than_may_be_unless_one_account_has_more(tmp_path, table):
    logs = write_folder(table, tmp_path / "logs", 3, row_group_size=130)

    held = sizes(limited(logs))

    assert sum(rows for rows, _ in held) == table.num_rows
    assert all(rows <= MOST or accounts == 1 for rows, accounts in held), held


def test_histories_are_those_of_one_table_bit_for_bit(tmp_path):
    table = team(3000, 40)
    logs = write_folder(table, tmp_path / "logs", 3)

    days = local.history(logs, RULES, START, ON, memory=100_000)
    days.write(tmp_path / "days")

    assert written(tmp_path / "days", HISTORIES).equals(history_table(table, RULES, START, ON))
    assert len(list((tmp_path / "days").iterdir())) > 3


def test_what_waits_on_disk_is_removed_though_nobody_reads_to_the_end(tmp_path):
    logs = write_folder(LOGS["in no order"], tmp_path / "logs", 2)
    (tmp_path / "beside").mkdir()
    tables = limited(logs).tables(tmp_path / "beside")

    next(tables)
    waiting = list((tmp_path / "beside").iterdir())
    tables.close()

    assert len(waiting) == 1
    assert list((tmp_path / "beside").iterdir()) == []


def test_half_of_the_scores_are_not_left_behind(tmp_path):
    logs = write_folder(LOGS["in no order"], tmp_path / "logs", 2)
    made = []

    def failing(table):
        made.append(score_table(table, RULES, ON))
        if len(made) == 3:
            raise MemoryError
        return made[-1]

    with pytest.raises(MemoryError):
        limited(logs).apply(failing, SCORES).write(tmp_path / "scores")

    assert [path.name for path in tmp_path.iterdir()] == ["logs"]


def test_scores_of_nobody_are_a_table_without_rows(tmp_path):
    logs = write_folder(table_of([]), tmp_path / "logs", 1)

    local.score(logs, RULES, ON).write(tmp_path / "scores")

    assert written(tmp_path / "scores").equals(SCORES.empty_table())


def test_accounts_that_did_nothing_are_scored_once(tmp_path):
    (tmp_path / "logs").mkdir()
    log = read_log([{"accounts": ["silent"], "covers": {"*": [None, "2026-03-31"]}}, *ROWS])
    write_log(log, tmp_path / "logs" / "log.parquet")

    scores = pa.concat_tables(local.score(tmp_path / "logs", RULES, ON))

    assert scores["account"].to_pylist() == ["ann", "bob", "silent"]
    whole = score_table(pq.read_table(tmp_path / "logs" / "log.parquet"), RULES, ON)
    assert in_order(scores, SCORES).equals(in_order(whole, SCORES))


ROWS = [
    {"account": name, "day": "2026-03-05", "action": "comment", "count": 2}
    for name in ("bob", "ann")
]


def test_a_row_that_names_nobody_is_the_owners_in_whichever_file_it_is(tmp_path):
    rows = [(None, 1, "comment", 1.0, None, None), ("me", 2, "comment", 1.0, None, None)]
    logs = write_folder(table_of(rows), tmp_path / "logs", 2)

    scores = pa.concat_tables(local.scores(limited(logs, 1), RULES, ON))

    assert scores.equals(score_table(table_of(rows), RULES, ON))


def test_coverage_that_reaches_past_the_last_possible_day_is_cut_and_told(tmp_path):
    (tmp_path / "logs").mkdir()
    log = read_log([{"covers": {"comment": ["2026-01-01", "2027-01-01"]}}, *ROWS])
    write_log(log, tmp_path / "logs" / "log.parquet")

    survey = local.log_of(tmp_path / "logs").survey(date(2026, 6, 1))

    assert survey.last_day(survey.coverage()) == date(2026, 6, 1)
    assert "cut at 2026-06-01" in str(survey.faults()[0])


@given(st.lists(st.sampled_from("abcdé"), min_size=1), st.integers(1, 12), st.integers(0, 3))
def test_a_table_is_divided_between_accounts_only(names, most, each):
    table = pa.table({"account": names, "place": range(len(names))})

    parts = list(tables_of(table, most, each))

    held = [sorted(set(part["account"].to_pylist())) for part in parts]
    assert [*chain(*held)] == sorted(set(names))
    assert sorted(pa.concat_tables(parts)["place"].to_pylist()) == list(range(len(names)))
    largest = max(names.count(name) for name in names) + each
    for part, accounts in zip(parts, held, strict=True):
        assert part.num_rows + each * len(accounts) < most + largest or len(accounts) == 1


def test_the_command_streams_a_folder(tmp_path):
    table = shuffled(team(20_000, 300))
    logs = write_folder(table, tmp_path / "logs", 2)

    done = ssi(
        *("score", "--engine", "local", "--memory", "1", "--complete"),
        *(logs, "-o", tmp_path / "scores"),
    )

    assert done.exit_code == 0, done.stderr
    whole = score_table(table, RULES, ON, coverage=Coverage.complete())
    assert written(tmp_path / "scores").equals(whole)
    assert len(list((tmp_path / "scores").iterdir())) > 3
    assert "20,000 rows" in done.stderr


def test_a_folder_without_parquet_is_refused(tmp_path):
    with pytest.raises(LogError, match="Parquet"):
        local.score(tmp_path, RULES)
