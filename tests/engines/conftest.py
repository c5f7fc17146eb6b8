"""Engines talk to their own workers on this machine, so here sockets are not blocked."""

import importlib.util
import shutil

import pytest
from engine_logs import ON

from estimator import read_log
from estimator.readers.writing import write_log

NEEDED = {"dask": "distributed", "spark": "pyspark"}


def absent(engine):
    """Why the engine cannot be tested here; None when it can."""
    if importlib.util.find_spec(NEEDED[engine]) is None:
        return f"{NEEDED[engine]} is not installed; `make test-engines` installs it"
    if engine == "spark" and shutil.which("java") is None:
        return "there is no Java; Spark needs 17 or newer"
    return None


@pytest.fixture(autouse=True)
def sockets_blocked():
    """Takes the place of the main suite's fixture of this name."""


@pytest.fixture
def stated_log(tmp_path):
    """A folder with a log that says it is complete, and names an account without a row."""
    heading = {"accounts": ["silent"], "covers": {"*": [None, None]}}
    rows = [{"account": name, "day": ON, "action": "comment"} for name in "abc"]
    (tmp_path / "logs").mkdir()
    write_log(read_log([heading, *rows]), tmp_path / "logs" / "log.parquet")
    return tmp_path / "logs"


def pytest_collection_modifyitems(items):
    for item in items:
        engine = item.path.stem.removeprefix("test_")
        if engine in NEEDED and (reason := absent(engine)):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    for engine in NEEDED:
        if reason := absent(engine):
            terminalreporter.section(f"{engine} WAS NOT TESTED: {reason}", sep="!", red=True)
