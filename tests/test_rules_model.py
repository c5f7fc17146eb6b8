"""Rules -> model: each kind, each curve, the defaults, the dates, whatever the order of keys."""

from datetime import date
from math import inf
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rules_text import RULES, small, text

from estimator.days import to_day
from estimator.decay import Decay
from estimator.document import read_document
from estimator.rules import load_rules, rules_of
from estimator.rules.match import Condition, Either, Every, Not
from estimator.rules.model import NO_DECAY
from estimator.saturation import CURVES, Exp, Hill, Linear, Log, Steps

TODAY = 20_000


def signal(path, *changes):
    model = small(*changes).on(TODAY)
    (found,) = [s for pillar in model.pillars for s in pillar.signals if s.path == path]
    return found


def match_of(written):
    return signal("brand.posts", ("match: {action: post}", f"match: {written}")).match


def test_pillars_stand_in_their_one_order_with_cap_ceilings_and_spread():
    model = small().on(TODAY)

    assert [p.name for p in model.pillars] == ["brand", "find", "insight", "relationship"]
    assert model.pillars[1].api_name == "FIND_RIGHT_PEOPLE"
    assert (model.pillars[1].ceiling("free"), model.pillars[1].ceiling("premium")) == (16, 25)
    assert (model.pillars[1].spread, model.level, model.rank_spread) == (2.4, 0.8, 14)


def test_a_flow_has_its_own_decay_and_the_rest_of_the_default():
    flow = signal("brand.posts")

    assert flow.decay == Decay(half_life=60, window=182, lag=1)
    assert (flow.kind, flow.per_day_max, flow.points) == ("flow", 3, 9)
    assert flow.match == Condition("action", "eq", ("post",))
    assert (flow.status, flow.source) == ("assumed", "guess")


def test_days_do_not_fade():
    days = signal("find.days_active")

    assert days.decay == Decay(half_life=inf, window=60, lag=1)
    assert days.known_by == ("comment", "active_day")


def test_a_stock_has_no_decay():
    assert signal("relationship.connections").decay == NO_DECAY


def test_a_rate_has_a_prior_and_what_it_is_a_part_of():
    rate = signal("relationship.acceptance")

    assert rate.of == Condition("action", "eq", ("invitation_sent",))
    assert (rate.prior_rate, rate.prior_weight, rate.min_of) == (0.4, 5, 3)


def test_a_rate_without_prior_has_none():
    rate = signal("relationship.acceptance", ("        prior: {rate: 0.4, weight: 5}\n", ""))

    assert (rate.prior_rate, rate.prior_weight) == (0, 0)


def test_a_checklist_without_saturation_is_full_when_all_items_are_there():
    checklist = signal("brand.profile")

    assert [(item.name, item.weight) for item in checklist.items] == [("about", 2), ("photo", 1)]
    assert checklist.curve == Linear(full_at=3)


def test_a_signal_that_is_off_is_listed_but_not_in_the_model():
    rules = small()

    assert rules.signals()["insight.groups"].off == "no file shows them"
    assert [s.path for s in rules.on(TODAY).pillars[2].signals] == ["insight.comments"]


def test_a_signal_applies_to_its_seats_only():
    leads = signal("find.leads_saved")

    assert leads.applies("sales_navigator")
    assert not leads.applies("free")
    assert signal("brand.posts").applies("free")


def test_an_unknown_may_be_inferred_from_another_signal():
    inferred = signal("find.days_active").unknown

    assert inferred.inferred_from == "find.people_searches"
    assert inferred.curve == Exp(half_at=20)
    assert (inferred.most, inferred.spread) == (0.8, 0.3)
    assert (inferred.share, inferred.low, inferred.high) == (0.3, 0, 0.9)


@pytest.mark.parametrize(
    "origin", ["people_searches", "find.people_searches", "pillars.find.signals.people_searches"]
)
def test_the_signal_inferred_from_may_be_named_by_name_or_path(origin):
    inferred = signal("find.days_active", ("from: people_searches", f"from: {origin}"))

    assert inferred.unknown.inferred_from == "find.people_searches"


@pytest.mark.parametrize(
    ("written", "curve"),
    [
        ("{form: exp, half_at: 4}", Exp(4)),
        ("{form: hill, half_at: 4, steepness: 2.5}", Hill(4, 2.5)),
        ("{form: log, full_at: 30}", Log(30)),
        ("{form: linear, full_at: 4}", Linear(4)),
        ("{form: steps, at: [1, 5], shares: [0.5, 1]}", Steps((1, 5), (0.5, 1))),
    ],
)
def test_a_curve_has_the_parameters_written(written, curve):
    assert signal("brand.posts", ("{form: hyperbolic, half_at: 6}", written)).curve == curve


def test_every_curve_there_is_can_be_written():
    from estimator.rules.schema import rules_schema

    forms = {d["properties"]["form"]["const"] for d in _curves(rules_schema())}

    assert forms == set(CURVES)


def _curves(schema):
    return [
        d for name, d in schema["$defs"].items() if name.endswith("Saturation") and "oneOf" not in d
    ]


@pytest.mark.parametrize(
    ("written", "match"),
    [
        ("{action: [post, article]}", Condition("action", "eq", ("post", "article"))),
        ("{action: {in: [post, article]}}", Condition("action", "eq", ("post", "article"))),
        (
            "{action: post, words: {gte: 5, lt: 90}}",
            Every(
                (
                    Condition("action", "eq", ("post",)),
                    Every((Condition("words", "gte", (5,)), Condition("words", "lt", (90,)))),
                )
            ),
        ),
        (
            "{action: post, format: {not: video}}",
            Every(
                (Condition("action", "eq", ("post",)), Not(Condition("format", "eq", ("video",))))
            ),
        ),
        (
            "{action: post, not: {format: [video, image]}}",
            Every(
                (
                    Condition("action", "eq", ("post",)),
                    Not(Condition("format", "eq", ("video", "image"))),
                )
            ),
        ),
        (
            "{any: [{action: post}, {action: article}]}",
            Either((Condition("action", "eq", ("post",)), Condition("action", "eq", ("article",)))),
        ),
        (
            "{all: [{action: people_search}, {advanced: true}]}",
            Every(
                (
                    Condition("action", "eq", ("people_search",)),
                    Condition("advanced", "eq", (True,)),
                )
            ),
        ),
        (
            "{action: post, format: no}",
            Every((Condition("action", "eq", ("post",)), Condition("format", "eq", ("no",)))),
        ),
    ],
)
def test_a_match_is_what_is_written(written, match):
    assert match_of(written) == match


def test_a_dated_number_changes_the_model_on_its_day():
    rules, change = small(), to_day(date(2017, 2, 10))

    before, after = rules.on(change - 1), rules.on(change)

    assert before.pillars[2].signals[0].points == 9
    assert after.pillars[2].signals[0].points == 8


def test_the_model_of_a_period_is_made_once():
    rules, change = small(), to_day(date(2017, 2, 10))

    assert rules.on(change) is rules.on(change + 3000)
    assert rules.on(change - 1) is not rules.on(change)


def test_replacing_a_number_changes_the_model_of_the_copy_only():
    rules = small()

    other = rules.replace({"find.people_searches.half_at": 50})

    assert other.on(TODAY).pillars[1].signals[2].curve == Exp(50)
    assert rules.on(TODAY).pillars[1].signals[2].curve == Exp(25)


def test_a_pillar_untouched_by_a_replacement_is_the_same():
    rules = small()

    other = rules.replace({"find.people_searches.half_at": 50})

    assert other.on(TODAY).pillars[0] == rules.on(TODAY).pillars[0]


@given(st.integers(0, 10_000))
def test_the_order_of_keys_in_the_file_is_irrelevant(seed):
    random = Random(seed)

    def shuffle(tree):
        if isinstance(tree, tuple):
            return [shuffle(part) for part in tree]
        if not isinstance(tree, dict):
            return tree
        keys = list(tree)
        random.shuffle(keys)
        return {key: shuffle(tree[key]) for key in keys}

    body = yaml.safe_dump(shuffle(read_document(RULES, "x").tree), sort_keys=False)

    other = rules_of(body)

    assert other.on(TODAY) == small().on(TODAY)
    assert other.sha256 == small().sha256


def test_the_shipped_rules_have_every_kind_and_four_pillars():
    rules = load_rules()

    assert {form.kind for form in rules.signals().values()} == {
        *("flow", "stock", "rate", "days", "checklist")
    }
    assert rules.on(TODAY) == load_rules().on(TODAY)
    assert text() == RULES
