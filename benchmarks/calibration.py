"""How long a calibration takes, and how well it foretells simulated accounts.

    python -m benchmarks.calibration

Accounts are drawn at random, scored under other numbers of the shipped rules, and read with a
little noise; nothing is timed but `calibrate` and the next experiment.
"""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from estimator.calibration import Fit, calibrate
from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.log import ActivityLog, Coded
from estimator.reading import Reading
from estimator.rules import Rules, load_rules
from estimator.score import estimate_accounts, history

FIRST = 20_000
RATES = {  # actions, and what a busy member does of each in a day
    "reaction": 4.0,
    "comment": 1.2,
    "post": 0.3,
    "people_search": 2.0,
    "profile_view": 4.0,
    "message_sent": 1.5,
    "invitation_sent": 1.0,
    "invitation_accepted": 0.5,
}
CEILINGS = {"60 readings of one account": 1.0, "1,000 accounts x 7 months": 10.0}


def main() -> None:
    rules = load_rules()
    truth = moved(rules, np.random.default_rng(1))
    for name, (log, readings) in {
        "60 readings of one account": one_account(truth),
        "1,000 accounts x 7 months": many_accounts(truth),
    }.items():
        seconds, fit = timed(log, readings, rules)
        free = len(fit.report.numbers)
        print(f"{name}: {seconds:.2f} s, at most {CEILINGS[name]:g} s; {free} free numbers")
        for who, errors in fit.report.errors.items():
            told = "  ".join(f"{what} {error:.2f}" for what, error in errors.items())
            print(f"  {who:17} {told}")


def timed(log: ActivityLog, readings: Sequence[Reading], rules: Rules) -> tuple[float, Fit]:
    """The shortest of three runs, in seconds, and the fit."""
    best, fit = float("inf"), None
    for _ in range(3):
        start = perf_counter()
        fit = calibrate(log, readings, rules)
        best = min(best, perf_counter() - start)
    assert fit is not None
    return best, fit


def moved(rules: Rules, random: np.random.Generator) -> Rules:
    """The rules with other points and other half_at, within their bounds."""
    values = {}
    for path, number in rules.numbers().items():
        is_moved = path.endswith((".points", ".half_at")) and ".unknown." not in path
        if number.bounds is not None and is_moved:
            value = number.value * float(np.exp(0.35 * random.standard_normal()))
            values[path] = min(max(value, number.bounds[0]), number.bounds[1])
    return rules.replace(values)


def drawn(n_accounts: int, phases: int, days: int, random: np.random.Generator) -> ActivityLog:
    """A log in which every account changes its habits from phase to phase."""
    n_days, actions = phases * days, tuple(RATES)
    shape = (n_accounts, phases, len(actions))
    rate = np.array(list(RATES.values())) * random.exponential(1.0, shape)
    daily = np.repeat(rate * (random.random(shape) < 0.7), days, axis=1)
    counts = random.poisson(daily)
    account, day, action = np.nonzero(counts)
    levels = random.integers(100, 1500, n_accounts)
    names = tuple(f"a{i:04}" for i in range(n_accounts))
    return ActivityLog.build(
        account=Coded(np.concatenate([account, np.arange(n_accounts)]).astype(np.int32), names),
        day=np.concatenate([day + FIRST, np.full(n_accounts, FIRST)]),
        action=Coded(
            np.concatenate([action, np.full(n_accounts, len(actions))]).astype(np.int32),
            (*actions, "connections"),
        ),
        count=np.concatenate([counts[account, day, action], levels]),
        coverage=Coverage.complete(),
    ).between(FIRST, FIRST + n_days - 1)


def one_account(truth: Rules) -> tuple[ActivityLog, list[Reading]]:
    """60 readings, one every six days."""
    random = np.random.default_rng(2)
    log = drawn(1, 4, 105, random)
    days = [FIRST + 60 + 6 * i for i in range(60)]
    year = history(log, truth, to_date(days[0]), to_date(days[-1]))
    places = [day - days[0] for day in days]
    return log, [
        read(log.accounts[0], day, {p: float(c[i]) for p, c in year.pillars.items()}, random)
        for day, i in zip(days, places, strict=True)
    ]


def many_accounts(truth: Rules) -> tuple[ActivityLog, list[Reading]]:
    """A reading of each account at the end of each of seven months."""
    random = np.random.default_rng(3)
    log = drawn(1_000, 7, 30, random)
    readings = []
    for month in range(1, 8):
        day = FIRST + 30 * month - 1
        scored = estimate_accounts(log, truth, to_date(day))
        for i, name in enumerate(log.accounts):
            points = {p: float(column[i]) for p, column in scored.pillars.items()}
            readings.append(read(name, day, points, random))
    return log, readings


def read(account: str, day: int, points: dict[str, float], random: np.random.Generator) -> Reading:
    """What LinkedIn would show: to 0.05, with a little noise."""
    noisy = {p: v + 0.2 * float(random.standard_normal()) for p, v in points.items()}
    shown = {p: float(np.clip(np.round(v / 0.05) * 0.05, 0.0, 25.0)) for p, v in noisy.items()}
    blank = Reading(captured=to_date(day), account=account, evidence="real")
    return replace(blank, pillars=shown)


if __name__ == "__main__":
    main()
