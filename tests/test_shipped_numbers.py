"""The shipped numbers held against what is known of free accounts, and against their own size."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import Reference
from strategies import coverages, log_of, rows

from estimator import estimate, history, load_rules
from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import Range, to_date, to_day
from estimator.log import ActivityLog, concat
from estimator.score.book import Book

RULES = load_rules()
ON = 20_589  # 2026-05-16
MODEL = RULES.on(ON)
AVERAGES = {"brand": 11.8, "find": 5.4, "insight": 2.1, "relationship": 15.2}
FLOORS = {
    "brand": (8.4, 13.0),
    "find": (3.7, 6.1),
    "insight": (0.3, 1.0),
    "relationship": (2.2, 2.6),
}
ALL_STAR = ("photo", "location", "industry", "education", "position", "skills", "about")
PROFILES = {
    "all-star": ALL_STAR,
    "with a headline": (*ALL_STAR, "headline"),
    "every section": (*ALL_STAR, "headline", "cover", "featured", "certifications"),
}
NOTHING, EVERYTHING = Coverage(), Coverage.complete()
COVERED = {
    "else zero": EVERYTHING,
    "else unknown": Coverage(tuple(map(Span, ("people_search", "profile_view", "reaction")))),
    "only what occurs": NOTHING,
}
SEATS = ("free", "premium", "sales_navigator")


def every(n_days, action, count=1, since=150):
    return [{"day": ON - ago, "action": action, "count": count} for ago in range(0, since, n_days)]


def member(sections, connections, *acts, coverage=EVERYTHING):
    """The log of an account with this profile for 150 days."""
    begun = ON - 150
    profile = [
        {"day": begun, "action": "profile_section", "section": s, "count": 1} for s in sections
    ]
    levels = [{"day": begun, "action": "connections", "count": connections}]
    return log_of([*profile, *levels, *(row for act in acts for row in act)], coverage)


def scored(log, seat="free"):
    return {name: p.points for name, p in estimate(log, RULES, to_date(ON), seat).pillars.items()}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("covered", COVERED)
def test_the_average_member_scores_the_average_whatever_else_is_known(profile, covered):
    searches, views = every(6, "people_search"), every(6, "profile_view")
    log = member(PROFILES[profile], 600, searches, views, every(12, "reaction"))

    now = scored(log.with_coverage(COVERED[covered]))

    assert now == {pillar: pytest.approx(points, abs=1.5) for pillar, points in AVERAGES.items()}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("acts", [(), (every(30, "reaction"), every(30, "profile_view"))])
def test_a_passive_account_lies_on_the_floors(profile, acts):
    now = scored(member(PROFILES[profile], 150, *acts))

    for pillar, (low, high) in FLOORS.items():
        assert low <= now[pillar] <= high, pillar


@pytest.mark.parametrize(("likes", "comments"), [(5, 1), (6, 1), (8, 1), (7, 2)])
def test_engaging_daily_lifts_insight_in_days_and_then_it_stays(likes, comments):
    acts = every(1, "reaction", likes, since=90), every(1, "comment", comments, since=90)
    log = member(ALL_STAR, 150, *acts)

    insight = history(log, RULES, to_date(ON - 90), to_date(ON)).pillars["insight"]

    assert 6 <= insight[14] - insight[0] <= 8.3
    assert insight[5] - insight[0] > 0.7 * (insight[14] - insight[0])
    assert insight[90] - insight[14] < 1


def test_going_quiet_lowers_insight_to_its_floor_and_leaves_the_profile():
    active = [row for row in every(1, "reaction", 6, since=200) if row["day"] < ON - 95]
    log = member(ALL_STAR, 600, active)

    at = [estimate(log, RULES, to_date(day)).pillars for day in (ON - 95, ON - 35, ON)]

    insight = [pillars["insight"].points for pillars in at]
    assert insight[0] - 1 > insight[1] > insight[2] + 1
    assert insight[2] <= 1
    assert at[0]["brand"].signals["profile"] == at[2]["brand"].signals["profile"]


def test_an_empty_log_that_covers_nothing_is_the_average_member():
    population = scored(ActivityLog.empty())

    assert population == {p: pytest.approx(points, abs=0.5) for p, points in AVERAGES.items()}


@pytest.mark.parametrize("seat", SEATS)
def test_an_empty_log_that_covers_everything_is_zero_for_every_seat(seat):
    assert set(scored(ActivityLog.empty(EVERYTHING), seat).values()) == {0.0}


def test_the_plateaus_that_were_seen_can_be_reached_and_find_has_a_ceiling_without_a_seat():
    busy = {
        "reaction": 8,
        "comment": 3,
        "engagement_received": 20,
        "people_search": 10,
        "profile_view": 20,
        "message_sent": 3,
        "invitation_sent": 4,
        "invitation_accepted": 3,
        "follower_gained": 8,
        "active_day": 1,
    }
    weekly = every(7, "post", 3), every(30, "article"), every(60, "recommendation_received")
    received = every(3, "endorsement_received")
    acts = [every(1, action, count) for action, count in busy.items()]
    log = member(PROFILES["every section"], 3000, *acts, *weekly, received)

    now = scored(log)

    assert 21 <= now["brand"] <= 25
    assert 10 <= now["find"] <= 16
    assert 14 <= now["insight"] <= 20
    assert now["relationship"] == pytest.approx(25, abs=0.7)


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("action", sorted(vocabulary()))
def test_one_more_of_anything_moves_no_pillar_by_more_than_a_point(action, seat):
    """From nothing, a little and a lot of it; a level by one unit, a section by one section."""
    base = member(ALL_STAR[:3], 200, every(6, "invitation_sent"), every(6, "message_sent"))
    for there in (0, 1, 2, 5, 10, 40, 150, 400):
        before, after = (with_so_many(base, action, there + more) for more in (0, 1))

        lower, upper = scored(before, seat), scored(after, seat)

        assert all(upper[p] - lower[p] <= 1 for p in upper), there


def with_so_many(base, action, n):
    """The log and n of the action: a level of n, n sections, or n counts on the last ten days."""
    if action == "profile_section":
        sections = PROFILES["every section"][: min(n, 11)]
        return member(sections, 200)
    if vocabulary()[action].level:
        more = [{"day": ON - 5, "action": action, "count": n}]
    else:
        shares = [n // 10 + (i < n % 10) for i in range(10)]
        more = [{"day": ON - 1 - i, "action": action, "count": c} for i, c in enumerate(shares)]
    return replace(concat([base, log_of(more)]), coverage=base.coverage)


@pytest.mark.parametrize("seat", SEATS)
def test_an_inferred_signal_follows_what_it_is_inferred_from(seat):
    """A usage report of a month: nothing of comments, but the profiles viewed."""
    month = Coverage((Span("profile_view", ON - 29, ON), Span("connections", ON, ON)))
    little, much = (
        estimate(
            log_of([{"day": ON - 10, "action": "profile_view", "count": n}], month),
            RULES,
            to_date(ON),
            seat,
        )
        .pillars["insight"]
        .signals["comments"]
        for n in (1, 40)
    )

    assert little.state == much.state == "unknown"
    assert little.inferred_from == much.inferred_from == "find.profile_views"
    assert little.points < much.points
    assert little.amount is None


@pytest.mark.parametrize("seat", SEATS)
@settings(max_examples=25)
@given(listed=rows, coverage=coverages, day=st.integers(0, 150))
def test_the_shipped_rules_score_as_the_slow_reference_does(seat, listed, coverage, day):
    log, slow = log_of(listed, coverage), Reference(listed, coverage.spans)
    bare = replace(MODEL, pillars=tuple(replace(p, spread=0.0) for p in MODEL.pillars))

    found = Book(bare, seat).score(log, Range(day, day))

    for place, pillar in enumerate(bare.pillars):
        fast = [column[place].item() for column in (found.points, found.low, found.high)]
        middle, low, high = slow.pillar(pillar, bare, day, seat)
        assert fast == pytest.approx((middle, max(low, 0.0), high), abs=1e-9)


def test_the_day_of_the_personas_is_the_one_named():
    assert to_date(ON).isoformat() == "2026-05-16"
    assert to_day(to_date(ON) - timedelta(1)) == ON - 1
