"""How good an estimate anchored on readings is, beside the last reading, their mean, the model.

    python -m benchmarks.anchoring [--accounts 40]

Widths of the sample archive and of an account of which nothing is known, by the age of a reading;
the consultant's nine readings, each from those before; the seat read daily, ahead from one reading;
and simulated accounts whose truth is no model of ours: hard windows of 30, 60 or 90 days, buckets,
lags, floors of their own. Everything is told that the README tells.
"""

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from time import perf_counter

import numpy as np
import numpy.typing as npt

from estimator import Reading, Rules, estimate, history, load_rules, read_log, read_readings
from estimator.days import to_date, to_day
from estimator.log import ActivityLog, Coded
from estimator.reading import PILLARS
from estimator.resources import resource

Floats = npt.NDArray[np.float64]

ARCHIVE = "Complete_LinkedInDataExport_05-19-2026.zip"
ON = date(2026, 5, 19)
AGES = (1, 7, 30, 90, 365)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--accounts", type=int, default=40, help="simulated, of each kind")
    asked, rules = parser.parse_args(), load_rules()
    fixtures = resource("fixtures")
    sample = read_log(fixtures / "exports" / ARCHIVE)
    print_widths("sample archive", sample, rules)
    print_widths("nothing known", ActivityLog.empty(), rules)
    passive = read_log(fixtures / "personas" / "passive.jsonl")
    print(f"passive persona, width of the total: {width(estimate(passive, rules, ON)):.1f}")
    print_consultant(rules)
    print_seat(rules)
    for kind in reversed(KINDS):
        print_simulated(kind, asked.accounts, rules)
    print_time(sample, rules)


def width(now: object) -> float:
    total = now.total  # type: ignore[attr-defined]  # an Estimate
    return float(total.high - total.low)


def print_widths(name: str, log: ActivityLog, rules: Rules) -> None:
    """The width of the total with one reading, which says what the model says, so many days old."""
    found = [width(estimate(log, rules, ON))]
    for age in AGES:
        then = estimate(log, rules, ON - timedelta(age))
        one = reading(ON - timedelta(age), [then.pillars[p].points for p in PILLARS])
        found.append(width(estimate(log, rules, ON, readings=[one])))
    told = " / ".join(f"{one:.1f}" for one in found[1:])
    print(f"{name}: {found[0]:.1f} wide; with a reading {AGES} days old {told}")


def reading(day: date, points: Iterable[float]) -> Reading:
    shown = dict(zip(PILLARS, map(float, points), strict=True))
    return Reading(None, shown, captured=day)


def print_consultant(rules: Rules) -> None:
    """Each of nine readings of one account, pillar by pillar, from those before it."""
    every = read_readings(resource("fixtures") / "readings")
    own = [replace(one, account="me") for one in every if one.account == "br-consultant"]
    rows = []
    for n, one in enumerate(own[1:], 1):
        assert one.captured is not None
        now = estimate(ActivityLog.empty(), rules, one.captured, readings=own[:n])
        bare = estimate(ActivityLog.empty(), rules, one.captured)
        for p in PILLARS:
            true, mean = one.pillars[p], np.mean([r.pillars[p] for r in own[:n]])
            pillar = now.pillars[p]
            guesses = pillar.points, own[n - 1].pillars[p], mean, bare.pillars[p].points
            inside = pillar.low - 5e-4 <= true <= pillar.high + 5e-4
            rows.append(
                (*(abs(guess - true) for guess in guesses), pillar.high - pillar.low, inside)
            )
    tell("consultant, the next reading, by pillar", np.array(rows, dtype=float))


BEFORE = {
    "one reading": [0],
    "twelve weekly": [7 * n for n in range(12)],
    "twenty daily": [*range(20)],
}


def seat_totals() -> dict[date, float]:
    """The total of each day on which the seat was read."""
    path = resource("fixtures") / "series" / "seat-2021-2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(r["date"]): float(r["total"]) for r in csv.DictReader(file)}


def print_seat(rules: Rules) -> None:
    """The seat read daily: 7, 30 and 90 days ahead from readings of its total."""
    read, empty = seat_totals(), ActivityLog.empty()
    bare = estimate(empty, rules, ON, "sales_navigator").total.points
    for (name, back), ahead in product(BEFORE.items(), (7, 30, 90)):
        rows = []
        for day in [d for d in read if d + timedelta(ahead) in read][::5]:
            then, true = day + timedelta(ahead), read[day + timedelta(ahead)]
            days = [day - timedelta(n) for n in back if day - timedelta(n) in read]
            if len(days) < 0.7 * len(back):
                continue
            own = [Reading(read[d], captured=d) for d in days]
            now = estimate(empty, rules, then, "sales_navigator", readings=own).total
            guesses = now.points, read[day], np.mean([read[d] for d in days]), bare
            inside = now.low - 0.5 <= true <= now.high + 0.5  # the page rounds
            rows.append((*(abs(g - true) for g in guesses), now.high - now.low, inside))
        tell(f"seat, {ahead} days ahead from {name}, total", np.array(rows, dtype=float))


def tell(name: str, rows: Floats) -> None:
    ours, last, mean, bare, wide, inside = rows.mean(axis=0)
    print(
        f"{name}: error {ours:.2f} (last reading {last:.2f}, mean of readings {mean:.2f},"
        f" model alone {bare:.2f}), {wide:.1f} wide, {100 * inside:.0f} % inside, n {len(rows)}"
    )


# --- simulated accounts ----------------------------------------------------------------------

DAYS, READ_FROM, AHEAD = 400, 250, 60
KINDS = ("steady", "seldom changing", "changing")  # habits: for ever, five times, every 20-60 days
ACTS = ("reaction", "comment", "people_search", "profile_view", "invitation_accepted", "post")
WORTH = {  # points of a bucket's top, by pillar, and how many acts of a window fill it
    "find": {"people_search": (4.0, 40.0), "profile_view": (3.0, 80.0)},
    "insight": {"reaction": (6.0, 60.0), "comment": (6.0, 25.0), "post": (3.0, 10.0)},
    "relationship": {"invitation_accepted": (10.0, 20.0)},
    "brand": {"post": (3.0, 12.0)},
}
FLOORS = {
    "brand": (8.0, 18.0),
    "find": (3.5, 6.5),
    "insight": (0.3, 3.0),
    "relationship": (2.0, 15.0),
}


def simulated(kind: str, seed: int) -> tuple[ActivityLog, Floats]:
    """A log of all acts, and the true pillars of each day: (4, DAYS). Nothing of it is our model:
    counts of a hard window, in ten buckets, that show after a lag.
    """
    chance = np.random.default_rng([seed, KINDS.index(kind)])
    counts = {act: np.zeros(DAYS) for act in ACTS}
    ends = [0, DAYS]
    if kind == "seldom changing":
        ends = [0, *sorted(chance.integers(30, DAYS, 5)), DAYS]
    elif kind == "changing":
        ends = [day for day in np.cumsum(chance.integers(20, 61, 20)) if day < DAYS]
        ends = [0, *ends, DAYS]
    for first, last in pairwise(ends):
        for act in ACTS:
            rate = chance.choice([0.0, 0.1, 0.4, 1.0, 3.0]) * (0.2 if act == "post" else 1.0)
            counts[act][first:last] = chance.poisson(rate, last - first)
    window, lag = int(chance.choice([30, 60, 90])), int(chance.integers(0, 4))
    truth = np.zeros((4, DAYS))
    for place, pillar in enumerate(PILLARS):
        truth[place] = chance.uniform(*FLOORS[pillar])
        for act, (points, full) in WORTH[pillar].items():
            sums = np.concatenate([np.zeros(lag), np.convolve(counts[act], np.ones(window))])[:DAYS]
            bucket = np.floor(10 * np.minimum(sums / (full * chance.uniform(0.5, 2)), 1)) / 10
            truth[place] += points * chance.uniform(0.5, 1.5) * bucket
    return log_of(counts), np.minimum(truth, 25.0)


def log_of(counts: Mapping[str, Floats]) -> ActivityLog:
    """The log of what was done on each of `DAYS` days that end with `ON`."""
    begun = to_day(ON) - DAYS + 1
    rows = [(begun + int(d), act, c[d]) for act, c in counts.items() for d in np.flatnonzero(c)]
    return ActivityLog.build(
        day=[row[0] for row in rows],
        action=Coded.of([row[1] for row in rows]),
        count=[row[2] for row in rows],
    )


def print_simulated(kind: str, n: int, rules: Rules) -> None:
    """Twelve weekly readings, the 60 days after the last of them."""
    begun, won, errors, inside = to_day(ON) - DAYS + 1, 0, list[Sequence[float]](), list[float]()
    for seed in range(n):
        log, truth = simulated(kind, seed)
        places = READ_FROM + 7 * np.arange(12)
        read = [reading(to_date(begun + int(p)), truth[:, p]) for p in places]
        first, last = int(places[-1]) + 1, int(places[-1]) + AHEAD
        ends = to_date(begun + first), to_date(begun + last)
        now, bare = (history(log, rules, *ends, readings=r) for r in (read, ()))
        true = truth[:, first : last + 1]
        points, plain = (np.stack([h.points[p] for p in PILLARS]) for h in (now, bare))
        lasts, mean = truth[:, places[-1]][:, None], truth[:, places].mean(axis=1)[:, None]
        error = [float(np.abs(guess - true).mean()) for guess in (points, lasts, mean, plain)]
        errors.append(error)
        won += error[0] < error[1]
        low, high = (np.stack([side[p] for p in PILLARS]) for side in (now.low, now.high))
        inside.append(float(((low - 1e-9 <= true) & (true <= high + 1e-9)).mean()))
    found = np.array(errors)
    middle, worst = np.median(found, axis=0), float((found[:, 0] - found[:, 1]).max())
    print(
        f"simulated, {kind}: median error {middle[0]:.2f} a pillar (last reading {middle[1]:.2f},"
        f" mean of readings {middle[2]:.2f}, model alone {middle[3]:.2f}); better than the last"
        f" reading in {100 * won / n:.0f} %, worse by at most {worst:.2f};"
        f" {100 * np.mean(inside):.0f} % inside, n {n}"
    )


def print_time(log: ActivityLog, rules: Rules) -> None:
    """One more estimate with sixty readings beside one without: of the same day, and of another."""
    chance = np.random.default_rng(0)
    read = [
        reading(ON - timedelta(3 * n), np.array([14, 7, 7, 20]) + chance.normal(0, 0.3, 4))
        for n in range(60)
    ]
    times = []
    for readings, step in (((), 0), (read, 0), ((), 1), (read, 1)):
        estimate(log, rules, ON, readings=readings)
        runs = []
        for n in range(1, 201):
            begun = perf_counter()
            estimate(log, rules, ON + timedelta(n * step), readings=readings)
            runs.append(perf_counter() - begun)
        times.append(min(runs))
    print(
        f"one more estimate: {times[0] * 1e3:.2f} ms, with 60 readings {times[1] / times[0]:.2f}"
        f" times that, of another day {times[3] / times[2]:.2f} times"
    )


if __name__ == "__main__":
    main()
