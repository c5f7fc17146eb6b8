"""The creator analytics workbook: daily sheets in each layout, two rankings joined on the post."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import workbook

from estimator.coverage import Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers.analytics_posts import rankings_of
from estimator.readers.creator_analytics import read_analytics
from estimator.readers.sources import read_sources

NAME = "AggregateAnalytics_2026-03-01_2026-03-04.xlsx"
FIRST = to_day(date(2026, 3, 1))
ENGAGEMENT = [
    ["Date", "Impressions", "Engagements"],
    ["3/1/2026", 100, 5],
    ["3/2/2026", 0, 0],
    ["3/3/2026", 250, 7],
]
FOLLOWERS = [
    ["Total followers on 3/4/2026:", 1010],
    [],
    ["Date", "New followers"],
    ["3/1/2026", 3],
    ["3/2/2026", 0],
    ["3/3/2026", 5],
    ["3/4/2026", 2],
]


def identity(day: date, step: int = 0) -> int:
    """The id of something posted at noon of that day, `step` seconds later."""
    return ((to_day(day) * 86_400 + 43_200 + step) * 1000 << 22) + 1


def link(kind: str, day: date, step: int = 0) -> str:
    return f"https://www.linkedin.com/feed/update/urn:li:{kind}:{identity(day, step)}"


def ranking(*left_and_right, header_row=3):
    header = ["Post URL", "Post publish date", "Engagements", ""]
    header += ["Post URL", "Post publish date", "Impressions"]
    banner = [["Maximum of 50 posts available to include in this list"], []]
    return [*(banner if header_row == 3 else []), header, *left_and_right]


def row(left, right):
    def half(day, number):
        return [link("activity", day), f"{day.month}/{day.day}/{day.year}", number]

    return [*half(*left), None, *half(*right)]


def column(log, action):
    rows = log.action == log.actions.index(action)
    return dict(zip(log.day[rows].tolist(), log.count[rows].tolist(), strict=True))


def test_impressions_and_engagement_are_daily():
    outcome = read_analytics(workbook({"ENGAGEMENT": ENGAGEMENT}), NAME)

    assert column(outcome.log, "impression") == {FIRST: 100, FIRST + 2: 250}
    assert column(outcome.log, "engagement_received") == {FIRST: 5, FIRST + 2: 7}
    assert Span("impression", FIRST, FIRST + 2) in outcome.log.coverage.spans
    assert (outcome.files[0].records, outcome.files[0].read) == (3, 3)


def test_followers_of_every_day_follow_from_the_total_of_one():
    log = read_analytics(workbook({"FOLLOWERS": FOLLOWERS}), NAME).log

    assert column(log, "follower_gained") == {FIRST: 3, FIRST + 2: 5, FIRST + 3: 2}
    assert list(column(log, "followers").values()) == [1003, 1003, 1008, 1010]


def test_without_a_total_there_are_new_followers_alone():
    log = read_analytics(workbook({"FOLLOWERS": FOLLOWERS[2:]}), NAME).log

    assert log.actions == ("follower_gained",)


@pytest.mark.parametrize("header_row", [1, 3])
def test_two_rankings_are_joined_on_the_post(header_row):
    one, two, old = date(2026, 3, 1), date(2026, 3, 3), date(2025, 12, 1)
    posts = ranking(row((one, 9), (two, 900)), row((two, 8), (old, 20)), header_row=header_row)

    outcome = read_analytics(workbook({"ENGAGEMENT": ENGAGEMENT, "TOP POSTS": posts}), NAME)

    assert column(outcome.log, "post") == {FIRST: 1, FIRST + 2: 1}
    assert Span("post", FIRST, FIRST + 2) in outcome.log.coverage.spans
    assert "3 posts, 2 of them published" in outcome.files[1].notes[0]


def test_an_activity_and_its_share_are_one_post():
    day = date(2026, 3, 1)
    cells = [link("activity", day, step=2), "3/1/2026", 9, "", link("ugcPost", day), "3/1/2026", 8]

    ranked = rankings_of(ranking([str(cell) for cell in cells]))

    assert ranked is not None and len(ranked.posts) == 1


def test_a_post_without_a_date_has_the_one_in_its_id():
    cells = [
        f"https://www.linkedin.com/posts/ada-activity-{identity(date(2026, 3, 2))}-x1Yz",
        "",
        "9",
    ]

    ranked = rankings_of(ranking([*cells, "", "", "", ""]))

    assert ranked is not None
    assert [post.day for post in ranked.posts] == [FIRST + 1]


def test_a_full_ranking_does_not_cover_posts():
    many = [row((date(2026, 3, 1 + n % 3), 9), (date(2025, 1, 1 + n % 28), 1)) for n in range(50)]
    for number, cells in enumerate(many):
        cells[0] = link("activity", date(2026, 3, 1 + number % 3), step=number)

    outcome = read_analytics(
        workbook({"ENGAGEMENT": ENGAGEMENT, "TOP POSTS": ranking(*many)}), NAME
    )

    assert not any(span.action == "post" for span in outcome.log.coverage.spans)
    assert "a ranking is full" in outcome.files[1].notes[1]


def test_texts_in_place_of_dates_and_numbers_are_read():
    texts = [["Date", "Impressions", "Engagements"], ["3/1/2026", "1,100", "5"]]
    dates = [["Date", "Impressions", "Engagements"], [date(2026, 3, 1), 1100.0, 5]]

    read = [read_analytics(workbook({"ENGAGEMENT": rows}), NAME).log for rows in (texts, dates)]

    assert read[0].sha256 == read[1].sha256
    assert column(read[0], "impression") == {FIRST: 1100}


def test_days_come_first_where_a_number_over_12_shows_it():
    rows = [["Date", "New followers"], ["1/3/2026", 1], ["13/3/2026", 2]]

    log = read_analytics(workbook({"FOLLOWERS": rows}), NAME).log

    assert log.day.tolist() == [FIRST, FIRST + 12]


def test_sums_are_named_as_not_read():
    book = workbook(
        {
            "DISCOVERY": [["Overall Performance", "3/1/2026 - 3/3/2026"], ["Impressions", 350]],
            "ENGAGEMENT": ENGAGEMENT,
            "DEMOGRAPHICS": [
                ["Top Demographics", "Value", "Percentage"],
                ["Seniority", "Owner", "2%"],
            ],
        }
    )

    files = {report.name: report.notes for report in read_analytics(book, NAME).files}

    assert files[f"{NAME}:DISCOVERY"] == files[f"{NAME}:DEMOGRAPHICS"]
    assert "not read" in files[f"{NAME}:DISCOVERY"][0]


def test_a_row_without_a_date_is_named_with_its_sheet_and_line():
    rows = [*ENGAGEMENT, ["yesterday", 4, 1]]

    (report,) = read_analytics(workbook({"ENGAGEMENT": rows}), NAME).files

    assert str(report.faults[0]).startswith(f"{NAME}:ENGAGEMENT:5: Date is not a date")
    assert report.skipped == {"not a date": 1}


@pytest.mark.parametrize(
    "content",
    [
        workbook({"ENGAGEMENT": [["Day", "Views"]]}),
        workbook({"DISCOVERY": [["Overall Performance", "Value"]]}),
        b"PK\x03\x04 and no more",
        b"",
    ],
    ids=["other columns", "no daily sheet", "damaged", "empty"],
)
def test_a_workbook_without_days_is_an_error(content):
    with pytest.raises(LogError, match=NAME):
        read_analytics(content, NAME)


def test_the_workbook_is_recognised_and_its_owner_not_named(tmp_path):
    path = tmp_path / "AggregateAnalytics_Ada Example_2026-03-01_2026-03-04.xlsx"
    path.write_bytes(workbook({"ENGAGEMENT": ENGAGEMENT}))

    outcome = read_sources([path])

    assert outcome.kind == "creator_analytics"
    assert "Ada" not in repr(outcome)


@given(st.permutations(ENGAGEMENT[1:]), st.permutations([0, 1, 2]))
def test_the_order_of_rows_and_columns_is_irrelevant(rows, order):
    plain = workbook({"ENGAGEMENT": ENGAGEMENT})
    shuffled = [[cells[place] for place in order] for cells in [ENGAGEMENT[0], *rows]]

    log = read_analytics(workbook({"ENGAGEMENT": shuffled}), NAME).log

    assert log.sha256 == read_analytics(plain, NAME).log.sha256
