"""The recorded readings that ship: each is read, says what it says, and names nobody."""

import json
import re
import runpy

import pytest

from estimator.reading import PILLARS, Reading
from estimator.reading.files import read_readings
from estimator.resources import resource

FOLDER = resource("fixtures") / "readings"
FILES = sorted(FOLDER.glob("*.json"))

# id: total, brand, find, insight, relationship, industry's rank, network's rank; as recorded
RECORDED = {
    "beacon-2026-06": (19.705751, 13.118002, 3.68, 0.29999998, 2.6077502, 75, 81),
    "mfp-2026-08-09": (15.683752, None, None, None, None, 85, 94),
    "unipile-54.6": (54.6, 21, 6.4, 2.2, 25, 5, 24),
    "prof-2026-04-27": (53, 20.973, 6.38, 10.25, 15, 10, 12),
    "prof-2026-05-12": (53, 21.048, 6.5, 10.25, 15, 10, 12),
    "prof-2026-05-13": (52, 21.048, 6.5, 9.5, 15, 10, 13),
    "prof-2026-05-14": (52, 20.998, 6.5, 9.55, 15, 10, 13),
    "prof-2026-05-15": (53, 20.998, 6.5, 10.25, 15, 10, 12),
    "prof-2026-05-16": (53, 20.998, 6.4, 10.25, 15, 10, 12),
    "prof-2026-05-17": (53, 20.998, 6.4, 10.25, 15, 10, 12),
    "prof-2026-05-18": (53, 20.998, 6.4, 10.25, 15, 10, 12),
    "prof-2026-05-19": (53, 20.998, 6.4, 10.25, 15, 9, 11),
    "linkmate-2026-05-14": (18, None, 6.12, 0.85, None, 80, 91),
    "linkmate-2026-05-15": (18, 8.78, 6.12, 0.9, 2.214, 78, 91),
    "linkmate-2026-06-01": (23, None, None, None, None, None, 66),
    "activity-logger-2026-07-03": (33, 12.05, 4.76, 1, 15, 37, None),
    "activity-logger-ru": (32, 12.05, 4.76, 0.6, 15, None, None),
    "jobpilot-2026-06": (24.08, 8.375, 6.1, 1.0, 8.6, 83, 90),
    "link_ssi-2026-05-03T16:09": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-03T20:55": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-04T01:20": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-06T00:00": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-07T00:18": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-08T11:34": (51, None, None, None, None, None, None),
    "link_ssi-2026-05-09T12:21": (51, None, None, None, None, None, None),
    "link_ssi-2026-06-06T10:41": (52, None, None, None, None, None, None),
}
KEYS = {"captured", "account", "seat", "evidence", "source", "flags", "activity", "response"}
PERSONAL = re.compile(
    r"urn:li|fsd_profile|profileUrn|linkedin\.com/in/|firstName|lastName|publicIdentifier"
    r"|profilePicture|\"profile\"|accountId|accountBinding|@",
    re.IGNORECASE,
)


def rank_of(group):
    return None if group is None else group.rank


def test_every_recorded_reading_ships_and_no_other():
    read = [Reading.from_payload(f.read_text(encoding="utf-8"), where=f.name) for f in FILES]

    assert {reading.source["id"] for reading in read} == set(RECORDED)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_fixture_says_the_numbers_that_were_recorded(file):
    reading = Reading.from_payload(file.read_text(encoding="utf-8"), where=file.name)

    points = [reading.pillars.get(pillar) for pillar in PILLARS]
    said = (reading.overall, *points, rank_of(reading.industry), rank_of(reading.network))
    # exact on purpose: the file holds these very digits, and nothing may touch them
    assert said == RECORDED[reading.source["id"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_fixture_states_its_evidence_and_where_it_was_seen(file):
    envelope = json.loads(file.read_text(encoding="utf-8"))

    assert set(envelope) <= KEYS
    assert envelope["evidence"] in ("real", "likely")
    assert envelope["source"]["path"] and envelope["source"]["why"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_fixture_names_nobody(file):
    assert PERSONAL.search(file.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pillars_of_a_recorded_reading_sum_to_its_total_within_rounding(file):
    reading = Reading.from_payload(file.read_text(encoding="utf-8"), where=file.name)

    assert set(reading.flags) <= {"pillars_partly_quoted"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_fixture_written_as_the_documented_response_reads_back_the_same(file):
    reading = Reading.from_payload(file.read_text(encoding="utf-8"), where=file.name)

    assert Reading.from_payload(reading.to_envelope()) == reading


def test_a_date_that_is_not_known_to_the_day_stays_as_precise_as_it_is():
    undated = {r.source["id"]: r.captured_text for r in read_readings(FOLDER) if r.captured is None}

    assert undated == {
        "unipile-54.6": None,
        "beacon-2026-06": "2026-06",
        "activity-logger-ru": "2026-06/07 undated",
        "jobpilot-2026-06": "2026-06 before 2026-06-25",
        "linkmate-2026-06-01": "2026-05-26..2026-06-01 2026-06-01",
    }


def test_readings_of_one_account_share_its_pseudonym():
    accounts = [reading.account for reading in read_readings(FOLDER)]

    assert accounts.count("br-consultant") == 9
    assert accounts.count("developer-b") == 3


INVENTED = {
    "id": "invented-1:a",
    "captured": "2026-01",
    "evidence": "likely",
    "overall": 40.5,
    "sales_navigator_seat": None,
    "why": "a test",
    "source": {"path": "x.py"},
    "pillars": {"brand": 12.5},
    "industry": {"rank": 30, "note": "rounded"},
    "activity": {"connections": 10},
}


def make(folder, *rows):
    collection = folder / "collection.jsonl"
    collection.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    script = resource("fixtures") / "make_readings.py"
    runpy.run_path(str(script))["main"]([str(collection), str(folder / "made")])
    return sorted((folder / "made").iterdir())


def test_a_fixture_is_made_of_every_line_with_a_total(tmp_path):
    (file,) = make(tmp_path, INVENTED, INVENTED | {"id": "none", "overall": None})

    made = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "invented-1a.json"
    assert made["source"] == {
        "id": "invented-1:a",
        "path": "x.py",
        "why": "a test",
        "note": "rounded",
        "shape": "rewritten as documented",
    }
    assert Reading.from_payload(made).pillars == {"brand": 12.5}


def test_a_made_fixture_is_never_edited(tmp_path):
    make(tmp_path, INVENTED)

    with pytest.raises(SystemExit, match="a reading is never edited"):
        make(tmp_path, INVENTED | {"overall": 41})


def test_activity_of_an_unknown_kind_is_not_let_into_a_fixture(tmp_path):
    with pytest.raises(SystemExit, match="activity has \\['messages'\\]"):
        make(tmp_path, INVENTED | {"activity": {"messages": ["Dear Some Body"]}})
