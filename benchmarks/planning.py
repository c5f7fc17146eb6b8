"""How long a plan takes to find, how good it is proven to be, and what simpler ways would find.

python benchmarks/planning.py
"""

from datetime import timedelta
from time import perf_counter

import numpy as np
from whatif import TODAY, year  # type: ignore[import-not-found]  # the script beside this one

from estimator.days import to_day
from estimator.log import ActivityLog
from estimator.planning.payoffs import Worth
from estimator.planning.programme import greedy
from estimator.planning.proof import PlanningQuestion
from estimator.planning.solution import plan_to
from estimator.rules import Rules, load_rules
from estimator.whatif.linearisation import Picks

WEEKS = 12
CHANCES = 200


def by_chance(worth: Worth, minutes: float) -> float:
    """The points of the best of some plans drawn within the minutes."""
    rng = np.random.default_rng(3)
    sizes = np.array([len(option.versions) for option in worth.options])
    found: list[Picks] = []
    while len(found) < CHANCES:
        drawn = rng.integers(0, sizes) * (rng.random(len(sizes)) < 0.4)
        if worth.effort(drawn[None])[0] <= minutes:
            found.append(drawn)
    return float(worth.points(np.array(found, dtype=np.intp))["total"].max())


def rivals(log: ActivityLog, rules: Rules, minutes: float) -> tuple[float, float]:
    """What greedy and chance find for these minutes."""
    today = to_day(TODAY)
    asked = PlanningQuestion(
        log, rules, today, today + 7 * WEEKS, minutes, {}, "free", "nothing", 4
    )
    worth = asked.worth()
    alone = worth.points(greedy(worth, minutes)[None])["total"][0]
    return float(alone), by_chance(worth, minutes)


def main() -> None:
    """Prints a table of minutes and one of targets."""
    log, rules = year(), load_rules()
    by = TODAY + timedelta(weeks=WEEKS)
    plan_to(log, rules, minutes_per_week=10, by=by)  # imports
    print("most points for the minutes   seconds   points   proven to   greedy   chance")
    for minutes in (30, 60, 120, 240):
        start = perf_counter()
        found = plan_to(log, rules, minutes_per_week=minutes, by=by)
        took = perf_counter() - start
        others = rivals(log, rules, minutes)
        said = (
            f"{took:8.2f} {found.points:8.2f} {found.gap:10.2%} {others[0]:9.2f} {others[1]:8.2f}"
        )
        print(f"{minutes:>24} min   {said}")
    print("fewest minutes to a target    seconds   minutes  proven to")
    for target in (40, 45, 50, 55, 70):
        start = perf_counter()
        found = plan_to(log, rules, target, by, minutes_per_week=300)
        took = perf_counter() - start
        reached = "" if found.is_reached else f"   not reachable, best {found.points:.1f}"
        print(f"{target:>24} points{took:8.2f} {found.minutes:9.1f} {found.gap:10.2%}{reached}")
    start = perf_counter()
    plan_to(log, rules, 45, by, minutes_per_week=120, robust=16)
    print(f"with 16 other rules          {perf_counter() - start:8.2f}")


if __name__ == "__main__":
    main()
