"""How long the score of one account takes in a process that is warm: `estimate` with its trace.

    python benchmarks/one_account.py [ROWS]

Of a log of every kind of signal, with intervals: on a log that was never scored, whose rows are
put in order on the way, and on one that was. Medians; nothing is asserted.
"""

import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from time import perf_counter

import numpy as np

from estimator.actions import SEATS
from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.log import ActivityLog, Coded
from estimator.rules import load_rules
from estimator.score import estimate

ROWS, RUNS = 500, 400
TODAY = date(2026, 5, 15)
FIRST = to_day(TODAY) - 364
SECTIONS = ("photo", "headline", "about", "position", "education", "skills", "location")
DONE = {
    "reaction": 12, "comment": 4, "post": 1, "people_search": 6, "profile_view": 10, "article": 0.2,
    "message_sent": 5, "message_replied": 1.5, "invitation_sent": 4, "invitation_accepted": 1.5,
    "endorsement_received": 0.5, "lead_saved": 1, "inmail_sent": 0.7, "active_day": 3,
}  # fmt: skip
UNSEEN = ("search_saved", "follower_gained", "group_activity")  # no source of this log shows them


def mixed_log(rows: int, seed: int = 1) -> ActivityLog:
    """A year of an invented member: acts, levels and a profile, and some actions nobody saw."""
    rng = np.random.default_rng(seed)
    levels = [("connections", 350.0), ("skills", 12.0), ("senior_connections", 60.0)]
    acts = rng.choice([*DONE], rows - len(levels) - len(SECTIONS), p=_shares(list(DONE.values())))
    held = len(levels) + len(SECTIONS)
    days = [FIRST] * held + (FIRST + rng.integers(0, 365, len(acts))).tolist()
    names = [name for name, _ in levels] + ["profile_section"] * len(SECTIONS) + acts.tolist()
    counts = [count for _, count in levels] + [1.0] * len(SECTIONS) + [1.0] * len(acts)
    sections = [None] * len(levels) + [*SECTIONS] + [None] * len(acts)
    shown = sorted({*names} - {*UNSEEN})
    return ActivityLog.build(
        day=days,
        action=Coded.of(names),
        count=counts,
        attributes={"section": Coded.of(sections)},
        coverage=Coverage(tuple(Span(name, FIRST, to_day(TODAY)) for name in shown)),
    )


def _shares(weights: Sequence[float]) -> list[float]:
    return [weight / sum(weights) for weight in weights]


def median(calls: Sequence[Callable[[], object]]) -> float:
    """Milliseconds of the median call, after a tenth of them."""
    found = []
    for call in calls:
        start = perf_counter()
        call()
        found.append(1000 * (perf_counter() - start))
    return statistics.median(found[len(found) // 10 :])


def main() -> None:
    """Prints one line a seat, with the ceiling it is held to."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    rules = load_rules()
    print(f"{rows} rows of one account, its score on a day with intervals and trace")
    for seat in SEATS:
        fresh = [partial(estimate, mixed_log(rows, n), rules, TODAY, seat) for n in range(RUNS)]
        again = [partial(estimate, mixed_log(rows), rules, TODAY, seat)]
        never, before = median(fresh), median(again * RUNS)
        print(f"{seat:<16} a log never scored {never:6.2f} ms   again {before:6.2f} ms   (1)")


if __name__ == "__main__":
    main()
