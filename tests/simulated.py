"""Simulated accounts: habits that may change, and truths of several kinds that score them."""

import math
from dataclasses import replace

import numpy as np

from estimator import Reading
from estimator.coverage import Coverage
from estimator.days import Range, to_date
from estimator.decay import Decay
from estimator.log import ActivityLog, Coded
from estimator.saturation import Steps
from estimator.score.book import book_of

BEGUN = 20_000
USUAL = {  # actions, and what a busy member does of each in a day
    "reaction": 4.0,
    "comment": 1.2,
    "post": 0.3,
    "people_search": 2.0,
    "profile_view": 4.0,
    "message_sent": 1.5,
    "invitation_sent": 1.0,
    "invitation_accepted": 0.5,
    "engagement_received": 6.0,
    "follower_gained": 1.0,
}
NONE = np.zeros(0)
SECTIONS = ("photo", "location", "industry", "education", "position", "skills", "about")


def habits(random):
    """How much of each action an account does in a day; of some nothing."""
    return {
        action: rate * random.exponential() * (random.random() < 0.7)
        for action, rate in USUAL.items()
    }


def account(random, *phases):
    """The log of an account; each phase is (days, habits). All it does is covered."""
    days, actions, counts, sections = [], [], [], []

    def add(day, action, count, section=None):
        days.append(day)
        actions.append(action)
        counts.append(float(count))
        sections.append(section)

    day, connections = BEGUN, float(random.integers(100, 1500))
    for section in random.permutation(SECTIONS)[: random.integers(3, 8)]:
        add(day, "profile_section", 1, str(section))
    for n_days, habit in phases:
        drawn = {action: random.poisson(rate, n_days) for action, rate in habit.items()}
        for i in range(n_days):
            for action, daily in drawn.items():
                if daily[i]:
                    add(day, action, daily[i])
            if i % 7 == 0:
                connections += drawn.get("invitation_accepted", NONE)[i : i + 7].sum()
                add(day, "connections", connections)
            day += 1
    return ActivityLog.build(
        day=days,
        action=Coded.of(actions),
        count=counts,
        attributes={"section": Coded.of(sections)},
        coverage=Coverage.complete(),
        accounts=["me"],
    )


def other_numbers(rules, random, size=0.35):
    """The model under other points and half_at, within their bounds."""
    values = {}
    for path, number in rules.numbers().items():
        last = path.rpartition(".")[2]
        if number.bounds and last in ("points", "half_at") and ".unknown." not in path:
            moved = number.value * math.exp(size * random.standard_normal())
            values[path] = min(max(moved, number.bounds[0]), number.bounds[1])
    return rules.replace(values).on(BEGUN)


def of_every_signal(model, change):
    """The model with every signal changed."""
    pillars = (replace(p, signals=tuple(map(change, p.signals))) for p in model.pillars)
    return replace(model, pillars=tuple(pillars))


def hard_windows(model):
    """Actions count in full for 90 days, then not at all."""
    hard = Decay(math.inf, 90, 1)
    return of_every_signal(model, lambda s: replace(s, decay=hard) if s.kind == "flow" else s)


def stairs(model):
    """Every saturation in eight steps."""

    def step(signal):
        if signal.kind != "flow":
            return signal
        shares = np.linspace(0.0, 0.98, 9)[1:]
        at = signal.curve.amount(shares)
        return replace(signal, curve=Steps(tuple(at.tolist()), tuple(shares.tolist())))

    return of_every_signal(model, step)


def lagging(model):
    """What is done shows after four days only."""

    def lag(signal):
        return (
            replace(signal, decay=replace(signal.decay, lag=4)) if signal.kind == "flow" else signal
        )

    return of_every_signal(model, lag)


def same(model):
    return model


TRUTHS = {"family": same, "hard windows": hard_windows, "stairs": stairs, "lag": lagging}


def scores(model, log, days, seat="free"):
    """The points of each pillar under a truth: {pillar: shape (n_days,)}."""
    found = {name: [] for name in ("brand", "find", "insight", "relationship")}
    for day in days:
        points = book_of(model, seat).score(log, Range(day, day)).points[:, 0, 0]
        for pillar, shown in zip(model.pillars, points.tolist(), strict=False):
            found[pillar.name].append(shown)
    return {name: np.array(points) for name, points in found.items()}


def readings(model, log, days, random, noise=0.15, shift_on=None, shift=0.93, name="me"):
    """What LinkedIn would have shown on those days: rounded to 0.05, with a little noise."""
    points = scores(model, log, days)
    return [
        Reading(
            pillars={
                p: _shown(points[p][i], random, noise, shift if _late(day, shift_on) else 1.0)
                for p in points
            },
            captured=to_date(day),
            account=name,
            evidence="real",
        )
        for i, day in enumerate(days)
    ]


def _late(day, shift_on):
    return shift_on is not None and day >= shift_on


def _shown(points, random, noise, factor):
    moved = points * factor + noise * random.standard_normal() * (points > 0)
    return float(np.clip(np.round(moved / 0.05) * 0.05, 0.0, 25.0))


def total(readings_):
    return np.array([sum(r.pillars.values()) for r in readings_])
