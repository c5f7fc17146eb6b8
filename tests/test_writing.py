"""A written log reads back as the same log, and a log without people has none."""

from pathlib import Path

import pytest
import table_forms as forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.coverage import Coverage, Span
from estimator.errors import InputError
from estimator.log import ActivityLog
from estimator.readers.anonymise import anonymised, anonymised_outcome, salt_of
from estimator.readers.sources import read_log, read_sources
from estimator.readers.writing import jsonl, write_log

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
ROWS = [
    {"day": "2026-03-05", "action": "comment", "count": 2.5, "words": 40},
    {"day": "2026-03-05", "action": "post", "format": "vidéo"},
]
SALT = b"salt" * 8
SUFFIXES = ("jsonl", "parquet")

bounds = st.none() | st.integers(20_000, 20_500)
spans = st.builds(
    Span,
    st.sampled_from([None, "comment", "reaction", "post"]),
    bounds,
    bounds,
    st.sampled_from([None, "ann", "bob", "zoe"]),
).filter(lambda span: span.first is None or span.last is None or span.first <= span.last)


def write(log, path: Path) -> Path:
    write_log(log, path)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(rows=forms.rows, covered=st.lists(spans, max_size=5))
def test_a_written_log_reads_back_as_the_same_log(suffix, rows, covered, tmp_path):
    log = read_log(rows).with_coverage(Coverage(tuple(dict.fromkeys(covered))))

    again = read_log(write(log, tmp_path / f"log.{suffix}"))

    assert again.sha256 == log.sha256


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_archive_written_reads_back_as_the_same_log(suffix, tmp_path):
    log = read_log(EXPORTS / "Complete_LinkedInDataExport_05-19-2026.zip")

    assert read_log(write(log, tmp_path / f"log.{suffix}")).sha256 == log.sha256


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_attributes_of_several_kinds_survive(suffix, tmp_path):
    rows = [{**ROWS[0], "x": value} for value in (1, "1", True, 2.5, 2**60, None, "true")]
    log = read_log(rows)

    again = read_log(write(log, tmp_path / f"log.{suffix}"))

    assert again.sha256 == log.sha256


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_log_is_the_same_bytes(suffix, tmp_path):
    one = write(read_log(ROWS), tmp_path / f"one.{suffix}")
    other = write(read_log(ROWS[::-1]), tmp_path / f"other.{suffix}")

    assert one.read_bytes() == other.read_bytes()


def test_lines_are_plain_with_keys_sorted():
    """
    {"covers": {"comment": ["2026-03-05", "2026-03-05"], "post": ["2026-03-05", "2026-03-05"]}}
    {"action": "comment", "count": 2.5, "day": "2026-03-05", "words": 40}
    {"action": "post", "count": 1, "day": "2026-03-05", "format": "vidéo"}
    """
    expected = str(test_lines_are_plain_with_keys_sorted.__doc__).strip().splitlines()

    lines = b"".join(jsonl(read_log(ROWS))).decode().splitlines()

    assert lines == [line.strip() for line in expected]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_log_without_rows_keeps_its_accounts_and_coverage(suffix, tmp_path):
    log = ActivityLog.empty(Coverage((Span(None, 20_000, None, "ann"),)), "ann")

    again = read_log(write(log, tmp_path / f"log.{suffix}"))

    assert (again.accounts, again.sha256) == (("ann",), log.sha256)


def test_an_input_is_never_written_over(tmp_path):
    path = write(read_log(ROWS), tmp_path / "log.jsonl")
    before = path.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(path)

    for target in (path, tmp_path / "link.jsonl", tmp_path / "." / "log.jsonl"):
        with pytest.raises(InputError, match="is not written over"):
            write_log(read_log(ROWS[:1]), target, inputs=[path])

    assert path.read_bytes() == before


def test_a_format_that_is_not_known_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot tell the format; write to \.jsonl or \.parquet"):
        write_log(read_log(ROWS), tmp_path / "log.xlsx")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_log(read_log(ROWS), tmp_path / "no such folder" / "log.jsonl")

    (tmp_path / "log.jsonl").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_log(read_log(ROWS), tmp_path / "log.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]


# without people

NAMED = [
    {"account": "ada@example.com", "day": "2026-03-05", "action": "comment", "words": 40},
    {"account": "bob", "day": "2026-03-05", "action": "invitation_sent", "note": "Dear Ada, hello"},
    {"account": "bob", "day": "2026-03-06", "action": "invitation_sent", "seniority": "vp"},
    {"account": "bob", "day": "2026-03-06", "action": "post", "title": "ada"},
]


def test_nobodys_name_and_nobodys_words_are_left():
    log = read_log(NAMED).with_coverage(Coverage((Span("comment", 1, 2, "bob"),)))

    without = b"".join(jsonl(anonymised(log, SALT))).decode()

    assert not any(word in without.lower() for word in ("ada", "bob", "hello", "title"))
    assert '"seniority": "vp"' in without and '"words": 40' in without


def test_rows_and_coverage_stay_under_pseudonyms():
    log = read_log(NAMED)

    without = anonymised(log, SALT)

    assert without.n_rows == log.n_rows
    assert sorted(without.count.tolist()) == sorted(log.count.tolist())
    assert without.coverage == log.coverage
    assert all(name.startswith("a-") for name in without.accounts)


def test_one_salt_gives_one_pseudonym_and_another_salt_another():
    log = read_log(NAMED)

    same, other = anonymised(log, SALT), anonymised(log, SALT[::-1])

    assert anonymised(log, SALT).sha256 == same.sha256
    assert not set(same.accounts) & set(other.accounts)


def test_readings_go_under_the_same_pseudonyms(tmp_path):
    path = tmp_path / "usage_2025-08.csv"
    path.write_text("Seat ID,Days Active,Searches,Profile Views,SSI\n1001,3,2,1,55\n")

    outcome = anonymised_outcome(read_sources([path]), SALT)

    assert [reading.account for reading in outcome.readings] == list(outcome.log.accounts)
    assert "1001" not in repr(outcome.log.accounts)


def test_a_salt_is_made_once_and_kept(tmp_path):
    path = tmp_path / "salt"

    made = salt_of(path)

    assert salt_of(path) == made
    assert len(made) == 32
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "abcd", "not hex"])
def test_a_file_that_is_no_salt_is_neither_used_nor_changed(content, tmp_path):
    path = tmp_path / "salt"
    path.write_text(content)

    with pytest.raises(InputError, match="is no salt"):
        salt_of(path)
    assert path.read_text() == content
