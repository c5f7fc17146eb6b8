"""Recovery on simulated accounts, with truths that are not of our family, too."""

import numpy as np
import pytest
from simulated import (
    BEGUN,
    TRUTHS,
    account,
    habits,
    other_numbers,
    readings,
    total,
)

from estimator import calibrate, load_rules
from estimator.calibration.design import design_of, paired
from estimator.reading import PILLARS

RULES = load_rules()
NOW = BEGUN + 150
AHEAD = range(NOW + 5, NOW + 61, 5)
KINDS = [*TRUTHS, "formula shift"]


def points_of(design):
    """The points of all pillars at every reading: (n, 4)."""
    return np.stack([design.points[name] for name in PILLARS], axis=1)


def forecast(kind, seed, changes):
    """(error of the fit, of the last reading) over the 60 days after 12 weekly readings."""
    chance = np.random.default_rng(seed)
    truth = TRUTHS.get(kind, TRUTHS["family"])(other_numbers(RULES, chance))
    first, second = habits(chance), habits(chance)
    log = account(chance, (150, first), (61, second if changes else first))
    weeks = [NOW - 7 * i for i in range(12)][::-1]
    shift_on = weeks[6] if kind == "formula shift" else None
    read = readings(truth, log, weeks, chance, shift_on=shift_on)
    later = readings(truth, log, AHEAD, chance, noise=0.0, shift_on=shift_on)
    fit = calibrate(log, read, RULES)
    cases = paired([log], later, "free")[0]
    foretold = points_of(design_of(cases, fit.rules.on(NOW))).sum(axis=1)
    recorded = total(later)
    return np.abs(foretold - recorded).mean(), np.abs(total(read)[-1] - recorded).mean()


def test_the_fit_foretells_accounts_that_change_better_than_their_last_reading():
    """Ten accounts, two of each kind of truth, a formula shift halfway among them."""
    errors = [forecast(kind, seed, changes=True) for kind in KINDS for seed in (0, 1)]

    assert sum(fit < last for fit, last in errors) >= 8


def test_the_fit_is_never_much_worse_for_accounts_that_do_not_change():
    errors = [forecast(kind, seed, changes=False) for kind in KINDS for seed in (2, 3)]

    assert all(fit < last + 2.5 for fit, last in errors)
    assert np.median([fit - last for fit, last in errors]) < 0.5


@pytest.mark.parametrize("kind", ["family", "hard windows"])
def test_the_stated_intervals_hold_as_often_as_they_say(kind):
    within = {0.8: [], 0.9: []}
    for seed in range(14):
        chance = np.random.default_rng(100 + seed)
        truth = TRUTHS[kind](other_numbers(RULES, chance))
        log = account(chance, (150 + 7 * 30, habits(chance)))
        days = [NOW + 7 * week for week in range(24)]
        fit = calibrate(log, readings(truth, log, days, chance, noise=0.4), RULES)
        ahead = [days[-1] + 7 * week for week in range(1, 6)]
        cases = paired([log], readings(truth, log, ahead, chance, noise=0.4), "free")[0]
        miss = np.abs(points_of(design_of(cases, fit.rules.on(NOW))) - cases.recorded)
        for i, pillar in enumerate(PILLARS):
            for width in fit.report.intervals[pillar]:
                if width.level in within:
                    within[width.level] += (miss[:, i] <= width.points).tolist()

    for level, held in within.items():
        assert np.mean(held) == pytest.approx(level, abs=0.05)
