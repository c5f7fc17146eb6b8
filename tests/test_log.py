"""The log: columns in one order, whatever order they came in, and what they cover."""

from datetime import date

import numpy as np
import pytest
from strategies import log_of

from estimator.actions import SEATS, known_seat, vocabulary
from estimator.coverage import Coverage, Span
from estimator.errors import InputError, LogError
from estimator.log import ActivityLog, Coded, concat

ROWS = [
    {"account": "b", "day": 3, "action": "comment", "count": 2},
    {"account": "a", "day": 5, "action": "comment", "count": 1, "words": 40},
    {"account": "a", "day": 1, "action": "connections", "count": 512},
]


def team(rows=ROWS, coverage=Coverage()):  # noqa: B008 immutable
    return concat([log_of(rows, coverage).of_account(name) for name in ("a", "b")])


def test_rows_stand_sorted_by_account_and_day():
    log = team()

    assert log.accounts == ("a", "b")
    assert log.account.tolist() == [0, 0, 1]
    assert log.day.tolist() == [1, 5, 3]
    assert (log.first_day, log.last_day) == (1, 5)


def test_an_attribute_that_a_row_lacks_is_none():
    log = team()

    assert [log.attributes["words"][row] for row in range(3)] == [None, 40, None]


def test_a_log_cannot_be_changed():
    log = team()

    for column in (log.account, log.day, log.action, log.count):
        with pytest.raises(ValueError):
            column[0] = 9


def test_rows_of_an_unknown_action_are_set_aside_and_counted():
    log = log_of([*ROWS, {"day": 2, "action": "coment", "count": 1}])

    assert (log.n_rows, dict(log.set_aside)) == (3, {"coment": 1})


@pytest.mark.parametrize("count", [-1, np.nan, np.inf])
def test_a_count_that_is_negative_or_not_finite_is_refused(count):
    with pytest.raises(LogError, match="0 or more"):
        ActivityLog.build(day=[1], action=Coded.of(["comment"]), count=[count])


def test_an_account_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(LogError, match="it has a, b"):
        team().of_account("c")


def test_joining_logs_keeps_each_ones_coverage_with_its_accounts():
    full = log_of(ROWS, Coverage.complete()).of_account("a")
    none = log_of(ROWS, Coverage()).of_account("b")

    both = concat([full, none])

    assert both.coverage.days("comment", both.accounts, 0, 1).tolist() == [[True] * 2, [False] * 2]


def test_what_is_between_two_days_includes_both():
    assert team().between(3, 5).day.tolist() == [5, 3]


def test_the_digest_tells_rows_and_coverage_apart():
    digests = {
        log.sha256
        for log in (
            team(),
            team(ROWS[:2]),
            team(coverage=Coverage.complete()),
            team().between(0, 4),
        )
    }

    assert len(digests) == 4


def test_coverage_is_the_union_of_its_spans_and_open_where_it_has_no_end():
    coverage = Coverage((Span("comment", 2, 3), Span("comment", 6, None), Span("post")))

    assert coverage.days("comment", ["me"], 0, 7).tolist() == [
        [False, False, True, True, False, False, True, True]
    ]
    assert coverage.days("post", ["me"], 0, 1).all()
    assert not coverage.days("reaction", ["me"], 0, 1).any()


def test_coverage_is_told_as_dates():
    coverage = Coverage.of({"comment": [date(2026, 1, 1), None]})

    assert coverage.to_dict() == {"comment": ["2026-01-01", None]}


def test_every_action_of_the_design_is_in_the_vocabulary():
    named = """connections senior_connections coworker_connections followers skills profile_section
        post article endorsement_received recommendation_received follower_gained impression
        people_search search_saved profile_view lead_saved account_saved list_created
        company_follow member_follow active_day profile_view_received search_appearance reaction
        comment repost engagement_received message_sent message_replied message_received
        message_answered inmail_sent inmail_replied group_joined group_activity event_attended
        invitation_sent invitation_accepted invitation_received endorsement_given
        recommendation_given"""

    assert set(named.split()) <= set(vocabulary())


def test_a_weekly_limit_is_that_of_the_seat():
    inmail, invitation = vocabulary()["inmail_sent"], vocabulary()["invitation_sent"]

    assert inmail.weekly_limit("free") == 0
    assert inmail.weekly_limit("sales_navigator") == pytest.approx(50 * 7 / 30)
    assert {invitation.weekly_limit(seat) for seat in SEATS} == {100}
    assert vocabulary()["comment"].weekly_limit("free") is None


def test_an_unknown_seat_is_answered_with_those_there_are():
    with pytest.raises(InputError, match=r"'gold'.*free, premium, sales_navigator"):
        known_seat("gold")
