"""The book beside the slow reference: one account and many, a day and a range, numbers tried."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import Reference
from strategies import LAST, action, any_signal, coverages, log_of, pillar, rows

from estimator.coverage import Coverage, Span
from estimator.days import Range
from estimator.decay import Decay
from estimator.log import ActivityLog, Coded
from estimator.rules import load_rules
from estimator.rules.match import Condition, Every
from estimator.rules.model import Model
from estimator.saturation import Exp
from estimator.score.book import Book, book_of
from estimator.score.rows import matching
from estimator.score.shown import covered_part

NAMES = ("ann", "bo", "cy")
RULES = load_rules()
on_days = st.integers(0, LAST + 20)


@st.composite
def models(draw):
    """A model of two pillars; some of its signals are inferred from another."""
    drawn = draw(st.lists(any_signal, min_size=1, max_size=6))
    named = [replace(one, path=f"brand.{place}") for place, one in enumerate(drawn)]
    source = draw(st.sampled_from([None, *(one.path for one in named)]))
    most, spread = draw(st.floats(0, 1)), draw(st.floats(0, 0.5))
    made = [
        replace(one, unknown=replace(one.unknown, inferred_from=source, curve=Exp(4.0)))
        if source != one.path and place % 2
        else one
        for place, one in enumerate(named)
    ]
    made = [replace(one, unknown=replace(one.unknown, most=most, spread=spread)) for one in made]
    cut = draw(st.integers(0, len(made)))
    other = replace(pillar(*made[cut:], cap=9.0), name="find")
    grown = replace(pillar(*made[:cut]), spread_least=0.4, spread_part=draw(st.floats(0, 0.4)))
    return Model((grown, other), 0.8, 14.0, draw(st.sampled_from([1.0, 0.3, 0.0])))


@given(model=models(), listed=rows, coverage=coverages, day=on_days)
def test_the_book_says_what_the_reference_says(model, listed, coverage, day):
    book = Book(model, "free")
    slow = Reference(listed, coverage.spans)

    seen = book.amounts(log_of(listed, coverage), Range(day, day))
    points = book.points(book.shares(seen))

    for place, signal in enumerate(book.signals):
        found = seen.amount[place].item(), seen.known[place].item()
        assert found == pytest.approx(slow.amount(signal, day), abs=1e-9)
    for place, one in enumerate(book.pillars):
        middle, low, high = slow.pillar(one, model, day, "free")
        z = book.z * one.spread_at(high)
        assert points.points[place].item() == pytest.approx(middle, abs=1e-9)
        assert points.low[place].item() == pytest.approx(
            max(middle - np.hypot(middle - low, z), 0.0), abs=1e-9
        )
        assert points.high[place].item() == pytest.approx(
            min(middle + np.hypot(high - middle, z), one.most("free")), abs=1e-9
        )


@given(model=models(), listed=rows, coverage=coverages, day=on_days)
def test_pillars_are_off_together_in_part_as_their_signals_are(model, listed, coverage, day):
    """Where no cut binds, the total is off as one pillar of all signals would be."""
    wide = [replace(one, cap=1e6, ceilings={}, spread=0.0) for one in model.pillars]
    one = replace(wide[0], signals=(*wide[0].signals, *wide[1].signals))
    log, days = log_of(listed, coverage), Range(day, day)

    apart = Book(replace(model, pillars=tuple(wide)), "free").score(log, days)
    whole = Book(replace(model, pillars=(one,)), "free").score(log, days)

    assert apart.below[-1].item() == pytest.approx(whole.below[0].item(), abs=1e-7)
    assert apart.above[-1].item() == pytest.approx(whole.above[0].item(), abs=1e-7)


@given(model=models(), listed=rows, coverage=coverages, day=on_days, length=st.integers(1, 40))
def test_each_day_of_a_range_is_that_day_alone(model, listed, coverage, day, length):
    book, log = Book(model, "free"), log_of(listed, coverage)

    together = book.score(log, Range(day, day + length))

    for n in (0, length // 2, length):
        alone = book.score(log, Range(day + n, day + n))
        for every, one in zip(together, alone, strict=True):
            assert every[:, :, n] == pytest.approx(one[:, :, 0], abs=1e-9)


@given(
    model=models(),
    listed=st.lists(st.tuples(st.sampled_from(NAMES), rows), max_size=5),
    ends=st.lists(st.one_of(st.none(), st.integers(0, LAST)), min_size=3, max_size=3),
    of=st.sampled_from([None, "profile_section", "comment"]),
    day=on_days,
    length=st.sampled_from([0, 7]),
)
def test_an_account_gets_the_same_bytes_alone_and_among_others(
    model, listed, ends, of, day, length
):
    """Each account is covered up to a day of its own, of every action or of one."""
    spans = tuple(Span(of, None, end, name) for name, end in zip(NAMES, ends, strict=True))
    there = [{"day": 0, "action": "repost", "count": 0, "account": name} for name in NAMES]
    every = [{**row, "account": name} for name, some in listed for row in some]
    log = crowd([*every, *there], Coverage(spans))
    book, days = Book(model, "free"), Range(day, day + length)

    together = book.score(log, days)

    for n, name in enumerate(NAMES):
        alone = book.score(log.of_account(name), days)
        for many, one in zip(together, alone, strict=True):
            assert np.array_equal(many[:, n], one[:, 0])


def crowd(listed, coverage):
    """The log of rows of several accounts."""
    names = sorted({key for row in listed for key in row} - {"account", "day", "action", "count"})
    return ActivityLog.build(
        account=Coded.of([row["account"] for row in listed]),
        day=[row["day"] for row in listed],
        action=Coded.of([row["action"] for row in listed]),
        count=[row["count"] for row in listed],
        attributes={name: Coded.of([row.get(name) for row in listed]) for name in names},
        coverage=coverage,
    )


def test_what_moves_is_what_flows_rates_and_days_bring():
    """A comment on day 0, connections on day 0: one moves, the other stands."""
    listed = [
        {"day": 0, "action": "comment", "count": 6.0},
        {"day": 0, "action": "connections", "count": 500.0},
    ]
    book = book_of(RULES.on(10), "free")

    shares = book.shares(book.amounts(log_of(listed), Range(10, 10)))
    moving, uncut = book.moving(shares), book.points(shares).uncut

    comments = book.place["insight.comments"]
    assert moving[2].item() == (book.worth * shares.seen)[comments].item() > 0
    assert moving[3].item() == 0 < uncut[3].item()  # relationship: the network alone


def test_a_book_and_a_ledger_go_with_their_model_and_log():
    model = replace(RULES.on(0), rank_spread=1.25)
    log = log_of([{"day": 0, "action": "comment", "count": 1.0}])
    book = book_of(model, "free")

    book.score(log, Range(3, 3))
    kept = len(book.ledgers)
    del log

    assert book_of(model, "free") is book and book_of(model, "premium") is not book
    assert kept == 1 and len(book.ledgers) == 0


def test_rows_after_the_day_change_nothing():
    """A comment on day 5, a thousand on day 9."""
    early = {"day": 5, "action": "comment", "count": 1.0}
    late = {"day": 9, "action": "comment", "count": 1000.0}
    book, days = book_of(RULES.on(6), "free"), Range(6, 6)

    one, other = (book.score(log_of(listed), days) for listed in ([early], [early, late]))

    assert all(np.array_equal(some, more) for some, more in zip(one, other, strict=True))


def test_to_score_one_account_loads_no_compiler():
    code = """
import sys
from estimator import estimate, load_rules, read_log
estimate(read_log([{"day": "2026-05-01", "action": "comment"}]), load_rules())
print(*sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"numba", "estimator.score.fast", "concurrent.futures"} & {*done.stdout.split()}


@pytest.mark.parametrize("n_values", [10, 65_534, 65_535, 65_536, 70_000])
def test_each_value_finds_its_own_rows_however_many_values_there_are(n_values):
    """A row for each value on a day of its own, so that a row that is found tells its value."""
    days = np.arange(n_values, dtype=np.int32)
    log = ActivityLog.build(
        day=days,
        action=Coded.constant("comment", n_values),
        count=np.ones(n_values),
        attributes={"words": Coded(days[::-1], tuple(range(n_values)))},
    )

    for value in (0, 1, n_values - 2, n_values - 1):
        found = matching(Every((action("comment"), Condition("words", "eq", (value,)))), log)
        assert log.day[found].tolist() == [n_values - 1 - value]


def test_true_and_1_are_asked_for_apart():
    listed = [{"day": d, "action": "post", "count": 1, "note": n} for d, n in ((1, True), (2, 1))]
    log = log_of(listed)

    yes, one = (log.day[matching(Condition("note", "eq", (v,)), log)].tolist() for v in (True, 1))

    assert (yes, one) == ([1], [2])


def test_accounts_that_are_covered_differently_are_known_differently():
    """ann's comments are covered always, bo's never, cy's from day 50 on."""
    spans = (Span("comment", None, None, "ann"), Span("comment", 50, None, "cy"))
    log = crowd(
        [{"day": 0, "action": "repost", "count": 0, "account": n} for n in NAMES], Coverage(spans)
    )

    known = covered_part(("comment",), log, 60, 61, Decay(np.inf, 20))

    assert known[:, 0].tolist() == [1.0, 0.0, pytest.approx(11 / 20)]
