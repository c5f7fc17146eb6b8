"""Sources as they are given: through a pipe, twice, by a wrong path; what read_log warns of."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
import table_forms as forms
from commanded import ssi, write_rows

from estimator.errors import LogError, SourceWarning
from estimator.readers.sources import read_log, read_sources
from estimator.resources import resource

COMMENT = {"day": "2026-05-01", "action": "comment", "count": 2}
REACTIONS = b"Date,Type,Link\n2026-05-01 10:11:12,LIKE,https://www.linkedin.com/feed/x\n"


@pytest.fixture
def archive():
    return next((resource("fixtures") / "exports").glob("Complete_*.zip"))


@pytest.fixture
def log(tmp_path):
    return write_rows(tmp_path / "log.jsonl", COMMENT)


@pytest.fixture
def faulty(tmp_path):
    """A log with a usable row and four that are not."""
    wrong = [COMMENT | {"count": -2}] * 2 + [COMMENT | {"day": "never"}, COMMENT | {"action": "x"}]
    return write_rows(tmp_path / "faulty.jsonl", COMMENT, *wrong)


# a pipe


def test_an_archive_may_come_through_a_pipe(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    outcome = read_sources(["-"], stdin=io.BytesIO(archive.read_bytes()))

    assert outcome.log.sha256 == read_log(archive).sha256
    assert outcome.files[0].name.startswith("standard input")
    assert not list(tmp_path.iterdir())


def test_an_archive_may_be_an_open_file(archive):
    with archive.open("rb") as stream:
        assert read_log(stream).sha256 == read_log(archive).sha256


def test_a_loose_table_of_an_export_may_come_through_a_pipe():
    outcome = read_sources(["-"], stdin=io.BytesIO(REACTIONS))

    assert outcome.log.actions == ("active_day", "reaction")
    assert outcome.files[0].name == "Reactions.csv"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and no more", "standard input: not a whole ZIP"),
        (b"name,age\nAda,36\n", "standard input: does not say by its content what source it is"),
        (b"", "standard input: is empty"),
    ],
)
def test_what_comes_through_a_pipe_and_is_no_source_is_told_so(content, said):
    done = ssi("score", "-", stdin=content)

    assert done.exit_code == 2
    assert done.stderr.startswith(said)


# twice


def test_a_file_that_is_given_twice_is_read_once(log):
    outcome = read_sources([log, log])

    assert outcome.log.sha256 == read_log(log).sha256
    assert outcome.cautions == ("log.jsonl is given twice; it is read once",)


def test_a_copy_of_a_file_is_read_once(log, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(log.read_bytes())

    outcome = read_sources([log, copy])

    assert outcome.log.count.sum() == 2
    assert outcome.cautions == ("copy.jsonl is the same file as log.jsonl; it counts once",)


def test_the_same_rows_in_another_form_count_once(log, tmp_path):
    rows = [COMMENT, COMMENT | {"day": "2026-05-02"}]
    one, other = forms.to_jsonl(rows, tmp_path), forms.to_csv(rows, tmp_path)

    outcome = read_sources([one, other])

    assert outcome.log.count.sum() == 4
    assert outcome.cautions == ("log.csv holds the same rows as log.jsonl; it counts once",)


def test_rows_that_differ_add_up(log):
    assert read_log(log, [COMMENT | {"count": 3, "day": "2026-05-02"}]).count.sum() == 5


def test_that_a_file_was_given_twice_is_said_on_standard_error(log):
    done = ssi("score", log, log)

    assert "log.jsonl is given twice; it is read once" in done.stderr
    assert done.stdout == ssi("score", log).stdout


# paths


def test_an_empty_path_is_not_the_folder_one_is_in():
    done = ssi("score", "")

    assert done.exit_code == 2
    assert done.stderr.startswith("source: its path is empty; name a file")


def test_a_missing_path_among_others_says_that_nothing_was_read(log):
    done = ssi("score", log, "lgo.jsonl")

    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr == (
        "lgo.jsonl: no such file or folder; nothing was read: every path must be there\n"
    )


def test_the_help_says_what_becomes_of_a_missing_path():
    text = " ".join(ssi("score", "-h").stdout.split())

    assert "a path that does not exist is a usage error: nothing is scored, exit code 2" in text


def test_a_folder_of_tables_is_one_log(tmp_path):
    write_rows(tmp_path / "may.jsonl", COMMENT)

    assert read_log(tmp_path).n_rows == read_log(tmp_path / "may.jsonl").n_rows


# what standard error says


def test_many_faults_of_a_kind_are_told_as_a_few_and_a_number(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", COMMENT, *[COMMENT | {"count": -1}] * 20)

    done = ssi("score", log)

    assert done.stderr.count("count is negative") == 3
    assert "log.jsonl: ... and 17 more of this kind" in done.stderr


def test_strict_tells_every_fault(tmp_path):
    log = write_rows(tmp_path / "log.jsonl", COMMENT, *[COMMENT | {"count": -1}] * 20)

    done = ssi("score", "--strict", log)

    assert done.exit_code == 2
    assert done.stderr.count("count is negative") == 20 and "more of this kind" not in done.stderr


def test_an_archive_named_complete_that_is_not_is_told_in_one_line(archive, tmp_path):
    part_1 = tmp_path / archive.name
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(part_1, "w") as part:
        for name in ("Connections.csv", "Profile.csv", "Invitations.csv", "Positions.csv"):
            part.writestr(name, whole.read(name))

    done = ssi("score", part_1)

    (line,) = (line for line in done.stderr.splitlines() if "named Complete" in line)
    assert line.startswith(f"{archive.name}: named Complete, but holds no file that only")


def test_what_a_complete_archive_lacks_is_told_in_short(archive, tmp_path):
    without = tmp_path / archive.name
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(without, "w") as rest:
        for name in whole.namelist():
            if not name.startswith("Comments"):
                rest.writestr(name, whole.read(name))

    done = ssi("score", without)

    assert "not in the Complete archive, taken as none: comments" in done.stderr


# read_log


def test_rows_that_are_left_out_are_warned_of_once(faulty):
    with pytest.warns(SourceWarning) as told:
        log = read_log(faulty)

    assert log.n_rows == 1
    (warning,) = told
    assert str(warning.message).splitlines() == [
        "faulty.jsonl: 4 of 5 rows left out",
        "read_log(..., strict=True) says what is wrong with each",
    ]
    assert Path(warning.filename) == Path(__file__)


def test_a_sound_log_is_read_without_a_warning(log, archive):
    assert read_log(log, strict=True).n_rows == 1
    assert read_log(archive, strict=True).n_rows


def test_strict_reading_raises_every_fault(faulty):
    with pytest.raises(LogError) as error:
        read_log(faulty, strict=True)

    assert [fault.where for fault in error.value.faults] == [
        f"faulty.jsonl:{line}" for line in (2, 3, 4, 5)
    ]
