"""Every way to the same numbers: alone and in a crowd, in blocks, by arrays and by plain loops."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, any_signal, coverages, log_of, matches, per_kind, pillar, rows, signals

from estimator import load_rules
from estimator.coverage import Coverage, Span
from estimator.days import to_date
from estimator.decay import Decay, flow_between, flow_on
from estimator.kernel import loops
from estimator.kernel.blocks import block_points
from estimator.kernel.fast import histories
from estimator.kernel.program import CODED
from estimator.layout.laying import block_of, blocks_of, layout_of
from estimator.log import concat
from estimator.matching import by_action, matching
from estimator.rules.match import Condition, Every
from estimator.rules.model import Item, Model
from estimator.saturation import CURVES
from estimator.score import estimate_accounts, history, scale, score_columns, with_intervals
from estimator.signals import Range
from estimator.signals.known import Everyone, covered_part

RULES = load_rules()
NAMES = ("ann", "bo", "cy", "di", "ed")
crowds = st.lists(st.tuples(st.sampled_from(NAMES), rows), max_size=6).map(
    lambda drawn: [{**row, "account": name} for name, some in drawn for row in some]
)
days = st.tuples(st.integers(0, LAST + 20), st.integers(0, 60)).map(lambda d: Range(d[0], sum(d)))


def crowd_of(listed, coverage=Coverage.complete()):  # noqa: B008 immutable
    log = log_of(
        [*listed, *({"day": 0, "action": "repost", "count": 0, "account": n} for n in NAMES)]
    )
    return log.with_coverage(coverage)


def arrays(signal, layout, over):
    return block_points((pillar(signal),), layout, over, "free")["brand"]


@settings(max_examples=60)
@pytest.mark.parametrize("kind", sorted(per_kind))
@given(data=st.data(), listed=crowds, coverage=coverages, over=days)
def test_arrays_and_plain_loops_agree(kind, data, listed, coverage, over):
    signal, log = data.draw(signals(kind)), crowd_of(listed, coverage)

    looped = histories((pillar(signal),), log, over, "free", 3)
    cut = arrays(signal, layout_of(log), over)

    for side, column in enumerate(cut):
        assert np.allclose(looped[:, side, 0], column, rtol=0, atol=1e-9)


@given(signal=any_signal, listed=crowds, coverage=coverages, day=st.integers(0, LAST + 20))
def test_one_day_by_plain_loops_is_that_day_by_arrays(signal, listed, coverage, day):
    layout, over = layout_of(crowd_of(listed, coverage)), Range(day, day)

    cut = arrays(signal, layout, over)
    looped = arrays(signal, layout.with_loops(loops), over)

    assert np.allclose(looped, cut, rtol=0, atol=1e-9)


@given(signal=any_signal, listed=crowds, over=days, width=st.integers(1, 4))
def test_an_account_scores_the_same_bits_in_any_block(signal, listed, over, width):
    log = crowd_of(listed)

    together = arrays(signal, layout_of(log), over)

    for first, n_accounts, run in blocks_of(log, width):
        alone = arrays(signal, block_of(log, first, n_accounts, run), over)
        assert np.array_equal(alone.points, together.points[first : first + n_accounts])


def test_many_accounts_at_a_time_give_the_bits_of_few(monkeypatch):
    dice = np.random.default_rng(1)
    names = [f"{i:03d}" for i in range(300)]  # more than are gone through one by one
    log = log_of(
        [
            {"day": int(d), "action": a, "count": float(n), "account": str(who)}
            for d, a, n, who in zip(
                dice.integers(0, 200, 4000),
                dice.choice(["comment", "reaction", "message_sent", "connections"], 4000),
                dice.integers(1, 9, 4000),
                dice.choice(names, 4000),
                strict=True,
            )
        ]
    )

    wide = score_columns(log, RULES, Range(100, 250), "free")
    monkeypatch.setattr(scale, "BLOCK", 7 * 151)
    narrow = score_columns(log, RULES, Range(100, 250), "free")

    for few, many in zip(narrow, wide, strict=True):
        assert all(np.array_equal(few[name], many[name]) for name in many)


def test_accounts_that_are_covered_differently_are_known_differently():
    """ann's comments are covered always, bo's never, cy's from day 50 on."""
    spans = (Span("comment", None, None, "ann"), Span("comment", 50, None, "cy"))
    log = crowd_of([], Coverage(spans))

    known = covered_part(("comment",), Everyone.of(log), 60, 61, Decay(np.inf, 20))

    assert known[[0, 1, 2], 0].tolist() == [1.0, 0.0, pytest.approx(11 / 20)]


@given(listed=crowds, seed=st.randoms(use_true_random=False))
def test_a_crowd_scores_what_each_scores_alone(listed, seed):
    spans = tuple(Span("comment", None, seed.choice([None, 80]), name) for name in NAMES)
    log = crowd_of(listed, Coverage(spans))
    over = Range(70, 90)

    together, _, high = score_columns(log, RULES, over, "premium")

    for i, name in enumerate(NAMES):
        alone = score_columns(log.of_account(name), RULES, over, "premium")
        assert np.allclose(together["total"][i], alone[0]["total"][0], atol=1e-9)
        assert np.allclose(high["find"][i], alone[2]["find"][0], atol=1e-9)


def test_loops_tell_a_hundred_questions_about_an_action_apart():
    chance = np.random.default_rng(1)
    sections = [f"s{i}" for i in range(100)]
    listed = [
        {
            "day": int(chance.integers(0, 50)),
            "action": "profile_section",
            "section": str(chance.choice(sections)),
            "count": 1,
            "account": str(chance.choice(NAMES)),
        }
        for _ in range(300)
    ]
    checklist = next(s for p in RULES.on(0).pillars for s in p.signals if s.kind == "checklist")
    asked = (
        Condition("action", "eq", ("profile_section",)),
        *(Condition("section", "eq", (name,)) for name in sections),
    )
    items = tuple(
        Item(name, Every((asked[0], of)), 1.0) for name, of in zip(sections, asked[1:], strict=True)
    )
    signal = replace(checklist, items=items)
    log, over = crowd_of(listed), Range(0, 60)

    points = histories((pillar(signal),), log, over, "free", 1)

    assert np.allclose(points[:, 0, 0], arrays(signal, layout_of(log), over).points, atol=1e-9)


def test_without_intervals_there_are_points_alone_and_they_are_the_same():
    log = crowd_of([{"day": 9, "action": "comment", "count": 3, "account": "bo"}])

    full = estimate_accounts(log, RULES, to_date(20))
    bare = estimate_accounts(log, RULES, to_date(20), intervals=False)

    assert np.array_equal(bare.total, full.total)
    assert bare.low == {} and bare.high == {}
    assert [row["total"] for row in bare.rows()] == full.total.tolist()
    year = history(log, RULES, to_date(1), to_date(9), intervals=False)
    assert "low" not in year.to_dict()["accounts"][0]["total"]


def test_a_huge_count_leaves_no_trace_once_it_is_gone():
    """comment: 1e10 on day 0, 0.3 on day 15; window 10."""
    day, count = np.array([0, 15], dtype=np.int32), np.array([1e10, 0.3])
    columns = np.zeros(2, dtype=np.int32), day, count

    flow = flow_between(Decay(np.inf, 10), *columns, 0, 30, 1)[0]

    assert flow[9] == 1e10 and (flow[10:15] == 0).all() and (flow[15:25] == 0.3).all()
    assert (flow[25:] == 0).all()


@given(
    half_life=st.sampled_from([np.inf, 0.01, 0.3, 7.0, 30.0]),
    window=st.integers(1, 60),
    lag=st.integers(0, 3),
    n_days=st.integers(1, 90),
    listed=st.lists(st.tuples(st.integers(-70, 90), st.floats(0, 9)), max_size=30),
)
def test_a_range_is_its_days_for_any_half_life_and_window(half_life, window, lag, n_days, listed):
    decay = Decay(half_life, window, lag)
    day = np.array([d for d, _ in listed], dtype=np.int32)
    count = np.array([n for _, n in listed])
    account = np.zeros(len(listed), dtype=np.int32)

    together = flow_between(decay, account, day, count, 0, n_days - 1, 1)[0]

    alone = [flow_on(decay, account, day, count, on, 1)[0] for on in range(n_days)]
    assert np.allclose(together, alone, rtol=1e-12, atol=1e-12)
    assert ((np.array(alone) == 0) == (together == 0)).all()


def test_a_window_longer_than_the_range_counts_each_of_its_days():
    """comment once on each of the days 0 to 29; days of the last 20, on the days 30 to 33."""
    signal = replace(_days_active(), decay=Decay(np.inf, 20, 0))
    listed = [{"day": d, "action": "comment", "count": 1, "account": "bo"} for d in range(30)]

    points = arrays(signal, layout_of(crowd_of(listed)), Range(30, 33)).points[1]

    assert points.tolist() == pytest.approx([19 / 20, 18 / 20, 17 / 20, 16 / 20])


def _days_active():
    from estimator.rules.model import SignalModel, Unknown
    from estimator.saturation import Linear

    comment = Condition("action", "eq", ("comment",))
    nobody = Unknown(0.5, 0.0, 1.0)
    return SignalModel("brand.x", "days", Linear(20), 1.0, nobody, "", "", match=comment)


@given(match=matches, listed=rows)
def test_what_is_left_to_ask_of_an_action_finds_the_rows_of_the_whole_match(match, listed):
    log = log_of(listed)

    found = layout_of(log).rows(match)

    told = matching(match, log)
    assert sorted(found.day) == sorted({*log.day[told]}) or not found.single
    assert found.count.sum() == pytest.approx(log.count[told].sum())


def test_true_and_1_are_asked_for_apart():
    listed = [{"day": d, "action": "post", "count": 1, "note": n} for d, n in ((1, True), (2, 1))]
    layout = layout_of(log_of(listed))

    yes, one = (layout.rows(Condition("note", "eq", (value,))).day.tolist() for value in (True, 1))

    assert (yes, one) == ([1], [2])


def test_an_action_that_no_match_names_is_not_looked_at():
    assert by_action(Condition("action", "eq", ("post",)), ("comment",)) == ()


def test_acts_of_a_day_that_differ_in_nothing_are_one_row_and_levels_are_not():
    listed = [
        {"day": 1, "action": action, "count": n, "words": words}
        for action, n, words in (
            ("comment", 1, 5),
            ("comment", 2, 5),
            ("comment", 4, 9),
            ("connections", 7, None),
            ("connections", 8, None),
        )
    ]

    layout = layout_of(log_of(listed))

    assert [rows.count.tolist() for rows in layout.by_action] == [[3, 4], [7, 8]]
    assert not layout.by_action[0].single


def test_the_layout_of_a_log_is_made_once():
    log = crowd_of([])

    assert layout_of(log) is layout_of(log)


def test_every_curve_is_known_to_the_loops():
    assert set(CODED) == set(CURVES.values())


def test_a_stamp_tells_the_digest_of_the_log_when_asked():
    log = concat([crowd_of([])])

    stamp = estimate_accounts(log, RULES, date(2026, 1, 1)).stamp

    assert "sha256" not in vars(log)
    assert stamp.to_dict()["log_sha256"] == log.sha256 == stamp.log_sha256
    assert stamp == estimate_accounts(log, RULES, date(2026, 1, 1)).stamp


def test_intervals_of_arrays_and_loops_are_the_same():
    log = crowd_of([{"day": 9, "action": "comment", "count": 3, "account": "bo"}], Coverage())
    model, over = RULES.on(0), Range(0, 20)
    plain = tuple(replace(p, signals=tuple(_alone(s) for s in p.signals)) for p in model.pillars)
    model = Model(plain, model.level, model.rank_spread)

    cut = block_points(model.pillars, layout_of(log), over, "free")
    looped = histories(model.pillars, log, over, "free", 3)

    _, low, _ = with_intervals(model, cut, "free")
    assert low["total"].shape == looped[:, 0, -1].shape
    for place, name in enumerate(cut):
        assert np.allclose(looped[:, 2, place], np.broadcast_to(cut[name].high, (6, 21)), atol=1e-9)


def _alone(signal):
    return replace(signal, unknown=replace(signal.unknown, inferred_from=None))


def test_a_huge_count_is_a_number_on_every_day_of_a_long_range():
    account, day, count = np.array([0]), np.array([890], dtype=np.int32), np.array([1e100])

    flow = flow_between(Decay(1.0, 900), account, day, count, 0, 898, 1)

    assert np.isfinite(flow).all()
    assert flow[0, 890] == pytest.approx(1e100)
