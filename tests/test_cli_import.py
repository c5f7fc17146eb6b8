"""`ssi import`: any source into one log, and an account of what it can show."""

import json

import pytest
from commanded import ssi, write_rows

from estimator.readers.sources import read_log, read_sources
from estimator.resources import resource

ROW = {"day": "2026-05-01", "action": "comment", "count": 2}


@pytest.fixture
def archive():
    return next((resource("fixtures") / "exports").glob("Complete_*.zip"))


@pytest.fixture
def log(tmp_path):
    return write_rows(tmp_path / "log.jsonl", ROW, {"day": "2026-99-01", "action": "comment"})


def test_an_imported_archive_scores_as_the_archive_does(archive, tmp_path):
    target = tmp_path / "me.jsonl"

    done = ssi("import", archive, "-o", target)

    assert done.exit_code == 0
    there, here = (
        json.loads(ssi("score", s, "--format", "json").stdout) for s in (archive, target)
    )
    assert here["pillars"] == there["pillars"]


def test_every_file_is_accounted_for(archive, tmp_path):
    done = ssi("import", archive, "-o", tmp_path / "me.jsonl")

    assert "  Connections.csv: 640 rows" in done.stdout
    assert "messages.csv: 881 of 916 rows" in done.stdout and "sponsored (26)" in done.stdout


def test_the_report_names_what_can_be_scored_and_where_the_rest_is(archive, tmp_path):
    done = ssi("import", archive, "-o", tmp_path / "me.jsonl")

    can, cannot = done.stdout.split("signals cannot")
    assert "response rate" in can
    assert "engagement received     creator analytics" in cannot


def test_faulty_rows_are_named_and_the_rest_is_written(log, tmp_path):
    target = tmp_path / "clean.jsonl"

    done = ssi("import", log, "-o", target)

    assert "log.jsonl:2: day is not a date" in done.stdout
    assert read_log(target).n_rows == 1


def test_strict_writes_nothing(log, tmp_path):
    target = tmp_path / "clean.jsonl"

    done = ssi("import", "--strict", log, "-o", target)

    assert done.exit_code == 2 and not target.exists()


def test_a_log_can_go_to_standard_output_and_its_report_then_does_not(log):
    done = ssi("import", log, "-o", "-")

    assert [json.loads(line) for line in done.stdout.splitlines()][1:] == [ROW]
    assert "1 signal can be scored" in done.stderr


def test_a_source_is_never_written_over(log):
    before = log.read_bytes()

    done = ssi("import", log, "-o", log, "--force")

    assert done.exit_code == 2 and log.read_bytes() == before


def test_a_log_that_is_there_is_kept_unless_forced(log, tmp_path):
    target = write_rows(tmp_path / "there.jsonl", ROW)

    assert ssi("import", log, "-o", target).exit_code == 2
    assert ssi("import", log, "-o", target, "--force").exit_code == 0


def test_an_ending_that_is_no_log_is_refused(log, tmp_path):
    done = ssi("import", log, "-o", tmp_path / "log.xlsx")

    assert done.exit_code == 2 and ".jsonl" in done.stderr


def test_an_anonymised_log_holds_no_account_and_scores_the_same(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", ROW | {"account": "anna.example"})
    target, salt = tmp_path / "anonymous.jsonl", tmp_path / "salt"

    done = ssi("import", log, "-o", target, "--anonymise", "--salt-file", salt)

    assert done.exit_code == 0 and salt.exists()
    assert "anna" not in target.read_text("utf-8") and "anna" not in done.stdout


def test_a_salt_without_anonymise_is_a_usage_error(log, tmp_path):
    done = ssi("import", log, "-o", tmp_path / "x.jsonl", "--salt-file", tmp_path / "salt")

    assert done.exit_code == 2 and "go together" in done.stderr


def test_parquet_is_the_same_log(log, tmp_path):
    pytest.importorskip("pyarrow")
    target = tmp_path / "log.parquet"

    done = ssi("import", log, "-o", target)

    assert done.exit_code == 0
    assert read_log(target).sha256 == read_sources([log]).log.sha256
