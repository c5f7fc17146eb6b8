"""Delta and Iceberg tables: read by their log where the library is there, else refused by name."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from engine_logs import ON, in_order, team

from estimator import load_rules, read_log
from estimator.engines import local, score_table
from estimator.engines.arrow import score_schema
from estimator.errors import LogError

RULES = load_rules()
SCORES = score_schema(RULES)


def scored(root):
    return in_order(pa.concat_tables(local.score(root, RULES, ON)), SCORES)


def test_rows_that_a_delta_table_replaced_do_not_count(tmp_path):
    delta = pytest.importorskip("deltalake")
    old, new = team(40, 4), team(30, 3, seed=2)
    delta.write_deltalake(tmp_path / "logs", old)
    delta.write_deltalake(tmp_path / "logs", new, mode="overwrite")

    assert scored(tmp_path / "logs").equals(score_table(new, RULES, ON))
    assert read_log(tmp_path / "logs").n_rows == 30


def test_accounts_in_the_folders_of_a_delta_table_are_names(tmp_path, monkeypatch):
    delta = pytest.importorskip("deltalake")
    rows = team(9, 1)
    accounts = pa.array(["007", "7", "a b"] * 3)
    table = rows.set_column(0, "account", accounts)
    delta.write_deltalake(tmp_path / "logs", table, partition_by=["account"])

    assert scored(tmp_path / "logs").equals(score_table(table, RULES, ON))
    monkeypatch.chdir(tmp_path)
    assert scored("logs").equals(score_table(table, RULES, ON))
    assert read_log("logs").accounts == ("007", "7", "a b")


@pytest.fixture
def iceberg(tmp_path):
    pytest.importorskip("pyiceberg")
    sql = pytest.importorskip("pyiceberg.catalog.sql")
    where = {"uri": f"sqlite:///{tmp_path}/catalog.db", "warehouse": f"file://{tmp_path}"}
    catalog = sql.SqlCatalog("here", **where)
    catalog.create_namespace("ssi")
    return catalog


def test_rows_that_an_iceberg_table_replaced_do_not_count(iceberg):
    old, new = team(40, 4), team(30, 3, seed=2)
    table = iceberg.create_table("ssi.log", old.schema)
    table.append(old)
    table.overwrite(new)
    root = table.location().removeprefix("file://")

    assert scored(root).equals(score_table(new, RULES, ON))
    assert read_log(root).n_rows == 30


def test_a_copy_of_an_iceberg_table_is_read_by_its_newest_log_and_its_own_columns(iceberg):
    rows = team(9, 1)
    parted = rows.set_column(0, "account", pa.array(["007", "a b", "a/b"] * 3))
    table = iceberg.create_table("ssi.log", rows.schema)
    with table.update_spec() as parts:
        parts.add_identity("account")
    table.append(rows)
    table.overwrite(parted)
    root = Path(table.location().removeprefix("file://"))
    for place, log in enumerate(sorted((root / "metadata").glob("*.json"), reverse=True)):
        os.utime(log, (place, place))  # the newest has the oldest time

    assert scored(root).equals(score_table(parted, RULES, ON))


@pytest.mark.parametrize(
    "folder, library", [("_delta_log", "deltalake"), ("metadata", "pyiceberg"), (".hoodie", None)]
)
def test_without_its_library_such_a_table_is_refused_by_name(
    tmp_path, monkeypatch, folder, library
):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "0.metadata.json").write_text("{}", encoding="utf-8")
    for name in ("deltalake", "pyiceberg", "pyiceberg.table"):
        monkeypatch.setitem(sys.modules, name, None)

    for read in (local.log_of, read_log):
        with pytest.raises(LogError, match=library or "Hudi") as refusal:
            read(tmp_path)

    assert "write its rows as plain Parquet" in str(refusal.value)


def test_a_delta_table_whose_rows_are_marked_as_deleted_is_refused(tmp_path):
    delta = pytest.importorskip("deltalake")
    delta.write_deltalake(tmp_path / "logs", team(9, 1))
    features = {"readerFeatures": ["deletionVectors"], "writerFeatures": ["deletionVectors"]}
    protocol = {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, **features}}
    log = tmp_path / "logs" / "_delta_log"
    (log / f"{1:020}.json").write_text(json.dumps(protocol), encoding="utf-8")

    for read in (local.log_of, read_log):
        with pytest.raises(LogError, match="a Delta table that cannot be read by its log"):
            read(tmp_path / "logs")


@pytest.mark.parametrize("change", ["renamed", "deleted"])
def test_an_iceberg_table_is_refused_whose_columns_were_renamed_or_rows_deleted_beside_its_files(
    iceberg, monkeypatch, change
):
    table = iceberg.create_table("ssi.log", team(9, 1).schema)
    table.append(team(9, 1))
    if change == "renamed":
        with table.update_schema() as schema:
            schema.rename_column("count", "amount")
    else:  # which no writer in Python does
        task = SimpleNamespace(delete_files={"rows.parquet"})
        monkeypatch.setattr("pyiceberg.table.DataScan.plan_files", lambda _: [task])

    for read in (local.log_of, read_log):
        with pytest.raises(LogError, match=change):
            read(table.location().removeprefix("file://"))
