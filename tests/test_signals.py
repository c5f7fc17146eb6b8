"""Amounts a reader can do in the head; each docstring is the log."""

import pytest
from strategies import action, log_of, pillar

from estimator.coverage import Coverage, Span
from estimator.days import Range
from estimator.decay import Decay
from estimator.rules.match import Condition, Every
from estimator.rules.model import Item, Model, SignalModel, Unknown
from estimator.saturation import Linear
from estimator.score.book import Book

NOBODY = Unknown(0.5, 0.0, 1.0)
HALVES = Decay(half_life=1, window=4, lag=1)


def signal(kind, **parts):
    return SignalModel("brand.x", kind, Linear(10), 10, NOBODY, "assumed", "guess", **parts)


def amount_and_known(spec, rows, day, coverage=Coverage.complete()):  # noqa: B008 immutable
    book = Book(Model((pillar(spec),), 0.8, 14.0), "free")
    result = book.amounts(log_of(rows, coverage), Range(day, day))
    return result.amount[0, 0, 0], result.known[0, 0, 0]


def test_a_flow_halves_every_half_life_and_ends_with_the_window():
    """comment: 8 on day 0."""
    rows = [{"day": 0, "action": "comment", "count": 8}]
    spec = signal("flow", match=action("comment"), decay=HALVES)

    seen = [amount_and_known(spec, rows, day)[0] for day in range(5)]

    assert seen == [0, 4, 2, 1, 0]


def test_at_most_per_day_max_of_it_counts_a_day():
    """comment: 8 and 4 on day 0, 1 on day 1."""
    rows = [{"day": d, "action": "comment", "count": n} for d, n in ((0, 8), (0, 4), (1, 1))]
    spec = signal("flow", match=action("comment"), decay=HALVES, per_day_max=2)

    assert amount_and_known(spec, rows, 2)[0] == 2 / 4 + 1 / 2


def test_half_of_the_weight_covered_is_half_known():
    """weights 1/2, 1/4, 1/8 of the days 3, 2, 1; covered from day 3 on: 4 of 7 eighths."""
    spec = signal("flow", match=action("comment"), decay=HALVES)
    coverage = Coverage((Span("comment", 3, None),))

    assert amount_and_known(spec, [], 4, coverage) == (0, pytest.approx(4 / 7))


def test_a_stock_is_the_last_level_and_is_known_from_its_first_row_on():
    """connections: 100 on day 5, 90 on day 8; nothing is covered."""
    rows = [{"day": d, "action": "connections", "count": n} for d, n in ((5, 100), (8, 90))]
    spec = signal("stock", match=action("connections"))

    seen = [amount_and_known(spec, rows, day, Coverage()) for day in (4, 5, 7, 8, 99)]

    assert seen == [(0, 0), (100, 1), (100, 1), (90, 1), (90, 1)]


def test_a_level_that_goes_back_to_zero_is_known_to_be_zero():
    rows = [{"day": d, "action": "connections", "count": n} for d, n in ((5, 1), (8, 0))]

    assert amount_and_known(signal("stock", match=action("connections")), rows, 9) == (0, 1)


def test_one_request_one_acceptance_is_not_full_marks():
    """sent: 1, accepted: 1, both today; prior 0.3 with the weight of 9 requests: 3.7 of 10."""
    rows = [{"day": 0, "action": f"invitation_{what}", "count": 1} for what in ("sent", "accepted")]
    spec = signal(
        "rate",
        match=action("invitation_accepted"),
        of=action("invitation_sent"),
        decay=Decay(half_life=1e9, window=9),
        prior_rate=0.3,
        prior_weight=9,
    )

    assert amount_and_known(spec, rows, 0) == (pytest.approx(0.37), 1)


def test_a_rate_of_too_little_is_no_data():
    """sent: 4, accepted: 4; five are asked for."""
    rows = [{"day": 0, "action": f"invitation_{what}", "count": 4} for what in ("sent", "accepted")]
    rate = {"match": action("invitation_accepted"), "of": action("invitation_sent")}
    spec = signal("rate", **rate, decay=Decay(1e9, 9), min_of=5)

    assert amount_and_known(spec, rows, 0) == (0, 0)
    assert amount_and_known(spec, [], 0) == (0, 1)


def test_days_are_counted_once_each_and_do_not_fade():
    """comment on day 1 (twice) and day 3, a reaction on day 3."""
    rows = [{"day": d, "action": "comment", "count": 1} for d in (1, 1, 3)]
    rows.append({"day": 3, "action": "reaction", "count": 5})
    spec = signal("days", match=action("comment", "reaction"), decay=HALVES)

    seen = [amount_and_known(spec, rows, day)[0] for day in range(7)]

    assert seen == [0, 0, 1, 1, 2, 1, 1]


def test_a_checklist_adds_the_weights_of_what_is_present_and_knows_only_what_it_saw():
    """photo present, about absent, cover unseen."""
    rows = [
        {"day": 0, "action": "profile_section", "section": section, "count": n}
        for section, n in (("photo", 1), ("about", 0))
    ]
    items = tuple(
        Item(s, Every((action("profile_section"), Condition("section", "eq", (s,)))), w)
        for s, w in (("photo", 2.0), ("about", 1.0), ("cover", 1.0))
    )

    assert amount_and_known(signal("checklist", items=items), rows, 1, Coverage()) == (2, 0.75)
