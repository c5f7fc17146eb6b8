"""The activity file of Sales Navigator's analytics API: each event a row of its seat's log."""

import pytest

from estimator.coverage import Span
from estimator.days import to_date
from estimator.errors import LogError
from estimator.readers.sales_activity import EVENTS
from estimator.readers.sources import read_log, read_sources

HEADER = "activityId,activityType,createdAt,seatId,memberIdentityKey"


def written(tmp_path, *rows):
    path = tmp_path / "activity.csv"
    path.write_text("\n".join([HEADER, *rows]))
    return path


def test_each_kind_of_event_is_an_action_on_its_utc_day(tmp_path):
    rows = [f"{n},{kind},03-05-2026 23:59:59,7,k" for n, kind in enumerate(EVENTS)]

    log = read_log(written(tmp_path, *rows))

    assert set(log.actions) == set(EVENTS.values()) and log.accounts == ("7",)
    assert {str(to_date(day)) for day in log.day.tolist()} == {"2026-03-05"}


def test_an_event_counts_once_and_what_cannot_be_read_is_reported(tmp_path):
    path = written(
        tmp_path,
        "1,SAVED_LEAD,03-05-2026 10:11:12,urn:li:seat:7,k",
        "1,SAVED_LEAD,03-05-2026 10:11:12,urn:li:seat:7,k",
        "2,LIST_SHARED,03-05-2026 10:11:12,7,k",
        "3,SAVED_LEAD,Ada Example,7,k",
        "4,SAVED_LEAD,03-06-2026 10:11:12,,k",
    )

    (report,) = read_sources([path]).files

    assert (report.records, report.read) == (5, 1)
    assert report.skipped == {
        "another kind of act": 1,
        "not a date": 1,
        "of no seat": 1,
        "seen before": 1,
    }
    assert "Ada" not in str(report.faults)


def test_every_kind_of_event_is_covered_from_the_first_to_the_last(tmp_path):
    path = written(
        tmp_path, "1,SAVED_LEAD,03-05-2026 10:11:12,7,k", "2,INMAIL_SENT,03-09-2026 0:0:0,8,k"
    )

    log = read_log(path)

    first, last = log.first_day, log.last_day
    assert Span("people_search", first, last) in log.coverage.spans
    assert len(log.coverage.spans) == len(EVENTS)


def test_a_file_without_an_event_is_an_error(tmp_path):
    with pytest.raises(LogError, match="none of its 0 rows"):
        read_log(written(tmp_path))
