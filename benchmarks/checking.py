"""How long `ssi check` takes on all shipped cases and scenarios, in a fresh process.

    python benchmarks/checking.py

The median of five runs, with and without moving each number by a tenth. Nothing is asserted; the
ceiling it is held to is 2 s.
"""

import statistics
import subprocess
import sys
import time

RUNS = 5


def seconds(*flags: str) -> float:
    """The median time of fresh processes."""
    command = [sys.executable, "-m", "estimator", "check", *flags]
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Prints both."""
    print(f"ssi check              {seconds():6.2f} s")
    print(f"ssi check --no-mutate  {seconds('--no-mutate'):6.2f} s")


if __name__ == "__main__":
    main()
