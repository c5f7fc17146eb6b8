"""Readings in every room that scores, from `estimate` to the command line."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from commanded import ssi

from estimator import (
    Habit,
    Plan,
    Reading,
    estimate,
    explain,
    history,
    load_rules,
    plan_to,
    project,
    read_log,
    read_readings,
)
from estimator.days import Range, to_day
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Group
from estimator.resources import resource
from estimator.score.anchors import recorded_states, states

RULES = load_rules()
ON = date(2026, 5, 16)
LOG = read_log(resource("fixtures") / "personas" / "average_member.jsonl")
NOTE = (
    "date,brand,find,insight,relationship\n"
    "2026-03-01,12.3,5.1,2.6,15\n2026-04-10,12.5,5.4,4.2,16\n2026-05-01,12.6,5.3,3.9,16.2\n"
)


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.csv"
    path.write_text(NOTE, encoding="utf-8")
    return path


@pytest.fixture
def read(note):
    return read_readings(note)


def test_without_readings_nothing_is_said_of_any():
    told = estimate(LOG, RULES, ON).to_dict()

    assert told == estimate(LOG, RULES, ON, readings=()).to_dict()
    assert "readings" not in told and "readings_sha256" not in told["stamp"]
    assert "from_readings" not in told["pillars"]["brand"]


def test_rules_without_the_block_are_not_moved_by_readings(read):
    bare = replace(RULES, file=RULES.file.model_copy(update={"anchoring": None}), _models={})

    now = estimate(LOG, bare, ON, readings=read)

    assert now.readings is None and now.total == estimate(LOG, RULES, ON).total


def test_an_anchored_estimate_says_what_came_from_readings(read):
    plain, now = estimate(LOG, RULES, ON), estimate(LOG, RULES, ON, readings=read)

    for name, pillar in now.pillars.items():
        before = plain.pillars[name]
        assert pillar.points == pytest.approx(before.points + pillar.from_readings)
        assert 0 < pillar.told <= 1 and pillar.signals == before.signals
    assert (now.readings.used, now.readings.age) == (3, 15)
    assert now.readings.newest == date(2026, 5, 1)
    assert now.stamp != plain.stamp and now.stamp.to_dict()["readings_sha256"]
    assert now.total.high - now.total.low < plain.total.high - plain.total.low


def test_every_day_of_a_history_is_the_estimate_of_that_day(read):
    days = history(LOG, RULES, date(2026, 2, 20), ON, readings=read)

    for n in (0, 9, 30, 72, len(days.days) - 1):
        now = estimate(LOG, RULES, days.days[n], readings=read)
        assert days.total[n] == pytest.approx(now.total.points, abs=1e-9)
        assert days.high["insight"][n] == pytest.approx(now.pillars["insight"].high, abs=1e-9)
    for one in read:
        place = (one.captured - days.start).days
        shown = [days.points[name][place] for name in PILLARS]
        assert shown == pytest.approx([one.pillars[name] for name in PILLARS], abs=1e-9)
        assert days.high["total"][place] == days.low["total"][place]


def test_of_many_accounts_those_with_readings_are_anchored_and_the_others_untouched(read):
    acts = [{"day": f"2026-05-{day:02}", "action": "comment", "count": 1} for day in range(1, 16)]
    two = read_log([{**act, "account": name} for act in acts for name in ("me", "you")])

    plain, now = (estimate(two, RULES, ON, readings=r, columns=True) for r in ((), read))

    alone = estimate(two.of_account("me"), RULES, ON, readings=read)
    me, you = now.accounts.index("me"), now.accounts.index("you")
    assert now.total[me] == pytest.approx(alone.total.points, abs=1e-9)
    assert now.total[you] == plain.total[you] and now.high["total"][you] == plain.high["total"][you]


def test_the_average_that_a_reading_shows_gives_the_rank_and_a_given_one_goes_over_it(read):
    shown = [replace(one, industry=Group(average=34.0 - n)) for n, one in enumerate(read)]

    now = estimate(LOG, RULES, ON, readings=shown)
    given = estimate(LOG, RULES, ON, averages={"industry": 20}, readings=shown)

    assert now.rank["industry"]["average"] == 32.0
    assert now.readings.groups == {"industry": date(2026, 5, 1)}
    assert given.rank["industry"]["average"] == 20 and given.readings.groups == {}


def test_both_lines_of_a_projection_begin_at_the_anchored_score_and_the_lift_is_the_models(read):
    plan, until = Plan([Habit("comment", per_week=10)]), ON + timedelta(60)

    plain, now = (project(LOG, plan, RULES, until, readings=r) for r in ((), read))

    today = estimate(LOG, RULES, ON, readings=read)
    assert now.actual.total[-1] == pytest.approx(today.total.points, abs=1e-9)
    assert abs(now.baseline.total[0] - today.total.points) < 0.5
    for name, lift in plain.lift.items():
        assert now.lift[name] == pytest.approx(lift, abs=1e-9)
    for line in (now.baseline, now.planned):
        width = line.high["total"] - line.low["total"]
        assert (np.diff(width) >= -1e-9).all()
        assert (width <= plain.planned.high["total"] - plain.planned.low["total"]).all()


def test_a_plan_is_for_the_anchored_score(read):
    best = plan_to(LOG, RULES, 45, ON + timedelta(70), 120, readings=read)

    assert best.is_reached
    assert best.projection.actual.total[-1] == pytest.approx(
        estimate(LOG, RULES, ON, readings=read).total.points, abs=1e-9
    )
    assert best.projection.planned.total[-1] >= 45 - 1e-6


def test_readings_are_a_cause_of_a_change_and_the_parts_still_add_up(read):
    change = explain(LOG, RULES, date(2026, 3, 5), ON, readings=read)

    assert sum(part.points for part in change.parts) == pytest.approx(change.change, abs=1e-9)
    offset = [
        estimate(LOG, RULES, d, readings=read).readings.points for d in (date(2026, 3, 5), ON)
    ]
    assert change.by_cause()["readings"] == pytest.approx(offset[1] - offset[0], abs=1e-9)


def test_readings_alone_give_a_score_that_says_nothing_of_activity_is_known(note):
    done = ssi("score", "--readings", note, "--on", "2026-08-01", "--format", "json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0 and told["readings"]["used"] == 3
    assert 30 < told["total"]["points"] < 42
    assert any("nothing of your activity is known" in warning for warning in told["warnings"])


def test_the_seat_follows_the_newest_reading_unless_one_is_named(tmp_path):
    kept = tmp_path / "r.jsonl"
    kept.write_text(
        json.dumps(
            Reading(
                70.0,
                dict(zip(PILLARS, (20.0, 14.0, 14.0, 22.0), strict=True)),
                captured=ON,
                seat="sales_navigator",
            ).to_envelope()
        ),
        encoding="utf-8",
    )

    ask = ("score", "--readings", kept, "--on", "2026-06-01", "--format", "json")
    followed, named = ssi(*ask), ssi(*ask, "--seat", "free")

    assert json.loads(followed.stdout)["seat"] == "sales_navigator"
    assert json.loads(named.stdout)["seat"] == "free"


def test_a_history_of_readings_alone_begins_with_the_first_of_them(note):
    done = ssi("history", "--readings", note, "--to", "2026-06-01", "--format", "json")

    told = json.loads(done.stdout)
    assert told["days"][0] == "2026-03-01"
    assert told["total"]["points"][0] == pytest.approx(35.0, abs=1e-9)


def test_the_chart_of_a_history_has_a_dot_for_each_reading_at_its_day(note):
    days = [line.partition(",")[0] for line in note.read_text().splitlines()[1:]]

    shown = ssi("history", "--readings", note, "--to", "2026-06-01").stdout
    chart, _, below = shown.partition("first")

    *rows, key = [line for line in chart.splitlines() if "●" in line]
    places = sorted(x for row in rows for x, sign in enumerate(row) if sign == "●")
    assert len(places) == len(days) and places[0] == min(map(len, [" 45 ┤"]))
    assert key == "  ● your readings" and "●" not in below


def test_without_a_source_or_readings_there_is_nothing_to_score():
    assert ssi("score").exit_code == 2


def test_nothing_known_is_as_wide_as_the_population_that_the_law_of_ranks_states():
    now = estimate(ActivityLog.empty(), RULES, ON)

    assert now.total.high - now.total.low <= 1.2 * 2 * 1.2816 * RULES.value("rank.spread")


def test_readings_move_the_text_a_reason_a_sign_and_a_note(note):
    shown = ssi("score", "--readings", note, "--on", "2026-05-10").stdout

    assert "your readings" in shown and "▓" in shown and "the newest 9 days ago" in shown


def test_accounts_on_days_are_as_each_of_them_alone():
    """Three accounts, of which one did nothing in March, on near and far days with two seats."""
    days = {"a": (1, 4, 28), "b": (2, 5, 30), "c": (5, 17)}
    acts = [
        {"day": f"2026-{month:02}-{day:02}", "action": action, "count": day, "account": name}
        for name, own in days.items()
        for month in (3, 4)[name == "c" :]
        for day in own
        for action in ("comment", "people_search", "post")
    ]
    log = read_log(acts)
    account = np.array([2, 0, 1, 0, 2, 1, 0])
    day = np.array([date(2026, 4, d).toordinal() for d in (30, 9, 9, 12, 3, 29, 30)])
    day += to_day(ON) - ON.toordinal()
    seats = ("free", "sales_navigator", "free", "free", "sales_navigator", "free", "free")

    together = recorded_states(log, RULES, account, day, seats)

    for n, seat in enumerate(seats):
        alone = log.of_account(log.accounts[account[n]])
        here = Range(int(day[n]), int(day[n]))
        one = states(alone, RULES.on(here.first), seat, here)
        for name, column in vars(one).items():
            np.testing.assert_allclose(vars(together)[name][..., n], column[..., 0], atol=1e-9)
