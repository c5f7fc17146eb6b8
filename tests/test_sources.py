"""Sources are recognised by what is in them, and add up to one log."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import table_forms as forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import workbook

from estimator.advance import listening
from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.log import ActivityLog, concat
from estimator.readers.outcome import Outcome
from estimator.readers.sources import read_log, read_sources

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
COMPLETE = EXPORTS / "Complete_LinkedInDataExport_05-19-2026.zip"
ROWS = [
    {"day": "2026-03-05", "action": "comment", "count": 2, "account": "me"},
    {"day": "2026-03-06", "action": "reaction", "count": 1, "account": "me"},
]


@pytest.mark.parametrize("name", ["log", "log.txt", "log.jsonl", "log.zip"])
def test_the_name_of_a_table_does_not_matter(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(forms.jsonl(ROWS))

    assert read_log(path).sha256 == read_log(ROWS).sha256


@pytest.mark.parametrize("form", ["CSV", "Parquet", "a JSON list"])
def test_standard_input_is_recognised_too(form, tmp_path):
    path = forms.FORMS[form](ROWS, tmp_path)
    assert isinstance(path, Path)

    outcome = read_sources(["-"], stdin=io.BytesIO(path.read_bytes()))

    assert outcome.log.sha256 == read_log(ROWS).sha256
    assert outcome.files[0].name == "standard input"


def test_an_open_file_is_a_source(tmp_path):
    forms.to_csv(ROWS, tmp_path)

    with (tmp_path / "log.csv").open("rb") as stream:
        assert read_log(stream).n_rows == 2


def test_a_log_is_a_source_and_stays_as_it_is():
    log = read_log(ROWS)

    assert read_log(log) is log


def test_an_archive_is_recognised():
    outcome = read_sources([COMPLETE])

    assert outcome.kind == "linkedin_export"
    assert outcome.log.accounts == ("me",)


def test_sources_add_up():
    more = [{"day": "2026-03-05", "action": "comment", "count": 2, "account": "me"}]

    log = read_log(ROWS, more)

    assert log.sha256 == concat([read_log(ROWS), read_log(more)]).sha256
    assert log.count.sum() == 5


def test_the_order_of_sources_is_irrelevant():
    other = [{"day": "2026-04-05", "action": "post", "account": "you", "format": "text"}]

    assert read_log(ROWS, other).sha256 == read_log(other, ROWS).sha256


def test_the_same_archive_twice_counts_once(tmp_path):
    copy = tmp_path / COMPLETE.name
    copy.write_bytes(COMPLETE.read_bytes())

    outcome = read_sources([COMPLETE, copy])

    assert outcome.log.sha256 == read_log(COMPLETE).sha256
    assert outcome.cautions == (f"{COMPLETE.name} is given twice; it is read once",)


def test_one_account_of_several_is_picked():
    other = [{"day": "2026-04-05", "action": "post", "account": "you"}]

    log = read_log(ROWS, other, account="you")

    assert (log.accounts, log.actions) == (("you",), ("post",))


def test_an_account_that_is_not_there_is_an_error_that_names_those_that_are():
    with pytest.raises(LogError, match="no such account in the log; it has me"):
        read_log(ROWS, account="you")


def test_complete_covers_everything_whatever_the_source():
    assert read_log(COMPLETE, ROWS, complete=True).coverage == Coverage.complete()


def test_rows_of_the_future_are_left_out_of_every_kind_of_source():
    last = date(2026, 3, 5)

    outcome = read_sources([ROWS, COMPLETE], not_after=last)

    day = outcome.log.last_day
    assert day is not None and date.fromordinal(day + date(1970, 1, 1).toordinal()) == last
    assert any("later than 2026-03-05" in caution for caution in outcome.cautions)
    assert all(span.last <= day for span in outcome.log.coverage.spans if span.last is not None)


def test_a_source_that_cannot_be_used_is_reported_beside_those_that_can(tmp_path):
    damaged = tmp_path / "Complete_LinkedInDataExport_05-19-2026.zip"
    damaged.write_bytes(b"PK\x03\x04 and no more")
    empty = tmp_path / "empty.csv"
    empty.touch()

    outcome = read_sources([damaged, ROWS, empty])

    assert outcome.log.n_rows == 2
    assert {report.name for report in outcome.files if report.faults} >= {"empty.csv"}


def test_nothing_usable_is_an_error_with_every_reason(tmp_path):
    (tmp_path / "a.csv").write_text("name,age\n1,2\n")
    (tmp_path / "b.jsonl").write_text('{"day": "never"}\n')

    with pytest.raises(LogError) as error:
        read_sources([tmp_path / "a.csv", tmp_path / "b.jsonl"])

    assert {fault.where.split(":")[0] for fault in error.value.faults} == {"a.csv", "b.jsonl"}


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"name,age\nAda,36\n",
        b"just some words",
        b"%PDF-1.7 binary",
        b"\x89PNG\r\n\x1a\n",
        b"\x00\x01\x02",
        b"",
        b"   \n",
        zipped(readme="hello"),
    ],
    ids=["another table", "prose", "PDF", "image", "bytes", "empty", "blank", "another ZIP"],
)
def test_what_is_no_source_is_an_error(content, tmp_path):
    path = tmp_path / "thing"
    path.write_bytes(content)

    with pytest.raises(LogError):
        read_log(path)


def test_the_message_lists_what_is_accepted(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,age\nAda,36\n")

    with pytest.raises(LogError, match=r"people\.csv: cannot be read as a.*'age'.*LinkedIn export"):
        read_log(path)


def test_a_path_that_does_not_exist_is_an_error_even_beside_others(tmp_path):
    with pytest.raises(LogError, match="no such file or folder"):
        read_log(ROWS, tmp_path / "lgo.jsonl")


def test_a_recorded_reading_is_sent_to_where_readings_go(tmp_path):
    path = tmp_path / "reading.json"
    path.write_text(json.dumps({"memberScore": {"overall": 19.7}}))

    with pytest.raises(LogError, match="recorded reading, not a log; give it with --readings"):
        read_log(path)


def test_a_folder_without_an_export_is_an_error(tmp_path):
    with pytest.raises(LogError, match="a folder without anything of an export"):
        read_log(tmp_path)


@pytest.mark.parametrize("thing", [7, None, {"day": "2026-03-05"}, io.StringIO("{}")])
def test_things_that_are_no_source_are_refused_by_their_type(thing):
    with pytest.raises(LogError, match="cannot be read as a source"):
        read_log(thing)


def test_without_standard_input_or_any_source_there_is_an_error():
    with pytest.raises(LogError, match="standard input: is not connected"):
        read_sources(["-"])
    with pytest.raises(LogError, match="none was given"):
        read_sources([])


def test_posts_of_a_workbook_count_only_where_nothing_else_shows_posts():
    posts = read_log([{"day": "2026-03-05", "action": "post"}, ROWS[0]])
    workbook = Outcome("creator_analytics", posts)
    silent = Outcome("table", read_log(ROWS))
    archive = Outcome("linkedin_export", posts.with_coverage(Coverage((Span("post"),))))

    from estimator.readers.merging import merged

    assert "post" in merged([workbook, silent]).log.actions
    beside_archive = merged([workbook, archive])
    assert beside_archive.log.count[_rows(beside_archive.log, "post")].sum() == 1
    assert "left out" in beside_archive.notes[0]


def test_posts_of_a_workbook_stay_on_the_days_that_nothing_else_shows():
    """Another source shows the posts from 4 March on, and one of 1 March, a day apart elsewhere."""
    days = ("2026-02-10", "2026-02-28", "2026-03-05")
    posts = read_log([{"day": day, "action": "post"} for day in days])
    whole = Coverage((Span("post", to_day(date(2026, 2, 1)), to_day(date(2026, 3, 9))),))
    workbook = Outcome("creator_analytics", posts.with_coverage(whole))
    shown = read_log([{"day": "2026-03-01", "action": "post"}])
    late = Coverage((Span("post", to_day(date(2026, 3, 4)), None),))
    export = Outcome("linkedin_export", shown.with_coverage(late))

    from estimator.readers.merging import merged

    both = merged([workbook, export])

    assert sorted(both.log.day.tolist()) == [
        to_day(date(2026, 2, 10)),
        to_day(date(2026, 3, 1)),
    ]
    assert both.log.coverage.spans == (*whole.spans, *late.spans)
    assert any("left out" in note and "those of 1" in note for note in both.notes)


@pytest.mark.parametrize(
    ("names", "who", "searches"),
    [
        ("Seat ID", ("s1", "s1"), 62),  # a week of a month that is there
        ("Seat ID", ("s1", "s2"), 69),  # two teams
        ("Team", ("a", "a"), 69),  # seats without names: nobody knows whether they are the same
    ],
)
def test_days_of_a_seat_in_two_usage_reports_count_once(tmp_path, names, who, searches):
    reports = {"usage_2026-05-01_2026-05-31": 62, "usage_2026-05-04_2026-05-10": 7}
    for (name, n), seat in zip(reports.items(), who, strict=True):
        content = f"{names},Searches,Profile Views,SSI\n{seat},{n},2,55\n"
        (tmp_path / f"{name}.csv").write_text(content)

    outcome = read_sources(sorted(tmp_path.iterdir()))

    log = outcome.log
    assert log.count[_rows(log, "people_search")].sum() == pytest.approx(searches)
    assert any("count once" in note for note in outcome.notes) == (searches == 62)


def _rows(log: ActivityLog, action: str):
    return log.action == log.actions.index(action)


def test_progress_is_told_up_to_the_end(tmp_path):
    forms.to_jsonl(ROWS, tmp_path)
    told: list[tuple[int, int]] = []

    with listening(lambda _what, done, total: told.append((done, total))):
        read_sources([tmp_path / "log.jsonl"])

    size = (tmp_path / "log.jsonl").stat().st_size
    assert told[-1] == (size, size)


SEEDS = {
    "jsonl": forms.jsonl(ROWS),
    "csv": forms.delimited(ROWS),
    "workbook": workbook(
        {"ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["3/1/2026", 1, 1]]}
    ),
    "usage report": b"Seat ID,Days Active,Searches,Profile Views,SSI\n1001,3,2,1,55\n",
    "portability API": b'{"elements": [{"snapshotDomain": "ALL_LIKES", "snapshotData": [{}]}]}',
    "archive": COMPLETE.read_bytes()[:20_000],
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.sampled_from(sorted(SEEDS)),
    at=st.floats(0, 1),
    cut=st.integers(0, 9),
    new=st.binary(max_size=9),
)
def test_whatever_happened_to_a_file_it_is_read_or_refused_with_a_reason(
    seed, at, cut, new, tmp_path
):
    content = SEEDS[seed]
    place = int(at * len(content))
    path = tmp_path / "usage_2025-08.bin"
    path.write_bytes(content[:place] + new + content[place + cut :])

    try:
        outcome = read_sources([path])
    except LogError as error:
        assert error.faults
    else:
        assert outcome.files
