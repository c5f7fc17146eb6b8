"""`ssi readings add`: recorded responses, checked and stored."""

import json

import pytest
from commanded import ssi

from estimator import read_log
from estimator.readers.usage_report import pseudonym
from estimator.reading.files import read_readings

PAYLOAD = {
    "success": True,
    "memberScore": {
        "overall": 52.6,
        "pillars": [
            {"pillar": "PROFESSIONAL_BRAND", "score": 21.0},
            {"pillar": "FIND_RIGHT_PEOPLE", "score": 6.4},
            {"pillar": "INSIGHT_ENGAGEMENT", "score": 10.2},
            {"pillar": "STRONG_RELATIONSHIP", "score": 15.0},
        ],
    },
}


@pytest.fixture
def recorded(tmp_path):
    file = tmp_path / "ssi.json"
    file.write_text(json.dumps(PAYLOAD | {"name": "Anna Example"}), encoding="utf-8")
    return file


def test_a_payload_is_stored_with_what_is_said_of_it(recorded, tmp_path):
    folder = tmp_path / "readings"

    done = ssi("readings", "add", recorded, "--to", folder, "--captured", "2026-05-16",
               "--seat", "free", "--evidence", "real", "--account", "a1")  # fmt: skip

    [reading] = read_readings(folder)
    assert done.exit_code == 0
    assert "2026-05-16, total 52.6: brand 21.0" in done.stdout
    assert (reading.captured.isoformat(), reading.seat) == ("2026-05-16", "free")
    assert (reading.evidence, reading.account) == ("real", "a1")


def test_nothing_personal_is_stored_or_printed(recorded, tmp_path):
    done = ssi("readings", "add", recorded, "--to", tmp_path / "readings")

    [stored] = (tmp_path / "readings").iterdir()
    assert "Anna" not in stored.read_text("utf-8") + done.stdout + done.stderr


def test_what_a_fit_will_miss_is_said_on_standard_error(recorded, tmp_path):
    done = ssi("readings", "add", recorded, "--to", tmp_path / "readings")

    assert "--captured DATE" in done.stderr and "--seat" in done.stderr


def test_a_note_of_pillars_without_a_day_is_of_the_day_that_is_told(tmp_path):
    note = tmp_path / "note.csv"
    note.write_text("brand,find,insight,relationship\n12.1,5.0,2.2,15\n", encoding="utf-8")

    done = ssi("readings", "add", note, "--to", tmp_path / "readings", "--captured", "2026-05-16")

    (reading,) = read_readings(tmp_path / "readings")
    assert done.exit_code == 0 and reading.captured.isoformat() == "2026-05-16"
    assert reading.pillars["brand"] == 12.1


def test_standard_input_is_read(tmp_path):
    done = ssi("readings", "add", "-", "--to", tmp_path, stdin=json.dumps(PAYLOAD))

    assert done.exit_code == 0 and len(read_readings(tmp_path)) == 1


def test_the_folder_is_readings_where_one_is(recorded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    ssi("readings", "add", recorded)

    assert len(read_readings(tmp_path / "readings")) == 1


def test_the_score_of_this_program_can_be_stored_as_a_reading_is(tmp_path):
    from reported import GOLDEN

    score = ssi("score", GOLDEN / "log.jsonl", "--format", "ssi").stdout

    assert ssi("readings", "add", "-", "--to", tmp_path, stdin=score).exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"error": "unauthorized", "status": 401}', "session"),
        ("{", "not JSON"),
        ("Hello", "standard input"),
    ],
)
def test_what_is_no_reading_is_refused(tmp_path, text, said):
    done = ssi("readings", "add", "-", "--to", tmp_path / "none", stdin=text)

    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_reading_of_the_future_is_refused_and_none_is_stored(recorded, tmp_path):
    folder = tmp_path / "readings"

    done = ssi("readings", "add", recorded, "--to", folder, "--captured", "2190-12-30")

    assert done.exit_code == 2
    assert "captured: lies in the future (got 2190-12-30)" in done.stderr
    assert not folder.exists()


def test_one_wrong_file_stores_none(recorded, tmp_path):
    done = ssi("readings", "add", recorded, "nowhere.json", "--to", tmp_path / "none")

    assert done.exit_code == 2 and "nowhere.json: no such file" in done.stderr
    assert not (tmp_path / "none").exists()


def test_the_same_reading_is_stored_once(recorded, tmp_path):
    for _ in range(2):
        assert ssi("readings", "add", recorded, "--to", tmp_path / "r").exit_code == 0

    assert len(list((tmp_path / "r").iterdir())) == 1


@pytest.fixture
def stored(recorded, tmp_path):
    ssi("readings", "add", recorded, "--to", tmp_path / "r", "--captured", "2026-05-16")
    ssi("readings", "add", "-", "--to", tmp_path / "r", stdin="2026-05-17 53\n")
    return tmp_path / "r"


def test_stored_readings_are_listed_by_day(stored):
    lines = ssi("readings", "list", stored).stdout.splitlines()

    assert [line.split(" total ")[1] for line in lines] == [
        "52.6: brand 21.0, find 6.4, insight 10.2, relationship 15.0",
        "53.0",
    ]
    assert ssi("readings", "list", "--to", stored).stdout.splitlines() == lines


def test_a_stored_reading_is_shown_by_its_day(stored):
    shown = ssi("readings", "show", "2026-05-17", "--to", stored).stdout

    assert "total 53.0" in shown and "account me" in shown


def test_a_reading_is_removed_when_one_alone_is_meant(stored):
    several = ssi("readings", "remove", "2026-05", "--to", stored)
    one = ssi("readings", "remove", "2026-05-17", "--to", stored)
    none = ssi("readings", "remove", "2026-05-17", "--to", stored)

    assert several.exit_code == 2 and "several" in several.stderr
    assert one.exit_code == 0 and "removed" in one.stdout
    assert none.exit_code == 2 and "not in" in none.stderr
    assert len(list(stored.iterdir())) == 1


def test_a_usage_report_may_be_added(tmp_path):
    file = tmp_path / "usage_2026-05-01_2026-05-31.csv"
    file.write_text(
        "Seat ID,Days Active,Searches Performed,Profile Views,SSI - Overall Score\n"
        "1001,3,62,31,47.5\n"
    )

    done = ssi("readings", "add", file, "--to", tmp_path / "r")

    assert done.exit_code == 0 and "2026-05-31, total 47.5" in done.stdout


def test_what_is_the_same_of_all_readings_is_said_once(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("2026-05-01 34\n2026-05-02 35\n2026-05-03 36\n", encoding="utf-8")

    done = ssi("readings", "add", note, "--to", tmp_path / "kept")

    assert done.stderr.count("seat is not known") == 1 and "3 of 3" in done.stderr


def test_a_note_given_as_a_log_is_told_where_it_belongs(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("2026-05-01 34\n2026-05-02 35\n", encoding="utf-8")

    assert "give it with --readings" in ssi("score", note).stderr


def test_a_name_is_stored_under_a_pseudonym_that_needs_the_secret(tmp_path):
    """A log and readings of one report join by their secret; a name alone makes neither."""
    name = "usage_2025-08-01_2025-08-31.csv"
    table, folder, log = tmp_path / name, tmp_path / "readings", tmp_path / "log.jsonl"
    table.write_text("Name,Days Active,Searches Performed,Profile Views,SSI\n"
                     "Ada Example,5,6,7,41.5\nBob Sample,3,2,1,30\n")  # fmt: skip

    added = ssi("readings", "add", table, "--to", folder)
    again = ssi("readings", "add", table, "--to", folder)
    other = ssi("readings", "add", table, "--to", tmp_path / "r2", "--salt-file", tmp_path / "s")
    ssi("import", table, "-o", log, "--salt-file", tmp_path / "readings.salt")

    (mine, theirs) = (
        {one.account for one in read_readings(place)} for place in (folder, tmp_path / "r2")
    )
    assert added.exit_code == again.exit_code == other.exit_code == 0
    assert "2 accounts" in added.stderr and str(tmp_path / "readings.salt") in added.stderr
    assert len(list(folder.iterdir())) == 2 and (tmp_path / "s").exists()
    assert not {pseudonym("Ada Example"), pseudonym("Bob Sample")} & (mine | theirs)
    assert len(mine) == 2 and not mine & theirs
    assert mine == {*read_log(log).accounts}
