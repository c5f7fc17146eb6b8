"""`ssi readings add`: recorded responses, checked and stored."""

import json

import pytest
from commanded import ssi

from estimator.reading import read_readings

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

    done = ssi("readings", "add", recorded, "--to", folder, "--captured", "9999-12-30")

    assert done.exit_code == 2
    assert "captured: lies in the future (got 9999-12-30)" in done.stderr
    assert not folder.exists()


def test_one_wrong_file_stores_none(recorded, tmp_path):
    done = ssi("readings", "add", recorded, "nowhere.json", "--to", tmp_path / "none")

    assert done.exit_code == 2 and "nowhere.json: no such file" in done.stderr
    assert not (tmp_path / "none").exists()


def test_the_same_reading_is_stored_once(recorded, tmp_path):
    for _ in range(2):
        assert ssi("readings", "add", recorded, "--to", tmp_path / "r").exit_code == 0

    assert len(list((tmp_path / "r").iterdir())) == 1
