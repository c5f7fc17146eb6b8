"""Spark for real: `local[2]`, each lost task tried again twice."""

import os
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commanded import process
from dying import DiesOnce
from engine_logs import ON, in_order, odd_folders, team, write_folder

from estimator import load_rules
from estimator.engines import history_table, score_table
from estimator.engines.arrow import score_schema
from estimator.errors import LogError

pytest.importorskip("pyspark", reason="pyspark is not installed")

from pyspark.sql import SparkSession

from estimator.engines import spark as engine

RULES = load_rules()
SCORES, HISTORIES = score_schema(RULES), score_schema(RULES, "day")
START = ON - timedelta(days=5)
# PySpark leaves the sockets of its own gateway to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
LOCAL = {
    "spark.master": "local[2,3]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100",  # cuts nearly every account in two
}


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
    for key, value in LOCAL.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.addPyFile(str(Path(__file__).with_name("dying.py")))
    yield session
    session.stop()


def written(frame, folder, schema=SCORES):
    """What the workers write, sorted."""
    frame.write.parquet(str(folder))
    return in_order(pq.read_table(folder), schema)


@pytest.mark.parametrize("giant", [0.0, 0.5], ids=["even", "one account has half of the rows"])
def test_scores_are_those_of_one_machine_bit_for_bit(session, tmp_path, giant):
    table = team(3000, 40, giant=giant)
    logs = write_folder(table, tmp_path / "logs", 3, row_group_size=500)

    scores = written(engine.score(logs, RULES, seat="premium"), tmp_path / "scores")

    assert scores.equals(score_table(table, RULES, ON, "premium"))
    assert len(list((tmp_path / "scores").glob("*.parquet"))) > 1


def test_histories_of_a_data_frame_are_those_of_one_machine_bit_for_bit(session, tmp_path):
    table = team(1000, 20)
    frame = session.createDataFrame(table)

    days = written(engine.history(frame, RULES, START, ON), tmp_path / "days", HISTORIES)

    assert days.equals(history_table(table, RULES, START, ON))


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(session, tmp_path):
    table = team(3000, 40)
    log = engine.log_of(write_folder(table, tmp_path / "logs", 3))
    job = partial(score_table, rules=RULES, on=ON, coverage=log.survey().coverage())

    scores = written(log.apply(DiesOnce(job, tmp_path), SCORES), tmp_path / "scores")

    assert (tmp_path / "died").exists()
    assert scores.equals(score_table(table, RULES, ON))


def test_what_a_log_states_of_itself_holds_in_every_part(session, tmp_path, stated_log):
    scores = written(engine.score(stated_log, RULES), tmp_path / "scores")

    assert scores.equals(score_table(pq.read_table(stated_log), RULES, ON))
    assert scores["account"].to_pylist() == ["a", "b", "c", "silent"]


def test_every_type_of_a_column_is_what_one_machine_makes_of_it(session, tmp_path):
    for name, logs, plain in odd_folders(tmp_path):
        scores = written(engine.score(logs, RULES, ON), tmp_path / f"{name}-scores")

        assert scores.equals(score_table(plain, RULES, ON)), name


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles"])
def test_a_moment_is_on_the_day_that_the_session_shows(session, zone):
    session.conf.set("spark.sql.session.timeZone", zone)
    try:
        frame = session.sql(
            "select 'ada' as account, timestamp'2026-03-05 00:30:00' as day, 'comment' as action,"
            " interval '3' day as note"
        )
        first = engine.log_of(frame).survey().first["comment"]
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")

    assert first == (date(2026, 3, 5) - date(1970, 1, 1)).days


def test_a_frame_is_known_by_what_people_call_its_columns_and_accounts(session):
    table = team(60, 4)
    numbers = pa.array([int(name[5:]) for name in table["account"].to_pylist()])
    named = table.set_column(0, "account", numbers.cast(pa.string()))
    headed = table.rename_columns(["Account", " Day", "ACTION", "Count ", "words", "section"])
    frames = [
        (headed, table),
        (table.set_column(0, "account", numbers.cast(pa.float64())), named),
        (table.set_column(0, "account", table["account"].cast(pa.binary())), table),
    ]

    for given, meant in frames:
        scores = engine.score(session.createDataFrame(given), RULES, ON).toArrow()

        assert in_order(scores, SCORES).equals(score_table(meant, RULES, ON))


def test_a_frame_that_does_not_name_accounts_is_refused(session):
    with pytest.raises(LogError, match="says whose each row is"):
        engine.score(session.createDataFrame(team(3, 1).drop_columns(["account"])), RULES)


def test_the_command_runs_spark_as_it_is_configured(tmp_path):
    table = team(1000, 20)
    logs = write_folder(table, tmp_path / "logs", 2)
    settings = [f"--conf {key}={value}" for key, value in LOCAL.items()]

    done = process(
        *("score", "--engine", "spark", logs, "-o", tmp_path / "scores"),
        PYSPARK_SUBMIT_ARGS=" ".join([*settings, "pyspark-shell"]),
        timeout=300,
    )

    assert done.returncode == 0, done.stderr.decode()
    assert f"scored on {ON}" in done.stderr.decode()
    assert len(list((tmp_path / "scores").glob("*.parquet"))) == 4
    assert in_order(pq.read_table(tmp_path / "scores"), SCORES).equals(
        score_table(table, RULES, ON)
    )
