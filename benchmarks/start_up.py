"""How long a fresh process takes: `ssi -h`, and what scores, explains or projects 10,000 events.

    python benchmarks/start_up.py [EVENTS]

The median of five runs each, on a log that is made on the spot. Nothing is asserted.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

RUNS = 5
EVENTS = 10_000
DAYS = 730
ACTIONS = ("comment", "reaction", "people_search", "profile_view", "message_sent", "post")


def write_log(path: Path, events: int) -> None:
    """Writes a log of that many rows over two years; the same every time."""
    dice = random.Random(1)
    first = date(2024, 5, 20)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(events):
            day = first + timedelta(days=dice.randrange(DAYS))
            row = {"day": day.isoformat(), "action": dice.choice(ACTIONS), "count": 1}
            file.write(json.dumps(row) + "\n")


def median_of(arguments: list[str], folder: str) -> float:
    """The median time of fresh processes of `ssi` with these arguments, in milliseconds.

    They find compiled modules in `folder`, as those of an installed package do.
    """
    command = [sys.executable, "-m", "estimator", *arguments]
    environment = os.environ | {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, check=True, capture_output=True, env=environment)  # compiles
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        write_log(log, events)
        asked = {name: [name, str(log)] for name in ("score", "history", "explain", "whatif")}
        asked["whatif"] += ["--add", "comment=10/week"]
        print(f"ssi -h       {median_of(['-h'], folder):6.0f} ms")
        for name, arguments in asked.items():
            print(f"ssi {name:<8} {median_of(arguments, folder):6.0f} ms")
    print(f"{events:,} events; medians of {RUNS} fresh processes, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
