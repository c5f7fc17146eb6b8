"""A folder of several kinds of source: each is read as what it is, and a line says what it gave."""

import json
import shutil

import pytest
from commanded import ssi
from test_linkedin_export_fixtures import EXPORTS

from estimator.errors import LogError
from estimator.readers.sources import read_sources

TABLE = "day,action,count\n2026-05-01,profile_view,2\n"
EVENT = {
    "capturedAt": 1777885200000,
    "owner": "a",
    "actor": "a",
    "resourceName": "instantReposts",
    "method": "CREATE",
    "activityId": "1",
}


@pytest.fixture
def mixed(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    archive = next(EXPORTS.glob("Basic_*.zip"))
    shutil.copy(archive, folder)
    (folder / "log.csv").write_text(TABLE)
    (folder / "changes.json").write_text(json.dumps({"elements": [EVENT]}))
    (folder / "notes.txt").write_text("nothing")
    return folder


def test_each_source_of_a_folder_is_read_as_what_it_is(mixed):
    outcome = read_sources([mixed])

    by_hand = read_sources([mixed / name for name in ("log.csv", "changes.json")])
    archive = read_sources([next(mixed.glob("*.zip"))])
    for action, others in (("profile_view", by_hand), ("repost", by_hand), ("post", archive)):
        counts = [
            log.count[log.action == log.actions.index(action)].sum()
            for log in (outcome.log, others.log)
        ]
        assert counts[0] == counts[1] > 0
    assert any("notes.txt" in note for file in outcome.files for note in file.notes)


def test_an_import_says_in_a_line_each_what_the_sources_gave(mixed, tmp_path):
    done = ssi("import", mixed, "-o", tmp_path / "log.jsonl")

    given = done.stdout.split("\n\n")[0].splitlines()
    assert len(given) == 2  # the archive and the change log are the same member's, read as one
    assert any("profile view 2" in line for line in given)
    assert any("LinkedIn" in line or "portability API" in line for line in given)
    assert len(done.stdout.partition("Covered")[0].splitlines()) < 30


def test_an_unpacked_archive_keeps_its_other_tables_unopened(tmp_path):
    folder = tmp_path / "Basic_LinkedInDataExport_05-19-2026"
    shutil.unpack_archive(next(EXPORTS.glob("Basic_*.zip")), folder)
    alone = read_sources([folder])
    (folder / "log.csv").write_text(TABLE)

    outcome = read_sources([folder])

    assert "profile_view" in outcome.log.actions
    assert not any("left out" in note for file in alone.files for note in file.notes)
    assert alone.gave == () and len(outcome.gave) == 2


def test_tables_of_a_folder_are_one_log_and_an_empty_one_is_none(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "b.jsonl").write_text('{"day": "2026-05-02", "action": "comment", "count": 3}\n')
    empty = tmp_path / "empty"
    empty.mkdir()

    assert read_sources([tmp_path]).log.count.sum() == 5
    with pytest.raises(LogError, match="a folder without anything of an export"):
        read_sources([empty])


def test_a_folder_within_is_named_as_left_out(tmp_path):
    (tmp_path / "log.csv").write_text(TABLE)
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "log.csv").write_text(TABLE)

    outcome = read_sources([tmp_path])

    assert outcome.files[-1].notes == ("no source, left out: older/",)
