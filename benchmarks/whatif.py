"""How long what-if takes: a projection, many plans, slopes, one more of everything, the command.

    python benchmarks/whatif.py

Each figure is the best of several runs in this process, the command that of fresh processes. A
projection keeps what does not depend on the plan with the log, so the first of a log and the next
are told apart. Of many plans, the points of all 90 days are computed: five columns of shape
(n_plans, 90), each pillar and the total.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.log import ActivityLog, Coded
from estimator.rules import load_rules
from estimator.whatif import Habit, Plan, marginal, project, project_many

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
    fresh = best(lambda: project(replace(log), plan, rules, until), 30)
    one = best(lambda: project(log, plan, rules, until), 60)
    print(f"{log.n_rows} rows, {DAYS} days ahead, {len(HABITS)} habits")
    print(f"a log's first projection, with intervals      {fresh:8.2f} ms")
    print(f"another plan for the same days                {one:8.2f} ms   (2)")
    for name, rates, in_full in (
        ("whole actions a week", whole, True),
        ("any rates, evenly spread", parts, False),
        ("any rates, whole actions", parts, True),
    ):
        found = project_many(log, HABITS, rates, rules, until, whole=in_full)
        assert all(column.shape == (PLANS, DAYS) for column in found.points.values())
        took = best(lambda: project_many(log, HABITS, rates, rules, until, whole=in_full), 5)  # noqa: B023
        told = f"{PLANS} plans, {name}"
        print(f"{told:<46}{took:8.2f} ms   (125)   {PLANS / took:4.0f},000 plans a second")
    more = best(lambda: marginal(log, rules), 5)
    print(f"one more of every action                      {more:8.2f} ms")
    print(f"ssi whatif, fresh process                     {command(log):8.2f} ms   (400)")


if __name__ == "__main__":
    main()
