"""`ssi calibrate`: what it prints, what it writes, how it ends."""

import json

import numpy as np
import pytest
from commanded import ssi, write_rows
from simulated import BEGUN, account, habits, other_numbers, readings

from estimator import load_rules
from estimator.days import to_date
from estimator.reading.files import store_reading

RULES = load_rules()


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A folder with log.jsonl and the readings of 30 weeks."""
    folder = tmp_path_factory.mktemp("calibrate")
    chance = np.random.default_rng(7)
    log = account(chance, (250, habits(chance)), (220, habits(chance)))
    section = log.attributes["section"]
    rows = [
        {"day": to_date(int(day)).isoformat(), "action": log.actions[action], "count": float(count)}
        | ({} if section[i] is None else {"section": section[i]})
        for i, (day, action, count) in enumerate(zip(log.day, log.action, log.count, strict=True))
    ]
    write_rows(folder / "log.jsonl", *rows)
    days = [BEGUN + 150 + 7 * week for week in range(30)]
    for reading in readings(other_numbers(RULES, chance), log, days, chance):
        store_reading(reading, folder / "readings")
    return folder


def calibrate(sources, *more, readings_in=None):
    where = readings_in or sources / "readings"
    return ssi("calibrate", sources / "log.jsonl", "--complete", "--readings", where, *more)


def test_a_fit_is_printed_beside_its_rivals_and_written_as_an_overlay(sources, tmp_path):
    mine = tmp_path / "mine.yaml"

    done = calibrate(sources, "-o", mine, "--details")

    assert done.exit_code == 0
    for words in ("30 readings of 1 account", "last reading", "shipped rules", "Fitted"):
        assert words in done.stdout
    assert load_rules(mine) != RULES
    scored = ssi("score", sources / "log.jsonl", "--complete", "--rules", mine, "-q")
    assert scored.exit_code == 0


def test_json_is_one_object_with_a_schema(sources):
    done = calibrate(sources, "--format", "json", "-q")

    told = json.loads(done.stdout)
    assert told["schema"] == "ssi.fit/1" and told["accepted"] is True
    assert told["report"]["readings"] == 30


def test_a_refused_fit_ends_with_1_and_writes_nothing_unless_forced(sources, tmp_path):
    """Four readings of one day: nothing is left to foretell."""
    few = tmp_path / "few.jsonl"
    files = sorted((sources / "readings").iterdir())[:5]
    same_day = [{**json.loads(file.read_text("utf-8")), "captured": "2025-05-01"} for file in files]
    write_rows(few, *same_day)
    mine = tmp_path / "mine.yaml"

    refused = calibrate(sources, "-o", mine, readings_in=few)
    missing = not mine.exists()
    forced = calibrate(sources, "-o", mine, "--force", readings_in=few)

    assert refused.exit_code == 1 and "Not fitted" in refused.stdout and missing
    assert forced.exit_code == 0 and mine.exists()


def test_without_a_reading_it_says_what_is_missing(sources):
    done = ssi("calibrate", sources / "log.jsonl", "--complete")

    assert done.exit_code == 2
    assert "no reading can be used" in done.stderr


def test_forcing_what_moves_no_number_says_that_nothing_was_written(sources, tmp_path):
    few, mine = tmp_path / "few", tmp_path / "mine.yaml"
    few.mkdir()
    for file in sorted((sources / "readings").iterdir())[:3]:
        (few / file.name).write_bytes(file.read_bytes())

    done = calibrate(sources, "-o", mine, "--force", readings_in=few)

    assert done.exit_code == 1 and "not written: no number moved" in done.stderr
    assert not mine.exists()


def test_three_sentences_say_whether_it_fitted_why_and_what_to_do(sources):
    done = calibrate(sources, "-q")

    whether, why, *what = done.stdout.replace("\n  ", " ").split(". ", 2)
    assert "Fitted" in whether and "30 readings" in why and "-o mine.yaml" in what[0]
    assert "correlation" not in done.stdout and "--details" in done.stdout


@pytest.mark.parametrize(
    ("seat", "can_read"), [("free", False), ("premium", False), ("sales_navigator", True)]
)
def test_only_who_can_read_the_page_is_asked_for_readings(sources, tmp_path, seat, can_read):
    """Only Sales Navigator seats still see their index."""
    few = tmp_path / "few"
    few.mkdir()
    for file in sorted((sources / "readings").iterdir())[:6]:
        (few / file.name).write_bytes(file.read_bytes())

    for more in ((), ("--details",)):
        done = calibrate(sources, "-q", "--seat", seat, *more, readings_in=few)

        assert ("a reading every" in done.stdout.replace("\n  ", " ")) is can_read


def test_readings_alone_are_told_what_they_are_good_for(tmp_path):
    note = tmp_path / "note.csv"
    note.write_text("date,total\n2026-05-01,34\n", encoding="utf-8")

    refused = ssi("calibrate", "--readings", note)

    assert refused.exit_code == 2
    assert "a log of what you did" in refused.stderr and "ssi score --readings" in refused.stderr
