"""`ssi score --engine` before an engine is started; that it scores is tested with the engines."""

import sys

import pytest
from commanded import ssi
from engine_logs import team, write_folder


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["LOGS", "--engine", "dask"], "-o FOLDER"),
        (["LOGS", "--engine", "dask", "-o", "NEW", "--format", "csv"], "it is Parquet"),
        (["LOGS", "--engine", "dask", "-o", "NEW", "--account", "a"], "--account"),
        (["LOGS", "--engine", "dask", "-o", "NEW", "--network-average", "34"], "one account only"),
        (["LOGS", "LOGS", "--engine", "dask", "-o", "NEW"], "one folder"),
        (["-", "--engine", "dask", "-o", "NEW"], "one folder"),
        (["LOGS", "--engine", "spark", "-o", "NEW", "--scheduler", "tcp://a:1"], "is Dask's"),
        (["LOGS", "--scheduler", "tcp://a:1"], "needs --engine dask"),
        (["LOGS", "--engine", "dask", "-o", "NEW", "--memory", "64"], "needs --engine local"),
        (["LOGS", "--engine", "local", "-o", "NEW", "--memory", "0"], "--memory"),
        (["LOGS", "--engine", "dusk", "-o", "NEW"], "dusk"),
    ],
)
def test_what_an_engine_cannot_do_is_refused(tmp_path, arguments, said):
    places = {"LOGS": write_folder(team(9, 2), tmp_path / "logs", 1), "NEW": tmp_path / "scores"}

    done = ssi("score", *(places.get(word, word) for word in arguments))

    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "scores").exists()


def test_a_folder_that_is_there_is_not_written_over(tmp_path):
    logs = write_folder(team(9, 2), tmp_path / "logs", 1)

    done = ssi("score", "--engine", "dask", logs, "-o", logs)

    assert done.exit_code == 2
    assert [path.name for path in logs.iterdir()] == ["000.parquet"]


@pytest.mark.parametrize("engine, library", [("dask", "distributed"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed_is_named_with_its_extra(
    tmp_path, monkeypatch, engine, library
):
    logs = write_folder(team(9, 2), tmp_path / "logs", 1)
    for name in (library, f"{library}.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("JAVA_HOME", "/java")

    done = ssi("score", "--engine", engine, logs, "-o", tmp_path / "scores")

    assert done.exit_code == 2
    assert f"pip install 'ssi-estimator[{engine}]'" in done.stderr


def test_spark_without_java_says_so(tmp_path, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    done = ssi("score", "--engine", "spark", tmp_path, "-o", tmp_path / "scores")

    assert done.exit_code == 2
    assert "Java 17" in done.stderr
