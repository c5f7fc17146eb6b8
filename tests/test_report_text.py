"""Results as text: what a reader sees, at any width, of any result."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import MODEL, RULES, assert_golden, one_account, spring, two_accounts

import estimator.report
from estimator import estimate
from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.explanation.comparisons import band_of
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.report import render, to_lines
from estimator.report.blocks import Page, PageColumn, PageTable, Section, length
from estimator.report.gaps import gaps, strongest
from estimator.report.strips import Bar, Spark, resampled, whisker
from estimator.report.text_form import lines_of, plain
from estimator.report.wording import points, signed
from estimator.rules import load_rules

MODULES = sorted(p.stem for p in Path(estimator.report.__file__).parent.glob("*.py"))
SHIPPED = load_rules()
RESULTS = {"one": one_account, "many": two_accounts, "history": spring}


@pytest.mark.parametrize("name", [m for m in MODULES if m != "__init__"])
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(import_module(f"estimator.report.{name}")).failed == 0


def test_the_text_of_an_estimate_is_as_reviewed():
    result = one_account(averages={"industry": 34.0})

    assert_golden("score.txt", render(result, "text", MODEL))


def test_the_text_of_many_accounts_is_as_reviewed():
    assert_golden("accounts.txt", render(two_accounts(), "text", MODEL))


def test_the_text_of_a_history_is_as_reviewed():
    assert_golden("history.txt", render(spring(), "text", MODEL))


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("width", [50, 63, 64, 75, 76, 80, 100])
def test_no_line_is_wider_than_asked(make, width):
    assert max(length(one) for one in to_lines(make(), MODEL, width)) <= width


def test_an_estimate_fits_a_screen():
    assert len(to_lines(one_account(averages={"industry": 34.0}), MODEL)) <= 30


def test_the_strongest_reason_brings_the_points_of_what_was_seen_only():
    reasons = strongest(one_account(), MODEL)

    # The log shows 3 of the profile's 4 weights: 9 of 12 points; the rest is assumed.
    assert [(r.signal, r.points) for r in reasons] == [
        ("connections", 16.0),
        ("profile", pytest.approx(9.0)),
        ("comments", pytest.approx(8.0)),
    ]


def test_what_is_unknown_names_who_records_it():
    found = {gap.what: gap for gap in gaps(one_account(), MODEL)}

    assert found["impressions"].most == 8.0
    assert found["impressions"].sources == ("creator analytics",)
    assert found["rest of profile"].most == pytest.approx(3.0)


@pytest.mark.parametrize("age", [0, 14, 60, 400])
@pytest.mark.parametrize("parts", [{}, {"brand": 14.0, "find": 6.0, "insight": 7.0}])
def test_what_is_not_known_is_worth_no_more_than_readings_leave_open(age, parts):
    pillars = parts and {**parts, "relationship": 15.0}
    seen = to_date(20_000 - age)
    read = [Reading(captured=seen, account="me", pillars=pillars, overall=42.0)]
    on = to_date(20_000)

    alone = estimate(ActivityLog.empty(), SHIPPED, on)
    anchored = estimate(ActivityLog.empty(), SHIPPED, on, readings=read)

    wide = anchored.total.high - anchored.total.low
    before = {gap.what: gap.most for gap in gaps(alone, SHIPPED.on(20_000))}
    after = {gap.what: gap.most for gap in gaps(anchored, SHIPPED.on(20_000))}
    assert all(0 < most <= min(wide, before[what]) for what, most in after.items())
    assert bool(after) == (wide >= 0.05)  # on the day of a reading nothing is open


def test_a_free_seat_is_never_sent_for_a_sales_navigator_report():
    nothing = estimate(ActivityLog.empty(), RULES, to_date(20_000))

    said = " ".join(s for gap in gaps(nothing, MODEL) for s in gap.sources)

    assert "Sales Navigator" not in said


def test_signals_of_the_same_unknown_action_are_one_gap():
    rules = RULES
    nothing = estimate(ActivityLog.empty(), rules, to_date(20_000))

    named = [gap.what for gap in gaps(nothing, MODEL)]

    assert len(named) == len(set(named))


def test_a_log_that_covers_everything_leaves_nothing_unknown():
    zero = estimate(ActivityLog.empty(Coverage.complete()), RULES, to_date(20_000))

    assert gaps(zero, MODEL) == []
    assert "Not in the log" not in render(zero, "text", MODEL)


def test_an_unknown_part_is_drawn_otherwise_than_a_seen_one():
    drawn = "".join(s.text for s in Bar(10, seen=5, ceiling=15, cap=20).draw(20))

    assert drawn == "█████░░░░░·····│    "


@given(st.floats(0, 25), st.floats(0, 1), st.floats(0, 25), st.integers(4, 80))
def test_a_bar_is_exactly_as_wide_as_asked(points, part, ceiling, width):
    bar = Bar(min(points, ceiling), min(points, ceiling) * part, ceiling, 25)

    assert length(bar.draw(width)) == width


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted), st.integers(20, 96))
def test_a_whisker_shows_its_middle_between_its_ends(ends, width):
    low, middle, high = ends

    marks = whisker(low, middle, high, 100, width)

    assert "├" in marks or "│" in marks or "┤" in marks or "┼" in marks
    assert len(marks.rstrip()) <= width + 8


@pytest.mark.parametrize(
    ("total", "name"),
    [(18, "far below average"), (28, "below average"), (29, "average"), (36, "average"),
     (37, "above average"), (61, "far above average")],
)  # fmt: skip
def test_bands_begin_where_the_averages_of_industries_end(total, name):
    assert band_of(total) == name


@given(st.floats(0, 100), st.floats(5, 95))
def test_a_band_never_contradicts_the_average_it_stands_beside(total, average):
    said = band_of(total, {"industry": {"average": average, "top_percent": 50.0}})

    assert "above" not in said or total > average
    assert "below" not in said or total < average


@given(st.floats(-100, 100))
def test_a_zero_never_carries_a_minus(value):
    assert points(value) != "-0.0"
    assert signed(value) not in ("+0.0", "−0.0")


@given(st.lists(st.floats(0, 100), min_size=1, max_size=400), st.integers(1, 120))
def test_a_resampled_series_stays_between_its_extremes(values, width):
    import numpy as np

    series = np.array(values)

    columns = resampled(series, width)

    assert len(columns) == width == len(Spark(series).draw(width)[0].text)
    assert series.min() - 1e-9 <= columns.min() and columns.max() <= series.max() + 1e-9


def test_a_flat_series_looks_flat():
    import numpy as np

    assert len(set(Spark(12 + np.arange(90) % 2 * 0.1).draw(30)[0].text)) == 1


def table_of(width, *columns):
    page = Page(
        "", [Section([PageTable(columns, [["recommendations received", "4 seen", "+0.1"]])])]
    )
    return plain(lines_of(page, width))


def test_a_column_that_needs_less_gives_to_one_that_would_be_cut():
    columns = (
        PageColumn("signal", 10, tail=1),
        PageColumn("seen"),
        PageColumn("more", 5, right=True),
    )

    assert "recommendations received 4 seen" in table_of(40, *columns)
    assert "recommendations recei… 4 seen" in table_of(36, *columns)


def test_a_row_folds_every_long_text_that_may():
    columns = (
        PageColumn("signal", 15, tail=1, fold="wrap"),
        PageColumn("seen", 5, fold="wrap"),
        PageColumn("more", 5, right=True),
    )

    _, *rows = table_of(26, *columns).splitlines()

    assert rows == ["recommendations 4     +0.1", "received        seen"]
