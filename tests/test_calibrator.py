"""Calibrator: scikit-learn's manners, with and without scikit-learn."""

import numpy as np
import pytest
from simulated import BEGUN, account, habits, other_numbers, readings

from estimator import estimate, load_rules
from estimator.calibration import Calibrator
from estimator.days import to_day
from estimator.errors import NotEnoughEvidence

RULES = load_rules()


def made(n=16):
    chance = np.random.default_rng(3)
    log = account(chance, (150 + 4 * n, habits(chance)), (4 * n, habits(chance)))
    days = [BEGUN + 150 + 7 * week for week in range(n)]
    return log, readings(other_numbers(RULES, chance), log, days, chance)


def test_fit_and_predict_go_through_the_fitted_rules():
    log, read = made()

    calibrator = Calibrator(RULES).fit(log, read)

    expected = estimate(log, calibrator.fit_.rules).total.points
    assert calibrator.predict(log) == pytest.approx([expected])
    assert calibrator.predict([log, log]) == pytest.approx([expected, expected])
    assert calibrator.fit_.rules != RULES


def test_a_log_for_every_reading_is_the_same_as_one_log():
    log, read = made()

    each = Calibrator(RULES).fit([log] * len(read), read)

    assert each.fit_.overlay == Calibrator(RULES).fit(log, read).fit_.overlay


def test_the_score_is_minus_the_error_of_the_totals():
    log, read = made()
    calibrator = Calibrator(RULES).fit(log, read)

    score = calibrator.score(log, read)

    totals = [
        estimate(log, calibrator.fit_.rules, r.captured).total.points - sum(r.pillars.values())
        for r in read
    ]
    assert score == pytest.approx(-np.abs(totals).mean())


def test_settings_can_be_read_and_replaced():
    calibrator = Calibrator(RULES, seat="premium")

    assert calibrator.get_params() == {"rules": RULES, "seat": "premium"}
    assert calibrator.set_params(seat="free") is calibrator and calibrator.seat == "free"
    with pytest.raises(ValueError, match="alpha; there are rules and seat"):
        calibrator.set_params(alpha=1)


def test_predicting_before_a_fit_asks_for_one():
    log, _ = made(4)

    with pytest.raises(NotEnoughEvidence, match="call fit first"):
        Calibrator(RULES).predict(log)


def test_it_is_usable_in_cross_val_score():
    selection = pytest.importorskip("sklearn.model_selection")
    log, read = made(20)
    logs = [log.between(0, to_day(r.captured)) for r in read]

    folds = selection.TimeSeriesSplit(n_splits=3)
    scores = selection.cross_val_score(Calibrator(RULES), logs, read, cv=folds)

    assert scores.shape == (3,) and (scores < 0).all()
    base = [abs(estimate(g, RULES).total.points - sum(r.pillars.values()))
            for g, r in zip(logs, read, strict=True)]  # fmt: skip
    assert scores[-1] > -np.mean(base)
