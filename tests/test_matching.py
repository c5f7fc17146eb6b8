"""Which rows a match takes, attribute by attribute."""

import pytest
from strategies import log_of

from estimator.rules.match import Condition, Either, Every, Not
from estimator.score.rows import matching

ROWS = [
    {"day": 1, "action": "comment", "count": 1, "words": 5},
    {"day": 2, "action": "comment", "count": 1, "words": 40},
    {"day": 3, "action": "comment", "count": 1},
    {"day": 4, "action": "invitation_sent", "count": 1, "note": True},
    {"day": 5, "action": "post", "count": 1, "format": "image"},
]
COMMENT = Condition("action", "eq", ("comment",))


def days_of(match):
    log = log_of(ROWS)
    return log.day[matching(match, log)].tolist()


@pytest.mark.parametrize(
    ("match", "days"),
    [
        (COMMENT, [1, 2, 3]),
        (Condition("action", "eq", ("comment", "post")), [1, 2, 3, 5]),
        (Condition("words", "gte", (40,)), [2]),
        (Condition("words", "gt", (5,)), [2]),
        (Condition("words", "lte", (40,)), [1, 2]),
        (Condition("words", "lt", (40,)), [1]),
        (Condition("note", "eq", (True,)), [4]),
        (Condition("note", "eq", (1,)), []),
        (Condition("format", "gte", (1,)), []),
        (Condition("nobody", "eq", (1,)), []),
        (Every((COMMENT, Condition("words", "gte", (40,)))), [2]),
        (Either((Condition("words", "lt", (9,)), Condition("format", "eq", ("image",)))), [1, 5]),
    ],
)
def test_a_match_takes_the_rows_that_satisfy_it(match, days):
    assert days_of(match) == days


def test_a_missing_attribute_never_matches_not_even_under_not():
    assert days_of(Not(Condition("words", "gte", (40,)))) == [1]
    assert days_of(Every((COMMENT, Not(Condition("words", "eq", (5,)))))) == [2]


def test_not_of_an_action_takes_the_others():
    assert days_of(Not(COMMENT)) == [4, 5]
