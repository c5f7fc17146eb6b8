"""Each row of a source is read, left out with a reason, or refuses it: over all kinds of source.

Rows are made of what each kind's columns may hold and what they may not; a quote is left open, a
line is cut short, cells are too many. Whatever comes in, the account of the file closes, and what
counts as read is in the log.
"""

import json
from datetime import UTC, datetime

import pandas as pd
import pytest
from archives import total, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import workbook

from estimator.errors import LogError, ReadingError
from estimator.readers.linkedin.export import read_export
from estimator.readers.linkedin.kinds import ARTICLES, KINDS
from estimator.readers.recorded import readings_in
from estimator.readers.registry import READERS, Start, kind_by
from estimator.readers.sources import read_sources

TABLES = [kind for kind in KINDS if kind is not ARTICLES]
WHEN = datetime(2025, 3, 5, 9, 7, 9, tzinfo=UTC)
DATES = {
    "iso_naive": "%Y-%m-%d %H:%M:%S",
    "iso_utc": "%Y-%m-%d %H:%M:%S UTC",
    "iso_utc_min": "%Y-%m-%d %H:%M UTC",
    "slash_utc": "%Y/%m/%d %H:%M:%S UTC",
    "java_utc": "%a %b %d %H:%M:%S UTC %Y",
    "us_short": "%m/%d/%y, %I:%M %p",
    "d_mon_y": "%d %b %Y",
    "event_range": "%b %d, %Y %I:%M %p",
    "rich_media": "You uploaded a feed photo on %B %d, %Y at %I:%M %p (GMT)",
}
CELLS = ("", "a", "Ada", "ACCEPTED", "OUTGOING", "https://www.linkedin.com/in/ada", "Yes", "N/A")
ODD = ("31 Feb 2026", "05. Apr 26", "99", "x,y", "a;b", "é", "urn:li:share:7435000000000000001")


def rows_of(kind):
    """Rows of cells for the columns of a kind: mostly good, in part dated in odd ways."""

    def cell(column):
        if column in kind.dates:
            good = WHEN.strftime(DATES[kind.forms[0]])
            return st.sampled_from([good, good, good, "", *ODD])
        return st.sampled_from([*CELLS, *ODD])

    row = st.tuples(*(cell(column) for column in kind.columns)).map(list)
    return st.lists(row, min_size=1, max_size=6)


def line_of(row):
    return ",".join(f'"{cell}"' for cell in row)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.name)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_is_read_left_out_or_refuses_the_file(tmp_path, kind, data):
    rows = data.draw(rows_of(kind))
    lines = [line_of(row) for row in rows]
    odd = data.draw(st.sampled_from(["", "open quote", "short", "long", "blank"]))
    place = data.draw(st.integers(0, len(lines) - 1))
    if odd == "open quote":
        lines[place] = '"' + lines[place].strip('"').replace('"', "")
    elif odd == "short":
        lines[place] = lines[place].split('","')[0].rstrip('"') + '"'
    elif odd == "long":
        lines[place] += ',"more"'
    elif odd == "blank":
        lines.insert(place, "")
    file = zipped(tmp_path / "mine.zip", {kind.file: "\n".join([",".join(kind.columns), *lines])})

    try:
        outcome = read_export([file])
    except LogError as error:
        assert kind.file in str(error) or "no file" in str(error)
        return

    (report,) = (report for report in outcome.files if report.kind == kind.name)
    assert report.read + sum(report.skipped.values()) == report.records
    assert report.read >= 0
    assert report.records == len(rows) or kind.escaped  # lines without a date belong to the last
    if kind.action and kind.action not in ("repost", "vote"):
        assert total(outcome.log, kind.action) == report.read


DAYS = ("2026-05-04", "2026-05-05", "05.05.2026", "", "soon", "1850-01-01", "2026-13-45")
NUMBERS = ("0", "3", "12", "", "2.5", "x", "-1", "1e999")
SEATS = ("1001", "1002", "Ada Example", "", "Total")
DELIMITED = {
    "log.csv": {
        "day": DAYS,
        "action": ("comment", "likes", "connections", "coment", "", "7"),
        "count": NUMBERS,
        "words": NUMBERS,
    },
    "mine.csv": {"date": DAYS, "comments": NUMBERS, "reactions": NUMBERS},
    "logger.csv": {"Date": DAYS, "Reactions": NUMBERS, "Comments": NUMBERS, "Posts": NUMBERS,
                   "SSI": NUMBERS},
    "usage_2026-05-01_2026-05-31.csv": {
        "Seat ID": SEATS, "Days Active": NUMBERS, "Searches Performed": NUMBERS,
        "Profile Views": NUMBERS, "InMails Acceptance Rate": ("40%", "165%", "", "x"),
    },
    "weekly.csv": {
        "Period": ("Week of 2026-05-04", "2026-05", "Q2 2026", "early May 2026", "", "x"),
        "Seat ID": SEATS, "Days Active": NUMBERS, "Searches Performed": NUMBERS,
        "Profile Views": NUMBERS,
    },
    "activity.csv": {
        "activityId": ("1", "2", "3", ""), "activityType": ("SAVED_LEAD", "LIST_SHARED", "x"),
        "createdAt": ("03-05-2026 10:11:12", "2026-03-05", "x", ""), "seatId": SEATS,
    },
}  # fmt: skip


def closes(report):
    return report.read >= 0 and report.read + sum(report.skipped.values()) == report.records


@pytest.mark.parametrize("name", DELIMITED)
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_of_a_table_is_read_left_out_or_refuses_it(tmp_path, name, data):
    columns = DELIMITED[name]
    row = st.tuples(*map(st.sampled_from, columns.values())).filter(any)
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    lines = [",".join(row) for row in rows]
    place = data.draw(st.integers(0, len(lines) - 1))
    odd = data.draw(st.sampled_from(["", "open quote", "short", "long", "blank"]))
    if odd == "open quote":
        lines[place] = f'"{lines[place]}'
    elif odd == "short":
        lines[place] = (lines[place].partition(",")[0]) or "x"
    elif odd == "long":
        lines[place] += ",more"
    elif odd == "blank":
        lines.insert(place, "")
    path = tmp_path / name
    path.write_text("\n".join([",".join(columns), *lines]) + "\n")

    try:
        outcome = read_sources([path])
    except LogError as error:
        assert name in str(error)
        return

    (report,) = outcome.files
    assert closes(report) and report.records == len(rows)
    assert not outcome.log.n_rows or report.read
    assert len(outcome.readings) <= report.read


@given(st.lists(st.sampled_from([
    '{"day": "2026-05-04", "action": "comment"}', '{"day": "2026-05-04", "action": "coment"}',
    '{"day": "soon", "action": "comment"}', '{"day": "2026-05-04", "day": "2026-05-05"}',
    '{"covers": {}}', "[1]", "{", '{"day": "2026-05-04", "action": "followers", "count": 1.5}',
]), min_size=1, max_size=8))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_line_of_json_is_read_left_out_or_refuses_the_file(tmp_path, lines):
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(['{"day": "2026-05-04", "action": "post"}', *lines]))

    outcome = read_sources([path])

    (report,) = outcome.files
    assert closes(report) and report.records == 1 + len(lines)


COLUMNS = {"day": DAYS, "action": ("comment", "coment", "connections", ""), "count": NUMBERS}


def as_json(folder, rows):
    path = folder / "log.json"
    path.write_text(json.dumps(rows))
    return path


def as_parquet(folder, rows):
    pd.DataFrame(rows).to_parquet(folder / "log.parquet")
    return folder / "log.parquet"


def as_sheet(folder, rows):
    path = folder / "mine.xlsx"
    path.write_bytes(workbook({"A sheet": [list(COLUMNS), *map(dict.values, rows)]}))
    return path


OF_ROWS = {
    "rows": lambda folder, rows: rows,
    "frame": lambda folder, rows: pd.DataFrame(rows),
    "json": as_json,
    "parquet": as_parquet,
    "workbook": as_sheet,
}


@pytest.mark.parametrize("kind", OF_ROWS)
@given(rows=st.lists(st.tuples(*map(st.sampled_from, COLUMNS.values())).filter(any),
                     min_size=1, max_size=8))  # fmt: skip
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_of_any_form_of_table_is_read_left_out_or_refuses_it(tmp_path, kind, rows):
    given = OF_ROWS[kind](tmp_path, [dict(zip(COLUMNS, row, strict=True)) for row in rows])

    try:
        outcome = read_sources([given])
    except LogError:
        return

    (report,) = outcome.files
    assert closes(report) and report.records == len(rows)
    assert outcome.log.n_rows == report.read


def says(row):
    """Whether an object is more than a blank row, which no table counts."""
    return any(value not in (None, "") for value in row.values())


@given(st.lists(st.fixed_dictionaries({}, optional={
    "date": st.sampled_from([*DAYS, None, 46146]), "comments": st.sampled_from([0, 3, 2.5, None]),
    "reactions": st.sampled_from([1, "x", "", -1]),
}).filter(says), min_size=1, max_size=6))  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_day_of_json_is_read_left_out_or_refuses_the_file(tmp_path, days):
    try:
        outcome = read_sources([as_json(tmp_path, days)])
    except LogError:
        return

    (report,) = outcome.files
    assert closes(report) and report.records == len(days)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.domains], ids=lambda k: k.name)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_of_a_portability_page_is_read_or_left_out(tmp_path, kind, data):
    rows = [dict(zip(kind.columns, row, strict=True)) for row in data.draw(rows_of(kind))]
    page = {"snapshotDomain": kind.domains[0], "snapshotData": [*rows, *rows[:1]]}
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"elements": [page]}))

    try:
        outcome = read_sources([path])
    except LogError:
        return

    assert all(map(closes, outcome.files))
    assert sum(report.records for report in outcome.files) == len(rows) + 1


def test_a_comment_of_a_portability_page_without_its_link_is_a_row_of_its_own(tmp_path):
    date = "2025-03-05 09:07:09"
    rows = [
        {"Date": date, "Link": link, "Message": "one"}
        for link in ("https://www.linkedin.com/feed/update/urn:li:activity:1", "", "")
    ]
    page = {"snapshotDomain": "ALL_COMMENTS", "snapshotData": rows}
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"elements": [page]}))

    (report,) = read_sources([path]).files

    assert closes(report) and report.records == 3


def test_no_kind_of_source_is_without_this_law():
    told = {kind_by(Start(names=list(columns))) for columns in DELIMITED.values()} | {*OF_ROWS}
    told |= {"linkedin_export", "jsonl", "creator_analytics", "dma", "readings"}  # their own, here

    known = {kind for reader in READERS for kind in reader.kinds}
    assert told == known - {"log"} | {"workbook"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["5/4/2026", "5/5/2026", "5/13/2026", "soon", ""]),
            st.sampled_from([0, 12, -28, 2.5, "x", ""]),
            st.sampled_from([0, 3, "1.100", ""]),
        ).filter(lambda row: any(cell != "" for cell in row)),
        max_size=6,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_day_of_an_analytics_workbook_is_read_or_left_out(tmp_path, rows):
    engagement = [["Date", "Impressions", "Engagements"], ["5/20/2026", 9, 1], *rows]
    path = tmp_path / "Content_2026-05-04_2026-05-31_x.xlsx"
    path.write_bytes(workbook({"ENGAGEMENT": engagement, "TOP POSTS": [["Post URL"]]}))

    outcome = read_sources([path])

    report = outcome.files[0]
    assert closes(report) and report.records == 1 + len(rows)


@given(st.lists(st.sampled_from(["comments", "likes", "yodel", "old", "failed", "again", "x"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_event_of_the_change_log_is_read_or_left_out(tmp_path, kinds):
    events = []
    for number, kind in enumerate(["likes", *kinds]):
        event = {"owner": "a", "actor": "a", "method": "CREATE", "activityId": str(number)}
        event |= {"resourceName": f"socialActions/{kind}", "capturedAt": 1_778_000_000_000 + number}
        event |= {"old": {"capturedAt": 5}, "failed": {"activityStatus": "FAILURE"}}.get(kind, {})
        event |= {"activityId": "0"} if kind == "again" else {}
        events.append("no event" if kind == "x" else event)
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"elements": [e for e in events if isinstance(e, dict)]}))

    (report,) = read_sources([path]).files

    assert closes(report) and report.records == 1 + sum(kind != "x" for kind in kinds)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2026-05-04", "3/5/2026", "", "soon"]),
            st.sampled_from(["47", "0", "120", "x"]),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_of_recorded_scores_is_a_reading_or_says_why_not(tmp_path, rows):
    path = tmp_path / "history.csv"
    path.write_text("\n".join(["date,total", *map(",".join, rows)]))

    found = [*readings_in(path, {})]

    assert len(found) == len(rows)
    told = [f"history.csv:{n}" for n, one in enumerate(found, 2) if isinstance(one, ReadingError)]
    errors = [str(one) for one in found if isinstance(one, ReadingError)]
    assert all(where in said for where, said in zip(told, errors, strict=True))
