"""Many plans at once, slopes, and one more of everything: all held against `project`."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from futures import TODAY, UNTIL, Changing, Fixed, any_habit, any_model, busy_log, few
from hypothesis import given
from hypothesis import strategies as st
from strategies import LAST, action, coverages, curves, log_of, rows, signals

from estimator.coverage import Coverage, Span
from estimator.days import Range, to_date, to_day
from estimator.log import ActivityLog, Coded, concat
from estimator.rules import load_rules
from estimator.rules.match import Condition, Either, Every, Not
from estimator.rules.model import Unknown
from estimator.saturation import Linear
from estimator.score import score_columns
from estimator.whatif import BASELINES, Habit, Plan, marginal, project, project_many
from estimator.whatif.linearisation import _distinct, product
from estimator.whatif.marginals import examples
from estimator.whatif.outlook import outlook

RULES = load_rules()
NOW, THEN = to_date(LAST), to_date(LAST + 40)
SOON = TODAY + timedelta(days=30)


def one_by_one(result, log, rules, **how):
    """The largest difference between a batch and the projection of each plan."""
    differences = [0.0]
    for i in range(len(result.per_week)):
        alone = project(log, result.plan(i), rules, result.until, **how).planned
        differences += [abs(alone.points[k] - v[i]).max() for k, v in result.points.items()]
    return max(differences)


@few
@given(
    data=st.data(),
    listed=rows,
    coverage=coverages,
    model=any_model,
    habits=st.lists(any_habit, min_size=1, max_size=4),
    baseline=st.sampled_from(BASELINES),
    whole=st.booleans(),
)
def test_a_batch_is_its_plans_one_by_one(data, listed, coverage, model, habits, baseline, whole):
    rates = st.sampled_from([0.0, 1.1, 2.6, 7.3, 21.7])  # at a step, rounding would be a jump
    per_week = data.draw(st.lists(st.tuples(*[rates] * len(habits)), min_size=1, max_size=3))
    log, how = log_of(listed, coverage), {"on": NOW, "baseline": baseline, "whole": whole}

    result = project_many(log, habits, np.array(per_week), Fixed(model), THEN, **how)

    assert one_by_one(result, log, Fixed(model), **how) < 1e-9


@few
@given(data=st.data(), listed=rows, coverage=coverages, habits=st.lists(any_habit, max_size=3))
def test_what_is_inferred_from_another_signal_follows_it(data, listed, coverage, habits):
    source, follower = data.draw(signals("stock")), data.draw(signals("flow"))
    unknown = Unknown(0.3, 0.1, 0.6, "brand.s0", data.draw(curves[Linear]), 0.8, 0.1)
    model = any_model_of(source, replace(follower, unknown=unknown))
    habits = [*habits, Habit("invitation_sent", accepted=0.5), Habit("connections", count=90)]
    log, per_week = log_of(listed, coverage), np.array([[3.0] * len(habits), [0.0] * len(habits)])

    result = project_many(log, habits, per_week, Fixed(model), THEN, on=NOW)

    assert one_by_one(result, log, Fixed(model), on=NOW) < 1e-9


def any_model_of(*parts):
    from futures import model_of

    return model_of(*parts)


def test_plans_of_many_rates_are_told_apart():
    """A thousand rates of each of seven habits: more combinations than a number of 64 bits."""
    picks = np.random.default_rng(7).integers(0, 1000, (2000, 7))
    picks = np.vstack([picks, picks[:50], np.zeros((1, 7), dtype=picks.dtype)])

    versions, rows = _distinct(picks, tuple(range(7)))

    assert (versions[rows] == picks).all()
    assert len(versions) == len(np.unique(picks, axis=0))


def test_a_batch_has_the_intervals_of_its_plans_when_it_is_asked():
    habits = [Habit("comment", 1), Habit("invitation_sent", 1), Habit("connections", count=500)]
    per_week = np.random.default_rng(6).integers(0, 20, (70, 3)).astype(float)
    some = Coverage((Span("comment"), Span("connections"), Span("invitation_sent")))

    result = project_many(busy_log(some), habits, per_week, RULES, SOON, intervals=True)

    for i in (0, 69):
        alone = project(busy_log(some), result.plan(i), RULES, SOON).planned
        for ours, theirs in ((result.low, alone.low), (result.high, alone.high)):
            assert all(np.allclose(ours[k][i], v, atol=1e-9) for k, v in theirs.items())


def test_a_batch_under_the_shipped_rules_is_its_plans_one_by_one():
    names = ("comment", "reaction", "post", "repost", "people_search", "profile_view", "article")
    habits = [Habit(name, 1) for name in (*names, "message_sent", "invitation_sent")]
    habits += [Habit("profile_section", section="about"), Habit("connections", count=500)]
    per_week = np.random.default_rng(1).integers(0, 20, (6, len(habits))).astype(float)

    result = project_many(busy_log(), habits, per_week, RULES, UNTIL)

    assert one_by_one(result, busy_log(), RULES) < 1e-9


def test_a_batch_follows_rules_that_change_meanwhile():
    model = RULES.on(to_day(TODAY))
    later = replace(model, pillars=tuple(replace(p, cap=p.cap / 3) for p in model.pillars))
    rules = Changing(model, later=later, change=to_day(TODAY) + 9)
    per_week = np.array([[5.0], [0.0], [12.0]])

    result = project_many(busy_log(), [Habit("comment", 1)], per_week, rules, SOON)

    assert one_by_one(result, busy_log(), rules) < 1e-9
    assert result.total.shape == (3, 30)


def test_a_batch_can_be_written_down():
    result = project_many(busy_log(), [Habit("comment", 1)], np.array([[5.0]]), RULES, SOON)

    assert result.plan(0) == Plan([Habit("comment", 5)])
    assert result.to_dict()["points"]["total"] == [result.total[0, -1]]


def test_a_batch_with_a_rate_that_two_habits_move_is_its_plans_one_by_one():
    """What is sent is one habit, what is answered another; neither is whole."""
    habits = [Habit("message_sent", 5, answered=0.1), Habit("message_replied", 1)]
    per_week = np.random.default_rng(3).random((5, 2)) * 9

    for whole in (False, True):
        result = project_many(busy_log(), habits, per_week, RULES, UNTIL, whole=whole)

        assert one_by_one(result, busy_log(), RULES, whole=whole) < 1e-9


def test_a_row_of_a_product_is_the_same_bits_alone_as_among_others():
    rng = np.random.default_rng(4)
    rows, matrix = rng.random((40, 64)), rng.random((64, 90))

    many, alone = product(rows, matrix), product(rows[17:18], matrix)

    assert many[17].tobytes() == alone[0].tobytes()


def test_a_product_is_that_of_matrices_whatever_its_shape():
    rng = np.random.default_rng(5)
    for n, inner, n_days in [(0, 3, 2), (1, 0, 2), (17, 64, 90), (3, 3000, 9), (2, 5, 0)]:
        rows, matrix = rng.random((n, inner)), rng.random((inner, n_days))

        found = product(rows, matrix)

        assert found.shape == (n, n_days) and np.allclose(found, rows @ matrix, atol=1e-9)


MANY = """
import hashlib, sys
sys.path.insert(0, {tests!r})
import numpy as np
from futures import UNTIL, busy_log
from estimator.rules import load_rules
from estimator.whatif import Habit, project_many
names = ("comment", "reaction", "post", "message_sent", "invitation_sent", "active_day")
per_week = np.random.default_rng(1).random((300, len(names))) * 9
habits = [Habit(name, 1) for name in names]
for whole in (False, True):
    found = project_many(busy_log(), habits, per_week, load_rules(), UNTIL, whole=whole)
    print(hashlib.sha256(found.total.tobytes()).hexdigest())
"""


def test_the_number_of_threads_changes_no_bit():
    code = MANY.format(tests=str(Path(__file__).parent))

    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OPENBLAS_NUM_THREADS": n, "OMP_NUM_THREADS": n},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n in ("1", "4")
    ]

    assert told[0] == told[1] and len(told[0].split()) == 2


def test_one_more_is_the_difference_of_two_histories():
    """A history of the log and what is assumed, with one row more and without."""
    today = to_day(TODAY)
    days = Range(today, today + 120)
    found = marginal(busy_log(), RULES)

    log = outlook(busy_log(), today, days.last).log()
    without, _, _ = score_columns(log, RULES, days, "free")
    assert len(found.rows) > 15
    for i, row in enumerate(found.rows):
        if row.outcome is None and row.action not in ("invitation_accepted", "connections"):
            one = done(row.action, 1, row.attributes).with_coverage(log.coverage)
            more, _, _ = score_columns(concat([log, one]), RULES, days, "free")
            for name, gains in found.gains.items():
                assert np.allclose(gains[i, :121], (more[name] - without[name])[0], atol=1e-9)


@pytest.mark.parametrize("name", ["reaction", "comment", "message_replied", "message_sent"])
def test_the_slope_of_one_more_is_that_of_very_little_more(name):
    row = marginal(busy_log(), RULES).of(name)
    today, little = to_day(TODAY), 1e-5
    peak = to_day(row.peak_on)

    log = outlook(busy_log(), today, peak + 1).log()
    more = concat([log, done(name, little, {}).with_coverage(log.coverage)])
    if row.outcome:
        answered = done("message_replied", little * row.outcome, {})
        begun = done("conversation_begun", little, {})
        more = concat([more, *(one.with_coverage(log.coverage) for one in (answered, begun))])
    points = [
        score_columns(one, RULES, Range(peak, peak), "free")[0]["total"] for one in (log, more)
    ]
    slope = float((points[1] - points[0])[0, 0] / little)
    days_active = (slope - row.slope) * little  # a first act makes a day active: a jump, no slope
    assert slope == pytest.approx(row.slope, rel=1e-3, abs=1e-6) or days_active > 1e-4
    assert row.points <= row.slope * 1.01 or days_active > 1e-4  # diminishing returns


def test_one_more_at_a_full_pillar_adds_nothing_and_says_so():
    full = RULES.replace({"insight.cap": 0.5})

    row = marginal(busy_log(), full).of("reaction")

    assert "insight" in row.capped and "insight" not in row.pillars


def test_one_more_fades_as_its_half_life_says():
    """Done every weekday for ever, a comment more is half gone about a half-life after its peak."""
    rules = RULES.replace({"insight.comments.half_at": 20})  # far from full, one more adds in line
    row = marginal(busy_log(weeks=40), rules).of("comment")

    lag = int(RULES.value("insight.comments.lag"))
    assert lag <= (row.peak_on - TODAY).days <= lag + 2  # over a weekend the others fade
    gone = (row.half_gone_on - row.peak_on).days
    assert gone == pytest.approx(RULES.value("insight.comments.half_life"), abs=7)


def test_a_section_is_offered_only_when_it_is_known_to_be_missing():
    log = concat(
        [
            busy_log(),
            done("profile_section", 1, {"section": "about"}).with_coverage(busy_log().coverage),
        ]
    )

    offered = {
        row.attributes["section"]
        for row in marginal(log, RULES).rows
        if row.attributes.get("section")
    }

    assert "photo" in offered and "about" not in offered


def test_of_somebody_of_whom_nothing_is_known_nothing_can_go_up_by_one():
    """No level is known, no section is known to be missing; acts come on top of what is assumed."""
    found = marginal(ActivityLog.empty(), RULES, TODAY)

    assert found.of("comment").points > 0
    assert not {row.action for row in found.rows} & {"connections", "profile_section"}


def test_marginals_are_sorted_and_can_be_written_down():
    found = marginal(busy_log(), RULES)

    points = [row.points for row in found.rows]
    assert points == sorted(points, reverse=True)
    assert [row["action"] for row in found.to_dict()["actions"]] == [r.action for r in found.rows]
    assert np.allclose(found.gains["total"].max(axis=1), points, atol=1e-9)


@pytest.mark.parametrize(
    ("match", "found"),
    [
        (action("post", "repost"), [{"action": "post"}, {"action": "repost"}]),
        (
            Every((action("message_answered"), Condition("hours", "lte", (24,)))),
            [{"action": "message_answered", "hours": 24}],
        ),
        (
            Every((action("comment"), Condition("words", "gt", (20,)))),
            [{"action": "comment", "words": 21}],
        ),
        (
            Either(
                (action("reaction"), Every((action("post"), Condition("format", "eq", ("image",)))))
            ),
            [{"action": "reaction"}, {"action": "post", "format": "image"}],
        ),
        (Every((action("comment"), Not(Condition("words", "lt", (9,))))), []),
    ],
)
def test_an_example_of_a_match_matches(match, found):
    assert [{"action": one.action, **dict(one.attributes)} for one in examples(match)] == found


def done(name, count, attributes, on=TODAY):
    return ActivityLog.build(
        day=[(on - date(1970, 1, 1)).days],
        action=Coded.of([name]),
        count=[count],
        attributes={key: Coded.of([value]) for key, value in attributes.items()},
    )


def test_what_an_act_adds_is_told_of_the_next_weeks():
    """Four recommendations fill the signal until they lapse in ten years; one more adds little now,
    and what it will add then is no advice of today."""
    long_ago = TODAY - timedelta(days=300)
    found = marginal(concat([done("recommendation_received", 4, {}, long_ago), busy_log()]), RULES)
    row = next(one for one in found.rows if one.action == "recommendation_received")

    assert (row.peak_on - found.on).days <= 56
    assert row.points < 0.2
