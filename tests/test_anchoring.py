"""Readings anchor the model: the formulas, held by a dense solve of a few lines, and their laws."""

import itertools
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.anchoring.anchor import Anchor, States
from estimator.anchoring.selection import selected
from estimator.days import to_date
from estimator.reading import PILLARS, Reading
from estimator.rules.model import Anchoring

Z = 1.2815515655446004
NUMBERS = Anchoring(
    hold=(0.97, 0.85, 0.5, 0.5),
    grain=(0.05, 0.1, 0.3, 0.1),
    fade=150.0,
    turn=25.0,
    odd=3.0,
    likely=0.5,
    dip=6.0,
    dip_within=10.0,
    keep=60,
)
CREDULOUS = replace(NUMBERS, odd=math.inf, dip=math.inf)
WEIGHING = replace(NUMBERS, trust=1.0)
N_DAYS = 120
LAST = N_DAYS - 1


def states(seed=0, idle=False):
    """What an invented model says of 120 days; idle: nothing is done on any of them."""
    made = np.random.default_rng(seed)
    walk = np.zeros((4, N_DAYS)) if idle else np.cumsum(made.normal(0, 0.1, (4, N_DAYS)), axis=1)
    points = np.clip(np.array([[12.0], [5], [4], [14]]) + walk, 0, 25)
    below, above = (made.uniform(1.5, 4, (4, 1)) + np.zeros((4, N_DAYS)) for _ in range(2))
    total_below, total_above = (1.1 * np.sqrt((s**2).sum(axis=0)) for s in (below, above))
    most = np.full((4, N_DAYS), 25.0)
    sides = (below, above, walk + 9, most, total_below, total_above)
    others = np.array([0.0, -0.5, 1.0])[:, None, None] * walk  # versions of the model
    return States(np.arange(N_DAYS), points, *sides, versions=others)


def alone(model):
    """The model without other versions of it."""
    return replace(model, versions=model.versions[:1])


def whole(day, *points, **more):
    return Reading(None, dict(zip(PILLARS, points, strict=True)), captured=to_date(day), **more)


def total(day, points, **more):
    return Reading(points, captured=to_date(day), **more)


def anchored(readings, model, numbers=WEIGHING):
    return anchor_of(readings, model, numbers).at(model)


def anchor_of(readings, model, numbers=WEIGHING):
    chosen = selected(readings, None)
    days = np.array([one.captured.toordinal() for one in chosen]) - date(1970, 1, 1).toordinal()
    return Anchor(numbers, PILLARS, chosen, model.at(days), Z)


def judge(readings, model, numbers, day, pillar):
    """The pillar's mean and variance of u on a day, written down once more as plain loops."""
    seen = []  # day, {pillar: points per u}, residual, noise
    for one in readings:
        on = one.captured.toordinal() - date(1970, 1, 1).toordinal()
        rest = [p for p, name in enumerate(PILLARS) if name not in one.pillars]
        shown = [([PILLARS.index(name)], value, 0.0) for name, value in one.pillars.items()]
        if rest and one.overall is not None:
            shown.append((rest, one.overall - sum(one.pillars.values()), 1 / 12))
        for over, value, noise in shown:
            residual = value - sum(model.points[p, on] for p in over)
            side = model.below if residual < 0 else model.above
            doubt = numbers.likely**2 if one.evidence == "likely" else 0.0
            seen.append((on, {p: side[p, on] for p in over}, residual, noise + doubt))

    def jitter(p, side):
        return min((numbers.grain[p] / side) ** 2, 0.5)

    def shared(p, a, side_a, b, side_b):
        fading = math.exp(-abs(a - b) / numbers.fade)
        moved = math.exp(-abs(model.moving[p, a] - model.moving[p, b]) / numbers.turn)
        n_a, n_b = jitter(p, side_a), jitter(p, side_b)
        lasting = (numbers.hold[p] + (1 - numbers.hold[p]) * fading) * moved
        return lasting * math.sqrt((1 - n_a) * (1 - n_b)) + (a == b) * math.sqrt(n_a * n_b)

    # where a total is seen a pillar has one half-width: in between, by where what was seen lies
    lies = {}
    for p in range(4):
        parts = [residual / len(own) for _, own, residual, _ in seen if p in own]
        lies[p] = sum(max(x, 0) for x in parts) / (sum(map(abs, parts)) or 1)
    sums = any(len(own) > 1 for _, own, _, _ in seen)

    def side(p, on):
        return model.below[p, on] + lies[p] * (model.above[p, on] - model.below[p, on])

    if sums:
        seen = [(on, {p: side(p, on) for p in own}, rest, noise) for on, own, rest, noise in seen]
    n = len(seen)
    kernel = np.zeros((n, n))
    for i, j in itertools.product(range(n), repeat=2):
        (a, own, _, noise), (b, other, _, _) = seen[i], seen[j]
        both = own.keys() & other.keys()
        kernel[i, j] = sum(own[p] * other[p] * shared(p, a, own[p], b, other[p]) for p in both)
        kernel[i, j] += noise if i == j else 0.0
    found = []
    sides = [model.below[pillar, day], model.above[pillar, day]]
    for one in [side(pillar, day)] if sums else sides:
        cross = [
            h.get(pillar, 0) * shared(pillar, day, one, t, h.get(pillar, 1)) for t, h, *_ in seen
        ]
        solved = np.linalg.solve(kernel, cross)
        left = max(1 - float(solved @ cross), 0.0)
        found.append((float(solved @ [r for _, _, r, _ in seen]), left))
    place = -1 if found[0][0] + found[-1][0] >= 0 else 0
    return found[place][0] * (1 if not sums else side(pillar, day)), max(found[0][1], found[-1][1])


points_of_pillars = st.tuples(
    *(st.floats(low, high) for low, high in ((8, 16), (2, 9), (1, 8), (9, 18)))
)
readings_on = st.dictionaries(
    st.integers(0, 90),
    st.one_of(
        points_of_pillars.map(lambda p: ("whole", p)),
        st.integers(20, 50).map(lambda t: ("total", t)),
        points_of_pillars.map(lambda p: ("likely", p)),
        points_of_pillars.map(lambda p: ("some", p)),
    ),
    min_size=1,
    max_size=8,
)


def as_readings(listed):
    made = []
    for day, (kind, what) in sorted(listed.items()):
        if kind == "total":
            made.append(total(day, what))
        elif kind == "some":
            two = dict(zip(PILLARS[:2], what, strict=False))
            made.append(Reading(round(sum(what)), two, captured=to_date(day)))
        else:
            made.append(whole(day, *what, evidence="likely" if kind == "likely" else None))
    return made


@settings(max_examples=60)
@given(listed=readings_on, seed=st.integers(0, 99), day=st.integers(0, LAST))
def test_the_system_is_that_of_a_dense_solve(listed, seed, day):
    readings, model = as_readings(listed), alone(states(seed))

    found = anchored(readings, model, CREDULOUS)

    for p in range(4 if day not in listed else 0):  # those days have a law of their own
        u, variance = judge(readings, model, CREDULOUS, day, p)
        assert found.told[p, day] == pytest.approx(1 - variance, abs=1e-6)
        if all(kind in ("whole", "likely") for kind, _ in listed.values()):
            ends = [
                model.points[p, day] + (model.below, model.above)[x >= 0][p, day] * x
                for x in (u - Z * variance**0.5, u, u + Z * variance**0.5)
            ]
            shown = found.low[p, day], found.points[p, day], found.high[p, day]
            if all(0.1 < end < 24.9 for end in ends):
                assert shown == pytest.approx(tuple(ends), abs=1e-4)
                assert found.points[p, day] == pytest.approx(ends[1], abs=1e-8)
        elif (found.points[:, day] > 0.1).all() and (found.points[:, day] < 24.9).all():
            assert found.points[p, day] == pytest.approx(model.points[p, day] + u, abs=1e-6)


@given(listed=readings_on, seed=st.integers(0, 99))
def test_points_lie_within_their_ends_and_the_pillar(listed, seed):
    found = anchored(as_readings(listed), states(seed))

    assert (found.low >= 0).all() and (found.high <= 25).all()
    assert (found.low <= found.points).all() and (found.points <= found.high).all()
    assert (found.total_low <= found.total).all() and (found.total <= found.total_high).all()
    assert found.total == pytest.approx(found.points.sum(axis=0))
    assert (found.told >= 0).all() and (found.told <= 1).all()


@given(points=st.lists(points_of_pillars, min_size=1, max_size=9), seed=st.integers(0, 99))
def test_on_the_day_of_an_undoubted_reading_the_points_are_the_reading(points, seed):
    readings = [whole(7 * i, *one) for i, one in enumerate(points)]

    anchor = anchor_of(readings, model := states(seed))
    found = anchor.at(model)

    wrong = {(d.on, d.what) for d in anchor.doubts if d.why != "newest"}
    for one in readings:
        on = one.captured.toordinal() - date(1970, 1, 1).toordinal()
        for p, name in enumerate(PILLARS):
            if (one.captured, name) not in wrong:
                assert found.points[p, on] == pytest.approx(one.pillars[name], abs=1e-9)
                assert found.high[p, on] - found.low[p, on] == 0
        if not any(day == one.captured for day, _ in wrong):
            assert found.total_high[on] == found.total_low[on]


@given(listed=readings_on, seed=st.integers(0, 9), order=st.randoms())
def test_order_and_equal_duplicates_of_readings_are_irrelevant(listed, seed, order):
    readings, model = as_readings(listed), states(seed)
    mixed = [*readings, *readings[:2]]
    order.shuffle(mixed)

    one, other = anchored(readings, model), anchored(mixed, model)

    assert all((a == b).all() for a, b in zip(one[:-1], other[:-1], strict=True))


@given(listed=readings_on)
def test_an_idle_account_is_never_surer_later_than_after_its_last_reading(listed):
    found = anchored(as_readings(listed), states(idle=True))

    after = found.told[:, max(listed) :]
    by_pillar = all(kind in ("whole", "likely") for kind, _ in listed.values())
    # what two totals tell of one pillar may grow by a hair as what fades of it goes
    assert (np.diff(after, axis=1) <= (1e-9 if by_pillar else 1e-3)).all()
    assert (np.diff((found.total_high - found.total_low)[max(listed) :]) >= -1e-6).all()


@given(one=points_of_pillars, seed=st.integers(0, 99))
def test_one_reading_moves_towards_itself_and_far_away_keeps_at_most_what_lasts(one, seed):
    model = states(seed, idle=True)
    far = replace(model, day=model.day * 100)

    at = anchor_of([whole(0, *one)], model)
    near, then = at.at(model), at.at(far)

    offset = np.array(one)[:, None] - model.points[:, :1]
    for found in (near, then):
        part = (found.points - model.points) * np.sign(offset)
        assert ((part >= -1e-9) & (part <= np.abs(offset) + 1e-9)).all()
    assert (
        np.abs(then.points - model.points)[:, -1] <= np.abs(offset[:, 0]) * NUMBERS.hold + 1e-9
    ).all()


@given(more=st.floats(0, 6), u=st.floats(-3, 3))
def test_more_activity_never_lowers_a_pillar_anchored_on_one_reading(more, u):
    model = states(idle=True)
    side = np.where(u < 0, model.below, model.above)[:, 0]
    reading = whole(0, *np.clip(model.points[:, 0] + u * side, 0, 25))
    busier = replace(model, points=model.points + more, moving=model.moving + more)

    at = anchor_of([reading], model)

    assert (at.at(busier).points >= at.at(model).points - 1e-9).all()


def test_one_bad_reading_amid_many_hardly_moves_the_days_after():
    model, good = states(3), [whole(4 * i, 14, 6, 5, 15) for i in range(12)]
    bad = [*good[:6], whole(24, 6, 6, 5, 15), *good[7:]]

    clean, spoilt = anchored(good, model), anchored(bad, model)

    after = slice(45, 45 + 60)
    assert np.abs(clean.points - spoilt.points)[:, after].mean() < 0.1


def test_a_fall_of_the_total_that_is_back_in_days_is_doubted_and_a_slide_is_not():
    model = states()
    dip = [total(20, 66), total(21, 56), total(22, 56), total(23, 67)]
    slide = [total(20, 66), total(21, 56), total(22, 55), total(40, 56)]

    dipped, slid = anchor_of(dip, model), anchor_of(slide, model)

    assert [(d.on, d.why) for d in dipped.doubts] == [(to_date(21), "dip"), (to_date(22), "dip")]
    assert dipped.at(model).total[21] > 63
    assert slid.at(model).total[22] == pytest.approx(55, abs=0.8)


def test_the_newest_reading_counts_in_full_and_is_told_of_where_it_surprises():
    anchor = anchor_of([whole(0, 12, 5, 4, 15), whole(7, 12, 5, 9, 15)], model := states())

    (doubt,) = anchor.doubts
    assert (doubt.what, doubt.why) == ("insight", "newest") and doubt.off > 3
    assert anchor.at(model).points[2, 7] == pytest.approx(9, abs=1e-9)


@given(points=st.integers(20, 90), seed=st.integers(0, 99))
def test_pillars_sum_to_a_total_that_was_read(points, seed):
    found = anchored([total(50, points)], model := states(seed))

    assert found.total[50] == pytest.approx(points, abs=0.5)
    assert found.points[:, 50].sum() == pytest.approx(found.total[50])
    # a page rounds to whole points: 2 z sqrt(1/12), times what a total is wider than its pillars
    assert found.total_high[50] - found.total_low[50] < 0.85
    assert (
        np.sign(points - model.points[:, 50].sum()) * (found.points - model.points)[:, 50] >= -1e-9
    ).all()


@given(
    points=st.lists(st.integers(25, 50), min_size=2, max_size=8),
    gap=st.integers(3, 12),
    seed=st.integers(0, 99),
)
def test_totals_on_either_side_of_the_model_are_met_and_leave_each_pillar_near_it(
    points, gap, seed
):
    """Nothing says that one pillar is far below the model and another far above it."""
    model = alone(states(seed))
    readings = [total(gap * i, one) for i, one in enumerate(points)]

    found = anchored(readings, model, replace(WEIGHING, odd=math.inf, dip=math.inf))

    days = gap * np.arange(len(points))
    assert found.total[days] == pytest.approx(points, abs=1.0)
    most = max(abs(one - model.points[:, day].sum()) for one, day in zip(points, days, strict=True))
    assert (np.abs(found.points - model.points)[:, days] <= most + 1).all()


def test_a_fall_that_was_back_in_days_is_a_dip_however_seldom_was_read_before():
    dip = [total(0, 36), total(60, 28), total(64, 36), total(90, 37)]

    anchor = anchor_of(dip, states())

    assert [(d.on, d.why) for d in anchor.doubts] == [(to_date(60), "dip")]


def test_a_total_that_no_ceiling_allows_was_read_all_the_same():
    model = replace(states(), most=np.full((4, N_DAYS), [[25.0], [11], [20], [25]]))

    assert anchored([total(50, 93)], model).total[50] == pytest.approx(93, abs=0.5)


def test_one_jump_does_not_make_an_account_as_unsure_as_a_stranger():
    """A step further than `odd` deviations is one step."""
    model = alone(states(idle=True))
    jump = [whole(0, 12, 5, 3, 15), whole(7, 18, 5, 3, 15), whole(14, 18, 5, 3, 15)]

    found = anchored(jump, model)

    assert (found.high - found.low)[0, 44] < 0.6 * (2 * Z * model.above[0, 0])


def test_a_calm_time_says_most_of_a_time_as_long():
    model = alone(states(idle=True))

    found = anchored([whole(7 * i, 12, 5, 4, 15) for i in range(5)], model)
    fixed = anchored([whole(7 * i, 12, 5, 4, 15) for i in range(5)], model, NUMBERS)

    ours, theirs = ((one.high - one.low)[2, [29, 50, 110]] for one in (found, fixed))
    tomorrow, in_weeks, in_months = ours / theirs
    assert tomorrow < 0.5 and tomorrow < in_weeks < in_months < 1


def test_what_a_pillar_at_its_cap_cannot_hold_goes_to_the_others():
    found = anchored([total(50, 80)], states())

    assert found.total[50] == pytest.approx(80, abs=0.5)
    assert 79 < found.total[51] < 80.5


def test_a_total_above_what_the_model_gives_a_ceiling_widens_no_pillar_beyond_25():
    model = replace(states(), most=np.full((4, N_DAYS), 16.0))

    found = anchored([whole(50, 20, 5, 4, 15)], model)

    assert found.points[0, 50] == 20 and found.high[0].max() <= 20


def test_of_many_readings_those_nearest_a_day_count():
    model = states()
    readings = [whole(d, 12 + d / 40, 5, 4, 15) for d in range(100)]

    found = anchored(readings, model)

    read = np.array([[one.pillars[name] for one in readings] for name in PILLARS])
    assert found.points[:, :100] == pytest.approx(read, abs=1e-9)
    last = anchored(readings[-60:], model)
    assert found.points[:, 99:] == pytest.approx(last.points[:, 99:], abs=1e-12)


def test_readings_are_chosen_by_account_day_and_regime():
    mine = whole(5, 12, 5, 4, 15, account="me")
    later = whole(5, 13, 5, 4, 15, account="me", captured_text="1970-01-06T20:00")
    rounded = total(5, 37, account="me", captured_text="1970-01-06T21:00")
    other, undated = whole(6, 1, 1, 1, 1, account="you"), Reading(40.0)
    before, after = whole(1, 9, 5, 4, 15, account="me"), whole(9, 12, 5, 4, 15, account="me")

    assert selected([mine, later, rounded, other, undated], "me") == (later,)
    assert selected([mine, other], None) == (mine, other)
    assert selected([before, after], "me", regimes=(0, 3), on=20) == (after,)
    assert selected([before], "me", regimes=(0, 3), on=20) == (before,)
    assert selected([before, after], "me", regimes=(0, 3), on=2) == (before,)


def test_a_total_that_its_pillars_contradict_is_believed_alone():
    odd = replace(whole(50, 12, 5, 4, 15), overall=60.0, flags=("pillars_do_not_sum",))

    assert anchored([odd], states()).total[50] == pytest.approx(60, abs=0.5)


@given(listed=st.lists(points_of_pillars, min_size=2, max_size=6), seed=st.integers(0, 99))
def test_versions_are_weighed_by_how_each_foretold_the_readings_one_after_the_other(listed, seed):
    """Student's t, reading by reading, from solves of what was read before."""
    model, readings = states(seed), [whole(9 * i, *one) for i, one in enumerate(listed)]
    numbers, days = replace(CREDULOUS, trust=2.0), 9 * np.arange(len(listed))

    found = anchored(readings, model, numbers).shift

    for p, name in enumerate(PILLARS):
        read = np.array([one.pillars[name] for one in readings])
        rest = read - model.points[p, days]
        side = np.where(rest < 0, model.below[p, days], model.above[p, days])
        jitter = np.minimum((numbers.grain[p] / side) ** 2, 0.5)
        apart = np.abs(days[:, None] - days)
        moved = np.abs(model.moving[p, days][:, None] - model.moving[p, days])
        fading = numbers.hold[p] + (1 - numbers.hold[p]) * np.exp(-apart / numbers.fade)
        smooth = np.sqrt(np.outer(1 - jitter, 1 - jitter))
        kernel = fading * np.exp(-moved / numbers.turn) * smooth + np.diag(jitter)
        kernel *= np.outer(side, side)
        likely = []
        for version in model.versions[:, p, days]:
            off, squares = rest - version, 0.0
            for i in range(1, len(days)):
                by = np.linalg.solve(kernel[:i, :i], kernel[:i, i])
                left = kernel[i, i] - by @ kernel[:i, i]
                squares += (off[i] - by @ off[:i]) ** 2 / left
            likely.append((2.0 + squares) ** (-(2.0 + len(days) - 1) / 2))
        weights = np.array(likely) / sum(likely)
        assert found[p] == pytest.approx(weights @ model.versions[:, p], abs=1e-6)


def test_readings_that_hardly_move_make_an_account_surer_and_those_that_do_less_sure():
    model = alone(states(idle=True))
    quiet = [whole(7 * i, 12, 5, 4, 15) for i in range(10)]
    restless = [whole(7 * i, 12, 5, 4 + 2 * (i % 2), 15) for i in range(10)]

    width = {
        name: (found.high - found.low)[2, 68]
        for name, found in (
            ("fixed", anchored(quiet, model, NUMBERS)),
            ("quiet", anchored(quiet, model)),
            ("restless", anchored(restless, model)),
        )
    }

    assert width["quiet"] < 0.5 * width["fixed"] < width["restless"]


def test_readings_find_out_how_much_what_one_does_is_worth():
    model = states(7)
    true = model.points[:, :, None] + model.versions[2][:, :, None]
    readings = [whole(7 * i, *np.clip(true[:, 7 * i, 0], 0, 25)) for i in range(12)]

    by_versions, by_itself = (anchored(readings, m) for m in (model, alone(model)))

    off = [np.abs(found.points - true[..., 0])[:, 80:].mean() for found in (by_versions, by_itself)]
    assert off[0] < 0.5 * off[1]


def test_ten_thousand_readings_count_by_runs_of_those_near_a_day():
    n = 10_000
    one = alone(states(idle=True))
    columns = {name: np.repeat(column[..., :1], n, axis=-1) for name, column in vars(one).items()}
    model = States(**{**columns, "day": np.arange(n)})

    found = anchored([whole(d, 12, 5, 4 + d % 2, 15) for d in range(n)], model)

    assert (found.points[2] == 4 + np.arange(n) % 2).all()
    assert (found.high[2] == found.low[2]).all()
