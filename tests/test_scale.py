"""Many accounts: in blocks of any size, with intervals and without."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from strategies import log_of, rows

from estimator.coverage import Coverage, Span
from estimator.days import Range, to_date
from estimator.log import concat
from estimator.rules import load_rules
from estimator.score import estimate_accounts, history, scale, score_columns

RULES = load_rules()
NAMES = ("ann", "bo", "cy", "di", "ed")
crowds = st.lists(st.tuples(st.sampled_from(NAMES), rows), max_size=6).map(
    lambda drawn: [{**row, "account": name} for name, some in drawn for row in some]
)


def crowd_of(listed, coverage=Coverage.complete()):  # noqa: B008 immutable
    log = log_of(
        [*listed, *({"day": 0, "action": "repost", "count": 0, "account": n} for n in NAMES)]
    )
    return log.with_coverage(coverage)


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


def test_without_intervals_there_are_points_alone_and_they_are_the_same():
    log = crowd_of([{"day": 9, "action": "comment", "count": 3, "account": "bo"}])

    full = estimate_accounts(log, RULES, to_date(20))
    bare = estimate_accounts(log, RULES, to_date(20), intervals=False)

    assert np.array_equal(bare.total, full.total)
    assert bare.low == {} and bare.high == {}
    assert [row["total"] for row in bare.rows()] == full.total.tolist()
    year = history(log, RULES, to_date(1), to_date(9), intervals=False)
    assert "low" not in year.to_dict()["accounts"][0]["total"]


def test_a_stamp_tells_the_digest_of_the_log_when_asked():
    log = concat([crowd_of([])])

    stamp = estimate_accounts(log, RULES, date(2026, 1, 1)).stamp

    assert "sha256" not in vars(log)
    assert stamp.to_dict()["log_sha256"] == log.sha256 == stamp.log_sha256
    assert stamp == estimate_accounts(log, RULES, date(2026, 1, 1)).stamp
