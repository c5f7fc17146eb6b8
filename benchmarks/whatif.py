"""How long what-if takes: a projection, many plans, slopes, one more of everything, the command.

    python benchmarks/whatif.py

Each figure is the best of several runs in this process, the command that of fresh processes.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.log import ActivityLog, Coded
from estimator.rules import load_rules
from estimator.whatif import Habit, Plan, gradient, marginal, project, project_many

TODAY, DAYS = date(2026, 5, 15), 90
PLANS = 10_000
WEEKLY = {
    "reaction": 12.0, "comment": 4.0, "post": 1.0, "people_search": 6.0, "profile_view": 10.0,
    "message_sent": 5.0, "message_replied": 1.5, "invitation_sent": 4.0, "invitation_accepted": 1.5,
}  # fmt: skip
HABITS = [
    *(Habit("comment", 5), Habit("reaction", 20), Habit("post", 1), Habit("repost", 2)),
    *(Habit("article", 0.25), Habit("people_search", 10), Habit("profile_view", 15)),
    *(Habit("message_sent", 5), Habit("invitation_sent", 10), Habit("group_activity", 1)),
    *(Habit("search_saved", 1), Habit("recommendation_received", 0.5)),
]


def year(seed: int = 1) -> ActivityLog:
    """A year of an invented member: about 2,300 rows."""
    rng = np.random.default_rng(seed)
    today = TODAY.toordinal() - date(1970, 1, 1).toordinal()
    days, actions = [today - 364], ["connections"]
    counts = [350.0]
    for name, often in WEEKLY.items():
        done = rng.poisson(often * 52)
        days += (today - rng.integers(0, 365, done)).tolist()
        actions += [name] * done
        counts += [1.0] * done
    return ActivityLog.build(
        day=days, action=Coded.of(actions), count=counts, coverage=Coverage.complete()
    )


def best(call: Callable[[], object], times: int) -> float:
    """Milliseconds of the fastest of several calls."""
    found = []
    for _ in range(times):
        start = perf_counter()
        call()
        found.append(perf_counter() - start)
    return 1000 * min(found)


def command(log: ActivityLog) -> float:
    """Milliseconds of `ssi whatif` from a fresh process, the best of several."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.jsonl"
        rows = zip(log.day.tolist(), log.action.tolist(), log.count.tolist(), strict=True)
        lines = (
            f'{{"day": "{to_date(day)}", "action": "{log.actions[action]}", "count": {count:g}}}'
            for day, action, count in rows
        )
        file.write_text("\n".join(lines), encoding="utf-8")
        call = [sys.executable, "-m", "estimator", "whatif", str(file), "-q"]
        added = ["--add", "comment=10/week", "--add", "invitation_sent=15/week,accepted=0.4"]
        return best(lambda: subprocess.run([*call, *added], check=True, capture_output=True), 5)


def main() -> None:
    """Prints one line a figure, with the ceiling it is held to."""
    log, rules, until = year(), load_rules(), TODAY + timedelta(days=DAYS)
    plan = Plan(HABITS)
    rng = np.random.default_rng(2)
    whole = rng.integers(0, 30, (PLANS, len(HABITS))).astype(float)
    parts = whole + rng.random(whole.shape)
    one = best(lambda: project(log, plan, rules, until), 30)
    slope = best(lambda: gradient(log, plan, rules, until), 30)
    many = best(lambda: project_many(log, HABITS, whole, rules, until), 5)
    loose = best(lambda: project_many(log, HABITS, parts, rules, until, whole=False), 1)
    print(f"{log.n_rows} rows, {DAYS} days ahead, {len(HABITS)} habits")
    print(f"one projection, three series with intervals   {one:8.2f} ms   (2)")
    print(f"gradient of every habit                       {slope:8.2f} ms   (3 projections)")
    print(f"{PLANS} plans, whole actions a week            {many:8.2f} ms   (125)")
    print(f"{PLANS} plans, any rates                       {loose:8.2f} ms")
    more = best(lambda: marginal(log, rules), 5)
    print(f"one more of every action                      {more:8.2f} ms")
    print(f"ssi whatif, fresh process                     {command(log):8.2f} ms   (400)")


if __name__ == "__main__":
    main()
