"""Fits the numbers of anchoring: how long a reading holds, and what moves an account away from it.

    python -m benchmarks.refit.anchoring [--accounts 12] [--write]

Held against evidence that is not what `benchmarks.anchoring` judges them by: accounts of another
make than the judged ones (below), the seat read daily in the days before 2023, how far pillars of
real accounts moved, and, for `grain`, readings of 2026 on neighbouring days. What is made small is
the interval score of what is foretold: how wide the interval is, and ten times what came lies
outside it (of an interval of 80 %; Gneiting and Raftery 2007, eq. 43). Each kind counts by its
logarithm. Simulated truths never move but by what is done, so they decide `turn` alone; how an
account moves of itself, `hold` and `fade`, is for the real ones: on a grid between the bounds, from
each `fade` in turn, one number after the other until none moves.
"""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benchmarks.anchoring import DAYS, ON, READ_FROM, log_of, reading, seat_totals
from benchmarks.refit.writing import rounded, written
from estimator import Reading, Rules, load_rules, read_readings
from estimator.anchoring.anchor import Anchor, States
from estimator.days import Range, to_date, to_day
from estimator.log import ActivityLog
from estimator.reading import PILLARS
from estimator.resources import resource
from estimator.rules.model import Anchoring
from estimator.score.anchors import states
from estimator.score.book import book_of

Floats = npt.NDArray[np.float64]

BEGUN = to_day(ON) - DAYS + 1
OUTSIDE = 10.0  # times: 2 / (1 - level)
WEEKS, AHEAD = 12, np.array([1, 4, 8, 15, 22, 30, 45, 60])
UNTIL = date(2023, 1, 1)  # the seat's days from here on judge
HOLDS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98)
MOVES = (  # pillar, from, to, days: real accounts of which nothing else is known
    ("brand", 20.97, 20.97, 200),
    ("find", 6.38, 6.5, 15),
    ("insight", 10.65, 10.65, 16),
    ("insight", 7.0, 14.2, 60),
    ("relationship", 25.0, 16.2, 127),
    ("relationship", 17.3, 25.0, 200),
    ("relationship", 15.0, 15.0, 22),
)
LAGS = (1, 2, 3, 7, 14, 21, 28, 35, 45, 60, 90, 120, 180)
FADES, TURNS = (15.0, 25.0, 40.0, 60.0, 90.0, 150.0, 225.0), (25.0, 35.0, 50.0, 70.0, 100.0)
OF_ITSELF = {"fade": FADES} | {f"{pillar}.hold": HOLDS for pillar in PILLARS}


# --- accounts to fit to: concave or straight, lognormal habits, busy and idle times ------------

USUAL = {  # acts a day
    "reaction": 0.8,
    "comment": 0.3,
    "people_search": 0.6,
    "profile_view": 1.2,
    "post": 0.1,
    "invitation_accepted": 0.25,
    "message_sent": 0.5,
    "follower_gained": 0.6,
    "repost": 0.06,
    "engagement_received": 1.0,
}
MADE_OF = {
    "brand": ("post", "follower_gained"),
    "find": ("people_search", "profile_view"),
    "insight": (*("reaction", "comment", "post", "message_sent", "repost", "engagement_received"),),
    "relationship": ("invitation_accepted",),
}
STANDING = {"brand": (5, 16), "find": (2, 7), "insight": (0, 3), "relationship": (2, 14)}
WORTH = {"brand": (1, 8), "find": (2, 9), "insight": (5, 14), "relationship": (4, 11)}


def made(kind: str, seed: int) -> tuple[ActivityLog, Floats]:
    """A log of all acts, and the true pillars of each day, (4, DAYS)."""
    chance = np.random.default_rng([seed, kind == "changing", 2])
    usual = {act: rate * np.exp(chance.normal()) for act, rate in USUAL.items()}
    ends = [0, DAYS] if kind == "steady" else [0, *np.cumsum(chance.integers(15, 75, 30))]
    counts = {act: np.zeros(DAYS) for act in USUAL}
    for first, last in pairwise([end for end in ends if end < DAYS] + [DAYS]):
        busy = np.exp(chance.normal(0, 0.8))
        week = np.where(np.arange(first, last) % 7 < 5, 1.2, 0.5)
        for act, rate in usual.items():
            moved = busy * np.exp(chance.normal(0, 0.7)) if kind == "changing" else 1.0
            some = chance.random() >= 0.25
            counts[act][first:last] = chance.poisson(rate * moved * some * week)
    window, lag = int(chance.choice([28, 30, 45, 60, 90])), int(chance.integers(0, 4))
    truth = np.zeros((4, DAYS))
    for place, pillar in enumerate(PILLARS):
        acts, worth = MADE_OF[pillar], chance.uniform(*WORTH[pillar])
        truth[place] = chance.uniform(*STANDING[pillar])
        for act, part in zip(acts, chance.dirichlet(np.ones(len(acts))), strict=True):
            sums = np.convolve(counts[act], np.r_[np.zeros(lag), np.ones(window)])[:DAYS]
            share = np.minimum(sums / (USUAL[act] * window * np.exp(chance.normal(0.7, 0.6))), 1)
            share = np.sqrt(share) if chance.random() < 0.5 else share
            steps = int(chance.choice([5, 10, 20]))
            truth[place] += worth * part * np.floor(steps * share) / steps
    return log_of(counts), np.minimum(truth, 25.0)


@dataclass(frozen=True)
class Case:
    """Readings beside the model's states on their days and on those foretold; and what came.

    truth: (4, n_days), or totals, which the page rounds, (n, n_days); NaN where nothing is known.
    """

    readings: Sequence[Reading]
    then: States
    now: States
    truth: Floats
    z: float

    def scores(self, numbers: Anchoring) -> Floats:
        """The interval score of all that came, in points."""
        found = Anchor(numbers, PILLARS, self.readings, self.then, self.z).at(self.now)
        whole = bool(self.readings[0].pillars)
        low, high = (found.low, found.high) if whole else (found.total_low, found.total_high)
        outside = np.maximum(np.maximum(low - self.truth, self.truth - high), 0.0)
        scores = high - low + OUTSIDE * np.maximum(outside - (0.0 if whole else 0.5), 0.0)
        return np.asarray(scores[~np.isnan(scores)])


def mean_score(cases: Sequence[Case], numbers: Anchoring) -> float:
    """Over all that came in the cases."""
    return float(np.mean(np.concatenate([case.scores(numbers) for case in cases])))


def simulated(kind: str, n: int, rules: Rules) -> list[Case]:
    """Twelve weekly readings of each account, and days ahead of the last."""
    model = rules.on(to_day(ON))
    book = book_of(model, "free")
    read = 7 * np.arange(WEEKS)
    run, cases = Range(BEGUN + READ_FROM, BEGUN + READ_FROM + int(read[-1] + AHEAD[-1])), []
    for seed in range(n):
        log, truth = made(kind, seed)
        every, true = states(log, model, "free", run), truth[:, READ_FROM:]
        readings = [reading(to_date(run.first + int(day)), true[:, day]) for day in read]
        ahead = read[-1] + AHEAD
        cases.append(Case(readings, every.at(read), every.at(ahead), true[:, ahead], book.z))
    return cases


def seat_days(rules: Rules) -> list[Case]:
    """The seat 7, 30 and 90 days ahead of one reading of its total, in its days before `UNTIL`."""
    read = seat_totals()
    model, empty = rules.on(to_day(ON)), ActivityLog.empty()
    book, run = book_of(model, "sales_navigator"), Range(to_day(ON), to_day(ON))
    one, cases, ahead = states(empty, model, "sales_navigator", run), [], (7, 30, 90)
    for total in sorted(set(read.values())):  # the same model on every day: one case a total
        days = [day for day in [*read][::5] if read[day] == total]
        came = [[_came(read, day + timedelta(n)) for n in ahead] for day in days]
        if np.isfinite(came).any():
            places = np.zeros(len(ahead), dtype=int)
            later = replace(one.at(places), day=to_day(ON) + np.array(ahead))
            own = [Reading(total, captured=ON)]
            cases.append(Case(own, one, later, np.array(came), book.z))
    return cases


def _came(read: Mapping[date, float], day: date) -> float:
    return read.get(day, math.nan) if day < UNTIL else math.nan


def moves(rules: Rules) -> list[Case]:
    """Each of `MOVES`, foretold from the one reading; the other pillars as the model has them."""
    model, run = rules.on(to_day(ON)), Range(to_day(ON), to_day(ON))
    book, one, cases = book_of(model, "free"), states(ActivityLog.empty(), model, "free", run), []
    for pillar, before, after, n_days in MOVES:
        place, points = PILLARS.index(pillar), one.points[:, 0].copy()
        points[place], truth = before, np.full((4, 1), np.nan)
        truth[place] = after
        later = replace(one, day=one.day + n_days)
        cases.append(Case([reading(ON, points)], one, later, truth, book.z))
    return cases


def grains() -> dict[str, float]:
    """What a day alone adds to each pillar: by readings of 2026 at most a day apart."""
    apart = dict[str, list[float]]()
    every = read_readings(resource("fixtures") / "readings")
    dated = [r for r in every if r.captured is not None and r.evidence == "real"]
    for one, other in pairwise(sorted(dated, key=lambda r: (str(r.account), str(r.captured)))):
        assert one.captured is not None and other.captured is not None
        if one.account == other.account and other.captured - one.captured == timedelta(1):
            for pillar in one.pillars.keys() & other.pillars.keys():
                apart.setdefault(pillar, []).append(one.pillars[pillar] - other.pillars[pillar])
    return {p: math.sqrt(float(np.square(off).mean()) / 2) for p, off in apart.items()}


def print_lags() -> None:
    """How far the seat's total moves in so many days: what decides the memory."""
    read = seat_totals()
    print("the seat's total, pairs of read days so far apart: mean squared difference, points")
    for lag in LAGS:
        apart = [
            (read[d + timedelta(lag)] - read[d]) ** 2 for d in read if d + timedelta(lag) in read
        ]
        print(f"{lag:5} days {np.mean(apart):6.2f}   n {len(apart)}")


def under(numbers: Anchoring, path: str, value: float) -> Anchoring:
    """The numbers with one of them another."""
    if path in ("fade", "turn"):
        return replace(numbers, fade=value) if path == "fade" else replace(numbers, turn=value)
    held = list(numbers.hold)
    held[PILLARS.index(path.removesuffix(".hold"))] = value
    return replace(numbers, hold=tuple(held))


def sought(
    numbers: Anchoring, grids: Mapping[str, Sequence[float]], score: Callable[[Anchoring], float]
) -> Anchoring:
    """The numbers with the least score, one of the grids at a time until none moves."""
    best, before = score(numbers), math.inf
    while best < before:
        before = best
        for path, grid in grids.items():
            found = min((score(under(numbers, path, value)), value) for value in grid)
            if found[0] < best - 1e-4:
                best, numbers = found[0], under(numbers, path, found[1])
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--accounts", type=int, default=12, help="simulated, of each kind")
    parser.add_argument("--write", action="store_true", help="put the values into rules/ssi.yaml")
    asked, rules = parser.parse_args(), load_rules()
    numbers = rules.on(to_day(ON)).anchoring
    assert numbers is not None
    kinds: Mapping[str, list[Case]] = {
        "changing": simulated("changing", asked.accounts, rules),
        "steady": simulated("steady", asked.accounts, rules),
        "seat before 2023": seat_days(rules),
        "moves": moves(rules),
    }

    def each(numbers: Anchoring) -> dict[str, float]:
        return {kind: mean_score(own, numbers) for kind, own in kinds.items()}

    def of(*some: str) -> Callable[[Anchoring], float]:
        return cache(lambda one: sum(math.log(mean_score(kinds[kind], one)) for kind in some))

    found = {pillar: max(value, 0.02) for pillar, value in grains().items()}
    values = {f"anchoring.{pillar}.grain": rounded(value) for pillar, value in found.items()}
    grain = tuple(found.get(p, g) for p, g in zip(PILLARS, numbers.grain, strict=True))
    numbers = replace(numbers, grain=grain)
    print_lags()
    print("before:", {kind: round(value, 3) for kind, value in each(numbers).items()})
    real = of("seat before 2023", "moves")
    starts = []
    for fade in FADES:
        starts.append(sought(under(numbers, "fade", fade), OF_ITSELF, real))
        print(f"from a fade of {fade:g} days: {real(starts[-1]):.4f}", flush=True)
    numbers = sought(min(starts, key=real), {"turn": TURNS}, of("changing", "steady"))
    values |= {"anchoring.fade": numbers.fade, "anchoring.turn": numbers.turn}
    values |= {f"anchoring.{p}.hold": v for p, v in zip(PILLARS, numbers.hold, strict=True)}
    print("after: ", {kind: round(value, 3) for kind, value in each(numbers).items()})
    for path, value in sorted(values.items()):
        print(f"{path:32} was {rules.value(path):7g}   is {value:7g}")
    if asked.write:
        file = resource("rules") / "ssi.yaml"
        file.write_text(written(file.read_text(encoding="utf-8"), rules, values), encoding="utf-8")


if __name__ == "__main__":
    main()
