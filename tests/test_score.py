"""The score as a whole: intervals, states, stamp, the payload it writes back."""

import json
from datetime import date

import numpy as np
import pytest
from strategies import log_of

from estimator import estimate, history, load_rules
from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.errors import NotEnoughEvidence
from estimator.log import ActivityLog, concat
from estimator.readers.sources import read_log
from estimator.resources import resource

ON = date(2026, 5, 16)
RULES = load_rules()
PERSONA = read_log(resource("fixtures") / "personas" / "average_member.jsonl")
COMMENTS = log_of([{"day": to_day(ON) - d, "action": "comment", "count": 1} for d in range(40)])


def test_an_empty_log_that_covers_everything_is_zero():
    nothing = estimate(ActivityLog.empty(Coverage.complete()), RULES, ON)

    assert nothing.total.points == 0
    assert {s.state for p in nothing.pillars.values() for s in p.signals.values()} <= {
        "zero",
        "not_applicable",
    }


def test_an_empty_log_that_covers_nothing_says_that_it_knows_nothing():
    unknown = estimate(ActivityLog.empty(), RULES, ON)

    assert unknown.total.high - unknown.total.low > 20
    assert all(p.unknown_share == pytest.approx(1) for p in unknown.pillars.values())
    assert any("population" in warning for warning in unknown.warnings)


def test_a_log_without_a_day_asks_for_one():
    with pytest.raises(NotEnoughEvidence, match="--on DATE"):
        estimate(ActivityLog.empty(), RULES)


def test_the_total_is_the_sum_of_the_pillars_and_lies_in_its_interval():
    now = estimate(PERSONA, RULES, ON)

    assert now.total.points == pytest.approx(sum(p.points for p in now.pillars.values()))
    assert now.total.low < now.total.points < now.total.high
    assert now.total.level == RULES.on(to_day(ON)).level


def test_the_same_inputs_give_the_same_bytes():
    once, again = (json.dumps(estimate(PERSONA, RULES, ON).to_dict()) for _ in range(2))

    assert once == again


def test_history_is_the_estimate_of_every_day():
    year = history(PERSONA, RULES, date(2026, 4, 1), ON)

    for i in (0, 20, 45):
        one = estimate(PERSONA, RULES, year.days[i])
        assert year.total[i] == pytest.approx(one.total.points, abs=1e-9)
        assert year.low["total"][i] == pytest.approx(one.total.low, abs=1e-9)
        assert year.pillars["brand"][i] == pytest.approx(one.pillars["brand"].points, abs=1e-9)


def test_many_accounts_are_columns_with_the_numbers_of_each_alone():
    rows = [
        {"day": 5, "action": "comment", "count": n, "account": a} for a, n in (("a", 3), ("b", 1))
    ]
    team = concat([log_of(rows).of_account(a).with_coverage(Coverage.complete()) for a in "ab"])

    columns = estimate(team, RULES, to_date(9))

    alone = [estimate(team.of_account(a), RULES, to_date(9)).total.points for a in "ab"]
    assert columns.accounts == ("a", "b")
    assert np.allclose(columns.total, alone, atol=1e-12)


def test_signals_of_another_seat_are_not_applicable():
    free, seat = (estimate(COMMENTS, RULES, ON, seat=s) for s in ("free", "sales_navigator"))

    assert free.pillars["find"].signals["leads_saved"].state == "not_applicable"
    assert seat.pillars["find"].signals["leads_saved"].state in ("zero", "unknown")
    assert free.pillars["find"].ceiling < seat.pillars["find"].ceiling


def test_group_averages_give_a_rank():
    low, high = (
        estimate(PERSONA, RULES, ON, averages={"industry": a}).rank["industry"]["top_percent"]
        for a in (20, 60)
    )

    assert low < 50 < high
    assert estimate(PERSONA, RULES, ON).rank is None


def test_to_response_is_the_documented_payload_and_reads_back():
    from estimator import Reading

    now = estimate(PERSONA, RULES, ON, averages={"industry": 34.5})

    reading = Reading.from_payload(json.loads(json.dumps(now.to_response())))

    assert reading.overall == pytest.approx(now.total.points)
    assert reading.pillars == {n: pytest.approx(p.points) for n, p in now.pillars.items()}
    assert reading.industry.average == 34.5


def test_the_stamp_tells_rules_log_day_and_seat_apart():
    base = estimate(PERSONA, RULES, ON).stamp

    others = [
        estimate(PERSONA, RULES.replace({"insight.comments.points": 5.0}), ON).stamp,
        estimate(COMMENTS, RULES, ON).stamp,
        estimate(PERSONA, RULES, date(2026, 5, 15)).stamp,
        estimate(PERSONA, RULES, ON, seat="premium").stamp,
    ]

    assert all(base != other for other in others)
    assert base.calibrated_until == RULES.calibrated_until.isoformat()


def test_an_untouched_pillar_is_bit_for_bit_the_same_under_an_overlay():
    base = estimate(PERSONA, RULES, ON)

    other = estimate(PERSONA, RULES.replace({"insight.comments.half_at": 21}), ON)

    for name in ("brand", "find", "relationship"):
        assert other.pillars[name] == base.pillars[name]


def test_results_show_themselves_in_one_line_and_as_html():
    now = estimate(PERSONA, RULES, ON)

    assert "\n" not in repr(now)
    assert now._repr_html_().startswith("<iframe")


def test_accounts_that_end_before_the_scored_day_are_told():
    rows = [
        {"day": d, "action": "comment", "count": 1, "account": a} for a, d in (("a", 3), ("b", 9))
    ]
    ends = [Coverage.of({"comment": [to_date(0), to_date(d)]}) for d in (3, 9)]
    team = concat(
        [log_of(rows).of_account(a).with_coverage(c) for a, c in zip("ab", ends, strict=True)]
    )

    assert any("1 account ends before" in w for w in estimate(team, RULES).warnings)
    assert not estimate(team, RULES, to_date(3)).warnings


def steady(first, last, n_days=400):
    """Two comments a day and a connection more; the log shows comments from one day to another."""
    rows = [{"day": day, "action": "comment", "count": 2.0} for day in range(first, last + 1)]
    levels = [{"day": day, "action": "connections", "count": 300.0 + day} for day in range(n_days)]
    spans = {"comment": (to_date(first), to_date(last)), "connections": (to_date(0), None)}
    return log_of(rows + levels, Coverage.of(spans))


def test_where_a_log_begins_is_no_change_and_is_told_with_the_day():
    """Comments are shown from day 200 on; the history is of days 100 to 399."""
    days = history(steady(200, 399), load_rules(), to_date(100), to_date(399))

    first, last = days.comparable("insight")

    [edge] = days.edges
    assert (edge.day, edge.begins, edge.actions) == (to_date(200), True, ("comment",))
    assert abs(last - first) < 0.1 < abs(days.points["insight"][-1] - days.points["insight"][0])
    settled = days.settled_days("insight")
    assert not settled[:100].any() and settled[-1] and (np.diff(settled.astype(int)) >= 0).all()
    assert days.to_dict()["edges"] == [
        {"day": to_date(200).isoformat(), "begins": True, "actions": ["comment"], "inferred": []}
    ]


def test_where_a_log_ends_is_no_change_and_is_told_with_the_day():
    days = history(steady(0, 300), load_rules(), to_date(200), to_date(399))

    first, last = days.comparable("insight")

    assert [(edge.day, edge.begins) for edge in days.edges] == [(to_date(300), False)]
    assert abs(last - first) < 0.1


def test_what_is_known_all_along_is_compared_from_end_to_end():
    days = history(steady(0, 399), load_rules(), to_date(200), to_date(399))

    assert days.edges == () and "edges" not in days.to_dict()
    assert days.settled_days("total").all()
    assert days.comparable("total") == (days.total[0], days.total[-1])


def test_a_level_first_seen_within_a_history_is_known_from_then_and_no_change_of_it():
    """512 connections on day 500, nothing is said of them before; 530 on day 520."""
    stated = ((500, 512), (520, 530))
    levels = [{"day": day, "action": "connections", "count": n} for day, n in stated]
    spans = {"comment": (None, to_date(540)), "connections": (to_date(500), to_date(540))}
    log = log_of([{"day": 400, "action": "comment", "count": 1.0}, *levels], Coverage.of(spans))

    days = history(log, load_rules(), to_date(480), to_date(540))

    assert [(edge.day, edge.actions) for edge in days.edges] == [(to_date(500), ("connections",))]
    first, last = days.comparable("relationship")
    assert first == days.pillars["relationship"][20] and last > first
    assert not days.settled_days("total")[:20].any()


def test_days_that_no_window_shows_alike_are_not_compared():
    """Comments are shown until day 200, reactions from day 300 on."""
    listed = [{"day": 100, "action": "comment", "count": 1.0}]
    spans = {"comment": (to_date(0), to_date(200)), "reaction": (to_date(300), to_date(399))}

    days = history(log_of(listed, Coverage.of(spans)), load_rules(), to_date(190), to_date(399))

    assert days.comparable("insight") is None and days.comparable("brand") is not None
