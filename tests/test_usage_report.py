"""Sales Navigator's usage report: activity spread over the period, SSI as readings, no names."""

import csv
import io
from datetime import date
from types import MappingProxyType

import pytest
from commanded import ssi
from hypothesis import given
from hypothesis import strategies as st
from workbooks import workbook

from estimator.coverage import Span
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers import daily_table, usage_report
from estimator.readers.registry import KnownSource, Manner
from estimator.readers.sources import read_sources
from estimator.readers.usage_columns import column_of, is_usage_report, meaning_of

HEADER = """
Seat ID,Name,Invited Email Address,Date Invited,Date Activated,Coach Level,Category,
Current Seat Type,Days Active,Searches Performed,Profile Views,Leads Saved,Total Leads Saved,
Accounts Saved,Total Accounts Saved,Total Lists Created,InMails Sent,InMails Acceptance Rate,
Messages Sent,Smart Links Created,Smart Link Views,Total Connections,Connection Requests Accepted,
SSI - Overall Score,SSI - Establish your professional brand,SSI - Find the right people,
SSI - Engage with insights,SSI - Build relationships
""".replace("\n", "").split(",")
SEAT = {
    "Seat ID": "1001",
    "Name": "Ada Example",
    "Invited Email Address": "ada@example.com",
    "Date Activated": "2024-02-01",
    "Coach Level": "Expert",
    "Days Active": "3",
    "Searches Performed": "62",
    "Profile Views": "31",
    "Leads Saved": "0",
    "Total Leads Saved": "1,250",
    "InMails Sent": "10",
    "InMails Acceptance Rate": "40%",
    "Total Connections": "812",
    "Connection Requests Accepted": "4",
    "SSI - Overall Score": "55.5",
    "SSI - Establish your professional brand": "20",
    "SSI - Find the right people": "10.5",
    "SSI - Engage with insights": "5",
    "SSI - Build relationships": "20",
}
NAME = "usage_2025-08-01_2025-08-31.csv"
FIRST, LAST = to_day(date(2025, 8, 1)), to_day(date(2025, 8, 31))


def read_usage_report(content, name, period=None, column_map=MappingProxyType({})):
    source = KnownSource(name, "usage_report", content)
    return usage_report.read([source], Manner(period=period, column_map=column_map))


def report(*seats, header=HEADER, name=NAME, **manner):
    return read_usage_report(text_of(*seats, header=header), name, **manner)


def text_of(*seats, header=HEADER) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(seats)
    return text.getvalue().encode()


def total(log, action) -> float:
    return float(log.count[log.action == log.actions.index(action)].sum())


def days(log, action) -> list[int]:
    return log.day[log.action == log.actions.index(action)].tolist()


def test_counts_are_spread_evenly_and_totals_stand_at_the_end():
    log = report(SEAT).log

    assert log.accounts == ("1001",)
    assert days(log, "people_search") == list(range(FIRST, LAST + 1))
    assert log.count[log.action == log.actions.index("people_search")].tolist() == [2.0] * 31
    assert (days(log, "connections"), total(log, "connections")) == ([LAST], 812)
    assert (days(log, "leads_total"), total(log, "leads_total")) == ([LAST], 1250)
    assert total(log, "inmail_replied") == pytest.approx(4)
    assert total(log, "invitation_accepted") == pytest.approx(4)


def test_active_days_are_distinct_days_apart_from_each_other():
    log = report(SEAT).log

    assert days(log, "active_day") == [FIRST + 5, FIRST + 15, FIRST + 25]


def test_a_seats_ssi_is_a_reading_of_the_last_day():
    (reading,) = report(SEAT).readings

    assert (reading.account, reading.seat, reading.captured) == (
        "1001",
        "sales_navigator",
        date(2025, 8, 31),
    )
    assert reading.overall == 55.5
    assert reading.pillars == {"brand": 20, "find": 10.5, "insight": 5, "relationship": 20}
    assert (reading.evidence, reading.flags) == ("real", ())


def test_exactly_the_columns_with_numbers_are_covered():
    spans = report(SEAT).log.coverage.spans

    assert Span("lead_saved", FIRST, LAST) in spans
    assert Span("connections", LAST, LAST) in spans
    assert {span.action for span in spans} == {
        *("active_day", "people_search", "profile_view", "lead_saved", "leads_total"),
        *("inmail_sent", "inmail_replied", "connections", "invitation_accepted"),
    }


def test_an_empty_cell_is_not_zero_for_that_seat_alone():
    other = {**SEAT, "Seat ID": "1002", "Profile Views": ""}

    coverage = report(SEAT, other).log.coverage

    assert Span("profile_view", FIRST, LAST, "1001") in coverage.spans
    assert not any(s.action == "profile_view" and s.account != "1001" for s in coverage.spans)
    assert Span("people_search", FIRST, LAST) in coverage.spans


def test_a_user_who_never_began_is_reported_and_not_zero():
    idle = {"Seat ID": "1002", "Name": "Bob Sample", "Date Invited": "2025-01-01"}

    outcome = report(SEAT, idle)

    assert outcome.files[0].skipped == {"never onboarded": 1}
    assert outcome.log.accounts == ("1001",)


def test_nobody_is_named_anywhere():
    named = {key: value for key, value in SEAT.items() if key != "Seat ID"}
    wrong = {**named, "Invited Email Address": "bob@example.com", "Days Active": "many"}

    outcome = report(named, wrong, name=NAME)

    assert all(account.startswith("seat-") for account in outcome.log.accounts)
    assert not any(word in repr(outcome) for word in ("Ada", "ada@", "bob@"))
    assert outcome.log.accounts == report(wrong, named).log.accounts


def test_a_person_has_the_same_pseudonym_in_every_report():
    named = {"Name": "Ada Example", "Days Active": "3", "Profile Views": "2", "Searches": "1"}
    header = list(named)

    july = report(named, header=header, name="2025-07.csv").log
    august = report({**named, "Name": " ada  example "}, header=header, name="2025-08.csv").log

    assert july.accounts == august.accounts


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("usage_2025-08-01_2025-08-31.csv", (FIRST, LAST)),
        ("usage 20250801-20250831.csv", (FIRST, LAST)),
        ("usage_08-01-2025_08-31-2025.csv", (FIRST, LAST)),
        ("usage_2025-08.csv", (FIRST, LAST)),
        ("Usage Aug 2025.csv", (FIRST, LAST)),
    ],
)
def test_the_period_may_stand_in_the_name(name, period):
    file = report(SEAT, name=name).files[0]

    assert (file.first, file.last) == period


def test_the_period_may_be_given():
    file = report(SEAT, name="usage.csv", period=(date(2025, 8, 1), date(2025, 8, 31))).files[0]

    assert (file.first, file.last) == (FIRST, LAST)


def test_dates_of_the_rows_go_before_all_others():
    header = [*HEADER, "Start Date", "End Date"]
    dated = {**SEAT, "Start Date": "8/4/2025", "End Date": "8/10/2025"}

    file = report(dated, header=header, period=(date(2025, 1, 1), date(2025, 1, 31))).files[0]

    assert (file.first, file.last) == (to_day(date(2025, 8, 4)), to_day(date(2025, 8, 10)))


def test_dates_above_the_header_are_the_period():
    content = b"Usage report\nDate range: 8/1/2025 - 8/31/2025\n\n" + text_of(SEAT)

    file = read_usage_report(content, "usage.csv").files[0]

    assert (file.first, file.last) == (FIRST, LAST)


def test_without_a_period_the_message_says_how_to_give_one():
    with pytest.raises(LogError, match=r"none of its 1 rows.*\n.*--period 2025-08-01:2025-08-31"):
        report(SEAT, name="usage.csv")


def test_a_seat_has_one_row_for_a_day():
    outcome = report(SEAT, {**SEAT, "Searches Performed": "1"})

    assert outcome.files[0].skipped == {"same seat and period twice": 1}
    assert total(outcome.log, "people_search") == pytest.approx(62)


@pytest.mark.parametrize("order", ["ab", "ba", "ac", "ca"])
def test_of_two_reports_of_the_same_days_the_newer_counts_whichever_is_given_first(order, tmp_path):
    """b: what May had come to by a later day; c: the second half of May, and June."""
    head = "Seat ID,Name,Start Date,End Date,Searches Performed,Profile Views,Days Active"
    rows = {
        "a": "1001,Ada,2026-05-01,2026-05-30,30,9,9",
        "b": "1001,Ada,2026-05-01,2026-05-30,33,9,9",
        "c": "1001,Ada,2026-05-16,2026-06-14,60,9,9",
    }
    for name in order:
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{rows[name]}\n", encoding="utf-8")

    outcome = read_sources([tmp_path / f"{name}.csv" for name in order])

    older = next(file for file in outcome.files if file.name == "a.csv")
    alone = {"covered by a newer report": 1} if "b" in order else {}
    assert total(outcome.log, "people_search") == pytest.approx(33 if "b" in order else 15 + 60)
    assert (older.read, older.skipped) == (0 if "b" in order else 1, alone)
    assert any("a.csv: days of a newer usage report" in one for one in outcome.notes)


def test_months_below_each_other_are_periods_of_the_same_seat():
    header = ["Seat ID", "Month", "Days Active", "Searches", "Profile Views"]
    rows = [
        {"Seat ID": "s1", "Month": month, "Days Active": "2", "Searches": "5", "Profile Views": "1"}
        for month in ("2025-07", "Aug 2025")
    ]

    outcome = report(*rows, header=header, name="all.csv")

    assert outcome.log.accounts == ("s1",)
    assert (outcome.files[0].first, outcome.files[0].last) == (to_day(date(2025, 7, 1)), LAST)
    assert total(outcome.log, "people_search") == pytest.approx(10)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Week of 2026-05-04", date(2026, 5, 4), date(2026, 5, 10)),
        ("Week of May 4, 2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("week ending 2026-05-10", date(2026, 5, 4), date(2026, 5, 10)),
        ("2026-W19", date(2026, 5, 4), date(2026, 5, 10)),
        ("May 4 - 10, 2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("Apr 28 - May 4, 2026", date(2026, 4, 28), date(2026, 5, 4)),
        ("Jan 2026 - Mar 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("Jan - Mar 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-05-01", date(2026, 5, 1), date(2026, 5, 31)),
        ("Mai 2026", date(2026, 5, 1), date(2026, 5, 31)),
        ("4/5/2026 - 30/5/2026", date(2026, 5, 4), date(2026, 5, 30)),
        ("04/05/2026 - 10/05/2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("05/04/2026 - 05/10/2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("Week of 05/04/2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("W/C 04/05/2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("Semaine du 05/04/2026", date(2026, 4, 5), date(2026, 4, 11)),
        ("2026-05-04T00:00:00Z - 2026-05-10T23:59:59Z", date(2026, 5, 4), date(2026, 5, 10)),
        ("2026 week 19", date(2026, 5, 4), date(2026, 5, 10)),
        ("1Q2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("mayo de 2026", date(2026, 5, 1), date(2026, 5, 31)),
        ("1/5/2026", date(2026, 5, 1), date(2026, 5, 31)),
    ],
)
def test_a_period_is_what_its_words_say(cell, first, last):
    file = report({**SEAT, "Period": cell}, header=["Period", *HEADER]).files[0]

    assert (file.first, file.last) == (to_day(first), to_day(last))


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-05-04", "early May 2026", "May 2026 (partial)", "week 19", "2026", "last 30 days"),
        *("until May 2026", "May 2026 -", "to 2026-05", "May 2026 (to date)", "from May 2026"),
        "Jan 2026 & Mar 2026",  # February is not in it
        *("Week of 06/04/2026, or so", "Week of 04/08/2026"),
        *("W/C 01/11/2027", "W/C 04/08/2026"),  # Mondays both, neither is one
    ],
)
def test_a_period_that_is_not_sure_is_refused_with_its_words(cell):
    """The days in the file's name are not those of a row that says others."""
    with pytest.raises(LogError) as refused:
        report({**SEAT, "Period": cell}, header=["Period", *HEADER])

    assert f"the period is not understood (got '{cell}')" in str(refused.value) or {*"(&"} & {*cell}


@pytest.mark.parametrize(
    ("column", "cell", "first", "last"),
    [
        ("Month", "May-26", date(2026, 5, 1), date(2026, 5, 31)),
        ("Monat", "Mai 26", date(2026, 5, 1), date(2026, 5, 31)),
        ("Month", "May '26", date(2026, 5, 1), date(2026, 5, 31)),
        ("Month", "202605", date(2026, 5, 1), date(2026, 5, 31)),
        ("Month Ending", "2026-05-31", date(2026, 5, 1), date(2026, 5, 31)),
        ("Quarter", "Q2'26", date(2026, 4, 1), date(2026, 6, 30)),
        ("Week Start Date", "2026-05-04", date(2026, 5, 4), date(2026, 5, 10)),
        ("Settimana del", "04/05/2026", date(2026, 5, 4), date(2026, 5, 10)),
        ("Zeitraum", "1. - 14. Mai 2026", date(2026, 5, 1), date(2026, 5, 14)),
        ("Fortnight", "2026-05-01 - 2026-05-14", date(2026, 5, 1), date(2026, 5, 14)),
    ],
)
def test_a_column_of_periods_is_one_whatever_its_name_and_may_say_the_rest(
    column, cell, first, last
):
    """The days in the file's name are not those of a row that says others."""
    file = report({**SEAT, column: cell}, header=[column, *HEADER]).files[0]

    assert (file.first, file.last) == (to_day(first), to_day(last))


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (["2026-05-04", "2026-05-05", "2026-05-08"], date(2026, 5, 4), date(2026, 5, 8)),
        (["4/5/2026", "5/5/2026"], date(2026, 5, 4), date(2026, 5, 5)),
        (["2026-04-30", "2026-05-31"], date(2026, 4, 1), date(2026, 5, 31)),
    ],
)
def test_rows_with_a_date_are_of_that_day_where_those_of_a_seat_follow_each_other(
    dates, first, last
):
    rows = [{**SEAT, "Date": one, "Days Active": "1"} for one in dates]
    if "/" in dates[0]:
        rows += [{**SEAT, "Date": f"{day}/5/2026", "Days Active": "1"} for day in (6, 7)]
        last = date(2026, 5, 7)

    file = report(*rows, header=["Date", *HEADER]).files[0]

    assert (file.read, file.first, file.last) == (len(rows), to_day(first), to_day(last))


def test_dates_a_week_apart_may_begin_or_end_their_weeks_and_are_refused():
    """The month in the file's name is not that of each of its weeks, either."""
    rows = [{**SEAT, "Date": f"2026-05-{day:02}"} for day in (4, 11, 18)]

    with pytest.raises(LogError, match="period is not understood"):
        report(*rows, header=["Date", *HEADER])


def test_a_day_beside_one_row_a_seat_is_that_of_the_report():
    file = report({**SEAT, "Report Date": "2025-09-01"}, header=["Report Date", *HEADER]).files[0]

    assert (file.first, file.last) == (to_day(date(2025, 8, 1)), to_day(date(2025, 8, 31)))


def test_the_order_of_day_and_month_is_that_of_the_whole_column():
    """Weeks from Monday 4 May on, day first; alone, 04/05 to 10/05 could be half a year."""
    header = [*HEADER, "Start Date", "End Date"]
    weeks = [("04/05/2026", "10/05/2026"), ("11/05/2026", "17/05/2026")]
    rows = [{**SEAT, "Start Date": first, "End Date": last} for first, last in weeks]

    file = report(*rows, header=header).files[0]

    assert (file.read, file.first, file.last) == (
        *(2, to_day(date(2026, 5, 4))),
        to_day(date(2026, 5, 17)),
    )


def test_a_row_with_more_cells_than_the_header_is_not_read():
    content = text_of(SEAT) + b"1002,Example, Ada,x,,,Expert,,,3,62,31" + b",1" * 30

    file = read_usage_report(content, NAME).files[0]

    assert (file.records, file.read, file.skipped) == (2, 1, {"too many cells": 1})


def test_a_rate_above_all_and_half_a_person_are_refused_with_their_place():
    outcome = report({**SEAT, "InMails Acceptance Rate": "140%", "Total Connections": "812.5"})

    said = [str(fault) for fault in outcome.files[0].faults]
    assert any(f"{NAME}:2: InMails Acceptance Rate is not a share of at most" in s for s in said)
    assert any(f"{NAME}:2: Total Connections is not a whole number" in s for s in said)
    assert "connections" not in outcome.log.actions


def test_plain_column_names_without_a_seat_make_each_row_an_account():
    """
    month,days_active,searches,profile_views,connections,requests_accepted,ssi_overall
    2025-01,3,15,1,352,1,41.4
    2025-01,5,45,14,519,3,39.1
    2025-02,5,9,6,412,1,43.5
    """
    text = str(test_plain_column_names_without_a_seat_make_each_row_an_account.__doc__)
    content = "\n".join(line.strip() for line in text.strip().splitlines()).encode()

    outcome = read_usage_report(content, "seats.csv")

    assert outcome.log.accounts == ("2025-01-0001", "2025-01-0002", "2025-02-0001")
    assert [r.total for r in outcome.readings] == [41.4, 39.1, 43.5]
    assert total(outcome.log, "connections") == 352 + 519 + 412


def test_a_table_of_scores_by_month_is_the_owners_and_of_no_seat():
    """Beside pillars a tracker's other words count; its people are the second pillar."""
    names = "month,total,brand,people,insights,relationships"
    rows = "2026-04,47,12.5,9.5,8,17\n2026-05,48,13.5,9.5,8,17\n"

    outcome = read_usage_report(f"{names}\n{rows}".encode(), "scores.csv")

    assert [(r.account, r.captured, r.total) for r in outcome.readings] == [
        ("me", date(2026, 4, 30), 47),
        ("me", date(2026, 5, 31), 48),
    ]
    assert all(len(r.pillars) == 4 for r in outcome.readings)
    assert outcome.seat is None


def test_scores_of_several_people_are_of_the_day_beside_them():
    content = b"name,date,total,brand,people,insights,relationships\n"
    content += b"Ada,2026-05-01,47,12.5,9.5,8,17\nBob,2026-05-01,40,10,9,8,13\n"

    outcome = read_usage_report(content, "team.csv")

    assert [(r.captured, r.total) for r in outcome.readings] == [
        (date(2026, 5, 1), 47),
        (date(2026, 5, 1), 40),
    ]


@pytest.mark.parametrize(
    ("column", "meaning"),
    [
        ("Days Active", "active_day"),
        ("days_active", "active_day"),
        ("Profile Views (includes hovers)", "profile_view"),
        ("SSI - Overall Score", "ssi"),
        ("SSI", "ssi"),
        ("Social Selling Index", "ssi"),
        ("Score", None),
        ("Total", None),
        ("SSI - Days Active", None),
        ("Build strong relationships", "relationship"),
        ("Total Leads Saved", "leads_total"),
        ("Coach Level", "unused"),
        ("Shoe size", None),
        ("Durchgeführte Suchen", "people_search"),
        ("Profils consultés", "profile_view"),
        ("Días activos", "active_day"),
        ("InMail inviati", "inmail_sent"),
        ("Contas salvas", "account_saved"),
        ("SSI – Beziehungen aufbauen", "relationship"),
        ("Erhaltene Profilaufrufe", None),
        ("Nachrichten", None),
    ],
)
def test_a_column_is_known_by_its_words(column, meaning):
    assert meaning_of(column) == meaning


def test_what_was_taken_for_what_is_said():
    notes = report(SEAT).notes

    assert "Days Active = active_day" in notes[0]
    assert "Coach Level" in notes[1] and "--map" in notes[1]


def test_a_column_may_have_the_name_of_an_action():
    seat = {"Seat ID": "7", "Days Active": "3", "Profile Views": "9", "InMails Sent": "1"}
    seat["People Searches"] = "62"
    alone = report(seat, header=list(seat))
    both = report({**seat, "Searches Performed": "80"}, header=[*seat, "Searches Performed"])

    assert total(alone.log, "people_search") == pytest.approx(62)
    assert total(both.log, "people_search") == pytest.approx(80)
    assert any("People Searches; another column is read" in note for note in both.notes)


def test_columns_that_are_not_read_are_told_of_several_reports_too(tmp_path):
    for month in ("08-01_2025-08-31", "09-01_2025-09-30"):
        path = tmp_path / f"usage_2025-{month}.csv"
        path.write_bytes(text_of({**SEAT, "Shoes": "2"}, header=[*HEADER, "Shoes"]))

    told = ssi("score", *sorted(map(str, tmp_path.iterdir()))).stderr

    assert told.count("columns not read") == 1 and "Shoes" in told


def test_the_user_settles_what_a_column_means():
    header = ["Seat ID", "Suchen", "Days Active"]
    row = {"Seat ID": "1", "Suchen": "31", "Days Active": "1"}

    log = report(row, header=header, column_map={"Suchen": "people_search"}).log

    assert total(log, "people_search") == pytest.approx(31)


def test_columns_of_the_same_meaning_add_up():
    header = [*HEADER, "LinkedIn.com searches"]
    row = {**SEAT, "LinkedIn.com searches": "31"}

    log = report(row, header=header, column_map={"LinkedIn.com searches": "people_search"}).log

    assert total(log, "people_search") == pytest.approx(31)


def test_a_meaning_there_is_not_is_an_error_with_a_hint():
    with pytest.raises(
        LogError, match=r"unknown meaning 'people_serch'.*did you mean people_search"
    ):
        report(SEAT, column_map={"Suchen": "people_serch"})


@pytest.mark.parametrize("rates", [("40%", "0%"), ("0.4", "0"), ("40", "0")])
def test_an_acceptance_rate_is_read_in_each_way_it_is_written(rates):
    seats = [
        {**SEAT, "Seat ID": str(number), "InMails Acceptance Rate": rate}
        for number, rate in enumerate(rates)
    ]

    assert total(report(*seats).log, "inmail_replied") == pytest.approx(4)


def test_cells_that_are_no_number_are_named_and_not_zero():
    outcome = report({**SEAT, "Profile Views": "-4", "Days Active": "40"})

    texts = [str(fault) for fault in outcome.files[0].faults]
    assert texts == [
        f"{NAME}:2: Profile Views is not a whole number from 0 on (got '-4')",
        f"{NAME}:2: days active is 40 in a period of 31 days; read as 31",
    ]
    assert not any(s.action == "profile_view" for s in outcome.log.coverage.spans)


def test_some_pillars_without_the_others_are_no_reading():
    header = [name for name in HEADER if "Find the right" not in name]

    outcome = report({k: v for k, v in SEAT.items() if k in header}, header=header)

    assert outcome.readings == ()
    assert "and not find" in str(outcome.files[0].faults[0])


def test_an_ssi_out_of_range_is_a_fault_and_no_reading():
    outcome = report({**SEAT, "SSI - Find the right people": "55"})

    assert outcome.readings == ()
    assert len(outcome.files[0].faults) == 1


def test_a_workbook_reads_as_the_csv_does(tmp_path):
    rows = list(csv.reader(io.StringIO(text_of(SEAT, {**SEAT, "Seat ID": "1002"}).decode())))
    path = tmp_path / NAME.replace("csv", "xlsx")
    path.write_bytes(workbook({"About": [["Usage report"]], "Seats": rows}))

    outcome = read_sources([path])

    assert outcome.log.sha256 == report(SEAT, {**SEAT, "Seat ID": "1002"}).log.sha256


def test_a_report_without_known_columns_says_what_it_found():
    with pytest.raises(LogError, match=r"no header of a usage report \(got 2 columns, none"):
        read_usage_report(b"a,b\n1,2\n", NAME)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_usage_report_is_recognised_by_its_columns(suffix, tmp_path):
    path = tmp_path / f"usage_2025-08-01_2025-08-31.{suffix}"
    content = text_of(SEAT)
    if suffix == "xlsx":
        content = workbook({"Seats": list(csv.reader(io.StringIO(content.decode())))})
    path.write_bytes(content)

    outcome = read_sources([path])

    assert (outcome.kind, len(outcome.readings)) == ("usage_report", 1)


def test_other_tables_are_no_usage_report():
    assert not is_usage_report(["First Name", "Last Name", "URL", "Connected On"], {})
    assert not is_usage_report(["Date", "Score", "Total"], {})


@given(st.permutations(range(len(HEADER))), st.integers(2, 5))
def test_the_order_of_rows_and_columns_is_irrelevant(order, n_seats):
    seats = [{**SEAT, "Seat ID": str(n), "Profile Views": str(n)} for n in range(n_seats)]

    shuffled = report(*reversed(seats), header=[HEADER[place] for place in order])

    assert shuffled.log.sha256 == report(*seats).log.sha256


@given(st.integers(0, 500), st.integers(0, 400), st.integers(0, 400))
def test_spreading_keeps_the_amount_and_the_number_of_days(count, active, length):
    first = date(2025, 1, 1)
    period = (first, date.fromordinal(first.toordinal() + length))
    seat = {**SEAT, "Searches Performed": str(count), "Days Active": str(active)}

    log = report(seat, name="x.csv", period=period).log

    if count:
        assert total(log, "people_search") == pytest.approx(count)
    if active:
        found = days(log, "active_day")
        assert len(set(found)) == len(found) == min(active, length + 1)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_report_or_an_error(content):
    with pytest.raises(LogError):
        read_usage_report(content, NAME)


# the activity logger's daily file, which is read in the same way

LOGGER = "Date,ActiveMinutes,Reactions,Comments,Connects,Messages,Reposts,Posts,SSI,ProfileViewers"


def test_a_daily_log_covers_the_days_it_has_and_no_others():
    content = f"{LOGGER}\n2026-07-01,12,5,2,1,0,0,0,,\n2026-07-02,0,6,0,0,0,0,0,33,54\n"
    content += "2026-07-04,1,0,0,0,0,0,0,,\nnever,1,1,1,1,1,1,1,1,1\n"

    outcome = daily_table.read(
        [KnownSource("daily.csv", "activity_logger", content.encode())], Manner()
    )

    july = to_day(date(2026, 7, 1))
    assert [s for s in outcome.log.coverage.spans if s.action == "reaction"] == [
        Span("reaction", july, july + 1, "me"),
        Span("reaction", july + 3, july + 3, "me"),
    ]
    assert total(outcome.log, "reaction") == 11
    assert days(outcome.log, "active_day") == [july, july + 3]
    assert [(r.captured, r.overall) for r in outcome.readings] == [(date(2026, 7, 2), 33)]
    assert outcome.files[0].skipped == {"not a date": 1}


def test_a_daily_log_is_recognised(tmp_path):
    (tmp_path / "daily.csv").write_text(f"{LOGGER}\n2026-07-01,12,5,2,1,0,0,0,,\n")

    assert read_sources([tmp_path / "daily.csv"]).kind == "activity_logger"


def test_a_table_without_a_known_column_is_refused_without_the_names_in_it():
    with pytest.raises(LogError) as refused:
        read_usage_report([(1, ["Ada Example", "1"]), (2, ["Bo Sample", "2"])], "people.xlsx")

    assert "Ada" not in str(refused.value) and "2 columns" in str(refused.value)


def test_connections_made_and_searches_saved_are_known_columns():
    assert meaning_of("Connections Made") == "invitation_accepted"
    assert meaning_of("Searches saved") == "search_saved"


def test_a_number_beyond_anything_real_is_no_count():
    column, wrong = column_of(["12", "1e12", "9,999,999,999"])

    assert wrong == [1, 2] and column.known.tolist() == [True, False, False]


def test_the_seat_follows_the_report_and_seat_overrules(tmp_path):
    report = tmp_path / "usage_2026-05-01_2026-05-31.csv"
    text = "Seat ID,Name,Days Active,Searches Performed,Profile Views\n1,A B,12,3,40\n2,C D,3,1,8\n"
    report.write_text(text, encoding="utf-8")

    followed, named = ssi("score", report), ssi("score", report, "--seat", "free")

    assert "Sales Navigator" in followed.stdout.partition("\n")[0]
    assert "seat: sales_navigator" in followed.stderr
    assert "Sales Navigator" not in named.stdout.partition("\n")[0]
