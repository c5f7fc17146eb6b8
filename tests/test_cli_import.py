"""`ssi import`: any source into one log, and an account of what it can show."""

import json
from pathlib import Path

import pytest
from commanded import ssi, write_rows

from estimator.readers.sources import read_log, read_sources
from estimator.readers.usage_report import pseudonym
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
    assert "conversations answered" in can
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


def test_a_salt_is_for_those_who_need_a_pseudonym_and_no_others(log, tmp_path):
    """Months of seats without ids join under one salt; without it nobody can test a name."""
    salt = tmp_path / "salt"
    plain = ssi("import", log, "-o", tmp_path / "x.jsonl", "--salt-file", salt)
    assert plain.exit_code == 0 and not salt.exists()
    accounts = []
    for month, named in (("07", salt), ("08", salt), ("09", tmp_path / "other")):
        usage = tmp_path / f"usage_2025-{month}-01_2025-{month}-30.csv"
        usage.write_text(
            "Name,Days Active,Searches Performed,Profile Views,SSI\nAda Example,5,6,7,41\n"
        )
        target, folder = tmp_path / f"{month}.jsonl", tmp_path / f"r{month}"
        done = ssi("import", usage, "-o", target, "--salt-file", named, "--readings", folder)
        assert done.exit_code == 0, done.stderr
        accounts.append(read_log(target).accounts)
        assert json.loads(next(folder.iterdir()).read_text())["account"] == accounts[-1][0]

    assert accounts[0] == accounts[1] != accounts[2]
    assert pseudonym("Ada Example") not in {*accounts[0], *accounts[2]}


def test_parquet_is_the_same_log(log, tmp_path):
    pytest.importorskip("pyarrow")
    target = tmp_path / "log.parquet"

    done = ssi("import", log, "-o", target)

    assert done.exit_code == 0
    assert read_log(target).sha256 == read_sources([log]).log.sha256


# what is promised of what is written

TEXTS = (
    "day,action,count,name,email,section,seniority,format,words\n"
    "2026-05-01,message_sent,1,Bob Miller,bob@miller.example,,,,12\n"
    "2026-05-01,profile_section,1,,,Bob-Miller,,,\n"
    "2026-05-01,profile_section,1,,,about,,,\n"
    "2026-05-01,post,1,,,,,BobMiller,\n"
    "2026-05-01,post,1,,,,,video,\n"
    "2026-05-01,profile_view,1,,,,Acme_Inc,,\n"
)


@pytest.mark.parametrize("more", [(), ("--anonymise", "--salt-file", "salt")])
def test_nothing_of_a_name_or_a_message_is_written(tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(TEXTS)

    done = ssi("import", "mine.csv", "-o", "log.jsonl", *more)

    written = Path("log.jsonl").read_text()
    assert done.exit_code == 0
    assert not any(word in written for word in ("Bob", "bob", "Acme"))
    assert all(word in written for word in ('"about"', '"video"', '"words": 12'))
    assert "not kept: 'email', 'name'" in done.stdout


@pytest.mark.parametrize("form", ["text", "json", "md", "html"])
def test_whatever_stands_in_the_column_of_actions_reaches_no_report(tmp_path, form):
    text = "Hello Bob Miller, write to bob@miller.example"
    log = write_rows(
        tmp_path / "log.jsonl",
        {"day": "2026-05-01", "action": "comment"},
        {"day": "2026-05-01", "action": text},
        {"day": "2026-05-01", "action": "coment"},
    )

    done = ssi("score", log, "--format", form)

    said = done.stdout + done.stderr
    assert "Bob" not in said and "miller" not in said
    assert "an unknown word" in said and "coment" in said


def test_a_salt_that_cannot_be_written_leaves_no_file(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-05-01", "action": "comment"})
    salt = tmp_path / "nowhere" / "salt"

    done = ssi("import", log, "-o", tmp_path / "o.jsonl", "--anonymise", "--salt-file", salt)

    assert done.exit_code == 2 and "cannot be written" in done.stderr
    assert not (tmp_path / "o.jsonl").exists()


def test_nothing_is_written_over_the_salt(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-05-01", "action": "comment"})
    salt = tmp_path / "salt.jsonl"

    done = ssi("import", log, "-o", salt, "--anonymise", "--salt-file", salt, "--force")

    assert done.exit_code == 2 and "is a source" in done.stderr
    assert not salt.exists()


def test_without_a_salt_of_ones_own_one_is_made_beside_the_log_for_its_owner_alone(tmp_path):
    log = write_rows(tmp_path / "in.jsonl", {"day": "2026-05-01", "action": "post", "account": "a"})
    out = tmp_path / "out.jsonl"

    done = ssi("import", log, "--anonymise", "-o", out)

    assert done.exit_code == 0
    assert (tmp_path / "out.salt").stat().st_mode & 0o777 == 0o600
    first = out.read_text(encoding="utf-8")
    ssi("import", log, "--anonymise", "-o", out, "--force")
    assert out.read_text(encoding="utf-8") == first


PEOPLE = "account,day,action\n" + "".join(
    f"{name},2026-05-01,post\n" for name in ("Bob Miller", "bob@mail.example", "ann")
)


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_accounts_that_are_more_than_a_word_go_by_pseudonyms(tmp_path, ending):
    source, target = tmp_path / "people.csv", tmp_path / f"log.{ending}"
    source.write_text(PEOPLE)

    done = ssi("import", source, "-o", target)

    assert done.exit_code == 0 and "2 accounts under pseudonyms" in done.stdout
    accounts = read_log(target).accounts
    assert len(accounts) == 3 and "ann" in accounts
    assert (tmp_path / "log.salt").stat().st_mode & 0o077 == 0
    assert b"ill" not in target.read_bytes() and b"@" not in target.read_bytes()


def test_where_no_log_is_written_a_secret_is_asked_for(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)

    done = ssi("import", tmp_path / "people.csv", "-o", "-")

    assert done.exit_code == 2 and done.stdout == ""
    assert "2 accounts may be names or addresses; add --salt-file FILE" in done.stderr
