"""Whether day or month comes first where all days are small: what stands beside decides, or nobody.

A spreadsheet writes 5 April as 5/4/2025 or 4/5/2025. Files of a folder are saved by one program.
"""

import os
from datetime import UTC, datetime

import pytest
from archives import CONNECTIONS, daily, read, table, url

from estimator.errors import LogError
from estimator.readers.linkedin.export import read_export

ISO = "2025-{1:02d}-{0:02d}"
DAY, MONTH = "{0}/{1}/2025", "{1}/{0}/2025"
OLDER = datetime(2025, 4, 1, tzinfo=UTC).timestamp()


def linked(day, month):
    """A post of 9 o'clock that day, by its id."""
    number = int(datetime(2025, month, day, 9, tzinfo=UTC).timestamp() * 1000) << 22
    return f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{number}"


def reactions(days, form):
    rows = [[form.format(d, m) + " 10:07", "LIKE", linked(d, m)] for d, m in days]
    return table("Date,Type,Link", rows)


def connections(days, form):
    rows = [[f"P{n}", "X", url(f"p{n}-x"), "", "", "", form.format(*d)] for n, d in enumerate(days)]
    return table(CONNECTIONS, rows)


IN_ORDER = [(12, 5), (9, 5), (4, 5), (1, 5)]


@pytest.mark.parametrize("form", [DAY, MONTH])
def test_nothing_is_done_before_its_post(tmp_path, form):
    log = read(tmp_path, {"Reactions.csv": reactions(IN_ORDER, form)}, "mine.zip").log

    assert {day.month for day in daily(log, "reaction")} == {5}


@pytest.mark.parametrize("form", [DAY, MONTH])
def test_rows_are_in_order_of_time(tmp_path, form):
    """1 May, 12 April, 2 April: read the other way round they would go up and down."""
    days = [(1, 5), (12, 4), (2, 4)]

    log = read(tmp_path, {"Connections.csv": connections(days, form)}, "mine.zip").log

    assert [day.month for day in daily(log, "connections")] == [4, 4, 5]


@pytest.mark.parametrize("form", [DAY, MONTH])
def test_a_file_that_does_not_tell_follows_the_others_of_its_folder(tmp_path, form):
    files = {
        "Connections.csv": connections(IN_ORDER, form),
        "Reactions.csv": reactions([*IN_ORDER, (28, 4)], form),
    }

    log = read(tmp_path, files, "mine.zip").log

    assert {day.month for day in daily(log, "connections")} == {5}


def test_nothing_is_later_than_the_file_it_stands_in(tmp_path):
    """9 March, written as 9/3/2025 in a file of 1 April, is not 3 September."""
    path = tmp_path / "Connections.csv"
    path.write_text(connections([(9, 3), (1, 3)], DAY))

    os.utime(path, (OLDER, OLDER))
    log = read_export([path]).log
    os.utime(path, (OLDER + 300 * 86_400,) * 2)

    assert [day.month for day in daily(log, "connections")] == [3, 3]
    with pytest.raises(LogError, match="day first or month first"):
        read_export([path])


def test_in_doubt_the_file_is_refused_and_its_rows_are_counted(tmp_path):
    files = {
        "Connections.csv": connections(IN_ORDER, DAY),
        "Skills.csv": "Name\nSelling\n",
    }

    outcome = read(tmp_path, files, "mine.zip")

    (report,) = (file for file in outcome.files if file.kind == "connections")
    assert (report.records, report.read, report.skipped) == (4, 0, {"file not usable": 4})
    assert "day first or month first" in report.faults[0].what
    assert "connections" not in {span.action for span in outcome.log.coverage.spans}
