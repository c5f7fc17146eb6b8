"""The creator analytics workbook: daily sheets in each layout, two rankings joined on the post."""

import io
import re
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import workbook

from estimator.coverage import Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers import analytics
from estimator.readers.registry import KnownSource, Manner
from estimator.readers.sources import read_sources
from estimator.readers.workbook import sheets

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


def read_analytics(content, name):
    source = KnownSource(name, "creator_analytics", sheets(content, name))
    return analytics.read([source], Manner())


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


@pytest.mark.parametrize("sign", [",", ";"])
def test_sheets_saved_as_texts_are_read_as_their_workbook_is(tmp_path, sign):
    book = {"ENGAGEMENT": ENGAGEMENT, "FOLLOWERS": FOLLOWERS}
    for title, rows in book.items():
        text = "".join(sign.join(map(str, cells)) + "\n" for cells in rows)
        (tmp_path / f"{title}.csv").write_text(text)
    (tmp_path / "book.xlsx").write_bytes(workbook(book))

    texts = read_sources([tmp_path / f"{title}.csv" for title in book])

    assert texts.kind == "creator_analytics"
    assert texts.log.sha256 == read_sources([tmp_path / "book.xlsx"]).log.sha256


def test_a_table_of_days_and_other_numbers_is_no_sheet_of_analytics(tmp_path):
    (tmp_path / "mine.csv").write_text("Date,Steps,Coffees\n2026-03-01,9000,3\n")

    with pytest.raises(LogError, match="its columns are 'Date', 'Steps', 'Coffees'"):
        read_sources([tmp_path / "mine.csv"])


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
    posts = ranking(cells)

    outcome = read_analytics(workbook({"ENGAGEMENT": ENGAGEMENT, "TOP POSTS": posts}), NAME)

    assert column(outcome.log, "post") == {FIRST: 1}


def test_a_post_without_a_date_has_the_one_in_its_id():
    cells = [
        f"https://www.linkedin.com/posts/ada-activity-{identity(date(2026, 3, 2))}-x1Yz",
        "",
        "9",
    ]

    posts = ranking(cells)

    outcome = read_analytics(workbook({"ENGAGEMENT": ENGAGEMENT, "TOP POSTS": posts}), NAME)

    assert column(outcome.log, "post") == {FIRST + 1: 1}


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


# in other languages, and as LinkedIn writes it

SPANISH = {
    "DESCUBRIMIENTO": [["Rendimiento general", "1/4/2026 - 7/4/2026"], ["Impresiones", 91]],
    "INTERACCIÓN": [["Fecha", "Impresiones", "Interacciones"],
                    *([f"{day}/4/2026", 9 + day, day % 3] for day in range(1, 8))],
    "PUBLICACIONES PRINCIPALES": [
        ["Esta lista puede incluir un límite de 50 publicaciones"], [],
        ["URL de la publicación", "Fecha de publicación", "Interacciones"],
        [link("activity", date(2026, 4, 3)), "3/4/2026", 9],
    ],
    "SEGUIDORES": [["Total de seguidores el 7/4/2026:", 1190], [], ["Fecha", "Nuevos seguidores"],
                   *([f"{day}/4/2026", day % 2] for day in range(1, 8))],
}  # fmt: skip
APRIL = to_day(date(2026, 4, 1))


def translated(titles, heads):
    """The Spanish workbook with other titles of sheets and other first words of rows."""
    return {
        title: [[heads.get(cell, cell) for cell in cells] for cells in rows]
        for title, rows in zip(titles, SPANISH.values(), strict=True)
    }


BOOKS = {
    "spanish": SPANISH,
    "unknown": translated(
        ["UPTÄCKT", "ENGAGEMANG", "TOPPINLÄGG", "FÖLJARE"],
        {"Fecha": "Datum", "Impresiones": "Visningar", "Interacciones": "Engagemang",
         "Nuevos seguidores": "Nya följare", "Total de seguidores el 7/4/2026:":
         "Totalt antal följare 7/4/2026:"},
    ),
    "japanese": {
        title: [[re.sub(r"(\d)/4/2026", r"2026/4/\1", str(c)) for c in cells] for cells in rows]
        for title, rows in translated(["概要", "反応", "投稿", "人"], {"Fecha": "日付"}).items()
    },
}  # fmt: skip


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_a_week_in_any_language_is_read_in_its_order_of_dates(book):
    """No number is over 12: that the days follow each other tells."""
    log = read_analytics(workbook(book), "contenido.xlsx").log

    assert column(log, "impression") == {APRIL + n: 10 + n for n in range(7)}
    assert column(log, "post") == {APRIL + 2: 1}
    assert column(log, "followers")[APRIL + 6] == 1190


def test_of_an_unknown_language_it_says_which_titles_it_saw():
    book = BOOKS["unknown"]

    outcome = read_analytics(workbook(book), NAME)

    assert any("ENGAGEMANG" in note for file in outcome.files for note in file.notes)


def test_an_analytics_workbook_that_is_not_understood_is_named_as_one(tmp_path):
    """Three numbers beside the day: nobody can tell which is which."""
    book = dict(BOOKS["unknown"])
    book["ENGAGEMANG"] = [["Datum", "A", "B", "C"], ["1/4/2026", 3, 2, 1]]
    book["FÖLJARE"] = [["Totalt 7/4/2026:", 1190], ["Datum", "A", "B", "C"], ["1/4/2026", 3, 2, 1]]
    (tmp_path / "x.xlsx").write_bytes(workbook(book))

    with pytest.raises(LogError, match=r"analytics workbook in a language.*ENGAGEMANG.*English"):
        read_sources([tmp_path / "x.xlsx"])


def test_one_order_of_dates_holds_for_the_whole_workbook():
    book = {
        "ENGAGEMENT": [["Date", "Impressions", "Engagements"],
                       *([f"{day}/3/2026", 5, 1] for day in range(5, 15))],
        "TOP POSTS": [["Post URL", "Post publish date", "Engagements"],
                      [link("activity", date(2026, 3, 5)), "5/3/2026", 9]],
        "FOLLOWERS": [["Total followers on 6/3/2026:", 50], ["Date", "New followers"],
                      ["5/3/2026", 1], ["6/3/2026", 1]],
    }  # fmt: skip

    log = read_analytics(workbook(book), "day_first.xlsx").log

    assert column(log, "post") == {FIRST + 4: 1}
    assert column(log, "followers") == {FIRST + 4: 49, FIRST + 5: 50}


def test_a_single_day_in_either_order_is_refused_in_an_unknown_language():
    book = {"ENGAGEMANG": [["Datum", "A", "B"], ["3/4/2026", 9, 1]],
            "FÖLJARE": [["Totalt 3/4/2026:", 50], ["Datum", "C"], ["3/4/2026", 1]]}  # fmt: skip

    with pytest.raises(LogError, match="month first or day first"):
        read_analytics(workbook(book), "x.xlsx")


def test_engagement_that_is_taken_back_is_none_on_that_day_and_said():
    rows = [*ENGAGEMENT, ["3/4/2026", 10, -28]]

    outcome = read_analytics(workbook({"ENGAGEMENT": rows}), NAME)

    assert FIRST + 3 not in column(outcome.log, "engagement_received")
    assert Span("engagement_received", FIRST, FIRST + 3) in outcome.log.coverage.spans
    assert outcome.files[0].faults == () and "taken back" in outcome.files[0].notes[0]


def test_numbers_are_read_as_any_language_parts_them():
    rows = [ENGAGEMENT[0], ["3/1/2026", "1.100", "1 005"], ["3/2/2026", 1.234, "12"]]

    outcome = read_analytics(workbook({"ENGAGEMENT": rows}), NAME)

    assert column(outcome.log, "impression") == {FIRST: 1100}
    assert column(outcome.log, "engagement_received") == {FIRST: 1005, FIRST + 1: 12}


def of_days(first, n_days, revised=0):
    rows = [[f"4/{day}/2026", 100 + day + revised, 1] for day in range(first, first + n_days)]
    return {"ENGAGEMENT": [ENGAGEMENT[0], *rows]}


def test_overlapping_workbooks_count_each_day_once_and_the_newer_one_counts(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook(of_days(1, 10)))
    (tmp_path / "b.xlsx").write_bytes(workbook(of_days(8, 7, revised=50)))

    one = read_sources([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])
    other = read_sources([tmp_path / "b.xlsx", tmp_path / "a.xlsx"])

    days = column(one.log, "impression")
    assert days == {APRIL + n: 101 + n + 50 * (n >= 7) for n in range(14)}
    assert one.log.sha256 == other.log.sha256
    assert any("disagree on 3 days" in note for note in one.notes)
    assert not any("FAILED" in note for note in one.notes)


def test_of_workbooks_that_end_on_one_day_the_one_that_shows_more_at_its_end_counts(tmp_path):
    """LinkedIn revises the last days upwards: the month was exported after the week."""
    (tmp_path / "month.xlsx").write_bytes(workbook(of_days(1, 20, revised=50)))
    (tmp_path / "week.xlsx").write_bytes(workbook(of_days(14, 7)))

    outcome = read_sources([tmp_path / "month.xlsx", tmp_path / "week.xlsx"])

    assert column(outcome.log, "impression") == {APRIL + n: 151 + n for n in range(20)}
    said = next(note for note in outcome.notes if "disagree" in note)
    assert "month.xlsx counts, both end on one day" in said
    assert "later" not in said


@pytest.mark.parametrize(("total", "warned"), [(300, True), (1010, False)])
def test_workbooks_of_two_members_are_told_by_their_followers(tmp_path, total, warned):
    """Of the same day one shows 1,000 and the other 300."""
    for name, n in (("a", 1000), ("b", total)):
        label = [["Total followers on 4/3/2026:", n], [], ["Date", "New followers"]]
        book = of_days(1, 3) | {"FOLLOWERS": [*label, *[[f"4/{d}/2026", 0] for d in (1, 2, 3)]]}
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(book))

    outcome = read_sources([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])

    assert any("of two members?" in caution for caution in outcome.cautions) == warned


def test_the_analytics_of_one_post_are_named_as_such(tmp_path):
    book = {"PERFORMANCE": [["Post URL", link("activity", date(2026, 5, 13))],
                            ["Post Date", "May 13, 2026"], ["Impressions", 500]]}  # fmt: skip
    (tmp_path / "PostAnalytics_AdaExample_746.xlsx").write_bytes(workbook(book))

    with pytest.raises(LogError, match=r"PostAnalytics_746.xlsx: is the analytics of one post"):
        read_sources([tmp_path / "PostAnalytics_AdaExample_746.xlsx"])


def test_of_two_columns_of_which_one_title_is_known_the_other_is_known_too():
    daily = [
        ["Datum", "Impressions", "Ein neues Wort"],
        ["01.04.2026", 10, 3],
        ["02.04.2026", 9, 0],
    ]

    outcome = read_analytics(workbook({"ENGAGEMENT": daily, "Follower innen": []}), NAME)

    assert dict(column(outcome.log, "engagement_received")) == {to_day(date(2026, 4, 1)): 3}


def test_a_total_of_followers_counts_with_a_date_in_words():
    new = [["Nombre total d'abonnés le 2 avr. 2026", 12], [], ["Date", "Nouveaux abonnés"]]
    days = [["1 avr. 2026", 2], ["2 avr. 2026", 1]]

    outcome = read_analytics(workbook({"ABONNÉS": new + days}), NAME)

    assert dict(column(outcome.log, "followers")) == {
        to_day(date(2026, 4, 1)): 11,
        to_day(date(2026, 4, 2)): 12,
    }


def test_a_workbook_of_days_on_which_nothing_happened_covers_them():
    quiet = [ENGAGEMENT[0], ["3/1/2026", 0, 0], ["3/2/2026", 0, 0]]

    log = read_analytics(workbook({"ENGAGEMENT": quiet}), NAME).log

    assert log.n_rows == 0
    assert Span("impression", FIRST, FIRST + 1) in log.coverage.spans


def test_a_workbook_without_the_member_of_a_sheet_is_damaged(tmp_path):
    whole = zipfile.ZipFile(
        io.BytesIO(workbook({"ENGAGEMENT": ENGAGEMENT, "FOLLOWERS": FOLLOWERS}))
    )
    with zipfile.ZipFile(tmp_path / NAME, "w") as part:
        for name in whole.namelist():
            if not name.endswith("sheet2.xml"):
                part.writestr(name, whole.read(name))

    with pytest.raises(LogError, match="damaged workbook: its sheet 'FOLLOWERS' cannot be read"):
        read_sources([tmp_path / NAME])
