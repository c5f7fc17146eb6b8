"""Each row of a file is read, left out with a reason, or refuses the file: over all kinds of file.

Rows are made of what each kind's columns may hold and what they may not; a quote is left open, a
line is cut short, cells are too many. Whatever comes in, the account of the file closes, and what
counts as read is in the log.
"""

from datetime import UTC, datetime

import pytest
from archives import total, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.errors import LogError
from estimator.readers.linkedin import read_export
from estimator.readers.linkedin.kinds import ARTICLES, KINDS

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
