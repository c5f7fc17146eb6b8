"""Dask for real: a cluster of two processes on this machine."""

import socket
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pyarrow.parquet as pq
import pytest
from commanded import process, ssi
from dying import DiesOnce
from engine_logs import ON, in_order, odd_folders, team, write_folder

from estimator import load_rules
from estimator.advance import listening
from estimator.engines import history_table, score_table
from estimator.engines.arrow import score_schema

pytest.importorskip("distributed", reason="distributed is not installed")

import dask
import dask.dataframe as dd
from distributed import Client, LocalCluster

from estimator.engines import dask as engine

RULES = load_rules()
SCORES, HISTORIES = score_schema(RULES), score_schema(RULES, "day")
START = ON - timedelta(days=5)


@pytest.fixture(scope="module")
def cluster():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster),
    ):
        yield cluster


def written(frame, folder, schema=SCORES):
    """What the workers write, sorted."""
    frame.to_parquet(folder, write_index=False)
    return in_order(pq.read_table(folder), schema)


@pytest.mark.parametrize("giant", [0.0, 0.5], ids=["even", "one account has half of the rows"])
def test_scores_are_those_of_one_machine_bit_for_bit(cluster, tmp_path, giant):
    table = team(6000, 80, giant=giant)
    logs = write_folder(table, tmp_path / "logs", 4, row_group_size=500)

    scores = written(engine.score(logs, RULES, seat="premium"), tmp_path / "scores")

    assert scores.equals(score_table(table, RULES, ON, "premium"))
    assert (
        len(list((tmp_path / "scores").iterdir())) == 4
    )  # as many as files, each of some accounts


def test_histories_are_those_of_one_machine_bit_for_bit(cluster, tmp_path):
    table = team(3000, 40)
    logs = write_folder(table, tmp_path / "logs", 3)

    days = written(engine.history(logs, RULES, START, ON), tmp_path / "days", HISTORIES)

    assert days.equals(history_table(table, RULES, START, ON))


@pytest.mark.parametrize("index", [None, "account"])
def test_a_data_frame_is_a_log_too(cluster, tmp_path, index):
    table = team(2000, 30)
    frame = dd.from_pandas(table.to_pandas(types_mapper=engine.pd.ArrowDtype), npartitions=5)
    frame = frame.set_index(index) if index else frame

    assert written(engine.score(frame, RULES), tmp_path / "scores").equals(
        score_table(table, RULES, ON)
    )


def test_divisions_that_are_those_of_files_prove_nothing(cluster, tmp_path):
    """seat-00001 ends the first file and begins the second."""
    table = team(60, 3).sort_by("account")
    logs = write_folder(table, tmp_path / "logs", 2)
    frame = dd.read_parquet(logs, index="account", calculate_divisions=True)

    scores = written(engine.score(frame, RULES, ON), tmp_path / "scores")

    assert scores.equals(score_table(table, RULES, ON))


def test_every_type_of_a_column_is_what_one_machine_makes_of_it(cluster, tmp_path):
    for name, logs, plain in odd_folders(tmp_path):
        scores = written(engine.score(logs, RULES, ON), tmp_path / f"{name}-scores")

        assert scores.equals(score_table(plain, RULES, ON)), name


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(cluster, tmp_path):
    table = team(6000, 80)
    logs = write_folder(table, tmp_path / "logs", 6)
    log = engine.log_of(logs)
    coverage = log.survey().coverage()
    job = partial(score_table, rules=RULES, on=ON, coverage=coverage)

    scores = written(log.apply(DiesOnce(job, tmp_path), SCORES), tmp_path / "scores")

    assert (tmp_path / "died").exists()
    assert scores.equals(score_table(table, RULES, ON))


def test_what_a_log_states_of_itself_holds_in_every_part(cluster, tmp_path, stated_log):
    scores = written(engine.score(stated_log, RULES), tmp_path / "scores")

    assert scores.equals(score_table(pq.read_table(stated_log), RULES, ON))
    assert scores["account"].to_pylist() == ["a", "b", "c", "silent"]


def test_the_command_starts_a_cluster_of_its_own(tmp_path):
    table = team(1500, 20)
    logs = write_folder(table, tmp_path / "logs", 3)

    with socket.socket() as other:
        with suppress(OSError):  # `ssi serve` may have that port, or something else here has
            other.bind(("127.0.0.1", 8787))
            other.listen()
        done = process("score", "--engine", "dask", logs, "-o", tmp_path / "scores", timeout=300)

    assert done.returncode == 0, done.stderr.decode()
    assert f"scored on {ON}" in done.stderr.decode()
    assert "8787" not in done.stderr.decode()
    assert in_order(pq.read_table(tmp_path / "scores"), SCORES).equals(
        score_table(table, RULES, ON)
    )


def test_the_command_tells_how_many_files_are_written(cluster, tmp_path):
    logs = write_folder(team(1500, 20), tmp_path / "logs", 3)
    told = []

    with listening(lambda what, done, total: told.append((what, done, total))):
        done = ssi(
            *("score", "--engine", "dask", logs, "-o", tmp_path / "scores", "-q"),
            *("--scheduler", cluster.scheduler_address),
        )

    files = len([*(tmp_path / "scores").glob("*.parquet")])
    assert done.exit_code == 0, done.output
    assert told[-1] == ("scoring files", files, files) and files > 1


def test_the_command_joins_a_running_cluster(cluster, tmp_path):
    table = team(1500, 20)
    logs = write_folder(table, tmp_path / "logs", 3)

    done = process(
        *("score", "--engine", "dask", logs, "-o", tmp_path / "scores"),
        *("--scheduler", cluster.scheduler_address, "--on", "2026-03-01"),
        timeout=300,
    )

    assert done.returncode == 0, done.stderr.decode()
    assert in_order(pq.read_table(tmp_path / "scores"), SCORES).equals(
        score_table(table, RULES, ON - timedelta(days=30))
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "foo://x"])
def test_a_scheduler_that_does_not_answer_is_called_by_its_option(address, tmp_path):
    logs = write_folder(team(9, 2), tmp_path / "logs", 1)
    asked = ("--engine", "dask", "--scheduler", address, "-o", tmp_path / "out")

    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        done = ssi("score", logs, *asked)

    assert done.exit_code == 2
    assert f"--scheduler: no scheduler answers (got {address!r})" in done.stderr
