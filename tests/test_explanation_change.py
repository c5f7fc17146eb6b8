"""Changes taken apart by hand: golden rules (no lag, curves in straight lines) and small logs."""

from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import ON, RULES
from rules_text import small
from strategies import LAST, coverages, log_of, rows

from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.errors import LogError
from estimator.explanation.change import explain
from estimator.report.change_page import cause_said
from estimator.rules import load_rules

DAY = to_day(ON)


def did(action, count, ago=0, **more):
    return {"day": DAY - ago, "action": action, "count": count, **more}


def moved(listed, days=30, coverage=Coverage.complete(), rules=RULES, **given):  # noqa: B008
    """The change over the `days` until ON."""
    return explain(log_of(listed, coverage), rules, ON - timedelta(days), ON, **given)


def causes(change):
    return {(part.path, part.cause): part.points for part in change.parts}


def test_who_did_nothing_drops_by_what_fades():
    """20 comments 30 days ago, half-life 30 days: 8 points then, 4 now."""
    change = moved([did("comment", 20, ago=30)])

    assert change.change == pytest.approx(-4.0)
    assert causes(change) == {("insight.comments", "faded"): pytest.approx(-4.0)}
    [part] = change.parts
    assert (part.before, part.after, part.unit) == (20.0, 10.0, "comments")
    assert part.moved[0].name == "comment" and part.moved[0].count == 20.0


def test_what_is_older_than_the_window_left():
    """40 comments, 60 days before the first day and 90 before the second: a quarter counted."""
    change = moved([did("comment", 40, ago=90)])

    assert causes(change) == {("insight.comments", "left"): pytest.approx(-4.0)}


def test_what_came_and_what_faded_share_the_curve_in_proportion():
    """20 then, 10 now, and 15 more: in a straight line each counts what it counts alone."""
    change = moved([did("comment", 20, ago=30), did("comment", 15)])

    assert causes(change) == {
        ("insight.comments", "came"): pytest.approx(6.0),
        ("insight.comments", "faded"): pytest.approx(-4.0),
    }


def test_what_the_lag_hid_before_came():
    """A reaction of the first day itself shows a day later, so it is new on the second."""
    rules = RULES.replace({"defaults.lag": 1})

    change = moved([did("comment", 20, ago=30)], rules=rules)

    assert causes(change) == {("insight.comments", "came"): pytest.approx(4.0)}


def test_a_day_counts_no_more_than_its_cap():
    """Five posts on one day of which three count."""
    rules = small()

    [came] = [p for p in moved([did("post", 5, ago=1)], rules=rules).parts if p.cause == "came"]

    assert came.moved[0].count == 5.0
    assert came.after == pytest.approx(3.0 * 0.5 ** (1 / 60))


def test_the_actions_of_a_signal_are_told_apart():
    """Six acts of two kinds on two days; a day active is active through both."""
    rules = load_rules()
    listed = [did("comment", 1, ago=2), did("reaction", 4, ago=2), did("reaction", 1, ago=3)]

    parts = {part.path: part for part in moved(listed, rules=rules).parts if part.cause == "came"}

    active = {one.name: one.points for one in parts["find.days_active"].moved}
    assert active["reaction"] == pytest.approx(3 * active["comment"])
    assert {one.name for one in parts["insight.comments"].moved} == {"comment"}


def test_a_level_that_rose_is_a_level():
    """250 connections, then 400: 0.04 points each."""
    change = moved([did("connections", 250, ago=60), did("connections", 400, ago=5)])

    assert causes(change) == {("relationship.connections", "level"): pytest.approx(6.0)}


def test_a_level_seen_for_the_first_time_did_not_change():
    """400 are assumed until 500 are seen."""
    change = moved([did("connections", 500, ago=5)], coverage=Coverage())

    assert causes(change) == {("relationship.connections", "unknown"): pytest.approx(4.0)}
    assert (change.parts[0].before, change.parts[0].after) == (pytest.approx(400), 500)


def test_a_section_of_the_profile_is_called_by_its_name():
    listed = [
        did("profile_section", 1, ago=60, section="photo"),
        did("profile_section", 0, ago=60, section="about"),
        did("profile_section", 1, ago=5, section="about"),
    ]

    [part] = moved(listed).parts

    assert (part.path, part.cause, part.points) == ("brand.profile", "level", pytest.approx(9.0))
    assert [one.name for one in part.moved] == ["about"]


def test_a_rate_shares_what_new_and_old_answers_do():
    """5 of 10 answered, then 10 of 10 more: 2 points become 3.33 as the old count half."""
    listed = [did("message_sent", 10, ago=30), did("message_replied", 5, ago=30)]
    listed += [did("message_sent", 10), did("message_replied", 10)]

    change = moved(listed)

    # New ones join 5 of 10: +1; or 2.5 of 5, which is as much: +1.33. Old ones alone fade without
    # effect, and +0.33 when the new ones are there.
    assert causes(change) == {
        ("insight.response_rate", "came"): pytest.approx((1.0 + 4 / 3) / 2),
        ("insight.response_rate", "faded"): pytest.approx((0.0 + 1 / 3) / 2),
    }


def test_a_rate_that_lost_its_evidence_falls_back_to_what_is_assumed():
    """Ten messages, all answered: after 60 days they weigh 2.5, too few for a rate (five)."""
    listed = [did("message_sent", 10, ago=60), did("message_replied", 10, ago=60)]

    change = moved(listed, days=60)

    assert causes(change) == {("insight.response_rate", "faded"): pytest.approx(0.8 - 4.0)}


def test_less_coverage_is_not_less_activity():
    """Comments are covered until the first day only; of ten assumed days each is a guess."""
    covers = Coverage.of({"comment": [date(2020, 1, 1), ON - timedelta(30)]})

    change = moved([], coverage=covers)

    assert {part.cause for part in change.parts} == {"unknown"}
    assert all(part.points > 0 for part in change.parts)


def test_a_pillar_that_reaches_its_cap_says_what_is_cut():
    """15 points are the ceiling of find, which the days of a search and leads can pass."""
    rules = RULES.replace({"insight.cap": 6.0})

    change = moved([did("comment", 20)], rules=rules)

    assert causes(change) == {
        ("insight.comments", "came"): pytest.approx(8.0),
        ("insight", "cap"): pytest.approx(-2.0),
    }
    assert change.change == pytest.approx(6.0)


def test_numbers_that_changed_together_share_what_they_did():
    """20 comments: halving both points and full_at leaves 8; each number undoes the other."""
    after = RULES.replace({"insight.comments.points": 8, "insight.comments.full_at": 20})

    change = moved([did("comment", 20)], days=0, rules=after, rules_before=RULES)

    assert change.change == pytest.approx(0.0)
    assert {p.numbers[0].path: p.points for p in change.parts} == {
        "insight.comments.points": pytest.approx(-6.0),
        "insight.comments.full_at": pytest.approx(6.0),
    }
    assert {part.cause for part in change.parts} == {"rules"}


def test_a_default_that_changed_is_named_as_the_default():
    after = RULES.replace({"defaults.half_life": inf})

    change = moved([did("comment", 20, ago=30)], days=0, rules=after, rules_before=RULES)

    [number] = change.parts[0].numbers
    assert number.path == "defaults.half_life"
    assert (number.written_before, number.written_after) == ("30 d", "never")
    assert number.points == pytest.approx(4.0)


def test_a_number_that_is_dated_changes_by_itself():
    """The points of comments fall from 9 to 8 on 2017-02-10, a known change of the formula."""
    rules = small()
    log = log_of([{"day": to_day(date(2017, 2, 1)), "action": "comment", "count": 90, "words": 9}])

    change = explain(log, rules, date(2017, 2, 9), date(2017, 2, 10))

    [part] = [part for part in change.parts if part.cause == "rules"]
    assert part.numbers[0].path == "insight.comments.points" and part.points < 0
    assert [regime.id for regime in change.regimes] == ["r2017"]


def test_a_cap_that_changed_is_a_rule():
    after = RULES.replace({"insight.cap": 6.0})

    change = moved([did("comment", 20, ago=1)], days=0, rules=after, rules_before=RULES)

    [part] = change.parts
    assert (part.path, part.cause) == ("insight", "rules")
    assert [number.path for number in part.numbers] == ["insight.cap"]


def test_points_of_an_action_are_added_up_over_its_signals():
    """A post counts in brand, as a share, and as a day active."""
    change = moved([did("post", 2, ago=1)], rules=load_rules())

    came = [part for part in change.parts if part.cause == "came"]
    assert len(came) >= 3
    assert change.by_action()["post"] == pytest.approx(sum(part.points for part in came))


def test_swapping_the_days_flips_every_sign():
    log = log_of([did("comment", 20, ago=30), did("comment", 9, ago=2), did("connections", 90)])
    days = ON - timedelta(20), ON
    other = RULES.replace({"insight.comments.points": 8, "defaults.half_life": 10})

    there = explain(log, other, *days, rules_before=RULES)
    back = explain(log, RULES, *days[::-1], rules_before=other)

    assert causes(back) == {key: pytest.approx(-points) for key, points in causes(there).items()}
    assert back.change == pytest.approx(-there.change)
    assert all(b.before == a.after for a, b in zip(there.parts, back.parts, strict=True))


def none_or_more(most):
    """A number of the rules: 0, or as large as one may be said."""
    return st.just(0.0) | st.floats(1e-6, most)


several = st.fixed_dictionaries(
    {},
    optional={
        "brand.posts.points": none_or_more(20),
        "defaults.half_life": st.floats(1, 80),
        "find.days_active.half_at": st.floats(1, 80),
        "find.people_searches.points": st.floats(1, 12),
        "insight.cap": st.floats(1, 25),
        "insight.comments.steepness": st.floats(1, 5),
        "relationship.acceptance.min_of": none_or_more(9),
        "relationship.connections.unknown.share": st.floats(0.2, 1),
    },
)
days_ = st.integers(0, LAST + 20).map(to_date)


@given(listed=rows, coverage=coverages, first=days_, last=days_, values=several)
def test_the_parts_of_a_whole_index_add_up(listed, coverage, first, last, values):
    before = small()
    values = {path: worth for path, worth in values.items() if _there(before, path)}

    change = explain(
        log_of(listed, coverage), before.replace(values), first, last, rules_before=before
    )

    assert sum(part.points for part in change.parts) == pytest.approx(change.change, abs=1e-9)
    for pillar in change.pillars.values():
        assert sum(p.points for p in pillar.parts) == pytest.approx(pillar.change, abs=1e-9)
    assert sum(change.by_cause().values()) == pytest.approx(change.change, abs=1e-9)


def _there(rules, path):
    return path in rules.numbers()


@pytest.mark.parametrize("seat", ["free", "premium", "sales_navigator"])
def test_the_parts_add_up_under_the_shipped_rules(seat):
    listed = [
        did(action, 1 + i % 3, ago=7 * i % 61)
        for i, action in enumerate(
            ["comment", "reaction", "post", "profile_view", "lead_saved"] * 9
        )
    ]

    change = moved(listed, coverage=Coverage(), rules=load_rules(), seat=seat)

    assert sum(part.points for part in change.parts) == pytest.approx(change.change, abs=1e-9)


def test_a_log_of_several_accounts_is_refused_with_what_to_do():
    log = log_of([did("comment", 1, account="anna"), did("comment", 1, account="bo")])

    with pytest.raises(LogError, match=r"3 accounts.*of_account"):
        explain(log, RULES, ON, ON)


def test_a_log_without_days_is_refused():
    with pytest.raises(TypeError, match="a log, rules and two days"):
        explain(log_of([]), RULES)


def test_a_change_is_told_as_a_dictionary_with_a_schema():
    told = moved([did("comment", 20, ago=30)]).to_dict()

    assert told["schema"] == "ssi.change/1"
    assert told["total"] == {"before": 8.0, "after": 4.0, "change": -4.0}
    assert told["pillars"]["insight"]["parts"][0]["cause"] == "faded"
    assert told["actions"] == {"comment": pytest.approx(-4.0)}


ACTIVITY = ("came", "faded", "left")


def steady(actions, first, last, days):
    """The change over `days` of who does two of each a day; the log shows `first` to `last` ago."""
    rows = [did(action, 2, ago=ago) for ago in range(last, first + 1) for action in actions]
    spans = (to_date(DAY - first), to_date(DAY - last))
    return moved(rows, days, Coverage.of(dict.fromkeys(actions, spans)), load_rules())


@given(first=st.integers(1, 150), days=st.integers(1, 100))
def test_who_does_the_same_every_day_gains_nothing_where_the_log_begins(first, days):
    """What is known since then takes the place of what was assumed."""
    change = steady(["comment", "invitation_accepted"], first, 0, days)

    for path in ("insight.comments", "relationship.invitations_accepted"):
        own = [part for part in change.parts if part.path == path]
        done = sum(part.points for part in own if part.cause in ACTIVITY)
        assert done == pytest.approx(0.0, abs=1e-9)
        known = [part for part in own if part.cause == "known"]
        assert [part.since for part in known] == [to_date(DAY - first)] * len(known)
        assert known or all(part.cause != "unknown" for part in own)


@given(last=st.integers(1, 60), days=st.integers(1, 100))
def test_who_did_the_same_every_day_loses_nothing_where_the_log_ends(last, days):
    change = steady(["comment"], 400, last, days)

    own = [part for part in change.parts if part.path == "insight.comments"]
    assert sum(p.points for p in own if p.cause in ACTIVITY) == pytest.approx(0.0, abs=1e-9)
    known = [part for part in own if part.cause == "known"]
    assert [part.until for part in known] == [to_date(DAY - last)] * len(known)


def test_a_rate_that_is_known_since_a_day_did_not_come():
    """Invitations are shown for 20 days; the change is over 30."""
    change = steady(["invitation_sent", "invitation_accepted"], 20, 0, 30)

    own = {p.cause: p for p in change.parts if p.path == "relationship.acceptance_rate"}
    assert own.keys() <= {"known", "inferred"}
    assert own["known"].since == to_date(DAY - 20)
    assert cause_said(own["known"], change.start, change.end).endswith("on, assumed before")


def test_who_stopped_before_the_log_ends_has_faded():
    """Comments until 60 days ago, in a log of 70 days: what fades is no matter of coverage."""
    rows = [did("comment", 2, ago=ago) for ago in range(60, 71)]
    coverage = Coverage.of({"comment": (to_date(DAY - 70), ON)})

    change = moved(rows, 30, coverage, load_rules())

    found = {part.cause: part.points for part in change.parts if part.path == "insight.comments"}
    assert found["faded"] < 0 and "came" not in found


def test_days_of_the_log_s_beginning_and_end_are_told_with_a_part_and_nowhere_else():
    known = steady(["comment"], 20, 0, 30).to_dict()["pillars"]["insight"]["parts"]
    other = moved([did("comment", 20, ago=30)]).to_dict()["pillars"]["insight"]["parts"]

    assert [part["since"] for part in known if part["cause"] == "known"] == [
        to_date(DAY - 20).isoformat()
    ]
    assert all("since" not in part and "until" not in part for part in other)
