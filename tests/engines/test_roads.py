"""One answer on all four roads: plainly, by `--engine local`, by Dask and by Spark, bit for bit.

Tables are made by lot (writer, types, encodings, files, order, zone); plainly and by local they are
judged in the main suite, too.
"""

import os
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_logs import ON, in_order, team
from table_makers import written_by_lot

from estimator import load_rules, read_log
from estimator.engines import local, score_table
from estimator.engines.arrow import score_schema
from estimator.score import estimate_accounts

RULES = load_rules()
SCORES = score_schema(RULES)
SEEDS = range(8)  # more take longer than two minutes where a machine is free
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles")
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def plainly(source):
    result = estimate_accounts(read_log(source), RULES, ON, "free", fast=False)
    return in_order(pa.table(result), SCORES)


@pytest.fixture(scope="module")
def by_dask():
    pytest.importorskip("distributed")
    from distributed import Client, LocalCluster

    from estimator.engines import dask

    def scored(source):
        frame = dask.score(source, RULES, ON).compute()
        return in_order(pa.Table.from_pandas(frame, preserve_index=False), SCORES)

    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**settings) as cluster, Client(cluster):
        yield scored


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.master": "local[2]",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.pyspark.enabled": "true",  # days of pandas, by the session
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
    }
    builder = SparkSession.builder
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def by_spark(session):
    from estimator.engines import spark

    return lambda source: in_order(spark.score(source, RULES, ON).toArrow(), SCORES)


@pytest.mark.parametrize("seed", SEEDS)
def test_four_roads_lead_to_one_answer_bit_for_bit(tmp_path, by_dask, by_spark, seed):
    meant = score_table(written_by_lot(tmp_path / "logs", seed), RULES, ON)

    little = local.score(tmp_path / "logs", RULES, ON, memory=3000)

    assert plainly(tmp_path / "logs").equals(meant)
    assert in_order(pa.concat_tables(little), SCORES).equals(meant)
    assert by_dask(tmp_path / "logs").equals(meant)
    assert by_spark(tmp_path / "logs").equals(meant)


@pytest.mark.parametrize("zone", ZONES)
def test_moments_of_a_zone_are_on_its_days_on_every_road(tmp_path, by_dask, by_spark, zone):
    """Half past midnight and half past eleven at night, in the zone they were written with."""
    log = team(60, 4)
    hours = (0, 23) * 30
    moments = [
        datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone))
        for day, hour in zip(log["day"].to_pylist(), hours, strict=True)
    ]
    table = log.set_column(1, "day", pa.array(moments, pa.timestamp("us", zone)))
    (tmp_path / "logs").mkdir()
    pq.write_table(table, tmp_path / "logs" / "0.parquet")

    meant = score_table(log, RULES, ON)

    assert plainly(table).equals(meant)
    assert plainly(tmp_path / "logs").equals(meant)
    assert in_order(pa.concat_tables(local.score(tmp_path / "logs", RULES, ON)), SCORES).equals(
        meant
    )
    assert by_dask(tmp_path / "logs").equals(meant)
    assert by_spark(tmp_path / "logs").equals(meant)


@pytest.mark.parametrize("zone", ZONES)
def test_a_frame_of_days_is_on_the_days_that_its_session_shows(session, by_spark, zone):
    """Days of pandas become TIMESTAMP at midnight in the zone of the session."""
    log = team(60, 4)
    frame = log.to_pandas()
    frame["day"] = frame["day"].astype("datetime64[ns]")
    session.conf.set("spark.sql.session.timeZone", zone)
    try:
        scores = by_spark(session.createDataFrame(frame))
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")

    assert plainly(frame).equals(score_table(log, RULES, ON))
    assert scores.equals(score_table(log, RULES, ON))
