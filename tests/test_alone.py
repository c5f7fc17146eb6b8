"""One account on one day goes through the book by itself, and comes out as it would among many."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import LAST, action, any_signal, coverages, log_of, pillar, rows

from estimator import estimate
from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.layout import layout_of
from estimator.log import ActivityLog, Coded
from estimator.pillars import pillar_points, signal_shares
from estimator.rules import load_rules
from estimator.rules.model import Model
from estimator.saturation import Exp
from estimator.score import with_intervals
from estimator.score.alone import book_of, intervals_alone, parts_alone, sums_of
from estimator.signals import Range
from estimator.signals.alone import decided_by


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
    return Model((pillar(*made[:cut]), other), 0.8, 14.0)


def together(model, log, day):
    """Shares by path, and columns, as of any number of accounts and days."""
    shares = signal_shares(model.pillars, log, Range(day, day), "free")
    parts = {p.name: pillar_points(p, shares, "free") for p in model.pillars}
    return shares, with_intervals(model, parts, "free")


def assert_alike(model, log, day):
    book = book_of(model, "free")
    shares, (points, low, high) = together(model, log, day)

    parts = parts_alone(book, layout_of(log), day)
    found = intervals_alone(book, {p.name: sums_of(book, p, parts) for p in model.pillars})

    assert parts.keys() == shares.keys()
    for path, part in parts.items():
        own, signal = shares[path], book.asked.signals[list(parts).index(path)]
        assert part.amount == own.amounts.amount.item() and part.known == own.amounts.known.item()
        assert part.share == own.share.item()
        assert part.points == signal.points * own.share.item()
        assert part.low == signal.points * own.low.item()
        assert part.high == signal.points * own.high.item()
    for name, interval in found.items():
        columns = points[name], low[name], high[name]
        assert [interval.points, interval.low, interval.high] == [c.item() for c in columns]


@given(model=models(), listed=rows, coverage=coverages, day=st.integers(0, LAST + 20))
def test_one_account_is_scored_alone_as_it_is_among_many(model, listed, coverage, day):
    assert_alike(model, log_of(listed, coverage), day)


@given(seed=st.integers(0, 10_000), n_rows=st.sampled_from([0, 40, 900]))
def test_the_shipped_rules_score_one_account_alone_as_among_many(seed, n_rows):
    rng, model = np.random.default_rng(seed), load_rules().on(0)
    names = sorted({name for s in model.pillars[2].signals for name in decided_by(s.match) or ()})
    log = ActivityLog.build(
        day=rng.integers(0, 800, n_rows),
        action=Coded.of(rng.choice([*names, "connections"], n_rows).tolist()),
        count=rng.integers(0, 50, n_rows),
        coverage=Coverage.of(
            {name: (None, to_date(int(rng.integers(700, 800)))) for name in names}
        ),
        accounts=["me"],
    )

    assert_alike(model, log, 760)


def test_what_a_model_says_of_a_seat_is_put_together_once():
    model = load_rules().on(0)

    assert book_of(model, "free") is book_of(model, "free")
    assert book_of(model, "free") is not book_of(model, "premium")


def test_rows_after_the_day_change_nothing():
    """A comment on day 5, a thousand on day 9."""
    early = {"day": 5, "action": "comment", "count": 1.0}
    late = {"day": 9, "action": "comment", "count": 1000.0}
    rules, on = load_rules(), to_date(6)

    one, other = (estimate(log_of(listed), rules, on) for listed in ([early], [early, late]))

    assert one.pillars == other.pillars


@pytest.mark.parametrize(
    ("match", "actions"),
    [
        (action("post"), ("post",)),
        (action("post", "article"), ("article", "post")),
        (action("post", "post"), ("post",)),
    ],
)
def test_an_action_alone_decides_a_match_that_names_nothing_else(match, actions):
    assert decided_by(match) == actions


def test_to_score_one_account_loads_no_kernel():
    code = """
import sys
from estimator import estimate, load_rules, read_log
estimate(read_log([{"day": "2026-05-01", "action": "comment"}]), load_rules())
print(*sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not [name for name in done.stdout.split() if name.startswith("estimator.kernel")]
