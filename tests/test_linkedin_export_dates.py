"""Every declared form of date, its zone, and the form chosen for a column by majority."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.dates import MONTH
from estimator.errors import InputError
from estimator.readers.linkedin import timestamps as dates
from estimator.readers.linkedin.timestamps import BY_NAME, FORMS, choose, from_pacific

PACIFIC = ZoneInfo("America/Los_Angeles")


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


EXAMPLES = {
    "iso_naive": ("2026-03-05 10:11:12", utc(2026, 3, 5, 10, 11, 12)),
    "iso_utc": ("2026-03-05 10:11:12 UTC", utc(2026, 3, 5, 10, 11, 12)),
    "iso_utc_min": ("2026-03-05 10:11 UTC", utc(2026, 3, 5, 10, 11)),
    "iso_min_naive": ("2026-03-05 10:11", utc(2026, 3, 5, 10, 11)),
    "slash_utc": ("2026/03/05 10:11:12 UTC", utc(2026, 3, 5, 10, 11, 12)),
    "java_utc": ("Thu Mar 05 10:11:12 UTC 2026", utc(2026, 3, 5, 10, 11, 12)),
    "us_short": ("3/5/26, 9:07 AM", utc(2026, 3, 5, 17, 7)),
    "d_mon_y": ("05 Mar 2026", utc(2026, 3, 5)),
    "excel_d_mon_yy": ("5-Mar-26", utc(2026, 3, 5)),
    "mon_d_y": ("Mar 5, 2026", utc(2026, 3, 5)),
    "iso_date": ("2026-03-05", utc(2026, 3, 5)),
    "event_range": (
        "Mar 05, 2026 10:00 AM - Mar 05, 2026 11:00 AM",
        utc(2026, 3, 5, 10),
    ),
    "rich_media": (
        "You uploaded a feed photo on March 5, 2026 at 9:07 AM (GMT)",
        utc(2026, 3, 5, 9, 7),
    ),
    "eu_short": ("25/3/26, 9:07 AM", utc(2026, 3, 25, 16, 7)),
    "serial": ("46086.424444", utc(2026, 3, 5, 10, 11, 12)),
    "year_first": ("2026/3/5 10:11", utc(2026, 3, 5, 10, 11)),
    "sheet_month_first": ("3/5/2026 10:11", utc(2026, 3, 5, 10, 11)),
    "sheet_day_first": ("05.03.2026 10:11:12", utc(2026, 3, 5, 10, 11, 12)),
}


def test_every_form_has_an_example():
    assert set(EXAMPLES) == {form.name for form in FORMS}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_a_form_is_read_in_its_zone(name):
    cell, seconds = EXAMPLES[name]

    assert BY_NAME[name].read(cell) == seconds


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("03/05/26, 09:07 AM", utc(2026, 3, 5, 17, 7)),
        ("3/5/26, 9:07\u202fAM", utc(2026, 3, 5, 17, 7)),
        ("3/5/26, 9:07\u00a0PM", utc(2026, 3, 6, 5, 7)),
        ("3/5/26, 12:07 AM", utc(2026, 3, 5, 8, 7)),
        ("3/5/26, 12:07 PM", utc(2026, 3, 5, 20, 7)),
        ("7/5/68, 9:07 AM", utc(2068, 7, 5, 16, 7)),
    ],
)
def test_the_short_american_form_allows_for_its_spaces_and_halves(cell, seconds):
    assert BY_NAME["us_short"].read(cell) == seconds


@pytest.mark.parametrize(
    "cell",
    ["2/30/26, 9:07 AM", "3/5/26, 0:07 AM", "3/5/26, 13:07 PM", "3/5/26 9:07 AM", "", "N/A"],
)
def test_a_time_that_no_clock_or_calendar_has_is_not_read(cell):
    assert BY_NAME["us_short"].read(cell) is None


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("3/7/26, 11:59 PM", utc(2026, 3, 8, 7, 59)),  # standard time, -8
        ("3/8/26, 1:59 AM", utc(2026, 3, 8, 9, 59)),
        ("3/8/26, 3:00 AM", utc(2026, 3, 8, 10, 0)),  # a minute later: daylight time, -7
        ("11/1/25, 11:59 PM", utc(2025, 11, 2, 6, 59)),
        ("11/2/25, 12:59 AM", utc(2025, 11, 2, 7, 59)),
        ("11/2/25, 2:00 AM", utc(2025, 11, 2, 10, 0)),  # standard time again
        ("4/2/06, 1:59 AM", utc(2006, 4, 2, 9, 59)),  # the change was in April until 2006
        ("4/2/06, 3:00 AM", utc(2006, 4, 2, 10, 0)),
    ],
)
def test_the_edges_of_daylight_saving_are_those_of_california(local, expected):
    assert BY_NAME["us_short"].read(local) == expected


@given(st.integers(utc(2004, 1, 1) // 60, utc(2060, 1, 1) // 60))
def test_a_pacific_clock_read_back_is_the_time_or_the_hour_that_came_twice(minute):
    when = datetime.fromtimestamp(minute * 60, UTC)
    local = when.astimezone(PACIFIC)
    wall = int(local.replace(tzinfo=UTC).timestamp())

    back = from_pacific(wall)

    twice = when - timedelta(hours=1) if local.fold else when
    assert back == int(twice.timestamp())


def test_the_form_of_a_column_is_chosen_by_its_majority():
    cells = ["2026-03-05 10:11:12", "2026-03-06 10:11:12", "05 Mar 2026", "", "N/A"]

    assert choose(cells, ["d_mon_y"]).form.name == "iso_naive"


def test_month_comes_first_until_a_day_above_twelve_proves_otherwise():
    assert choose(["3/5/26, 9:07 AM"], ["us_short"]).form.name == "us_short"
    assert choose(["3/5/26, 9:07 AM", "13/5/26, 9:07 AM"], ["us_short"]).form.name == "eu_short"
    assert choose(["1/13/26, 9:07 AM", "3/5/26, 9:07 AM"], ["us_short"]).form.name == "us_short"


def test_a_spreadsheets_form_keeps_the_zone_of_its_column():
    cells = ["3/4/2026 23:59", "3/15/2026 8:00"]

    assert choose(cells, ["us_short"]).read(cells[0]) == utc(2026, 3, 5, 7, 59)
    assert choose(cells, ["iso_naive"]).read(cells[0]) == utc(2026, 3, 4, 23, 59)


def test_a_system_without_time_zones_is_told_what_to_install(monkeypatch):
    def no_zone(key):
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr(dates, "ZoneInfo", no_zone)
    dates.pacific.cache_clear()

    with pytest.raises(InputError, match="pip install tzdata"):
        from_pacific(0)


@pytest.mark.parametrize(
    ("cell", "month"),
    [("05 déc. 2026", 12), ("05 Mär 2026", 3), ("05 ago 2026", 8), ("05 set 2026", 9)],
)
def test_months_are_known_in_other_languages(cell, month):
    assert BY_NAME["d_mon_y"].read(cell) == utc(2026, month, 5)


def test_no_month_name_stands_for_two_months():
    assert set(MONTH.values()) == set(range(1, 13))
    assert MONTH["mar"] == MONTH["mars"] == MONTH["mrt"] == 3
    assert MONTH["mai"] == MONTH["mag"] == MONTH["mei"] == 5


@pytest.mark.parametrize(
    ("cells", "declared"),
    [
        (["05 May 2026", "05. Apr 26", "05 Mar 2026"], ["d_mon_y"]),  # a German Excel
        (["05 May 2026", "05-avr-26", "05 Mar 2026"], ["d_mon_y"]),  # a French one
        (["05 May 2026", "05\u00a0avr.\u00a02026", "05 Mar 2026"], ["d_mon_y"]),
        (["05 May 2026", "05/abr/26", "5. März 2026"], ["d_mon_y"]),
        (["05 May 2026", "05-kwi-26", "05.mar.2026"], ["d_mon_y"]),  # a Polish one, with points
        (["05 May 2026", "05.04.2026", "05-Mar-26"], ["d_mon_y"]),
        (["05 May 2026", "2026/4/5", "5. 3. 2026"], ["d_mon_y"]),  # a Japanese one, a Czech one
        (["2026-05-05 10:00:00", "2026-04-05 9:00:00", "5.3.2026 10:00"], ["iso_naive"]),
    ],
)
def test_each_cell_of_a_column_with_several_forms_is_read_where_it_leaves_no_doubt(cells, declared):
    column = choose(cells, declared)

    assert [datetime.fromtimestamp(column.read(c), UTC).month for c in cells] == [5, 4, 3]


def test_with_points_the_day_comes_first_whatever_the_days():
    column = choose(["05.04.2026", "06.04.2026"], ["d_mon_y"])

    assert column.read("05.04.2026") == utc(2026, 4, 5)


def test_with_strokes_a_column_of_small_days_can_be_read_both_ways():
    assert choose(["5/4/2026", "6/4/2026"], ["d_mon_y"]).order == "either"
    assert choose(["5/4/2026", "16/4/2026"], ["d_mon_y"]).order == "day"
    assert choose(["5/4/2026", "6/14/2026"], ["d_mon_y"]).order == "month"
    assert choose(["5/5/2026", "6/6/2026"], ["d_mon_y"]).order == "day"


def test_numbers_beside_linkedins_own_short_form_keep_its_order():
    """A British Excel takes 5/4/26 for its own 5 April and leaves 5/14/26 a text."""
    column = choose(["5/14/26, 9:07 AM", "5/4/2026 9:07", "5/15/26, 9:07 AM"], ["us_short"])

    assert column.read("5/4/2026 9:07") == utc(2026, 5, 4, 16, 7)


@pytest.mark.parametrize(
    "cell",
    ["5 de marzo de 2026", "2026年3月5日", "\u200e05 Mar 2026", "Thu, 5 Mar 2026", "5 mars 2026"],
)
def test_a_day_that_is_in_no_doubt_is_read_in_whatever_form(cell):
    assert choose([cell, "05 Mar 2026"], ["d_mon_y"]).read(cell) == 1_772_668_800


@pytest.mark.parametrize("zone", [" UTC", "Z", ".000Z", "+00:00", "+0000"])
def test_a_moment_of_utc_is_read_however_it_says_so(zone):
    assert (
        choose([f"2026-03-05 09:07:01{zone}"], ["iso_utc"]).read(f"2026-03-05 09:07:01{zone}")
        == 1_772_701_621
    )
